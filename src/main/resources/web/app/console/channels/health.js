/** How a channel is: what came in the last hour and day, and what its platform has still to give. */

import { html, nothing } from 'lit';
import { get, post, Problem } from '../../core/api.js';
import { explain } from '../../core/problems.js';
import { moment, number, t, term } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';
import { healthBadge } from './list.js';

const FIGURES = ['leads', 'accepted', 'merged', 'duplicate', 'test', 'refused', 'failed', 'deliveries'];
const REFRESH_MS = 10_000;

class ChannelHealth extends View {
  static properties = { channel: { attribute: false }, writes: { attribute: false }, health: { state: true }, fetches: { state: true } };

  #timer;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => document.hidden || this.#read(), REFRESH_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  willUpdate(changed) {
    if (changed.has('channel') && changed.get('channel')?.id !== this.channel.id) this.#read();
  }

  async #read() {
    const { id } = this.channel;
    const [health, fetches] = await Promise.all([get(`/channels/${id}/health`), get(`/channels/${id}/fetches`)]).catch(() => []);
    if (health) [this.health, this.fetches] = [health, fetches];
  }

  #retry = async () => {
    try {
      this.fetches = await post(`/channels/${this.channel.id}/fetches:retry`, {});
      note(t('fetches.asked'), 'success');
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    }
  };

  render() {
    const { health } = this;
    if (!health) return html`<section class="item"><p class="empty" role="status">${t('loading')}</p></section>`;
    const { no_contact: unreachable, ...refused } = health.day.reasons;
    const reasons = Object.entries(refused);
    return html`<section class="item">
      <h2>${t('health')} ${healthBadge(health)}</h2>
      ${health.silent ? html`<p class="fault">${t('health.silent', { at: moment(health.silent_since) })}</p>` : nothing}
      <table class="table table-sm">
        <thead><tr><th scope="col"><span class="visually-hidden">${t('health.what')}</span></th><th scope="col" class="figure-cell">${t('health.hour')}</th><th scope="col" class="figure-cell">${t('health.day')}</th></tr></thead>
        <tbody>${FIGURES.map((figure) => html`<tr class="figure-${figure}"><th scope="row">${t(`health.${figure}`)}</th>
          <td class="figure-cell">${number(health.hour[figure])}</td><td class="figure-cell">${number(health.day[figure])}</td></tr>`)}</tbody>
      </table>
      ${reasons.length ? html`<p>${t('health.reasons')} ${reasons.map(([reason, count]) => html`<span class="tag">${term('refusal', reason)} ${number(count)}</span>`)}</p>` : nothing}
      ${unreachable ? html`<p class="fault">${t('health.no-contact', { count: number(unreachable) })}</p>` : nothing}
      <p class="help">${health.last_delivery_at ? t('health.last', { at: moment(health.last_delivery_at) }) : t('health.nothing-yet')}</p>
      ${this.#fetching()}
    </section>`;
  }

  #fetching() {
    const { fetches } = this;
    if (!fetches || (!fetches.waiting && !fetches.blocked && !fetches.poll)) return nothing;
    return html`<h3>${t('fetches')}</h3>
      <p>${t('fetches.counts', { waiting: number(fetches.waiting), blocked: number(fetches.blocked) })}
        ${fetches.reason ? html`<br /><span class="fault">${term('fetch-reason', fetches.reason)}</span>` : nothing}</p>
      ${fetches.poll ? html`<p class="help">${t('fetches.poll', { cursor: moment(fetches.poll.cursor_at), due: moment(fetches.poll.due_at) })}
        ${fetches.poll.reason ? html`<span class="fault">${term('fetch-reason', fetches.poll.reason)}</span>` : nothing}</p>` : nothing}
      ${this.writes ? html`<button type="button" class="btn btn-sm btn-outline-primary" @click=${this.#retry}>${t('fetches.retry')}</button>` : nothing}`;
  }
}

customElements.define('channel-health', ChannelHealth);
