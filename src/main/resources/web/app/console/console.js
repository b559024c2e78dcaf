/** The console: its navigation, and the page that its address names. */

import { html, nothing } from 'lit';
import { html as fixed, unsafeStatic } from 'lit/static-html.js';
import { place } from '../core/router.js';
import { t } from '../core/text.js';
import { View } from '../core/view.js';
import { pagesOf } from './pages.js';

class Console extends View {
  static properties = { session: { attribute: false }, shown: { state: true }, failed: { state: true } };

  #turn = () => this.#open();

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('pelagos-page', this.#turn);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pelagos-page', this.#turn);
  }

  firstUpdated() {
    this.#open();
  }

  async #open() {
    const pages = pagesOf(this.session.agent.role);
    const [where, id] = place();
    if (where !== 'console') return;
    const page = pages.find((one) => one.id === id) ?? pages[0];
    if (!page) return;
    try {
      await import(`./${page.id}.js`);
      this.failed = false;
      this.shown = page;
      document.title = `${t(`page.${page.id}`)} · Pelagos`;
      this.requestUpdate();
    } catch (cause) {
      this.failed = true;
      console.warn(cause);
    }
  }

  render() {
    const pages = pagesOf(this.session.agent.role);
    return html`
      <nav class="console-nav" aria-label=${t('console')}>
        ${[...new Set(pages.map((page) => page.group))].map((group) => html`<div role="group" aria-label=${t(`group.${group}`)}>
          <span class="group" aria-hidden="true">${t(`group.${group}`)}</span>
          ${pages
            .filter((page) => page.group === group)
            .map((page) => html`<a href="/console/${page.id}" aria-current=${page === this.shown ? 'page' : nothing}>${t(`page.${page.id}`)}</a>`)}
        </div>`)}
      </nav>
      <div class="console-page">
        ${this.failed ? html`<p class="empty" role="alert">${t('console.failed')}</p>` : nothing} ${this.shown ? this.#page() : nothing}
      </div>
    `;
  }

  /** Pages hear of the session, and of what stands behind their name in the address. */
  #page() {
    const tag = unsafeStatic(`console-${this.shown.id}`);
    return fixed`<${tag} .session=${this.session} .rest=${place().slice(2)}></${tag}>`;
  }
}

customElements.define('pelagos-console', Console);
