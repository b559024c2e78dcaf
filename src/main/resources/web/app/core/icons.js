/** Small pictures, drawn here as not every machine has a font with them. They say nothing to a screen reader. */

import { svg, html } from 'lit';

const DRAWN = {
  bell: svg`<path d="M8 1.5c-2.6 0-4 1.9-4 4.5 0 3-1.5 4-1.5 5.5h11C13.5 10 12 9 12 6c0-2.6-1.4-4.5-4-4.5zM6.5 13a1.5 1.5 0 0 0 3 0" />`,
  'bell-off': svg`<path d="M8 1.5c-2.6 0-4 1.9-4 4.5 0 3-1.5 4-1.5 5.5h11C13.5 10 12 9 12 6c0-2.6-1.4-4.5-4-4.5zM6.5 13a1.5 1.5 0 0 0 3 0M1.5 1.5l13 13" />`,
  contrast: svg`<circle cx="8" cy="8" r="6.2" /><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />`,
  phone: svg`<path d="M3 2h2.5l1.2 3.2-1.6 1.2a8.5 8.5 0 0 0 4.5 4.5l1.2-1.6L14 10.5V13c0 .6-.4 1-1 1A11 11 0 0 1 2 3c0-.6.4-1 1-1z" />`,
  copy: svg`<rect x="5" y="5" width="9" height="9" rx="1.5" /><path d="M11 5V3.5A1.5 1.5 0 0 0 9.5 2h-6A1.5 1.5 0 0 0 2 3.5v6A1.5 1.5 0 0 0 3.5 11H5" />`,
  trash: svg`<path d="M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.700 6.5v4.5M9.300 6.5v4.5" />`,
  plus: svg`<path d="M8 2.5v11M2.5 8h11" />`,
};

export const icon = (name) => html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${DRAWN[name]}</svg>`;
