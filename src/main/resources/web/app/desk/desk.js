/** The agent's desk. */

import { html, nothing } from 'lit';
import { Problem } from '../core/api.js';
import { explain } from '../core/problems.js';
import { t, term } from '../core/text.js';
import { note } from '../core/toasts.js';
import { View } from '../core/view.js';
import { alarm } from './alarm.js';
import './held-list.js';
import './lead-card.js';
import { limitBars } from './limits.js';
import './pool-list.js';
import { rules } from './rules.js';
import { place } from '../core/router.js';
import { Drafts } from './drafts.js';
import { DeskStore } from './store.js';

const STATES = ['ready', 'busy', 'break', 'off'];
/** So long after a claim the list hears no click: the second of two would claim what has come under the pointer. */
const DEAF_MS = 500;
const KEYS = ['n', 'd', 'w', 'r', 'x', 'j', 'k', '1', '?'];

class Desk extends View {
  static properties = {
    poolId: { state: true },
    leadId: { state: true },
    claiming: { state: true },
    /** On a narrow page one of the three is in sight. */
    side: { state: true },
    helping: { state: true },
    session: { attribute: false },
  };

  #store = new DeskStore();
  #claimedAt = 0;

  constructor() {
    super();
    this.poolId = '';
    // The lead that was open before the page was loaded again.
    this.leadId = place()[1] ?? '';
    this.claiming = '';
    this.side = this.leadId ? 'card' : 'pools';
    this.helping = false;
    this.#store.addEventListener('change', () => this.requestUpdate());
    this.#store.addEventListener('lead', ({ detail }) => this.#hear(detail));
    this.#store.addEventListener('lead-left', ({ detail }) => this.#lost(detail));
  }

  connectedCallback() {
    super.connectedCallback();
    this.#store.drafts = new Drafts(`${this.session.tenant}/${this.session.agent.id}`);
    this.#store.open();
    document.addEventListener('keydown', this.#key);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#store.close();
    document.removeEventListener('keydown', this.#key);
  }

  get pool() {
    return this.#store.pools.get(this.poolId) ?? this.#store.pools.values().next().value;
  }

  /** Begins with the first pool in which something waits; later none is chosen for anybody. */
  willUpdate() {
    if (this.poolId || !this.#store.loaded) return;
    const pools = [...this.#store.pools.values()];
    this.poolId = (pools.find((pool) => pool.leads.size > 0) ?? pools[0])?.id ?? '';
  }

  render() {
    const store = this.#store;
    if (!store.me) return html`<p class="empty">${store.failure ? explain(store.failure) : t('loading')}</p>`;
    const held = store.held();
    const lead = store.mine.get(this.leadId) ?? null;
    return html`
      ${store.connected ? nothing : html`<div class="cut" role="alert">${t('cut')}</div>`}
      ${store.offers.map((offer) => this.#offer(offer))}
      <h1 class="visually-hidden">${t('desk')}</h1>
      <div class="desk" data-side=${this.side}>
        <section class="pane pools" aria-label=${t('pools')}>${this.#pools()}</section>
        <section class="pane held" aria-label=${t('held')}>
          <div class="presence" role="radiogroup" aria-label=${t('presence')}>
            ${STATES.map((state) => html`<button type="button" role="radio" class="chip" aria-checked=${store.status === state} data-state=${state}
              @click=${() => this.#try(() => store.presence(state))}>${term('presence', state)}</button>`)}
          </div>
          <held-list .store=${store} .leads=${held} .chosen=${this.leadId} .tick=${Date.now()} @choose=${(event) => this.#choose(event.detail)}></held-list>
          ${this.#keys()}
        </section>
        <section class="pane card" aria-label=${t('card')}><lead-card .store=${store} .lead=${lead}></lead-card></section>
      </div>
      <nav class="sides" aria-label=${t('desk')}>
        ${['pools', 'held', 'card'].map((side) => html`<button type="button" aria-pressed=${this.side === side} @click=${() => (this.side = side)}>${t(`side.${side}`)}${side === 'held' ? ` · ${held.length}` : ''}</button>`)}
      </nav>
    `;
  }

  #pools() {
    const store = this.#store;
    const { pool } = this;
    if (!pool) return html`<p class="empty">${t('pools.none')}</p>`;
    return html`
      <div class="tabs" role="tablist">
        ${[...store.pools.values()].map((one) => html`<button type="button" role="tab" aria-selected=${one === pool} @click=${() => (this.poolId = one.id)}>
          ${one.name} <span class="count">${one.claimable ?? one.leads.size}</span></button>`)}
      </div>
      <button type="button" class="btn btn-primary next-lead" ?disabled=${this.claiming !== ''} @click=${() => this.claim()}>
        ${this.claiming === 'next' ? t('pool.claiming') : t('pool.next')} <kbd>N</kbd>
      </button>
      ${limitBars(store.limits(pool.id))}
      <details class="rules"><summary>${t('rules')}</summary><ul>${rules(pool).map((line) => html`<li>${line}</li>`)}</ul></details>
      <pool-list .store=${store} .pool=${pool} .busy=${this.claiming} .tick=${Date.now()} @claim=${(event) => this.#pick(event.detail)}></pool-list>
    `;
  }

  #offer({ lead, until }) {
    return html`<div class="offer" role="alert">
      <span><strong>${t('offer')}</strong> ${lead.contact.name ?? ''} ${lead.grade ?? ''} · <pelagos-countdown at=${until}></pelagos-countdown></span>
      <button type="button" class="btn btn-success" @click=${() => this.claim(lead.id, lead.pool)}>${t('offer.take')}</button>
      <button type="button" class="btn btn-outline-secondary" @click=${() => this.#try(() => this.#store.decline(lead.id))}>${t('offer.decline')}</button>
    </div>`;
  }

  #keys() {
    return html`<details class="keys" .open=${this.helping} @toggle=${(event) => (this.helping = event.target.open)}>
      <summary>${t('keys')} <kbd>?</kbd></summary>
      <dl>${KEYS.map((key) => html`<div><dt><kbd>${key === '1' ? '1–9' : key.toUpperCase()}</kbd></dt><dd>${t(`keys.${key}`)}</dd></div>`)}</dl>
    </details>`;
  }

  #pick(lead) {
    if (performance.now() - this.#claimedAt > DEAF_MS) this.claim(lead);
  }

  /** The next lead, or that one. */
  async claim(lead, pool = this.pool?.id) {
    if (this.claiming || !pool) return;
    this.claiming = lead ?? 'next';
    try {
      const view = await this.#store.claim(pool, lead);
      if (view) this.#choose(view.id);
      else note(t('pool.requested'), 'info');
    } catch (problem) {
      this.#refused(pool, lead, problem);
    } finally {
      this.claiming = '';
      this.#claimedAt = performance.now();
      setTimeout(() => this.querySelector('pool-list')?.release(), 2 * DEAF_MS);
    }
  }

  #refused(pool, lead, problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (lead && ['already-claimed', 'not-found', 'unknown'].includes(problem.slug)) this.#store.gone(pool, lead);
    if (lead && problem.slug === 'already-requested') this.#store.asked(lead);
    note(explain(problem), problem.slug === 'pool-empty' ? 'info' : 'warning');
  }

  async #try(work) {
    try {
      await work();
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    }
  }

  async #choose(id) {
    this.leadId = id;
    history.replaceState(null, '', `/desk/${id}`);
    this.side = 'card';
    await this.updateComplete;
    await this.querySelector('lead-card').updateComplete;
    this.querySelector('lead-card h2')?.focus({ preventScroll: true });
  }

  #hear({ view, type }) {
    if (type === 'warned' || type === 'reminded' || type === 'assigned' || type === 'transferred') {
      note(t(`heard.${type}`, { name: view.contact.name ?? t('lead.unnamed') }), type === 'warned' ? 'warning' : 'info');
      // The notice is the system's, and may be seen by others: it names nobody.
      alarm(t(`alarm.${type}`));
    }
  }

  /** Nobody's work goes out of sight without a word. */
  #lost({ type, view }) {
    const how = ['transferred', 'assigned'].includes(type) ? 'given' : type === 'closed' ? 'closed' : 'back';
    note(t(`lost.${how}`, { name: view.contact.name ?? t('lead.unnamed') }), 'warning');
    if (view.id === this.leadId) alarm(t('alarm.lost'));
  }

  #key = (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
    const card = this.querySelector('lead-card');
    const does = {
      n: () => this.claim(),
      d: () => card?.dial(),
      w: () => card?.ask('won'),
      r: () => card?.ask('release'),
      x: () => card?.ask('close'),
      '?': () => (this.helping = !this.helping),
      j: () => this.#step(1),
      k: () => this.#step(-1),
    }[event.key];
    const digit = Number.parseInt(event.key, 10);
    if (does) does();
    else if (digit > 0) this.querySelector('followup-form')?.choose(digit - 1);
    else return;
    event.preventDefault();
  };

  #step(by) {
    const held = this.#store.held();
    const at = held.findIndex((lead) => lead.id === this.leadId);
    const next = held[Math.min(held.length - 1, Math.max(0, at + by))];
    if (next) this.#choose(next.id);
  }
}

customElements.define('pelagos-desk', Desk);
