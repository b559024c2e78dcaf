/** Files of leads: one comes in, the former ones are listed. */

import { html } from 'lit';
import { t } from '../core/text.js';
import { View } from '../core/view.js';
import './imports/file-form.js';
import './imports/list.js';

class Imports extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false }, started: { state: true } };

  render() {
    return html`
      <div class="page-head"><h1>${t('page.imports')}</h1></div>
      <import-form @started=${() => (this.started = (this.started ?? 0) + 1)}></import-form>
      <h2>${t('imports.former')}</h2>
      <import-list .started=${this.started}></import-list>
    `;
  }
}

customElements.define('console-imports', Imports);
