/** What holds for the whole firm: working time, words, limits, contact, presence, scoring, safety. One document, in tabs. */

import { html, nothing } from 'lit';
import { formFoot } from '../core/fields.js';
import { t } from '../core/text.js';
import { contact } from './calendar/contact.js';
import { holding } from './calendar/holding.js';
import { safety } from './calendar/safety.js';
import { scoring } from './calendar/scoring.js';
import { time } from './calendar/time.js';
import { words } from './calendar/words.js';
import { DocumentPage } from './document-page.js';

/** Each tab with the fields of the document that it shows. */
const TABS = {
  time: { show: time, fields: ['/name', '/time_zone', '/calendar', '/presence'] },
  words: { show: words, fields: ['/grades', '/outcomes', '/stages', '/intents', '/fields'] },
  holding: { show: holding, fields: ['/owned', '/work_first', '/excess_warning', '/points'] },
  contact: { show: contact, fields: ['/contact_policy', '/reminders'] },
  scoring: { show: scoring, fields: ['/scoring'] },
  safety: { show: safety, fields: ['/sign_in', '/oidc', '/bots', '/rate_limits', '/retention'] },
};

class Calendar extends DocumentPage {
  static properties = { rest: { attribute: false }, tab: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.tab = this.rest?.[0] in TABS ? this.rest[0] : 'time';
    this.open('/tenant', undefined);
  }

  /** Only an admin describes the firm anew. */
  get writes() {
    return this.session.agent.role === 'admin';
  }

  render() {
    const { draft } = this;
    return html`
      <div class="page-head"><h1>${t('firm')}</h1><a class="btn btn-sm btn-outline-secondary" href="/console/history?section=tenant">${t('page.history')}</a></div>
      ${draft ? this.#form() : html`<p class="empty" role=${this.failed ? 'alert' : 'status'}>${this.failed ?? t('loading')}</p>`}
    `;
  }

  #form() {
    const { draft, known, writes } = this;
    return html`
      ${writes ? nothing : html`<p class="cut">${t('firm.admins')}</p>`}
      <div class="tabs" role="tablist" aria-label=${t('firm')}>
        ${Object.entries(TABS).map(([id, { fields }]) => html`<button type="button" role="tab" id="tab-${id}" aria-selected=${id === this.tab} aria-controls="firm-tab" tabindex=${id === this.tab ? 0 : -1}
          @click=${() => this.#turn(id)} @keydown=${(event) => this.#key(event)}>${t(`firm.${id}`)}${draft.faulty(...fields) ? html` <span class="fault">!</span>` : nothing}</button>`)}
      </div>
      <div id="firm-tab" role="tabpanel" aria-labelledby="tab-${this.tab}"><form novalidate @submit=${(event) => this.save(event)}><fieldset class="sheets" ?disabled=${!writes}>
        ${TABS[this.tab].show(draft, known)} ${writes ? formFoot(draft, {}) : nothing}
      </fieldset></form></div>
    `;
  }

  /** The address tells the tab, without leaving what is not saved. */
  #turn(id) {
    this.tab = id;
    history.replaceState(null, '', `/console/calendar/${id}`);
  }

  async #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const ids = Object.keys(TABS);
    this.#turn(ids[(ids.indexOf(this.tab) + step + ids.length) % ids.length]);
    await this.updateComplete;
    this.querySelector(`#tab-${this.tab}`).focus();
  }
}

customElements.define('console-calendar', Calendar);
