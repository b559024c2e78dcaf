/** A new channel: of which kind, and the little that it cannot be without. */

import { html, nothing } from 'lit';
import { all, get } from '../../core/api.js';
import { Draft } from '../../core/draft.js';
import { choiceField, formFoot, textField } from '../../core/fields.js';
import { regionOf } from '../../core/region.js';
import { go, guard } from '../../core/router.js';
import { newSecret, secretField } from '../../core/special-fields.js';
import { t, term } from '../../core/text.js';
import { View } from '../../core/view.js';
import { KIND_IDS, KINDS } from './kinds.js';
import { credentialFields, pullFields } from './settings.js';
import { remember } from './setup.js';

class ChannelNew extends View {
  static properties = { kind: {}, pools: { state: true } };

  #draft;
  #usual = {};

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  willUpdate(changed) {
    if (!changed.has('kind')) return;
    const kind = KINDS[this.kind];
    const draft = kind && new Draft('/channels', this.#begun(kind), () => this.requestUpdate());
    this.#draft = draft;
    guard(() => Boolean(draft?.fresh && draft.value.name));
  }

  #begun(kind) {
    return {
      type: this.kind,
      ...(kind.make ? { secret: newSecret() } : {}),
      ...(kind.auth ? { auth: { type: kind.auth } } : {}),
      ...(this.kind === 'calls' ? {} : this.#usual),
    };
  }

  async firstUpdated() {
    const [pools, tenant] = await Promise.all([all('/pools'), get('/tenant')]);
    this.pools = pools;
    this.#usual = { ...(pools.length === 1 ? { pool: pools[0].id } : {}), default_region: regionOf(tenant) };
    const draft = this.#draft;
    if (draft && this.kind !== 'calls') draft.value = { ...this.#usual, ...draft.value };
    this.requestUpdate();
  }

  render() {
    return html`
      <div class="page-head"><a class="crumb" href="/console/channels">‹ ${t('page.channels')}</a><h1>${t('channels.new')}</h1></div>
      ${this.#draft ? this.#form() : this.#kinds()}
    `;
  }

  #kinds() {
    return html`<p>${t('channels.which-kind')}</p>
      <div class="kind-cards">
        ${KIND_IDS.map((id) => html`<a class="kind-card" href="/console/channels/new/${id}"><strong>${term('channel-type', id)}</strong><span>${t(`channel-about.${id}`)}</span></a>`)}
      </div>`;
  }

  #form() {
    const draft = this.#draft;
    const kind = KINDS[this.kind];
    return html`<form @submit=${this.#save}>
      <p><strong>${term('channel-type', this.kind)}</strong> · ${t(`channel-about.${this.kind}`)} <a href="/console/channels/new">${t('channels.other-kind')}</a></p>
      <div class="form-grid">
        ${textField(draft, '/name', { label: t('channels.name'), required: true, placeholder: t(`channel-example.${this.kind}`), help: t('channels.name.help') })}
        ${this.kind === 'calls' ? nothing : choiceField(draft, '/pool', { label: t('channels.pool'), help: t('channels.pool.help'), none: t('choose'), choices: (this.pools ?? []).map((pool) => [pool.id, pool.name]) })}
        ${this.kind === 'calls' ? nothing : textField(draft, '/default_region', { label: t('channels.region'), help: t('channels.region.help'), max: 2, placeholder: 'CN' })}
        ${textField(draft, '/id', { label: t('channels.id'), help: t('channels.id.help'), max: 40, placeholder: 'web' })}
        ${secretField(draft, '/secret', { label: t(`secret.of.${kind.secret}`), help: t(`secret.help.${kind.secret}`), make: kind.make, wide: true })}
        ${credentialFields(draft, kind)}
      </div>
      ${kind.pulls === 'always' ? pullFields(draft, kind) : nothing}
      ${formFoot(draft, { save: this.#save })}
    </form>`;
  }

  #save = async (event) => {
    event.preventDefault();
    const draft = this.#draft;
    const { secret } = draft.value;
    if (await draft.save()) {
      remember(draft.value.id, secret);
      go(`/console/channels/${draft.value.id}`);
    }
  };
}

customElements.define('channel-new', ChannelNew);
