/** What a refusal means, in the person's words. */

import { faultText } from './faults.js';
import { moment, t, term } from './text.js';

export function explain(problem) {
  const body = problem.body ?? {};
  if (problem.slug === 'quota-exceeded' && body.quota) {
    const quota = body.quota;
    return quota.window === 'owned'
      ? t('problem.owned-full', { max: quota.max })
      : t('problem.quota-exceeded', { max: quota.max, window: term('window', quota.window), at: quota.resets_at ? moment(quota.resets_at) : '' });
  }
  const key = `problem.${problem.slug}`;
  const words = t(key, { until: body.until ? moment(body.until) : '', what: faultText(body.detail ?? '') });
  if (words !== key) return words;
  const first = body.errors?.[0];
  // What it is about is plain where one has just filled it in.
  return first ? faultText(first.detail) : faultText(body.detail ?? body.title ?? problem.slug);
}
