/** A pool's rules in plain words. */

import { duration, t, term } from '../core/text.js';

export function rules(pool) {
  const { doc } = pool;
  const lines = [t(`rules.order.${doc.order ?? 'fifo'}`)];
  if (doc.claim?.mode === 'request') lines.push(t('rules.request'));
  for (const quota of doc.quotas ?? []) {
    const window = quota.window.startsWith('P') ? duration(quota.window) : term('window', quota.window);
    lines.push(t('rules.quota', { per: term('per', quota.per ?? 'agent'), max: quota.max, window }));
  }
  if (doc.owned?.max) lines.push(t('rules.owned', { max: doc.owned.max }));
  for (const rule of doc.recycle ?? []) {
    if (!rule.after) continue;
    const values = { name: rule.name, after: duration(rule.after) };
    lines.push(t(`rules.recycle.${rule.trigger}`, values) + (rule.time === 'working' ? t('rules.working') : '') + narrowed(rule.applies_to));
  }
  if (doc.cooldown?.agent) lines.push(t('rules.cooldown', { time: duration(doc.cooldown.agent) }));
  if (doc.embargo) lines.push(t('rules.embargo', { time: duration(doc.embargo) }));
  if (doc.hard) lines.push(t('rules.hard', { rounds: doc.hard.after_rounds, seniority: doc.hard.seniority }));
  return lines;
}

function narrowed(to) {
  const parts = [];
  if (to?.grades?.length) parts.push(t('rules.grades', { grades: to.grades.join(', ') }));
  if (to?.tags?.length) parts.push(t('rules.tags', { tags: to.tags.join(', ') }));
  if (to?.won === false) parts.push(t('rules.not-won'));
  return parts.length ? ` (${parts.join('; ')})` : '';
}
