import { LitElement } from 'lit';

/** A part of a page. It has no shadow, so that the one style sheet holds for all, speaks the person's language, and calls things by their names. */
export class View extends LitElement {
  #again = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('pelagos-language', this.#again);
    document.addEventListener('pelagos-names', this.#again);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pelagos-language', this.#again);
    document.removeEventListener('pelagos-names', this.#again);
  }
}
