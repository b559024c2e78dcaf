/** What the editors of rules and of targets have in common: a draft that is read, saved and deleted. */

import { html } from 'lit';
import { Draft } from '../../core/draft.js';
import { explain } from '../../core/problems.js';
import { go, guard } from '../../core/router.js';
import { t } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';

export class Editor extends View {
  static properties = { fixed: { type: Boolean }, draft: { state: true }, failure: { state: true } };

  /** @param {string} list `rules` or `targets` */
  async open(list, id, fresh) {
    const changed = () => this.requestUpdate();
    this.list = list;
    this.draft = undefined;
    this.failure = undefined;
    guard(() => Boolean(this.draft?.dirty) && !this.draft.fresh);
    try {
      this.draft = id === 'new' ? new Draft(`/alert-${list}`, fresh, changed) : await Draft.read(`/alert-${list}`, id, changed);
    } catch (problem) {
      this.failure = problem;
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  render() {
    if (!this.draft) return html`<p class="empty">${this.failure ? explain(this.failure) : t('loading')}</p>`;
    return html`<p><a href="/console/alerts/${this.list}">‹ ${t(`alerts.${this.list}`)}</a></p>
      <form class="editor" @submit=${(event) => this.#save(event)}><fieldset ?disabled=${this.fixed}>${this.fields(this.draft)}</fieldset></form>`;
  }

  async #save(event) {
    event.preventDefault();
    if (!(await this.draft.save())) return;
    note(t('saved'), 'success');
    this.dispatchEvent(new CustomEvent('saved'));
    this.saved?.(this.draft.value);
    go(`/console/alerts/${this.list}/${encodeURIComponent(this.draft.value.id)}`);
  }

  async discard() {
    if (!confirm(t('delete.sure'))) return;
    if (!(await this.draft.remove())) return;
    guard(null);
    this.dispatchEvent(new CustomEvent('saved'));
    go(`/console/alerts/${this.list}`);
  }
}
