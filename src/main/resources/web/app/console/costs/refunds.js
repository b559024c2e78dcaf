/** Leads that were not worth their money, for their platform. */

import { html, nothing } from 'lit';
import { get } from '../../core/api.js';
import { named } from '../../core/names.js';
import { moment, t, term } from '../../core/text.js';
import { View } from '../../core/view.js';

class LeadRefunds extends View {
  static properties = { from: {}, to: {}, items: { state: true }, next: { state: true } };

  willUpdate(changed) {
    if (changed.has('from') || changed.has('to')) this.#read();
  }

  async #read(cursor = '') {
    const page = await get(`/stats/refunds?from=${this.from}&to=${this.to}&limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`).catch(() => ({ items: [], next: null }));
    this.items = cursor ? [...this.items, ...page.items] : page.items;
    this.next = page.next;
  }

  render() {
    if (!this.items) return nothing;
    if (!this.items.length) return html`<p class="empty">${t('refunds.none')}</p>`;
    return html`<p class="help">${t('refunds.help')}</p>
      <div class="table-frame" tabindex="0" role="region" aria-label=${t('refunds')}><table class="table table-sm align-middle">
        <thead><tr><th scope="col">${t('lead.arrived')}</th><th scope="col">${t('costs.by.channel')}</th><th scope="col">${t('lead-field.external_id')}</th>
          <th scope="col">${t('costs.by.campaign')}</th><th scope="col">${t('refunds.reason')}</th></tr></thead>
        <tbody>${this.items.map((one) => html`<tr><td>${moment(one.created_at)}</td><td>${one.channel ? named('channel', one.channel) : '–'}</td><td>${one.external_id ?? '–'}</td>
          <td>${one.source.campaign ?? '–'}</td><td>${term('close-reason', one.reason)}</td></tr>`)}</tbody></table></div>
      ${this.next ? html`<button type="button" class="btn btn-outline-secondary" @click=${() => this.#read(this.next)}>${t('more')}</button>` : nothing}`;
  }
}

customElements.define('lead-refunds', LeadRefunds);
