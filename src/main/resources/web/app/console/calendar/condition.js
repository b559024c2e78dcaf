/** What a rule asks of a lead: one comparison in fields, anything more as the API has it. */

import { html, nothing } from 'lit';
import { t } from '../../core/text.js';

const FIELDS = ['channel', 'grade', 'score', 'tags', 'source.campaign', 'source.ad_group', 'source.ad', 'source.page', 'contact.company', 'contact.country',
  'contact.region', 'contact.phone_prefix'];
const COMPARISONS = ['is', 'contains', 'starts_with', 'min', 'max', 'exists'];
const NUMBERS = ['min', 'max'];

/** A comparison of one field by one of these, or nothing. */
function simple(when) {
  const names = Object.keys(when ?? {});
  return names.length === 0 || (names.length === 2 && typeof when.field === 'string' && COMPARISONS.includes(names.find((name) => name !== 'field')));
}

export function condition(draft, pointer, known) {
  const when = draft.get(pointer);
  const id = `c${pointer.replaceAll('/', '-')}`;
  const fault = draft.fault(pointer);
  const own = (known.tenant.fields ?? []).map((field) => [`fields.${field.id}`, field.name]);
  return html`${simple(when) ? one(draft, pointer, id, own) : nothing}
    <details class="more" ?open=${!simple(when)}><summary>${t('condition.expert')}</summary>
      <label class="help" for="${id}-text">${t('condition.expert.help')}</label>
      <textarea id="${id}-text" class="form-control form-control-sm code" rows="4" maxlength="20000" .value=${when ? JSON.stringify(when, null, 1) : ''}
        @change=${(event) => read(draft, pointer, event.target)}></textarea>
    </details>
    ${fault ? html`<p class="fault">${fault}</p>` : nothing}`;
}

function read(draft, pointer, area) {
  try {
    draft.set(pointer, area.value.trim() ? JSON.parse(area.value) : undefined);
    area.setCustomValidity('');
  } catch {
    area.setCustomValidity(t('condition.expert.bad'));
    area.reportValidity();
  }
}

function one(draft, pointer, id, own) {
  const when = draft.get(pointer) ?? {};
  const how = COMPARISONS.find((name) => name in when) ?? 'is';
  const write = (field, comparison, value) => draft.set(pointer, field ? { field, [comparison]: typed(comparison, value) } : undefined);
  const names = [...FIELDS.map((field) => [field, t(`condition.field.${field}`)]), ...own];
  return html`<div class="form-grid">
    <div class="field"><label for="${id}-field">${t('condition.field')}</label><select id="${id}-field" class="form-select form-select-sm"
      @change=${(event) => write(event.target.value, how, when[how])}>
      <option value="">${t('condition.always')}</option>
      ${names.map(([field, name]) => html`<option value=${field} ?selected=${when.field === field}>${name}</option>`)}
      ${when.field && !names.some(([field]) => field === when.field) ? html`<option value=${when.field} selected>${when.field}</option>` : nothing}
    </select></div>
    ${when.field
      ? html`<div class="field"><label for="${id}-how">${t('condition.how')}</label><select id="${id}-how" class="form-select form-select-sm"
        @change=${(event) => write(when.field, event.target.value, when[how])}>
            ${COMPARISONS.map((name) => html`<option value=${name} ?selected=${name === how}>${t(`condition.${name}`)}</option>`)}
          </select></div>
          ${how === 'exists'
            ? nothing
            : html`<div class="field"><label for="${id}-value">${t('condition.value')}</label><input id="${id}-value" class="form-control form-control-sm" maxlength="255" type=${NUMBERS.includes(how) ? 'number' : 'text'} .value=${String(when[how] ?? '')}
                @input=${(event) => write(when.field, how, event.target.value)} /></div>`}`
      : nothing}
  </div>`;
}

function typed(comparison, value) {
  if (comparison === 'exists') return true;
  if (NUMBERS.includes(comparison)) return Number(value) || 0;
  return value === undefined || value === true ? '' : String(value);
}
