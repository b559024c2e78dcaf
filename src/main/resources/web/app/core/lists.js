/** Parts of forms that are more than one field: lists of things, choices out of many, what is seldom wanted. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { chipsField, choiceField, durationField, numberField, worded } from './fields.js';
import { t } from './text.js';

const FEW = 12;

/**
 * Things with fields of their own: each can be moved up and taken away, and one can be added.
 *
 * @param {object} options `label` of the list, `add`: words of its button, `fresh`: a new one, `title`: words for one, `item`:
 *     its fields, told its pointer and place; `empty`: what it means that there is none; `max`
 */
export const itemsField = (draft, pointer, { label, add, fresh, title, item, empty, max = 100 }) => {
  const items = draft.get(pointer) ?? [];
  const fault = items.length ? '' : draft.fault(pointer);
  const up = (i) => draft.set(pointer, items.map((one, j) => (j === i - 1 ? items[i] : j === i ? items[i - 1] : one)));
  return html`<div class="items" role="group" aria-label=${label}>
    ${items.map((one, i) => html`<div class="item" role="group" aria-label=${title(one, i)}>
      <div class="item-head">
        <strong>${title(one, i)}</strong>
        ${i ? html`<button type="button" class="btn btn-sm btn-link" @click=${() => up(i)}>${t('item.up')}</button>` : nothing}
        <button type="button" class="btn btn-sm btn-link text-danger-emphasis" aria-label="${t('item.remove')}: ${title(one, i)}"
          @click=${() => draft.set(items.length === 1 ? pointer : `${pointer}/${i}`, undefined)}>${t('item.remove')}</button>
      </div>
      ${item(`${pointer}/${i}`, one, i)}
    </div>`)}
    ${items.length || !empty ? nothing : html`<p class="help">${empty}</p>`}
    ${fault ? html`<p class="fault">${fault}</p>` : nothing}
    ${items.length < max ? html`<button type="button" class="btn btn-sm btn-outline-secondary add" @click=${() => draft.add(pointer, fresh())}>+ ${add}</button>` : nothing}
  </div>`;
};

/** Some of many: few are chips to turn on and off, of more the chosen ones are shown, and others are found by typing. */
export const pickField = (draft, pointer, { label, help, choices, hint }) => {
  if (choices.length <= FEW) return choices.length ? chipsField(draft, pointer, { label, help, choices }) : nothing;
  const chosen = draft.get(pointer) ?? [];
  const words = new Map(choices);
  const id = `p${pointer.replace(/[^A-Za-z0-9]/g, '-')}`;
  const fault = draft.fault(pointer);
  const without = (value) => chosen.filter((one) => one !== value);
  const pick = (event) => {
    const found = choices.find(([value, name]) => event.target.value === name || event.target.value === value);
    if (!found) return;
    event.target.value = '';
    if (!chosen.includes(found[0])) draft.set(pointer, [...chosen, found[0]]);
  };
  return html`<fieldset class="field wide chips">
    <legend>${label}</legend>
    ${chosen.map((value) => html`<button type="button" class="chip" aria-label="${t('item.remove')}: ${words.get(value) ?? value}"
      @click=${() => draft.set(pointer, chosen.length > 1 ? without(value) : undefined)}>${words.get(value) ?? value} ×</button>`)}
    <input class="form-control form-control-sm pick" aria-label=${label} list=${id} placeholder=${hint ?? t('pick')} @change=${pick} @input=${pick} />
    <datalist id=${id}>${choices.filter(([value]) => !chosen.includes(value)).map(([, name]) => html`<option value=${name}></option>`)}</datalist>
    <div class=${fault ? 'fault' : 'help'} ?hidden=${!help && !fault}>${fault || help}</div>
  </fieldset>`;
};

/** Something that there is with all its fields, or not at all; turned on it begins as `fresh`. */
export const toggleField = (draft, pointer, { label, help, fresh }) => {
  const id = `t${pointer.replaceAll('/', '-')}`;
  return html`<div class="field check wide">
    <input id=${id} type="checkbox" class="form-check-input" .checked=${live(Boolean(draft.get(pointer)))}
      @change=${(event) => draft.set(pointer, event.target.checked ? fresh : undefined)} />
    <label for=${id}>${label}</label>
    <div class="help" ?hidden=${!help}>${help}</div>
  </div>`;
};

/** What is seldom wanted: closed until somebody asks for it, or something in it is wrong; it says whether something is set. */
export const more = (draft, pointers, label, body) => {
  const set = pointers.filter((pointer) => draft.get(pointer) !== undefined && draft.get(pointer) !== null).length;
  return html`<details class="more" ?open=${draft.faulty(...pointers)}>
    <summary>${label}${set ? html` <span class="count">${t('more.set', { count: set })}</span>` : nothing}</summary>
    ${body}
  </details>`;
};

const WINDOWS = ['hour', 'day', 'week', 'month'];
const of = worded('quota');

/** Limits of claims: how many in which time. `per` is who is counted, or nothing when it is always the agent. */
export const quotasField = (draft, pointer, { label, per, empty }) =>
  itemsField(draft, pointer, {
    label,
    empty,
    max: 20,
    add: t('quota.add'),
    fresh: () => ({ window: 'day', max: 50 }),
    title: (one, i) => `${label} ${i + 1}`,
    item: (at, one) => html`<div class="form-grid">
      ${numberField(draft, `${at}/max`, of('max', { max: 10_000_000 }))}
      ${per ? choiceField(draft, `${at}/per`, of('per', { choices: per.map((who) => [who, t(`quota.per.${who}`)]) })) : nothing}
      <div class="field">
        <label for="w${at.replaceAll('/', '-')}">${t('quota.window')}</label>
        <select id="w${at.replaceAll('/', '-')}" class="form-select form-select-sm"
          @change=${(event) => draft.set(`${at}/window`, event.target.value)}>
          ${WINDOWS.map((window) => html`<option value=${window} ?selected=${one.window === window}>${t(`quota.window.${window}`)}</option>`)}
          <option value="PT90M" ?selected=${!WINDOWS.includes(one.window)}>${t('quota.window.rolling')}</option>
        </select>
      </div>
      ${WINDOWS.includes(one.window) ? nothing : durationField(draft, `${at}/window`, of('rolling'))}
    </div>`,
  });
