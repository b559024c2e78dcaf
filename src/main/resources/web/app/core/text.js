/** The words of the screens in the person's language, and dates and numbers as that language writes them. */

const KEPT = 'pelagos-language';
const ASSETS = new URL('../text/', import.meta.url);

/** A language is a file in `text/`, named in `text/languages.json` with what it calls itself. */
export let languages = {};
let language = 'en';
/** The language as the person's browser has it, such as `en-GB`: dates differ. */
let locale = 'en';
let words = {};
let fallback = {};
const formats = new Map();

const read = async (name) => (await fetch(new URL(name, ASSETS))).json();

export async function start() {
  languages = await read('languages.json');
  fallback = await read('en.json');
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.split('-')[0])];
  await speak(wanted.find((tag) => tag in languages) ?? 'en');
}

export async function speak(tag) {
  words = tag === 'en' ? fallback : await read(`${tag}.json`);
  language = tag;
  locale = navigator.languages.find((one) => one.split('-')[0] === tag) ?? tag;
  formats.clear();
  document.documentElement.lang = tag === 'zh' ? 'zh-CN' : tag;
  localStorage.setItem(KEPT, tag);
  document.dispatchEvent(new CustomEvent('pelagos-language'));
}

export const spoken = () => language;

/** The keys that begin so. */
export const keysOf = (prefix) => Object.keys(fallback).filter((key) => key.startsWith(prefix));

/** The words for a key, with `{name}` replaced; what has no words is shown as it is. */
export function t(key, values = {}) {
  const text = words[key] ?? fallback[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The words for a value of some kind, such as an outcome: those that a firm has made itself have none but their own. */
export const term = (kind, value) => words[`${kind}.${value}`] ?? fallback[`${kind}.${value}`] ?? value;

export const number = (value) => format('number', () => new Intl.NumberFormat(locale)).format(value);

/** A sum of money; what is no currency to the browser stands behind it. */
export function money(amount, currency) {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
  } catch {
    return `${number(amount)} ${currency}`;
  }
}

/** A day, with its year. */
export const day = (at) => format('day', () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })).format(new Date(at));

export const moment = (at) =>
  format('moment', () => new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })).format(new Date(at));

/** A span of time in its one or two greatest units: `3 d 4 h`, `2:05`. */
export function span(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  if (days > 0) return t('span.days', { days, hours });
  if (hours > 0) return t('span.hours', { hours, minutes });
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
}

/** An ISO 8601 duration in words, such as `48 hours`. */
export function duration(iso) {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso);
  if (!match) return iso;
  const units = ['week', 'day', 'hour', 'minute', 'second'];
  return units
    .map((unit, i) => match[i + 1] && new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(match[i + 1]))
    .filter(Boolean)
    .join(' ');
}

function format(name, make) {
  if (!formats.has(name)) formats.set(name, make());
  return formats.get(name);
}
