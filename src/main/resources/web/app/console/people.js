/** People: all of them by team, one of them, or one team. */

import { html } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { View } from '../core/view.js';
import './people/agent.js';
import './people/table.js';
import './people/team.js';

class People extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false } };

  render() {
    const [kind, id] = this.rest ?? [];
    if (kind === 'agent' && id) return keyed(id, html`<agent-page .session=${this.session} .agent=${id}></agent-page>`);
    if (kind === 'team' && id) return keyed(id, html`<team-page .session=${this.session} .team=${id}></team-page>`);
    return html`<people-table .session=${this.session}></people-table>`;
  }
}

customElements.define('console-people', People);
