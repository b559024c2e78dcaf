/** Which page is shown: its address is its name, so that it can be kept, sent and gone back to. */

import { t } from './text.js';

let unsaved = () => false;
let here = location.pathname + location.search;

/** Whoever shows a form says here how to find out whether something in it is not saved; `null` when it goes. */
export function guard(dirty) {
  unsaved = dirty ?? (() => false);
}

/** Asks before changes are lost. */
const stays = () => unsaved() && !confirm(t('leave.unsaved'));

/** Goes to a page without loading everything anew. */
export function go(path) {
  if (stays()) return;
  turn(path);
}

function turn(path) {
  unsaved = () => false;
  if (path !== location.pathname + location.search) history.pushState(null, '', path);
  here = path;
  document.dispatchEvent(new CustomEvent('pelagos-page'));
}

/** Follows links between pages; others, and those for a new tab, are the browser's. */
export function followLinks() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || !/^\/($|desk|console)/.test(url.pathname)) return;
    event.preventDefault();
    go(url.pathname + url.search);
  });
  addEventListener('popstate', () => {
    if (stays()) history.pushState(null, '', here);
    else turn(location.pathname + location.search);
  });
  addEventListener('beforeunload', (event) => unsaved() && event.preventDefault());
}

/** The parts of the address: `/console/pools/web` is `['console', 'pools', 'web']`. */
export const place = () => location.pathname.split('/').filter(Boolean).map(decodeURIComponent);
