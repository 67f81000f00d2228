// The history of a signal of texts: a strip of states, and the list of its changes.
import {html, svg, nothing} from 'lit-element/lit-element.js';
import {MISSING, count, duration} from './format.js';

/** The list shows so many changes at most, the newest. */
const ROWS = 200;
/** So many states have a colour of their own; more could not be told apart. */
const COLOURS = 4;

/**
 * @typedef {{changes: import('./changes.js').Changes, from: number, to: number, frozen: boolean,
 *   times: import('./format.js').Times, label: string, loading: boolean, last: unknown}} View
 */

/** @param {View} view */
export function changeList(view) {
  const {changes, from, to, times, label} = view;
  const all = changes.list.filter((c) => c.t >= from && c.t <= to);
  const list = all.slice(-ROWS).reverse();
  return html`
    <p class="summary" data-testid="summary">${summary(view, all.length, label)}</p>
    ${all.length ? strip(view) : nothing}
    ${list.length ? html`<div class="scroller" tabindex="0" role="region" aria-label="Changes">
      <table class="values changes" data-testid="chart" data-points=${all.length} data-last=${Math.round(changes.lastTime)}>
        <caption class="visually-hidden">Changes, newest first</caption>
        <thead><tr><th scope="col">Since</th><th scope="col">Value</th><th scope="col">For</th></tr></thead>
        <tbody>${list.map((c, i) => html`<tr><th scope="row" class="num" title=${times.full(c.t)}>${since(c.t, to, times)}</th>
          <td class="text-value">${String(c.value)}</td>
          <td class="num muted">${duration((i === 0 ? to : list[i - 1].t) - c.t)}</td></tr>`)}</tbody>
      </table></div>` : nothing}`;
}

/** @param {View} view @param {number} n @param {string} label */
function summary(view, n, label) {
  if (n === 0) return view.loading ? 'Loading …' : `${label}: no readings`;
  return `last “${String(view.last ?? MISSING)}”, ${label}: ${count(n)} ${n === 1 ? 'value' : 'changes'}`;
}

/** A time of day, with its date when that is another one. @param {number} t @param {number} to @param {View['times']} times */
function since(t, to, times) {
  const day = times.day(t);
  return day === times.day(to) ? times.clock(t) : `${day} ${times.clock(t)}`;
}

/** The states as one coloured strip. @param {View} view */
function strip({changes, from, to, times, frozen}) {
  const all = changes.list;
  const width = to - from || 1;
  /** @type {Map<unknown, number>} */
  const held = new Map();
  /** @type {{value: unknown, start: number, stop: number}[]} */
  const pieces = [];
  all.forEach((c, i) => {
    const start = Math.max(c.t, from);
    const stop = Math.min(all[i + 1]?.t ?? to, to);
    if (stop <= start) return;
    pieces.push({value: c.value, start, stop});
    held.set(c.value, (held.get(c.value) ?? 0) + stop - start);
  });
  const common = [...held].sort((a, b) => b[1] - a[1]).slice(0, COLOURS).map(([value]) => value);
  // In the order of their names, not of their shares: colours must not swap while one looks.
  common.sort((a, b) => String(a).localeCompare(String(b)));
  const known = [...held.values()].reduce((sum, ms) => sum + ms, 0) || 1;
  const x = (ms) => ((ms / width) * 1000).toFixed(2);
  return html`<svg class="strip" viewBox="0 0 1000 36" preserveAspectRatio="none" role="img"
      aria-label="States over time; the table below lists them">
      ${pieces.map((p) => svg`<rect y="0" height="36" x=${x(p.start - from)} width=${x(p.stop - p.start)}
        data-series=${common.indexOf(p.value) + 1}><title>${String(p.value)}, ${duration(p.stop - p.start)}</title></rect>`)}</svg>
    <p class="strip-axis num" aria-hidden="true"><span>${times.clock(from)}</span><span>${frozen ? times.clock(to) : 'now'}</span></p>
    <ul class="strip-legend">${common.map((value, i) => html`<li data-series=${i + 1}>
        <i class="swatch" aria-hidden="true"></i>${String(value).slice(0, 40)}
        <span class="muted num">${Math.round(((held.get(value) ?? 0) / known) * 100)} %</span></li>`)}
      ${held.size > common.length ? html`<li data-series="0"><i class="swatch" aria-hidden="true"></i>${held.size - common.length} more</li>` : nothing}</ul>`;
}
