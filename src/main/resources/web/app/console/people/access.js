/** A person's password, and where they are signed in. */

import { html, nothing } from 'lit';
import { all, del, put } from '../../core/api.js';
import { moment, t } from '../../core/text.js';
import { madeUp, once, Panel } from './panel.js';

class Access extends Panel {
  static properties = { own: { attribute: false }, sessions: { state: true }, made: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    await this.run(async () => (this.sessions = await all(`${this.path}/sessions`, 100)));
  }

  render() {
    return html`<section class="sheet"><h2>${t('access')}</h2>
      ${this.own
        ? nothing
        : html`<p class="help">${t('access.password.help')}</p>
            <button type="button" class="btn btn-sm btn-outline-primary" ?disabled=${this.busy || !this.writes} @click=${() => this.#password()}>${t('access.password')}</button>`}
      ${this.made ? once(this.made, t('access.password.made', { login: this.agent.login }), t('copy')) : nothing}
      <h3>${t('access.sessions')}</h3>
      ${this.sessions?.length
        ? html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('access.sessions')}><table class="table table-sm">
            <thead><tr>${['client', 'address', 'seen'].map((one) => html`<th scope="col">${t(`access.${one}`)}</th>`)}<td></td></tr></thead>
            <tbody>${this.sessions.map((one) => html`<tr><td class="long">${one.client}</td><td>${one.address}</td><td>${moment(one.seen_at)}</td>
              <td><button type="button" class="btn btn-sm btn-link" @click=${() => this.#end(`/${one.id}`)}>${t('access.end')}</button></td></tr>`)}</tbody></table></div>
            <button type="button" class="btn btn-sm btn-outline-danger" @click=${() => this.#end('')}>${t('access.end-all')}</button>`
        : html`<p class="help">${t('access.sessions.none')}</p>`}
      ${this.refusal()}
    </section>`;
  }

  async #password() {
    if (!confirm(t('access.password.sure', { name: this.agent.name }))) return;
    const password = madeUp();
    if (!(await this.run(() => put(`${this.path}/password`, { password, must_change: true })))) return;
    this.made = password;
    await this.#read();
  }

  async #end(which) {
    if (await this.run(() => del(`${this.path}/sessions${which}`))) await this.#read();
  }
}

customElements.define('person-access', Access);
