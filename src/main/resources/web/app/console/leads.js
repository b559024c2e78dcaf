/** Leads: found by filters, changed many at a time, or one of them with all that has become of it. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { all, get } from '../core/api.js';
import { named } from '../core/names.js';
import { explain } from '../core/problems.js';
import { regionOf } from '../core/region.js';
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
  #knowing;
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
    this.#knowing = this.#know().catch(() => {});
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
      const page = await get(phone ? `/leads?phone=${encodeURIComponent(phone)}&region=${await this.#region()}` : `/leads?${query}`);
      if (asked !== this.#asked) return;
      this.page = { items: cursor ? [...this.page.items, ...page.items] : page.items, next: page.next };
      this.failure = undefined;
      if (!cursor) this.chosen = new Set();
    } catch (problem) {
      if (asked !== this.#asked) return;
      this.failure = problem;
      // What was found before is no answer to this.
      if (!cursor) this.page = { items: [], next: null, failed: true };
    }
  }

  /** Where numbers without a country code belong to. */
  async #region() {
    await this.#knowing;
    return regionOf(this.known.tenant) ?? 'CN';
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
      ${this.failure ? html`<p class="fault" role="alert">${this.phone && this.failure.status === 400 ? t('leads.no-phone') : explain(this.failure)}</p>` : nothing}
      ${this.page ? this.#list() : html`<p class="empty">${t('loading')}</p>`}
    `;
  }

  #select(name, choices, asked) {
    return html`<select class="form-select form-select-sm" name=${name} aria-label=${this.#label(name)} @change=${(event) => event.target.form.requestSubmit()}>
      <option value="">${this.#label(name)}: ${t('all')}</option>
      ${choices.map(([value, words]) => html`<option value=${value} ?selected=${asked.get(name) === value}>${words}</option>`)}
    </select>`;
  }

  #label = (name) => t(name === 'won' ? 'leads.won' : `lead.${name}`);

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
    if (this.page.failed) return nothing;
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
          <td><a href="/console/leads/${lead.id}">${lead.contact.name ?? t('lead.unnamed')}</a> <span class="help">${lead.contact.phone ?? lead.contact.wechat ?? lead.contact.email ?? ''}</span>${reachable(lead) ? nothing : html` <span class="badge text-bg-warning">${t('lead.no-contact')}</span>`}</td>
          <td data-name=${t('lead.state')}>${lead.won_at ? html`<span class="badge text-bg-success">${t('lead.won')}</span>` : term('state', lead.state)}</td>
          <td data-name=${t('lead.pool')}>${named('pool', lead.pool)}</td>
          <td data-name=${t('lead.owner')}>${named('agent', lead.owner)}</td>
          <td data-name=${t('lead.grade')}>${lead.grade ?? ''}</td>
          <td data-name=${t('lead.source')}>${named('channel', lead.channel)} ${lead.source?.campaign ? html`<span class="tag">${lead.source.campaign}</span>` : nothing}</td>
          <td class="help" data-name=${t('lead.arrived')}>${moment(lead.created_at)}</td>
          <td data-name=${t('lead.deadline')}>${lead.deadline ? html`<pelagos-countdown at=${lead.deadline.at}></pelagos-countdown>` : nothing}</td>
        </tr>`)}</tbody>
      </table></div>
      ${next ? html`<button type="button" class="btn btn-outline-secondary" @click=${() => this.#read(next)}>${t('more')}</button>` : nothing}
    `;
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

/** Whether there is anything by which its person could be told of; names alone are none. */
export const reachable = ({ contact }) => Boolean(contact.phone || contact.wechat || contact.email);

customElements.define('console-leads', Leads);
