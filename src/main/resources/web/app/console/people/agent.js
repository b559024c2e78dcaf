/** One person: the form of what the firm knows of them, and beside it what is done at once. */

import { html, nothing } from 'lit';
import { get, put } from '../../core/api.js';
import { choiceField, formFoot, numberField, textField, wordsField, worded } from '../../core/fields.js';
import { quotasField } from '../../core/lists.js';
import { faultText } from '../../core/faults.js';
import { go } from '../../core/router.js';
import { moment, t } from '../../core/text.js';
import { DocumentPage } from '../document-page.js';
import './absence.js';
import './access.js';
import './handover.js';
import { madeUp, once } from './panel.js';
import './status.js';
import './tokens.js';
import { teamChoices } from './tree.js';

const of = worded('agent');
const ROLES = ['agent', 'supervisor', 'manager', 'admin', 'marketer', 'auditor', 'service', 'integration'];
/** As the server wants them at least. */
const PASSWORD_MIN = 8;
/** Who holds leads: others are never away from them. */
const HOLDERS = ['agent', 'supervisor', 'manager', 'admin'];

/** The first password of somebody who has just been added: their page shows it, this once. */
let welcome;

class AgentPage extends DocumentPage {
  static properties = { agent: {}, presence: { state: true }, password: { state: true }, welcome: { state: true }, short: { state: true } };

  async connectedCallback() {
    super.connectedCallback();
    this.password = madeUp();
    this.welcome = welcome?.id === this.agent ? welcome : undefined;
    welcome = undefined;
    await this.open('/agents', this.agent, { name: '', login: '', role: 'agent', status: 'active' });
    if (this.draft && !this.draft.fresh) this.presence = await get(`/agents/${this.agent}/presence`).catch(() => undefined);
  }

  /** Only an admin changes an admin. */
  get writes() {
    return super.writes && (this.session.agent.role === 'admin' || this.draft?.saved?.role !== 'admin');
  }

  render() {
    const { draft } = this;
    const title = draft?.fresh === false ? draft.saved.name : t('agent.add');
    return html`
      ${this.head(title, { up: '/console/people', upName: t('page.people'), section: 'agent', beside: this.#presence() })}
      ${draft && this.welcome ? this.#welcome() : nothing}
      ${draft ? html`<form novalidate @submit=${(event) => this.#save(event)}><fieldset class="sheets" ?disabled=${!this.writes}>${this.#form()}</fieldset></form>
        ${draft.fresh ? nothing : this.#panels()}` : nothing}
    `;
  }

  #welcome() {
    const { password, detail } = this.welcome;
    if (detail) return html`<p class="fault" role="alert">${t('agent.password.refused', { detail })}</p>`;
    return once(password, t('agent.password.tell', { firm: this.known.tenant.id, login: this.draft.saved.login }), t('copy'));
  }

  #presence() {
    const { presence } = this;
    return presence?.since && this.draft?.saved?.status === 'active' ? html`<span class="help">${t(`presence.${presence.status}`)} · ${moment(presence.since)}</span>` : nothing;
  }

  #form() {
    const { draft, known } = this;
    const roles = this.session.agent.role === 'admin' || draft.saved?.role === 'admin' ? ROLES : ROLES.filter((role) => role !== 'admin');
    return html`
      <section class="sheet"><h2>${t('agent.who')}</h2><div class="form-grid">
        ${textField(draft, '/name', of('name', { required: true }))} ${textField(draft, '/login', of('login', { required: true, max: 100, placeholder: 'lin' }))}
        ${choiceField(draft, '/role', of('role', { help: t(`role.${draft.value.role ?? 'agent'}.help`), choices: roles.map((role) => [role, t(`role.${role}`)]) }))}
        ${choiceField(draft, '/team', of('team', { none: t('agent.team.none'), choices: teamChoices(known.teams) }))}
        ${draft.fresh && draft.value.role !== 'integration' ? this.#first() : nothing}
        ${draft.fresh ? textField(draft, '/id', of('id', { max: 40, placeholder: 'lin' })) : nothing}
      </div></section>
      <section class="sheet"><h2>${t('agent.can')}</h2><p class="help">${t('agent.can.help')}</p><div class="form-grid">
        ${wordsField(draft, '/skills', of('skills', { placeholder: 'MBA' }))} ${wordsField(draft, '/regions', of('regions'))} ${wordsField(draft, '/languages', of('languages'))}
        ${numberField(draft, '/seniority', of('seniority', { max: 1000, placeholder: 0 }))}
      </div></section>
      <section class="sheet"><h2>${t('agent.quotas')}</h2>${quotasField(draft, '/quotas', { label: t('pool-form.quota'), empty: t('agent.quotas.none') })}</section>
      ${this.writes ? formFoot(draft, { remove: () => this.discard(t('agent.delete', { name: draft.saved.name }), '/console/people') }) : nothing}
    `;
  }

  #first() {
    return html`<div class="field">
      <label for="first-password">${t('agent.password.first')}</label>
      <div class="input-group input-group-sm"><input id="first-password" class="form-control ${this.short ? 'is-invalid' : ''}" maxlength="200" autocomplete="off" .value=${this.password}
        @input=${(event) => (this.password = event.target.value)} />
        <button type="button" class="btn btn-outline-secondary" @click=${() => (this.password = madeUp())}>${t('agent.password.other')}</button></div>
      <div class=${this.short ? 'fault' : 'help'}>${this.short ? t('agent.password.short', { min: PASSWORD_MIN }) : t('agent.password.first.help')}</div>
    </div>`;
  }

  #panels() {
    const person = this.draft.saved;
    const again = () => this.draft.reload();
    const panel = { agent: person, known: this.known, writes: this.writes && !this.draft.dirty };
    return html`
      ${this.draft.dirty ? html`<p class="cut">${t('agent.save-first')}</p>` : nothing}
      <person-status .agent=${panel.agent} .known=${panel.known} .writes=${panel.writes} @changed=${again}></person-status>
      ${HOLDERS.includes(person.role)
        ? html`<person-handover .agent=${panel.agent} .known=${panel.known} .writes=${panel.writes} @changed=${again}></person-handover>
            <person-absence .agent=${panel.agent} .known=${panel.known} .writes=${panel.writes}></person-absence>`
        : nothing}
      ${person.role === 'integration' || !this.writes ? nothing
        : html`<person-access .agent=${panel.agent} .own=${person.id === this.session.agent.id} .writes=${this.writes}></person-access>`}
      <person-tokens .agent=${panel.agent} .writes=${this.writes}></person-tokens>
    `;
  }

  /** A new person gets a first password at once; when that is refused the person is there nevertheless, and it is said. */
  async #save(event) {
    const { fresh } = this.draft;
    event.preventDefault();
    this.short = fresh && this.draft.value.role !== 'integration' && this.password.length < PASSWORD_MIN;
    if (this.short) {
      this.querySelector('#first-password').focus();
      return;
    }
    if (!(await this.save(event)) || !fresh) return;
    const { id, role } = this.draft.value;
    if (role !== 'integration' && this.password) {
      welcome = { id, password: this.password };
      await put(`/agents/${encodeURIComponent(id)}/password`, { password: this.password, must_change: true }).catch((problem) => {
        welcome.detail = faultText(problem.body?.errors?.[0]?.detail ?? problem.message);
      });
    }
    go(`/console/people/agent/${id}`);
  }
}

customElements.define('agent-page', AgentPage);
