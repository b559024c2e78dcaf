/** The frame of all pages: who is signed in, which page it is, language and colours. */

import { html, nothing } from 'lit';
import { current, signOut } from './core/session.js';
import { languages, speak, spoken, start, t } from './core/text.js';
import './core/toasts.js';
import { View } from './core/view.js';
import { wish, wished } from './desk/alarm.js';
import './sign-in.js';

const THEME = 'pelagos-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

class App extends View {
  static properties = { session: { state: true }, page: { state: true }, unreachable: { state: true } };

  constructor() {
    super();
    this.session = undefined;
    this.page = '';
    this.unreachable = false;
    document.addEventListener('pelagos-signed-out', () => this.#signedOut());
    dark.addEventListener('change', paint);
    paint();
    this.#who();
  }

  async #who() {
    try {
      const session = await current();
      this.unreachable = false;
      if (session) await this.#enter(session);
      else this.session = null;
    } catch {
      this.unreachable = true;
      setTimeout(() => this.#who(), 2_000);
    }
  }

  async #enter(session) {
    if (!session.password_change_required) await import('./desk/desk.js');
    this.session = session;
    this.page = 'desk';
  }

  #signedOut() {
    if (this.session) this.session = null;
  }

  render() {
    return html`
      ${this.#bar()}
      <main>${this.#main()}</main>
      <pelagos-toasts></pelagos-toasts>
    `;
  }

  #main() {
    if (this.session === undefined) return html`<p class="empty" role="status">${t(this.unreachable ? 'unreachable' : 'loading')}</p>`;
    if (this.session === null || this.session.password_change_required) {
      return html`<pelagos-sign-in .session=${this.session} @signed-in=${(event) => this.#enter(event.detail)}></pelagos-sign-in>`;
    }
    return html`<pelagos-desk></pelagos-desk>`;
  }

  #bar() {
    const { session } = this;
    return html`<header class="bar">
      <a class="brand" href="/">Pelagos</a>
      <span class="whose">${session ? html`${session.agent.name ?? session.agent.id}` : nothing}</span>
      <select class="form-select form-select-sm" aria-label=${t('language')} @change=${(event) => speak(event.target.value)}>
        ${Object.entries(languages).map(([tag, name]) => html`<option value=${tag} ?selected=${tag === spoken()}>${name}</option>`)}
      </select>
      <button type="button" class="btn btn-sm btn-outline-light" aria-label=${t('theme')} @click=${() => this.#theme()}>◐</button>
      ${session
        ? html`<button type="button" class="btn btn-sm btn-outline-light" aria-pressed=${wished()} aria-label=${t('alarm')} @click=${() => this.#alarm()}>${wished() ? '🔔' : '🔕'}</button>
            <button type="button" class="btn btn-sm btn-outline-light" @click=${() => this.#leave()}>${t('sign-out')}</button>`
        : nothing}
    </header>`;
  }

  #theme() {
    localStorage.setItem(THEME, document.documentElement.dataset.bsTheme === 'dark' ? 'light' : 'dark');
    paint();
  }

  async #alarm() {
    await wish(!wished());
    this.requestUpdate();
  }

  async #leave() {
    await signOut();
    this.session = null;
  }
}

function paint() {
  document.documentElement.dataset.bsTheme = localStorage.getItem(THEME) ?? (dark.matches ? 'dark' : 'light');
}

await start();
customElements.define('pelagos-app', App);
