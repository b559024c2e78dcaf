/** What a file of leads may be. */

const TYPES = {
  csv: 'text/csv',
  tsv: 'text/csv',
  txt: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const BEGINNING_BYTES = 256 * 1024;
const NEWLINE = 10;

export const ACCEPTED = Object.keys(TYPES).map((end) => `.${end}`).join(',');

/** By its name; undefined for none of these. */
export const typeOf = (file) => TYPES[file.name.split('.').pop().toLowerCase()];

/** As much of it as a preview needs: of a table of text its first rows, of a workbook all. */
export async function beginning(file) {
  if (typeOf(file) === TYPES.xlsx || file.size <= BEGINNING_BYTES) return file;
  const bytes = new Uint8Array(await file.slice(0, BEGINNING_BYTES).arrayBuffer());
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  return new Blob([bytes.slice(0, end || bytes.length)]);
}

/** The targets that a column may have, in groups; the firm's own fields come between. */
export const TARGETS = {
  contact: ['name', 'phone', 'email', 'wechat', 'company'],
  lead: ['external_id', 'grade', 'score', 'tags', 'campaign', 'ad_group', 'ad', 'click_id', 'page'],
  requires: ['region', 'skills', 'language', 'seniority'],
  past: ['owner', 'won_at', 'last_followup_at', 'last_outcome', 'followups', 'next_at', 'contract_ends_at', 'closed_reason', 'created_at', 'entered_pool_at', 'claimed_at', 'rounds'],
};

/** What a lead of the preview has of a target, as text. */
export function shown(lead, target, column) {
  const value =
    lead.contact[target] ?? lead.source?.[target] ?? (target === 'attribute' ? lead.attributes?.[column] : target.startsWith('field.') ? lead.fields?.[target.slice(6)] : lead[target]);
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}
