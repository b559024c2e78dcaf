/** What came of a contact: an outcome by one key, a word about it, and when next. */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { newKey, post, Problem } from '../core/api.js';
import { explain } from '../core/problems.js';
import { t, term } from '../core/text.js';
import { note } from '../core/toasts.js';
import { View } from '../core/view.js';

const METHODS = ['call', 'wechat', 'sms', 'email', 'visit', 'other'];
const OUTCOMES = ['reached', 'no_answer', 'busy', 'wrong_number', 'empty_number', 'refused', 'interested', 'callback'];
const HOUR = 3_600_000;
/** What is kept until it is saved. */
const WRITTEN = ['outcome', 'method', 'next', 'content'];

class FollowupForm extends View {
  static properties = { lead: { attribute: false }, store: { attribute: false }, outcome: {}, method: {}, next: {}, content: {}, busy: { type: Boolean }, problem: {} };

  /** That of the last try to save, and what it said. */
  #key;
  /** Whether what went wrong is over when the server answers again. */
  #passing = false;

  constructor() {
    super();
    this.#begin();
  }

  /** With what was begun about this lead before, or with nothing. */
  #begin(draft = {}) {
    this.outcome = draft.outcome ?? '';
    this.method = draft.method ?? 'call';
    this.next = draft.next ?? '';
    this.content = draft.content ?? '';
    this.#key = undefined;
    this.problem = '';
    this.busy = false;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('pelagos-answered', this.#answered);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pelagos-answered', this.#answered);
  }

  #answered = () => {
    if (this.#passing) this.problem = '';
    this.#passing = false;
  };

  willUpdate(changed) {
    if (changed.has('lead') && changed.get('lead')?.id !== this.lead?.id) this.#begin(this.store.drafts.get(this.lead.id));
    else if (WRITTEN.some((name) => changed.has(name))) this.#keep();
  }

  #keep() {
    const { outcome, method, next, content } = this;
    const begun = outcome || next || content.trim();
    this.store.drafts.put(this.lead.id, begun ? { outcome, method, next, content } : undefined);
  }

  get outcomes() {
    const own = this.store.tenant?.outcomes;
    return own?.length ? own : OUTCOMES;
  }

  /** By the number that its button shows. */
  choose(index) {
    if (this.outcomes[index]) this.outcome = this.outcomes[index];
  }

  render() {
    return html`<form class="followup" @submit=${this.#submit}>
      <div class="methods" role="radiogroup" aria-label=${t('followup.method')}>
        ${METHODS.map((method) => html`<button type="button" role="radio" aria-checked=${method === this.method}
          class="chip" @click=${() => (this.method = method)}>${term('method', method)}</button>`)}
      </div>
      <div class="outcomes" role="radiogroup" aria-label=${t('followup.outcome')}>
        ${this.outcomes.map((outcome, i) => html`<button type="button" role="radio" aria-checked=${outcome === this.outcome}
          class="chip" @click=${() => (this.outcome = outcome)}>${i < 9 ? html`<kbd>${i + 1}</kbd>` : ''}${term('outcome', outcome)}</button>`)}
      </div>
      <label class="form-label" for="followup-content">${t('followup.content')}</label>
      <textarea id="followup-content" class="form-control" rows="2" maxlength="5000"
        .value=${live(this.content)} @input=${(event) => (this.content = event.target.value)} @keydown=${this.#send}></textarea>
      <div class="next">
        <label for="followup-next">${t('followup.next')}</label>
        <input id="followup-next" type="datetime-local" class="form-control form-control-sm" .value=${this.next} @change=${(e) => (this.next = e.target.value)} />
        ${[['1h', HOUR], ['1d', 24 * HOUR], ['3d', 72 * HOUR], ['7d', 168 * HOUR]].map(([name, millis]) => html`<button type="button" class="chip"
          @click=${() => (this.next = local(Date.now() + millis))}>${t(`followup.in.${name}`)}</button>`)}
      </div>
      <p class="text-danger" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      <button class="btn btn-primary" ?disabled=${this.busy}>${t('followup.save')}</button>
    </form>`;
  }

  #send = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#submit(event);
  };

  #submit = async (event) => {
    event.preventDefault();
    if (this.busy) return;
    if (!this.outcome) {
      this.problem = t('followup.outcome-missing');
      return;
    }
    if (this.next && Date.parse(this.next) <= Date.now()) {
      this.problem = t('followup.next-past');
      return;
    }
    const lead = this.lead;
    const body = {
      method: this.method,
      outcome: this.outcome,
      content: this.content.trim() || null,
      next_at: this.next ? new Date(this.next).toISOString() : null,
    };
    // Pressed once more after a failure it is the same follow-up, as long as it says the same.
    const said = JSON.stringify([lead.id, body]);
    if (this.#key?.said !== said) this.#key = { said, key: newKey() };
    this.busy = true;
    this.problem = '';
    try {
      await post(`/leads/${lead.id}/followups`, body, { key: this.#key.key });
      note(t('followup.saved'), 'success');
      // Meanwhile another lead may be here, and something written about it.
      this.store.drafts.put(lead.id, undefined);
      if (this.lead?.id === lead.id) this.#begin();
      this.dispatchEvent(new CustomEvent('saved', { detail: lead.id, bubbles: true }));
    } catch (problem) {
      const words = problem instanceof Problem ? explain(problem) : String(problem);
      this.#passing = problem.passing === true;
      if (this.lead?.id === lead.id) this.problem = words;
      else note(words, 'danger');
    } finally {
      this.busy = false;
    }
  };
}

/** As `datetime-local` wants it, in the person's own time. */
function local(millis) {
  const date = new Date(millis);
  return new Date(millis - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

customElements.define('followup-form', FollowupForm);
