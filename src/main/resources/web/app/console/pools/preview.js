/** What changed rules would do, before they are saved: to the leads that are in hand now, and in the time that is over. */

import { html, nothing } from 'lit';
import { post } from '../../core/api.js';
import '../../core/chart.js';
import { moment, number, t } from '../../core/text.js';
import { View } from '../../core/view.js';

const DAY_MS = 86_400_000;
const PERIODS = [7, 30, 90];
/** Days that the chart shows; what would go later is one bar behind them. */
const DAYS = 45;
const ROWS = 200;

class PoolPreview extends View {
  static properties = { draft: { attribute: false }, known: { attribute: false }, asked: {}, days: { state: true }, result: { state: true }, busy: { state: true },
    of: { state: true }, refused: { state: true } };

  constructor() {
    super();
    this.days = 30;
  }

  firstUpdated() {
    this.#ask();
  }

  /** Asks twice: of the rules that there are, and of those that are to be. */
  async #ask() {
    if (this.busy) return;
    this.busy = true;
    const asked = this.asked;
    const path = `/pools/${this.draft.saved.id}/recycle:preview`;
    const from = new Date(Date.now() - this.days * DAY_MS).toISOString();
    let now;
    let then;
    const done = await this.draft.attempt(async () => {
      [now, then] = await Promise.all([post(path, { from }), post(path, { recycle: this.draft.value.recycle ?? [], from })]);
    });
    this.busy = false;
    this.refused = !done;
    if (!done) return;
    this.of = asked;
    this.result = { now, then };
  }

  render() {
    const stale = this.result && this.of !== this.asked;
    return html`<section class="sheet preview" aria-label=${t('preview')}>
      <div class="page-head">
        <h2>${t('preview')}</h2>
        <button type="button" class="btn btn-sm btn-outline-primary" ?disabled=${this.busy} @click=${() => this.#ask()}>${t('preview.again')}</button>
        <button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => this.dispatchEvent(new Event('closed'))}>${t('close')}</button>
      </div>
      <div aria-live="polite">
        ${this.busy ? html`<p class="help">${t('preview.busy')}</p>` : nothing} ${this.refused ? html`<p class="fault">${t('preview.refused')} ${this.draft.problem}</p>` : nothing}
        ${stale && !this.busy ? html`<p class="cut">${t('preview.stale')}</p>` : nothing}
      </div>
      ${this.result ? this.#whole() : nothing}
    </section>`;
  }

  #whole() {
    const now = this.result.now.today;
    const then = this.result.then.today;
    return html`
      <p>${t('preview.summary', { held: number(then.looked_at), now: number(now.leads), then: number(then.leads) })}</p>
      ${now.leads || then.leads
        ? html`<pelagos-chart .option=${chart(now.by_day, then.by_day)} .label=${t('preview.chart')}></pelagos-chart>
            ${byRule(now.by_rule, then.by_rule)} ${this.#leads(then)}`
        : nothing}
      ${this.#replay()}
    `;
  }

  #leads(then) {
    if (!then.items.length) return nothing;
    return html`<details class="more">
      <summary>${t('preview.leads')} <span class="count">${then.items.length < then.leads ? t('preview.soonest', { count: ROWS }) : number(then.items.length)}</span></summary>
      <div class="table-frame tall" tabindex="0" role="region" aria-label=${t('preview.leads')}><table class="table table-sm">
        <thead><tr><th scope="col">${t('card')}</th><th scope="col">${t('preview.owner')}</th><th scope="col">${t('preview.at')}</th><th scope="col">${t('preview.rule')}</th></tr></thead>
        <tbody>${then.items.map((one) => html`<tr>
          <td><a href="/console/leads/${one.lead}">${one.lead}</a></td><td>${this.known.name('agent', one.owner)}</td><td>${moment(one.at)}</td><td>${one.rule}</td>
        </tr>`)}</tbody>
      </table></div>
    </details>`;
  }

  /** What the rules of now did, and those to be would have done: holdings that these ended, and how long leads were held. */
  #replay() {
    const { now, then } = { now: this.result.now.replay, then: this.result.then.replay };
    const percent = (share) => `${number(Math.round(share * 1000) / 10)} %`;
    const hours = (count) => t('preview.hours', { hours: number(Math.round(count)) });
    const rows = [
      ['recycled', number(now.recycled), number(now.would_recycle), number(then.would_recycle)],
      ['turnover', percent(now.turnover), percent(now.would_turnover), percent(then.would_turnover)],
      ['held', hours(now.hours_held), hours(now.would_hours_held), hours(then.would_hours_held)],
    ];
    return html`<h3>${t('preview.replay')}</h3>
      <div class="next" role="group" aria-label=${t('preview.period')}>${PERIODS.map((days) => html`<button type="button" class="chip" aria-pressed=${days === this.days}
        @click=${() => { this.days = days; this.#ask(); }}>${t('preview.days', { days })}</button>`)}</div>
      ${now.holdings
        ? html`<p>${t('preview.replay.summary', { leads: number(now.leads), holdings: number(now.holdings) })}</p>
            <div class="table-frame" tabindex="0" role="region" aria-label=${t('preview.replay')}><table class="table table-sm">
              <thead><tr><td></td>${['was', 'now', 'then'].map((one) => html`<th scope="col" class="figure-cell">${t(`preview.${one}`)}</th>`)}</tr></thead>
              <tbody>${rows.map(([name, ...figures]) => html`<tr><th scope="row">${t(`preview.${name}`)}</th>${figures.map((figure) => html`<td class="figure-cell">${figure}</td>`)}</tr>`)}</tbody>
            </table></div>`
        : html`<p class="help">${t('preview.replay.none')}</p>`}`;
  }
}

const byRule = (now, then) => html`<div class="table-frame" tabindex="0" role="region" aria-label=${t('preview.by-rule')}><table class="table table-sm">
  <thead><tr><th scope="col">${t('preview.rule')}</th><th scope="col" class="figure-cell">${t('preview.now')}</th><th scope="col" class="figure-cell">${t('preview.then')}</th></tr></thead>
  <tbody>${[...new Set([...Object.keys(now), ...Object.keys(then)])].map((rule) => html`<tr>
    <th scope="row">${rule}</th><td class="figure-cell">${number(now[rule] ?? 0)}</td><td class="figure-cell">${number(then[rule] ?? 0)}</td>
  </tr>`)}</tbody>
</table></div>`;

/** Bars by day, side by side: the rules of now, and those that are to be. */
function chart(now, then) {
  const days = between([...now, ...then].map((one) => one.day).sort());
  const last = days.at(-1);
  const counted = (list) => {
    const count = new Map(list.map((one) => [one.day, one.leads]));
    const later = list.filter((one) => one.day > last).reduce((sum, one) => sum + one.leads, 0);
    return [...days.map((day) => count.get(day) ?? 0), later];
  };
  const words = [...days.map((day) => new Date(`${day}T00:00:00Z`).toLocaleDateString(document.documentElement.lang, { month: 'short', day: 'numeric',
    timeZone: 'UTC' })), t('preview.later')];
  return {
    grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0 },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'category', data: words },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      { name: t('preview.now'), type: 'bar', data: counted(now), itemStyle: { color: '#8a94a6' } },
      { name: t('preview.then'), type: 'bar', data: counted(then), itemStyle: { color: '#1787b0' } },
    ],
  };
}

/** All days from the first to the last of some, but not more than fit. */
function between(sorted) {
  const days = [];
  const last = sorted.at(-1);
  for (let at = Date.parse(sorted[0]); days.length < DAYS; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (day > last) break;
    days.push(day);
  }
  return days;
}

customElements.define('pool-preview', PoolPreview);
