/** All channels with their health at a glance. */

import { html, nothing } from 'lit';
import { all } from '../../core/api.js';
import { named } from '../../core/names.js';
import { explain } from '../../core/problems.js';
import { number, t, term } from '../../core/text.js';
import '../../core/ticking.js';
import { View } from '../../core/view.js';

const REFRESH_MS = 15_000;

/** A figure that is to be seen when it is not zero. */
export const warned = (count) => html`<td class="figure-cell ${count ? 'warned' : ''}">${number(count)}</td>`;

export const healthBadge = (health) =>
  !health
    ? nothing
    : !health.enabled
      ? html`<span class="badge text-bg-secondary">${t('channels.off')}</span>`
      : health.silent
        ? html`<span class="badge text-bg-danger">${t('channels.silent')}</span>`
        : html`<span class="badge text-bg-success">${t('channels.on')}</span>`;

class ChannelList extends View {
  static properties = { role: { attribute: false }, channels: { state: true }, problem: { state: true } };

  #timer;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => document.hidden || this.#read(), REFRESH_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  firstUpdated() {
    this.#read();
  }

  async #read() {
    try {
      const { reads } = this.role;
      const [health, channels] = await Promise.all([all('/channels:health'), reads ? all('/channels') : []]);
      const known = new Map(channels.map((one) => [one.id, one]));
      this.channels = health.map((one) => ({ ...known.get(one.channel), id: one.channel, health: one }));
      this.problem = '';
    } catch (problem) {
      this.problem = explain(problem);
    }
  }

  render() {
    return html`
      <div class="page-head">
        <h1>${t('page.channels')}</h1>
        ${this.role.writes ? html`<a class="btn btn-primary" href="/console/channels/new">${t('channels.add')}</a>` : nothing}
      </div>
      ${this.problem ? html`<p class="fault" role="alert">${this.problem}</p>` : nothing}
      ${!this.channels ? html`<p class="empty" role="status">${t('loading')}</p>` : this.channels.length ? this.#table() : this.#none()}
    `;
  }

  #none() {
    return html`<div class="empty"><p>${t('channels.none')}</p>
      ${this.role.writes ? html`<a class="btn btn-primary" href="/console/channels/new">${t('channels.add')}</a>` : nothing}</div>`;
  }

  #table() {
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('page.channels')}><table class="table table-hover align-middle">
      <thead><tr>
        <th scope="col">${t('channels.name')}</th><th scope="col">${t('channels.pool')}</th><th scope="col">${t('channels.state')}</th>
        <th scope="col">${t('channels.last-lead')}</th><th scope="col" class="figure-cell">${t('channels.leads-day')}</th>
        <th scope="col" class="figure-cell">${t('channels.refused')}</th><th scope="col" class="figure-cell">${t('channels.letters')}</th>
      </tr></thead>
      <tbody>${this.channels.map((one) => this.#row(one))}</tbody>
    </table></div>`;
  }

  #row(one) {
    const { health } = one;
    return html`<tr>
      <td>${this.role.reads ? html`<a href="/console/channels/${one.id}">${one.name ?? one.id}</a>` : one.health.name}
        <div class="help">${one.type ? term('channel-type', one.type) : nothing}</div></td>
      <td>${named('pool', one.pool) || '–'}</td>
      <td>${healthBadge(health)}</td>
      <td>${health.last_lead_at ? html`<pelagos-age at=${health.last_lead_at}></pelagos-age>` : html`<span class="help">${t('channels.never')}</span>`}</td>
      <td class="figure-cell">${number(health.day.leads)}</td>
      ${warned(health.day.refused + health.day.failed)} ${warned(health.dead_letters)}
    </tr>`;
  }
}

customElements.define('channel-list', ChannelList);
