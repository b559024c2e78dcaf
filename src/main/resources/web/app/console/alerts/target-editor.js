/** Who is told of alerts: a group of a messenger, another system, or people by e-mail. */

import { html, nothing } from 'lit';
import { get, post, Problem } from '../../core/api.js';
import { checkField, choiceField, formFoot, textField, wordsField } from '../../core/fields.js';
import { explain } from '../../core/problems.js';
import { moment, number, t, term } from '../../core/text.js';
import { Editor } from './editor.js';

const KINDS = ['wecom', 'dingtalk', 'feishu', 'slack', 'webhook', 'email'];
const SIGNED = ['dingtalk', 'feishu', 'webhook'];
const EXAMPLES = {
  wecom: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
  dingtalk: 'https://oapi.dingtalk.com/robot/send?access_token=…',
  feishu: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
  slack: 'https://hooks.slack.com/services/…',
  webhook: 'https://…',
};

class TargetEditor extends Editor {
  static properties = { target: {}, status: { state: true }, tried: { state: true }, made: { state: true } };

  willUpdate(changed) {
    if (!changed.has('target')) return;
    this.tried = undefined;
    this.status = undefined;
    this.open('targets', this.target, { kind: 'wecom', name: '', enabled: true });
    if (this.target !== 'new') this.#look();
  }

  async #look() {
    this.status = await get(`/alert-targets/${encodeURIComponent(this.target)}/status`).catch(() => undefined);
  }

  /** The one time that a secret made by the server is seen. */
  saved(value) {
    if (value.secret) this.made = value.secret;
  }

  fields(draft) {
    const { kind } = draft.value;
    const kept = !draft.fresh;
    return html`<div class="form-grid">
        ${textField(draft, '/name', { label: t('name'), required: true, max: 100, placeholder: t('alerts.target.example') })}
        ${choiceField(draft, '/kind', { label: t('alerts.target.kind'), disabled: kept, choices: KINDS.map((one) => [one, term('target', one)]) })}
        ${kind === 'email'
          ? wordsField(draft, '/to', { label: t('alerts.target.to'), help: t('alerts.target.to.help'), wide: true })
          : textField(draft, '/url', { label: t('alerts.target.url'), help: t(`alerts.target.${kind}.help`), wide: true, max: 2_000, required: !kept, placeholder: kept ? t('kept') : EXAMPLES[kind] })}
        ${SIGNED.includes(kind) ? textField(draft, '/secret', { label: t('alerts.target.secret'), max: 2_000, placeholder: kept ? t('kept') : '', help: kind === 'webhook' ? t('alerts.target.secret.webhook') : t('alerts.target.secret.help') }) : nothing}
        ${choiceField(draft, '/language', { label: t('language'), none: t('alerts.target.language.none'), choices: [['zh', '中文'], ['en', 'English']] })}
        ${checkField(draft, '/enabled', { label: t('enabled') })}
      </div>
      ${this.made ? html`<p class="alert alert-info">${t('alerts.target.made')} <code>${this.made}</code></p>` : nothing}
      ${formFoot(draft, { remove: () => this.discard() })} ${kept ? this.#trial() : nothing}`;
  }

  #trial() {
    const { status, tried } = this;
    return html`<h2>${t('alerts.target.trial')}</h2>
      <button type="button" class="btn btn-outline-primary" @click=${this.#test}>${t('alerts.target.test')}</button>
      ${tried ? html`<p class=${tried.delivered ? 'text-success-emphasis' : 'fault'} role="status">${tried.delivered ? t('alerts.target.arrived') : t('alerts.target.failed', { why: tried.error ?? '' })} <span class="help">${tried.answer}</span></p>` : nothing}
      ${status
        ? html`<dl class="facts">
            <div><dt>${t('alerts.target.delivered')}</dt><dd>${number(status.delivered)}</dd></div>
            <div><dt>${t('alerts.target.pending')}</dt><dd>${number(status.pending)}</dd></div>
            <div><dt>${t('alerts.target.dead')}</dt><dd>${number(status.dead)}</dd></div>
            ${status.last_error ? html`<div><dt>${t('alerts.target.last_error')}</dt><dd>${status.last_error} · ${moment(status.last_error_at)}</dd></div>` : nothing}
          </dl>`
        : nothing}`;
  }

  #test = async () => {
    this.tried = undefined;
    try {
      this.tried = await post(`/alert-targets/${encodeURIComponent(this.target)}/test`, {}, { key: '' });
    } catch (problem) {
      this.tried = { delivered: false, error: problem instanceof Problem ? explain(problem) : String(problem), answer: '' };
    }
    this.#look();
  };
}

customElements.define('alert-target-editor', TargetEditor);
