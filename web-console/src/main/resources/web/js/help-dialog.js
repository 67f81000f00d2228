// Help: the keys, the words, and what runs here.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {icon, mark} from './icons.js';
import {recall, keep} from './prefs.js';

const KEYS = [
  [['/'], 'Search signals'],
  [['j'], 'Next row'],
  [['k'], 'Previous row'],
  [['Enter'], 'Open the row'],
  [['g', 's'], 'Go to the signals'],
  [['g', 'l'], 'Go to the ledger'],
  [['g', 'u'], 'Go to the uplinks'],
  [['g', 'h'], 'Go to the health'],
  [['←', '→'], 'Move the cursor of a chart'],
  [['Esc'], 'Close, clear, zoom out'],
  [['?'], 'This help'],
];

const WORDS = [
  ['good', 'check', 'Good', 'The source vouches for it.'],
  ['uncertain', 'wave', 'Uncertain', 'There is a value, and a reason for doubt.'],
  ['bad', 'cross', 'Bad', 'The source failed; there may be no value at all.'],
  ['stale', 'clock', 'Stale', 'Three of its usual intervals passed without a reading (at first: five minutes), or this page is cut off.'],
];

class HelpDialog extends LitElement {
  static properties = {ctx: {attribute: false}};

  createRenderRoot() {
    return this;
  }

  async show() {
    await this.updateComplete;
    /** @type {HTMLDialogElement} */ (this.querySelector('dialog')).showModal();
  }

  close() {
    /** @type {HTMLDialogElement} */ (this.querySelector('dialog')).close();
  }

  render() {
    if (!this.ctx) return nothing;
    const {session, times} = this.ctx;
    return html`<dialog aria-labelledby="help-title" data-testid="help"
      @click=${(e) => e.target === e.currentTarget && this.close()}>
      <div class="dialog-body">
        <header class="dialog-head">${mark()}<div><h2 id="help-title">Sluice</h2>
          <p class="muted">${session.name} · version ${session.version} · ${times.zone}</p></div>
          <button type="button" class="icon-button" aria-label="Close" @click=${() => this.close()}>${icon('close')}</button></header>
        <div class="help-columns">
          <section><h3>Quality</h3>
            <ul class="words">${WORDS.map(([state, shape, word, what]) => html`<li data-state=${state}><span class="quality">${icon(shape)}${word}</span><span class="muted">${what}</span></li>`)}</ul>
          </section>
          <section class="help-keys"><h3>Keys</h3>
            <dl class="keys">${KEYS.map(([keys, what]) => html`<div><dt>${keys.map((k) => html`<kbd>${k}</kbd>`)}</dt><dd>${what}</dd></div>`)}</dl>
            <label class="check"><input type="checkbox" .checked=${recall('keys', 'on') !== 'off'}
              @change=${(e) => keep('keys', e.target.checked ? 'on' : 'off')}>Single-key shortcuts</label>
          </section>
        </div>
        <p class="dialog-foot muted">Apache License 2.0. Built with Lit (BSD-3-Clause) and uPlot (MIT).
          <a href="/api/v1/openapi.json" target="_blank" rel="noopener">HTTP API</a></p>
      </div>
    </dialog>`;
  }
}

customElements.define('help-dialog', HelpDialog);
