/** Nobody loses what he has written by leaving a page with a click. */

import { t } from './text.js';

/** Pages that are shown now: whether they hold something unsaved, and the addresses where they stay. */
const pages = new Set();

/**
 * @param {() => boolean} dirty
 * @param {() => string} home addresses that begin so belong to the same page
 * @returns {() => void} ends the watch
 */
export function watchUnsaved(dirty, home) {
  const page = { dirty, home };
  pages.add(page);
  return () => pages.delete(page);
}

addEventListener('beforeunload', (event) => {
  if ([...pages].some((page) => page.dirty())) event.preventDefault();
});

document.addEventListener(
  'click',
  (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || link.target || link.hasAttribute('download') || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const path = new URL(link.href).pathname;
    const leaves = [...pages].some((page) => page.dirty() && path !== page.home() && !path.startsWith(`${page.home()}/`));
    if (leaves && !confirm(t('unsaved'))) {
      event.preventDefault();
      event.stopPropagation();
    }
  },
  { capture: true },
);
