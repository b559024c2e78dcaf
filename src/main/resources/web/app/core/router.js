/** Which page is shown: its address is its name, so that it can be kept, sent and gone back to. */

/** Goes to a page without loading everything anew. */
export function go(path) {
  if (path !== location.pathname + location.search) history.pushState(null, '', path);
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
  addEventListener('popstate', () => document.dispatchEvent(new CustomEvent('pelagos-page')));
}

/** The parts of the address: `/console/pools/web` is `['console', 'pools', 'web']`. */
export const place = () => location.pathname.split('/').filter(Boolean).map(decodeURIComponent);
