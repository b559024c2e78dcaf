/** The console's pages: who sees which, and in which group of its navigation it stands. */

const OFFICE = ['manager', 'admin'];
const LEADING = ['supervisor', ...OFFICE];

/** Each is `console/<id>.js`, which defines the element `console-<id>`; its name is the text `page.<id>`. */
export const PAGES = [
  { id: 'floor', group: 'live', roles: LEADING },
  { id: 'approvals', group: 'live', roles: LEADING },
  { id: 'leads', group: 'live', roles: [...LEADING, 'auditor'] },
  { id: 'alerts', group: 'live', roles: [...OFFICE, 'marketer', 'auditor'] },
  { id: 'dashboards', group: 'numbers', roles: [...LEADING, 'marketer', 'auditor'] },
  { id: 'pools', group: 'rules', roles: [...OFFICE, 'auditor'] },
  { id: 'channels', group: 'rules', roles: [...OFFICE, 'marketer', 'auditor'] },
  { id: 'people', group: 'rules', roles: [...OFFICE, 'auditor'] },
  { id: 'calendar', group: 'rules', roles: [...OFFICE, 'auditor'] },
  { id: 'imports', group: 'data', roles: OFFICE },
  { id: 'costs', group: 'data', roles: [...OFFICE, 'marketer', 'auditor'] },
  { id: 'webhooks', group: 'data', roles: [...OFFICE, 'auditor'] },
  { id: 'history', group: 'data', roles: [...OFFICE, 'auditor'] },
];

export const pagesOf = (role) => PAGES.filter((page) => page.roles.includes(role));
