/** What one holds, the most urgent first. */

import { html, nothing } from 'lit';
import '../core/virtual-list.js';
import '../core/ticking.js';
import { number, t, term } from '../core/text.js';
import { View } from '../core/view.js';
import { due } from './store.js';

class HeldList extends View {
  static properties = { store: { attribute: false }, chosen: {}, leads: { attribute: false }, tick: { attribute: false } };

  render() {
    return html`
      <div class="list-head"><span>${t('held.count', { count: number(this.leads.length) })}</span></div>
      ${this.leads.length === 0 ? html`<p class="empty">${t('held.none')}</p>` : nothing}
      <virtual-list .items=${this.leads} .row=${this.#row} .label=${t('held')}></virtual-list>
    `;
  }

  #row = (lead) => {
    const at = due(lead);
    return html`<button
      type="button"
      class="held-row ${lead.id === this.chosen ? 'chosen' : ''}"
      aria-pressed=${lead.id === this.chosen}
      data-lead=${lead.id}
      @click=${() => this.dispatchEvent(new CustomEvent('choose', { detail: lead.id, bubbles: true }))}
    >
      <span class="grade" data-grade=${lead.grade ?? ''}>${lead.grade ?? '–'}</span>
      <span class="who"><span class="name">${lead.won_at ? html`<span class="won" title=${t('lead.won')}>✓</span> ` : nothing}${lead.contact.name ?? t('lead.unnamed')}${this.store.drafts?.get(lead.id) ? html` <span class="begun" title=${t('followup.begun')}>✎</span>` : nothing}</span><span class="contact">${lead.contact.phone ?? ''}</span></span>
      <span class="until">
        ${at === Infinity ? nothing : html`<pelagos-countdown at=${new Date(at).toISOString()}></pelagos-countdown>`}
        <span class="why">${why(lead, at)}</span>
      </span>
    </button>`;
  };
}

function why(lead, at) {
  if (lead.won_at && at === Infinity) return t('lead.won');
  if (at === Infinity) return '';
  if (lead.next_at && Date.parse(lead.next_at) === at) return t('held.next');
  if (lead.deadline && Date.parse(lead.deadline.at) === at) return term('deadline', lead.deadline.rule);
  return t('held.nurtured');
}

customElements.define('held-list', HeldList);
