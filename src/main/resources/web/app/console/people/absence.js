/** When a person is away, and what becomes of their leads meanwhile. */

import { html, nothing } from 'lit';
import { all, del, post } from '../../core/api.js';
import { moment, t } from '../../core/text.js';
import { people } from '../reference.js';
import { Panel } from './panel.js';

const WAYS = ['pause', 'deputy', 'return'];

class Absence extends Panel {
  static properties = { leaves: { state: true }, open: { state: true }, way: { state: true } };

  constructor() {
    super();
    this.way = 'pause';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    await this.run(async () => (this.leaves = await all(`${this.path}/leaves`, 50)));
  }

  render() {
    return html`<section class="sheet"><h2>${t('leave')}</h2>
      ${this.leaves?.length
        ? html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('leave')}><table class="table table-sm">
            <thead><tr>${['from', 'until', 'leads', 'state'].map((one) => html`<th scope="col">${t(`leave.${one}`)}</th>`)}<td></td></tr></thead>
            <tbody>${this.leaves.map((leave) => this.#row(leave))}</tbody></table></div>`
        : html`<p class="help">${t('leave.none')}</p>`}
      ${this.writes && !this.open ? html`<button type="button" class="btn btn-sm btn-outline-primary" @click=${() => (this.open = true)}>${t('leave.add')}</button>` : nothing}
      ${this.writes && this.open ? this.#form() : nothing} ${this.refusal()}
    </section>`;
  }

  #row(leave) {
    const deputy = leave.deputy ? ` (${this.known.name('agent', leave.deputy)})` : '';
    return html`<tr><td>${moment(leave.from)}</td><td>${moment(leave.until)}</td><td>${t(`leave.${leave.leads}`)}${deputy}</td><td>${t(`leave.state.${leave.status}`)}</td>
      <td>${this.writes && ['planned', 'running'].includes(leave.status)
        ? html`<button type="button" class="btn btn-sm btn-link" @click=${() => this.#end(leave)}>${t(leave.status === 'planned' ? 'leave.cancel' : 'leave.end')}</button>`
        : nothing}</td></tr>`;
  }

  #form() {
    const others = people(this.known.agents.filter((one) => one.id !== this.agent.id && one.status === 'active'));
    return html`<form class="question" @submit=${(event) => this.#add(event)}><div class="form-grid">
      <div class="field"><label for="leave-from">${t('leave.from')}</label><input id="leave-from" name="from" type="datetime-local" class="form-control form-control-sm" /><div class="help">${t('leave.from.help')}</div></div>
      <div class="field"><label for="leave-until">${t('leave.until')}</label><input id="leave-until" name="until" type="datetime-local" required class="form-control form-control-sm" /></div>
      <div class="field"><label for="leave-leads">${t('leave.leads')}</label><select id="leave-leads" name="leads" class="form-select form-select-sm"
        @change=${(event) => (this.way = event.target.value)}>
        ${WAYS.map((way) => html`<option value=${way} ?selected=${way === this.way}>${t(`leave.${way}`)}</option>`)}</select></div>
      ${this.way === 'deputy' ? html`<div class="field"><label for="leave-deputy">${t('leave.deputy.who')}</label><select id="leave-deputy" name="deputy" class="form-select form-select-sm">${others.map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select></div>` : nothing}
    </div>
    <div class="actions"><button class="btn btn-sm btn-primary" ?disabled=${this.busy}>${t('leave.save')}</button>
      <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => (this.open = false)}>${t('cancel')}</button></div></form>`;
  }

  async #add(event) {
    event.preventDefault();
    const wanted = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value));
    for (const end of ['from', 'until']) if (wanted[end]) wanted[end] = new Date(wanted[end]).toISOString();
    if (!(await this.run(() => post(`${this.path}/leaves`, wanted)))) return;
    this.open = false;
    await this.#read();
  }

  async #end(leave) {
    if (await this.run(() => del(`${this.path}/leaves/${leave.id}`))) await this.#read();
  }
}

customElements.define('person-absence', Absence);
