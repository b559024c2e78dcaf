/** A rule that begins alerts: only what its kind asks for is shown. */

import { html, nothing } from 'lit';
import { checkField, chipsField, choiceField, durationField, formFoot, numberField, textField } from '../../core/fields.js';
import { t, term } from '../../core/text.js';
import { Editor } from './editor.js';

const KINDS = ['pool_dry', 'pool_overflow', 'channel_silent', 'conversion_drop', 'sla_breach'];
const SEVERITIES = ['info', 'warning', 'critical'];
const FRESH = { kind: 'pool_dry', name: '', below: 20, minutes: 5, severity: 'warning', enabled: true };
/** What stays when the kind is changed. */
const COMMON = ['id', 'name', 'enabled', 'severity', 'targets', 'repeat_minutes', 'tell'];

class RuleEditor extends Editor {
  static properties = { rule: {}, pools: { attribute: false }, channels: { attribute: false }, targets: { attribute: false } };

  willUpdate(changed) {
    if (changed.has('rule')) this.open('rules', this.rule, FRESH);
  }

  fields(draft) {
    const { kind } = draft.value;
    const words = (prefix, values) => values.map((value) => [value, term(prefix, value)]);
    const named = (items) => items.map((item) => [item.id, item.name ?? item.id]);
    return html`<div class="form-grid">
        ${textField(draft, '/name', { label: t('name'), required: true, max: 100, placeholder: t('alerts.rule.example') })}
        <div class="field"><label for="kind">${t('alerts.rule.kind')}</label>
          <select id="kind" class="form-select form-select-sm" ?disabled=${!draft.fresh} @change=${(event) => this.#turn(event.target.value)}>
            ${words('alert', KINDS).map(([value, text]) => html`<option value=${value} ?selected=${value === kind}>${text}</option>`)}
          </select></div>
        ${choiceField(draft, '/severity', { label: t('alerts.severity'), choices: words('severity', SEVERITIES) })}
        ${this.#own(draft, kind)}
        ${kind === 'channel_silent' ? nothing : html`${chipsField(draft, '/pools', { label: t('pools'), help: kind.startsWith('pool_') ? t('alerts.rule.pools') : t('alerts.either'), choices: named(this.pools) })}`}
        ${kind.startsWith('pool_') ? nothing : chipsField(draft, '/channels', { label: t('page.channels'), help: kind === 'channel_silent' ? t('alerts.silent.help') : '', choices: named(this.channels) })}
        ${chipsField(draft, '/targets', { label: t('alerts.targets'), help: this.targets.length ? t('alerts.rule.targets') : t('alerts.targets.none'), choices: named(this.targets) })}
        ${numberField(draft, '/repeat_minutes', { label: t('alerts.rule.repeat'), help: t('alerts.rule.repeat.help'), max: 10_080 })}
        ${choiceField(draft, '/tell', { label: t('alerts.rule.tell'), choices: words('tell', ['always', 'working_hours']) })}
        ${checkField(draft, '/enabled', { label: t('enabled') })}
      </div>
      ${formFoot(draft, { remove: () => this.discard() })}`;
  }

  #own(draft, kind) {
    const number = (name, more = {}) => numberField(draft, `/${name}`, { label: t(`alerts.rule.${name}`), min: 1, ...more });
    switch (kind) {
      case 'pool_dry':
        return html`${number('below')} ${number('minutes', { min: 0 })} ${checkField(draft, '/working_hours', { label: t('alerts.rule.working_hours') })}`;
      case 'pool_overflow':
        return html`${number('above')} ${durationField(draft, '/older_than', { label: t('alerts.rule.older_than') })} ${number('minutes', { min: 0 })}`;
      case 'conversion_drop':
        return html`${choiceField(draft, '/measure', { label: t('alerts.rule.measure'), choices: ['wins_per_claim', 'contacts_per_lead'].map((one) => [one, term('measure', one)]) })}
          ${number('drop_percent', { max: 100 })} ${number('days', { max: 31 })} ${number('min_leads', { help: t('alerts.rule.min_leads.help') })}`;
      case 'sla_breach':
        return html`${number('at_least')} ${number('minutes')}`;
      default:
        return nothing;
    }
  }

  #turn(kind) {
    const { draft } = this;
    const own = { pool_dry: { below: 20, minutes: 5 }, pool_overflow: { above: 500, minutes: 5 }, conversion_drop: { measure: 'wins_per_claim', drop_percent: 30, days: 7, min_leads: 50 }, sla_breach: { at_least: 5, minutes: 60 } };
    draft.value = { ...Object.fromEntries(Object.entries(draft.value).filter(([name]) => COMMON.includes(name))), kind, ...own[kind] };
    this.requestUpdate();
  }
}

customElements.define('alert-rule-editor', RuleEditor);
