/** All that has become of a lead, the newest first. */

import { html, nothing } from 'lit';
import { all } from './api.js';
import { named } from './names.js';
import { moment, money, t, term } from './text.js';
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
      ${event.data?.note ? html`<p>${event.data.note}</p>` : nothing}
      ${this.detailed ? changes(event) : nothing}
    </li>`;
  }
}

/** What a deal was about. */
function worth(data) {
  const { amount, currency } = data?.deal ?? data ?? {};
  return amount === null || amount === undefined ? '' : ` · ${money(amount, currency ?? '')}`;
}

/** Who did it: a person, a channel, or a part of the system. */
export function actor(name) {
  const [kind, id] = name.includes(':') ? name.split(/:(.*)/) : ['', name];
  if (kind) return `${term('actor', kind)} ${kind === 'channel' ? named('channel', id) : id}`;
  return t(`actor.${id}`) === `actor.${id}` ? named('agent', id) : t(`actor.${id}`);
}

/** Where it went, and what else is known of the event, as words rather than as JSON. */
function changes({ from, to, data }) {
  const moved = ['state', 'pool', 'owner']
    .filter((name) => from[name] !== to[name] && (from[name] || to[name]))
    .map((name) => `${t(`lead.${name}`)}: ${shown(name, from[name])} → ${shown(name, to[name])}`);
  const more = Object.entries(data)
    .filter(([name, value]) => !SILENT.includes(name) && value !== null && value !== '')
    .map(([name, value]) => `${term('data', name)}: ${said(name, value)}`);
  return html`${moved.length ? html`<p class="moved">${moved.join(' · ')}</p>` : nothing}${more.length ? html`<p class="data">${more.join(' · ')}</p>` : nothing}`;
}

/** What people have written stands by itself; the rest is of no use to them. */
const SILENT = ['note', 'graded_at', 'content', 'content_hash'];
/** Fields of events that hold ids. */
const NAMED = { pool: 'pool', to: 'pool', owner: 'agent', agent: 'agent', by: 'agent', team: 'team', channel: 'channel' };
/** Fields whose values have words of another kind. */
const WORDS = { policy: 'pool-form.attribution', last_outcome: 'outcome', strategy: 'giving.strategy', trigger: 'recycle.trigger' };
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function said(name, value) {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.map((one) => said(name, one)).join(t('comma'));
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value !== 'object') return word(name, String(value));
  if ('before' in value && 'after' in value) return `${said(name, value.before)} → ${said(name, value.after)}`;
  if (value.amount && value.currency) {
    const { amount, currency, ...others } = value;
    return [money(amount, currency), ...parts(others)].join(t('comma'));
  }
  return parts(value).join(t('comma'));
}

const parts = (value) => Object.entries(value).filter(([name]) => !SILENT.includes(name)).map(([name, one]) => `${term('data', name)} ${said(name, one)}`);

function word(name, text) {
  if (NAMED[name]) return named(NAMED[name], text);
  if (TIME.test(text)) return moment(text);
  const key = `data.${name}.${text}`;
  return t(key) === key ? term(WORDS[name] ?? name, text) : t(key);
}

const shown = (name, value) => (value === undefined || value === null ? '–' : name === 'state' ? term('state', value) : named(NAMED[name], value));

customElements.define('lead-timeline', LeadTimeline);
