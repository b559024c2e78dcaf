/** All pools: what waits in them now, and their rules in short. */

import { html, nothing } from 'lit';
import { Live } from '../../core/live.js';
import { number, t } from '../../core/text.js';
import { View } from '../../core/view.js';
import { rules } from '../../desk/rules.js';
import { reference } from '../reference.js';

const LINES = 5;

class PoolTable extends View {
  static properties = { session: { attribute: false }, known: { state: true }, stock: { state: true }, failed: { state: true } };

  #live = new Live();

  constructor() {
    super();
    this.stock = new Map();
    this.#live.addEventListener('stats', ({ detail }) => (this.stock = new Map(this.stock).set(detail.pool, detail.claimable)));
  }

  async connectedCallback() {
    super.connectedCallback();
    // Auditors read documents; the stream is for who works with leads.
    if (this.session.agent.role !== 'auditor') this.#live.open();
    try {
      this.known = await reference();
    } catch {
      this.failed = true;
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#live.close();
  }

  render() {
    const mayAdd = ['manager', 'admin'].includes(this.session.agent.role);
    const add = mayAdd ? html`<a class="btn btn-primary btn-sm" href="/console/pools/_new">${t('pool-form.add')}</a>` : nothing;
    return html`
      <div class="page-head"><h1>${t('page.pools')}</h1>${add}</div>
      ${this.failed ? html`<p class="empty" role="alert">${t('console.failed')}</p>` : this.known ? this.#table() : html`<p class="empty" role="status">${t('loading')}</p>`}
    `;
  }

  #table() {
    if (!this.known.pools.length) return html`<p class="empty">${t('pool-form.empty')}</p>`;
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('page.pools')}><table class="table align-top">
      <thead><tr>
        <th scope="col">${t('pool-form.name')}</th><th scope="col" class="figure-cell">${t('pool-form.stock')}</th>
        <th scope="col">${t('pool-form.members')}</th><th scope="col">${t('rules')}</th>
      </tr></thead>
      <tbody>${this.known.pools.map((pool) => this.#row(pool))}</tbody>
    </table></div>`;
  }

  #row(pool) {
    const lines = rules({ doc: pool });
    const stock = this.stock.get(pool.id);
    return html`<tr>
      <th scope="row"><a href="/console/pools/${pool.id}">${pool.name}</a></th>
      <td class="figure-cell">${stock === undefined ? '–' : number(stock)}</td>
      <td>${members(pool, this.known)}</td>
      <td class="brief">
        ${lines.slice(0, LINES).map((line) => html`<div>${line}</div>`)}
        ${lines.length > LINES ? html`<div class="help">${t('pool-form.more-rules', { count: lines.length - LINES })}</div>` : nothing}
      </td>
    </tr>`;
  }
}

/** Who is in a pool, in words. */
function members({ members: who, visible }, known) {
  const words = [];
  if (who?.everyone) words.push(t('pool-form.everyone'));
  for (const team of who?.teams ?? []) words.push(known.name('team', team));
  if (who?.agents?.length) words.push(who.agents.length > 3 ? t('pool-form.agents.count', { count: who.agents.length }) : who.agents.map((id) => known.name('agent',
    id)).join(t('comma')));
  if (visible === false) words.push(t('pool-form.hidden'));
  return words.join(t('comma')) || t('pool-form.nobody');
}

customElements.define('pool-table', PoolTable);
