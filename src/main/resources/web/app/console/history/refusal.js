/** Why a whole configuration was refused: faults with their places, or what is still in use. */

import { html, nothing } from 'lit';
import { faultText } from '../../core/faults.js';
import { explain } from '../../core/problems.js';
import { t } from '../../core/text.js';

const SHOWN = 30;

export function refusal(problem, known) {
  const { errors = [], documents = [] } = problem.body;
  return html`<div class="fault" role="alert">
    ${errors.length || documents.length ? nothing : explain(problem)}
    ${documents.slice(0, SHOWN).map((one) => html`<div>${t(`section.${one.section}`)} ${known.name(one.section, one.id)}: ${faultText(one.detail)}</div>`)}
    ${errors.slice(0, SHOWN).map((one) => html`<div>${one.line ? t('config.line', { line: one.line }) : nothing} ${one.pointer} ${faultText(one.detail)}</div>`)}
    ${errors.length > SHOWN ? html`<div>${t('config.more-faults', { count: errors.length - SHOWN })}</div>` : nothing}
  </div>`;
}
