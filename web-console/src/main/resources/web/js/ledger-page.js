// The room of accounts: what came in, where it is now, what was lost and why.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {count, plural} from './format.js';
import {equation, verdict} from './balance.js';
import {icon} from './icons.js';
import {troubleText} from './troubles.js';
import {account} from './uplink-words.js';

const REFRESH = 2000;

/** Why readings are lost, for gateways that send no words of their own. */
const CAUSES = new Map([
  ['intake-full', 'The gateway could not keep up; the publish was dropped (QoS 0) or refused.'],
  ['malformed', 'The payload could not be decoded.'],
]);

class LedgerPage extends LitElement {
  static properties = {
    ctx: {attribute: false},
    generation: {attribute: false},
    ledger: {state: true},
    troubles: {state: true},
    failure: {state: true},
  };

  constructor() {
    super();
    /** @type {any} */
    this.ledger = null;
    /** @type {any[]|null} */
    this.troubles = null;
    this.failure = '';
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.abort = new AbortController();
    this.timer = setInterval(() => !document.hidden && this.load(), REFRESH);
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.abort?.abort();
  }

  updated() {
    document.title = `Ledger · ${this.ctx.session.name || 'Sluice'}`;
  }

  async load() {
    if (this.busy) return;
    this.busy = true;
    try {
      const signal = this.abort?.signal;
      const [ledger, troubles] = await Promise.all([
        this.ctx.api.get('/ledger', {}, signal),
        this.ctx.api.get('/troubles', {}, signal),
      ]);
      this.ledger = ledger;
      this.troubles = troubles;
      this.failure = '';
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AbortError')) {
        this.failure = error instanceof Error ? error.message : String(error);
      }
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`<main class="page" id="main">
      <header class="page-head">
        <h1 tabindex="-1">Ledger</h1>
        <p class="page-lead">Every reading is accounted for, since this gateway was first started.</p>
      </header>
      ${this.failure ? html`<div class="note alarm" role="alert">${icon('warn')}<span>${this.failure}</span></div>` : nothing}
      ${this.ledger ? this.body() : this.failure ? nothing : html`<div class="skeleton tall" aria-hidden="true"><span></span></div>`}
    </main>`;
  }

  body() {
    const l = this.ledger;
    const lost = l.losses.reduce((n, loss) => n + loss.count, 0);
    const h = l.history;
    return html`
      ${this.balance('Through the door', 'received', l.received, [
        {key: 'journalled', label: 'Journalled', n: l.journalled, tone: 'ok', what: 'synced to flash'},
        {key: 'lost', label: 'Lost', n: lost, tone: 'alarm', what: lost ? 'each with its cause below' : 'nothing so far'},
      ], 'Received')}
      ${this.balance('Where they are now', 'journalled', l.journalled, [
        {key: 'kept', label: 'Kept', n: h.kept, tone: 'ok', what: 'sealed into history'},
        {key: 'unsealed', label: 'Unsealed', n: h.unsealed, tone: 'accent', what: 'safe in the journal; sealed after 2,048 readings of a signal or 2 hours'},
        {key: 'replaced', label: 'Replaced', n: h.replaced, tone: 'muted', what: 'by a later reading of the same time'},
        {key: 'expired', label: 'Expired', n: h.expired, tone: 'stale', what: 'retention, or deleted'},
        {key: 'damaged', label: 'Damaged', n: h.damaged, tone: 'alarm', what: 'could not be read back'},
      ], 'Journalled')}
      ${l.duplicates ? html`<p class="aside">${plural(l.duplicates, 'resend')} recognised and not stored again; ${l.duplicates === 1 ? 'it is' : 'they are'} part of no balance.</p>` : nothing}
      ${(l.uplinks ?? []).map((uplink) => this.balance(html`On to <a href="/uplinks">${uplink.id}</a>`, `uplink-${uplink.id}`, uplink.journalled, account(uplink), 'Journalled'))}
      ${this.losses(l.losses)}
      ${this.troubleTable()}`;
  }

  /** @param {unknown} title @param {string} id @param {number} whole @param {any[]} parts @param {string} word */
  balance(title, id, whole, parts, word) {
    return html`<section class="card balance" aria-labelledby="balance-${id}" data-testid="balance-${id}">
      <header class="card-head"><h2 id="balance-${id}">${title}</h2>${verdict(whole, parts, `verdict-${id}`)}</header>
      ${equation(whole, word, parts, 'ledger-')}
    </section>`;
  }

  losses(losses) {
    return html`<section class="card" aria-labelledby="losses-title">
      <header class="card-head"><h2 id="losses-title">Losses</h2></header>
      ${losses.length === 0 ? html`<p class="fine" data-testid="no-losses">${icon('check')}Nothing was lost.</p>` : html`
      <table class="list losses" role="table" data-testid="losses"><thead role="rowgroup"><tr role="row">
          <th role="columnheader" scope="col">Cause</th><th role="columnheader" scope="col" class="r">Readings</th><th role="columnheader" scope="col">First</th></tr></thead>
        <tbody role="rowgroup">${losses.map((loss) => html`<tr role="row" data-cause=${loss.cause}>
          <th role="rowheader" scope="row"><span class="mono">${loss.cause}</span><span class="explain">${loss.explanation ?? CAUSES.get(loss.cause) ?? ''}</span></th>
          <td role="cell" class="r num strong">${count(loss.count)}</td>
          <td role="cell" class="num muted" title=${this.full(loss.since)}>${this.ago(loss.since)}</td></tr>`)}</tbody></table>`}
    </section>`;
  }

  troubleTable() {
    const troubles = this.troubles ?? [];
    return html`<section class="card" aria-labelledby="troubles-title">
      <header class="card-head"><h2 id="troubles-title">Troubles</h2>
        <p class="muted">What sources sent that could not be used, newest first, since this start.</p></header>
      ${troubles.length === 0 ? html`<p class="fine" data-testid="no-troubles">${icon('check')}Everything that came could be read.</p>` : html`
      <table class="list troubles" role="table" data-testid="troubles"><thead role="rowgroup"><tr role="row">
          <th role="columnheader" scope="col">Source</th><th role="columnheader" scope="col">Reason</th><th role="columnheader" scope="col" class="r">Count</th>
          <th role="columnheader" scope="col">Last</th><th role="columnheader" scope="col">Sample</th></tr></thead>
        <tbody role="rowgroup">${troubles.slice(0, 200).map((t) => html`<tr role="row">
          <th role="rowheader" scope="row"><span class="wrap">${t.source}</span></th>
          <td role="cell"><span class="mono">${t.reason}</span><span class="explain">${troubleText(t.reason)}</span></td>
          <td role="cell" class="r num strong">${count(t.count)}</td>
          <td role="cell" class="num muted nowrap" title=${this.full(t.last)}>${this.ago(t.last)}</td>
          <td role="cell" class="sample"><span class="mono topic">${t.topic}</span>${t.sample ? html`<code>${t.sample}</code>` : nothing}</td></tr>`)}</tbody></table>`}
    </section>`;
  }

  /** @param {string|number} time */
  ago(time) {
    return this.ctx.times.ago(ms(time), this.ctx.store.now());
  }

  /** @param {string|number} time */
  full(time) {
    return this.ctx.times.full(ms(time));
  }
}

/** @param {string|number} time RFC 3339 or ms */
function ms(time) {
  return typeof time === 'number' ? time : Date.parse(time);
}

customElements.define('ledger-page', LedgerPage);
