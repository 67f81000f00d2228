// A chart's values as a table, for those who cannot see the line or want the numbers.
import {html} from 'lit-element/lit-element.js';
import {duration} from './format.js';

/** The table has so many rows at most, the newest. */
const ROWS = 200;

/**
 * @param {{track: import('./chart.js').Track, from: number, to: number, times: import('./format.js').Times,
 *   unit: string, bare: (v: number|null) => string, duty: ((share: number|null) => string)|null}} view
 *   bare: a number without its unit; duty: words for the share of a switch, null for numbers
 */
export function valuesTable({track, from, to, times, unit, bare, duty}) {
  const rows = [];
  for (let i = track.length - 1; i >= 0 && rows.length < ROWS; i--) {
    if (track.t[i] < from) break;
    if (track.t[i] > to || track.avg[i] === null) continue;
    rows.push(html`<tr><th scope="row" class="num">${times.full(track.t[i]).slice(0, 19)}</th>
      ${duty
        ? html`<td class="num">${duty(track.avg[i])}</td>`
        : html`<td class="num">${bare(track.min[i])}</td><td class="num">${bare(track.avg[i])}</td><td class="num">${bare(track.max[i])}</td>`}</tr>`);
  }
  const of = unit ? ` (${unit})` : '';
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Values as a table">
    <table class="values" data-testid="values">
      <caption>Each row covers ${duration(track.width)}, newest first${rows.length === ROWS ? `; the newest ${ROWS}, the CSV file has all` : ''}. Times in ${times.zone}.</caption>
      <thead><tr><th scope="col">Time</th>${duty ? html`<th scope="col">State</th>` : html`<th scope="col">Min${of}</th><th scope="col">Mean${of}</th><th scope="col">Max${of}</th>`}</tr></thead>
      <tbody>${rows}</tbody>
    </table></div>`;
}
