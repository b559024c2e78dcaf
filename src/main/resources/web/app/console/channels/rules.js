/** What becomes of the leads of a channel: their pool, how many a day, which are the same, what is promised, when it rings. */

import { html, nothing } from 'lit';
import { conditionField } from '../../core/condition.js';
import { checkField, choiceField, durationField, numberField, textField } from '../../core/fields.js';
import { more } from '../../core/lists.js';
import { jsonField } from '../../core/special-fields.js';
import { t, term } from '../../core/text.js';

const THEN = { pooled: ['merge', 'refuse', 'accept'], owned: ['touch', 'refuse', 'accept'], won: ['touch', 'refuse', 'accept'] };
const REASONS = ['unreachable', 'lost', 'not_target', 'stale', 'invalid', 'duplicate', 'do_not_contact'];
const AFTER_CLOSED = ['reopen', 'keep', 'accept', 'refuse'];
const TIMES = ['calendar', 'working'];

export const rulesForm = (draft, pools) => html`
  <h2>${t('routing')}</h2>
  <p class="help">${t('routing.help')}</p>
  ${(draft.get('/routing') ?? []).map((rule, i) => routingRule(draft, i, pools))}
  <button type="button" class="btn btn-sm btn-outline-primary"
    @click=${() => draft.add('/routing', { name: t('routing.name.new', { n: (draft.get('/routing') ?? []).length + 1 }), pool: pools[0]?.[0] })}>${t('routing.add')}</button>
  <h2>${t('cap')}</h2>
  <div class="form-grid">${capFields(draft, '/cap', pools)}</div>
  <h2>${t('dedupe')}</h2>
  ${dedupeFields(draft)}
  <h2>${t('silence')}</h2>
  <div class="form-grid">
    ${durationField(draft, '/silence_alarm/after', { label: t('silence.after'), help: t('silence.help') })}
    ${draft.get('/silence_alarm') ? choiceField(draft, '/silence_alarm/time', { label: t('time'), none: t('time.calendar'), choices: TIMES.slice(1).map(timeWords) }) : nothing}
  </div>
  <h2>${t('sla')}</h2>
  <div class="form-grid">
    ${durationField(draft, '/sla/first_contact', { label: t('sla.first'), help: t('sla.help') })}
    ${draft.get('/sla')
      ? html`${choiceField(draft, '/sla/time', { label: t('time'), none: t('time.calendar'), choices: TIMES.slice(1).map(timeWords) })}
        ${durationField(draft, '/sla/escalate/0', { label: t('sla.escalate'), help: t('sla.escalate.help') })}
        ${draft.get('/sla/escalate/0') ? durationField(draft, '/sla/escalate/1', { label: t('sla.escalate.again') }) : nothing}
        ${durationField(draft, '/sla/reassign', { label: t('sla.reassign'), help: t('sla.reassign.help') })}`
      : nothing}
  </div>
`;

const timeWords = (one) => [one, t(`time.${one}`)];

const routingRule = (draft, i, pools) => html`<div class="item">
  <div class="form-grid">
    ${textField(draft, `/routing/${i}/name`, { label: t('routing.name'), required: true, max: 60 })}
    ${choiceField(draft, `/routing/${i}/pool`, { label: t('channels.pool'), choices: pools })}
    ${conditionField(draft, `/routing/${i}/when`, { label: t('routing.when') })}
    ${capFields(draft, `/routing/${i}/cap`, pools, true)}
  </div>
  <div class="item-foot">
    ${i > 0 ? html`<button type="button" class="btn btn-sm btn-outline-secondary" @click=${() => moveUp(draft, i)}>${t('routing.up')}</button>` : nothing}
    <button type="button" class="btn btn-sm btn-outline-danger" @click=${() => removeRule(draft, i)}>${t('routing.remove')}</button>
  </div>
</div>`;

function removeRule(draft, i) {
  const rules = draft.get('/routing').filter((one, at) => at !== i);
  draft.set('/routing', rules.length ? rules : undefined);
}

/** The first that fits counts. */
function moveUp(draft, i) {
  const rules = [...draft.get('/routing')];
  [rules[i - 1], rules[i]] = [rules[i], rules[i - 1]];
  draft.set('/routing', rules);
}

const capFields = (draft, at, pools, rule) => html`
  ${numberField(draft, `${at}/max`, { label: t('cap.max'), help: t(rule ? 'cap.rule.help' : 'cap.help'), max: 10_000_000 })}
  ${draft.get(at) ? choiceField(draft, `${at}/overflow`, { label: t('cap.overflow'), none: rule ? t('cap.own') : t('choose'), choices: pools }) : nothing}
`;

const KEYS = ['external_id', 'phone', 'email', 'wechat'];

/** Which fields make leads the same; several together are for experts. */
function sameBy(draft) {
  const by = draft.get('/dedupe/by') ?? ['external_id', 'phone'];
  const turn = (key) => {
    const next = by.includes(key) ? by.filter((one) => one !== key) : [...by, key];
    if (next.length) draft.set('/dedupe/by', next);
  };
  return html`<fieldset class="field wide chips"><legend>${t('dedupe.by')}</legend>
    ${KEYS.map((key) => html`<button type="button" class="chip" aria-pressed=${by.includes(key)} @click=${() => turn(key)}>${term('lead-field', key)}</button>`)}
    <div class=${draft.fault('/dedupe/by') ? 'fault' : 'help'}>${draft.fault('/dedupe/by') || t('dedupe.by.help')}</div>
  </fieldset>`;
}

const dedupeFields = (draft) => html`
  <p class="help">${t('dedupe.help')}</p>
  <div class="form-grid">
    ${sameBy(draft)}
    ${Object.entries(THEN).map(([place, words]) => choiceField(draft, `/dedupe/${place}`, {
      label: t(`dedupe.${place}`), none: term('dedupe.then', words[0]), choices: words.slice(1).map((word) => [word, term('dedupe.then', word)]),
    }))}
  </div>
  ${more(draft, ['/dedupe/within', '/dedupe/accept_after', '/dedupe/raise', '/dedupe/closed'], t('more'), html`<div class="form-grid">
    ${choiceField(draft, '/dedupe/within', { label: t('dedupe.within'), none: t('dedupe.within.tenant'), choices: [['channel', t('dedupe.within.channel')]] })}
    ${durationField(draft, '/dedupe/accept_after', { label: t('dedupe.after'), help: t('dedupe.after.help') })}
    ${draft.get('/dedupe') ? checkField(draft, '/dedupe/raise', { label: t('dedupe.raise'), otherwise: true }) : nothing}
    ${REASONS.map((reason) => choiceField(draft, `/dedupe/closed/${reason}`, {
      label: t('dedupe.closed', { reason: term('close-reason', reason) }), none: t('dedupe.usual'), choices: AFTER_CLOSED.map((word) => [word, term('dedupe.then', word)]),
    }))}
    ${jsonField(draft, '/dedupe/by', { label: t('dedupe.by.expert'), help: t('dedupe.by.expert.help') })}
  </div>`)}
`;
