/** What a pool has beyond claiming and recycling: success, contact data, patience, refunds. */

import { html, nothing } from 'lit';
import { checkField, choiceField, durationField, numberField, worded } from '../../core/fields.js';
import { more, pickField, toggleField } from '../../core/lists.js';
import { t } from '../../core/text.js';

const of = worded('pool-form');
const CONTACT = ['phone', 'email', 'wechat', 'name', 'company'];
const HIDDEN = ['phone', 'email', 'wechat'];
const REVEALERS = ['agent', 'supervisor', 'manager', 'admin', 'integration'];
const REVEALING = ['supervisor', 'manager', 'admin'];

export const leftovers = (draft, known) => html`<section class="sheet">
  <h2>${t('pool-form.rest')}</h2>
  ${more(draft, ['/attribution', '/credit', '/approvals'], t('pool-form.success'), success(draft))}
  ${more(draft, ['/masking', '/reveal'], t('pool-form.contacts'), contacts(draft))}
  ${more(draft, ['/locks', '/nurture'], t('pool-form.patience'), patience(draft))}
  ${more(draft, ['/refund'], t('pool-form.refund'), refund(draft, known))}
</section>`;

const success = (draft) => html`<div class="form-grid">
  ${choiceField(draft, '/attribution', of('attribution', { choices: ['last_claimer', 'first_claimer', 'split', 'team'].map((one) => [one, t(`pool-form.attribution.${one}`)]) }))}
  ${draft.get('/attribution') === 'split' ? numberField(draft, '/credit/first_share', of('first_share', { min: 1, max: 99, placeholder: 50 })) : nothing}
  ${['split', 'first_claimer'].includes(draft.get('/attribution')) ? checkField(draft, '/credit/needs_followup', of('needs_followup', { otherwise: true })) : nothing}
  ${checkField(draft, '/approvals/deals', of('approvals'))}
</div>`;

/** As chips, where nothing said means what is usual: the last one that is turned off leaves an empty list. */
function usual(draft, pointer, { label, help, choices, otherwise }) {
  const chosen = draft.get(pointer) ?? otherwise;
  const turn = (value) => draft.set(pointer, chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  const fault = draft.fault(pointer);
  return html`<fieldset class="field wide chips">
    <legend>${label}</legend>
    ${choices.map(([value, words]) => html`<button type="button" class="chip" aria-pressed=${chosen.includes(value)} @click=${() => turn(value)}>${words}</button>`)}
    <div class=${fault ? 'fault' : 'help'}>${fault || help}</div>
  </fieldset>`;
}

const contacts = (draft) => html`<div class="form-grid">
  ${usual(draft, '/masking', of('masking', { otherwise: HIDDEN, choices: CONTACT.map((one) => [one, t(`contact.${one}`)]) }))}
  ${usual(draft, '/reveal/by', of('reveal.by', { otherwise: REVEALING, choices: REVEALERS.map((one) => [one, t(`role.${one}`)]) }))}
  ${numberField(draft, '/reveal/per_day', of('reveal.per_day', { max: 100_000, placeholder: 50 }))}
  ${numberField(draft, '/reveal/details_per_day', of('reveal.details_per_day', { max: 100_000, placeholder: t('any-number') }))}
</div>`;

const patience = (draft) => html`<div class="form-grid">
  ${numberField(draft, '/locks/max_per_agent', of('locks.max', { max: 100_000, placeholder: 0 }))}
  ${draft.get('/locks') ? durationField(draft, '/locks/longest', of('locks.longest', { placeholder: 'P30D' })) : nothing}
  ${numberField(draft, '/nurture/max_per_agent', of('nurture.max', { max: 100_000, placeholder: 100 }))}
  ${draft.get('/nurture') ? durationField(draft, '/nurture/longest', of('nurture.longest', { placeholder: 'P180D' })) : nothing}
</div>`;

const refund = (draft, known) => html`<p class="help">${t('pool-form.refund.help')}</p>
  <div class="form-grid">
    ${toggleField(draft, '/refund', { label: t('pool-form.refund.on'), fresh: { within: 'P1D', outcomes: ['empty_number'], verified_by: 'call' } })}
    ${draft.get('/refund')
      ? html`${durationField(draft, '/refund/within', of('refund.within'))}
          ${choiceField(draft, '/refund/verified_by', of('refund.verified_by', { choices: ['call', 'supervisor'].map((one) => [one, t(`pool-form.refund.${one}`)]) }))}
          ${pickField(draft, '/refund/outcomes', of('refund.outcomes', { choices: known.outcomes }))}`
      : nothing}
  </div>`;
