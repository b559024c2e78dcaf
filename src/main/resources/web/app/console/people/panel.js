/** A part of a person's page that does something at once, beside the form that is saved as a whole. */

import { html, nothing } from 'lit';
import { Problem } from '../../core/api.js';
import { explain } from '../../core/problems.js';
import { View } from '../../core/view.js';

export class Panel extends View {
  static properties = { agent: { attribute: false }, known: { attribute: false }, writes: { attribute: false }, busy: { state: true }, problem: { state: true } };

  /** Does something, once at a time; what is refused is shown. True when it was done. */
  async run(work) {
    if (this.busy) return false;
    this.busy = true;
    this.problem = '';
    try {
      await work();
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.problem = explain(problem);
      return false;
    } finally {
      this.busy = false;
    }
  }

  get path() {
    return `/agents/${encodeURIComponent(this.agent.id)}`;
  }

  /** Tells the page that the person is another now. */
  changed() {
    this.dispatchEvent(new Event('changed'));
  }

  refusal() {
    return this.problem ? html`<p class="fault" role="alert">${this.problem}</p>` : nothing;
  }
}

/** A text to be copied now: it is not shown again. */
export const once = (text, words, copy) => html`<div class="once" role="status">
  <p>${words}</p>
  <div class="input-group input-group-sm"><input class="form-control" readonly aria-label=${words} .value=${text} @focus=${(event) => event.target.select()} />
    <button type="button" class="btn btn-primary" @click=${() => navigator.clipboard?.writeText(text)}>${copy}</button></div>
</div>`;

/** A password that can be read out: no letters that look alike. */
export function madeUp() {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const drawn = crypto.getRandomValues(new Uint32Array(12));
  return Array.from(drawn, (one, i) => (i && i % 4 === 0 ? '-' : '') + letters[one % letters.length]).join('');
}
