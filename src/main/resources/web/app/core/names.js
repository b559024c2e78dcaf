/** What people, teams, pools and channels are called: ids are for machines. Each list is read once, when first asked for. */

import { all } from './api.js';

/** Where names are to be had; who may not read the first list may read the second. */
const LISTS = { agent: ['/agents'], team: ['/teams'], pool: ['/pools'], channel: ['/channels', '/channels:health'] };
const MAX = 10_000;
/** What is new is found soon, and what is unknown is not asked for all the time. */
const AGAIN_MS = 30_000;

/** By kind: the names by id, when they were last asked for, and whether that is still under way. */
const known = new Map();

/**
 * What it is called; its id as long as that is not known. Views are shown anew when names have come.
 *
 * @param {'agent'|'team'|'pool'|'channel'} kind
 */
export function named(kind, id) {
  if (id === undefined || id === null || id === '') return '';
  const name = known.get(kind)?.names.get(id);
  if (name === undefined) learn(kind);
  return name ?? id;
}

/** Reads the names of a kind, at most twice a minute; who may read none of its lists goes on with ids. */
export async function learn(kind) {
  const before = known.get(kind);
  if (before && (before.reading || before.refused || Date.now() - before.at < AGAIN_MS)) return before.reading;
  const entry = { names: before?.names ?? new Map(), at: Date.now() };
  known.set(kind, entry);
  entry.reading = read(LISTS[kind])
    .then((items) => {
      entry.names = new Map(items.map((one) => [one.id ?? one.channel, one.name ?? one.id ?? one.channel]));
      tell();
    })
    .catch((problem) => (entry.refused = problem.status === 403))
    .finally(() => (entry.reading = undefined));
  return entry.reading;
}

async function read([list, ...others]) {
  try {
    return await all(list, MAX);
  } catch (problem) {
    if (problem.status !== 403 || !others.length) throw problem;
    return read(others);
  }
}

/** A document that has just been stored, or read anew, may have another name. `path` is that of its kind, such as `/pools`. */
export function keepName(path, { id, name }) {
  const kind = Object.keys(LISTS).find((one) => LISTS[one][0] === path);
  if (!known.has(kind) || id === undefined) return;
  known.get(kind).names.set(id, name ?? id);
  tell();
}

const tell = () => document.dispatchEvent(new CustomEvent('pelagos-names'));
