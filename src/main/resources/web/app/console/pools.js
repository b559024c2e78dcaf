/** Pools: all of them, or one with its rules. */

import { html } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { View } from '../core/view.js';
import './pools/page.js';
import './pools/table.js';

class Pools extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false } };

  render() {
    const [pool] = this.rest ?? [];
    if (pool === undefined) return html`<pool-table .session=${this.session}></pool-table>`;
    return keyed(pool, html`<pool-page .session=${this.session} .pool=${pool}></pool-page>`);
  }
}

customElements.define('console-pools', Pools);
