/** Costs for each lead and each win, by channel or by what leads name as their source. */

import { html, nothing } from 'lit';
import { all } from '../../core/api.js';
import { named } from '../../core/names.js';
import { explain } from '../../core/problems.js';
import { money, number, t } from '../../core/text.js';
import { View } from '../../core/view.js';

const BY = ['channel', 'campaign', 'ad_group', 'ad'];

class CostLines extends View {
  static properties = { from: {}, to: {}, stored: {}, by: { state: true }, lines: { state: true }, problem: { state: true } };

  constructor() {
    super();
    this.by = 'channel';
  }

  willUpdate(changed) {
    if (['from', 'to', 'stored', 'by'].some((name) => changed.has(name))) this.#read();
  }

  async #read() {
    try {
      this.lines = await all(`/stats/costs?from=${this.from}&to=${this.to}&by=${this.by}`, 1_000);
      this.problem = '';
    } catch (problem) {
      this.lines = [];
      this.problem = explain(problem);
    }
  }

  render() {
    return html`<div class="chips-row" role="group" aria-label=${t('costs.by')}>
        ${BY.map((by) => html`<button type="button" class="chip" aria-pressed=${by === this.by} @click=${() => (this.by = by)}>${t(`costs.by.${by}`)}</button>`)}</div>
      ${this.problem ? html`<p class="fault" role="alert">${this.problem}</p>` : nothing}
      ${!this.lines ? html`<p class="empty" role="status">${t('loading')}</p>` : this.lines.length ? this.#table() : html`<p class="empty">${t('costs.none')}</p>`}`;
  }

  #table() {
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('page.costs')}><table class="table align-middle">
      <thead><tr><th scope="col">${t('costs.by.channel')}</th>${this.by === 'channel' ? nothing : html`<th scope="col">${t(`costs.by.${this.by}`)}</th>`}
        ${['leads', 'valid', 'wins', 'amount', 'per-lead', 'per-valid', 'per-win'].map((one) => html`<th scope="col" class="figure-cell">${t(`costs.${one}`)}</th>`)}</tr></thead>
      <tbody>${this.lines.map((line) => (line.costs.length ? line.costs : [null]).map((cost) => this.#row(line, cost)))}</tbody></table></div>`;
  }

  #row(line, cost) {
    const figure = (value) => html`<td class="figure-cell">${value}</td>`;
    const price = (value) => figure(cost && value !== null ? money(value, cost.currency) : '–');
    return html`<tr><td>${line.channel ? named('channel', line.channel) : t('costs.no-channel')}</td>${this.by === 'channel' ? nothing : html`<td>${line[this.by] ?? '–'}</td>`}
      ${figure(number(line.leads))} ${figure(number(line.valid_leads))} ${figure(number(line.wins))}
      ${price(cost?.amount)} ${price(cost?.per_lead)} ${price(cost?.per_valid_lead)} ${price(cost?.per_win)}</tr>`;
  }
}

customElements.define('cost-lines', CostLines);
