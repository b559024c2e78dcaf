/** One thing done to all chosen leads; what became of each is told. */

import { html, nothing } from 'lit';
import { post, Problem } from '../../core/api.js';
import { explain } from '../../core/problems.js';
import { t, term } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';

/** As many as one request takes. */
const MAX = 200;
const ACTIONS = ['assign', 'move', 'close', 'reopen'];
export const CLOSE_REASONS = ['invalid', 'unreachable', 'stale', 'not_target', 'duplicate', 'lost', 'do_not_contact'];

class BulkBar extends View {
  static properties = { chosen: { attribute: false }, known: { attribute: false }, action: { state: true }, busy: { state: true }, failed: { state: true } };

  constructor() {
    super();
    this.chosen = [];
    this.action = 'assign';
    this.busy = false;
    this.failed = [];
  }

  render() {
    const count = this.chosen.length;
    return html`<form class="bulk" aria-label=${t('bulk')} @submit=${this.#do}>
      <span class="count" role="status">${count ? t('bulk.chosen', { count }) : t('bulk.none')}</span>
      <select class="form-select form-select-sm" aria-label=${t('bulk.what')} ?disabled=${!count} @change=${(event) => (this.action = event.target.value)}>
        ${ACTIONS.map((action) => html`<option value=${action} ?selected=${action === this.action}>${t(`bulk.${action}`)}</option>`)}
      </select>
      ${this.#to(!count)}
      <button class="btn btn-sm btn-primary" ?disabled=${!count || this.busy}>${t('bulk.do')}</button>
      ${this.failed.length ? html`<ul class="fault" role="alert">${this.failed.map((line) => html`<li>${line}</li>`)}</ul>` : nothing}
    </form>`;
  }

  #to(disabled) {
    const { pools, agents } = this.known;
    const select = (name, label, choices) => html`<select class="form-select form-select-sm" name=${name} aria-label=${label} ?disabled=${disabled} required>
      <option value="">${t('choose')}</option>${choices.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select>`;
    if (this.action === 'assign') return select('agent', t('lead.owner'), agents.map((agent) => [agent.id, agent.name]));
    if (this.action === 'close') return select('reason', t('bulk.reason'), CLOSE_REASONS.map((reason) => [reason, term('reason', reason)]));
    return select('pool', t('lead.pool'), pools.map((pool) => [pool.id, pool.name]));
  }

  #do = async (event) => {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.failed = [];
    const more = Object.fromEntries(new FormData(event.target));
    if (this.action === 'close' && !confirm(t('bulk.close-sure', { count: this.chosen.length }))) {
      this.busy = false;
      return;
    }
    const failed = new Map();
    let done = 0;
    try {
      for (let at = 0; at < this.chosen.length; at += MAX) {
        const { results } = await post('/leads/bulk', { action: this.action, leads: this.chosen.slice(at, at + MAX), ...more });
        for (const one of results) {
          if (one.ok) done++;
          else {
            const why = explain(new Problem(one.problem.status, one.problem));
            failed.set(why, (failed.get(why) ?? 0) + 1);
          }
        }
      }
    } catch (problem) {
      failed.set(problem instanceof Problem ? explain(problem) : String(problem), this.chosen.length - done);
    }
    this.busy = false;
    if (done) note(t('bulk.done', { count: done }), 'success');
    this.failed = [...failed].map(([why, count]) => `${count} × ${why}`);
    this.dispatchEvent(new CustomEvent('done'));
  };
}

customElements.define('bulk-bar', BulkBar);
