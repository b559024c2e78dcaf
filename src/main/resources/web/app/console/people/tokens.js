/** Keys with which machines call the API in a person's name. */

import { html, nothing } from 'lit';
import { all, del, post } from '../../core/api.js';
import { moment, t } from '../../core/text.js';
import { once, Panel } from './panel.js';

const DAY_MS = 86_400_000;
const LIVES = [0, 30, 90, 365];

class Tokens extends Panel {
  static properties = { tokens: { state: true }, open: { state: true }, made: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    await this.run(async () => (this.tokens = (await all(`${this.path}/tokens`, 500)).filter((one) => !one.revoked_at)));
  }

  render() {
    return html`<section class="sheet"><h2>${t('tokens')}</h2>
      <p class="help">${t('tokens.help')}</p>
      ${this.made ? once(this.made, t('tokens.made'), t('copy')) : nothing}
      ${this.tokens?.length
        ? html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('tokens')}><table class="table table-sm">
            <thead><tr>${['name', 'scopes', 'created', 'expires'].map((one) => html`<th scope="col">${t(`tokens.${one}`)}</th>`)}<td></td></tr></thead>
            <tbody>${this.tokens.map((one) => html`<tr><td>${one.name}</td><td>${one.scopes.length ? one.scopes.join(', ') : t('tokens.all')}</td><td>${moment(one.created_at)}</td>
              <td>${one.expires_at ? moment(one.expires_at) : t('tokens.never')}</td>
              <td>${this.writes ? html`<button type="button" class="btn btn-sm btn-link" @click=${() => this.#revoke(one)}>${t('tokens.revoke')}</button>`
                : nothing}</td></tr>`)}</tbody></table></div>`
        : html`<p class="help">${t('tokens.none')}</p>`}
      ${this.writes && !this.open ? html`<button type="button" class="btn btn-sm btn-outline-primary" @click=${() => (this.open = true)}>${t('tokens.add')}</button>` : nothing}
      ${this.writes && this.open ? this.#form() : nothing} ${this.refusal()}
    </section>`;
  }

  #form() {
    return html`<form class="question" @submit=${(event) => this.#add(event)}><div class="form-grid">
      <div class="field"><label for="token-name">${t('tokens.name')}</label><input id="token-name" name="name" required maxlength="100" class="form-control form-control-sm" placeholder=${t('tokens.example')} /></div>
      <div class="field"><label for="token-life">${t('tokens.life')}</label><select id="token-life" name="days" class="form-select form-select-sm">
        ${LIVES.map((days) => html`<option value=${days}>${days ? t('tokens.days', { days }) : t('tokens.never')}</option>`)}</select></div>
      <div class="field"><label for="token-scopes">${t('tokens.scopes')}</label><input id="token-scopes" name="scopes" maxlength="1000" class="form-control form-control-sm" placeholder="leads:read, pools:write" />
        <div class="help">${t('tokens.scopes.help')}</div></div>
    </div>
    <div class="actions"><button class="btn btn-sm btn-primary" ?disabled=${this.busy}>${t('tokens.make')}</button>
      <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => (this.open = false)}>${t('cancel')}</button></div></form>`;
  }

  async #add(event) {
    event.preventDefault();
    const { name, days, scopes } = Object.fromEntries(new FormData(event.target));
    const wanted = { name, scopes: scopes.split(/[,，、\s]+/).filter(Boolean) };
    if (Number(days)) wanted.expires_at = new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    if (!(await this.run(async () => (this.made = (await post(`${this.path}/tokens`, wanted)).token)))) return;
    this.open = false;
    await this.#read();
  }

  async #revoke(one) {
    if (confirm(t('tokens.sure', { name: one.name })) && (await this.run(() => del(`${this.path}/tokens/${one.id}`)))) await this.#read();
  }
}

customElements.define('person-tokens', Tokens);
