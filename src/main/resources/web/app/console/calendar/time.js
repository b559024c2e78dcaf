/** When the firm works, and what happens when its people do not. */

import { html, nothing } from 'lit';
import { chipsField, choiceField, durationField, textField, worded } from '../../core/fields.js';
import { itemsField } from '../../core/lists.js';
import { t } from '../../core/text.js';

const of = worded('time');
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY_MS = 86_400_000;
/** A range of dates that somebody adds at once. */
const RANGE_MAX = 60;

export const time = (draft) => html`
  <section class="sheet"><h2>${t('time.firm')}</h2><div class="form-grid">
    ${textField(draft, '/name', of('name', { required: true }))}
    ${textField(draft, '/time_zone', of('zone', { required: true, list: Intl.supportedValuesOf?.('timeZone') ?? [] }))}
  </div></section>
  <section class="sheet"><h2>${t('time.shifts')}</h2><p class="help">${t('time.shifts.help')}</p>
    ${itemsField(draft, '/calendar/shifts', {
      label: t('time.shifts'),
      empty: t('time.shifts.none'),
      add: t('time.shifts.add'),
      max: 50,
      fresh: () => ({ days: DAYS.slice(0, 5), from: '09:00', to: '18:00' }),
      title: (shift, i) => t('time.shift', { nth: i + 1 }),
      item: (at) => html`<div class="form-grid">
        ${chipsField(draft, `${at}/days`, of('days', { choices: weekdays() }))} ${textField(draft, `${at}/from`, of('from', { type: 'time' }))}
        ${textField(draft, `${at}/to`, of('to', { type: 'time' }))}
      </div>`,
    })}
  </section>
  ${draft.get('/calendar') ? free(draft) : nothing} ${presence(draft)}
`;

const weekdays = () => DAYS.map((day) => [day, t(`day.${day}`)]);

const free = (draft) => html`<section class="sheet"><h2>${t('time.holidays')}</h2><p class="help">${t('time.holidays.help')}</p>
    ${holidays(draft)}
    <h3>${t('time.make-up')}</h3><p class="help">${t('time.make-up.help')}</p>
    ${itemsField(draft, '/calendar/make_up_days', {
      label: t('time.make-up'),
      add: t('time.make-up.add'),
      max: 2000,
      fresh: () => ({ day: new Date().toISOString().slice(0, 10), as: 'mon' }),
      title: (one) => one.day ?? '',
      item: (at) => html`<div class="form-grid">${textField(draft, `${at}/day`, of('day', { type: 'date' }))} ${choiceField(draft, `${at}/as`, of('as',
        { choices: weekdays() }))}</div>`,
    })}
  </section>`;

function holidays(draft) {
  const dates = [...(draft.get('/calendar/holidays') ?? [])].sort();
  const put = (list) => draft.set('/calendar/holidays', list.length ? [...new Set(list)].sort() : undefined);
  const add = (event) => {
    const box = event.target.closest('.holidays');
    const [from, to] = [...box.querySelectorAll('input')].map((input) => input.value);
    if (from) put([...dates, ...between(from, to || from)]);
  };
  const fault = draft.fault('/calendar/holidays');
  return html`<div class="chips-row">${dates.map((date) => html`<button type="button" class="chip" aria-label="${t('item.remove')}: ${date}"
    @click=${() => put(dates.filter((one) => one !== date))}>${date} ×</button>`)}</div>
    ${fault ? html`<p class="fault">${fault}</p>` : nothing}
    <div class="holidays next">
      <label for="holiday-from">${t('time.holiday.from')}</label><input id="holiday-from" type="date" class="form-control form-control-sm" />
      <label for="holiday-to">${t('time.holiday.to')}</label><input id="holiday-to" type="date" class="form-control form-control-sm" />
      <button type="button" class="btn btn-sm btn-outline-secondary" @click=${add}>${t('time.holiday.add')}</button>
    </div>`;
}

function between(from, to) {
  const days = [];
  for (let at = Date.parse(from); at <= Date.parse(to) && days.length < RANGE_MAX; at += DAY_MS) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

const presence = (draft) => html`<section class="sheet"><h2>${t('presence-policy')}</h2><p class="help">${t('presence-policy.help')}</p><div class="form-grid">
  ${durationField(draft, '/presence/inactive/after', of('inactive'))} ${durationField(draft, '/presence/shift_end/after', of('shift_end'))}
  ${durationField(draft, '/presence/leave/max', of('leave.max', { placeholder: 'P30D' }))}
</div></section>`;
