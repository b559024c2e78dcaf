/** A lead in hand: who it is, what to do now, and all that was. */

import { html, nothing } from 'lit';
import { get, newKey, post, Problem } from '../core/api.js';
import '../core/ticking.js';
import { explain } from '../core/problems.js';
import { icon } from '../core/icons.js';
import { moment, t, term } from '../core/text.js';
import '../core/timeline.js';
import { note } from '../core/toasts.js';
import { View } from '../core/view.js';
import './followup-form.js';

/** Why an agent gives a lead up for good. */
const CLOSE = ['lost', 'not_target', 'unreachable', 'invalid', 'duplicate', 'do_not_contact'];

class LeadCard extends View {
  static properties = {
    store: { attribute: false },
    lead: { attribute: false },
    asking: { state: true },
    busy: { state: true },
    dialled: { state: true },
  };

  /** The key of the last try to make a deal, and what it said. */
  #deal;

  constructor() {
    super();
    this.#clear();
  }

  #clear() {
    this.asking = '';
    this.busy = false;
    this.dialled = undefined;
  }

  willUpdate(changed) {
    if (!changed.has('lead') || !this.lead) return;
    if (changed.get('lead')?.id !== this.lead.id) this.#clear();
  }

  render() {
    const lead = this.lead;
    if (!lead) return html`<p class="empty">${t('card.none')}</p>`;
    const { contact } = lead;
    return html`<article class="card-body" aria-label=${t('card')}>
      <header>
        <h2 tabindex="-1">${contact.name ?? t('lead.unnamed')}</h2>
        <span class="grade" data-grade=${lead.grade ?? ''}>${lead.grade ?? '–'}</span>
        ${lead.won_at ? html`<span class="badge text-bg-success">${t('lead.won')}</span>` : nothing}
        ${lead.deadline ? html`<span class="deadline" title=${lead.deadline.rule}>${t('card.kept-for')} <pelagos-countdown at=${lead.deadline.at}></pelagos-countdown></span>` : nothing}
      </header>
      <div class="actions">
        <button type="button" class="btn btn-success" ?disabled=${this.busy || !contact.phone} @click=${this.dial}>${icon('phone')} ${this.dialled ?? contact.phone ?? t('card.no-phone')} <kbd>D</kbd></button>
        ${this.dialled ? html`<a class="btn btn-outline-success" href="tel:${this.dialled}" title=${t('card.softphone.help')}>${t('card.softphone')}</a>` : nothing}
        <button type="button" class="btn btn-outline-success" @click=${() => this.ask('won')}>${t(lead.won_at ? 'card.again' : 'card.won')} <kbd>W</kbd></button>
        <button type="button" class="btn btn-outline-secondary" @click=${() => this.ask('release')}>${t('card.release')} <kbd>R</kbd></button>
        <button type="button" class="btn btn-outline-secondary" @click=${() => this.ask('close')}>${t('card.close')} <kbd>X</kbd></button>
      </div>
      ${this.#question()}
      <followup-form .store=${this.store} .lead=${lead} @saved=${(event) => this.#again(event.detail)}></followup-form>
      ${this.#facts()}
      <h3>${t('card.history')}</h3>
      <lead-timeline .lead=${lead.id} .version=${lead.version}></lead-timeline>
    </article>`;
  }

  #facts() {
    const { lead } = this;
    const { contact } = lead;
    const facts = [
      [t('contact.phone'), contact.phone],
      [t('contact.wechat'), contact.wechat],
      [t('contact.email'), contact.email],
      [t('contact.company'), contact.company],
      [t('lead.source'), [lead.source?.campaign, lead.source?.ad_group, lead.source?.ad, this.store.channel(lead.channel)].filter(Boolean).join(' · ')],
      [t('lead.next'), lead.next_at && moment(lead.next_at)],
      [t('lead.tags'), lead.tags.join(', ')],
      [t('lead.score'), lead.score],
      [t('lead.arrived'), moment(lead.created_at)],
      ...Object.entries(lead.fields ?? {}).map(([id, value]) => [this.#fieldName(id), value]),
      ...Object.entries(lead.attributes ?? {}).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
    ];
    return html`<dl class="facts">
      ${facts.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>`;
  }

  #fieldName(id) {
    return this.store.tenant?.fields?.find((field) => field.id === id)?.name ?? id;
  }

  /** What has to be said before the lead goes, or is won: in the card, not before it. */
  #question() {
    if (!this.asking) return nothing;
    const [fields, submit, does] = {
      won: [this.#wonFields, this.#win, this.lead.won_at ? 'card.again' : 'card.won'],
      release: [releaseFields, this.#release, 'card.release'],
      close: [closeFields, this.#close, 'card.close'],
    }[this.asking];
    return html`<form class="question" @submit=${submit} @keydown=${(e) => e.key === 'Escape' && this.ask('')}>
      ${fields()}
      <button class="btn btn-primary" ?disabled=${this.busy}>${t(does)}</button>
      <button type="button" class="btn btn-outline-secondary" @click=${() => this.ask('')}>${t('cancel')}</button>
    </form>`;
  }

  #wonFields = () => html`<label for="amount">${t('card.amount')}</label>
    <input id="amount" class="form-control" inputmode="decimal" pattern="[0-9]{1,12}([.][0-9]{1,2})?" placeholder="0.00" title=${t('card.amount.help')} />
    <div class="help">${t('card.amount.help')}</div>
    <input id="currency" class="form-control" aria-label=${t('card.currency')} pattern="[A-Z]{3}" value="CNY" title=${t('card.currency.help')} />`;

  async ask(what) {
    this.asking = what;
    await this.updateComplete;
    this.querySelector('.question input')?.focus();
  }

  dial = () =>
    this.#do(async (id) => {
      const { number } = await post(`/leads/${id}/dial`, {});
      if (!number || this.lead?.id !== id) return;
      this.dialled = number;
      // On a telephone it rings at once. A computer may have a program for it, or ask, and hear no key until it is answered.
      if (matchMedia('(pointer: coarse)').matches) Object.assign(document.createElement('a'), { href: `tel:${number}` }).click();
    });

  #release = (event) => {
    event.preventDefault();
    const reason = this.querySelector('#reason').value.trim() || null;
    return this.#do(async (id) => {
      await this.store.give(id, () => post(`/leads/${id}/release`, { reason }));
      this.#answered(id);
      note(t('card.released'), 'info');
    });
  };

  #close = (event) => {
    event.preventDefault();
    const reason = this.querySelector('[name=reason]:checked').value;
    const said = this.querySelector('#close-note').value.trim() || null;
    return this.#do(async (id) => {
      await this.store.give(id, () => post(`/leads/${id}/close`, { reason, note: said }));
      this.#answered(id);
      note(t('card.closed', { reason: term('close-reason', reason) }), 'info');
    });
  };

  #win = (event) => {
    event.preventDefault();
    const amount = this.querySelector('#amount').value.trim();
    const currency = this.querySelector('#currency').value.trim();
    return this.#do(async (id) => {
      const body = amount ? { amount: Number(amount), currency } : {};
      // Pressed once more after a failure it is the same deal.
      const said = JSON.stringify([id, body]);
      if (this.#deal?.said !== said) this.#deal = { said, key: newKey() };
      const before = this.lead.won_at;
      const lead = await post(`/leads/${id}/deals`, body, { key: this.#deal.key });
      this.#deal = undefined;
      this.#answered(id);
      // One that waits for approval is not won yet.
      if (!lead.won_at) note(t('card.deal-waits'), 'info');
      else note(t(before ? 'card.repurchased' : 'card.congratulations'), 'success');
      await this.#again(id);
    });
  };

  /** Its question is answered; another lead's is not. */
  #answered(id) {
    if (this.lead?.id === id) this.asking = '';
  }

  async #again(id) {
    try {
      this.store.take(await get(`/leads/${id}`));
    } catch {
      // The stream tells it, too.
    }
  }

  async #do(work) {
    if (this.busy || !this.lead) return;
    this.busy = true;
    try {
      await work(this.lead.id);
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    } finally {
      this.busy = false;
    }
  }
}

const releaseFields = () => html`<label for="reason">${t('card.reason')}</label>
  <input id="reason" class="form-control" maxlength="500" list="reasons" />
  <datalist id="reasons">${['1', '2', '3', '4'].map((n) => html`<option value=${t(`card.reason.${n}`)}></option>`)}</datalist>`;

const closeFields = () => html`<fieldset><legend>${t('card.close.why')}</legend>
    ${CLOSE.map((reason) => html`<label class="choice"><input type="radio" name="reason" value=${reason} required /> ${term('close-reason', reason)}</label>`)}
  </fieldset>
  <label for="close-note">${t('card.close.note')}</label><input id="close-note" class="form-control" maxlength="500" />
  <div class="help">${t('card.close.help')}</div>`;

customElements.define('lead-card', LeadCard);
