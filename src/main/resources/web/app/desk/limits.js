/** Limits, as small bars: how much of each is used. */

import { html } from 'lit';
import { moment, t, term, duration } from '../core/text.js';
import { styled } from '../core/styled.js';

export function limitBars(quotas) {
  return html`<ul class="limits" aria-label=${t('limits')}>
    ${quotas.map((quota) => html`<li
      class=${quota.used >= quota.max ? 'full' : quota.used >= 0.8 * quota.max ? 'near' : ''}
      title=${quota.resets_at ? t('limits.until', { at: moment(quota.resets_at) }) : ''}
    >
      <span class="what">${label(quota)}</span>
      <span class="figure">${quota.used}/${quota.max}</span>
      <span class="track" aria-hidden="true"><span class="bar" ${styled({ width: `${Math.min(100, (100 * quota.used) / Math.max(1, quota.max))}%` })}></span></span>
    </li>`)}
  </ul>`;
}

function label(quota) {
  const window = term('window', quota.window.startsWith('P') ? duration(quota.window) : quota.window);
  const per = quota.per === 'agent' ? '' : ` · ${term('per', quota.per)}`;
  return (quota.pool === null && quota.window === 'owned' ? `${t('limits.all')} ` : '') + window + per;
}
