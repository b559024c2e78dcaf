/** A channel's mapping as a form has it: by field the path, and what holds when nothing is there. */

/** In groups; those of `main` are always shown. */
export const GROUPS = {
  main: ['name', 'phone', 'email', 'wechat', 'company', 'external_id', 'campaign'],
  source: ['ad_group', 'ad', 'click_id', 'page'],
  judged: ['grade', 'score', 'tags'],
  requires: ['region', 'skills', 'language', 'seniority'],
  marks: ['virtual', 'test'],
};

export const LEAD_FIELDS = Object.values(GROUPS).flat();

/** Names that a mapping may be written with, too. */
const ALSO = Object.fromEntries([
  ...['name', 'phone', 'email', 'wechat', 'company', 'virtual'].map((field) => [`contact.${field}`, field]),
  ...['campaign', 'ad_group', 'ad', 'click_id', 'page'].map((field) => [`source.${field}`, field]),
  ...['skills', 'region', 'language', 'seniority'].map((field) => [`requires.${field}`, field]),
  ['is_test', 'test'],
]);

const fieldOf = (name) => ALSO[name] ?? (LEAD_FIELDS.includes(name) ? name : null);

/** `{field: {path, fixed}}`; what is written the other way round, path to field, is turned. */
export function read(mapping) {
  const rows = {};
  for (const [name, rule] of Object.entries(mapping ?? {})) {
    const field = fieldOf(name);
    if (field && typeof rule === 'string') rows[field] = { ...rows[field], path: rule };
    else if (field) rows[field] = { ...rows[field], ...(rule.path ? { path: rule.path } : {}), fixed: rule.value ?? rule.default };
    else if (typeof rule === 'string' && fieldOf(rule)) rows[fieldOf(rule)] = { ...rows[fieldOf(rule)], path: name };
  }
  return rows;
}

/** Undefined when nothing is mapped. */
export function write(rows) {
  const mapping = {};
  for (const [field, { path, fixed }] of Object.entries(rows)) {
    if (path && fixed !== undefined && fixed !== '') mapping[field] = { path, default: fixed };
    else if (path) mapping[field] = path;
    else if (fixed !== undefined && fixed !== '') mapping[field] = { value: fixed };
  }
  return Object.keys(mapping).length ? mapping : undefined;
}

/** What a lead that was tried has in a field. */
export function valueOf(lead, field) {
  if (['name', 'phone', 'email', 'wechat', 'company'].includes(field)) return lead.contact[field];
  if (['campaign', 'ad_group', 'ad', 'click_id', 'page'].includes(field)) return lead.source[field];
  if (['skills', 'region', 'language', 'seniority'].includes(field)) return lead.requires[field];
  return lead[field];
}

const EXAMPLES = {
  name: '王小明', phone: '13800138000', email: 'xiaoming@example.com', wechat: 'xiaoming88', company: 'Example Ltd', external_id: 'w-1001',
  campaign: 'spring', page: 'https://www.example.com/mba', score: '60', tags: 'mba',
};

/** A body that has something at each path that is plain; undefined when there is none. */
export function exampleOf(mapping) {
  const body = {};
  for (const [field, { path }] of Object.entries(read(mapping))) {
    const steps = path && !path.includes('[') ? path.split('.') : [];
    const last = steps.pop();
    if (last) steps.reduce((at, step) => (at[step] = typeof at[step] === 'object' ? at[step] : {}), body)[last] = EXAMPLES[field] ?? '1';
  }
  return Object.keys(body).length ? body : undefined;
}
