/** Who changed what of the configuration and when, the way back, and the whole as a file. */

import { html, nothing } from 'lit';
import { get } from '../core/api.js';
import { go } from '../core/router.js';
import { moment, number, t } from '../core/text.js';
import { View } from '../core/view.js';
import './history/file.js';
import './history/revert.js';
import { change } from './history/difference.js';
import { reference } from './reference.js';

const PAGE = 30;
const SECTIONS = ['pool', 'channel', 'team', 'agent', 'tenant', 'webhook', 'alert-rule', 'alert-target'];
/** What managers bring back; an admin brings back everything. */
const MANAGED = ['pool', 'channel', 'team', 'webhook', 'alert-rule', 'alert-target'];

class History extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false }, known: { state: true }, versions: { state: true }, next: { state: true },
    busy: { state: true }, failed: { state: true }, wanted: { state: true } };

  #asked;

  constructor() {
    super();
    this.versions = [];
  }

  willUpdate() {
    if (this.#asked === location.search) return;
    this.#asked = location.search;
    this.#read();
  }

  /** What the address asks for: documents of one kind, or one of them. */
  get #query() {
    const asked = new URLSearchParams(location.search);
    return { section: asked.get('section') ?? '', id: asked.get('id') ?? '' };
  }

  async #read(cursor = '', anew = false) {
    if (this.busy) return;
    this.busy = true;
    const { section, id } = this.#query;
    const query = new URLSearchParams({ limit: PAGE, ...(section && { section }), ...(id && { id }), ...(cursor && { cursor }) });
    try {
      const [known, page] = await Promise.all([(!anew && this.known) || reference(), get(`/config/history?${query}`)]);
      this.known = known;
      this.versions = cursor ? [...this.versions, ...page.items] : page.items;
      this.next = page.next;
      this.failed = false;
    } catch {
      this.failed = true;
    } finally {
      this.busy = false;
    }
  }

  render() {
    const admin = this.session.agent.role === 'admin';
    return html`
      <div class="page-head"><h1>${t('page.history')}</h1>
        ${this.known ? html`<a class="btn btn-sm btn-outline-secondary" href="/api/v1/config" download="${this.known.tenant.id}.yaml">${t('config.export')}</a>` : nothing}
      </div>
      ${admin ? html`<config-file .known=${this.known} @applied=${() => this.#again()}></config-file>` : nothing}
      ${this.#filters()}
      ${this.failed ? html`<p class="empty" role="alert">${t('console.failed')}</p>` : this.known ? this.#list(admin) : html`<p class="empty" role="status">${t('loading')}</p>`}
    `;
  }

  #filters() {
    const { section, id } = this.#query;
    return html`<div class="filters">
      <label for="history-section">${t('history.of')}</label>
      <select id="history-section" class="form-select form-select-sm" @change=${(event) => go(`/console/history${event.target.value && `?section=${event.target.value}`}`)}>
        <option value="" ?selected=${!section}>${t('history.all')}</option>
        ${SECTIONS.map((one) => html`<option value=${one} ?selected=${one === section}>${t(`section.${one}`)}</option>`)}
      </select>
      ${id && this.known ? html`<strong>${this.#called(section, id)}</strong> <a href="/console/history">${t('history.all')}</a>` : nothing}
    </div>`;
  }

  /** Its name, or the last that is known of what is gone. */
  #called(section, id) {
    const name = this.known.name(section, id);
    return name === id ? (this.versions.flatMap((version) => version.documents).find((one) => one.section === section && one.id === id && one.name)?.name ?? id) : name;
  }

  #list(admin) {
    if (!this.versions.length) return html`<p class="empty">${t('history.none')}</p>`;
    return html`<ol class="versions">${this.versions.map((version) => this.#version(version, admin))}</ol>
      ${this.next ? html`<button type="button" class="btn btn-sm btn-outline-secondary" ?disabled=${this.busy}
        @click=${() => this.#read(this.next)}>${t('history.more')}</button>` : nothing}`;
  }

  #version(version, admin) {
    const before = version.version - 1;
    const mine = (document) => before > 0 && (admin || (MANAGED.includes(document.section) && this.session.agent.role === 'manager'));
    return html`<li class="sheet">
      <div class="version-head"><strong>${actor(version.actor,
        this.known)}</strong><time datetime=${version.at}>${moment(version.at)}</time><span class="help">${t('history.version', { version: number(version.version) })}</span>
        ${admin && version !== this.versions[0] ? html`<button type="button" class="btn btn-sm btn-link" @click=${() => this.#want(version,
          { version: version.version })}>${t('history.back-all')}</button>` : nothing}
      </div>
      ${version.documents.map((document) => html`<div class="document">
        ${change(document, this.known)}
        ${mine(document) ? html`<button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => this.#want(version, { version: before,
          section: document.section, ...(document.id && { id: document.id }) })}>${t(`history.back.${document.change}`)}</button>` : nothing}
      </div>`)}
      ${version.more_documents ? html`<p class="help">${t('history.more-documents', { count: number(version.more_documents) })}</p>` : nothing}
      ${this.wanted?.at === version.version
        ? html`<config-revert .wanted=${this.wanted.wanted} .known=${this.known} @closed=${() => (this.wanted = undefined)} @applied=${() => this.#again()}></config-revert>`
        : nothing}
    </li>`;
  }

  #want(version, wanted) {
    this.wanted = { at: version.version, wanted };
  }

  /** Names and versions are others now. */
  #again() {
    this.wanted = undefined;
    this.#read('', true);
  }
}

const actor = (id, known) => (['operator', 'demo'].includes(id) ? t(`actor.${id}`) : known.name('agent', id));

customElements.define('console-history', History);
