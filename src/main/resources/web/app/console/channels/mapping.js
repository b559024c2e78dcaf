/** Which part of what a platform sends is which field of a lead, tried live on a real body. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { all, get, post, Problem } from '../../core/api.js';
import { explain } from '../../core/problems.js';
import { folded } from '../../core/special-fields.js';
import { moment, t, term } from '../../core/text.js';
import { View } from '../../core/view.js';
import { contentType, firstLead, parsed } from './bodies.js';
import './body-tree.js';
import { SAMPLES } from './kinds.js';
import { exampleOf, GROUPS, LEAD_FIELDS, read, valueOf, write } from './mapping-fields.js';
import { outcome } from './trial.js';

const PAUSE_MS = 350;
const LETTERS = 20;
/** What somebody has pasted stays while he looks at the channel's other sides. */
const pasted = new WeakMap();

class MappingEditor extends View {
  static properties = {
    draft: { attribute: false },
    version: {},
    writes: { attribute: false },
    pools: { attribute: false },
    text: { state: true },
    tried: { state: true },
    tested: { state: true },
    problem: { state: true },
    letters: { state: true },
  };

  #timer;
  #attempt;
  /** A dead letter's, whose content type is known and whose body may be no text. */
  #letter;

  constructor() {
    super();
    this.letters = [];
    this.pools = [];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#attempt?.abort();
  }

  willUpdate(changed) {
    if (this.text === undefined) this.text = pasted.get(this.draft) ?? this.#example;
    if (changed.has('version') || changed.has('text')) this.#soon();
  }

  async firstUpdated() {
    if (!this.draft.fresh) this.letters = await all(`/channels/${this.draft.value.id}/dead-letters`, LETTERS).catch(() => []);
  }

  #soon() {
    clearTimeout(this.#timer);
    if (this.writes) this.#timer = setTimeout(() => this.#try(), PAUSE_MS);
  }

  /** What would fit the mapping that there is. */
  get #example() {
    const { type, mapping } = this.draft.value;
    const body = type === 'generic' && mapping ? exampleOf(mapping) : SAMPLES[type];
    return JSON.stringify(body ?? SAMPLES.generic, null, 2);
  }

  get #sample() {
    const { body, encoding, type } = this.#letter ?? { body: this.text, encoding: 'utf-8', type: contentType(this.text) };
    return { body, encoding, content_type: type };
  }

  async #try() {
    this.#attempt?.abort();
    const attempt = new AbortController();
    this.#attempt = attempt;
    if (!this.#sample.body) return;
    try {
      this.tried = await post('/channels:try', { channel: this.draft.value, ...this.#sample }, { signal: attempt.signal });
      this.problem = '';
    } catch (problem) {
      if (attempt.signal.aborted) return;
      this.problem = problem instanceof Problem ? explain(problem) : String(problem);
    }
  }

  #test = async () => {
    try {
      this.tested = await post(`/channels/${this.draft.value.id}/deliveries:test`, this.#sample);
    } catch (problem) {
      this.problem = problem instanceof Problem ? explain(problem) : String(problem);
    }
  };

  async #choose(id) {
    this.tested = undefined;
    if (id === 'sample') {
      this.#letter = undefined;
      this.text = this.#example;
      return;
    }
    const letter = await get(`/channels/${this.draft.value.id}/dead-letters/${id}`);
    const header = Object.entries(letter.headers).find(([name]) => name.toLowerCase() === 'content-type');
    this.#letter = { body: letter.body, encoding: letter.encoding, type: header?.[1][0] ?? letter.media_type ?? 'application/json' };
    this.text = letter.encoding === 'utf-8' ? letter.body : '';
    this.#soon();
  }

  get #rows() {
    return read(this.draft.value.mapping);
  }

  #set(field, part, value) {
    const rows = this.#rows;
    rows[field] = { ...rows[field], [part]: value };
    this.draft.set('/mapping', write(rows));
  }

  render() {
    const lead = this.tried?.leads[0];
    return html`
      <p class="help">${t('mapping.help')}</p>
      ${this.draft.fault('/mapping') ? html`<p class="fault" role="alert">${this.draft.fault('/mapping')}</p>` : nothing}
      <div class="mapping">
        <section aria-label=${t('mapping.body')}>${this.#body(lead)}</section>
        <section aria-label=${t('mapping.fields')}>${this.#fields(lead)}</section>
      </div>
      ${this.problem ? html`<p class="fault" role="alert">${this.problem}</p>` : nothing}
      ${this.tried ? outcome(this.tried, this.pools) : nothing}
      ${this.writes ? this.#testing() : nothing}
    `;
  }

  #body(lead) {
    const type = this.#sample.content_type;
    const whole = parsed(this.text, type);
    const body = whole && typeof whole === 'object' ? firstLead(whole, this.draft.value) : null;
    const taken = new Map(Object.entries(lead?.from ?? {}).map(([field, at]) => [at, field]));
    return html`<div class="body-head">
        <label for="body-source">${t('mapping.source')}</label>
        <select id="body-source" class="form-select form-select-sm" @change=${(event) => this.#choose(event.target.value)}>
          <option value="sample">${t('mapping.sample')}</option>
          ${this.letters.map((letter) => html`<option value=${letter.id}>${t('mapping.letter', { at: moment(letter.at), reason: letter.reason })}</option>`)}
        </select>
      </div>
      <label class="visually-hidden" for="body-text">${t('mapping.paste')}</label>
      <textarea id="body-text" class="form-control form-control-sm code" rows="7" maxlength="100000" spellcheck="false" placeholder=${t('mapping.paste')}
        .value=${live(this.text)} @input=${(event) => this.#pasted(event.target.value)}></textarea>
      ${body && this.writes
        ? html`<p class="help">${t('mapping.click')}</p>
          <body-tree .body=${body} .taken=${taken} .fields=${LEAD_FIELDS} @assign=${(event) => this.#set(event.detail.field, 'path', event.detail.path)}></body-tree>`
        : html`<p class="help">${t('mapping.no-tree')}</p>`}`;
  }

  #pasted(text) {
    this.#letter = undefined;
    this.tested = undefined;
    this.text = text;
    pasted.set(this.draft, text);
  }

  #fields(lead) {
    const rows = this.#rows;
    const rest = Object.entries(GROUPS).filter(([group]) => group !== 'main');
    const used = (field) => rows[field] || (lead && field in lead.from);
    return html`${GROUPS.main.map((field) => this.#row(field, rows[field], lead))}
      ${rest.flatMap(([, fields]) => fields).filter(used).map((field) => this.#row(field, rows[field], lead))}
      ${folded(t('mapping.more'), rest.map(([group, fields]) => {
        const left = fields.filter((field) => !used(field));
        return left.length ? html`<h3>${t(`mapping.group.${group}`)}</h3>${left.map((field) => this.#row(field, rows[field], lead))}` : nothing;
      }))}`;
  }

  #row(field, row, lead) {
    const fault = lead?.losses.find((one) => one.field === field);
    const value = lead && valueOf(lead, field);
    const found = lead && field in lead.from;
    const name = term('lead-field', field);
    return html`<div class="mapping-row">
      <label for="map-${field}">${name}</label>
      <input id="map-${field}" class="form-control form-control-sm ${fault ? 'is-invalid' : ''}" maxlength="200" autocomplete="off" spellcheck="false" ?disabled=${!this.writes}
        placeholder=${lead?.from[field] ?? t('mapping.path')} .value=${live(row?.path ?? '')} @input=${(event) => this.#set(field, 'path', event.target.value.trim())} />
      <input class="form-control form-control-sm" aria-label=${t('mapping.fixed-for', { field: name })} maxlength="1000" autocomplete="off" ?disabled=${!this.writes}
        placeholder=${t('mapping.fixed')} .value=${live(row?.fixed ?? '')} @input=${(event) => this.#set(field, 'fixed', event.target.value)} />
      <output class=${fault ? 'fault' : found ? 'found' : 'help'}>${fault ? t(`loss.${fault.word}`) : found ? show(value) : '–'}</output>
    </div>`;
  }

  #testing() {
    const { answered } = this.tested ?? {};
    return html`<div class="item">
      <h2>${t('trial.test')}</h2>
      <p class="help">${t('trial.test.help')}</p>
      <button type="button" class="btn btn-sm btn-outline-primary" ?disabled=${this.draft.dirty} @click=${this.#test}>${t('trial.send')}</button>
      ${this.draft.dirty ? html`<span class="help">${t('trial.save-first')}</span>` : nothing}
      ${answered
        ? html`<p role="status">${t(answered.status < 300 ? 'trial.taken' : 'trial.not-taken', { total: this.tested.total + this.tested.fetches })}
            <code>${answered.status} ${answered.body}</code></p>`
        : nothing}
    </div>`;
  }
}

const show = (value) => (Array.isArray(value) ? value.join(', ') : value === true ? t('yes') : value === false ? t('no') : (value ?? '–'));

customElements.define('mapping-editor', MappingEditor);
