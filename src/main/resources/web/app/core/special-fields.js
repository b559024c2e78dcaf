/** Fields that few forms have: secrets, JSON for experts; and what stands beside them. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { framed } from './fields.js';
import { t } from './text.js';
import { note } from './toasts.js';

const SECRET_BYTES = 24;

/** A text with a button that copies it. */
export const copyable = (text, label) => html`<div class="copyable">
  <code aria-label=${label}>${text}</code>
  <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => copy(text)}>${t('copy')}</button>
</div>`;

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    note(t('copied'), 'success');
  } catch {
    note(t('copy.failed'), 'warning');
  }
}

/** As many bits as nobody guesses, in letters that every form takes. */
export function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_');
}

/** The key of Standard Webhooks. */
const newKey = () => `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(SECRET_BYTES))))}`;

/**
 * What is written and never read back: the draft holds null for one that is stored, and nothing for none.
 *
 * @param {object} options `label`, `help`; `make`: whether one may be made up, and `key`: of which kind; `removable`
 */
export const secretField = (draft, pointer, options) => {
  const stored = draft.get(pointer) === null;
  const value = draft.get(pointer);
  return framed(draft, pointer, options, (id, invalid, about) => html`<div class="input-group input-group-sm">
    <input id=${id} class="form-control ${invalid}" autocomplete="off" spellcheck="false" maxlength="4096" aria-describedby=${about}
      placeholder=${stored ? t('secret.stored') : nothing} .value=${live(value ?? '')}
      @input=${(event) => draft.set(pointer, event.target.value || (draft.kept(pointer) ? null : undefined))} />
    ${options.make
      ? html`<button type="button" class="btn btn-outline-secondary" @click=${() => draft.set(pointer, options.key ? newKey() : newSecret())}>
          ${t(stored || draft.kept(pointer) ? 'secret.rotate' : 'secret.make')}</button>`
      : nothing}
    ${options.removable && stored
      ? html`<button type="button" class="btn btn-outline-secondary" @click=${() => draft.set(pointer, '')}>${t('secret.remove')}</button>`
      : nothing}
    ${value ? html`<button type="button" class="btn btn-outline-secondary" @click=${() => copy(value)}>${t('copy')}</button>` : nothing}
  </div>
  ${value ? html`<div class="help">${t('secret.once')}</div>` : nothing}`);
};

/** JSON as it is, for what no field says better. */
export const jsonField = (draft, pointer, options) =>
  framed(draft, pointer, { wide: true, ...options }, (id, invalid, about) => html`<textarea id=${id} class="form-control form-control-sm code ${invalid}"
    rows=${options.rows ?? 3} aria-describedby=${about} spellcheck="false" maxlength=${options.max ?? 20_000}
    .value=${draft.get(pointer) === undefined || draft.get(pointer) === null ? '' : JSON.stringify(draft.get(pointer), null, 1)}
    @change=${(event) => parsed(draft, pointer, event.target)}></textarea>`);

function parsed(draft, pointer, area) {
  try {
    draft.set(pointer, area.value.trim() ? JSON.parse(area.value) : undefined);
    area.setCustomValidity('');
  } catch (cause) {
    area.setCustomValidity(String(cause.message));
    area.reportValidity();
  }
}

/** What few people look at. */
export const folded = (label, body, open = false) => html`<details class="more" ?open=${open}><summary>${label}</summary>${body}</details>`;

/** Names and their values, such as headers: each on a line, and one more to add. */
export const pairsField = (draft, pointer, { label, help, name, value }) => {
  const pairs = Object.entries(draft.get(pointer) ?? {});
  const put = (entries) => draft.set(pointer, entries.length ? Object.fromEntries(entries) : undefined);
  const add = (event) => {
    const [key, text] = event.target.closest('.pair').querySelectorAll('input');
    if (!key.value.trim()) return;
    put([...pairs.filter(([known]) => known !== key.value.trim()), [key.value.trim(), text.value]]);
    key.value = '';
    text.value = '';
  };
  const fault = draft.fault(pointer) || pairs.map(([key]) => draft.fault(`${pointer}/${key}`)).find(Boolean);
  return html`<fieldset class="field wide pairs"><legend>${label}</legend>
    ${pairs.map(([key, text], i) => html`<div class="pair"><span class="key">${key}</span>
      <input class="form-control form-control-sm" aria-label=${`${label}: ${key}`} maxlength="2000" autocomplete="off" .value=${live(text ?? '')}
        @input=${(event) => put(pairs.map((pair, at) => (at === i ? [key, event.target.value] : pair)))} />
      <button type="button" class="btn btn-sm btn-outline-secondary" aria-label=${t('pairs.remove', { name: key })} @click=${() => put(pairs.filter((pair, at) => at !== i))}>×</button></div>`)}
    <div class="pair">
      <input class="form-control form-control-sm" aria-label=${name} placeholder=${name} maxlength="200" autocomplete="off" />
      <input class="form-control form-control-sm" aria-label=${value} placeholder=${value} maxlength="2000" autocomplete="off" />
      <button type="button" class="btn btn-sm btn-outline-secondary" @click=${add}>${t('pairs.add')}</button></div>
    <div class=${fault ? 'fault' : 'help'}>${fault || help}</div>
  </fieldset>`;
};
