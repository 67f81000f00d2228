// Small line icons, drawn here so that no page ever asks another server for one.
import {html, svg} from 'lit-element/lit-element.js';

const PATHS = {
  signals: svg`<path d="M2 12h4l2.5-7 4 15 3-11 1.8 3H22"/>`,
  ledger: svg`<path d="M12 4v16M6 20h12M5 7h14M5 7l-2.6 6a2.8 2.8 0 0 0 5.2 0L5 7Zm14 0-2.6 6a2.8 2.8 0 0 0 5.2 0L19 7Z"/>`,
  uplinks: svg`<path d="M7 18.500a4.200 4.200 0 0 1-.6-8.350 5.800 5.800 0 0 1 11.200-.6A4.500 4.500 0 0 1 17.500 18.500M12 20.500v-8M8.800 15.500l3.200-3.200 3.200 3.200"/>`,
  pause: svg`<path d="M9 5.500v13M15 5.500v13"/>`,
  help: svg`<circle cx="12" cy="12" r="9"/><path d="M9.5 9.3a2.6 2.6 0 1 1 3.6 2.6c-.8.4-1.1.9-1.1 1.8"/><path d="M12 16.9v.1"/>`,
  user: svg`<circle cx="12" cy="8" r="3.6"/><path d="M5 20c.6-3.8 3.4-6 7-6s6.4 2.2 7 6"/>`,
  logout: svg`<path d="M10 4H5v16h5M15 8l4 4-4 4M19 12H9"/>`,
  search: svg`<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  cross: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  check: svg`<path d="m5 12.5 4.5 4.500L19 7.5"/>`,
  wave: svg`<path d="M3.5 13.500c2.8-4.7 5.7-4.7 8.5 0s5.7 4.7 8.5 0"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.500V12l3 2"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.500v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2"/>`,
  download: svg`<path d="M12 4v11M7.5 10.5 12 15l4.5-4.500M5 19.500h14"/>`,
  table: svg`<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M4 10h16M4 14.500h16M10.5 10v9"/>`,
  bin: svg`<path d="M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v5.500M13.500 10.500v5.500"/>`,
  health: svg`<path d="M12 20C6.500 16 3.500 12.800 3.500 9.200A4.400 4.400 0 0 1 12 7.400a4.400 4.400 0 0 1 8.500 1.800C20.500 12.800 17.500 16 12 20Z"/><path d="M6 12h3l1.500-2.500 2.500 4.500 1.500-2H18"/>`,
  back: svg`<path d="M15 5l-7 7 7 7"/>`,
  next: svg`<path d="M9 5l7 7-7 7"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 3v1.800M12 19.200V21M3 12h1.800M19.2 12H21M5.6 5.600l1.3 1.300M17.1 17.100l1.3 1.300M18.4 5.600l-1.3 1.300M6.9 17.100l-1.3 1.3"/>`,
  moon: svg`<path d="M20 14.200A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.200Z"/>`,
  auto: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 3.500a8.5 8.5 0 0 1 0 17Z" fill="currentColor"/>`,
  eye: svg`<path d="M2.5 12s3.5-6.5 9.5-6.5 9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.500S2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="2.8"/>`,
  eyeOff: svg`<path d="M4 4l16 16M9.5 5.800A9.6 9.6 0 0 1 12 5.500c6 0 9.5 6.5 9.5 6.500a16 16 0 0 1-3.2 3.900M6.2 7.600A15.5 15.5 0 0 0 2.5 12s3.5 6.5 9.5 6.500a9.3 9.3 0 0 0 4-.9M10 10.100a2.8 2.8 0 0 0 3.9 3.9"/>`,
  up: svg`<path d="M6 18 18 6M9 6h9v9"/>`,
  down: svg`<path d="M6 6l12 12M18 9v9H9"/>`,
  flat: svg`<path d="M4 12h16M15 7l5 5-5 5"/>`,
  warn: svg`<path d="M12 4.5 2.8 20h18.400L12 4.500ZM12 10v4.500M12 17.300v.1"/>`,
  more: svg`<circle cx="5" cy="12" r="1.3"/><circle cx="12" cy="12" r="1.3"/><circle cx="19" cy="12" r="1.3"/>`,
  reset: svg`<path d="M4 12a8 8 0 1 0 2.6-5.900M4 4v4.500h4.5"/>`,
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}

/** The mark: a gate between two posts, water passing below. */
export function mark() {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect class="mark-plate" width="32" height="32" rx="7"></rect>
    <path class="mark-line" d="M8 6.500v19M24 6.500v19M12 10h8M12 14.500h8M12 22.500c1.350-1.6 2.650-1.6 4 0s2.650 1.6 4 0"></path>
  </svg>`;
}
