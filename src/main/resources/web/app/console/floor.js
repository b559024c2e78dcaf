/** The floor, live: what waits in the pools, who is here, what each holds, and what looks wrong. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { all, del, get, post } from '../core/api.js';
import { LivePage } from '../core/live-page.js';
import { named } from '../core/names.js';
import { explain } from '../core/problems.js';
import '../core/ticking.js';
import { moment, number, t, term } from '../core/text.js';

const STATES = ['ready', 'busy', 'break', 'off'];

class Floor extends LivePage {
  static properties = { only: { state: true } };


  constructor() {
    super();
    this.only = '';
    this.every = 10_000;
    this.people = undefined;
    this.pools = [];
    this.suspicious = [];
    this.suspects = [];
  }

  async read() {
    const [people, pools, suspicious, suspects] = await Promise.all([
      all('/floor', 2_000),
      all('/pools'),
      get('/followups/suspicious'),
      this.session.agent.role === 'auditor' ? { items: [] } : get('/suspects?limit=50'),
    ]);
    Object.assign(this, { people, pools, suspicious: suspicious.items, suspects: suspects.items.filter((one) => one.open) });
  }

  #count = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    this.live.addEventListener('stats', this.#count);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.live.removeEventListener('stats', this.#count);
  }

  render() {
    if (!this.people) return html`<p class="empty">${this.failure ? explain(this.failure) : t('loading')}</p>`;
    const counted = Object.fromEntries(STATES.map((state) => [state, this.people.filter((one) => one.status === state).length]));
    const shown = this.people.filter((one) => !this.only || one.status === this.only).sort(byUrgency);
    return html`
      <div class="page-head"><h1>${t('page.floor')}</h1>${this.failure ? html`<span class="fault" role="alert">${explain(this.failure)}</span>` : nothing}</div>
      <ul class="tiles" aria-label=${t('pools')}>
        ${this.pools.map((pool) => html`<li class="tile">
          <span class="name">${pool.name}</span>
          <span class="big">${this.stocks.has(pool.id) ? number(this.stocks.get(pool.id)) : '–'}</span>
          <span class="help">${t('floor.claimable')}</span>
        </li>`)}
      </ul>
      <h2>${t('floor.people')}</h2>
      <div class="chips" role="group" aria-label=${t('presence')}>
        ${['', ...STATES].map((state) => html`<button type="button" class="chip" aria-pressed=${this.only === state} @click=${() => (this.only = state)}>
          ${state ? term('presence', state) : t('all')} ${number(state ? counted[state] : this.people.length)}</button>`)}
      </div>
      ${shown.length === 0 ? html`<p class="empty">${t('floor.nobody')}</p>` : this.#table(shown)} ${this.#suspicious()} ${this.#suspects()}
    `;
  }

  #table(people) {
    return html`<div class="table-frame"><table class="table table-sm align-middle">
      <thead><tr>
        <th scope="col">${t('floor.who')}</th><th scope="col">${t('presence')}</th><th scope="col" class="figure-cell">${t('floor.held')}</th>
        <th scope="col" class="figure-cell" title=${t('floor.untouched.help')}>${t('floor.untouched')}</th>
        <th scope="col" class="figure-cell">${t('floor.overdue')}</th><th scope="col">${t('floor.seen')}</th>
      </tr></thead>
      <tbody>${repeat(people, (one) => one.agent, (one) => html`<tr>
        <td><a href="/console/leads?owner=${encodeURIComponent(one.agent)}">${one.name}</a> <span class="help">${named('team', one.team)}</span></td>
        <td><span class="state" data-state=${one.status}>${term('presence', one.status)}</span> ${one.since && one.status !== 'off' ? html`<pelagos-age class="help" at=${one.since}></pelagos-age>` : nothing}</td>
        <td class="figure-cell">${number(one.held)}</td>
        <td class="figure-cell ${one.untouched ? 'warn' : ''}">${number(one.untouched)} ${one.untouched_since ? html`<pelagos-age class="help" at=${one.untouched_since}></pelagos-age>` : nothing}</td>
        <td class="figure-cell ${one.overdue ? 'warn' : ''}">${number(one.overdue)}</td>
        <td class="help">${one.seen_at ? moment(one.seen_at) : t('floor.never')}</td>
      </tr>`)}</tbody>
    </table></div>`;
  }

  #suspicious() {
    const judge = (one, verdict) => this.act(() => post(`/leads/${one.lead}/followups/${one.id}/review`, { verdict }), t('floor.judged'));
    const may = this.session.agent.role !== 'auditor';
    return html`<h2>${t('floor.suspicious')}</h2>
      ${this.suspicious.length === 0
        ? html`<p class="help">${t('floor.suspicious.none')}</p>`
        : html`<div class="table-frame"><table class="table table-sm align-middle">
            <thead><tr><th scope="col">${t('floor.when')}</th><th scope="col">${t('floor.who')}</th><th scope="col">${t('floor.what')}</th><th scope="col">${t('floor.why')}</th><th></th></tr></thead>
            <tbody>${this.suspicious.map((one) => html`<tr>
              <td>${moment(one.at)}</td>
              <td>${named('agent', one.agent)}</td>
              <td><a href="/console/leads/${one.lead}">${term('method', one.method)} · ${term('outcome', one.outcome)}</a></td>
              <td>${one.reasons.map((reason) => term('suspicion', reason)).join(', ')}</td>
              <td class="row-actions">${may
                ? html`<button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => judge(one, 'genuine')}>${t('floor.genuine')}</button>
                    <button type="button" class="btn btn-sm btn-outline-danger" @click=${() => judge(one, 'fake')}>${t('floor.fake')}</button>`
                : nothing}</td>
            </tr>`)}</tbody>
          </table></div>`}`;
  }

  #suspects() {
    if (this.suspects.length === 0) return nothing;
    return html`<h2>${t('floor.suspects')}</h2>
      <ul class="plain">${this.suspects.map((one) => html`<li class="item">
        <strong>${named('agent', one.agent)}</strong> ${term('suspicion', one.why)} · ${moment(one.since)}
        <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => this.act(() => del(`/suspects/${encodeURIComponent(one.agent)}`), t('floor.lifted'))}>${t('floor.lift')}</button>
      </li>`)}</ul>`;
  }
}

/** Who needs a word comes first, then who is here. */
function byUrgency(a, b) {
  return b.untouched - a.untouched || b.overdue - a.overdue || STATES.indexOf(a.status) - STATES.indexOf(b.status) || a.name.localeCompare(b.name);
}

customElements.define('console-floor', Floor);
