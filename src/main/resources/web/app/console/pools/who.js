/** Whose pool it is. */

import { html, nothing } from 'lit';
import { checkField, choiceField, textField, worded } from '../../core/fields.js';
import { more, pickField } from '../../core/lists.js';
import { t } from '../../core/text.js';
import { choices, people } from '../reference.js';

const of = worded('pool-form');

export const who = (draft, known) => html`<section class="sheet">
  <h2>${t('pool-form.who')}</h2>
  <div class="form-grid">
    ${textField(draft, '/name', of('name', { required: true, placeholder: t('pool-form.name.example') }))}
    ${choiceField(draft, '/order', of('order', { choices: ['fifo', 'lifo', 'score'].map((order) => [order, t(`pool-form.order.${order}`)]) }))}
    ${draft.fresh ? textField(draft, '/id', of('id', { max: 40, placeholder: 'web' })) : nothing}
    ${members(draft, '/members', known)}
  </div>
  ${more(draft, ['/visible', '/admins'], t('more'), html`<div class="form-grid">
    ${checkField(draft, '/visible', of('visible', { otherwise: true }))}
    ${pickField(draft, '/admins', of('admins', { choices: people(known.agents.filter((one) => ['agent', 'supervisor'].includes(one.role ?? 'agent'))) }))}
  </div>`)}
</section>`;

/** Everyone, or some teams and agents. */
export function members(draft, pointer, known) {
  const everyone = draft.get(`${pointer}/everyone`) === true;
  return html`<div class="field wide">
    ${checkField(draft, `${pointer}/everyone`, of('everyone.all'))}
    ${everyone
      ? nothing
      : html`${pickField(draft, `${pointer}/teams`, of('teams', { choices: choices(known.teams) }))}
          ${pickField(draft, `${pointer}/agents`, of('agents', { choices: people(known.agents) }))}`}
  </div>`;
}
