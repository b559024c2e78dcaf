/** All people, and the tree of their teams beside them. */

import { html, nothing } from 'lit';
import { number, t } from '../../core/text.js';
import { View } from '../../core/view.js';
import { reference } from '../reference.js';
import { tree } from './tree.js';

/** More rows are found by name. */
const ROWS = 300;

class PeopleTable extends View {
  static properties = { session: { attribute: false }, known: { state: true }, failed: { state: true }, team: { state: true }, wanted: { state: true }, gone: { state: true } };

  constructor() {
    super();
    this.wanted = '';
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      this.known = await reference();
    } catch {
      this.failed = true;
    }
  }

  render() {
    const writes = ['manager', 'admin'].includes(this.session.agent.role);
    return html`
      <div class="page-head"><h1>${t('page.people')}</h1>
        ${writes
          ? html`<a class="btn btn-sm btn-outline-primary" href="/console/people/team/_new">${t('team.add')}</a>
              <a class="btn btn-sm btn-primary" href="/console/people/agent/_new">${t('agent.add')}</a>`
          : nothing}
      </div>
      ${this.failed ? html`<p class="empty" role="alert">${t('console.failed')}</p>` : this.known ? this.#whole() : html`<p class="empty" role="status">${t('loading')}</p>`}
    `;
  }

  #whole() {
    const { known } = this;
    const shown = known.agents.filter((one) => this.#fits(one));
    return html`<div class="people">
      <nav class="teams" aria-label=${t('teams')}>
        <button type="button" aria-pressed=${this.team === undefined} @click=${() => (this.team = undefined)}>${t('teams.all')}
        <span class="count">${number(known.agents.length)}</span></button>
        ${tree(known.teams).map(({ team, depth }) => html`<div class="team" data-depth=${Math.min(depth, 5)}>
          <button type="button" aria-pressed=${this.team === team.id} @click=${() => (this.team = team.id)}>
            ${team.name} <span class="count">${number(known.agents.filter((one) => one.team === team.id).length)}</span></button>
          <a href="/console/people/team/${team.id}" aria-label=${t('team.edit', { name: team.name })}>${t('edit')}</a>
        </div>`)}
        ${known.teams.length ? nothing : html`<p class="help">${t('teams.none')}</p>`}
      </nav>
      <div>
        <div class="filters">
          <input class="form-control form-control-sm" type="search" aria-label=${t('people.find')} placeholder=${t('people.find')} .value=${this.wanted}
            @input=${(event) => (this.wanted = event.target.value)} />
          <label><input type="checkbox" class="form-check-input" .checked=${this.gone ?? false} @change=${(event) => (this.gone = event.target.checked)} /> ${t('people.gone')}</label>
        </div>
        ${shown.length ? this.#table(shown.slice(0, ROWS)) : html`<p class="empty">${t('people.none')}</p>`}
        ${shown.length > ROWS ? html`<p class="help">${t('people.more', { count: shown.length - ROWS })}</p>` : nothing}
      </div>
    </div>`;
  }

  #fits(one) {
    const wanted = this.wanted.trim().toLowerCase();
    return (this.team === undefined || one.team === this.team) && (this.gone || one.status !== 'left') && (!wanted || one.name.toLowerCase().includes(wanted) ||
      one.login.toLowerCase().includes(wanted));
  }

  #table(shown) {
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('page.people')}><table class="table table-sm">
      <thead><tr>
        ${['name', 'login', 'role', 'team'].map((one) => html`<th scope="col">${t(`agent.${one}`)}</th>`)}
        <th scope="col">${t('agent.can')}</th><th scope="col" class="figure-cell">${t('agent.seniority')}</th><th scope="col">${t('agent.status')}</th>
      </tr></thead>
      <tbody>${shown.map((one) => html`<tr>
        <th scope="row"><a href="/console/people/agent/${one.id}">${one.name}</a></th>
        <td>${one.login}</td><td>${t(`role.${one.role}`)}</td><td>${one.team ? this.known.name('team', one.team) : ''}</td>
        <td>${[...(one.skills ?? []), ...(one.regions ?? []), ...(one.languages ?? [])].map((word) => html`<span class="tag">${word}</span>`)}</td>
        <td class="figure-cell">${number(one.seniority ?? 0)}</td>
        <td><span class="status" data-status=${one.status}>${t(`agent.status.${one.status}`)}</span></td>
      </tr>`)}</tbody>
    </table></div>`;
  }
}

customElements.define('people-table', PeopleTable);
