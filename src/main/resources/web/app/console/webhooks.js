/** To whom is told what happens: other systems of the firm, and ad platforms that want to hear of wins. */

import { html } from 'lit';
import { View } from '../core/view.js';
import './webhooks/list.js';
import './webhooks/webhook.js';

class Webhooks extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false } };

  render() {
    const { role } = this.session.agent;
    const writes = role === 'manager' || role === 'admin';
    const [id] = this.rest ?? [];
    return id
      ? html`<webhook-page .webhook=${id} .writes=${writes} .admin=${role === 'admin'}></webhook-page>`
      : html`<webhook-list .writes=${writes}></webhook-list>`;
  }
}

customElements.define('console-webhooks', Webhooks);
