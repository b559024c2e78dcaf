/** What holds over all pools: how much somebody may hold, what must be done first, what results are worth. */

import { html, nothing } from 'lit';
import { checkField, durationField, numberField, worded } from '../../core/fields.js';
import { t } from '../../core/text.js';

const of = worded('holding');
const POINTS = { won: 10, followed_up: 1, fake: -10, claimed: 0 };

export const holding = (draft) => html`
  <section class="sheet"><h2>${t('holding')}</h2><div class="form-grid">
    ${numberField(draft, '/owned/max', of('max', { min: 1, max: 1_000_000 }))}
    ${draft.get('/owned') ? html`${checkField(draft, '/owned/count_won', { label: t('pool-form.count_won') })}
    ${checkField(draft, '/owned/count_nurtured', { label: t('pool-form.count_nurtured'), otherwise: true })}` : nothing}
    ${durationField(draft, '/excess_warning', of('excess', { placeholder: 'P1D' }))}
  </div></section>
  <section class="sheet"><h2>${t('holding.first')}</h2><p class="help">${t('holding.first.help')}</p><div class="form-grid">
    ${numberField(draft, '/work_first/max_untouched', of('untouched', { max: 1_000_000, placeholder: 10 }))}
    ${numberField(draft, '/work_first/max_overdue', of('overdue', { max: 1_000_000, placeholder: 20 }))}
  </div></section>
  <section class="sheet"><h2>${t('holding.points')}</h2><p class="help">${t('holding.points.help')}</p><div class="form-grid">
    ${Object.entries(POINTS).map(([name, usual]) => numberField(draft, `/points/${name}`, of(`points.${name}`, { min: -100_000, max: 100_000, placeholder: usual })))}
    ${durationField(draft, '/points/window', of('points.window', { placeholder: 'P30D' }))}
  </div></section>
`;
