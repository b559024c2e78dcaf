/** What agents may take, and how many of it. */

import { html, nothing } from 'lit';
import { checkField, choiceField, durationField, numberField, worded } from '../../core/fields.js';
import { more, quotasField, toggleField } from '../../core/lists.js';
import { t } from '../../core/text.js';

const of = worded('pool-form');
const PER = ['agent', 'team', 'pool', 'tenant'];

export const claiming = (draft) => html`<section class="sheet">
  <h2>${t('pool-form.claiming')}</h2>
  <div class="form-grid">
    ${choiceField(draft, '/claim/mode', of('claim', { choices: ['open', 'request'].map((mode) => [mode, t(`pool-form.claim.${mode}`)]) }))}
    ${numberField(draft, '/owned/max', of('owned', { min: 1, max: 1_000_000 }))}
  </div>
  <h3>${t('pool-form.quotas')}</h3>
  ${quotasField(draft, '/quotas', { label: t('pool-form.quota'), per: PER, empty: t('pool-form.quotas.none') })}
  <h3>${t('pool-form.waits')}</h3>
  <div class="form-grid">
    ${durationField(draft, '/cooldown/agent', of('cooldown.agent'))}
    ${durationField(draft, '/embargo', of('embargo'))}
  </div>
  ${more(draft, ['/cooldown/team', '/cooldown/everyone', '/first_refusal', '/hard', '/turns', '/claim/max_batch', '/claim/max_requests'], t('pool-form.claiming.more'), rare(draft))}
</section>`;

const rare = (draft) => html`<div class="form-grid">
    ${durationField(draft, '/cooldown/team', of('cooldown.team'))}
    ${durationField(draft, '/cooldown/everyone', of('cooldown.everyone'))}
    ${numberField(draft, '/claim/max_batch', of('max_batch', { min: 1, max: 100, placeholder: 10 }))}
    ${draft.get('/claim/mode') === 'request' ? numberField(draft, '/claim/max_requests', of('max_requests', { min: 1, max: 1000, placeholder: 20 })) : nothing}
    ${draft.get('/owned') ? html`${checkField(draft, '/owned/count_won', of('count_won'))}
    ${checkField(draft, '/owned/count_nurtured', of('count_nurtured', { otherwise: true }))}` : nothing}
  </div>
  <h3>${t('pool-form.hard')}</h3>
  <p class="help">${t('pool-form.hard.help')}</p>
  <div class="form-grid">
    ${numberField(draft, '/hard/after_rounds', of('hard.after_rounds', { min: 1, max: 1000, placeholder: 3 }))}
    ${numberField(draft, '/hard/seniority', of('hard.seniority', { max: 1000, placeholder: 5 }))}
  </div>
  <h3>${t('pool-form.first_refusal')}</h3>
  <p class="help">${t('pool-form.first_refusal.help')}</p>
  <div class="form-grid">
    ${choiceField(draft, '/first_refusal/for', of('first_refusal.for', { none: t('nobody'), choices: ['previous_owner', 'team'].map((one) => [one,
      t(`pool-form.first_refusal.${one}`)]) }))}
    ${durationField(draft, '/first_refusal/time', of('first_refusal.time'))}
    ${draft.get('/first_refusal') ? checkField(draft, '/first_refusal/beats_cooldown', of('first_refusal.beats_cooldown')) : nothing}
  </div>
  <h3>${t('pool-form.turns')}</h3>
  ${turns(draft)}`;

const turns = (draft) => html`<div class="form-grid">
  ${toggleField(draft, '/turns', { label: t('pool-form.turns.on'), help: t('pool-form.turns.help'), fresh: { time: 'PT1M' } })}
  ${draft.get('/turns')
    ? html`${durationField(draft, '/turns/time', of('turns.time', { placeholder: 'PT1M' }))} ${numberField(draft, '/turns/top', of('turns.top', { min: 1, max: 1000,
      placeholder: 100 }))}`
    : nothing}
</div>`;
