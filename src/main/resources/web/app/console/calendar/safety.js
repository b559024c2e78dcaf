/** Signing in, machines that claim, and how long things are kept. */

import { html, nothing } from 'lit';
import { checkField, choiceField, durationField, numberField, textField, wordsField, worded } from '../../core/fields.js';
import { more, toggleField } from '../../core/lists.js';
import { t } from '../../core/text.js';

const of = worded('safety');
const KEPT = ['closed_leads', 'calls', 'tasks', 'dead_letters', 'config_history', 'tokens'];

export const safety = (draft) => html`
  <section class="sheet"><h2>${t('safety.sign-in')}</h2>
    <div class="form-grid">
      ${checkField(draft, '/sign_in/passwords', of('passwords', { otherwise: true }))}
      ${durationField(draft, '/sign_in/session/max', of('session.max', { placeholder: 'PT12H' }))}
      ${durationField(draft, '/sign_in/session/idle', of('session.idle', { placeholder: 'PT2H' }))}
      ${numberField(draft, '/sign_in/failures/max', of('failures.max', { min: 3, max: 1000, placeholder: 10 }))}
      ${durationField(draft, '/sign_in/failures/lock', of('failures.lock', { placeholder: 'PT15M' }))}
    </div>
    ${more(draft, ['/sign_in/failures/window', '/sign_in/address', '/sign_in/session/per_agent'], t('more'), html`<div class="form-grid">
      ${durationField(draft, '/sign_in/failures/window', of('failures.window', { placeholder: 'PT15M' }))}
      ${numberField(draft, '/sign_in/address/max', of('address.max', { min: 3, max: 100_000, placeholder: 100 }))}
      ${durationField(draft, '/sign_in/address/window', of('address.window', { placeholder: 'PT15M' }))}
      ${numberField(draft, '/sign_in/session/per_agent', of('per_agent', { min: 1, max: 100, placeholder: 20 }))}
    </div>`)}
    ${more(draft, ['/oidc'], t('safety.oidc'), oidc(draft))}
  </section>
  <section class="sheet"><h2>${t('safety.bots')}</h2><p class="help">${t('safety.bots.help')}</p>${bots(draft)}</section>
  <section class="sheet"><h2>${t('safety.kept')}</h2><p class="help">${t('safety.kept.help')}</p><div class="form-grid">
    ${KEPT.map((kind) => durationField(draft, `/retention/${kind}`, of(`kept.${kind}`, { unit: 'D' })))}
  </div></section>
  <section class="sheet"><h2>${t('safety.rates')}</h2><div class="form-grid">
    ${numberField(draft, '/rate_limits/token/per_second', of('per_second', { min: 1, max: 100_000 }))}
    ${draft.get('/rate_limits/token') ? numberField(draft, '/rate_limits/token/burst', of('burst', { min: 1, max: 1_000_000 })) : nothing}
  </div></section>
`;

const oidc = (draft) => html`<p class="help">${t('safety.oidc.help')}</p><div class="form-grid">
  ${textField(draft, '/oidc/issuer', of('issuer', { max: 500, placeholder: 'https://login.example.com/realms/sales' }))}
  ${textField(draft, '/oidc/client_id', of('client_id', { max: 255, placeholder: 'pelagos' }))}
  ${textField(draft, '/oidc/client_secret', of('client_secret', { type: 'password', max: 4000 }))} ${textField(draft, '/oidc/claim', of('claim', { max: 100, placeholder: 'email' }))}
  ${wordsField(draft, '/oidc/scopes', of('scopes', { placeholder: 'openid, email' }))}
  ${textField(draft, '/oidc/tokens/audience', of('audience', { max: 500 }))}
  ${draft.get('/oidc/tokens') ? textField(draft, '/oidc/tokens/claim', of('tokens.claim', { max: 100, placeholder: 'sub' })) : nothing}
</div>`;

const bots = (draft) => html`<div class="form-grid">
  ${toggleField(draft, '/bots', { label: t('safety.bots.on'), fresh: { attempts_per_second: 5, then: 'warn' } })}
  ${draft.get('/bots')
    ? html`${choiceField(draft, '/bots/then', of('then', { choices: ['warn', 'slow_down', 'block'].map((one) => [one, t(`safety.then.${one}`)]) }))}
        ${numberField(draft, '/bots/attempts_per_second', of('attempts', { min: 1, max: 1000 }))}
        ${numberField(draft, '/bots/reflex/times', of('reflex.times', { min: 2, max: 1000 }))} ${numberField(draft, '/bots/reflex/millis', of('reflex.millis', { min: 1, max: 10_000 }))}
        ${numberField(draft, '/bots/sessions/max', of('sessions.max', { min: 1, max: 100 }))}
        ${durationField(draft, '/bots/sessions/within', of('sessions.within', { placeholder: 'PT10M' }))}
        ${draft.get('/bots/then') === 'slow_down' ? durationField(draft, '/bots/delay', of('delay', { placeholder: 'PT2S' })) : nothing}
        ${durationField(draft, '/bots/for', of('for', { placeholder: 'PT15M' }))}`
    : nothing}
</div>`;
