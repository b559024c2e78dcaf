/** The console: its navigation, and the page that its address names. */

import { html, nothing } from 'lit';
import { html as fixed, unsafeStatic } from 'lit/static-html.js';
import { get } from '../core/api.js';
import { Live } from '../core/live.js';
import { named } from '../core/names.js';
import { place } from '../core/router.js';
import { number, t, term } from '../core/text.js';
import { note } from '../core/toasts.js';
import { View } from '../core/view.js';
import { alarm } from '../desk/alarm.js';
import { pagesOf } from './pages.js';

/** Whose role has the live stream. */
const HEARS = ['admin', 'manager', 'supervisor'];

class Console extends View {
  static properties = { session: { attribute: false }, shown: { state: true }, failed: { state: true }, open: { state: true }, missing: { state: true } };

  /** Pages hear of what happens by the one stream of the console. */
  #live = new Live();
  /** By pool how much may be claimed: it is told once, and then when it changes. */
  #stocks = new Map();
  #turn = () => this.#open();

  constructor() {
    super();
    this.open = new Set();
    this.#live.addEventListener('alert', ({ detail }) => this.#hear(detail));
    // What began while nothing was heard is in no journal: it is read.
    this.#live.addEventListener('open', () => this.#readAlerts());
    this.#live.addEventListener('stats', ({ detail }) => this.#stocks.set(detail.pool, detail.claimable));
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('pelagos-page', this.#turn);
    if (HEARS.includes(this.session.agent.role)) this.#live.open();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pelagos-page', this.#turn);
    this.#live.close();
  }

  firstUpdated() {
    this.#open();
    this.#readAlerts();
  }

  async #readAlerts() {
    if (!pagesOf(this.session.agent.role).some((page) => page.id === 'alerts')) return;
    const { items } = await get('/alerts?open=true&limit=100').catch(() => ({ items: [] }));
    this.open = new Set(items.filter((alert) => !alert.acknowledged_at).map((alert) => alert.id));
  }

  /** A new alert is told wherever one is; those that nobody has taken note of are counted in the navigation. */
  #hear({ event, alert: one }) {
    const open = new Set(this.open);
    if (event === 'begin') open.add(one.id);
    else open.delete(one.id);
    this.open = open;
    if (event !== 'begin') return;
    const text = `${term('alert', one.kind)} ${named(one.about, one.subject)}`;
    note(text, one.severity === 'info' ? 'info' : 'warning');
    alarm(text);
  }

  async #open() {
    const pages = pagesOf(this.session.agent.role);
    const [where, id] = place();
    if (where !== 'console') return;
    const page = id === undefined ? pages[0] : pages.find((one) => one.id === id);
    this.missing = !page;
    if (!page) {
      this.shown = undefined;
      return;
    }
    try {
      await import(`./${page.id}.js`);
      this.failed = false;
      this.shown = page;
      document.title = `${t(`page.${page.id}`)} · Pelagos`;
      this.requestUpdate();
    } catch (cause) {
      if (anew()) return;
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
            .map((page) => html`<a href="/console/${page.id}" aria-current=${page === this.shown ? 'page' : nothing}>${t(`page.${page.id}`)}${page.id === 'alerts' && this.open.size ? html` <span class="badge text-bg-danger">${number(this.open.size)}</span>` : nothing}</a>`)}
        </div>`)}
      </nav>
      <div class="console-page">
        ${this.failed ? html`<p class="empty" role="alert">${t('console.failed')}</p>` : nothing} ${this.missing ? html`<p class="empty" role="alert">${t('console.missing')}</p>` : nothing} ${this.shown ? this.#page() : nothing}
      </div>
    `;
  }

  /** Pages hear of the session, and of what stands behind their name in the address. */
  #page() {
    const tag = unsafeStatic(`console-${this.shown.id}`);
    return fixed`<${tag} .session=${this.session} .rest=${place().slice(2)} .live=${this.#live} .stocks=${this.#stocks}></${tag}>`;
  }
}

/** Another release has other files: the page is loaded anew, once. */
function anew() {
  const key = 'pelagos-anew';
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 60_000) return false;
  sessionStorage.setItem(key, Date.now());
  location.reload();
  return true;
}

customElements.define('pelagos-console', Console);
