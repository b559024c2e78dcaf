/** A change of the configuration in words: which field was what, and is what now. */

import { html, nothing } from 'lit';
import { duration, number, t } from '../../core/text.js';
import { label, labelKey } from '../../core/labels.js';

const DURATION = /^P(?=.)(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/;
/** Fields that hold the id of something else. */
const NAMED = { team: 'team', teams: 'team', parent: 'team', agents: 'agent', admins: 'agent', agent: 'agent', pool: 'pool', to: 'pool', channels: 'channel' };
/** Fields whose values have words of another key than the field's own. */
const VALUES = { as: 'day', days: 'day', type: 'words.type', outcomes: 'outcome', last_outcome: 'outcome', role: 'role', by: 'role', status: 'agent.status',
  reason: 'close', masking: 'contact', stage: 'stage', proofs: 'proof' };
/** What the page of a kind of document is called. */
const PAGES = { pool: (id) => `/console/pools/${id}`, agent: (id) => `/console/people/agent/${id}`, team: (id) => `/console/people/team/${id}`,
  channel: (id) => `/console/channels/${id}`, tenant: () => '/console/calendar' };

const spoken = (key) => (t(key) === key ? undefined : t(key));

/** One document of a version: what it is, and each of its fields that changed. */
export const change = (document, known) => html`<div class="change">
  <div>${t(`change.${document.change}`, { section: t(`section.${document.section}`) })} ${link(document, known)}</div>
  ${document.fields ? fields(document.section, document.fields, known) : nothing}
</div>`;

function link({ section, id, change: how, name: then }, known) {
  // What is gone, or has no list of names here, is called what it was called then.
  const now = section === 'tenant' ? known.tenant.name : known.name(section, id);
  const name = now === id ? (then ?? id) : now;
  const page = PAGES[section];
  return page && how !== 'removed' ? html`<a href=${page(id)}>${name}</a>` : html`<strong>${name}</strong>`;
}

const fields = (section, changed, known) => html`<dl class="diff">${changed.map(({ pointer, from, to }) => {
  const path = pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const words = (value) => (value === undefined ? html`<span class="help">${t('change.nothing')}</span>` : said(section, path, value, known));
  return html`<div><dt>${label(section, path)}</dt><dd><span class="was">${words(from)}</span>
    <span aria-hidden="true">→</span><span class="visually-hidden">${t('change.becomes')}</span> <span class="is">${words(to)}</span></dd></div>`;
})}</dl>`;

/** A value as a person says it. */
function said(section, path, value, known) {
  if (value === null) return t('change.nothing');
  if (value === true || value === false) return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return several(section, path, value, known);
  if (typeof value === 'object') return nested(section, path, value, known);
  if (DURATION.test(value)) return duration(value);
  const key = labelKey(section, path);
  const field = path.findLast((part) => !/^\d+$/.test(part));
  const words = (key && spoken(`${key}.${value}`)) ?? (VALUES[field] && spoken(`${VALUES[field]}.${value}`));
  return words ?? (NAMED[field] ? known.name(NAMED[field], value) : value);
}

function several(section, path, values, known) {
  if (values.every((one) => typeof one !== 'object')) return values.map((one) => said(section, path, one, known)).join(t('comma'));
  const items = values.map((one, i) => said(section, [...path, String(i)], one, known));
  return items.length === 1 ? items[0] : html`<ul>${items.map((one) => html`<li>${one}</li>`)}</ul>`;
}

const nested = (section, path, value, known) => Object.entries(value).map(([name, inner], i) => html`${i ? '; ' : nothing}${label(section, [...path,
  name]).split(' › ').pop()}: ${said(section, [...path, name], inner, known)}`);

/** What a file or a way back would change, or has changed. */
export const difference = (difference, known) => {
  const documents = [
    ...difference.removed.map((one) => ({ ...one, change: 'removed' })),
    ...difference.changed.map((one) => ({ ...one, change: 'changed' })),
    ...difference.added.map((one) => ({ ...one, change: 'added' })),
  ];
  return documents.length ? documents.map((document) => html`<div class="document">${change(document, known)}</div>`) : html`<p>${t('change.none')}</p>`;
};
