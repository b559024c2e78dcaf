/** What waits for a supervisor's word: claims, deals, and changed leads, each with what there is to decide by. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { all, post } from '../core/api.js';
import { LivePage } from '../core/live-page.js';
import { named } from '../core/names.js';
import { explain } from '../core/problems.js';
import '../core/ticking.js';
import { day, moment, money, t, term } from '../core/text.js';

const KINDS = ['claim', 'deal', 'edit'];
const MAX = 200;
/** Fields of leads whose values have words. */
const WORDS = { grade: 'grade', stage: 'stage', intent: 'intent' };

class Approvals extends LivePage {
  static properties = { asked: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.every = 15_000;
    this.waiting = undefined;
  }

  async read() {
    const lists = await Promise.all(KINDS.map((kind) => all(`/approvals?awaiting=${kind}`, MAX)));
    this.waiting = Object.fromEntries(KINDS.map((kind, i) => [kind, lists[i].flatMap((item) => item.requests.map(({ agent, at }) => ({ ...item, who: agent, at, key: `${kind} ${item.lead.id} ${agent}` })))]));
  }

  render() {
    if (!this.waiting) return html`<p class="empty">${this.failure ? explain(this.failure) : t('loading')}</p>`;
    const none = KINDS.every((kind) => this.waiting[kind].length === 0);
    return html`
      <div class="page-head"><h1>${t('page.approvals')}</h1></div>
      ${none ? html`<p class="empty">${t('approvals.none')}</p>` : KINDS.map((kind) => this.#kind(kind))}
    `;
  }

  #kind(kind) {
    const list = this.waiting[kind];
    if (list.length === 0) return nothing;
    return html`<h2>${t(`approvals.${kind}`)} <span class="count">${list.length}</span></h2>
      <ul class="approvals">${repeat(list, (one) => one.key, (one) => this.#item(kind, one))}</ul>`;
  }

  #item(kind, one) {
    const { lead } = one;
    return html`<li class="item">
      <div class="approval">
        <div><a href="/console/leads/${lead.id}">${lead.contact.name ?? t('lead.unnamed')}</a> <span class="help">${lead.contact.phone ?? ''} · ${named('pool', lead.pool)}</span>
          <div class="help">${named('agent', one.who)} · ${one.at ? html`${t('approvals.since')} <pelagos-age at=${one.at}></pelagos-age>` : nothing}</div></div>
        <div class="what">${kind === 'deal' ? deal(one.deal) : kind === 'edit' ? one.changes.map(change) : claim(lead)}</div>
        <div class="row-actions">
          <button type="button" class="btn btn-sm btn-success" aria-expanded=${this.#asks(one, true)} @click=${() => this.#ask(one, true)}>${t('approve')} …</button>
          <button type="button" class="btn btn-sm btn-outline-danger" aria-expanded=${this.#asks(one, false)} @click=${() => this.#ask(one, false)}>${t('reject')} …</button>
        </div>
      </div>
      ${this.asked?.key === one.key ? this.#question(kind, one) : nothing}
    </li>`;
  }

  #asks = (one, approved) => this.asked?.key === one.key && this.asked.approved === approved;

  /** Nothing happens at the first click; a rejection wants a reason. */
  async #ask(one, approved) {
    this.asked = this.#asks(one, approved) ? undefined : { key: one.key, approved };
    await this.updateComplete;
    this.querySelector('.question [name="note"]')?.focus();
  }

  #question(kind, one) {
    const { approved } = this.asked;
    const label = t(approved ? 'approvals.note' : 'approvals.reason');
    return html`<form class="question" @submit=${(event) => this.#judge(event, kind, one)}>
      <label>${label}<input class="form-control form-control-sm" name="note" maxlength="500" autocomplete="off" ?required=${!approved} /></label>
      <div class="item-foot">
        <button class="btn btn-sm ${approved ? 'btn-success' : 'btn-danger'}" ?disabled=${this.busy}>${t(approved ? 'approvals.do.approve' : 'approvals.do.reject')}</button>
        <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => (this.asked = undefined)}>${t('cancel')}</button>
      </div>
    </form>`;
  }

  async #judge(event, what, { lead, who }) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    const { approved } = this.asked;
    const note = new FormData(event.target).get('note').trim();
    const body = { what, approved, ...(what === 'claim' ? { agent: who } : {}), ...(note ? { note } : {}) };
    await this.act(() => post(`/leads/${lead.id}/approve`, body), t(approved ? 'approvals.approved' : 'approvals.rejected'));
    this.asked = undefined;
    this.busy = false;
  }
}

const deal = ({ kind, amount, currency, contract_ends_at, external_id }) => html`
  <strong>${amount === null ? t('approvals.no-amount') : money(amount, currency)}</strong> · ${t(`approvals.deal.${kind}`)}
  ${contract_ends_at ? html`<div class="help">${t('approvals.contract', { at: day(contract_ends_at) })}</div>` : nothing}
  ${external_id ? html`<div class="help">${t('approvals.external', { id: external_id })}</div>` : nothing}`;

const claim = (lead) => html`${lead.grade ? html`<span class="tag">${lead.grade}</span>` : nothing} ${named('channel', lead.channel)}
  <div class="help">${t('lead.arrived')} ${moment(lead.created_at)}</div>`;

function change({ field, before, after }) {
  const own = /^fields\.(.*)/.exec(field);
  const said = (value) => (value === null || value === undefined || value === '' ? t('change.nothing') : Array.isArray(value) ? value.join(t('comma')) : WORDS[field] ? term(WORDS[field], value) : String(value));
  return html`<div>${own ? own[1] : t(`lead.${field}`)}: <span class="was">${said(before)}</span> → <strong>${said(after)}</strong></div>`;
}

customElements.define('console-approvals', Approvals);
