/** The address of a channel, and what is to be done at the other side. */

import { html, nothing } from 'lit';
import { copyable } from '../../core/special-fields.js';
import { t } from '../../core/text.js';
import { address } from './kinds.js';

const STEPS_MAX = 6;

/** Of channels that were made in this page: what is stored is never read back. */
const made = new Map();

export const remember = (channel, secret) => secret && made.set(channel, secret);

/** How somebody would send a lead who has nothing but a command line. */
function example(channel) {
  const secret = made.get(channel.id) ?? t('setup.your-secret');
  const url = address(channel);
  const proof = channel.auth?.type ?? (channel.secret === null ? 'usual' : 'none');
  const at = proof === 'shared' ? (channel.auth.in ?? 'header') : 'header';
  const name = proof === 'shared' ? channel.auth.name : 'X-Pelagos-Secret';
  const headers = [`-H 'Content-Type: application/json'`];
  if ((proof === 'usual' && !secret.startsWith('whsec_')) || (proof === 'shared' && at === 'header')) headers.push(`-H '${name}: ${secret}'`);
  if (proof === 'basic') headers.push(`-u '${channel.auth.name}:${secret}'`);
  const query = proof === 'shared' && at === 'query' ? `?${name}=${secret}` : '';
  return `curl -X POST '${url}${query}' ${headers.join(' ')} -d '{"name":"王小明","phone":"13800138000"}'`;
}

export function setup(channel) {
  const pushed = channel.type !== 'kuaishou';
  const steps = [];
  for (let i = 1; i <= STEPS_MAX && t(`setup.${channel.type}.${i}`) !== `setup.${channel.type}.${i}`; i++) steps.push(t(`setup.${channel.type}.${i}`));
  return html`<section class="item">
    <h2>${t('setup')}</h2>
    ${pushed ? html`<p class="help">${t('setup.address')}</p>${copyable(address(channel), t('setup.address'))}` : nothing}
    ${made.has(channel.id) ? html`<p class="secret-once">${t('setup.secret-once')}</p>${copyable(made.get(channel.id), t('setup.secret'))}` : nothing}
    <ol class="steps">${steps.map((step) => html`<li>${step}</li>`)}</ol>
    ${channel.type === 'generic' ? html`<details class="more"><summary>${t('setup.curl')}</summary>${copyable(example(channel), t('setup.curl'))}</details>` : nothing}
    ${channel.ping_post ? html`<p class="help">${t('setup.ping')}</p>${copyable(`${address(channel)}/ping`, t('setup.ping'))}` : nothing}
  </section>`;
}
