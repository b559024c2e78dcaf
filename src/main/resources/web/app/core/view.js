import { LitElement } from 'lit';

/** A part of a page. It has no shadow, so that the one style sheet holds for all, and speaks the person's language. */
export class View extends LitElement {
  #speak = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('pelagos-language', this.#speak);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pelagos-language', this.#speak);
  }
}
