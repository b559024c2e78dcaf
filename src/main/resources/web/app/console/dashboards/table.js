/** Numbers as a table: what they are is told by their names. */

import { html, nothing } from 'lit';
import { number, span, t } from '../../core/text.js';

export const percent = (ratio) => (ratio === null ? '–' : `${number(Math.round(ratio * 1_000) / 10)} %`);

/** A number as people read it: `_ratio` in per cent, `_seconds` as a span, sums of money with their currencies. */
export function shown(name, value) {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map((sum) => html`<div>${number(sum.amount)} ${sum.currency}</div>`);
  if (name.endsWith('_ratio')) return percent(value);
  if (name.endsWith('_seconds')) return span(value * 1_000);
  return typeof value === 'number' ? number(value) : value;
}

/** How it has changed, in words that do not need a colour. */
function change(value, before) {
  if (typeof value !== 'number' || typeof before !== 'number') return nothing;
  const sign = value > before ? '▲' : value < before ? '▼' : '=';
  return sign;
}

/**
 * @param {string} name of the column that says what a row is of
 * @param {string[]} columns numbers
 * @param {(row: object) => string} title what a row is called
 * @param {object} [total] the last row
 */
export function table({ caption, name, columns, items, title, total }) {
  const cell = (row, column) => html`<td class="figure-cell">${shown(column, row[column])}
    ${row.previous ? html`<span class="before">${change(row[column], row.previous[column])} ${shown(column, row.previous[column])}</span>` : nothing}</td>`;
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${caption}><table class="table table-sm align-middle">
    <thead><tr><th scope="col">${name}</th>${columns.map((column) => html`<th scope="col" class="figure-cell">${t(`numbers.${column}`)}</th>`)}</tr></thead>
    <tbody>${items.map((row) => html`<tr><th scope="row">${title(row)}</th>${columns.map((column) => cell(row, column))}</tr>`)}</tbody>
    ${total ? html`<tfoot><tr><th scope="row">${t('numbers.total')}</th>${columns.map((column) => cell(total, column))}</tr></tfoot>` : nothing}
  </table></div>`;
}
