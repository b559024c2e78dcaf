/** Fields of a form over a draft: each has its label, its help, and below it what the server found wrong. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from './text.js';

export const UNITS = [
  ['W', 604_800],
  ['D', 86_400],
  ['H', 3_600],
  ['M', 60],
  ['S', 1],
];

const idOf = (pointer) => `f${pointer.replace(/[^A-Za-z0-9]/g, '-')}`;

/** A field's frame; `body` is told the id that its control must have, and whether it is wrong. */
export function framed(draft, pointer, { label, help, wide }, body) {
  const id = idOf(pointer);
  const fault = draft.fault(pointer);
  return html`<div class="field ${wide ? 'wide' : ''}">
    <label for=${id}>${label}</label>
    ${body(id, fault ? 'is-invalid' : '', help || fault ? `${id}-about` : nothing)}
    <div id="${id}-about" class=${fault ? 'fault' : 'help'} ?hidden=${!help && !fault}>${fault || help}</div>
  </div>`;
}

const cleared = (text) => (text === '' ? undefined : text);

/** @param {object} options `label`, `help`, `required`, `max` characters, `type` of the input, `list` of suggestions, `disabled` */
export const textField = (draft, pointer, options) =>
  framed(draft, pointer, options, (id, invalid, about) => html`<input
      id=${id} class="form-control form-control-sm ${invalid}" type=${options.type ?? 'text'} aria-describedby=${about}
      ?required=${options.required} ?disabled=${options.disabled} maxlength=${options.max ?? 200} autocomplete="off"
      list=${options.list ? `${id}-list` : nothing} placeholder=${options.placeholder ?? nothing}
      .value=${live(String(draft.get(pointer) ?? ''))} @input=${(event) => draft.set(pointer, cleared(event.target.value))} />
    ${options.list ? html`<datalist id="${id}-list">${options.list.map((one) => html`<option value=${one}></option>`)}</datalist>` : nothing}`);

export const areaField = (draft, pointer, options) =>
  framed(draft, pointer, { wide: true, ...options }, (id, invalid, about) => html`<textarea
    id=${id} class="form-control form-control-sm ${invalid}" rows=${options.rows ?? 4} aria-describedby=${about} maxlength=${options.max ?? 5_000}
    .value=${live(String(draft.get(pointer) ?? ''))} @input=${(event) => draft.set(pointer, cleared(event.target.value))}></textarea>`);

export const numberField = (draft, pointer, options) =>
  framed(draft, pointer, options, (id, invalid, about) => html`<input
    id=${id} class="form-control form-control-sm number ${invalid}" type="number" aria-describedby=${about} ?disabled=${options.disabled}
    min=${options.min ?? 0} max=${options.max ?? nothing} step=${options.step ?? 1} placeholder=${options.placeholder ?? nothing} .value=${live(String(draft.get(pointer) ?? ''))}
    @input=${(event) => draft.set(pointer, event.target.value === '' ? undefined : Number(event.target.value))} />`);

/** @param {object} options `choices`: pairs of a value and its words; `none`: the words for no value, where there may be none */
export const choiceField = (draft, pointer, options) =>
  framed(draft, pointer, options, (id, invalid, about) => html`<select
    id=${id} class="form-select form-select-sm ${invalid}" aria-describedby=${about} ?disabled=${options.disabled}
    @change=${(event) => draft.set(pointer, cleared(event.target.value))}>
    ${options.none === undefined ? nothing : html`<option value="" ?selected=${draft.get(pointer) === undefined}>${options.none}</option>`}
    ${options.choices.map(([value, words]) => html`<option value=${value} ?selected=${draft.get(pointer) === value}>${words}</option>`)}
  </select>`);

/** @param {object} options `otherwise`: whether it is so where the document says nothing */
export const checkField = (draft, pointer, { label, help, disabled, otherwise = false }) => {
  const id = idOf(pointer);
  return html`<div class="field check">
    <input id=${id} type="checkbox" class="form-check-input" ?disabled=${disabled} .checked=${live(draft.get(pointer) ?? otherwise)}
      @change=${(event) => draft.set(pointer, event.target.checked === otherwise ? undefined : event.target.checked)} />
    <label for=${id}>${label}</label>
    <div class=${draft.fault(pointer) ? 'fault' : 'help'} ?hidden=${!help && !draft.fault(pointer)}>${draft.fault(pointer) || help}</div>
  </div>`;
};

/** Some of a list of choices, as chips that are on or off. */
export const chipsField = (draft, pointer, { label, help, choices }) => {
  const chosen = draft.get(pointer) ?? [];
  const turn = (value) => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    draft.set(pointer, next.length ? next : undefined);
  };
  return html`<fieldset class="field wide chips">
    <legend>${label}</legend>
    ${choices.map(([value, words]) => html`<button type="button" class="chip" aria-pressed=${chosen.includes(value)} @click=${() => turn(value)}>${words}</button>`)}
    <div class=${draft.fault(pointer) ? 'fault' : 'help'} ?hidden=${!help && !draft.fault(pointer)}>${draft.fault(pointer) || help}</div>
  </fieldset>`;
};

/** A list of free words, written with commas between them. */
export const wordsField = (draft, pointer, options) =>
  framed(draft, pointer, options, (id, invalid, about) => html`<input
    id=${id} class="form-control form-control-sm ${invalid}" aria-describedby=${about} maxlength="1000" autocomplete="off"
    value=${(draft.get(pointer) ?? []).join(', ')}
    @change=${(event) => {
      const words = event.target.value.split(/[,，、]/).map((word) => word.trim()).filter(Boolean);
      draft.set(pointer, words.length ? words : undefined);
    }} />`);

/** A span of time: how many of which unit, hours unless `unit` names another. Its value is that of ISO 8601, such as `PT48H`. */
export const durationField = (draft, pointer, options) =>
  framed(draft, pointer, options, (id, invalid, about) => {
    const { count, unit } = measured(draft.get(pointer), options.placeholder, options.unit);
    const put = (number, of) => draft.set(pointer, number === '' ? undefined : written(Number(number), of));
    return html`<div class="input-group input-group-sm">
      <input id=${id} class="form-control number ${invalid}" type="number" min="1" step="1" aria-describedby=${about} placeholder=${options.placeholder ? measured(options.placeholder).count : nothing} .value=${live(count)}
        @input=${(event) => put(event.target.value, event.target.nextElementSibling.value)} />
      <select class="form-select" aria-label=${`${options.label}: ${t('unit')}`} @change=${(event) => put(event.target.previousElementSibling.value, event.target.value)}>
        ${UNITS.map(([name]) => html`<option value=${name} ?selected=${name === unit}>${t(`unit.${name}`)}</option>`)}
      </select>
    </div>`;
  });

/** Of a count and the letter of its unit, as ISO 8601 has it. */
export const written = (count, unit) => (unit === 'W' || unit === 'D' ? `P${count}${unit}` : `PT${count}${unit}`);

/** In the greatest unit of which it is a whole number; what was written in hours stays hours. */
function measured(iso, otherwise, first = 'H') {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso ?? '');
  if (!match) return { count: '', unit: otherwise ? measured(otherwise).unit : first };
  const named = UNITS.filter((unit, i) => match[i + 1]);
  if (named.length === 1) return { count: match[UNITS.indexOf(named[0]) + 1], unit: named[0][0] };
  const seconds = UNITS.reduce((sum, [, size], i) => sum + size * Number(match[i + 1] ?? 0), 0);
  const [unit, size] = UNITS.find(([, one]) => seconds % one === 0);
  return { count: String(seconds / size), unit };
}

/** The foot of a form: save, undo, and what is wrong beyond its fields. */
export const formFoot = (draft, { save, remove, beside }) => html`<div class="form-foot">
  ${formFaults(draft)}
  <button class="btn btn-primary" ?disabled=${draft.busy || !draft.dirty} @click=${save}>${t('save')}</button>
  <button type="button" class="btn btn-outline-secondary" ?disabled=${draft.busy || !draft.dirty} @click=${() => draft.undo()}>${t('undo')}</button>
  ${remove && !draft.fresh ? html`<button type="button" class="btn btn-outline-danger" ?disabled=${draft.busy} @click=${remove}>${t('delete')}</button>` : nothing}
  ${beside ?? nothing}
</div>`;

function formFaults(draft) {
  const faults = draft.faults();
  if (draft.overtaken) {
    return html`<div class="fault" role="alert">${t('form.overtaken')}
      <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => draft.reload()}>${t('form.reload')}</button></div>`;
  }
  return draft.problem || faults.length ? html`<div class="fault" role="alert">${draft.problem} ${faults.map((fault) => html`<div>${fault}</div>`)}</div>` : nothing;
}

/**
 * Labels and help lines by their key: with the prefix `pool-form`, `name` has the words `pool-form.name`, and below it
 * `pool-form.name.help` where there are such.
 */
export const worded = (prefix) => (key, options) => {
  const about = `${prefix}.${key}.help`;
  const help = t(about);
  return { label: t(`${prefix}.${key}`), help: help === about ? undefined : help, ...options };
};
