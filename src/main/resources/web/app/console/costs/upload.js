/** Costs come in as a table, as ad platforms and spreadsheets give them. */

import { html, nothing } from 'lit';
import { all, newKey, Problem, upload } from '../../core/api.js';
import { faultText } from '../../core/faults.js';
import { explain } from '../../core/problems.js';
import { number, t } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';

const FAULTS_SHOWN = 10;

class CostUpload extends View {
  static properties = { busy: { state: true }, problem: { state: true }, faults: { state: true }, channels: { state: true } };

  async connectedCallback() {
    super.connectedCallback();
    this.channels = await all('/channels').catch(() => all('/channels:health')).catch(() => []);
  }

  async #send(file) {
    if (!file || this.busy) return;
    this.busy = true;
    this.problem = '';
    this.faults = [];
    try {
      const { stored } = await upload('/costs', file, { type: 'text/csv', key: newKey() });
      note(t('costs.stored', { count: number(stored) }), 'success');
      this.dispatchEvent(new Event('stored'));
    } catch (problem) {
      this.faults = problem.body?.errors ?? [];
      this.problem = this.faults.length ? t('costs.faulty') : problem instanceof Problem ? explain(problem) : String(problem);
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`<label class="drop-zone" @dragover=${(event) => event.preventDefault()}
        @drop=${(event) => {
          event.preventDefault();
          this.#send(event.dataTransfer.files[0]);
        }}>
        <strong>${t('costs.drop')}</strong>
        <span class="help">${t('costs.drop.help')} <code>date,channel,campaign,amount,currency</code></span>
        <input type="file" accept=".csv,.txt" ?disabled=${this.busy} @change=${(event) => {
          this.#send(event.target.files[0]);
          event.target.value = '';
        }} />
      </label>
      ${this.channels?.length ? html`<details class="more"><summary>${t('costs.channels')}</summary>
        <ul>${this.channels.map((one) => html`<li><code>${one.channel ?? one.id}</code> ${one.name}</li>`)}</ul></details>` : nothing}
      ${this.problem ? html`<div class="fault" role="alert">${this.problem}
        <ul>${(this.faults ?? []).slice(0, FAULTS_SHOWN).map((fault) => html`<li>${placed(fault)}</li>`)}</ul></div>` : nothing}`;
  }
}

/** The first row is that of names. */
function placed({ pointer, detail }) {
  const [, row, field] = /^\/costs\/(\d+)\/(\w+)/.exec(pointer) ?? [];
  return row === undefined ? `${pointer} ${faultText(detail)}` : `${t('costs.at', { line: Number(row) + 2, field })} ${faultText(detail)}`;
}

customElements.define('cost-upload', CostUpload);
