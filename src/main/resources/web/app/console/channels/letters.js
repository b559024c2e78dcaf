/** What came by a channel and could not be taken: looked at, read again once the reason is mended, thrown away. */

import { html, nothing } from 'lit';
import { del, get, post, Problem } from '../../core/api.js';
import { faultText } from '../../core/faults.js';
import { explain } from '../../core/problems.js';
import { moment, number, t, term } from '../../core/text.js';
import { note } from '../../core/toasts.js';
import { View } from '../../core/view.js';

class ChannelLetters extends View {
  static properties = { channel: {}, writes: { attribute: false }, letters: { state: true }, next: { state: true }, open: { state: true }, busy: { state: true } };

  get #base() {
    return `/channels/${this.channel}/dead-letters`;
  }

  willUpdate(changed) {
    if (changed.has('channel')) this.#read();
  }

  async #read(cursor = '') {
    const page = await get(`${this.#base}?limit=50${cursor && `&cursor=${cursor}`}`).catch(() => ({ items: [], next: null }));
    this.letters = cursor ? [...this.letters, ...page.items] : page.items;
    this.next = page.next;
  }

  async #do(work) {
    this.busy = true;
    try {
      await work();
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    } finally {
      this.busy = false;
    }
  }

  #look = (letter) => this.#do(async () => {
    this.open = this.open?.id === letter.id ? undefined : await get(`${this.#base}/${letter.id}`);
  });

  #replay = (letter) => this.#do(async () => {
    const done = await post(`${this.#base}/${letter.id}/replay`, {});
    this.letters = this.letters.map((one) => (one.id === done.id ? done : one));
    note(told(done), done.outcome?.done ? 'success' : 'warning');
  });

  #replayAll = () => this.#do(async () => {
    let after = null;
    let taken = 0;
    let tried = 0;
    do {
      const page = await post(`${this.#base}:replay`, after ? { after } : {});
      tried += page.items.length;
      taken += page.items.filter((one) => one.replayed_at).length;
      after = page.next;
    } while (after);
    note(t('letters.all-done', { taken: number(taken), tried: number(tried) }), taken === tried ? 'success' : 'warning');
    await this.#read();
  });

  #remove = (letter) => this.#do(async () => {
    await del(`${this.#base}/${letter.id}`);
    this.letters = this.letters.filter((one) => one.id !== letter.id);
  });

  render() {
    if (!this.letters) return html`<p class="empty" role="status">${t('loading')}</p>`;
    const some = this.letters.some((letter) => letter.replayable && !letter.replayed_at);
    return html`
      <div class="page-head"><p class="help">${t('letters.help')}</p>
        ${this.writes && some ? html`<button type="button" class="btn btn-sm btn-outline-primary" ?disabled=${this.busy} @click=${this.#replayAll}>${t('letters.replay-all')}</button>` : nothing}</div>
      ${this.letters.length ? this.letters.map((letter) => this.#letter(letter)) : html`<p class="empty">${t('letters.none')}</p>`}
      ${this.next ? html`<button type="button" class="btn btn-outline-secondary" @click=${() => this.#read(this.next)}>${t('more')}</button>` : nothing}
    `;
  }

  #letter(letter) {
    const open = this.open?.id === letter.id;
    return html`<article class="item letter">
      <div><strong>${moment(letter.at)}</strong> · ${t('letters.answered', { status: letter.status })} · ${t('letters.size', { size: number(letter.size_bytes) })}
        ${letter.replayed_at ? html`<span class="badge text-bg-success">${t('letters.taken')}</span>` : nothing}</div>
      ${letter.outcome && !letter.outcome.done ? html`<div class="fault">${told(letter)}</div>` : letter.replayed_at ? nothing : html`<div>${faultText(letter.reason)}</div>`}
      ${this.writes
        ? html`<div class="item-foot">
            <button type="button" class="btn btn-sm btn-outline-secondary" aria-expanded=${open} @click=${() => this.#look(letter)}>${t(open ? 'letters.hide' : 'letters.look')}</button>
            ${letter.replayable && !letter.replayed_at ? html`<button type="button" class="btn btn-sm btn-outline-primary" ?disabled=${this.busy} @click=${() => this.#replay(letter)}>${t('letters.replay')}</button>` : nothing}
            <button type="button" class="btn btn-sm btn-outline-danger" ?disabled=${this.busy} @click=${() => this.#remove(letter)}>${t('delete')}</button>
            ${letter.replayable ? nothing : html`<span class="help">${t(letter.cut ? 'letters.cut' : 'letters.unproven')}</span>`}
          </div>`
        : nothing}
      ${open ? this.#whole() : nothing}
    </article>`;
  }

  #whole() {
    const { headers, query, body, encoding } = this.open;
    const lines = Object.entries(headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
    const asked = Object.entries(query).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
    return html`<p class="help">${t('letters.noted')}</p>
      <pre class="body" tabindex="0" aria-label=${t('letters.look')}>${[...(asked.length ? [`?${asked.join('&')}`] : []), ...lines, '', encoding === 'utf-8' ? pretty(body) : body].join('\n')}</pre>`;
  }
}

function pretty(text) {
  try {
    return /\d{16}/.test(text) ? text : JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const told = ({ outcome }) => [term('letter-result', outcome?.result ?? ''), outcome?.reason && faultText(outcome.reason)].filter(Boolean).join(': ');

customElements.define('channel-letters', ChannelLetters);
