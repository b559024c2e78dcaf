/** What people should look at: alerts that last, the rules that begin them, and who is told. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { all, get, post } from '../core/api.js';
import { LivePage } from '../core/live-page.js';
import { named } from '../core/names.js';
import { explain } from '../core/problems.js';
import '../core/ticking.js';
import { moment, span, t, term } from '../core/text.js';
import './alerts/rule-editor.js';
import './alerts/target-editor.js';

const TABS = ['now', 'rules', 'targets'];

class Alerts extends LivePage {
  constructor() {
    super();
    this.every = 15_000;
    this.alerts = undefined;
    this.rules = [];
    this.targets = [];
  }

  get tab() {
    return TABS.includes(this.rest[0]) ? this.rest[0] : 'now';
  }

  get office() {
    return ['admin', 'manager'].includes(this.session.agent.role);
  }

  get sees() {
    return this.office || this.session.agent.role === 'auditor';
  }

  async read() {
    const [alerts, rules, targets, pools, channels] = await Promise.all([
      get('/alerts?limit=100'),
      this.sees ? all('/alert-rules') : [],
      this.sees ? all('/alert-targets') : [],
      all('/pools').catch(() => []),
      all('/channels').catch(() => []),
    ]);
    Object.assign(this, { alerts: alerts.items, rules, targets, pools, channels });
  }

  render() {
    if (!this.alerts) return html`<p class="empty">${this.failure ? explain(this.failure) : t('loading')}</p>`;
    return html`
      <div class="page-head"><h1>${t('page.alerts')}</h1></div>
      ${this.sees
        ? html`<nav class="tabs" aria-label=${t('page.alerts')}>
            ${TABS.map((tab) => html`<a href="/console/alerts/${tab}" aria-current=${tab === this.tab ? 'page' : nothing}>${t(`alerts.${tab}`)}</a>`)}
          </nav>`
        : nothing}
      ${this.tab === 'now' ? this.#now() : this.tab === 'rules' ? this.#rules() : this.#targets()}
    `;
  }

  #now() {
    if (this.alerts.length === 0) return html`<p class="empty">${t('alerts.none')}</p>`;
    return html`<ul class="plain alerts">${repeat(this.alerts, (alert) => alert.id, (alert) => html`<li class="item" data-severity=${alert.severity} data-open=${!alert.ended_at}>
      <strong>${term('alert', alert.kind)}</strong>
      <span>${this.#subject(alert)}</span>
      <span class="help">${facts(alert)}</span>
      <span class="help">${moment(alert.since)} · ${alert.ended_at ? t('alerts.ended', { span: span(Date.parse(alert.ended_at) - Date.parse(alert.since)) }) : html`<pelagos-age at=${alert.since}></pelagos-age>`}</span>
      ${alert.acknowledged_by
        ? html`<span class="help">${t('alerts.acknowledged', { who: named('agent', alert.acknowledged_by) })}</span>`
        : this.office && !alert.ended_at
          ? html`<button type="button" class="btn btn-sm btn-outline-primary" @click=${() => this.act(() => post(`/alerts/${alert.id}/acknowledge`))}>${t('alerts.acknowledge')}</button>`
          : nothing}
    </li>`)}</ul>`;
  }

  #subject({ about, subject }) {
    if (about === 'firm') return t('alerts.firm');
    const name = named(about, subject);
    return about === 'channel' || about === 'pool' ? html`<a href="/console/${about}s/${subject}">${name}</a>` : name;
  }

  #rules() {
    const id = this.rest[1];
    if (id) return html`<alert-rule-editor .rule=${id} .pools=${this.pools} .channels=${this.channels} .targets=${this.targets} .fixed=${!this.office} @saved=${() => this.reload()}></alert-rule-editor>`;
    return html`<p class="help">${t('alerts.rules.help')}</p>
      ${this.#list('rules', this.rules, (rule) => html`${term('alert', rule.kind)}${rule.enabled === false ? ` · ${t('off')}` : ''}`)}`;
  }

  #targets() {
    const id = this.rest[1];
    if (id) return html`<alert-target-editor .target=${id} .fixed=${!this.office} @saved=${() => this.reload()}></alert-target-editor>`;
    return html`<p class="help">${t('alerts.targets.help')}</p>
      ${this.#list('targets', this.targets, (target) => html`${term('target', target.kind)}${target.enabled === false ? ` · ${t('off')}` : ''}`)}`;
  }

  #list(kind, items, about) {
    return html`<ul class="plain">${items.map((item) => html`<li class="item"><a href="/console/alerts/${kind}/${encodeURIComponent(item.id)}">${item.name ?? item.id}</a> <span class="help">${about(item)}</span></li>`)}</ul>
      ${items.length === 0 ? html`<p class="help">${t(`alerts.${kind}.none`)}</p>` : nothing}
      ${this.office ? html`<a class="btn btn-primary" href="/console/alerts/${kind}/new">${t(`alerts.${kind}.add`)}</a>` : nothing}`;
  }
}

/** What was measured, in words. */
function facts({ kind, facts: known }) {
  if (!known || Object.keys(known).length === 0) return '';
  const percent = (ratio) => (ratio === null || ratio === undefined ? '–' : `${Math.round(ratio * 1000) / 10} %`);
  return t(`alert.${kind}.facts`, {
    ...known,
    now: percent(known.now_ratio),
    before: percent(known.before_ratio),
    oldest: known.oldest_seconds ? span(known.oldest_seconds * 1000) : '–',
  });
}

customElements.define('console-alerts', Alerts);
