/** All outgoing webhooks, and how far each has come. */

import { html, nothing } from 'lit';
import { all, get } from '../../core/api.js';
import { explain } from '../../core/problems.js';
import { number, t, term } from '../../core/text.js';
import '../../core/ticking.js';
import { View } from '../../core/view.js';

class WebhookList extends View {
  static properties = { writes: { attribute: false }, webhooks: { state: true }, problem: { state: true } };

  async firstUpdated() {
    try {
      const webhooks = await all('/webhooks');
      const status = await Promise.all(webhooks.map((one) => get(`/webhooks/${one.id}/status`)));
      this.webhooks = webhooks.map((one, i) => ({ ...one, status: status[i] }));
    } catch (problem) {
      this.problem = explain(problem);
    }
  }

  render() {
    return html`
      <div class="page-head"><h1>${t('page.webhooks')}</h1>
        ${this.writes ? html`<a class="btn btn-primary" href="/console/webhooks/new">${t('webhooks.add')}</a>` : nothing}</div>
      <p class="help">${t('webhooks.help')}</p>
      ${this.problem ? html`<p class="fault" role="alert">${this.problem}</p>` : nothing}
      ${!this.webhooks ? nothing : this.webhooks.length ? this.#table() : html`<p class="empty">${t('webhooks.none')}</p>`}
    `;
  }

  #table() {
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('page.webhooks')}><table class="table table-hover align-middle">
      <thead><tr><th scope="col">${t('webhooks.url')}</th><th scope="col">${t('channels.state')}</th><th scope="col">${t('webhooks.last-success')}</th>
        <th scope="col" class="figure-cell">${t('webhooks.pending')}</th><th scope="col" class="figure-cell">${t('webhooks.given-up')}</th></tr></thead>
      <tbody>${this.webhooks.map((one) => html`<tr>
        <td class="url-cell"><a href="/console/webhooks/${one.id}">${one.url}</a><div class="help">${one.id} · ${term('webhook-format', one.format ?? 'events')}</div></td>
        <td>${state(one)}</td>
        <td>${one.status.last_success_at ? html`<pelagos-age at=${one.status.last_success_at}></pelagos-age>` : html`<span class="help">${t('channels.never')}</span>`}</td>
        <td class="figure-cell">${number(one.status.pending)}</td>
        <td class="figure-cell ${one.status.dead_letters ? 'warned' : ''}">${number(one.status.dead_letters)}</td>
      </tr>`)}</tbody></table></div>`;
  }
}

/** Something fails when its last attempt did. */
export function state({ enabled, status }) {
  const fails = status.retried > 0;
  return !enabled
    ? html`<span class="badge text-bg-secondary">${t('channels.off')}</span>`
    : html`<span class="badge text-bg-${fails ? 'danger' : 'success'}">${t(fails ? 'webhooks.failing' : 'channels.on')}</span>`;
}

customElements.define('webhook-list', WebhookList);
