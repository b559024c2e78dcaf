/** Bodies as platforms send them: what kind of text they are, their values by the paths that mappings write. */

/** What a text is by its look. */
export function contentType(text) {
  const first = text.trimStart()[0];
  if (first === '{' || first === '[') return 'application/json';
  return first === '<' ? 'application/xml' : 'application/x-www-form-urlencoded';
}

/** Digits stay as they were sent: ids are longer than a number can be. */
const exact = (key, value, context) => (typeof value === 'number' && context?.source ? context.source : value);

/** The body as an object to be walked; null when only the server can read it. */
export function parsed(text, type) {
  try {
    if (type.startsWith('application/json') || type.startsWith('application/cloudevents')) return JSON.parse(text, exact);
    if (type.startsWith('application/x-www-form-urlencoded')) {
      const form = {};
      for (const [name, value] of new URLSearchParams(text)) form[name] = name in form ? [form[name], value].flat() : value;
      return form;
    }
  } catch {
    // It is half typed.
  }
  return null;
}

/** Where paths of a mapping begin: at the body, or at the first lead of those in it. */
export function firstLead(body, channel) {
  const list = channel.type === 'tiktok' ? 'entry' : channel.type === 'generic' ? channel.settings?.list : channel.settings?.pull?.list;
  const leads = list && (body[list] ?? list.split('.').reduce((at, part) => at?.[part], body));
  return Array.isArray(leads) && typeof leads[0] === 'object' ? leads[0] : unfolded(body, channel.type);
}

/** What comes as JSON within a text, and is read as what it holds. */
const FOLDED = { tencent: ['bundle'], baidu: ['formDetail', 'form_detail'] };

function unfolded(body, type) {
  const open = { ...body };
  for (const name of FOLDED[type] ?? []) {
    if (typeof body[name] === 'string' && /^[[{]/.test(body[name])) open[name] = parsed(body[name], 'application/json') ?? body[name];
  }
  return open;
}

/** Fields by which the items of a list are told apart. */
const NAMES = ['column_id', 'name', 'key', 'field', 'type', 'questionId', 'id', 'question', 'q'];

/** How an item of a list is named in a path: by what it is called where that is its own, else by its place. */
export function itemStep(list, index) {
  const item = list[index];
  for (const name of NAMES) {
    const value = item?.[name];
    const plain = (typeof value === 'string' || typeof value === 'number') && !/[[\]=]/.test(String(value));
    if (plain && list.findIndex((one) => String(one?.[name]) === String(value)) === index && Object.keys(item).length > 1) return `[${name}=${value}]`;
  }
  return `[${index}]`;
}

export const child = (path, name) => (path ? `${path}.${name}` : name);
