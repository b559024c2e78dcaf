/** Leads: found by filters, changed many at a time, or one of them with all that has become of it. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { all, get } from '../core/api.js';
import { explain } from '../core/problems.js';
import { go } from '../core/router.js';
import '../core/ticking.js';
import { moment, t, term } from '../core/text.js';
import { View } from '../core/view.js';
import './leads/bulk-bar.js';
import './leads/lead-page.js';

const PAGE = 100;
const FILTERS = ['phone', 'state', 'pool', 'owner', 'grade', 'channel', 'tag', 'won'];

class Leads extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false }, page: { state: true }, chosen: { state: true }, failure: { state: true } };

  #asked = '';
  #turn = () => this.#show();

  constructor() {
    super();
    this.phone = '';
    this.chosen = new Set();
    this.known = { pools: [], agents: [], tenant: {} };
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('pelagos-page', this.#turn);
    this.#know();
    this.#show();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pelagos-page', this.#turn);
  }

  async #know() {
    const [pools, agents, tenant] = await Promise.all([all('/pools'), all('/agents').catch(() => []), get('/tenant')]);
    this.known = { pools, agents: agents.filter((agent) => agent.status === 'active'), tenant };
    this.requestUpdate();
  }

  /** What the address asks for. */
  async #show() {
    if (!location.pathname.startsWith('/console/leads')) return;
    this.requestUpdate();
    if (/\/leads\/./.test(location.pathname)) return;
    this.#asked = location.search;
    await this.#read('');
  }

  async #read(cursor) {
    const asked = this.#asked;
    const query = new URLSearchParams(asked);
    query.set('limit', PAGE);
    if (cursor) query.set('cursor', cursor);
    // A number goes alone.
    const { phone } = this;
    try {
      const page = await get(phone ? `/leads?phone=${encodeURIComponent(phone)}` : `/leads?${query}`);
      if (asked !== this.#asked) return;
      this.page = { items: cursor ? [...this.page.items, ...page.items] : page.items, next: page.next };
      this.failure = undefined;
      if (!cursor) this.chosen = new Set();
    } catch (problem) {
      this.failure = problem;
    }
  }

  render() {
    const id = this.rest[0];
    if (id) return html`<lead-page .id=${id} .known=${this.known} .session=${this.session}></lead-page>`;
    const asked = new URLSearchParams(location.search);
    return html`
      <div class="page-head"><h1>${t('page.leads')}</h1></div>
      <form class="filters" @submit=${this.#filter} role="search">
        <input class="form-control form-control-sm" name="phone" type="tel" aria-label=${t('contact.phone')} placeholder=${t('leads.phone')} .value=${this.phone} />
        ${this.#select('state', ['pooled', 'owned', 'closed'].map((state) => [state, term('state', state)]), asked)}
        ${this.#select('pool', this.known.pools.map((pool) => [pool.id, pool.name]), asked)}
        ${this.#select('owner', this.known.agents.map((agent) => [agent.id, agent.name]), asked)}
        ${this.#select('grade', (this.known.tenant.grades ?? []).map((grade) => [grade, grade]), asked)}
        ${this.#select('won', [['true', t('yes')], ['false', t('no')]], asked)}
        <input class="form-control form-control-sm" name="tag" maxlength="100" aria-label=${t('lead.tags')} placeholder=${t('lead.tags')} .value=${asked.get('tag') ?? ''} />
        <button class="btn btn-sm btn-primary">${t('leads.find')}</button>
        <a class="btn btn-sm btn-outline-secondary" href="/console/leads" @click=${() => (this.phone = '')}>${t('leads.all')}</a>
      </form>
      ${this.failure ? html`<p class="fault" role="alert">${explain(this.failure)}</p>` : nothing}
      ${this.page ? this.#list() : html`<p class="empty">${t('loading')}</p>`}
    `;
  }

  #select(name, choices, asked) {
    return html`<select class="form-select form-select-sm" name=${name} aria-label=${t(`lead.${name}`)} @change=${(event) => event.target.form.requestSubmit()}>
      <option value="">${t(`lead.${name}`)}: ${t('all')}</option>
      ${choices.map(([value, words]) => html`<option value=${value} ?selected=${asked.get(name) === value}>${words}</option>`)}
    </select>`;
  }

  #filter = (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    const query = new URLSearchParams();
    for (const name of FILTERS) {
      const value = String(given.get(name) ?? '').trim();
      if (value) query.set(name, value);
    }
    // A number stays out of the address, which is kept and logged.
    this.phone = query.get('phone') ?? '';
    query.delete('phone');
    const path = `/console/leads${query.size ? `?${query}` : ''}`;
    go(path);
  };

  #list() {
    const { items, next } = this.page;
    if (items.length === 0 && !next) return html`<p class="empty">${t('leads.none')}</p>`;
    const all = items.length > 0 && items.every((lead) => this.chosen.has(lead.id));
    return html`
      ${this.session.agent.role === 'auditor'
        ? nothing
        : html`<bulk-bar .chosen=${[...this.chosen]} .known=${this.known} @done=${() => this.#read('')}></bulk-bar>`}
      <div class="table-frame"><table class="table table-sm align-middle leads">
        <thead><tr>
          <th scope="col"><input type="checkbox" class="form-check-input" aria-label=${t('leads.choose-all')} .checked=${all} @change=${() => this.#choose(all ? [] : items.map((lead) => lead.id))} /></th>
          <th scope="col">${t('lead.name')}</th><th scope="col">${t('lead.state')}</th><th scope="col">${t('lead.pool')}</th><th scope="col">${t('lead.owner')}</th>
          <th scope="col">${t('lead.grade')}</th><th scope="col">${t('lead.source')}</th><th scope="col">${t('lead.arrived')}</th><th scope="col">${t('lead.deadline')}</th>
        </tr></thead>
        <tbody>${repeat(items, (lead) => lead.id, (lead) => html`<tr>
          <td><input type="checkbox" class="form-check-input" aria-label=${t('leads.choose', { name: lead.contact.name ?? lead.id })} .checked=${this.chosen.has(lead.id)} @change=${() => this.#turnOne(lead.id)} /></td>
          <td><a href="/console/leads/${lead.id}">${lead.contact.name ?? t('lead.unnamed')}</a> <span class="help">${lead.contact.phone ?? lead.contact.wechat ?? ''}</span></td>
          <td>${lead.won_at ? html`<span class="badge text-bg-success">${t('lead.won')}</span>` : term('state', lead.state)}</td>
          <td>${this.#poolName(lead.pool)}</td>
          <td>${lead.owner ?? ''}</td>
          <td>${lead.grade ?? ''}</td>
          <td>${lead.channel ?? ''} ${lead.source?.campaign ? html`<span class="tag">${lead.source.campaign}</span>` : nothing}</td>
          <td class="help">${moment(lead.created_at)}</td>
          <td>${lead.deadline ? html`<pelagos-countdown at=${lead.deadline.at}></pelagos-countdown>` : nothing}</td>
        </tr>`)}</tbody>
      </table></div>
      ${next ? html`<button type="button" class="btn btn-outline-secondary" @click=${() => this.#read(next)}>${t('more')}</button>` : nothing}
    `;
  }

  #poolName(id) {
    return this.known.pools.find((pool) => pool.id === id)?.name ?? id;
  }

  #choose(ids) {
    this.chosen = new Set(ids);
  }

  #turnOne(id) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }
}

customElements.define('console-leads', Leads);
