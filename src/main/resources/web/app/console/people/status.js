/** Whether a person gets in. */

import { html, nothing } from 'lit';
import { patch } from '../../core/api.js';
import { t } from '../../core/text.js';
import { Panel } from './panel.js';

class Status extends Panel {
  render() {
    const { status } = this.agent;
    return html`<section class="sheet"><h2>${t('agent.status')}</h2>
      <p><span class="status" data-status=${status}>${t(`agent.status.${status}`)}</span> <span class="help">${t(`agent.status.${status}.help`)}</span></p>
      ${this.writes
        ? html`<div class="actions">
            ${status === 'active'
              ? html`<button type="button" class="btn btn-sm btn-outline-danger" ?disabled=${this.busy} @click=${() => this.#set('suspended')}>${t('agent.suspend')}</button>`
              : html`<button type="button" class="btn btn-sm btn-outline-primary" ?disabled=${this.busy} @click=${() => this.#set('active')}>${t('agent.readmit')}</button>`}
          </div>`
        : nothing}
      ${this.refusal()}
    </section>`;
  }

  async #set(status) {
    if (status === 'suspended' && !confirm(t('agent.suspend.sure', { name: this.agent.name }))) return;
    if (await this.run(() => patch(this.path, { status }))) this.changed();
  }
}

customElements.define('person-status', Status);
