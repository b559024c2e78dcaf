/** One pool: its rules as a form, beside it what they say in plain words. */

import { html, nothing } from 'lit';
import { formFoot } from '../../core/fields.js';
import { go } from '../../core/router.js';
import { t } from '../../core/text.js';
import { rules } from '../../desk/rules.js';
import { DocumentPage } from '../document-page.js';
import { claiming } from './claiming.js';
import { giving } from './giving.js';
import { leftovers } from './leftovers.js';
import './preview.js';
import { recycling } from './recycling.js';
import { waiting } from './waiting.js';
import { who } from './who.js';

const FRESH = { name: '', members: { everyone: true }, quotas: [{ window: 'day', max: 50 }], owned: { max: 100 } };

class PoolPage extends DocumentPage {
  static properties = { pool: {}, previewed: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.open('/pools', this.pool, FRESH);
  }

  render() {
    const { draft } = this;
    const title = draft?.fresh === false ? draft.saved.name : t('pool-form.add');
    return html`${this.head(title, { up: '/console/pools', upName: t('page.pools'), section: 'pool' })} ${draft ? this.#form() : nothing}`;
  }

  #form() {
    const { draft, known, writes } = this;
    return html`<form class="beside" novalidate @submit=${(event) => this.#save(event)}>
      <fieldset class="sheets" ?disabled=${!writes}>
        ${who(draft, known)} ${claiming(draft, known)} ${recycling(draft, known)} ${this.#preview()} ${waiting(draft, known)} ${giving(draft, known)} ${leftovers(draft, known)}
        ${writes ? formFoot(draft, { remove: () => this.discard(t('pool-form.delete', { name: draft.saved.name }), '/console/pools'), beside: this.#offer() }) : nothing}
      </fieldset>
      <aside class="plain" aria-label=${t('rules')}>
        <h2>${t('rules')}</h2>
        <ul>${rules({ doc: draft.value }).map((line) => html`<li>${line}</li>`)}</ul>
        ${draft.dirty ? html`<p class="help">${t('pool-form.plain.draft')}</p>` : nothing}
      </aside>
    </form>`;
  }

  /** Rules of a pool that is there are tried on its leads; a new one has none. */
  #preview() {
    const { draft } = this;
    if (draft.fresh || !this.writes) return nothing;
    if (!this.previewed) return html`<p><button type="button" class="btn btn-outline-primary" @click=${() => (this.previewed = true)}>${t('preview')}</button>
      <span class="help">${t('preview.about')}</span></p>`;
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
    const { fresh } = this.draft;
    if (!(await this.save(event))) return;
    this.previewed = false;
    if (fresh) go(`/console/pools/${this.draft.value.id}`);
  }
}

customElements.define('pool-page', PoolPage);
