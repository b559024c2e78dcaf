/** Hands over all that a person holds: because they leave, or change teams. */

import { html, nothing } from 'lit';
import { get, post } from '../../core/api.js';
import { number, t } from '../../core/text.js';
import { choices, people } from '../reference.js';
import { Panel } from './panel.js';
import { teamChoices } from './tree.js';

const LOOK_MS = 700;

class Handover extends Panel {
  static properties = { open: { state: true }, to: { state: true }, job: { state: true } };

  constructor() {
    super();
    this.to = 'pools';
  }

  render() {
    return html`<section class="sheet"><h2>${t('handover')}</h2>
      <p class="help">${t('handover.help')}</p>
      ${this.job ? html`<p role="status">${t(`handover.${this.job.status}`, { done: number(this.job.done), total: number(this.job.total),
        failed: number(this.job.failed) })}</p>` : nothing}
      ${this.writes && !this.open ? html`<button type="button" class="btn btn-sm btn-outline-primary" @click=${() => (this.open = true)}>${t('handover.begin')}</button>` : nothing}
      ${this.writes && this.open ? this.#form() : nothing} ${this.refusal()}
    </section>`;
  }

  #form() {
    const others = people(this.known.agents.filter((one) => one.id !== this.agent.id && one.status === 'active' && ['agent', 'supervisor', 'manager', 'admin'].includes(one.role)));
    return html`<form class="question" @submit=${(event) => this.#go(event)}><div class="form-grid">
      ${select('to', t('handover.to'), ['pools', 'pool', 'agent'].map((one) => [one, t(`handover.to.${one}`)]), (value) => (this.to = value))}
      ${this.to === 'agent' ? select('agent', t('handover.agent'), others) : nothing} ${this.to === 'pool' ? select('pool', t('handover.pool'), choices(this.known.pools)) : nothing}
      ${select('status', t('handover.status'), [['', t('handover.same')], ['left', t('agent.status.left')], ['suspended', t('agent.status.suspended')]])}
      ${select('team', t('handover.team'), [['', t('handover.same')], ...teamChoices(this.known.teams)])}
    </div>
    <div class="actions"><button class="btn btn-sm btn-primary" ?disabled=${this.busy}>${t('handover.go')}</button>
      <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => (this.open = false)}>${t('cancel')}</button></div></form>`;
  }

  async #go(event) {
    event.preventDefault();
    const wanted = Object.fromEntries([...new FormData(event.target)].filter(([name, value]) => name !== 'to' && value));
    if (!(await this.run(async () => (this.job = await post(`${this.path}/handover`, wanted))))) return;
    this.open = false;
    this.changed();
    this.#look();
  }

  /** Until it is done, or the page is left. */
  async #look() {
    while (this.isConnected && this.job.status === 'running') {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (!(await this.run(async () => (this.job = await get(`/jobs/${this.job.id}`))))) return;
    }
  }
}

const select = (name, label, options, changed) => html`<div class="field">
  <label for="handover-${name}">${label}</label>
  <select id="handover-${name}" name=${name} class="form-select form-select-sm" @change=${(event) => changed?.(event.target.value)}>
    ${options.map(([value, words]) => html`<option value=${value}>${words}</option>`)}
  </select>
</div>`;

customElements.define('person-handover', Handover);
