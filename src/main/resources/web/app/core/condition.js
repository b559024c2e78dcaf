/** Which leads a rule is for: some comparisons that all, or any, have to hold. What is more than that is shown as it is stored. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { jsonField } from './special-fields.js';
import { t, term } from './text.js';

const FIELDS = ['contact.region', 'contact.country', 'contact.phone_prefix', 'contact.company', 'source.campaign', 'source.ad_group', 'source.ad', 'source.page', 'grade', 'score', 'tags'];
const COMPARISONS = ['is', 'in', 'contains', 'starts_with', 'min', 'max', 'exists'];
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The parts of a condition that this form can show, and how they are joined; null for one that it cannot. */
function plain(condition) {
  if (!condition) return { join: 'all', parts: [] };
  const join = condition.all ? 'all' : condition.any ? 'any' : null;
  const parts = join ? condition[join] : [condition];
  const others = Object.keys(condition).length > 1 && join;
  return others || parts.some((part) => !simple(part)) ? null : { join: join ?? 'all', parts };
}

const simple = (part) =>
  ('field' in part && Object.keys(part).length === 2 && COMPARISONS.some((one) => one in part)) || ('time' in part && Object.keys(part).length === 1);

const comparison = (part) => COMPARISONS.find((one) => one in part);

const written = ({ join, parts }) => (parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : { [join]: parts });

const isNumber = (compare) => compare === 'min' || compare === 'max';

/** What is typed, as the comparison wants it. */
function valueOf(compare, text) {
  if (compare === 'in') return text.split(/[,，、]/).map((word) => word.trim()).filter(Boolean);
  if (compare === 'exists') return text === 'true';
  return isNumber(compare) && text !== '' ? Number(text) : text;
}

const textOf = (value) => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));

/** `also`: fields that only these conditions may ask for, with their words, and what there is to choose from where that is known. */
export function conditionField(draft, pointer, { label, also = [] }) {
  const shown = plain(draft.get(pointer));
  if (!shown) return jsonField(draft, pointer, { label, help: t('when.expert') });
  const put = (parts, join = shown.join) => draft.set(pointer, written({ join, parts }));
  const change = (i, part) => put(shown.parts.map((one, at) => (at === i ? part : one)));
  return html`<fieldset class="field wide condition">
    <legend>${label}</legend>
    ${shown.parts.length > 1
      ? html`<select class="form-select form-select-sm join" aria-label=${t('when.join')} @change=${(event) => put(shown.parts, event.target.value)}>
          ${['all', 'any'].map((one) => html`<option value=${one} ?selected=${one === shown.join}>${t(`when.${one}`)}</option>`)}</select>`
      : nothing}
    ${shown.parts.map((part, i) => html`<div class="part">
      ${part.time ? timePart(part, (next) => change(i, next)) : fieldPart(part, also, (next) => change(i, next))}
      <button type="button" class="btn btn-sm btn-outline-secondary" aria-label=${t('when.remove')} @click=${() => put(shown.parts.filter((one, at) => at !== i))}>×</button>
    </div>`)}
    <div>
      <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => put([...shown.parts, { field: 'contact.region', contains: '' }])}>${t('when.add')}</button>
      <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => put([...shown.parts, { time: { from: '09:00', to: '18:00' } }])}>${t('when.add-time')}</button>
    </div>
    <div class=${draft.fault(pointer) ? 'fault' : 'help'}>${draft.fault(pointer) || (shown.parts.length ? nothing : t('when.always'))}</div>
  </fieldset>`;
}

/** Known fields by their words; any other, such as what else the platform sends, by its path. */
function fieldPart(part, also, change) {
  const compare = comparison(part);
  const fields = [...FIELDS.map((one) => [one, term('when-field', one)]), ...also];
  const known = fields.some(([one]) => one === part.field);
  const choices = compare === 'is' && fields.find(([one]) => one === part.field)?.[2];
  return html`
    <select class="form-select form-select-sm" aria-label=${t('when.field')} @change=${(event) => change({ field: event.target.value, [compare]: part[compare] })}>
      ${fields.map(([one, words]) => html`<option value=${one} ?selected=${one === part.field}>${words}</option>`)}
      <option value="attributes." ?selected=${!known}>${t('when-field.attributes')}</option>
    </select>
    ${known ? nothing : html`<input class="form-control form-control-sm" aria-label=${t('when.path')} placeholder="attributes.city" maxlength="255" .value=${live(part.field)}
      @change=${(event) => change({ field: event.target.value.trim() || 'attributes.', [compare]: part[compare] })} />`}
    <select class="form-select form-select-sm" aria-label=${t('when.compare')}
      @change=${(event) => change({ field: part.field, [event.target.value]: valueOf(event.target.value, event.target.value === 'exists' ? 'true' : textOf(part[compare])) })}>
      ${COMPARISONS.map((one) => html`<option value=${one} ?selected=${one === compare}>${t(`compare.${one}`)}</option>`)}
    </select>
    ${compare === 'exists'
      ? html`<select class="form-select form-select-sm" aria-label=${t('when.value')} @change=${(event) => change({ ...part, exists: event.target.value === 'true' })}>
          ${['true', 'false'].map((one) => html`<option value=${one} ?selected=${String(part.exists) === one}>${t(`compare.exists.${one}`)}</option>`)}</select>`
      : choices
        ? html`<select class="form-select form-select-sm" aria-label=${t('when.value')} @change=${(event) => change({ ...part, is: event.target.value })}>
            <option value="">${t('choose')}</option>
            ${choices.map(([value, words]) => html`<option value=${value} ?selected=${part.is === value}>${words}</option>`)}</select>`
      : html`<input class="form-control form-control-sm" aria-label=${t('when.value')} type=${isNumber(compare) ? 'number' : 'text'} step="any" maxlength="1000"
          .value=${live(textOf(part[compare]))} @change=${(event) => change({ field: part.field, [compare]: valueOf(compare, event.target.value) })} />`}
  `;
}

function timePart({ time }, change) {
  const set = (name, value) => {
    const next = { ...time, [name]: value };
    if (value === undefined) delete next[name];
    change({ time: next });
  };
  const days = time.days ?? [];
  return html`<span>${t('when.between')}</span>
    <input type="time" class="form-control form-control-sm" aria-label=${t('when.from')} .value=${live(time.from ?? '')} @change=${(event) => set('from', event.target.value || undefined)} />
    <input type="time" class="form-control form-control-sm" aria-label=${t('when.to')} .value=${live(time.to === '24:00' ? '00:00' : (time.to ?? ''))} @change=${(event) => set('to', event.target.value || undefined)} />
    <span role="group" aria-label=${t('when.days')}>${DAYS.map((day) => html`<button type="button" class="chip" aria-pressed=${days.includes(day)}
      @click=${() => set('days', days.includes(day) ? (days.length > 1 ? days.filter((one) => one !== day) : undefined) : DAYS.filter((one) => one === day || days.includes(one)))}>${t(`day.${day}`)}</button>`)}</span>`;
}
