/** What the fields of configuration documents are called, as their forms call them. A star stands for a place in a list, or a name. */

import { number, t } from './text.js';

const FILTER = {
  applies_to: 'filter', 'applies_to/grades': 'filter.grades', 'applies_to/tags': 'filter.tags', 'applies_to/channels': 'filter.channels',
    'applies_to/last_outcome': 'filter.last_outcome',
  'applies_to/stage': 'filter.stage', 'applies_to/intent': 'filter.intent', 'applies_to/won': 'filter.won', 'applies_to/rounds/min': 'filter.rounds.min',
    'applies_to/rounds/max': 'filter.rounds.max',
};
const QUOTA = { max: 'quota.max', per: 'quota.per', window: 'quota.window' };
const RULE = {
  name: 'recycle.name', trigger: 'recycle.trigger', after: 'recycle.after', time: 'recycle.time', warn_before: 'recycle.warn_before', to: 'recycle.to',
    'extensions/max': 'recycle.extensions.max', 'extensions/by': 'recycle.extensions.by',
  evidence: 'recycle.evidence', 'evidence/call_seconds': 'recycle.evidence.call_seconds', 'evidence/outcomes': 'recycle.evidence.outcomes',
    'evidence/proofs': 'recycle.evidence.proofs', ...FILTER,
};
const FATE = { after: 'stale.after', then: 'filter.then', to: 'filter.to', reason: 'filter.reason', ...FILTER };
const MEMBERS = { everyone: 'pool-form.everyone.all', teams: 'pool-form.teams', agents: 'pool-form.agents' };

const under = (prefix, fields) => Object.fromEntries(Object.entries(fields).map(([path, key]) => [`${prefix}/${path}`, key]));
const same = (prefix, ...paths) => Object.fromEntries(paths.map((path) => [path, `${prefix}.${path.replaceAll('/', '.')}`]));

const LABELS = {
  pool: {
    ...same('pool-form', 'name', 'order', 'members', 'visible', 'admins', 'quotas', 'cooldown/agent', 'cooldown/team', 'cooldown/everyone', 'embargo', 'hard',
      'hard/after_rounds', 'hard/seniority', 'first_refusal', 'first_refusal/for', 'first_refusal/time',
      'first_refusal/beats_cooldown', 'turns', 'turns/time', 'turns/top', 'attribution', 'masking', 'reveal/by', 'reveal/per_day', 'reveal/details_per_day',
        'refund', 'refund/within', 'refund/outcomes', 'refund/verified_by', 'locks/longest', 'nurture/longest'),
    'claim/mode': 'pool-form.claim', 'claim/max_batch': 'pool-form.max_batch', 'claim/max_requests': 'pool-form.max_requests', 'owned/max': 'pool-form.owned',
      'owned/count_won': 'pool-form.count_won', 'owned/count_nurtured': 'pool-form.count_nurtured',
    'credit/first_share': 'pool-form.first_share', 'credit/needs_followup': 'pool-form.needs_followup', 'approvals/deals': 'pool-form.approvals',
      'locks/max_per_agent': 'pool-form.locks.max', 'nurture/max_per_agent': 'pool-form.nurture.max',
    owned: 'pool-form.owned', claim: 'pool-form.claim', cooldown: 'pool-form.waits', locks: 'pool-form.locks.max', nurture: 'pool-form.nurture.max',
      recycle: 'recycle', stale: 'stale', cleanup: 'cleanup', assignment: 'giving',
    ...under('members', MEMBERS), ...under('quotas/*', QUOTA), ...under('recycle/*', RULE), ...under('stale', FATE), ...under('cleanup/*', { ...FATE,
      ...same('cleanup', 'name', 'when', 'after', 'count', 'outcomes') }),
    ...under('assignment', { ...FILTER, ...same('giving', 'strategy', 'share', 'weights', 'top_grades', 'best', 'present_within', 'offer', 'offer/time', 'offer/max') }),
  },
  channel: { ...same('channels', 'name', 'pool', 'enabled'), default_region: 'channels.region' },
  agent: { ...same('agent', 'name', 'login', 'role', 'team', 'skills', 'regions', 'languages', 'seniority', 'quotas', 'status'), ...under('quotas/*', QUOTA) },
  team: same('team', 'name', 'parent'),
  tenant: {
    name: 'time.name', time_zone: 'time.zone', 'calendar/shifts': 'time.shifts', 'calendar/shifts/*/days': 'time.days', 'calendar/shifts/*/from': 'time.from',
      'calendar/shifts/*/to': 'time.to', 'calendar/holidays': 'time.holidays', 'calendar/make_up_days': 'time.make-up',
    'calendar/make_up_days/*/day': 'time.day', 'calendar/make_up_days/*/as': 'time.as', ...same('words', 'grades', 'outcomes', 'stages', 'intents', 'fields'),
      'fields/*/name': 'words.field.name', 'fields/*/type': 'words.field.type', 'fields/*/options': 'words.field.options', 'fields/*/id': 'words.field.id',
    'owned/max': 'holding.max', excess_warning: 'holding.excess', 'work_first/max_untouched': 'holding.untouched', 'work_first/max_overdue': 'holding.overdue',
      points: 'holding.points', ...under('points', { won: 'holding.points.won', followed_up: 'holding.points.followed_up', fake: 'holding.points.fake',
        claimed: 'holding.points.claimed', window: 'holding.points.window' }),
    work_first: 'holding.first', owned: 'holding', reminders: 'reminders', presence: 'presence-policy', calendar: 'firm.time', contact_policy: 'contact-policy',
      'contact_policy/hours/from': 'contact-policy.from', 'contact_policy/hours/to': 'contact-policy.to', 'contact_policy/dials': 'contact-policy.dials',
        'contact_policy/dials/*/max': 'contact-policy.max', 'contact_policy/dials/*/window': 'contact-policy.window', 'contact_policy/zones': 'contact-policy.zones',
    'reminders/before': 'contact-policy.reminders', 'presence/inactive/after': 'time.inactive', 'presence/shift_end/after': 'time.shift_end',
      'presence/leave/max': 'time.leave.max', scoring: 'scoring', 'scoring/base': 'scoring.base', 'scoring/rules': 'scoring.rules',
        'scoring/rules/*/name': 'scoring.name', 'scoring/rules/*/points': 'scoring.points',
    'scoring/rules/*/when': 'scoring.when', 'scoring/grades': 'scoring.grades', 'scoring/grades/*/min': 'scoring.min', 'scoring/grades/*/grade': 'scoring.grade',
      sign_in: 'safety.sign-in', oidc: 'safety.oidc', bots: 'safety.bots', 'bots/then': 'safety.then', 'bots/attempts_per_second': 'safety.attempts',
        rate_limits: 'safety.rates', retention: 'safety.kept',
    ...Object.fromEntries(['closed_leads', 'calls', 'tasks', 'dead_letters', 'config_history', 'tokens'].map((kind) => [`retention/${kind}`, `safety.kept.${kind}`])),
  },
};

/** The key of what a field is called; nothing where its own name has to do. */
export const labelKey = (section, path) => LABELS[section]?.[path.map((part) => (/^\d+$/.test(part) ? '*' : part)).join('/')];

/** What a field is called, and what it stands in: `Taking leads back › 2 › After`. */
export function label(section, path) {
  const words = [];
  path.forEach((part, i) => {
    const key = labelKey(section, path.slice(0, i + 1));
    if (key && t(key) !== words.at(-1)) words.push(t(key));
    else if (!key && /^\d+$/.test(part)) words.push(number(Number(part) + 1));
    else if (!key && i === path.length - 1) words.push(part);
  });
  return words.join(' › ');
}

/** Likewise by a JSON pointer; empty where not all of it has words. */
export const pointerLabel = (section, pointer) => {
  const path = pointer.split('/').slice(1);
  return labelKey(section, path) ? label(section, path) : '';
};
