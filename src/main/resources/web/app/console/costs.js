/** What advertising costs, what its leads and wins cost by that, and which leads their platform owes back. */

import { html, nothing } from 'lit';
import { t } from '../core/text.js';
import { View } from '../core/view.js';
import './costs/lines.js';
import './costs/refunds.js';
import './costs/upload.js';

const DAY_MS = 86_400_000;
const DAYS = 30;

class Costs extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false }, from: { state: true }, to: { state: true }, stored: { state: true } };

  constructor() {
    super();
    const now = Date.now();
    this.from = dayOf(now - (DAYS - 1) * DAY_MS);
    this.to = dayOf(now);
    this.stored = 0;
  }

  render() {
    const { role } = this.session.agent;
    const day = (name) => html`<label>${t(`costs.${name}`)} <input type="date" class="form-control form-control-sm" .value=${this[name]}
      @change=${(event) => event.target.value && (this[name] = event.target.value)} /></label>`;
    return html`
      <div class="page-head"><h1>${t('page.costs')}</h1>${day('from')} ${day('to')}</div>
      <cost-lines .from=${this.from} .to=${this.to} .stored=${this.stored}></cost-lines>
      ${role === 'auditor' ? nothing : html`<h2>${t('costs.tell')}</h2><cost-upload @stored=${() => this.stored++}></cost-upload>`}
      <h2>${t('refunds')}</h2>
      <lead-refunds .from=${this.from} .to=${this.to}></lead-refunds>
    `;
  }
}

/** In the person's own time, as a date field has it. */
function dayOf(millis) {
  const date = new Date(millis);
  return new Date(millis - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

customElements.define('console-costs', Costs);
