/** How the server gives leads to agents by itself. */

import { html, nothing } from 'lit';
import { choiceField, durationField, numberField, worded } from '../../core/fields.js';
import { more, pickField, toggleField } from '../../core/lists.js';
import { t } from '../../core/text.js';
import { people } from '../reference.js';
import { filters } from './filters.js';
import { members } from './who.js';

const of = worded('giving');
const STRATEGIES = ['round_robin', 'least_loaded', 'performance', 'territory', 'skill', 'seniority', 'rota'];
/** What only one strategy looks at. */
const OWN = { performance: ['performance'], seniority: ['top_grades'], rota: ['best'] };

export function giving(draft, known) {
  const now = draft.get('/assignment');
  return html`<section class="sheet">
    <h2>${t('giving')}</h2>
    <div class="form-grid">
      <div class="field wide">
        <label for="strategy">${t('giving.strategy')}</label>
        <select id="strategy" class="form-select form-select-sm" @change=${(event) => turn(draft, event.target.value)}>
          <option value="" ?selected=${!now}>${t('giving.none')}</option>
          ${STRATEGIES.map((one) => html`<option value=${one} ?selected=${now?.strategy === one}>${t(`giving.strategy.${one}`)}</option>`)}
        </select>
        ${now ? html`<div class="help">${t(`giving.strategy.${now.strategy}.help`)}</div>` : nothing}
      </div>
      ${now ? own(draft, now, known) : nothing}
      ${now ? html`${ringing(draft, now)} ${numberField(draft, '/assignment/share', of('share', { min: 1, max: 100, placeholder: 100 }))}` : nothing}
    </div>
    ${now ? rare(draft, now, known) : nothing}
  </section>`;
}

/** Takes away what belonged to the strategy that it was. */
function turn(draft, strategy) {
  if (!strategy) return draft.set('/assignment', undefined);
  const next = { ...draft.get('/assignment'), strategy };
  for (const [other, fields] of Object.entries(OWN)) if (other !== strategy) fields.forEach((field) => delete next[field]);
  if (strategy === 'performance') delete next.weights;
  return draft.set('/assignment', next);
}

const own = (draft, now, known) => html`
  ${now.strategy === 'seniority' ? pickField(draft, '/assignment/top_grades', of('top_grades', { choices: known.grades })) : nothing}
  ${now.strategy === 'rota' ? numberField(draft, '/assignment/best', of('best', { min: 1, max: 1000, placeholder: 5 })) : nothing}
  ${now.strategy === 'performance'
    ? html`${numberField(draft, '/assignment/performance/win_rate', of('win_rate', { max: 100, placeholder: 60 }))}
        ${numberField(draft, '/assignment/performance/activity', of('activity', { max: 100, placeholder: 30 }))}
        ${numberField(draft, '/assignment/performance/load', of('load', { max: 100, placeholder: 10 }))}
        ${durationField(draft, '/assignment/performance/window', of('window', { placeholder: 'P30D' }))}`
    : nothing}`;

const ringing = (draft, now) => html`${toggleField(draft, '/assignment/offer', { label: t('giving.offer'), help: t('giving.offer.help'), fresh: { time: 'PT20S' } })}
  ${now.offer
    ? html`${durationField(draft, '/assignment/offer/time', of('offer.time', { placeholder: 'PT20S' }))} ${numberField(draft, '/assignment/offer/max',
      of('offer.max', { min: 1, max: 50, placeholder: 5 }))}`
    : nothing}`;

const rare = (draft, now, known) => html`
  ${filters(draft, '/assignment/applies_to', known, t('giving.applies_to'))}
  ${more(draft, ['/assignment/among', '/assignment/weights', '/assignment/present_within'], t('giving.more'), html`<div class="form-grid">
    ${durationField(draft, '/assignment/present_within', of('present_within', { placeholder: 'PT12H' }))}
    ${among(draft, now, known)}
    ${now.strategy === 'performance' ? nothing : weights(draft, now, known)}
  </div>`)}`;

const among = (draft, now, known) => html`<div class="field wide">
  <div class="field check">
    <input id="among" type="checkbox" class="form-check-input" .checked=${!now.among}
      @change=${(event) => draft.set('/assignment/among', event.target.checked ? undefined : { everyone: true })} />
    <label for="among">${t('giving.among.all')}</label>
    <div class="help">${t('giving.among.help')}</div>
  </div>
  ${now.among ? members(draft, '/assignment/among', known) : nothing}
</div>`;

const weights = (draft, now, known) => html`<div class="field wide">
  <h3>${t('giving.weights')}</h3>
  <p class="help">${t('giving.weights.help')}</p>
  <div class="form-grid">
    ${Object.keys(now.weights ?? {}).map((id) => numberField(draft, `/assignment/weights/${id}`, { label: known.name('agent', id), min: 1, max: 100 }))}
    <div class="field">
      <label for="weigh">${t('giving.weights.add')}</label>
      <select id="weigh" class="form-select form-select-sm"
        @change=${(event) => event.target.value && (draft.set(`/assignment/weights/${event.target.value}`, 2), (event.target.value = ''))}>
        <option value="">${t('choose')}</option>
        ${people(known.agents).filter(([id]) => now.weights?.[id] === undefined).map(([id, name]) => html`<option value=${id}>${name}</option>`)}
      </select>
    </div>
  </div>
</div>`;
