/** The rules that take leads back from their owners. */

import { html, nothing } from 'lit';
import { choiceField, durationField, numberField, textField, UNITS, worded, written } from '../../core/fields.js';
import { itemsField, more, pickField } from '../../core/lists.js';
import { duration, t } from '../../core/text.js';
import { choices } from '../reference.js';
import { filters } from './filters.js';

const of = worded('recycle');
const TRIGGERS = ['no_first_contact', 'no_followup', 'no_deal', 'no_opportunity', 'no_repurchase', 'contract_end', 'nurture_passed', 'grade_changed', 'max_hold'];
/** Follow-ups have to prove something only where they stop the clock. */
const PROVEN = ['no_first_contact', 'no_followup'];

export const recycling = (draft, known) => html`<section class="sheet">
  <h2>${t('recycle')}</h2>
  <p class="help">${t('recycle.help')}</p>
  ${itemsField(draft, '/recycle', {
    label: t('recycle'),
    empty: t('recycle.none'),
    add: t('recycle.add'),
    max: 50,
    fresh: () => ({ name: name(draft), trigger: 'no_first_contact', after: 'PT48H', warn_before: ['PT4H'] }),
    title: (rule, i) => rule.name || t('recycle.nth', { nth: i + 1 }),
    item: (at, rule) => one(draft, at, rule, known),
  })}
</section>`;

/** No two rules of a pool have one name. */
function name(draft) {
  const taken = (draft.get('/recycle') ?? []).map((rule) => rule.name);
  for (let i = taken.length + 1; ; i++) {
    const free = t('recycle.nth', { nth: i });
    if (!taken.includes(free)) return free;
  }
}

const one = (draft, at, rule, known) => html`<div class="form-grid">
    ${textField(draft, `${at}/name`, of('name', { required: true, max: 100 }))}
    ${choiceField(draft, `${at}/trigger`, of('trigger', { help: t(`recycle.trigger.${rule.trigger}.help`), choices: TRIGGERS.map((trigger) => [trigger,
      t(`recycle.trigger.${trigger}`)]) }))}
    ${durationField(draft, `${at}/after`, of('after'))}
    ${choiceField(draft, `${at}/time`, of('time', { help: known.tenant.calendar ? undefined : t('recycle.time.none'), choices: ['calendar',
      'working'].map((time) => [time, t(`recycle.time.${time}`)]) }))}
    ${warnings(draft, `${at}/warn_before`)}
  </div>
  ${filters(draft, `${at}/applies_to`, known)}
  ${more(draft, [`${at}/evidence`, `${at}/to`, `${at}/extensions`], t('recycle.more'), rare(draft, at, rule, known))}`;

/** Each warning is a chip; another is added by number and unit. */
function warnings(draft, pointer) {
  const set = draft.get(pointer) ?? [];
  const put = (list) => draft.set(pointer, list.length ? list : undefined);
  const add = (event) => {
    const [count, unit] = event.target.parentElement.querySelectorAll('input, select');
    const value = written(Number(count.value), unit.value);
    if (count.value > 0 && !set.includes(value)) put([...set, value]);
    count.value = '';
  };
  const fault = draft.fault(pointer);
  return html`<fieldset class="field chips">
    <legend>${t('recycle.warn_before')}</legend>
    ${set.map((one) => html`<button type="button" class="chip" aria-label="${t('item.remove')}: ${duration(one)}"
      @click=${() => put(set.filter((other) => other !== one))}>${duration(one)} ×</button>`)}
    <div class="input-group input-group-sm">
      <input type="number" min="1" class="form-control number" aria-label=${t('recycle.warn_before.add')} />
      <select class="form-select" aria-label="${t('recycle.warn_before')}: ${t('unit')}">${UNITS.slice(1,
        4).map(([unit]) => html`<option value=${unit}>${t(`unit.${unit}`)}</option>`)}</select>
      <button type="button" class="btn btn-outline-secondary" @click=${add}>${t('recycle.warn_before.add')}</button>
    </div>
    <div class=${fault ? 'fault' : 'help'}>${fault || t('recycle.warn_before.help')}</div>
  </fieldset>`;
}

const rare = (draft, at, rule, known) => html`<div class="form-grid">
    ${choiceField(draft, `${at}/to`, of('to', { none: t('recycle.to.same'), choices: choices(known.pools).filter(([id]) => id !== draft.saved?.id) }))}
    ${numberField(draft, `${at}/extensions/max`, of('extensions.max', { max: 1000 }))}
    ${rule.extensions ? choiceField(draft, `${at}/extensions/by`, of('extensions.by', { none: t('role.supervisor'), choices: ['agent',
      'manager'].map((role) => [role, t(`role.${role}`)]) })) : nothing}
  </div>
  ${PROVEN.includes(rule.trigger)
    ? html`<h3>${t('recycle.evidence')}</h3>
        <p class="help">${t('recycle.evidence.help')}</p>
        <div class="form-grid">
          ${numberField(draft, `${at}/evidence/call_seconds`, of('evidence.call_seconds', { max: 86_400, placeholder: 20 }))}
          ${pickField(draft, `${at}/evidence/outcomes`, of('evidence.outcomes', { choices: known.outcomes }))}
          ${pickField(draft, `${at}/evidence/proofs`, of('evidence.proofs', { choices: ['recording', 'upload', 'reply'].map((proof) => [proof, t(`proof.${proof}`)]) }))}
        </div>`
    : nothing}`;
