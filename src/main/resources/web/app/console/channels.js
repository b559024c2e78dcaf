/** Where leads come from: the list of channels, and a page for each. */

import { html } from 'lit';
import { View } from '../core/view.js';
import './channels/channel.js';
import './channels/list.js';
import './channels/new.js';

class Channels extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false } };

  constructor() {
    super();
    this.rest = [];
  }

  /** Marketers read how channels are, and not how they are set up. */
  get #role() {
    const { role } = this.session.agent;
    return { reads: role !== 'marketer', writes: role === 'manager' || role === 'admin' };
  }

  render() {
    const [id, tab] = this.rest;
    const role = this.#role;
    if (id === 'new' && role.writes) return html`<channel-new .kind=${tab}></channel-new>`;
    if (id && role.reads) return html`<channel-page .channel=${id} .tab=${tab ?? 'overview'} .writes=${role.writes}></channel-page>`;
    return html`<channel-list .role=${role}></channel-list>`;
  }
}

customElements.define('console-channels', Channels);
