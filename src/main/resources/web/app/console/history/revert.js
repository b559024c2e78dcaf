/** The way back to a version: what it would change is shown first. */

import { html, nothing } from 'lit';
import { post, Problem } from '../../core/api.js';
import { t } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';
import { difference } from './difference.js';
import { refusal } from './refusal.js';

class Revert extends View {
  static properties = { wanted: { attribute: false }, known: { attribute: false }, found: { state: true }, problem: { state: true }, busy: { state: true } };

  #of;

  willUpdate() {
    if (this.#of === this.wanted) return;
    this.#of = this.wanted;
    this.#look();
  }

  async #look() {
    this.found = undefined;
    await this.#try(async () => (this.found = await post('/config/revert?dry_run=true', this.wanted, { whole: true })));
  }

  async #try(work) {
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.problem = problem;
    } finally {
      this.busy = false;
    }
  }

  render() {
    const found = this.found?.body;
    const idle = found && !found.added.length && !found.changed.length && !found.removed.length;
    return html`<div class="question" role="group" aria-label=${t('history.preview')}>
      <strong>${t('history.preview')}</strong>
      ${found ? difference(found, this.known) : this.problem ? nothing : html`<p class="help" role="status">${t('loading')}</p>`}
      ${this.problem ? refusal(this.problem, this.known) : nothing}
      <div class="actions">
        ${found && !idle ? html`<button type="button" class="btn btn-sm btn-primary" ?disabled=${this.busy} @click=${() => this.#apply()}>${t('history.apply')}</button>` : nothing}
        <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => this.dispatchEvent(new Event('closed'))}>${t('cancel')}</button>
      </div>
    </div>`;
  }

  /** Only what was shown: when somebody has changed something since, it is shown anew. */
  async #apply() {
    await this.#try(async () => {
      await post('/config/revert', this.wanted, { etag: this.found.headers.get('ETag') });
      note(t('history.applied'), 'success');
      this.dispatchEvent(new Event('applied'));
    });
    if (this.problem?.status === 412) await this.#look();
  }
}

customElements.define('config-revert', Revert);
