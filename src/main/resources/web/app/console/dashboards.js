/** Numbers of a period, in charts and tables. */

import { html, nothing } from 'lit';
import '../core/chart.js';
import { get } from '../core/api.js';
import { LivePage } from '../core/live-page.js';
import { named } from '../core/names.js';
import { explain } from '../core/problems.js';
import { t } from '../core/text.js';
import * as charts from './dashboards/charts.js';
import { period, query, RANGES } from './dashboards/period.js';
import { table } from './dashboards/table.js';

const LEADS = ['leads', 'claimed_leads', 'contacted_leads', 'won_leads', 'conversion_ratio', 'median_time_to_claim_seconds', 'median_time_to_first_contact_seconds', 'contacts_per_lead', 'value'];
const CHANNELS = ['leads', 'duplicate_ratio', ...LEADS.slice(1)];
const POOLS = ['stock_now', 'stock_median_age_seconds', 'entered', 'taken', 'closed', 'wins', 'turnover_ratio', 'utilisation_ratio', 'loss_ratio', 'median_wait_seconds'];
const AGENTS = ['claims', 'assignments', 'contacts', 'answered_ratio', 'median_time_to_first_contact_seconds', 'released', 'recycled', 'unworked', 'unworked_ratio', 'wins', 'value'];
const BY = ['channel', 'pool', 'owner', 'state', 'grade', 'stage', 'intent', 'last_outcome', 'closed_reason', 'campaign', 'ad_group', 'ad', 'tag'];

/** What each tab asks for. */
const TABS = {
  overview: { roles: ['manager', 'admin', 'auditor', 'marketer'], asks: { funnel: 'funnel', channels: 'channels' } },
  channels: { roles: ['manager', 'admin', 'auditor', 'marketer'], asks: { channels: 'channels' } },
  pools: { roles: ['manager', 'admin', 'auditor'], asks: { pools: 'pools', fairness: 'fairness' } },
  agents: { roles: ['manager', 'admin', 'auditor', 'supervisor'], asks: { agents: 'agents', leaderboard: 'leaderboard' } },
  flow: { roles: ['manager', 'admin', 'auditor'], asks: { flow: 'flow', unsold: 'unsold' } },
  hours: { roles: ['manager', 'admin', 'auditor'], asks: { hours: 'hours' } },
  breakdown: { roles: ['manager', 'admin', 'auditor', 'marketer'], asks: { breakdown: 'breakdown' } },
};
/** Those that have steps of time, and a period before. */
const STEPPED = ['funnel', 'channels', 'pools', 'agents', 'breakdown'];
const LIVE_MS = 15_000;
const STILL_MS = 600_000;

class Dashboards extends LivePage {
  static properties = { tab: { state: true }, range: { state: true }, compare: { state: true }, by: { state: true }, told: { state: true } };

  /** The firm's, in which days begin. */
  #zone;

  constructor() {
    super();
    Object.assign(this, { range: 'today', compare: false, by: 'channel', from: '', to: '', told: undefined });
  }

  get #tabs() {
    return Object.keys(TABS).filter((id) => TABS[id].roles.includes(this.session.agent.role));
  }

  #path(what) {
    const { step, ...days } = period(this.range, this.from, this.to, this.#zone);
    const stepped = STEPPED.includes(what) ? { step: what === 'breakdown' ? '' : step, compare: this.compare ? 'previous' : '' } : {};
    return `/stats/${what}?${query({ ...days, ...stepped, by: what === 'breakdown' ? this.by : '' })}`;
  }

  /** What is asked for now: tab, period and comparison. */
  get #question() {
    return JSON.stringify([this.tab, this.range, this.from, this.to, this.compare, this.by]);
  }

  /** Who has asked for something else meanwhile is not shown this: it is read anew, until the answer is to what is asked. */
  async read() {
    this.tab ??= this.#tabs[0];
    if (!this.#zone) await this.#learn();
    let asked;
    let told;
    do {
      asked = this.#question;
      told = await this.#answers().catch((problem) => {
        if (asked === this.#question) throw problem;
      });
    } while (asked !== this.#question);
    this.every = this.range === 'today' ? LIVE_MS : STILL_MS;
    this.told = told;
  }

  async #answers() {
    const { tab, by } = this;
    const answers = await Promise.all(Object.entries(TABS[tab].asks).map(async ([name, what]) => [name, await get(this.#path(what))]));
    return { tab, by, ...Object.fromEntries(answers) };
  }

  async #learn() {
    this.#zone = (await get('/tenant')).time_zone;
  }

  #name = (kind, id) => (id === null ? t('numbers.none') : named(kind, id));

  async #ask(change) {
    Object.assign(this, change, 'by' in change ? {} : { told: undefined });
    await this.updateComplete;
    await this.reload();
  }

  render() {
    const tabs = this.#tabs;
    const tab = this.tab ?? tabs[0];
    return html`
      <div class="page-head"><h1>${t('page.dashboards')}</h1>${elsewhere(this.#zone) ? html`<span class="help">${t('numbers.zone', { zone: this.#zone })}</span>` : nothing}${this.failure ? html`<span class="fault" role="alert">${explain(this.failure)}</span>` : nothing}</div>
      ${this.#period()}
      <div class="tabs" role="tablist" aria-label=${t('page.dashboards')}>
        ${tabs.map((id) => html`<button type="button" role="tab" id="tab-${id}" aria-selected=${id === tab} aria-controls="numbers" tabindex=${id === tab ? 0 : -1}
          @click=${() => this.#ask({ tab: id })} @keydown=${(event) => this.#key(event, tabs, tab)}>${t(`numbers.tab.${id}`)}</button>`)}
      </div>
      <div id="numbers" role="tabpanel" aria-labelledby="tab-${tab}">
        ${this.told?.tab === tab ? this[`_${tab}`](this.told) : html`<p class="empty" role="status">${this.failure ? t('numbers.failed') : t('loading')}</p>`}
      </div>
    `;
  }

  #period() {
    return html`<div class="filters">
      <div class="chips" role="group" aria-label=${t('numbers.period')}>
        ${RANGES.map((range) => html`<button type="button" class="chip" aria-pressed=${this.range === range} @click=${() => this.#range(range)}>${t(`numbers.range.${range}`)}</button>`)}
      </div>
      ${this.range === 'custom'
        ? ['from', 'to'].map((end) => html`<label>${t(`numbers.${end}`)} <input type="date" class="form-control form-control-sm" name=${end} .value=${this[end]} @change=${(event) => event.target.value && this.#ask({ [end]: event.target.value })}></label>`)
        : nothing}
      <label class="form-check form-switch"><input type="checkbox" role="switch" class="form-check-input" name="compare" .checked=${this.compare} @change=${(event) => this.#ask({ compare: event.target.checked })}> ${t('numbers.compare')}</label>
    </div>`;
  }

  /** The days that are shown are where one's own begin. */
  #range(range) {
    const days = period(this.range === 'today' ? 'week' : this.range, this.from, this.to, this.#zone);
    this.#ask(range === 'custom' ? { range, from: days.from, to: days.to } : { range });
  }

  async #key(event, tabs, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    this.#ask({ tab: next });
    await this.updateComplete;
    this.querySelector(`#tab-${next}`).focus();
  }

  #part(title, what, chart, rows, none) {
    return html`<section class="numbers">
      <div class="page-head"><h2>${title}</h2><a class="btn btn-sm btn-outline-secondary" href="/api/v1${this.#path(what)}&format=csv" download aria-label=${t('numbers.csv.of', { title })}>CSV</a></div>
      ${none ? html`<p class="empty">${t('numbers.nothing')}</p>` : html`${chart ? html`<pelagos-chart .option=${chart} label=${title}></pelagos-chart>` : nothing} ${rows}`}
    </section>`;
  }

  _overview({ funnel, channels }) {
    const total = channels.total;
    const stages = { caption: t('numbers.funnel'), name: t('numbers.stage'), columns: ['leads', 'of_received_ratio', 'of_above_ratio'], items: funnel.items, title: (one) => t(`stage-reached.${one.stage}`) };
    return html`${this.#part(t('numbers.course'), 'channels', charts.lines(total, ['leads', 'claimed_leads', 'contacted_leads', 'won_leads'], channels.step, this.#zone), nothing, total.leads === 0)}
      ${this.#part(t('numbers.funnel'), 'funnel', charts.funnel(funnel.items), table(stages), funnel.items[0].leads === 0)}`;
  }

  _channels({ channels }) {
    const title = (one) => this.#name('channel', one.channel);
    const rows = table({ caption: t('numbers.tab.channels'), name: t('numbers.channel'), columns: CHANNELS, items: channels.items, title, total: channels.total });
    return this.#part(t('numbers.tab.channels'), 'channels', charts.bars(channels.items, title, ['leads', 'contacted_leads', 'won_leads']), rows, channels.total.leads === 0 && !channels.total.previous?.leads);
  }

  _pools({ pools, fairness }) {
    const title = (one) => this.#name('pool', one.pool);
    const rows = table({ caption: t('numbers.tab.pools'), name: t('numbers.pool'), columns: POOLS, items: pools.items, title, total: pools.total });
    const even = fairness.items.filter((one) => one.taken > 0);
    const shares = table({ caption: t('numbers.fairness'), name: t('numbers.pool'), columns: ['agents', 'taken', 'gini', 'largest_share_ratio'], items: even, title });
    return html`${this.#part(t('numbers.tab.pools'), 'pools', charts.bars(pools.items, title, ['entered', 'taken', 'stock_now']), rows, pools.items.length === 0)}
      ${this.#part(t('numbers.fairness'), 'fairness', undefined, shares, even.length === 0)}`;
  }

  _agents({ agents, leaderboard }) {
    const title = (one) => this.#name('agent', one.agent);
    const some = agents.items.some((one) => one.claims + one.assignments + one.contacts + one.wins > 0);
    const rows = table({ caption: t('numbers.tab.agents'), name: t('numbers.agent'), columns: AGENTS, items: agents.items, title, total: agents.total });
    const board = leaderboard.items.filter((one) => one.wins + one.contacts + one.claims > 0).slice(0, 10);
    const ranks = table({ caption: t('numbers.leaderboard'), name: t('numbers.agent'), columns: ['wins', 'value', 'contacts', 'claims'], items: board, title: (one) => `${one.rank}. ${one.name ?? one.agent}` });
    return html`${this.#part(t('numbers.leaderboard'), 'leaderboard', undefined, ranks, board.length === 0)}
      ${this.#part(t('numbers.tab.agents'), 'agents', charts.bars(agents.items, title, ['claims', 'contacts', 'wins']), rows, !some && !agents.total.previous)}`;
  }

  _flow({ flow, unsold }) {
    const pool = (id) => this.#name('pool', id);
    const ways = table({ caption: t('numbers.tab.flow'), name: t('numbers.way'), columns: ['leads'], items: flow.items, title: (one) => `${charts.placeName(one.from, pool)} → ${charts.placeName(one.to, pool)}` });
    const lost = table({
      caption: t('numbers.unsold'), name: t('numbers.lead'), columns: ['taken', 'agents', 'contacts'], items: unsold.items,
      title: (one) => html`<a href="/console/leads/${one.lead}">${one.lead}</a>`,
    });
    return html`${this.#part(t('numbers.tab.flow'), 'flow', charts.flow(flow.items, pool), ways, flow.items.length === 0)}
      ${this.#part(t('numbers.unsold'), 'unsold', undefined, lost, unsold.items.length === 0)}`;
  }

  _hours({ hours }) {
    const rows = table({ caption: t('numbers.tab.hours'), name: t('numbers.hour'), columns: ['calls', 'answered_calls', 'answered_ratio'], items: hours.items, title: (one) => `${t(`weekday.${one.weekday}`)} ${one.hour}:00` });
    return this.#part(t('numbers.tab.hours'), 'hours', charts.hours(hours.items), rows, hours.items.length === 0);
  }

  _breakdown({ breakdown, by }) {
    const kind = { channel: 'channel', pool: 'pool', owner: 'agent' }[by];
    const title = (one) => (kind ? this.#name(kind, one.key) : charts.valueName(by, one.key));
    const choices = this.session.agent.role === 'marketer' ? BY.filter((one) => one !== 'owner') : BY;
    const rows = table({ caption: t('numbers.tab.breakdown'), name: t(`numbers.by.${by}`), columns: LEADS, items: breakdown.items, title, total: breakdown.total });
    return html`<label class="inline">${t('numbers.by')} <select class="form-select form-select-sm" name="by" @change=${(event) => this.#ask({ by: event.target.value })}>
        ${choices.map((one) => html`<option value=${one} ?selected=${one === this.by}>${t(`numbers.by.${one}`)}</option>`)}</select></label>
      ${this.#part(t('numbers.tab.breakdown'), 'breakdown', charts.bars(breakdown.items, title, ['leads', 'contacted_leads', 'won_leads']), rows, breakdown.total.leads === 0)}`;
  }
}

/** Whether the person's clock is another than the firm's. */
const elsewhere = (zone) => zone && zone !== Intl.DateTimeFormat().resolvedOptions().timeZone;

customElements.define('console-dashboards', Dashboards);
