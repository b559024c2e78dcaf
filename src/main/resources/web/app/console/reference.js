/** What forms let people choose from: the firm's people, pools and words. Read once for a page. */

import { all, get } from '../core/api.js';
import { term } from '../core/text.js';

const OUTCOMES = ['reached', 'no_answer', 'busy', 'wrong_number', 'empty_number', 'refused', 'interested', 'callback'];
const STAGES = ['new', 'qualified', 'offer', 'negotiation', 'won', 'lost'];

export async function reference() {
  const [tenant, agents, teams, pools, channels] = await Promise.all([get('/tenant'), all('/agents', 10_000), all('/teams'), all('/pools'), all('/channels')]);
  const names = { agent: index(agents), team: index(teams), pool: index(pools), channel: index(channels) };
  return {
    tenant,
    agents,
    teams,
    pools,
    channels,
    /** What people call it; its id when it is not there. */
    name: (kind, id) => names[kind]?.get(id) ?? id,
    /** Words are said in the language of the moment. */
    get outcomes() {
      return spoken('outcome', tenant.outcomes ?? OUTCOMES);
    },
    get stages() {
      return spoken('stage', tenant.stages ?? STAGES);
    },
    get grades() {
      return spoken('grade', tenant.grades ?? []);
    },
    get intents() {
      return spoken('intent', tenant.intents ?? []);
    },
  };
}

const index = (documents) => new Map(documents.map((one) => [one.id, one.name ?? one.id]));

const spoken = (kind, values) => values.map((value) => [value, term(kind, value)]);

/** Pairs of an id and a name, as fields of choice want them. */
export const choices = (documents) => documents.map((one) => [one.id, one.name ?? one.id]);

/** Those who work with leads; two of one name are told apart by their login. */
export function people(agents) {
  const count = new Map();
  agents.forEach((one) => count.set(one.name, (count.get(one.name) ?? 0) + 1));
  return agents.filter((one) => one.status !== 'left').map((one) => [one.id, count.get(one.name) > 1 ? `${one.name} (${one.login})` : one.name]);
}
