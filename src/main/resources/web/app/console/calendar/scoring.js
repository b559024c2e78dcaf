/** How new leads are scored and graded. */

import { html, nothing } from 'lit';
import { post } from '../../core/api.js';
import { conditionField } from '../../core/condition.js';
import { checkField, numberField, textField, worded } from '../../core/fields.js';
import { itemsField, more } from '../../core/lists.js';
import { explain } from '../../core/problems.js';
import { t } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { choices } from '../reference.js';

const of = worded('scoring');

/** What scoring may ask for beside what channels' rules do. */
const alsoAsked = (known) => [['channel', t('when-field.channel'), choices(known.channels)], ...(known.tenant.fields ?? []).map((field) => [`fields.${field.id}`, field.name])];

export const scoring = (draft, known) => html`
  <section class="sheet"><h2>${t('scoring')}</h2><p class="help">${t('scoring.help')}</p>
    <div class="form-grid">${numberField(draft, '/scoring/base', of('base', { min: -1_000_000, max: 1_000_000, placeholder: 0 }))}</div>
    <h3>${t('scoring.rules')}</h3>
    ${itemsField(draft, '/scoring/rules', {
      label: t('scoring.rules'),
      empty: t('scoring.rules.none'),
      add: t('recycle.add'),
      max: 200,
      fresh: () => ({ name: t('recycle.nth', { nth: (draft.get('/scoring/rules') ?? []).length + 1 }), points: 10, when: { field: 'source.campaign', contains: '' } }),
      title: (rule, i) => rule.name || t('recycle.nth', { nth: i + 1 }),
      item: (at) => html`<div class="form-grid">
          ${textField(draft, `${at}/name`, of('name', { max: 60 }))} ${numberField(draft, `${at}/points`, of('points', { min: -1_000_000, max: 1_000_000 }))}
          ${conditionField(draft, `${at}/when`, { label: t('scoring.when'), also: alsoAsked(known) })}
        </div>`,
    })}
    <h3>${t('scoring.grades')}</h3><p class="help">${t('scoring.grades.help')}</p>
    ${itemsField(draft, '/scoring/grades', {
      label: t('scoring.grades'),
      add: t('scoring.grades.add'),
      max: 26,
      fresh: () => ({ min: 0, grade: known.grades[0]?.[0] ?? 'A' }),
      title: (one) => `${one.grade ?? ''} ≥ ${one.min ?? ''}`,
      item: (at) => html`<div class="form-grid">${numberField(draft, `${at}/min`, of('min', { min: -1_000_000, max: 1_000_000 }))} ${textField(draft, `${at}/grade`,
        of('grade', { max: 20, list: known.grades.map(([grade]) => grade) }))}</div>`,
    })}
    ${more(draft, ['/scoring/override', '/scoring/on_edit'], t('more'), html`<div class="form-grid">${checkField(draft, '/scoring/override', of('override'))}
    ${checkField(draft, '/scoring/on_edit', of('on_edit'))}</div>`)}
    ${draft.dirty || !draft.get('/scoring') ? nothing : html`<p><button type="button" class="btn btn-sm btn-outline-primary"
      @click=${anew}>${t('scoring.apply')}</button> <span class="help">${t('scoring.apply.help')}</span></p>`}
  </section>
`;

async function anew() {
  if (!confirm(t('scoring.apply.sure'))) return;
  try {
    await post('/scoring:apply');
    note(t('scoring.apply.begun'), 'success');
  } catch (problem) {
    note(explain(problem), 'danger');
  }
}
