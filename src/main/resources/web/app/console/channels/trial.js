/** What would become of a body, in words. */

import { html, nothing } from 'lit';
import { faultText } from '../../core/faults.js';
import { number, t, term } from '../../core/text.js';

/** @param pools pairs of an id and a name */
export function outcome(tried, pools) {
  const lead = tried.leads[0];
  return html`<div class="item outcome" role="status">
    <h2>${t('trial')}</h2>
    ${tried.refused ? html`<p class="fault">${t('trial.refused', tried.refused)}</p>` : nothing}
    ${tried.fetches ? html`<p>${t('trial.fetches', { count: number(tried.fetches) })}</p>` : nothing}
    ${tried.total > 1 ? html`<p>${t('trial.many', { count: number(tried.total) })}</p>` : nothing}
    ${tried.bad ? html`<p class="fault">${t('trial.bad', { count: number(tried.bad), reason: faultText(tried.bad_reason ?? '') })}</p>` : nothing}
    ${lead ? aboutLead(lead, new Map(pools)) : nothing}
  </div>`;
}

function aboutLead(lead, pools) {
  return html`
    <p>${lead.test
      ? t('trial.is-test')
      : html`${t('trial.pool')} <strong>${pools.get(lead.pool) ?? lead.pool ?? '–'}</strong>${lead.rule ? html` (${t('trial.rule', { rule: lead.rule })})` : nothing}`}
      ${lead.grade ? html`· ${t('lead.grade')} ${lead.grade}` : nothing} ${lead.score === null ? nothing : html`· ${t('lead.score')} ${lead.score}`}</p>
    ${!lead.contact.phone && !lead.contact.wechat && !lead.contact.email ? html`<p class="fault">${t('trial.unreachable')}</p>` : nothing}
    ${lead.losses.length ? html`<ul class="fault">${lead.losses.map((loss) => html`<li>${term('lead-field', loss.field)}: ${t(`loss.${loss.word}`)}</li>`)}</ul>` : nothing}
    ${lead.attributes.length ? html`<p class="help">${t('trial.attributes')} ${lead.attributes.slice(0, 40).map((name) => html`<span class="tag">${name}</span>`)}</p>` : nothing}`;
}
