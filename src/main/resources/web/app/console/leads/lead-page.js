/** One lead as a supervisor sees it: what it is, what can be done with it, and its whole journal. */

import { html, nothing } from 'lit';
import { get, post, Problem } from '../../core/api.js';
import { named } from '../../core/names.js';
import { explain } from '../../core/problems.js';
import '../../core/ticking.js';
import '../../core/timeline.js';
import { moment, t, term } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';
import { CLOSE_REASONS } from './bulk-bar.js';

class LeadPage extends View {
  static properties = { id: {}, known: { attribute: false }, session: { attribute: false }, lead: { state: true }, failure: { state: true }, shown: { state: true } };

  willUpdate(changed) {
    if (changed.has('id')) {
      this.lead = undefined;
      this.shown = undefined;
      this.#read();
    }
  }

  async #read() {
    const { id } = this;
    try {
      const lead = await get(`/leads/${encodeURIComponent(id)}`);
      if (id === this.id) this.lead = lead;
      this.failure = undefined;
    } catch (problem) {
      this.failure = problem;
    }
  }

  render() {
    if (!this.lead) return html`<p class="empty">${this.failure ? explain(this.failure) : t('loading')}</p>`;
    const { lead } = this;
    const contact = this.shown ?? lead.contact;
    return html`
      <p><a href="/console/leads">‹ ${t('page.leads')}</a></p>
      <div class="page-head">
        <h1>${contact.name ?? t('lead.unnamed')}</h1>
        ${lead.won_at ? html`<span class="badge text-bg-success">${t('lead.won')}</span>` : nothing}
        <span class="badge text-bg-secondary">${term('state', lead.state)}</span>
        ${contact.phone || contact.wechat || contact.email ? nothing : html`<span class="badge text-bg-warning">${t('lead.no-contact')}</span>`}
        ${lead.deadline ? html`<span>${lead.deadline.rule} <pelagos-countdown at=${lead.deadline.at}></pelagos-countdown></span>` : nothing}
      </div>
      ${this.session.agent.role === 'auditor' ? nothing : this.#actions()}
      ${this.#facts(contact)}
      <h2>${t('card.history')}</h2>
      <lead-timeline .lead=${lead.id} .version=${lead.version} .detailed=${true}></lead-timeline>
    `;
  }

  #facts(contact) {
    const { lead } = this;
    const facts = [
      [t('contact.phone'), contact.phone],
      [t('contact.wechat'), contact.wechat],
      [t('contact.email'), contact.email],
      [t('contact.company'), contact.company],
      [t('lead.pool'), named('pool', lead.pool)],
      [t('lead.owner'), named('agent', lead.owner)],
      [t('lead.grade'), lead.grade],
      [t('lead.score'), lead.score],
      [t('lead.tags'), lead.tags.join(', ')],
      [t('lead.source'), [named('channel', lead.channel), ...Object.values(lead.source ?? {})].filter((value) => value && typeof value === 'string').join(' · ')],
      [t('lead.arrived'), moment(lead.created_at)],
      [t('lead.claimed'), lead.claimed_at && moment(lead.claimed_at)],
      [t('lead.next'), lead.next_at && moment(lead.next_at)],
      ...Object.entries(lead.attributes ?? {}).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
    ];
    return html`<dl class="facts">${facts.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  }

  #actions() {
    const { lead, known } = this;
    const choice = (name, choices, words, path) => html`<form class="inline" @submit=${(event) => this.#do(event, path)}>
      <select class="form-select form-select-sm" name=${name} aria-label=${words} @change=${() => this.requestUpdate()}>
        <option value="">${t('choose')}</option>
        ${choices.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select>
      <button class="btn btn-sm btn-outline-primary" ?disabled=${!this.querySelector(`.inline [name="${name}"]`)?.value}>${words}</button>
    </form>`;
    const pools = known.pools.map((pool) => [pool.id, pool.name]);
    return html`<div class="actions">
      ${lead.state === 'closed'
        ? choice('pool', pools, t('bulk.reopen'), 'reopen')
        : html`${choice('agent', known.agents.map((agent) => [agent.id, agent.name]), t('bulk.assign'), 'assign')}
            ${choice('pool', pools, t('bulk.move'), 'move')}
            ${choice('reason', CLOSE_REASONS.map((reason) => [reason, term('reason', reason)]), t('bulk.close'), 'close')}`}
      ${lead.masked && !this.shown
        ? html`<form class="inline" @submit=${this.#reveal}>
            <input class="form-control form-control-sm" name="reason" required maxlength="500" aria-label=${t('leads.reveal.why')} placeholder=${t('leads.reveal.why')} title=${t('leads.reveal.help')} />
            <button class="btn btn-sm btn-outline-secondary">${t('leads.reveal')}</button>
          </form>`
        : nothing}
    </div>`;
  }

  async #do(event, path) {
    event.preventDefault();
    const form = event.target;
    const body = Object.fromEntries(new FormData(form));
    if (Object.values(body).some((value) => !value)) return;
    if (path === 'close' && !confirm(t('leads.close-sure', { reason: term('reason', body.reason) }))) return;
    form.reset();
    await this.#try(() => post(`/leads/${this.lead.id}/${path}`, body), t('done'));
    await this.#read();
  }

  /** Journalled, and counted: so it takes a click of its own. */
  #reveal = (event) => {
    event.preventDefault();
    const reason = new FormData(event.target).get('reason').trim();
    const { id } = this;
    return this.#try(async () => {
      const { contact } = await post(`/leads/${id}/reveal`, { reason });
      if (id !== this.id) return;
      this.shown = contact;
      await this.#read();
    });
  };

  async #try(work, done) {
    try {
      await work();
      if (done) note(done, 'success');
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    }
  }
}

customElements.define('lead-page', LeadPage);
