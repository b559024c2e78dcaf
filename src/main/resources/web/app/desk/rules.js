/** A pool's rules in plain words. What of a rule is not said yet, as in a form that somebody fills in, is left out. */

import { duration, t, term } from '../core/text.js';

export function rules(pool) {
  const { doc } = pool;
  return [...claiming(doc), ...(doc.recycle ?? []).filter((rule) => rule.after).map(recycled), ...returning(doc), ...waiting(doc), ...given(doc.assignment)];
}

function claiming(doc) {
  const lines = [t(`rules.order.${doc.order ?? 'fifo'}`)];
  if (doc.claim?.mode === 'request') lines.push(t('rules.request'));
  if (doc.turns) lines.push(t('rules.turns', { time: duration(doc.turns.time ?? 'PT1M') }));
  for (const quota of doc.quotas ?? []) {
    if (!quota.window || quota.max === undefined) continue;
    const window = quota.window.startsWith('P') ? duration(quota.window) : term('window', quota.window);
    lines.push(t('rules.quota', { per: term('per', quota.per ?? 'agent'), max: quota.max, window }));
  }
  if (doc.owned?.max) lines.push(t('rules.owned', { max: doc.owned.max }));
  return lines;
}

function recycled(rule) {
  const line = t(`rules.recycle.${rule.trigger}`, { name: rule.name, after: duration(rule.after) }) + (rule.time === 'working' ? t('rules.working') : '') + narrowed(rule.applies_to);
  return rule.warn_before?.length ? line + t('rules.warned', { times: rule.warn_before.map(duration).join(t('comma')) }) : line;
}

function returning(doc) {
  const lines = [];
  if (doc.first_refusal?.for && doc.first_refusal.time) lines.push(t(`rules.first_refusal.${doc.first_refusal.for}`, { time: duration(doc.first_refusal.time) }));
  if (doc.cooldown?.agent) lines.push(t('rules.cooldown', { time: duration(doc.cooldown.agent) }));
  if (doc.cooldown?.team) lines.push(t('rules.cooldown.team', { time: duration(doc.cooldown.team) }));
  if (doc.cooldown?.everyone) lines.push(t('rules.cooldown.everyone', { time: duration(doc.cooldown.everyone) }));
  if (doc.embargo) lines.push(t('rules.embargo', { time: duration(doc.embargo) }));
  if (doc.hard?.after_rounds && doc.hard.seniority !== undefined) lines.push(t('rules.hard', { rounds: doc.hard.after_rounds, seniority: doc.hard.seniority }));
  return lines;
}

function waiting(doc) {
  const lines = [];
  const fate = (rule) => t(rule.then === 'move' ? 'rules.moved' : 'rules.closed');
  if (doc.stale?.after && doc.stale.then) lines.push(t('rules.stale', { time: duration(doc.stale.after), fate: fate(doc.stale) }));
  for (const rule of doc.cleanup ?? []) {
    const outcomes = (rule.outcomes ?? []).map((one) => term('outcome', one)).join(t('comma'));
    if (rule.after || rule.count) lines.push(t(`rules.cleanup.${rule.when}`, { time: duration(rule.after ?? ''), count: rule.count, outcomes, fate: fate(rule) }));
  }
  return lines;
}

function given(assignment) {
  if (!assignment?.strategy) return [];
  const lines = [t(assignment.offer ? 'rules.offered' : 'rules.given', { how: t(`rules.given.${assignment.strategy}`) })];
  if (assignment.share) lines.push(t('rules.share', { share: assignment.share }));
  return lines;
}

function narrowed(to) {
  const parts = [];
  if (to?.grades?.length) parts.push(t('rules.grades', { grades: to.grades.join(', ') }));
  if (to?.tags?.length) parts.push(t('rules.tags', { tags: to.tags.join(', ') }));
  if (to?.won === false) parts.push(t('rules.not-won'));
  return parts.length ? ` (${parts.join('; ')})` : '';
}
