/** One team: its name, and the team above it. */

import { html, nothing } from 'lit';
import { choiceField, formFoot, textField, worded } from '../../core/fields.js';
import { go } from '../../core/router.js';
import { t } from '../../core/text.js';
import { DocumentPage, NEW } from '../document-page.js';
import { teamChoices } from './tree.js';

const of = worded('team');

class TeamPage extends DocumentPage {
  static properties = { team: {} };

  connectedCallback() {
    super.connectedCallback();
    this.open('/teams', this.team, { name: '' });
  }

  render() {
    const { draft, known } = this;
    const title = draft?.fresh === false ? draft.saved.name : t('team.add');
    return html`
      ${this.head(title, { up: '/console/people', upName: t('page.people'), section: 'team' })}
      ${draft
        ? html`<form novalidate @submit=${(event) => this.#save(event)}><fieldset class="sheets" ?disabled=${!this.writes}>
            <section class="sheet"><div class="form-grid">
              ${textField(draft, '/name', of('name', { required: true, placeholder: t('team.name.example') }))}
              ${choiceField(draft, '/parent', of('parent', { none: t('team.top'), choices: teamChoices(known.teams).filter(([id]) => id !== draft.saved?.id) }))}
              ${this.team === NEW && draft.fresh ? textField(draft, '/id', of('id', { max: 40 })) : nothing}
            </div></section>
            ${this.writes ? formFoot(draft, { remove: () => this.discard(t('team.delete', { name: draft.saved.name }), '/console/people') }) : nothing}
          </fieldset></form>`
        : nothing}
    `;
  }

  async #save(event) {
    const fresh = this.draft.fresh;
    if ((await this.save(event)) && fresh) go('/console/people');
  }
}

customElements.define('team-page', TeamPage);
