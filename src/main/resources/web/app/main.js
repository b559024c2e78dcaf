/** The frame of all pages: who is signed in, which page it is, language and colours. */

import { html, nothing } from 'lit';
import { icon } from './core/icons.js';
import { current, signOut } from './core/session.js';
import { languages, speak, spoken, start, t } from './core/text.js';
import { note } from './core/toasts.js';
import { followLinks, place } from './core/router.js';
import { explain } from './core/problems.js';
import { forget } from './desk/drafts.js';
import { View } from './core/view.js';
import { pagesOf } from './console/pages.js';
import { wish, wished } from './desk/alarm.js';
import './sign-in.js';

const THEME = 'pelagos-theme';
/** Who may hold leads. */
const DESK = ['agent', 'supervisor', 'manager', 'admin'];
const dark = matchMedia('(prefers-color-scheme: dark)');

class App extends View {
  static properties = { session: { state: true }, page: { state: true }, unreachable: { state: true }, expired: { state: true } };

  constructor() {
    super();
    this.session = undefined;
    this.page = '';
    this.unreachable = false;
    this.expired = false;
    document.addEventListener('pelagos-signed-out', () => this.#signedOut());
    document.addEventListener('pelagos-page', () => this.#turn());
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
    this.session = session;
    await this.#turn();
  }

  /** Shows what the address says, so far as the person's role has it. */
  async #turn() {
    if (!this.session || this.session.password_change_required) return;
    const role = this.session.agent.role;
    const console = pagesOf(role).length > 0;
    const wanted = place()[0] ?? (console ? 'console' : 'desk');
    const page = wanted === 'console' && console ? 'console' : console && !DESK.includes(role) ? 'console' : 'desk';
    if (place()[0] !== page) history.replaceState(null, '', `/${page}`);
    await import(`./${page}/${page}.js`);
    this.page = page;
    if (page === 'desk') document.title = `${t('desk')} · Pelagos`;
  }

  /** What somebody has begun stays behind the question who he is; for somebody else everything begins anew. */
  async #signedOut() {
    if (!this.session || this.expired) return;
    this.expired = (await current().catch(() => undefined)) === null;
  }

  #again(session) {
    if (session.agent.id !== this.session.agent.id || session.tenant !== this.session.tenant) location.assign('/');
    else this.expired = false;
    document.dispatchEvent(new CustomEvent('pelagos-signed-in'));
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
    return html`
      ${this.expired ? html`<pelagos-sign-in .ended=${true} @signed-in=${(event) => this.#again(event.detail)}></pelagos-sign-in>` : nothing}
      <div class="page" ?hidden=${this.expired}>${this.#page()}</div>
    `;
  }

  #page() {
    if (this.page === 'console') return html`<pelagos-console .session=${this.session}></pelagos-console>`;
    return this.page === 'desk' ? html`<pelagos-desk .session=${this.session}></pelagos-desk>` : nothing;
  }

  #bar() {
    const { session } = this;
    return html`<header class="bar">
      <a class="brand" href="/">Pelagos</a>
      ${session && pagesOf(session.agent.role).length && DESK.includes(session.agent.role)
        ? ['desk', 'console'].map((page) => html`<a class="turn" href="/${page}" aria-current=${page === this.page ? 'page' : nothing}>${t(page)}</a>`)
        : nothing}
      <span class="whose">${session ? html`${session.agent.name ?? session.agent.id}` : nothing}</span>
      <select class="form-select form-select-sm" aria-label=${t('language')} @change=${(event) => speak(event.target.value)}>
        ${Object.entries(languages).map(([tag, name]) => html`<option value=${tag} ?selected=${tag === spoken()}>${name}</option>`)}
      </select>
      <button type="button" class="btn btn-sm btn-outline-light" aria-label=${t('theme')} @click=${() => this.#theme()}>${icon('contrast')}</button>
      ${session
        ? html`<button type="button" class="btn btn-sm btn-outline-light" aria-pressed=${wished()} aria-label=${t('alarm')} @click=${() => this.#alarm()}>${icon(wished() ? 'bell' : 'bell-off')}</button>
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

  /** Everything that the page has known goes with it. */
  async #leave() {
    try {
      await signOut();
    } catch (problem) {
      if (problem.status !== 401) {
        note(explain(problem), 'danger');
        return;
      }
    }
    forget();
    location.assign('/');
  }
}

function paint() {
  document.documentElement.dataset.bsTheme = localStorage.getItem(THEME) ?? (dark.matches ? 'dark' : 'light');
}

await start();
followLinks();
customElements.define('pelagos-app', App);
