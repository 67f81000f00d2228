// An account as an equation: one number, and the parts that must add up to it.
import {html, svg, nothing} from 'lit-element/lit-element.js';
import {count} from './format.js';
import {icon} from './icons.js';

/** @typedef {{key: string, label: string, n: number, tone: string, what: string}} Part */

/** @param {Part[]} parts */
function sumOf(parts) {
  return parts.reduce((n, p) => n + p.n, 0);
}

/** Whether it adds up, as anybody can check. @param {number} whole @param {Part[]} parts @param {string} testid */
export function verdict(whole, parts, testid) {
  const missing = Math.abs(whole - sumOf(parts));
  return html`<p class="verdict" data-even=${missing === 0} data-testid=${testid}>${icon(missing ? 'warn' : 'check')}${missing ? `${count(missing)} unaccounted for` : 'Balanced'}</p>`;
}

/** @param {number} whole @param {string} word what the whole is called @param {Part[]} parts @param {string} prefix of test ids */
export function equation(whole, word, parts, prefix) {
  return html`<div class="equation">
      <div class="whole"><span class="term-n num">${count(whole)}</span><span class="term-l">${word}</span></div>
      <span class="sign" aria-hidden="true">=</span>
      <ul class="terms">${parts.map((p) => html`<li class="term" data-tone=${p.n ? p.tone : 'none'}>
        <span class="term-n num" data-testid="${prefix}${p.key}">${count(p.n)}</span>
        <span class="term-l"><i class="swatch" aria-hidden="true"></i>${p.label}</span>
        <span class="term-w">${p.what}</span></li>`)}</ul>
    </div>
    ${bar(parts, sumOf(parts))}`;
}

/** The parts as one bar; what is there at all gets at least a hair. @param {any[]} parts @param {number} sum */
function bar(parts, sum) {
  const shares = parts.map((p) => (p.n > 0 ? Math.max(p.n / sum, 0.004) : 0));
  const whole = shares.reduce((a, b) => a + b, 0) || 1;
  let x = 0;
  return html`<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar-base" width="1000" height="10"></rect>
    ${parts.map((p, i) => {
      const w = (shares[i] / whole) * 1000;
      const rect = w ? svg`<rect data-tone=${p.tone} x=${x} width=${w} height="10"></rect>` : nothing;
      x += w;
      return rect;
    })}</svg>`;
}
