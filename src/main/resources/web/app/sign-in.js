/** Sign in with a password, or at the firm's own provider; a first password has to be changed. */

import { html } from 'lit';
import { Problem, put } from './core/api.js';
import { explain } from './core/problems.js';
import { signIn, current } from './core/session.js';
import { t } from './core/text.js';
import { View } from './core/view.js';

const FIRM = 'pelagos-firm';

class SignIn extends View {
  static properties = { session: { attribute: false }, ended: { attribute: false }, problem: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.problem = '';
    this.busy = false;
  }

  render() {
    const change = this.session?.password_change_required;
    return html`<div class="sign-in">
      <h1>${t(change ? 'password.change' : 'sign-in')}</h1>
      ${this.ended ? html`<p role="alert">${t('sign-in.ended')}</p>` : ''}
      ${change ? this.#change() : this.#form()}
      <p class="text-danger" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
    </div>`;
  }

  #form() {
    return html`<form @submit=${(event) => this.#send(event, ({ firm, login, password }) => this.#enter(firm, login, password))}>
      <label for="firm">${t('sign-in.firm')}</label>
      <input id="firm" name="firm" class="form-control" required maxlength="40" autocomplete="organization" value=${localStorage.getItem(FIRM) ?? 'demo'} />
      <label for="login">${t('sign-in.login')}</label>
      <input id="login" name="login" class="form-control" required maxlength="100" autocomplete="username" autofocus />
      <label for="password">${t('sign-in.password')}</label>
      <input id="password" name="password" type="password" class="form-control" required maxlength="400" autocomplete="current-password" />
      <button class="btn btn-primary" ?disabled=${this.busy}>${t('sign-in')}</button>
      <button type="button" class="btn btn-link" @click=${this.#elsewhere}>${t('sign-in.elsewhere')}</button>
    </form>`;
  }

  #change() {
    return html`<form @submit=${(event) => this.#send(event, ({ old, password, again }) => this.#replace(old, password, again))}>
      <p>${t('password.why')}</p>
      <label for="old">${t('password.old')}</label>
      <input id="old" name="old" type="password" class="form-control" required autocomplete="current-password" />
      <label for="new">${t('password.new')}</label>
      <input id="new" name="password" type="password" class="form-control" required minlength="8" maxlength="200" autocomplete="new-password" />
      <label for="again">${t('password.again')}</label>
      <input id="again" name="again" type="password" class="form-control" required minlength="8" maxlength="200" autocomplete="new-password" />
      <button class="btn btn-primary" ?disabled=${this.busy}>${t('password.change')}</button>
    </form>`;
  }

  async #send(event, work) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = '';
    try {
      await work(Object.fromEntries(new FormData(event.target)));
    } catch (problem) {
      this.problem = problem instanceof Problem ? explain(problem) : String(problem);
    } finally {
      this.busy = false;
    }
  }

  async #enter(firm, login, password) {
    const session = await signIn(firm.trim(), login.trim(), password);
    localStorage.setItem(FIRM, firm.trim());
    this.dispatchEvent(new CustomEvent('signed-in', { detail: session }));
  }

  async #replace(old, password, again) {
    if (password !== again) throw t('password.differ');
    await put('/me/password', { old, new: password });
    this.dispatchEvent(new CustomEvent('signed-in', { detail: await current() }));
  }

  #elsewhere = async () => {
    const firm = this.querySelector('#firm').value.trim();
    const address = `/api/v1/session/oidc?tenant=${encodeURIComponent(firm)}&return_to=${encodeURIComponent(location.pathname)}`;
    // Where there is no provider one stays here and is told so.
    const answer = await fetch(address, { redirect: 'manual' }).catch(() => undefined);
    if (answer?.type === 'opaqueredirect') location.assign(address);
    else this.problem = t(answer?.status === 404 ? 'sign-in.no-provider' : 'problem.identity-provider');
  };
}

customElements.define('pelagos-sign-in', SignIn);
