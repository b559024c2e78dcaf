/** What advertising costs, what its leads and wins cost by that, and which leads their platform owes back. */

import { html, nothing } from 'lit';
import { get } from '../core/api.js';
import { t } from '../core/text.js';
import { period } from './dashboards/period.js';
import { View } from '../core/view.js';
import './costs/lines.js';
import './costs/refunds.js';
import './costs/upload.js';

class Costs extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false }, from: { state: true }, to: { state: true }, stored: { state: true } };

  constructor() {
    super();
    this.stored = 0;
  }

  /** Days are the firm's, wherever the person is. */
  async connectedCallback() {
    super.connectedCallback();
    const { time_zone: zone } = await get('/tenant').catch(() => ({}));
    const { from, to } = period('month', '', '', zone);
    Object.assign(this, { from, to });
  }

  render() {
    const { role } = this.session.agent;
    const day = (name) => html`<label>${t(`costs.${name}`)} <input type="date" class="form-control form-control-sm" .value=${this[name]}
      @change=${(event) => event.target.value && (this[name] = event.target.value)} /></label>`;
    return html`
      <div class="page-head"><h1>${t('page.costs')}</h1>${this.from ? html`${day('from')} ${day('to')}` : nothing}</div>
      ${this.from ? this.#whole(role) : html`<p class="empty" role="status">${t('loading')}</p>`}
    `;
  }

  #whole(role) {
    return html`
      <p class="help">${t('costs.counting')}</p>
      <cost-lines .from=${this.from} .to=${this.to} .stored=${this.stored}></cost-lines>
      ${role === 'auditor' ? nothing : html`<h2>${t('costs.tell')}</h2><cost-upload @stored=${() => this.stored++}></cost-upload>`}
      <h2>${t('refunds')}</h2>
      <lead-refunds .from=${this.from} .to=${this.to}></lead-refunds>
    `;
  }
}

customElements.define('console-costs', Costs);
