/** Which leads a rule is for. */

import { html, nothing } from 'lit';
import { choiceField, numberField, wordsField, worded } from '../../core/fields.js';
import { more, pickField } from '../../core/lists.js';
import { t } from '../../core/text.js';
import { choices } from '../reference.js';

const of = worded('filter');

/** A filter that is empty is none. */
export const filters = (draft, pointer, known, label = t('filter')) => more(draft, [pointer], label, html`
  <p class="help">${t('filter.help')}</p>
  <div class="form-grid">
    ${known.grades.length ? pickField(draft, `${pointer}/grades`, of('grades', { choices: known.grades })) : wordsField(draft, `${pointer}/grades`, of('grades',
      { placeholder: 'A, B' }))}
    ${won(draft, `${pointer}/won`)}
    ${wordsField(draft, `${pointer}/tags`, of('tags'))}
    ${numberField(draft, `${pointer}/rounds/min`, of('rounds.min', { max: 100_000 }))}
    ${numberField(draft, `${pointer}/rounds/max`, of('rounds.max', { max: 100_000 }))}
    ${pickField(draft, `${pointer}/channels`, of('channels', { choices: choices(known.channels) }))}
    ${pickField(draft, `${pointer}/last_outcome`, of('last_outcome', { choices: known.outcomes }))}
    ${pickField(draft, `${pointer}/stage`, of('stage', { choices: known.stages }))}
    ${known.intents.length ? pickField(draft, `${pointer}/intent`, of('intent', { choices: known.intents })) : nothing}
    ${(known.tenant.fields ?? []).map((field) => own(draft, `${pointer}/fields/${field.id}`, field))}
  </div>`);

/** Three answers: it does not matter, only those, all but those. */
const won = (draft, pointer) => html`<div class="field">
  <label for="won${pointer.replaceAll('/', '-')}">${t('filter.won')}</label>
  <select id="won${pointer.replaceAll('/', '-')}" class="form-select form-select-sm"
    @change=${(event) => draft.set(pointer, { yes: true, no: false }[event.target.value])}>
    ${['any', 'yes', 'no'].map((one) => html`<option value=${one} ?selected=${{ true: 'yes', false: 'no' }[draft.get(pointer)] === one}>${t(`filter.won.${one}`)}</option>`)}
  </select>
</div>`;

/** A field of the firm's own: rules compare its values as texts. */
function own(draft, pointer, field) {
  const label = field.name;
  if (field.type === 'choice') return pickField(draft, pointer, { label, choices: (field.options ?? []).map((one) => [one, one]) });
  if (field.type === 'flag') return pickField(draft, pointer, { label, choices: [['true', t('yes')], ['false', t('no')]] });
  return wordsField(draft, pointer, { label });
}

/** What becomes of a lead that a rule takes out: closed with a reason, or moved to another pool. */
export const fate = (draft, pointer, known, reason) => html`
  ${choiceField(draft, `${pointer}/then`, of('then', { choices: ['close', 'move'].map((one) => [one, t(`filter.then.${one}`)]) }))}
  ${draft.get(`${pointer}/then`) === 'move'
    ? choiceField(draft, `${pointer}/to`, of('to', { none: t('choose'), choices: choices(known.pools).filter(([id]) => id !== draft.saved?.id) }))
    : choiceField(draft, `${pointer}/reason`, of('reason', { none: t(`close.${reason}`), choices: REASONS.filter((one) => one !== reason).map((one) => [one, t(`close.${one}`)]) }))}`;

const REASONS = ['invalid', 'unreachable', 'stale', 'not_target', 'duplicate', 'lost', 'do_not_contact'];
