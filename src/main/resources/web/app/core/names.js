/** What people, teams, pools and channels are called: ids are for machines. Each list is read once, when first asked for. */

import { all } from './api.js';

const LISTS = { agent: '/agents', team: '/teams', pool: '/pools', channel: '/channels' };
/** Which roles read lists of people and teams, and which channels; marketers hear of channels by their health. */
const LEADERS = ['admin', 'manager', 'supervisor', 'auditor'];
const OFFICE = ['admin', 'manager', 'auditor'];
const MAX = 10_000;
/** What is new is found soon, and what is unknown is not asked for all the time. */
const AGAIN_MS = 30_000;

/** By kind: the names by id, when they were last asked for, and whether that is still under way. */
const known = new Map();
let reader = { role: '' };

/** Who reads the names: nothing is asked for that this role may not read. */
export function namesFor(agent) {
  reader = agent;
}

/**
 * What it is called; its id as long as that is not known. Views are shown anew when names have come.
 *
 * @param {'agent'|'team'|'pool'|'channel'} kind
 */
export function named(kind, id) {
  if (id === undefined || id === null || id === '') return '';
  const name = kind === 'agent' && id === reader.id ? reader.name : known.get(kind)?.names.get(id);
  if (name === undefined) learn(kind);
  return name ?? id;
}

/** Reads the names of a kind, at most twice a minute; who may not read them goes on with ids. */
export async function learn(kind) {
  const before = known.get(kind);
  const list = listOf(kind);
  if (!list || (before && (before.reading || Date.now() - before.at < AGAIN_MS))) return before?.reading;
  const entry = { names: before?.names ?? new Map(), at: Date.now() };
  known.set(kind, entry);
  entry.reading = all(list, MAX)
    .then((items) => {
      entry.names = new Map(items.map((one) => [one.id ?? one.channel, one.name ?? one.id ?? one.channel]));
      tell();
    })
    .catch(() => {})
    .finally(() => (entry.reading = undefined));
  return entry.reading;
}

function listOf(kind) {
  const { role } = reader;
  if (kind === 'agent' || kind === 'team') return LEADERS.includes(role) && LISTS[kind];
  if (kind === 'channel') return OFFICE.includes(role) ? LISTS.channel : role === 'marketer' && '/channels:health';
  return LISTS[kind];
}

/** A document that has just been stored, or read anew, may have another name. `path` is that of its kind, such as `/pools`. */
export function keepName(path, { id, name }) {
  const kind = Object.keys(LISTS).find((one) => LISTS[one] === path);
  if (!known.has(kind) || id === undefined) return;
  known.get(kind).names.set(id, name ?? id);
  tell();
}

const tell = () => document.dispatchEvent(new CustomEvent('pelagos-names'));
