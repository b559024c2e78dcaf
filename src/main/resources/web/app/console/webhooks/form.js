/** What a webhook is told, and where. */

import { html, nothing } from 'lit';
import { checkField, chipsField, choiceField, textField } from '../../core/fields.js';
import { more } from '../../core/lists.js';
import { jsonField, pairsField } from '../../core/special-fields.js';
import { t, term } from '../../core/text.js';

const EVENTS = ['received', 'merged', 'claimed', 'assigned', 'transferred', 'followed_up', 'released', 'recycled', 'won', 'repurchased', 'closed', 'reopened', 'escalated',
  'edited', 'noted', 'opportunity', 'contract', 'payment', 'evidenced', 'reviewed', 'moved', 'erased'];
/** What a platform of ads gets when nobody says otherwise. */
const BODY = { event_name: '{name}', event_time: '{time_seconds}', event_id: '{event_id}', click_id: '{click_id}', value: '{amount}', currency: '{currency}' };

export const webhookForm = (draft, { pools, channels, admin }) => html`
  <div class="form-grid">
    ${textField(draft, '/url', { label: t('webhooks.url'), help: t('webhooks.url.help'), required: true, max: 2_000, wide: true, type: 'url', placeholder: 'https://crm.example.com/pelagos' })}
    ${formatField(draft)}
    ${checkField(draft, '/enabled', { label: t('channels.enabled'), help: t('webhooks.enabled.help'), otherwise: true })}
    ${draft.get('/format') === 'conversions' ? conversionFields(draft) : eventFields(draft)}
    ${checkField(draft, '/contact', { label: t('webhooks.contact'), help: t(admin ? 'webhooks.contact.help' : 'webhooks.contact.admin'), disabled: !admin })}
  </div>
  ${more(draft, ['/pools', '/channels', '/headers'], t('more'), html`<div class="form-grid">
    ${chipsField(draft, '/pools', { label: t('webhooks.pools'), help: t('webhooks.all'), choices: pools })}
    ${chipsField(draft, '/channels', { label: t('webhooks.channels'), help: t('webhooks.all'), choices: channels })}
    ${pairsField(draft, '/headers', { label: t('webhooks.headers'), help: t(draft.fresh ? 'webhooks.headers.new' : 'webhooks.headers.help'), name: t('webhooks.header'), value: t('webhooks.header.value') })}
  </div>`)}
`;

/** One of the two needs events, the other names. */
const formatField = (draft) =>
  choiceField(
    { get: () => draft.get('/format') ?? 'events', set: (at, format) => turn(draft, format), fault: (at) => draft.fault(at) },
    '/format',
    { label: t('webhooks.format'), help: t('webhooks.format.help'), choices: ['events', 'conversions'].map((one) => [one, term('webhook-format', one)]) },
  );

function turn(draft, format) {
  draft.set('/format', format);
  const conversions = format === 'conversions';
  draft.set('/events', conversions ? undefined : ['*']);
  draft.set('/conversion', conversions ? { names: { won: 'Purchase' }, body: BODY } : undefined);
}

function eventFields(draft) {
  const every = draft.get('/events')?.includes('*') ?? false;
  const known = [...new Set([...EVENTS, ...(draft.get('/events') ?? [])])].filter((one) => one !== '*');
  return html`<div class="field check wide"><input id="every" type="checkbox" class="form-check-input" .checked=${every} @change=${(event) => draft.set('/events', event.target.checked ? ['*'] : ['won'])} />
      <label for="every">${t('webhooks.every')}</label></div>
    ${every ? nothing : chipsField(draft, '/events', { label: t('webhooks.events'), choices: known.map((one) => [one, term('event', one)]) })}`;
}

const conversionFields = (draft) => html`
  ${pairsField(draft, '/conversion/names', { label: t('webhooks.names'), help: t('webhooks.names.help'), name: t('webhooks.name.event'), value: t('webhooks.name.platform') })}
  ${jsonField(draft, '/conversion/body', { label: t('webhooks.body'), help: t('webhooks.body.help'), rows: 8 })}
`;
