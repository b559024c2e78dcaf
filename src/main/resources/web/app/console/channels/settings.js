/** What a channel is and how its sender proves himself. */

import { html, nothing } from 'lit';
import { checkField, choiceField, durationField, numberField, textField, wordsField } from '../../core/fields.js';
import { more } from '../../core/lists.js';
import { jsonField, pairsField, secretField } from '../../core/special-fields.js';
import { t, term } from '../../core/text.js';
import { KINDS } from './kinds.js';

const SIGNED = ['hmac-sha256', 'tiktok', 'tiktok-open', 'oceanengine', 'tencent', 'meta', 'linkedin'];
const ENCODINGS = ['hex', 'base64', 'base64-hex'].map((one) => [one, one]);
const RARE = ['/reply', '/settings/test_values', '/settings/list', '/settings/graph_url', '/settings/api_url', '/settings/api_version', '/ping_post', '/auth/signed'];
const ALGORITHMS = ['hmac-sha256', 'sha256'].map((one) => [one, one]);

export const credentialFields = (draft, kind) =>
  (kind.credentials ?? []).map((name) => secretField(draft, `/credentials/${name}`, {
    label: t(`credential.${name}`), help: t(`credential.help.${name}`), removable: true, wide: true,
  }));

export function settingsForm(draft, pools) {
  const { type } = draft.value;
  const kind = KINDS[type];
  const leads = type !== 'calls';
  return html`
    <div class="form-grid">
      ${textField(draft, '/name', { label: t('channels.name'), required: true })}
      ${leads ? choiceField(draft, '/pool', { label: t('channels.pool'), help: t('channels.pool.help'), choices: pools }) : nothing}
      ${leads ? textField(draft, '/default_region', { label: t('channels.region'), help: t('channels.region.help'), max: 2, placeholder: 'CN' }) : nothing}
      ${checkField(draft, '/enabled', { label: t('channels.enabled'), help: t('channels.enabled.help'), otherwise: true })}
    </div>
    <h2>${t('channels.proof')}</h2>
    <p class="help">${t('channels.proof.help')}</p>
    <div class="form-grid">
      ${secretField(draft, '/secret', { label: t(`secret.of.${kind.secret}`), help: t(`secret.help.${kind.secret}`), make: kind.make, key: draft.get('/auth/type') === 'standard-webhooks', wide: true })}
      ${credentialFields(draft, kind)}
      ${kind.proofs ? proofField(draft, kind) : nothing}
      ${proofDetails(draft)}
    </div>
    ${kind.pulls ? pullFields(draft, kind) : nothing}
    ${more(draft, RARE, t('more'), rareFields(draft, type, kind))}
  `;
}

function proofField(draft, kind) {
  const words = (proof) => (proof ? term('proof', proof) : t('proof.usual'));
  const known = [...new Set([...kind.proofs, draft.get('/auth/type') ?? ''])].filter((proof) => proof || kind.proofs.includes(''));
  return html`<div class="field">
    <label for="proof">${t('channels.proof.how')}</label>
    <select id="proof" class="form-select form-select-sm" @change=${(event) => draft.set('/auth', event.target.value ? { type: event.target.value } : undefined)}>
      ${known.map((proof) => html`<option value=${proof} ?selected=${proof === (draft.get('/auth/type') ?? '')}>${words(proof)}</option>`)}
    </select>
    <div class=${draft.fault('/auth') ? 'fault' : 'help'}>${draft.fault('/auth') || t(`proof.help.${draft.get('/auth/type') ?? 'usual'}`)}</div>
  </div>`;
}

function proofDetails(draft) {
  const type = draft.get('/auth/type');
  if (type === 'shared') {
    return html`${choiceField(draft, '/auth/in', { label: t('proof.in'), choices: ['header', 'query', 'body'].map((one) => [one, term('proof.in', one)]) })}
      ${textField(draft, '/auth/name', { label: t('proof.name'), help: t('proof.name.help'), placeholder: 'X-Secret' })}`;
  }
  if (type === 'basic') return textField(draft, '/auth/name', { label: t('proof.user') });
  if (type === 'hmac-sha256') {
    return html`${textField(draft, '/auth/name', { label: t('proof.header'), placeholder: 'X-Signature' })}
      ${choiceField(draft, '/auth/encoding', { label: t('proof.encoding'), choices: ENCODINGS })}`;
  }
  return nothing;
}

function rareFields(draft, type, kind) {
  const signed = SIGNED.includes(draft.get('/auth/type'));
  return html`<div class="form-grid">
    ${type === 'calls' ? nothing : wordsField(draft, '/settings/test_values', { label: t('channels.test-values'), help: t('channels.test-values.help') })}
    ${type === 'generic' ? textField(draft, '/settings/list', { label: t('channels.list'), help: t('channels.list.help'), placeholder: 'data.leads' }) : nothing}
    ${kind.address ? textField(draft, `/settings/${kind.address}`, { label: t('channels.api'), help: t('channels.api.help') }) : nothing}
    ${type === 'linkedin' ? textField(draft, '/settings/api_version', { label: t('channels.api-version'), max: 20, placeholder: '202601' }) : nothing}
    ${type === 'google' ? nothing : html`${numberField(draft, '/reply/status', { label: t('channels.reply-status'), help: t('channels.reply.help'), min: 200, max: 299 })}
      ${replyField(draft)}`}
    ${signed ? html`${draft.get('/auth/type') === 'hmac-sha256' ? nothing : textField(draft, '/auth/name', { label: t('proof.header') })}
      ${choiceField(draft, '/auth/algorithm', { label: t('proof.algorithm'), none: t('proof.usual'), choices: ALGORITHMS })}
      ${draft.get('/auth/type') === 'hmac-sha256' ? nothing : choiceField(draft, '/auth/encoding', { label: t('proof.encoding'), none: t('proof.usual'), choices: ENCODINGS })}
      ${textField(draft, '/auth/timestamp', { label: t('proof.timestamp') })}
      ${numberField(draft, '/auth/tolerance_seconds', { label: t('proof.tolerance'), max: 86_400 })}
      ${jsonField(draft, '/auth/signed', { label: t('proof.signed'), help: t('proof.signed.help') })}` : nothing}
    ${type === 'generic' ? pingFields(draft) : nothing}
  </div>`;
}

/** A text is sent as it is, an object as JSON. */
const replyField = (draft) =>
  typeof draft.get('/reply/body') === 'string'
    ? textField(draft, '/reply/body', { label: t('channels.reply-body'), max: 2_000, wide: true })
    : jsonField(draft, '/reply/body', { label: t('channels.reply-body'), help: t('channels.reply-body.help'), max: 2_000 });

/** Partners who ask for a price first. */
const pingFields = (draft) => html`
  <fieldset class="field wide"><legend>${t('channels.ping')}</legend>
    <div class="help">${t('channels.ping.help')}</div>
    <div class="form-grid">
      ${textField(draft, '/ping_post/currency', { label: t('channels.ping.currency'), max: 3, placeholder: 'CNY' })}
      ${durationField(draft, '/ping_post/ttl', { label: t('channels.ping.ttl') })}
      ${numberField(draft, '/ping_post/max_per_day', { label: t('channels.ping.max'), min: 1 })}
      ${jsonField(draft, '/ping_post/prices', { label: t('channels.ping.prices'), help: t('channels.ping.prices.help') })}
    </div>
  </fieldset>`;

/** How a platform is asked for its newest leads. */
export const pullFields = (draft, kind) => html`
  <h2>${t('channels.pull')}</h2>
  <p class="help">${t(kind.pulls === 'always' ? 'channels.pull.always' : 'channels.pull.help')}</p>
  <div class="form-grid">
    ${textField(draft, '/settings/pull/url', { label: t('channels.pull.url'), help: t('channels.pull.url.help'), max: 1_000, wide: true, required: kind.pulls === 'always', placeholder: 'https://…?page={page}' })}
    ${kind.pulls === 'always' || draft.get('/settings/pull')
      ? html`${textField(draft, '/settings/pull/list', { label: t('channels.pull.list'), help: t('channels.pull.list.help'), placeholder: 'data.list' })}
        ${durationField(draft, '/settings/pull/period', { label: t('channels.pull.period') })}
        ${jsonField(draft, '/settings/pull/body', { label: t('channels.pull.body'), help: t('channels.pull.body.help'), max: 4_000 })}
        <div class="field wide">${more(draft, ['overlap', 'page_size', 'time_format', 'since', 'headers', 'signed', 'algorithm', 'encoding'].map((name) => `/settings/pull/${name}`), t('more'), html`<div class="form-grid">
          ${durationField(draft, '/settings/pull/overlap', { label: t('channels.pull.overlap'), help: t('channels.pull.overlap.help') })}
          ${numberField(draft, '/settings/pull/page_size', { label: t('channels.pull.page-size'), min: 1, max: 1_000 })}
          ${textField(draft, '/settings/pull/time_format', { label: t('channels.pull.time-format'), max: 40, help: t('channels.pull.time-format.help'), placeholder: 'yyyy-MM-dd HH:mm:ss' })}
          ${textField(draft, '/settings/pull/since', { label: t('channels.pull.since'), placeholder: '2026-05-04T00:00:00.000Z' })}
          ${pairsField(draft, '/settings/pull/headers', { label: t('channels.pull.headers'), help: t('channels.pull.url.help'), name: t('webhooks.header'), value: t('webhooks.header.value') })}
          ${textField(draft, '/settings/pull/signed', { label: t('proof.signed'), max: 1_000, wide: true })}
          ${choiceField(draft, '/settings/pull/algorithm', { label: t('proof.algorithm'), none: t('proof.usual'), choices: ALGORITHMS })}
          ${choiceField(draft, '/settings/pull/encoding', { label: t('proof.encoding'), none: t('proof.usual'), choices: ENCODINGS })}
        </div>`)}</div>`
      : nothing}
  </div>`;
