/** Takes the whole configuration as a file: what it would change is shown before it does. */

import { html, nothing } from 'lit';
import { Problem, put } from '../../core/api.js';
import { t } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';
import { difference } from './difference.js';
import { refusal } from './refusal.js';

const BYTES_MAX = 4 << 20;

class ConfigFile extends View {
  static properties = { known: { attribute: false }, found: { state: true }, problem: { state: true }, busy: { state: true }, made: { state: true }, name: { state: true } };

  #text = '';

  render() {
    return html`<details class="sheet more" ?open=${Boolean(this.found || this.problem || this.made)}><summary>${t('config.import')}</summary>
      <p class="help">${t('config.import.help')}</p>
      <div class="drop" @dragover=${(event) => event.preventDefault()} @drop=${(event) => this.#dropped(event)}>
        <label for="config-file">${t('config.file')}</label>
        <input id="config-file" type="file" class="form-control form-control-sm" accept=".yaml,.yml,application/yaml" @change=${(event) => this.#chosen(event.target.files[0])} />
      </div>
      ${this.busy ? html`<p class="help" role="status">${t('loading')}</p>` : nothing} ${this.problem ? refusal(this.problem, this.known) : nothing}
      ${this.found ? html`<p><strong>${t('config.would', { name: this.name })}</strong></p>${difference(this.found.body, this.known)}
        <div class="actions"><button type="button" class="btn btn-sm btn-primary" ?disabled=${this.busy} @click=${() => this.#apply()}>${t('config.apply')}</button>
          <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => this.#clear()}>${t('cancel')}</button></div>` : nothing}
      ${this.made?.length ? html`<div class="once" role="status"><p>${t('config.made')}</p>${this.made.map((one) => html`<div>${one.id}: ${one.hook_url ?? ''}
      ${one.secret ?? ''}</div>`)}</div>` : nothing}
    </details>`;
  }

  #dropped(event) {
    event.preventDefault();
    if (event.dataTransfer.files[0]) this.#chosen(event.dataTransfer.files[0]);
  }

  async #chosen(file) {
    if (!file) return;
    this.#clear();
    this.made = undefined;
    if (file.size > BYTES_MAX) {
      note(t('config.too-large'), 'danger');
      return;
    }
    this.name = file.name;
    this.#text = await file.text();
    await this.#try(async () => (this.found = await this.#put('?dry_run=true')));
  }

  #put(query, etag) {
    return put(`/config${query}`, this.#text, { type: 'application/yaml', whole: true, etag });
  }

  /** Only what was shown: when somebody has changed something since, it is shown anew. */
  async #apply() {
    const etag = this.found.headers.get('ETag');
    await this.#try(async () => {
      const { body } = await this.#put('', etag);
      this.made = body.added.filter((one) => one.hook_url || one.secret);
      this.#clear();
      note(t('config.applied'), 'success');
      this.dispatchEvent(new Event('applied'));
    });
    if (this.problem?.status === 412) await this.#try(async () => (this.found = await this.#put('?dry_run=true')));
  }

  #clear() {
    this.found = undefined;
    this.problem = undefined;
  }

  async #try(work) {
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.problem = problem;
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('config-file', ConfigFile);
