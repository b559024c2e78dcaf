/** What waits for a supervisor's word: claims, deals, and changed leads. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { all, get, post } from '../core/api.js';
import { LivePage } from '../core/live-page.js';
import { explain } from '../core/problems.js';
import '../core/ticking.js';
import { t } from '../core/text.js';

const KINDS = ['claim', 'deal', 'edit'];
const MAX = 200;

class Approvals extends LivePage {
  constructor() {
    super();
    this.every = 15_000;
    this.waiting = undefined;
  }

  async read() {
    const lists = await Promise.all(KINDS.map((kind) => all(`/leads?awaiting=${kind}`, MAX)));
    const [claims] = lists;
    const asked = await Promise.all(claims.map((lead) => get(`/leads/${lead.id}/requests`).then((page) => page.items, () => [])));
    this.waiting = {
      claim: claims.flatMap((lead, i) => asked[i].map((request) => ({ key: `${lead.id}/${request.agent}`, lead, who: request.agent, at: request.at }))),
      deal: lists[1].map((lead) => ({ key: lead.id, lead, who: lead.owner })),
      edit: lists[2].map((lead) => ({ key: lead.id, lead, who: lead.owner })),
    };
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
      <div class="table-frame"><table class="table table-sm align-middle">
        <thead><tr><th scope="col">${t('card')}</th><th scope="col">${t('floor.who')}</th><th scope="col">${t('approvals.since')}</th><th></th></tr></thead>
        <tbody>${repeat(list, (one) => one.key, (one) => html`<tr>
          <td><a href="/console/leads/${one.lead.id}">${one.lead.contact.name ?? t('lead.unnamed')}</a> <span class="help">${one.lead.contact.phone ?? ''} · ${one.lead.pool}</span></td>
          <td>${one.who}</td>
          <td>${one.at ? html`<pelagos-age at=${one.at}></pelagos-age>` : nothing}</td>
          <td class="row-actions">
            <button type="button" class="btn btn-sm btn-success" @click=${() => this.#judge(kind, one, true)}>${t('approve')}</button>
            <button type="button" class="btn btn-sm btn-outline-danger" @click=${() => this.#judge(kind, one, false)}>${t('reject')}</button>
          </td>
        </tr>`)}</tbody>
      </table></div>`;
  }

  #judge(what, { lead, who }, approved) {
    const body = { what, approved, ...(what === 'claim' ? { agent: who } : {}) };
    return this.act(() => post(`/leads/${lead.id}/approve`, body), t(approved ? 'approvals.approved' : 'approvals.rejected'));
  }
}

customElements.define('console-approvals', Approvals);
