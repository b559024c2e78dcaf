/** What waits in a pool, as it moves. While somebody points at it nothing in it moves: what is gone is crossed out, what is new is counted. */

import { html, nothing } from 'lit';
import '../core/virtual-list.js';
import '../core/ticking.js';
import { number, t, term } from '../core/text.js';
import { View } from '../core/view.js';
import { inOrder } from './store.js';

class PoolList extends View {
  static properties = { store: { attribute: false }, pool: { attribute: false }, busy: {}, tick: { attribute: false } };

  /** Whether somebody points at it, or has come to it by keys. */
  #pointed = false;
  #focused = false;
  #shown = [];

  constructor() {
    super();
    this.busy = '';
    const notes = (type, does) => this.addEventListener(type, () => (does(), this.requestUpdate()));
    notes('pointerenter', () => (this.#pointed = true));
    this.addEventListener('pointermove', () => (this.#pointed = true));
    notes('pointerleave', () => (this.#pointed = false));
    notes('focusin', () => (this.#focused = true));
    notes('focusout', () => (this.#focused = false));
  }

  /** Whoever had pointed at it has done what he wanted: until he moves again it follows what happens. */
  release() {
    this.#pointed = false;
    this.#focused = false;
    this.requestUpdate();
  }

  get #held() {
    return this.#pointed || this.#focused;
  }

  /** What is shown, and how many more there are that are not shown yet. */
  #rows() {
    const { leads } = this.pool;
    // Where nothing is shown nothing can jump.
    if (!this.#held || this.#shown.length === 0 || this.#shown.pool !== this.pool.id) {
      this.#shown = inOrder(this.pool);
      this.#shown.pool = this.pool.id;
      return { rows: this.#shown, more: 0 };
    }
    const rows = this.#shown.map((lead) => leads.get(lead.id) ?? { ...lead, gone: true });
    const known = new Set(rows.map((lead) => lead.id));
    return { rows, more: [...leads.keys()].filter((id) => !known.has(id)).length };
  }

  render() {
    const { rows, more } = this.#rows();
    const count = this.pool.claimable ?? rows.length;
    return html`
      <div class="list-head">
        <span>${t('pool.waiting', { count: number(count) })}</span>
        <span class="badge text-bg-info" ?hidden=${!more}>${t('pool.more', { count: number(more) })}</span>
      </div>
      ${rows.length === 0 ? html`<p class="empty">${t('pool.empty')}</p>` : nothing}
      <virtual-list
        .items=${rows}
        .row=${this.#row}
        .label=${this.pool.name}
        @near-end=${() => this.store.more(this.pool.id)}
      ></virtual-list>
    `;
  }

  #row = (lead) => {
    const asked = this.store.isAsked(lead.id);
    const waits = lead.from && Date.parse(lead.from) > Date.now();
    return html`<div class="lead-row ${lead.gone ? 'gone' : ''}" data-lead=${lead.id}>
      <span class="grade" data-grade=${lead.grade ?? ''} title=${t('lead.grade')}>${lead.grade ?? '–'}</span>
      <span class="who">
        <span class="name">${lead.contact.name ?? t('lead.unnamed')}</span>
        <span class="contact">${lead.contact.phone ?? lead.contact.wechat ?? lead.contact.email ?? ''}</span>
      </span>
      <span class="where">
        <span class="source">${this.store.channel(lead.channel)}</span>
        <span class="tags">${lead.source?.campaign ? html`<span class="tag">${lead.source.campaign}</span>` : nothing}${lead.tags.slice(0, 3).map((tag) => html`<span class="tag">${tag}</span>`)}</span>
      </span>
      <span class="score" title=${t('lead.score')}>${lead.score ?? ''}</span>
      ${lead.rounds ? html`<span class="rounds" title=${t('lead.rounds', { count: lead.rounds })}>↺${lead.rounds}</span>` : html`<span></span>`}
      <pelagos-age class="age" at=${lead.entered_pool_at} aria-label=${t('lead.waiting')}></pelagos-age>
      ${lead.gone
        ? html`<span class="taken">${t(this.store.mine.has(lead.id) ? 'pool.yours' : 'pool.taken')}</span>`
        : html`<button
            type="button"
            class="btn btn-sm btn-outline-primary"
            ?disabled=${waits || asked || this.busy === lead.id}
            aria-label=${t('pool.claim-this', { name: lead.contact.name ?? '' })}
            @click=${() => this.dispatchEvent(new CustomEvent('claim', { detail: lead.id, bubbles: true }))}
          >
            ${waits ? html`<pelagos-countdown at=${lead.from}></pelagos-countdown>` : asked ? t('pool.asked') : this.#action()}
          </button>`}
    </div>`;
  };

  #action() {
    return this.pool.doc.claim?.mode === 'request' ? t('pool.request') : t('pool.claim');
  }
}

customElements.define('pool-list', PoolList);
