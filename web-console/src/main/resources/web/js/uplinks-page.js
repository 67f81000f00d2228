// The room of uplinks: whether readings arrive upstream, what waits, what went wrong, what to do.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {equation, verdict} from './balance.js';
import {count, duration} from './format.js';
import {icon} from './icons.js';
import {idPath} from './router.js';
import {account, cameDown, flow, pauseEnd, standing, waiting} from './uplink-words.js';

const REFRESH = 2000;
/** The table shows so many dead letters at most, the newest. */
const LETTERS = 20;
/** What went well is said for so long. */
const SAID_FOR = 15_000;
const PAUSES = [
  {minutes: 15, label: '15 min', words: 'for 15 min'},
  {minutes: 60, label: '1 h', words: 'for 1 h'},
  {minutes: 0, label: 'Until resumed', words: 'until resumed'},
];
const EXAMPLE = `uplinks:
  head-office:
    type: mqtt
    url: mqtts://broker.example:8883
    topic: sites/{gateway}/{device}/{signal}`;

class UplinksPage extends LitElement {
  static properties = {
    ctx: {attribute: false},
    uplinks: {state: true},
    failure: {state: true},
    copied: {state: true},
  };

  constructor() {
    super();
    /** @type {any[]|null} */
    this.uplinks = null;
    this.failure = '';
    this.copied = false;
    /** By uplink: how many dead letters it had when they were fetched, and the newest of them. @type {Map<string, {of: number, list: any[]}>} */
    this.letters = new Map();
    /** By uplink: what is being done, and what came of it. @type {Map<string, {busy: string, ok: boolean, text: string}>} */
    this.acts = new Map();
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
    document.title = `Uplinks · ${this.ctx.session.name || 'Sluice'}`;
  }

  get mayAct() {
    return ['operator', 'admin'].includes(this.ctx.session.role);
  }

  async load() {
    if (this.loading) return;
    this.loading = true;
    try {
      const signal = this.abort?.signal;
      const uplinks = await this.ctx.api.get('/uplinks', {}, signal);
      this.uplinks = uplinks;
      this.failure = '';
      for (const uplink of uplinks) await this.loadLetters(uplink, signal);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AbortError')) {
        this.failure = error instanceof Error ? error.message : String(error);
      }
    } finally {
      this.loading = false;
    }
  }

  /** They are fetched only when there are others than before. @param {any} uplink @param {AbortSignal|undefined} signal */
  async loadLetters({id, deadLettered}, signal) {
    if (deadLettered === (this.letters.get(id)?.of ?? 0)) return;
    const list = deadLettered
      ? await this.ctx.api.get(`/uplinks/${idPath(id)}/dead-letters`, {limit: LETTERS}, signal)
      : [];
    this.letters.set(id, {of: deadLettered, list});
    this.requestUpdate();
  }

  /**
   * Does something to an uplink and says what came of it.
   * @param {string} id @param {string} what the end of the path @param {unknown} body
   * @param {string} busy what is shown meanwhile @param {(answer: any) => {ok: boolean, text: string}} words
   */
  async act(id, what, body, busy, words) {
    if (this.acts.get(id)?.busy) return;
    this.note(id, {busy, ok: true, text: ''});
    try {
      const answer = await this.ctx.api.call('POST', `/uplinks/${idPath(id)}/${what}`, body);
      const said = {busy: '', ...words(answer)};
      this.note(id, said);
      // Good news grows old; bad news stays until the next try.
      if (said.ok) setTimeout(() => this.acts.get(id) === said && this.note(id, {busy: '', ok: true, text: ''}), SAID_FOR);
    } catch (error) {
      this.note(id, {busy: '', ok: false, text: error instanceof Error ? error.message : String(error)});
    }
    this.load();
  }

  note(id, act) {
    this.acts.set(id, act);
    this.requestUpdate();
  }

  /** @param {string} id */
  test(id) {
    this.act(id, 'test', undefined, 'Testing …', ({ok, why}) =>
      ok ? {ok, text: 'Test passed: the destination would take readings.'} : {ok, text: `Test failed: ${why}`});
  }

  /** @param {string} id @param {{minutes: number, words: string}} pause */
  pause(id, {minutes, words}) {
    this.act(id, 'pause', minutes ? {minutes} : {}, 'Pausing …', () => ({ok: true, text: `Paused ${words}. Readings are kept.`}));
  }

  /** @param {string} id */
  resume(id) {
    this.act(id, 'resume', undefined, 'Resuming …', () => ({ok: true, text: 'Resumed.'}));
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(EXAMPLE);
    } catch {
      // Without a secure context there is no clipboard: select the lines instead.
      const shown = this.querySelector('.sample-config code');
      if (shown) getSelection()?.selectAllChildren(shown);
      return;
    }
    this.copied = true;
    setTimeout(() => (this.copied = false), 2000);
  }

  // --- markup ---

  render() {
    return html`<main class="page" id="main">
      <header class="page-head">
        <h1 tabindex="-1">Uplinks</h1>
        <p class="page-lead">Where readings go on to. What a destination cannot take now is kept and sent later.</p>
      </header>
      ${this.failure ? html`<div class="note alarm" role="alert">${icon('warn')}<span>${this.failure}</span></div>` : nothing}
      ${this.uplinks ? this.body() : this.failure ? nothing : html`<div class="skeleton tall" aria-hidden="true"><span></span></div>`}
    </main>`;
  }

  body() {
    const uplinks = this.uplinks ?? [];
    return uplinks.length ? uplinks.map((uplink, i) => this.card(uplink, `uplink-${i}`)) : this.empty();
  }

  empty() {
    return html`<section class="card empty" aria-labelledby="empty-title" data-testid="no-uplinks">
      <h2 id="empty-title">No uplinks yet</h2>
      <p>Put this into <code>sluice.yaml</code> with your broker’s address, and restart the gateway.</p>
      <div class="command sample-config">
        <pre tabindex="0" role="region" aria-label="Example configuration"><code>${EXAMPLE}</code></pre>
        <button type="button" class="button" @click=${() => this.copy()}>${icon(this.copied ? 'check' : 'copy')}${this.copied ? 'Copied' : 'Copy'}</button>
      </div>
    </section>`;
  }

  /** @param {any} uplink @param {string} key for ids in the page */
  card(uplink, key) {
    const {id, type, status} = uplink;
    const parts = account(uplink);
    return html`<section class="card uplink" aria-labelledby=${key} data-testid="uplink" data-id=${id} data-status=${status} data-flowing=${uplink.flowing}>
      <header class="card-head"><h2 id=${key} class="wrap">${id} ${type ? html`<span class="badge">${type}</span>` : nothing}</h2>
        ${this.mayAct ? this.buttons(uplink) : nothing}</header>
      ${this.outcome(id)}
      <dl class="facts uplink-facts">
        ${this.fact('Status', standing(uplink), pauseEnd(uplink, this.ctx.times, this.now))}
        ${this.fact('Delivery', flow(uplink), '')}
        <div><dt>Backlog</dt><dd data-testid="waiting">${waiting(uplink)}${uplink.oldestAge === null ? nothing
          : html`<span class="fact-what num">oldest has waited ${duration(uplink.oldestAge * 1000)}</span>`}</dd></div>
      </dl>
      <div class="uplink-account" role="group" aria-label="Account of ${id}">
        <header class="card-head"><h3>Account</h3>${verdict(uplink.journalled, parts, 'uplink-verdict')}</header>
        ${equation(uplink.journalled, 'Journalled', parts, 'uplink-')}
        ${uplink.retried ? html`<p class="hint num">Sent ${count(uplink.sent)} times in all; ${count(uplink.retried)} of these ${uplink.retried === 1 ? 'was' : 'were'} not confirmed and had to be repeated.</p>` : nothing}
      </div>
      ${this.lastError(uplink)}
      ${this.down(uplink)}
      ${this.letterTable(uplink, key)}
    </section>`;
  }

  /** @param {string} name @param {import('./uplink-words.js').Standing} standing @param {string} more */
  fact(name, {state, shape, word, what}, more) {
    const text = [what, more].filter(Boolean).join(', ');
    return html`<div><dt>${name}</dt><dd data-state=${state} data-testid=${name.toLowerCase()}>
      <span class="quality strong">${icon(shape)}${word}</span>${text ? html`<span class="fact-what">${text}</span>` : nothing}</dd></div>`;
  }

  buttons({id, status, paused}) {
    if (status === 'disabled' || status === 'uplink-removed') return nothing;
    const busy = this.acts.get(id)?.busy ? 'true' : nothing;
    return html`<div class="uplink-buttons">
      <button type="button" class="button" data-testid="test" aria-label="Test ${id}" aria-disabled=${busy} @click=${() => this.test(id)}>Test</button>
      ${paused || status === 'refused' ? html`<button type="button" class="button primary" data-testid="resume"
        aria-label="${paused ? 'Resume' : 'Try again'}: ${id}" aria-disabled=${busy} @click=${() => this.resume(id)}>${paused ? 'Resume' : 'Try again'}</button>` : nothing}
      ${paused ? nothing : html`<div class="pause-group" role="group" aria-label="Pause ${id}">
        <span class="pause-word" aria-hidden="true">${icon('pause')}Pause</span>
        ${PAUSES.map((p) => html`<button type="button" class="button" data-testid="pause-${p.minutes}" aria-label="${p.label}: pause ${id}"
          aria-disabled=${busy} @click=${() => this.pause(id, p)}>${p.label}</button>`)}</div>`}
    </div>`;
  }

  /** What came of the last button; there from the start, so that it is read out. @param {string} id */
  outcome(id) {
    const {busy = '', ok = true, text = ''} = this.acts.get(id) ?? {};
    return html`<div role="status" data-testid="outcome">${busy
      ? html`<p class="outcome"><span class="spinner" aria-hidden="true"></span>${busy}</p>`
      : text ? html`<p class="outcome" data-ok=${ok}>${icon(ok ? 'check' : 'warn')}<span>${text}</span></p>` : nothing}</div>`;
  }

  /** @param {any} uplink */
  lastError({status, lastError, lastErrorAt}) {
    if (!lastError) return nothing;
    const at = Date.parse(lastErrorAt);
    const now = ['backing-off', 'refused'].includes(status);
    return html`<p class="outcome last-error" data-ok=${!now} data-testid="last-error">${icon(now ? 'warn' : 'clock')}<span>
      <span class="muted num" title=${this.ctx.times.full(at)}>Last error, ${this.ctx.times.ago(at, this.now)}:</span> ${lastError}</span></p>`;
  }

  /** @param {any} uplink */
  down(uplink) {
    const line = cameDown(uplink);
    if (!line) return nothing;
    const {trouble} = uplink.down;
    return html`<p class="hint num wrap down" data-testid="down">Down: ${line}</p>
      ${trouble ? html`<p class="outcome" data-ok="false" data-testid="down-trouble">${icon('warn')}<span>Nothing comes down now: ${trouble}</span></p>` : nothing}`;
  }

  /** @param {any} uplink @param {string} key */
  letterTable({id, deadLettered}, key) {
    const list = this.letters.get(id)?.list ?? [];
    if (!deadLettered || !list.length) return nothing;
    return html`<div class="letters"><h3 id="${key}-letters">Dead letters</h3>
      <p class="hint">Readings that the destination will never take${deadLettered > list.length ? `: the newest ${count(list.length)} of ${count(deadLettered)}` : ''}. They are still in the history here.</p>
      <div class="scroller" tabindex="0" role="region" aria-label="Dead letters of ${id}">
      <table class="values letters-table" aria-labelledby="${key}-letters" data-testid="dead-letters"><thead><tr>
          <th scope="col">Signal</th><th scope="col">Value</th><th scope="col">Time</th><th scope="col">Why</th></tr></thead>
        <tbody>${list.map((l) => html`<tr><th scope="row"><a href="/signals/${idPath(l.signal)}">${l.signal}</a></th>
          <td>${l.value}</td><td class="num nowrap" title=${this.ctx.times.full(Date.parse(l.time))}>${this.ctx.times.ago(Date.parse(l.time), this.now)}</td>
          <td>${l.why}</td></tr>`)}</tbody></table></div></div>`;
  }

  get now() {
    return this.ctx.store.now();
  }
}

customElements.define('uplinks-page', UplinksPage);
