/** A file on its way in: chosen, looked at, its columns named, sent. */

import { html, nothing } from 'lit';
import { all, get, newKey, Problem, upload } from '../../core/api.js';
import { faultText } from '../../core/faults.js';
import { explain } from '../../core/problems.js';
import { regionOf } from '../../core/region.js';
import { number, t, term } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';
import { ACCEPTED, beginning, shown, TARGETS, typeOf } from './files.js';

const ROWS_SHOWN = 8;

class ImportForm extends View {
  static properties = {
    pools: { state: true }, channels: { state: true }, fields: { state: true },
    file: { state: true }, preview: { state: true }, problem: { state: true }, sent: { state: true }, over: { state: true },
    pool: { state: true }, channel: { state: true }, region: { state: true }, grace: { state: true }, chosen: { state: true },
  };

  #attempt;
  /** One for each file and what is said of it: a repetition is not a second import. */
  #key;

  constructor() {
    super();
    this.pools = [];
    this.channels = [];
    this.fields = [];
    this.region = '';
    this.#clear();
  }

  #clear() {
    this.#attempt?.abort();
    this.file = undefined;
    this.preview = undefined;
    this.problem = '';
    this.sent = undefined;
    this.chosen = {};
  }

  async firstUpdated() {
    const [pools, channels, tenant] = await Promise.all([all('/pools'), all('/channels'), get('/tenant')]);
    this.pools = pools;
    this.channels = channels.filter((channel) => channel.type !== 'calls');
    this.fields = tenant.fields ?? [];
    this.pool ??= pools[0]?.id;
    this.region ||= regionOf(tenant) ?? '';
    if (!this.preview) this.#look();
  }

  get #query() {
    const query = new URLSearchParams({ pool: this.pool });
    if (this.channel) query.set('channel', this.channel);
    if (this.region) query.set('region', this.region.toUpperCase());
    if (this.grace) query.set('grace', `P${this.grace}D`);
    if (Object.keys(this.chosen).length) query.set('mapping', JSON.stringify(this.chosen));
    return query;
  }

  async #choose(file) {
    if (!file) return;
    this.#clear();
    if (!typeOf(file)) {
      this.problem = t('imports.wrong-file', { name: file.name, which: t('imports.which-files') });
      return;
    }
    this.file = file;
    await this.#look();
  }

  async #look() {
    if (!this.file || !this.pool) return;
    this.#attempt?.abort();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#key = newKey();
    try {
      const query = this.#query;
      query.delete('grace');
      this.preview = await upload(`/imports:preview?${query}`, await beginning(this.file), { type: typeOf(this.file), signal: attempt.signal });
      this.problem = '';
    } catch (problem) {
      if (!attempt.signal.aborted) this.problem = problem instanceof Problem ? explain(problem) : String(problem);
    }
  }

  #set(name, value) {
    this[name] = value;
    this.#look();
  }

  #name(column, target) {
    this.chosen = { ...this.chosen, [column]: target };
    this.#look();
  }

  #send = async () => {
    this.problem = '';
    this.sent = 0;
    const attempt = new AbortController();
    this.#attempt = attempt;
    try {
      await upload(`/imports?${this.#query}`, this.file, {
        type: typeOf(this.file), key: this.#key, signal: attempt.signal, progress: (share) => (this.sent = share),
      });
      this.#clear();
      note(t('imports.started'), 'success');
      this.dispatchEvent(new Event('started'));
    } catch (problem) {
      this.sent = undefined;
      if (!attempt.signal.aborted) this.problem = problem instanceof Problem ? explain(problem) : String(problem);
    }
  };

  render() {
    return html`
      ${this.file ? this.#chosenFile() : this.#drop()}
      ${this.problem ? html`<p class="fault" role="alert">${this.problem}</p>` : nothing}
      ${this.preview ? this.#columns() : nothing}
    `;
  }

  #drop() {
    const over = (on) => (event) => {
      event.preventDefault();
      this.over = on;
    };
    return html`<label class="drop-zone ${this.over ? 'over' : ''}" @dragover=${over(true)} @dragleave=${over(false)}
      @drop=${(event) => {
        over(false)(event);
        this.#choose(event.dataTransfer.files[0]);
      }}>
      <strong>${t('imports.drop')}</strong>
      <span class="help">${t('imports.which-files')}</span>
      <input type="file" accept=${ACCEPTED} @change=${(event) => this.#choose(event.target.files[0])} />
    </label>`;
  }

  #chosenFile() {
    const choice = (name, label, help, items, none) => html`<div class="field"><label for="import-${name}">${label}</label>
      <select id="import-${name}" class="form-select form-select-sm" @change=${(event) => this.#set(name, event.target.value || undefined)}>
        ${none ? html`<option value="">${none}</option>` : nothing}
        ${items.map((one) => html`<option value=${one.id} ?selected=${one.id === this[name]}>${one.name}</option>`)}
      </select><div class="help">${help}</div></div>`;
    return html`<div class="item">
      <div class="item-head"><strong>${this.file.name}</strong> <span class="help">${t('imports.size', { size: number(Math.ceil(this.file.size / 1024)) })}</span>
        <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => this.#clear()}>${t('imports.another')}</button></div>
      <div class="form-grid">
        ${choice('pool', t('channels.pool'), t('imports.pool.help'), this.pools)}
        ${choice('channel', t('imports.channel'), t('imports.channel.help'), this.channels, t('imports.channel.none'))}
        <div class="field"><label for="import-region">${t('channels.region')}</label>
          <input id="import-region" class="form-control form-control-sm" maxlength="2" placeholder="CN" .value=${this.region} @change=${(event) => this.#set('region', event.target.value.trim())} />
          <div class="help">${t('channels.region.help')}</div></div>
        <div class="field"><label for="import-grace">${t('imports.grace')}</label>
          <input id="import-grace" class="form-control form-control-sm number" type="number" min="1" max="365" .value=${this.grace ?? ''} @input=${(event) => (this.grace = event.target.value)} />
          <div class="help">${t('imports.grace.help')}</div></div>
      </div>
    </div>`;
  }

  #columns() {
    const { columns, mapping, leads, errors, rows, encoding } = this.preview;
    const contact = Object.values(mapping).some((target) => TARGETS.contact.includes(target));
    return html`<h2>${t('imports.columns')}</h2>
      <p class="help">${t(typeOf(this.file)?.startsWith('text/') ? 'imports.columns.help' : 'imports.columns.check', { encoding })}</p>
      <div class="table-frame" tabindex="0" role="region" aria-label=${t('imports.columns')}><table class="table table-sm columns-table">
        <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr>
          <tr>${columns.map((column) => html`<td>${this.#target(column, mapping[column])}</td>`)}</tr></thead>
        <tbody>${leads.slice(0, ROWS_SHOWN).map((lead) => html`<tr>${columns.map((column) => html`<td>${shown(lead, mapping[column], column)}</td>`)}</tr>`)}</tbody>
      </table></div>
      ${contact ? nothing : html`<p class="fault" role="alert">${t('imports.no-contact')}</p>`}
      <p>${t('imports.read', { rows: number(rows), leads: number(leads.length) })}</p>
      ${errors.length ? html`<details class="more" open><summary>${t('imports.faulty', { count: number(errors.length) })}</summary>
        <ul class="fault">${errors.slice(0, 20).map((error) => html`<li>${t('imports.line', { line: error.line })} ${error.error.split('; ').map(faultText).join('; ')}</li>`)}</ul></details>` : nothing}
      <div class="form-foot">
        ${this.sent === undefined
          ? html`<button type="button" class="btn btn-primary" ?disabled=${!contact} @click=${this.#send}>${t('imports.start')}</button>`
          : html`<progress aria-label=${t('imports.sending')} max="1" .value=${this.sent}></progress> <span role="status">${t('imports.sending')} ${number(Math.round(this.sent * 100))} %</span>
              <button type="button" class="btn btn-outline-secondary" @click=${() => this.#attempt.abort()}>${t('cancel')}</button>`}
      </div>`;
  }

  #target(column, target) {
    const group = (label, targets) => html`<optgroup label=${label}>${targets.map(([value, words]) => html`<option value=${value} ?selected=${value === target}>${words}</option>`)}</optgroup>`;
    return html`<select class="form-select form-select-sm" aria-label=${t('imports.column-is', { column })} @change=${(event) => this.#name(column, event.target.value)}>
      <option value="attribute" ?selected=${target === 'attribute'}>${t('imports.attribute')}</option>
      <option value="-" ?selected=${target === '-'}>${t('imports.skip')}</option>
      ${Object.entries(TARGETS).map(([name, targets]) => group(t(`imports.group.${name}`), targets.map((one) => [one, term('lead-field', one)])))}
      ${this.fields.length ? group(t('imports.group.own'), this.fields.map((field) => [`field.${field.id}`, field.name ?? field.id])) : nothing}
    </select>`;
  }
}

customElements.define('import-form', ImportForm);
