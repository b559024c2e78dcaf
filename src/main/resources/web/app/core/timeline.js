/** All that has become of a lead, the newest first. */

import { html, nothing } from 'lit';
import { all } from './api.js';
import { moment, number, t, term } from './text.js';
import { View } from './view.js';

const MAX = 1_000;

class LeadTimeline extends View {
  static properties = {
    lead: {},
    /** It is read anew when the lead has another one. */
    version: { type: Number },
    /** Whether it also shows what each event changed. */
    detailed: { type: Boolean },
    entries: { state: true },
  };

  willUpdate(changed) {
    if (changed.has('lead')) this.entries = undefined;
    if (changed.has('lead') || changed.has('version')) this.#read(this.lead);
  }

  async #read(lead) {
    try {
      const [events, followups] = await Promise.all([all(`/leads/${lead}/events`, MAX), all(`/leads/${lead}/followups`, MAX)]);
      if (lead !== this.lead) return;
      const said = new Map(followups.map((followup) => [String(followup.id), followup]));
      this.entries = events
        .map((event) => ({ ...event, followup: event.type === 'followed_up' ? said.get(String(event.version)) : undefined }))
        .reverse();
    } catch {
      if (lead === this.lead) this.entries ??= [];
    }
  }

  render() {
    if (!this.entries) return html`<p class="empty">${t('loading')}</p>`;
    return html`<ol class="history">${this.entries.map((event) => this.#entry(event))}</ol>`;
  }

  #entry(event) {
    const { followup } = event;
    return html`<li class=${followup?.void ? 'void' : ''}>
      <span class="by">${actor(event.actor)}</span>
      <time datetime=${event.at}>${moment(event.at)}</time>
      <span class="what">${term('event', event.type)}${worth(event.data)}${followup ? html` · ${term('method', followup.method)} · ${term('outcome', followup.outcome)}` : nothing}</span>
      ${followup?.content ? html`<p>${followup.content}</p>` : nothing} ${event.reason ? html`<p>${event.reason}</p>` : nothing}
      ${this.detailed ? changes(event) : nothing}
    </li>`;
  }
}

/** What a deal was about. */
const worth = (data) => (data?.amount === null || data?.amount === undefined ? '' : ` · ${number(data.amount)} ${data.currency ?? ''}`);

/** Who did it: a person by id, or a part of the system. */
export function actor(name) {
  const [kind, id] = name.includes(':') ? name.split(/:(.*)/) : ['', name];
  return kind ? `${term('actor', kind)} ${id}` : term('actor', id);
}

/** Where it went, and what else is known of the event, as words rather than as JSON. */
function changes({ from, to, data }) {
  const moved = ['state', 'pool', 'owner']
    .filter((name) => from[name] !== to[name] && (from[name] || to[name]))
    .map((name) => `${t(`lead.${name}`)}: ${shown(name, from[name])} → ${shown(name, to[name])}`);
  const more = Object.entries(data)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${said(value)}`);
  return html`${moved.length ? html`<p class="moved">${moved.join(' · ')}</p>` : nothing}${more.length ? html`<p class="data">${more.join(' · ')}</p>` : nothing}`;
}

const said = (value) => {
  if (Array.isArray(value)) return value.map(said).join('; ');
  if (value === null || typeof value !== 'object') return String(value);
  return Object.entries(value).map(([name, one]) => `${name} ${said(one)}`).join(', ');
};

const shown = (name, value) => (value === undefined || value === null ? '–' : name === 'state' ? term('state', value) : value);

customElements.define('lead-timeline', LeadTimeline);
