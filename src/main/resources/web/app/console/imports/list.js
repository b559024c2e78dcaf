/** Imports, newest first: how far they are, what came of them. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { del, get, Problem } from '../../core/api.js';
import { named } from '../../core/names.js';
import { explain } from '../../core/problems.js';
import { moment, number, t } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';

const RUNNING_MS = 1_000;
const RESTING_MS = 15_000;

class ImportList extends View {
  static properties = { started: {}, imports: { state: true }, next: { state: true } };

  #timer;

  connectedCallback() {
    super.connectedCallback();
    this.#follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  willUpdate(changed) {
    if (changed.has('started') && this.started) this.#follow();
  }

  /** Looks again soon as long as something moves. */
  async #follow() {
    clearTimeout(this.#timer);
    if (!document.hidden) await this.#read();
    if (!this.isConnected) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#follow(), this.imports?.some((one) => one.status === 'running') ? RUNNING_MS : RESTING_MS);
  }

  async #read(cursor) {
    try {
      const page = await get(`/imports?limit=20${cursor ? `&cursor=${cursor}` : ''}`);
      const old = cursor ? this.imports : (this.imports ?? []).slice(20);
      this.imports = cursor ? [...old, ...page.items] : [...page.items, ...old.filter((one) => !page.items.some((other) => other.id === one.id))];
      if (cursor || !old.length) this.next = page.next;
    } catch {
      this.imports ??= [];
    }
  }

  async #forget(one) {
    if (!confirm(t(one.status === 'running' ? 'imports.stop-sure' : 'imports.forget-sure'))) return;
    try {
      await del(`/imports/${one.id}`);
      this.imports = this.imports.filter((other) => other.id !== one.id);
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    }
  }

  render() {
    if (!this.imports) return html`<p class="empty" role="status">${t('loading')}</p>`;
    if (!this.imports.length) return html`<p class="empty">${t('imports.none')}</p>`;
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('imports.former')}><table class="table align-middle">
        <thead><tr><th scope="col">${t('imports.when')}</th><th scope="col">${t('channels.pool')}</th><th scope="col">${t('channels.state')}</th>
          ${['total', 'accepted', 'merged', 'duplicate', 'rejected'].map((figure) => html`<th scope="col" class="figure-cell">${t(`imports.${figure}`)}</th>`)}
          <th scope="col"><span class="visually-hidden">${t('imports.do')}</span></th></tr></thead>
        <tbody>${repeat(this.imports, (one) => one.id, (one) => this.#row(one))}</tbody>
      </table></div>
      ${this.next ? html`<button type="button" class="btn btn-outline-secondary" @click=${() => this.#read(this.next)}>${t('more')}</button>` : nothing}`;
  }

  #row(one) {
    const done = one.accepted + one.merged + one.duplicate + one.rejected;
    const who = named('agent', one.actor);
    return html`<tr>
      <td>${moment(one.created_at)}<div class="help">${who} · ${one.format.toUpperCase()}</div></td>
      <td>${named('pool', one.pool)}</td>
      <td>${one.status === 'running'
        ? html`<progress aria-label=${t('imports.running')} max=${one.total || 1} .value=${done}></progress> <span class="help">${number(done)}/${number(one.total)}</span>`
        : html`<span class="badge text-bg-success">${t('imports.done')}</span>`}</td>
      <td class="figure-cell">${number(one.total)}</td><td class="figure-cell">${number(one.accepted)}</td><td class="figure-cell">${number(one.merged)}</td>
      <td class="figure-cell">${number(one.duplicate)}</td><td class="figure-cell ${one.rejected ? 'warned' : ''}">${number(one.rejected)}</td>
      <td class="row-actions">
        ${one.rejected ? html`<a class="btn btn-sm btn-outline-primary" href=${one.errors_url} download>${t('imports.errors')}</a>` : nothing}
        <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => this.#forget(one)}>${t(one.status === 'running' ? 'imports.stop' : 'imports.forget')}</button>
      </td>
    </tr>`;
  }
}

customElements.define('import-list', ImportList);
