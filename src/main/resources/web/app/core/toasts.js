/** Short notes at the edge of the page: they take no key and no click, and go by themselves. */

import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { View } from './view.js';

const STAY_MS = 6_000;
const MAX = 4;

let notes = [];
let count = 0;

/** @param {'info'|'success'|'warning'|'danger'} tone */
export function note(text, tone = 'info') {
  const one = { id: ++count, text, tone };
  notes = [...notes, one].slice(-MAX);
  setTimeout(() => {
    notes = notes.filter((other) => other !== one);
    document.dispatchEvent(new CustomEvent('pelagos-notes'));
  }, STAY_MS);
  document.dispatchEvent(new CustomEvent('pelagos-notes'));
}

class Toasts extends View {
  #show = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('pelagos-notes', this.#show);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pelagos-notes', this.#show);
  }

  render() {
    return html`<div class="notes" role="status" aria-live="polite">
      ${repeat(notes, (one) => one.id, (one) => html`<div class="note text-bg-${one.tone}">${one.text}</div>`)}
    </div>`;
  }
}

customElements.define('pelagos-toasts', Toasts);
