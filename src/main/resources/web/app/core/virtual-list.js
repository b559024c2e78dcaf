/** A list of which only the rows in sight are in the page, however long it is. All rows are of one height. */

import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { styled } from './styled.js';
import { View } from './view.js';

const BEYOND = 6;

class VirtualList extends View {
  static properties = {
    items: { attribute: false },
    row: { attribute: false },
    rowHeight: { type: Number },
    label: {},
  };

  #first = 0;
  #visible = 20;
  #size = new ResizeObserver(() => this.#look());

  constructor() {
    super();
    this.items = [];
    this.rowHeight = 56;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#size.observe(this);
    this.addEventListener('scroll', this.#look, { passive: true });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.removeEventListener('scroll', this.#look);
  }

  #look = () => {
    const first = Math.max(0, Math.floor(this.scrollTop / this.rowHeight) - BEYOND);
    const visible = Math.ceil(this.clientHeight / this.rowHeight) + 2 * BEYOND;
    if (first !== this.#first || visible !== this.#visible) {
      this.#first = first;
      this.#visible = visible;
      this.requestUpdate();
    }
    if (this.scrollTop + this.clientHeight > this.scrollHeight - 10 * this.rowHeight) {
      this.dispatchEvent(new Event('near-end'));
    }
  };

  render() {
    const shown = this.items.slice(this.#first, this.#first + this.#visible);
    return html`<ul class="rows" aria-label=${this.label} ${styled({ height: `${this.items.length * this.rowHeight}px` })}>
      ${repeat(
        shown,
        (item) => item.id,
        (item, index) => html`<li
          aria-setsize=${this.items.length}
          aria-posinset=${this.#first + index + 1}
          ${styled({ top: `${(this.#first + index) * this.rowHeight}px`, height: `${this.rowHeight}px` })}
        >
          ${this.row(item)}
        </li>`,
      )}
    </ul>`;
  }
}

customElements.define('virtual-list', VirtualList);
