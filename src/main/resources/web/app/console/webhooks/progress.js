/** How far a webhook has come: what waits, what failed, what was given up; and telling it again. */

import { html, nothing } from 'lit';
import { del, get, post, Problem } from '../../core/api.js';
import { explain } from '../../core/problems.js';
import { moment, number, t, term } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';

const REFRESH_MS = 5_000;

class WebhookProgress extends View {
  static properties = { webhook: {}, writes: { attribute: false }, status: { state: true }, letters: { state: true }, next: { state: true } };

  #timer;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => document.hidden || this.#read(), REFRESH_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  get #base() {
    return `/webhooks/${this.webhook}`;
  }

  willUpdate(changed) {
    if (changed.has('webhook')) this.#read();
  }

  async #read() {
    const [status, page] = await Promise.all([get(`${this.#base}/status`), get(`${this.#base}/dead-letters?limit=50`)]).catch(() => []);
    if (status) [this.status, this.letters, this.next] = [status, page.items, page.next];
  }

  async #do(work, said) {
    try {
      await work();
      if (said) note(said, 'success');
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    }
    await this.#read();
  }

  #again = (event) => {
    event.preventDefault();
    const at = this.querySelector('#replay-from').value;
    if (at) this.#do(() => post(`${this.#base}/replay`, { from: new Date(at).toISOString() }), t('webhooks.replaying'));
  };

  render() {
    const { status } = this;
    if (!status) return nothing;
    return html`<section class="item">
      <h2>${t('webhooks.progress')}</h2>
      <dl class="facts">
        ${fact('webhooks.delivered', number(status.delivered))} ${fact('webhooks.pending', number(status.pending))}
        ${fact('webhooks.failed', number(status.failed))} ${fact('webhooks.last-success', status.last_success_at ? moment(status.last_success_at) : t('channels.never'))}
        ${status.last_error ? fact('webhooks.last-error', `${moment(status.last_error_at)}: ${term('webhook-error', status.last_error)}`) : nothing}
      </dl>
      ${this.writes
        ? html`<form class="replay" @submit=${this.#again}><label for="replay-from">${t('webhooks.replay-from')}</label>
            <input id="replay-from" type="datetime-local" class="form-control form-control-sm" required />
            <button class="btn btn-sm btn-outline-primary">${t('webhooks.replay')}</button></form><p class="help">${t('webhooks.replay.help')}</p>`
        : nothing}
      <h3>${t('webhooks.given-up')}</h3>
      ${this.letters.length ? this.#letters() : html`<p class="help">${t('webhooks.nothing-given-up')}</p>`}
    </section>`;
  }

  #letters() {
    return html`<p class="help">${t('webhooks.given-up.help')}</p>
      <div class="table-frame" tabindex="0" role="region" aria-label=${t('webhooks.given-up')}><table class="table table-sm align-middle"><tbody>
        ${this.letters.map((letter) => html`<tr><td>${moment(letter.at)}</td><td>${term('event', letter.type)}</td><td>${term('webhook-error', letter.error ?? '')}</td>
          <td class="row-actions">${this.writes
            ? html`<button type="button" class="btn btn-sm btn-outline-primary" @click=${() => this.#do(() => post(`${this.#base}/dead-letters/${letter.id}/replay`, {}))}>${t('webhooks.try-again')}</button>
                <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => this.#do(() => del(`${this.#base}/dead-letters/${letter.id}`))}>${t('delete')}</button>`
            : nothing}</td></tr>`)}
      </tbody></table></div>
      ${this.next ? html`<p class="help">${t('webhooks.more-given-up')}</p>` : nothing}`;
  }
}

const fact = (key, value) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;

customElements.define('webhook-progress', WebhookProgress);
