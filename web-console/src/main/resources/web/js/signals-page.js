// The room of all signals: a searchable table whose rows follow the live stream.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {href} from './router.js';
import {count, plural, shellWord} from './format.js';
import {icon} from './icons.js';
import {recall} from './prefs.js';
import {SignalRows} from './signal-rows.js';

/** How many signals a page of the table holds: what one live channel carries. */
const PAGE = 500;
/** After typing stops for so long, the search is asked. */
const TYPING = 160;
/** When the stream says that signals came or went, the list is fetched this much later, ms. */
const SETTLE = 300;
/** The list is looked at anew so often: from when on a signal is stale is learned, and not told by the stream. */
const RELEARN = 60_000;

/** The device that the empty page suggests. */
const DEVICE = 'sensor-1';

/** The live channel of a page of signals. @param {string} q @param {string} after */
export function channelOf(q, after) {
  const query = new URLSearchParams();
  if (q) query.set('q', q);
  if (after) query.set('after', after);
  const text = query.toString();
  return text ? `signals?${text}` : 'signals';
}

class SignalsPage extends LitElement {
  static properties = {
    ctx: {attribute: false},
    route: {attribute: false},
    generation: {attribute: false},
    total: {state: true},
    all: {state: true},
    more: {state: true},
    state: {state: true},
    failure: {state: true},
    copied: {state: true},
  };

  constructor() {
    super();
    this.total = 0;
    this.all = NaN;
    this.more = false;
    /** @type {'loading'|'ready'|'failed'} */
    this.state = 'loading';
    this.failure = '';
    this.copied = '';
    this.asked = '';
    this.keydown = (event) => this.pressed(event);
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('keydown', this.keydown);
    this.relearning = setInterval(() => !document.hidden && this.ctx.store.state === 'live' && this.look(), RELEARN);
    this.stopState = this.ctx.store.onState(() => {
      this.rows?.refreshAll();
      if (this.ctx.store.state === 'live' && this.state === 'failed') this.load();
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('keydown', this.keydown);
    clearInterval(this.relearning);
    clearTimeout(this.lookTimer);
    clearTimeout(this.typing);
    this.stopState?.();
    this.unsubscribe?.();
    this.abort?.abort();
    this.rows?.dispose();
  }

  firstUpdated() {
    this.rows = new SignalRows(
      /** @type {HTMLElement} */ (this.querySelector('tbody')),
      this.ctx,
    );
    this.load();
  }

  updated(changed) {
    if (this.rows) this.rows.ctx = this.ctx;
    if (changed.has('ctx') && this.rows) this.rows.refreshAll();
    const wanted = `${this.generation}\n${this.route.q}\n${this.route.after}`;
    if (this.rows && wanted !== this.asked && this.asked !== '') this.load();
    const box = /** @type {HTMLInputElement|null} */ (this.querySelector('#search'));
    if (changed.has('route') && box && box.value.trim() !== this.route.q) box.value = this.route.q;
    document.title = `Signals · ${this.ctx.session.name || 'Sluice'}`;
  }

  // --- data ---

  async load() {
    const {q, after} = this.route;
    this.asked = `${this.generation}\n${q}\n${after}`;
    this.abort?.abort();
    this.abort = new AbortController();
    try {
      this.accept(await this.ctx.api.signals(PAGE, after, q, this.abort.signal), false);
      this.state = 'ready';
      this.failure = '';
      this.listen(channelOf(q, after));
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return;
      this.state = 'failed';
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** @param {{list: any[], total: number, more: boolean}} page @param {boolean} quiet */
  accept(page, quiet) {
    this.more = page.more;
    this.last = page.list.at(-1)?.id ?? '';
    this.total = page.list.length;
    this.all = page.total;
    this.rows.setList(page.list, quiet);
  }

  /** @param {string} channel */
  listen(channel) {
    if (this.channel === channel && this.unsubscribe) return;
    this.unsubscribe?.();
    this.channel = channel;
    this.unsubscribe = this.ctx.store.subscribe(channel, {
      snapshot: (lives, all) => {
        this.rows.take(lives);
        if (all && !this.rows.isExactly(all)) {
          clearTimeout(this.lookTimer);
          this.lookTimer = setTimeout(() => this.look(), SETTLE);
        }
      },
      values: (lives) => this.rows.take(lives),
    });
  }

  /** Signals come and go: the list is fetched again, quietly. */
  async look() {
    if (this.state !== 'ready') return;
    try {
      const {q, after} = this.route;
      const page = await this.ctx.api.signals(PAGE, after, q, this.abort?.signal);
      if (q === this.route.q && after === this.route.after) this.accept(page, true);
    } catch {
      // The snapshot after the next connection will tell.
    }
  }

  // --- hands ---

  /** @param {string} text */
  search(text) {
    clearTimeout(this.typing);
    this.typing = setTimeout(
      () => this.ctx.go({room: 'signals', q: text.trim(), after: ''}, true),
      TYPING,
    );
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]')) return;
    const target = event.target instanceof Element ? event.target : null;
    const typing = target?.closest('input, textarea, select');
    if (typing) {
      if (typing.id !== 'search') return;
      if (event.key === 'ArrowDown' || event.key === 'Enter') {
        event.preventDefault();
        this.rows.move(0, true);
      } else if (event.key === 'Escape') {
        const box = /** @type {HTMLInputElement} */ (typing);
        if (box.value) {
          box.value = '';
          this.search('');
        } else box.blur();
        event.preventDefault();
      }
      return;
    }
    const inRows = target?.closest('tbody');
    if (inRows && event.key === 'ArrowDown') this.rows.move(1);
    else if (inRows && event.key === 'ArrowUp') {
      if (!this.rows.move(-1)) this.querySelector('#search')?.focus();
    } else if (recall('keys', 'on') === 'off') return;
    else if (event.key === '/') {
      const box = /** @type {HTMLInputElement} */ (this.querySelector('#search'));
      box.focus();
      box.select();
    } else if (event.key === 'j') this.rows.move(1);
    else if (event.key === 'k') this.rows.move(-1);
    else return;
    event.preventDefault();
  }

  /** True in a browser on the gateway itself: from there one may publish without logging in. */
  get local() {
    return ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  }

  get publishLine() {
    const to = `mosquitto_pub -h ${location.hostname} -p ${this.ctx.session.mqttPort ?? 1883}`;
    return this.local
      ? `${to} -t plant/boiler/temperature -m 21.4`
      : `${to} -u ${DEVICE} -P PASSWORD -t ${DEVICE}/temperature -m 21.4`;
  }

  /** What gives a device its credential, for those who may; '' for others. */
  get deviceLine() {
    const {program, data} = this.ctx.session;
    return program && data ? `${shellWord(program)} device add ${DEVICE} --data ${shellWord(data)}` : '';
  }

  /** @param {string} line */
  async copy(line) {
    try {
      await navigator.clipboard.writeText(line);
    } catch {
      // Without a secure context there is no clipboard: select the line instead.
      const lines = [...this.querySelectorAll('.command code')];
      const shown = lines.find((code) => code.textContent === line);
      if (shown) getSelection()?.selectAllChildren(shown);
      return;
    }
    this.copied = line;
    setTimeout(() => (this.copied = ''), 2000);
  }

  // --- markup ---

  render() {
    const {q, after} = this.route;
    const nothingYet = this.state === 'ready' && this.total === 0 && !q && !after;
    return html`<main class="page" id="main">
      <header class="page-head">
        <h1 tabindex="-1">Signals</h1>
        <p class="page-count" data-testid="signal-count">${this.summary()}</p>
        <div class="search" role="search" ?hidden=${nothingYet}>
          ${icon('search')}
          <input id="search" type="search" aria-label="Search signals" placeholder="Search by name, id or device"
            autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search" .defaultValue=${q}
            data-testid="search" aria-keyshortcuts="/"
            @input=${(e) => this.search(e.target.value)}>
          <kbd aria-hidden="true">/</kbd>
        </div>
      </header>
      ${this.state === 'failed' ? html`<div class="note alarm" role="alert">${icon('warn')}<span>${this.failure}</span>
        <button type="button" class="button" @click=${() => this.load()}>Try again</button></div>` : nothing}
      ${nothingYet ? this.empty() : nothing}
      ${this.state === 'ready' && this.total === 0 && q ? this.noMatch(q) : nothing}
      ${this.state === 'loading' ? html`<div class="skeleton" aria-hidden="true">${Array.from({length: 8}, () => html`<span></span>`)}</div>` : nothing}
      <table class="signals" role="table" aria-label="Signals" ?hidden=${this.total === 0} data-testid="signals">
        <thead role="rowgroup"><tr role="row">
          <th role="columnheader" scope="col" class="c-name">Signal</th>
          <th role="columnheader" scope="col" class="c-value">Value</th>
          <th role="columnheader" scope="col" class="c-spark">15 min</th>
          <th role="columnheader" scope="col" class="c-quality">Quality</th>
          <th role="columnheader" scope="col" class="c-age">Age</th>
          <th role="columnheader" scope="col" class="c-device">Device</th>
        </tr></thead>
        <tbody role="rowgroup"></tbody>
      </table>
      ${this.more || after ? html`<nav class="pager" aria-label="Pages of signals">
        ${after ? html`<a class="button" href=${href({room: 'signals', q, after: ''})} data-testid="first-page">${icon('back')}First ${PAGE}</a>` : nothing}
        ${this.more ? html`<a class="button" href=${href({room: 'signals', q, after: this.last})} data-testid="next-page">Next ${PAGE}${icon('next')}</a>` : nothing}
      </nav>` : nothing}
    </main>`;
  }

  summary() {
    if (this.state !== 'ready') return nothing;
    if (this.total === 0) return '';
    const n = plural(this.total, 'signal');
    if (!this.more && !this.route.after) return n;
    return this.all > this.total
      ? `${count(this.total)} of ${plural(this.all, 'signal')}`
      : `${n} on this page${this.more ? ', more follow' : ''}`;
  }

  /** @param {string} q */
  noMatch(q) {
    return html`<div class="empty" data-testid="no-match">
      <h2>No signal matches “${q}”</h2>
      <p>The search looks at ids, names and devices. Fewer letters find more.</p>
      <button type="button" class="button" @click=${() => {
        this.ctx.go({room: 'signals', q: '', after: ''}, true);
        this.querySelector('#search')?.focus();
      }}>Show all signals</button>
    </div>`;
  }

  /** A line to type, and a button that copies it. @param {string} line @param {string} id */
  command(line, id) {
    const copied = this.copied === line;
    return html`<div class="command"><code tabindex="0" aria-label="Command" data-testid=${id}>${line}</code>
      <button type="button" class="button" @click=${() => this.copy(line)}>${icon(copied ? 'check' : 'copy')}${copied ? 'Copied' : 'Copy'}</button></div>`;
  }

  empty() {
    const publish = this.command(this.publishLine, 'publish-line');
    const device = this.deviceLine
      ? html`<p>${this.local ? 'Other devices log in. A terminal on the gateway gives them' : 'Devices log in. A terminal on the gateway gives one'} a user and a password:</p>
          ${this.command(this.deviceLine, 'device-line')}
          <p class="hint"><code>${DEVICE}</code> may publish to <code>${DEVICE}</code> and <code>${DEVICE}/#</code>${this.local ? html`, with <code>-u</code> and <code>-P</code>` : nothing}.</p>`
      : html`<p class="hint">${this.local ? 'Other devices' : 'Devices'} log in: an administrator makes their user and password with <code>sluice device add</code>.</p>`;
    return html`<div class="empty" data-testid="empty">
      <div class="empty-art" aria-hidden="true"><svg viewBox="0 0 240 64"><path d="M0 40h70l10-22 14 38 12-30 8 14h126"/></svg></div>
      <h2>Waiting for the first reading</h2>
      <p>A signal appears by itself as soon as something publishes it.${this.local ? ' Try it in a terminal on this machine:' : nothing}</p>
      ${this.local ? html`${publish}${device}` : html`${device}<p>Then, from anywhere on the network:</p>${publish}`}
    </div>`;
  }
}

customElements.define('signals-page', SignalsPage);
