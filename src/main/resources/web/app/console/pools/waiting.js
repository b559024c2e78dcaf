/** What becomes of leads that nobody claims. */

import { html, nothing } from 'lit';
import { choiceField, durationField, numberField, textField, worded } from '../../core/fields.js';
import { itemsField, more, pickField, toggleField } from '../../core/lists.js';
import { t } from '../../core/text.js';
import { fate, filters } from './filters.js';

const of = worded('cleanup');
const TIMED = ['unclaimed', 'never_worked'];

export const waiting = (draft, known) => html`<section class="sheet">
  <h2>${t('stale')}</h2>
  <p class="help">${t('stale.help')}</p>
  <div class="form-grid">
    ${toggleField(draft, '/stale', { label: t('stale.on'), fresh: { after: 'P90D', then: 'close' } })}
    ${draft.get('/stale') ? html`${durationField(draft, '/stale/after', { label: t('stale.after'), unit: 'D' })} ${fate(draft, '/stale', known, 'stale')}` : nothing}
  </div>
  ${draft.get('/stale') ? filters(draft, '/stale/applies_to', known) : nothing}
  ${more(draft, ['/cleanup'], t('cleanup'), html`<p class="help">${t('cleanup.help')}</p>
    ${itemsField(draft, '/cleanup', {
      label: t('cleanup'),
      add: t('cleanup.add'),
      max: 20,
      fresh: () => ({ name: t('cleanup.nth', { nth: (draft.get('/cleanup') ?? []).length + 1 }), when: 'outcomes', outcomes: ['wrong_number'], count: 3, then: 'close' }),
      title: (rule, i) => rule.name || t('cleanup.nth', { nth: i + 1 }),
      item: (at, rule) => one(draft, at, rule, known),
    })}`)}
</section>`;

/** A rule has only what its kind asks for: what belonged to another kind goes with it. */
function turn(draft, at, when) {
  const { after, count, outcomes, ...rest } = draft.get(at);
  if (TIMED.includes(when)) rest.after = after ?? 'P30D';
  else rest.count = count ?? 3;
  if (when === 'outcomes') rest.outcomes = outcomes ?? ['wrong_number'];
  draft.set(at, { ...rest, when });
}

const one = (draft, at, rule, known) => html`<div class="form-grid">
    ${textField(draft, `${at}/name`, of('name', { required: true, max: 100 }))}
    <div class="field">
      <label for="when${at.replaceAll('/', '-')}">${t('cleanup.when')}</label>
      <select id="when${at.replaceAll('/', '-')}" class="form-select form-select-sm" @change=${(event) => turn(draft, at, event.target.value)}>
        ${['unclaimed', 'never_worked', 'outcomes', 'rounds'].map((when) => html`<option value=${when} ?selected=${rule.when === when}>${t(`cleanup.when.${when}`)}</option>`)}
      </select>
    </div>
    ${TIMED.includes(rule.when) ? durationField(draft, `${at}/after`, of('after')) : numberField(draft, `${at}/count`, of('count', { min: 1, max: 1000 }))}
    ${fate(draft, at, known, rule.when === 'outcomes' ? 'unreachable' : 'stale')}
    ${rule.when === 'outcomes' ? pickField(draft, `${at}/outcomes`, of('outcomes', { choices: known.outcomes })) : nothing}
  </div>
  ${filters(draft, `${at}/applies_to`, known)}`;
