/** One channel: how it is, how it is set up, what becomes of its leads. */

import { html, nothing } from 'lit';
import { all } from '../../core/api.js';
import { Draft } from '../../core/draft.js';
import { formFoot, textField } from '../../core/fields.js';
import { explain } from '../../core/problems.js';
import { go, guard } from '../../core/router.js';
import { folded, jsonField } from '../../core/special-fields.js';
import { t, term } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';
import './health.js';
import { CALL_FIELDS } from './kinds.js';
import './letters.js';
import './mapping.js';
import { rulesForm } from './rules.js';
import { settingsForm } from './settings.js';
import { setup } from './setup.js';

const FORMS = ['mapping', 'rules', 'settings'];

class ChannelPage extends View {
  static properties = { channel: {}, tab: {}, writes: { attribute: false }, pools: { state: true }, version: { state: true }, problem: { state: true } };

  #draft;

  constructor() {
    super();
    this.pools = [];
    this.version = 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  get #home() {
    return `/console/channels/${this.channel}`;
  }

  willUpdate(changed) {
    if (changed.has('channel')) this.#read();
  }

  async #read() {
    this.#draft = undefined;
    try {
      const [draft, pools] = await Promise.all([Draft.read('/channels', this.channel, () => this.version++), all('/pools')]);
      this.pools = pools.map((pool) => [pool.id, pool.name]);
      this.#draft = draft;
      guard(() => draft.dirty);
      this.problem = '';
    } catch (problem) {
      this.problem = explain(problem);
    }
    this.version++;
  }

  render() {
    const draft = this.#draft;
    if (this.problem) return html`<p class="fault" role="alert">${this.problem}</p><a href="/console/channels">${t('page.channels')}</a>`;
    if (!draft) return html`<p class="empty" role="status">${t('loading')}</p>`;
    const tabs = ['overview', 'mapping', ...(draft.value.type === 'calls' ? [] : ['rules']), 'settings', 'letters'];
    return html`
      <div class="page-head"><a class="crumb" href="/console/channels">‹ ${t('page.channels')}</a><h1>${draft.value.name}</h1>
        <span class="badge text-bg-secondary">${term('channel-type', draft.value.type)}</span></div>
      <nav class="tabs" aria-label=${draft.value.name}>
        ${tabs.map((tab) => html`<a href="${this.#home}/${tab}" aria-current=${tab === this.tab ? 'page' : nothing} @click=${(event) => this.#turn(event, tab)}>${t(`channels.tab.${tab}`)}</a>`)}
      </nav>
      ${FORMS.includes(this.tab) ? this.#form(draft) : this.tab === 'letters' ? html`<channel-letters .channel=${draft.value.id} .writes=${this.writes}></channel-letters>` : this.#overview(draft)}
    `;
  }

  /** Within the page: what is not saved stays. */
  #turn(event, tab) {
    event.preventDefault();
    history.replaceState(null, '', `${this.#home}/${tab}`);
    this.tab = tab;
  }

  #overview(draft) {
    return html`<div class="columns">
      ${setup(draft.value)}
      <channel-health .channel=${draft.value} .writes=${this.writes}></channel-health>
    </div>`;
  }

  #form(draft) {
    return html`<form @submit=${this.#save}>
      <fieldset class="bare" ?disabled=${!this.writes && this.tab !== 'mapping'}>${this.#body(draft)}</fieldset>
      ${this.writes ? formFoot(draft, { save: this.#save, remove: this.tab === 'settings' ? this.#remove : undefined }) : nothing}
    </form>`;
  }

  #body(draft) {
    if (this.tab === 'rules') return rulesForm(draft, this.pools);
    if (this.tab === 'settings') return settingsForm(draft, this.pools);
    if (draft.value.type === 'calls') {
      return html`<p class="help">${t('mapping.calls')}</p><div class="form-grid">
        ${CALL_FIELDS.map((field) => textField(draft, `/mapping/${field}`, { label: term('call-field', field), placeholder: field }))}</div>`;
    }
    return html`<mapping-editor .draft=${draft} .version=${this.version} .pools=${this.pools} .writes=${this.writes}></mapping-editor>
      ${folded(t('expert'), jsonField(draft, '/mapping', { label: t('mapping.expert'), rows: 6 }))}`;
  }

  #save = async (event) => {
    event.preventDefault();
    if (await this.#draft.save()) note(t('saved'), 'success');
  };

  #remove = async () => {
    if (!confirm(t('channels.remove-sure', { name: this.#draft.value.name }))) return;
    if (await this.#draft.remove()) {
      guard(null);
      go('/console/channels');
    }
  };
}

customElements.define('channel-page', ChannelPage);
