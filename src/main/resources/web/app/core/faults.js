/** What the server finds wrong with a field, in the person's language. */

import { duration, keysOf, number, t } from './text.js';

const PREFIX = 'fault.';
const DURATION = /^P(?=.)(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/;

let known;

/** Each key is a sentence of the server with `{1}`, `{2}` for what differs; those that say most come first. */
const sentences = () => (known ??= keysOf(PREFIX)
  .map((key) => ({ key, said: new RegExp(`^${key.slice(PREFIX.length).split(/\{\d\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.+)')}$`, 's') }))
  .sort((one, other) => other.key.replace(/\{\d\}/g, '').length - one.key.replace(/\{\d\}/g, '').length));

/** A sentence of the server in the person's words; as it is where no words are known. */
export function faultText(detail = '') {
  for (const { key, said } of sentences()) {
    const found = said.exec(detail);
    if (found) return t(key, Object.fromEntries(found.slice(1).map((value, i) => [i + 1, shown(value)])));
  }
  return detail;
}

const shown = (value) => (DURATION.test(value) ? duration(value) : /^\d+$/.test(value) ? number(value) : value);
