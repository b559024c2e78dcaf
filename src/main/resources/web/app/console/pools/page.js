/** One pool: its rules as a form, beside it what they say in plain words. */

import { html, nothing } from 'lit';
import { Draft } from '../../core/draft.js';
import { formFoot } from '../../core/fields.js';
import { go, guard } from '../../core/router.js';
import { t } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';
import { rules } from '../../desk/rules.js';
import { reference } from '../reference.js';
import { claiming } from './claiming.js';
import { giving } from './giving.js';
import { leftovers } from './leftovers.js';
import './preview.js';
import { recycling } from './recycling.js';
import { waiting } from './waiting.js';
import { who } from './who.js';

/** The address of a pool that is to be: no id has a line in it. */
const NEW = '_new';
const FRESH = { name: '', members: { everyone: true }, quotas: [{ window: 'day', max: 50 }], owned: { max: 100 } };

class PoolPage extends View {
  static properties = { session: { attribute: false }, pool: {}, known: { state: true }, draft: { state: true }, failed: { state: true }, previewed: { state: true } };

  async connectedCallback() {
    super.connectedCallback();
    const changed = () => this.requestUpdate();
    try {
      const fresh = this.pool === NEW;
      [this.known, this.draft] = await Promise.all([reference(), fresh ? new Draft('/pools', FRESH, changed) : Draft.read('/pools', this.pool, changed)]);
    } catch (problem) {
      this.failed = problem.status === 404 ? t('pool-form.gone') : t('console.failed');
      return;
    }
    if (this.isConnected) guard(() => this.draft.dirty && (!this.draft.fresh || this.draft.value.name !== ''));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  render() {
    const { draft, known } = this;
    if (!draft) return html`${this.#head(t('page.pools'))}<p class="empty" role=${this.failed ? 'alert' : 'status'}>${this.failed ?? t('loading')}</p>`;
    const writes = ['manager', 'admin'].includes(this.session.agent.role);
    return html`
      ${this.#head(draft.fresh ? t('pool-form.add') : draft.saved.name)}
      <form class="beside" novalidate @submit=${(event) => this.#save(event)}>
        <fieldset class="sheets" ?disabled=${!writes}>
          ${who(draft, known)} ${claiming(draft, known)} ${recycling(draft, known)} ${this.#preview(writes)} ${waiting(draft, known)} ${giving(draft, known)}
          ${leftovers(draft, known)}
          ${writes ? formFoot(draft, { remove: () => this.#remove(), beside: this.#offer() }) : nothing}
        </fieldset>
        <aside class="plain" aria-label=${t('rules')}>
          <h2>${t('rules')}</h2>
          <ul>${rules({ doc: draft.value }).map((line) => html`<li>${line}</li>`)}</ul>
          ${draft.dirty ? html`<p class="help">${t('pool-form.plain.draft')}</p>` : nothing}
        </aside>
      </form>
    `;
  }

  #head(title) {
    return html`<nav class="trail" aria-label=${t('trail')}><a href="/console/pools">${t('page.pools')}</a></nav>
      <div class="page-head"><h1>${title}</h1>
        ${this.draft && !this.draft.fresh ? html`<a class="btn btn-sm btn-outline-secondary" href="/console/history?section=pool&id=${this.draft.saved.id}">${t('page.history')}</a>` : nothing}
      </div>`;
  }

  /** Rules of a pool that is there are tried on its leads; a new one has none. */
  #preview(writes) {
    const { draft } = this;
    if (draft.fresh || !writes) return nothing;
    if (!this.previewed) return html`<p><button type="button" class="btn btn-outline-primary" @click=${() => (this.previewed = true)}>${t('preview')}</button> <span class="help">${t('preview.about')}</span></p>`;
    return html`<pool-preview .draft=${draft} .known=${this.known} .asked=${JSON.stringify(draft.value.recycle ?? [])} @closed=${() => (this.previewed = false)}></pool-preview>`;
  }

  /** Below the form it is offered again where it matters. */
  #offer() {
    const { draft } = this;
    if (draft.fresh || this.previewed || !draft.differs('/recycle')) return nothing;
    return html`<button type="button" class="btn btn-outline-primary" @click=${() => this.#look()}>${t('preview.first')}</button>`;
  }

  async #look() {
    this.previewed = true;
    await this.updateComplete;
    this.querySelector('pool-preview').scrollIntoView({ block: 'start' });
  }

  async #save(event) {
    event.preventDefault();
    const fresh = this.draft.fresh;
    if (!(await this.draft.save())) {
      await this.updateComplete;
      this.querySelector('.is-invalid, .fault:not([hidden])')?.scrollIntoView({ block: 'center' });
      return;
    }
    note(t('saved'), 'success');
    this.previewed = false;
    if (fresh) go(`/console/pools/${this.draft.value.id}`);
  }

  async #remove() {
    if (!confirm(t('pool-form.delete', { name: this.draft.saved.name }))) return;
    if (!(await this.draft.remove())) return;
    guard(null);
    note(t('deleted'), 'success');
    go('/console/pools');
  }
}

customElements.define('pool-page', PoolPage);
