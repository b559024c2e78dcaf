/** When and how often customers may be called, and when owners are reminded. */

import { html } from 'lit';
import { durationField, numberField, textField, worded } from '../../core/fields.js';
import { itemsField, more } from '../../core/lists.js';
import { t } from '../../core/text.js';

const of = worded('contact-policy');

export const contact = (draft) => html`
  <section class="sheet"><h2>${t('contact-policy')}</h2><p class="help">${t('contact-policy.help')}</p>
    <div class="form-grid">
      ${textField(draft, '/contact_policy/hours/from', of('from', { type: 'time' }))} ${textField(draft, '/contact_policy/hours/to', of('to', { type: 'time' }))}
    </div>
    <h3>${t('contact-policy.dials')}</h3>
    ${itemsField(draft, '/contact_policy/dials', {
      label: t('contact-policy.dials'),
      empty: t('contact-policy.dials.none'),
      add: t('quota.add'),
      max: 10,
      fresh: () => ({ max: 3, window: 'P1D' }),
      title: (one, i) => `${t('pool-form.quota')} ${i + 1}`,
      item: (at) => html`<div class="form-grid">${numberField(draft, `${at}/max`, of('max', { min: 1, max: 50 }))} ${durationField(draft, `${at}/window`, of('window'))}</div>`,
    })}
    ${more(draft, ['/contact_policy/zones'], t('contact-policy.zones'), zones(draft))}
  </section>
  <section class="sheet"><h2>${t('reminders')}</h2><div class="form-grid">${durationField(draft, '/reminders/before', of('reminders'))}</div></section>
`;

/** Countries by their two letters, each with the time zone of its numbers. */
function zones(draft) {
  const list = Intl.supportedValuesOf?.('timeZone') ?? [];
  const add = (event) => {
    const country = event.target.value.trim().toUpperCase();
    if (!/^[A-Z]{2}$/.test(country)) return;
    event.target.value = '';
    draft.set(`/contact_policy/zones/${country}`, '');
  };
  return html`<p class="help">${t('contact-policy.zones.help')}</p><div class="form-grid">
    ${Object.keys(draft.get('/contact_policy/zones') ?? {}).map((country) => textField(draft, `/contact_policy/zones/${country}`, { label: country, list }))}
    <div class="field"><label for="zone-country">${t('contact-policy.zones.add')}</label><input id="zone-country" class="form-control form-control-sm" maxlength="2" placeholder="SG" @change=${add} /></div>
  </div>`;
}
