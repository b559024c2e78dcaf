/** What pages of one configuration document have in common: it is read, changed, saved and deleted, and not left unsaved. */

import { html, nothing } from 'lit';
import { Draft } from '../core/draft.js';
import { go, guard } from '../core/router.js';
import { t } from '../core/text.js';
import { note } from '../core/toasts.js';
import { View } from '../core/view.js';
import { reference } from './reference.js';

/** The address of a document that is to be: no id has a line in it. */
export const NEW = '_new';

export class DocumentPage extends View {
  static properties = { session: { attribute: false }, known: { state: true }, draft: { state: true }, failed: { state: true } };

  /**
   * Reads the document and all that its form offers.
   *
   * @param {string} kind its path, such as `/teams`
   * @param {string|undefined} id `_new` for one to be; none where there is but one of the kind
   * @param {object} fresh a new one
   */
  async open(kind, id, fresh) {
    const changed = () => this.requestUpdate();
    try {
      [this.known, this.draft] = await Promise.all([reference(), id === NEW ? new Draft(kind, fresh, changed) : Draft.read(kind, id, changed)]);
    } catch (problem) {
      this.failed = t(problem.status === 404 ? 'document.gone' : 'console.failed');
      return;
    }
    if (this.isConnected) guard(() => this.draft.dirty && (!this.draft.fresh || Boolean(this.draft.value.name)));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  get writes() {
    return ['manager', 'admin'].includes(this.session.agent.role);
  }

  /** @param {object} options `section` and `id` of its history; `up`: the page above, its address and name */
  head(title, { up, upName, section, beside }) {
    const there = this.draft && !this.draft.fresh;
    return html`<div class="trail"><a href=${up}>${upName}</a></div>
      <div class="page-head"><h1>${title}</h1>${beside ?? nothing}
        ${there && section && ['manager', 'admin', 'auditor'].includes(this.session.agent.role)
          ? html`<a class="btn btn-sm btn-outline-secondary" href="/console/history?section=${section}&id=${this.draft.saved.id}">${t('page.history')}</a>` : nothing}
      </div>
      ${this.draft ? nothing : html`<p class="empty" role=${this.failed ? 'alert' : 'status'}>${this.failed ?? t('loading')}</p>`}`;
  }

  /** True when it is stored; otherwise what is wrong is brought into sight. */
  async save(event) {
    event?.preventDefault();
    if (await this.draft.save()) {
      note(t('saved'), 'success');
      return true;
    }
    await this.updateComplete;
    this.querySelector('.is-invalid, .fault:not([hidden])')?.scrollIntoView({ block: 'center' });
    return false;
  }

  /** Asks first. */
  async discard(question, then) {
    if (!confirm(question) || !(await this.draft.remove())) return;
    guard(null);
    note(t('deleted'), 'success');
    go(then);
  }
}
