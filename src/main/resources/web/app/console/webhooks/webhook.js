/** One webhook, also one to be. */

import { html, nothing } from 'lit';
import { all, post, Problem } from '../../core/api.js';
import { Draft } from '../../core/draft.js';
import { formFoot } from '../../core/fields.js';
import { explain } from '../../core/problems.js';
import { go, guard } from '../../core/router.js';
import { copyable } from '../../core/special-fields.js';
import { moment, t } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';
import { webhookForm } from './form.js';
import './progress.js';

/** Secrets of webhooks that were made in this page: they are told once. */
const made = new Map();

class WebhookPage extends View {
  static properties = { webhook: {}, writes: { attribute: false }, admin: { attribute: false }, known: { state: true }, version: { state: true }, problem: { state: true }, until: { state: true } };

  #draft;

  constructor() {
    super();
    this.version = 0;
    this.known = { pools: [], channels: [] };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  willUpdate(changed) {
    if (changed.has('webhook')) this.#read();
  }

  async #read() {
    const told = () => this.version++;
    this.#draft = undefined;
    try {
      const draft = this.webhook === 'new' ? new Draft('/webhooks', { events: ['*'] }, told) : await Draft.read('/webhooks', this.webhook, told);
      const named = (items) => items.map((one) => [one.id, one.name]);
      const [pools, channels] = await Promise.all([all('/pools'), all('/channels')]);
      this.known = { pools: named(pools), channels: named(channels) };
      this.#draft = draft;
      guard(() => draft.dirty && (!draft.fresh || Boolean(draft.value.url)));
      this.problem = '';
    } catch (problem) {
      this.problem = explain(problem);
    }
    told();
  }

  render() {
    const draft = this.#draft;
    if (this.problem) return html`<p class="fault" role="alert">${this.problem}</p><a href="/console/webhooks">${t('page.webhooks')}</a>`;
    if (!draft) return html`<p class="empty" role="status">${t('loading')}</p>`;
    return html`
      <div class="page-head"><a class="crumb" href="/console/webhooks">‹ ${t('page.webhooks')}</a><h1>${draft.fresh ? t('webhooks.new') : hostOf(draft.value.url)}</h1></div>
      ${draft.fresh ? nothing : html`<div class="columns">${this.#secret()}<webhook-progress .webhook=${draft.value.id} .writes=${this.writes}></webhook-progress></div>`}
      <form @submit=${this.#save}>
        <fieldset class="bare" ?disabled=${!this.writes}>${webhookForm(draft, { ...this.known, admin: this.admin })}</fieldset>
        ${this.writes ? formFoot(draft, { save: this.#save, remove: this.#remove }) : nothing}
      </form>
    `;
  }

  #secret() {
    const secret = made.get(this.webhook);
    return html`<section class="item"><h2>${t('webhooks.secret')}</h2>
      <p class="help">${t('webhooks.secret.help')}</p>
      ${secret ? html`<p class="secret-once">${t('setup.secret-once')}</p>${copyable(secret, t('webhooks.secret'))}` : nothing}
      ${this.until ? html`<p class="help">${t('webhooks.old-until', { at: moment(this.until) })}</p>` : nothing}
      ${this.writes ? html`<button type="button" class="btn btn-sm btn-outline-primary" ?disabled=${this.#draft.dirty} @click=${this.#rotate}>${t('webhooks.rotate')}</button>` : nothing}
    </section>`;
  }

  #rotate = async () => {
    if (!confirm(t('webhooks.rotate-sure'))) return;
    try {
      const { secret, old_secret_until: until } = await post(`/webhooks/${this.webhook}/secret:rotate`, {});
      made.set(this.webhook, secret);
      await this.#read();
      this.until = until;
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    }
  };

  #save = async (event) => {
    event.preventDefault();
    const draft = this.#draft;
    const fresh = draft.fresh;
    if (!(await draft.save())) return;
    note(t('saved'), 'success');
    if (!fresh) return;
    made.set(draft.value.id, draft.value.secret);
    guard(null);
    go(`/console/webhooks/${draft.value.id}`);
  };

  #remove = async () => {
    if (!confirm(t('webhooks.remove-sure'))) return;
    if (await this.#draft.remove()) {
      guard(null);
      go('/console/webhooks');
    }
  };
}

function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return url ?? '';
  }
}

customElements.define('webhook-page', WebhookPage);
