// One signal: what it says now, and its chart from history into the present.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {Changes} from './changes.js';
import {Track, bucketWidth, plotted} from './chart.js';
import {stepped} from './chart-keys.js';
import {Problem} from './api.js';
import {Decimals, MISSING, NARROW, QUALITY, duration, reasonText, standing, valueParts, valueText} from './format.js';
import {RANGES, href, idPath} from './router.js';
import {isStale} from './store.js';
import {Plot, uPlot} from './plot.js';
import {icon} from './icons.js';
import {valuesTable} from './values-table.js';

const LABELS = {'15m': '15 min', '1h': '1 h', '24h': '24 h'};
/** The chart is painted at most so often, ms. */
const PAINT = 100;
/** The newest buckets are fetched again so often: between two ticks live values may have been lost. */
const RECONCILE = 60_000;
/** Buckets asked for a signal of texts. */
const TEXT_POINTS = 5000;

class SignalPage extends LitElement {
  static properties = {
    ctx: {attribute: false},
    route: {attribute: false},
    generation: {attribute: false},
    signal: {state: true},
    failure: {state: true},
    chartFailure: {state: true},
    loading: {state: true},
    tabled: {state: true},
    cursorAt: {state: true},
    stats: {state: true},
  };

  constructor() {
    super();
    /** @type {any} */
    this.signal = null;
    /** @type {((view: import('./change-list.js').View) => unknown)|undefined} */
    this.changeView = undefined;
    this.failure = '';
    /** True if there is no such signal. */
    this.unknown = false;
    this.chartFailure = '';
    this.loading = true;
    this.tabled = false;
    /** @type {number|null} */
    this.cursorAt = null;
    this.stats = null;
    this.decimals = new Decimals(-1);
    this.track = new Track(1000);
    this.changes = new Changes();
    /** @type {import('./store.js').Live|null} */
    this.live = null;
    this.shown = '';
    this.loaded = '';
    this.paintedAt = 0;
    this.changed = false;
    this.paintedNow = 0;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.running = true;
    this.stopState = this.ctx.store.onState(() => {
      this.requestUpdate();
      if (this.ctx.store.state === 'live' && this.failure) this.open();
    });
    this.second = setInterval(() => this.tick(), 1000);
    const loop = () => {
      if (!this.running) return;
      this.paint();
      requestAnimationFrame(loop);
    };
    requestAnimationFrame(loop);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.running = false;
    clearInterval(this.second);
    clearTimeout(this.reconcileTimer);
    this.stopState?.();
    this.unsubscribe?.();
    this.abort?.abort();
    this.plot?.dispose();
    this.plot = null;
  }

  updated(changed) {
    const subject = `${this.generation}\n${this.route.id}`;
    if (subject !== this.shown) {
      this.shown = subject;
      this.open();
    } else if (changed.has('route')) {
      this.load();
    } else if (changed.has('ctx') && this.plot && this.plot.options.times !== this.ctx.times) {
      this.plot.options.times = this.ctx.times;
      this.plot.build();
      this.changed = true;
    }
    document.title = `${this.signal?.name ?? this.route.id} · ${this.ctx.session.name || 'Sluice'}`;
  }

  // --- data ---

  get text() {
    return this.signal?.kind === 'text' || this.signal?.kind === 'message';
  }

  get bool() {
    return this.signal?.kind === 'bool';
  }

  get frozen() {
    return this.route.from !== null;
  }

  get connected() {
    return this.ctx.store.state === 'live' || this.ctx.store.state === 'connecting';
  }

  /** The times the chart shows now. */
  span() {
    if (this.frozen) return {from: this.route.from, to: this.route.to};
    const to = this.ctx.store.now();
    return {from: to - RANGES[this.route.range], to};
  }

  /** A signal is opened: what it is, its live channel, its history. */
  async open() {
    this.unsubscribe?.();
    this.abort?.abort();
    this.abort = new AbortController();
    this.plot?.dispose();
    this.plot = null;
    this.signal = null;
    this.live = null;
    this.failure = '';
    this.loading = true;
    this.loaded = '';
    const {id} = this.route;
    const {signal: aborted} = this.abort;
    try {
      const path = `/signals/${idPath(id)}`;
      const signal = await this.ctx.api.get(path, {}, aborted);
      this.signal = signal;
      this.decimals = new Decimals(signal.decimals ?? -1);
      const last = signal.last;
      if (typeof last?.value === 'number') this.decimals.see(last.value);
      this.live = {
        id, unit: signal.unit ?? null, decimals: signal.decimals ?? -1, staleMs: signal.staleAfter ?? 0,
        value: last?.value ?? null, quality: last?.quality ?? 'none', reason: last?.reason ?? '',
        time: last ? Date.parse(last.time) : NaN,
      };
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return;
      this.loading = false;
      this.unknown = error instanceof Problem && error.status === 404;
      this.failure = error instanceof Error ? error.message : String(error);
      return;
    }
    if (this.text) ({changeList: this.changeView} = await import('./change-list.js'));
    this.requestUpdate();
    await this.updateComplete;
    let snapshots = 0;
    this.unsubscribe = this.ctx.store.subscribe(`signal:${id}`, {
      snapshot: (lives) => {
        this.take(lives);
        // The second snapshot is one after a break: what came meanwhile is in history.
        if (snapshots++ > 0) this.closeGap();
      },
      values: (lives) => this.take(lives),
    });
    await this.load();
  }

  /** @param {import('./store.js').Live[]} lives */
  take(lives) {
    for (const live of lives) {
      if (live.id !== this.route.id) continue;
      this.live = live;
      if (live.decimals !== this.decimals.configured) this.decimals = new Decimals(live.decimals);
      if (typeof live.value === 'number') this.decimals.see(live.value);
      const value = live.quality === 'bad' ? null : live.value;
      if (this.text) this.changes.push(live.time, value);
      else this.track.push(live.time, plotted(value));
      this.changed = true;
      this.requestUpdate();
    }
  }

  /** History for the range in the address. */
  async load() {
    if (!this.signal) return;
    const {id, range, from, to} = this.route;
    const key = `${id} ${range} ${from} ${to} ${this.generation}`;
    if (key === this.loaded) return;
    this.loaded = key;
    this.chartFailure = '';
    this.loading = true;
    this.cursorAt = null;
    try {
      if (this.text) await this.loadTexts(key);
      else await this.loadNumbers(key);
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return;
      if (key === this.loaded) {
        this.loaded = '';
        this.chartFailure = error instanceof Error ? error.message : String(error);
      }
    }
    this.loading = false;
    this.changed = true;
  }

  /** @param {string} key */
  async loadNumbers(key) {
    const box = /** @type {HTMLElement} */ (this.querySelector('.plot'));
    if (!this.plot && box) {
      const library = await uPlot();
      if (key !== this.loaded || !this.running) return;
      this.plot = new Plot(library, box, {
        times: this.ctx.times,
        format: (v, incr) => this.axisLabel(v, incr),
        stepped: this.bool,
        zoomed: (from, to) => this.zoom(from, to),
        back: () => this.zoomOut(),
        cursor: (index) => this.pointed(index),
      });
    }
    const span = this.span();
    const points = Math.min(4000, Math.round((this.plot?.pixels ?? 800) * 2));
    const answer = await this.ctx.api.history(
      [this.route.id], span.from, span.to + 1, points, 'minmax', this.abort?.signal);
    if (key !== this.loaded) return;
    const track = new Track(answer.width || bucketWidth(span.to - span.from, points));
    this.fill(track, answer, span.to);
    // What came in by the line while history was on its way is newer than its answer.
    if (!this.frozen && this.live && this.live.time > track.lastTime) {
      track.push(this.live.time, this.live.quality === 'bad' ? null : plotted(this.live.value));
    }
    this.track = track;
    this.stats = null;
    this.planReconcile();
  }

  /** @param {Track} track @param {any} answer @param {number} until when it was asked */
  fill(track, answer, until) {
    const series = answer.series?.[this.route.id];
    if (!series) return;
    for (const column of [series.min, series.max]) {
      for (const v of column ?? []) if (typeof v === 'number' && !this.bool) this.decimals.see(Number(v.toPrecision(12)));
    }
    track.merge({t: answer.t, ...series}, until);
  }

  /** @param {string} key */
  async loadTexts(key) {
    const span = this.span();
    const answer = await this.ctx.api.history(
      [this.route.id], span.from, span.to + 1, TEXT_POINTS, 'last', this.abort?.signal);
    if (key !== this.loaded) return;
    const series = answer.series?.[this.route.id];
    const changes = new Changes();
    changes.merge({t: answer.t ?? [], v: series?.v ?? series?.last ?? []});
    if (!this.frozen && this.live) changes.push(this.live.time, this.live.value);
    this.changes = changes;
  }

  /** After a break: fetches what came meanwhile. */
  async closeGap() {
    if (this.frozen || !this.signal) return;
    if (this.text || !Number.isFinite(this.track.lastTime)) {
      this.loaded = '';
      await this.load();
      return;
    }
    await this.refetch(Math.max(this.span().from, this.gapFrom ?? this.track.lastTime - 30_000));
  }

  /** @param {number} from */
  async refetch(from) {
    const track = this.track;
    const start = Math.floor(from / track.width) * track.width;
    const to = this.ctx.store.now();
    try {
      const points = Math.ceil((to + 1 - start) / track.width) + 2;
      const answer = await this.ctx.api.history(
        [this.route.id], start, to + 1, points, 'minmax', this.abort?.signal);
      if (track === this.track) this.fill(track, answer, to);
      this.changed = true;
    } catch {
      // The next one will do.
    }
  }

  /** The gateway learns how often a signal speaks: from when on it is stale may have changed. */
  async relearn() {
    try {
      const signal = await this.ctx.api.get(`/signals/${idPath(this.route.id)}`, {}, this.abort?.signal);
      if (this.live?.id === signal.id) this.live.staleMs = signal.staleAfter ?? 0;
    } catch {
      // The next one will do.
    }
  }

  planReconcile() {
    clearTimeout(this.reconcileTimer);
    if (this.frozen) return;
    this.reconcileTimer = setTimeout(async () => {
      if (!document.hidden && this.ctx.store.state === 'live') {
        await Promise.all([
          this.refetch(this.ctx.store.now() - Math.max(2 * RECONCILE, 3 * this.track.width)),
          this.relearn(),
        ]);
      }
      if (this.running) this.planReconcile();
    }, RECONCILE);
  }

  // --- painting ---

  tick() {
    this.requestUpdate();
    this.stats = null;
    if (this.ctx.store.state === 'live') this.gapFrom = this.ctx.store.now() - 5000;
  }

  /** Called for each frame; paints at most ten times a second, and less when nothing would move. */
  paint() {
    if (!this.plot || this.text || document.hidden) return;
    const now = performance.now();
    if (now - this.paintedAt < PAINT) return;
    const {from, to} = this.span();
    const step = (to - from) / this.plot.pixels / 2;
    if (!this.changed && (this.frozen || to - this.paintedNow < step)) return;
    this.changed = false;
    this.paintedAt = now;
    this.paintedNow = to;
    if (!this.frozen) this.track.forgetBefore(from);
    const maxGap = this.track.maxGap(this.live?.staleMs ?? 0);
    const columns = this.track.columns(from, to, maxGap);
    const last = columns.t.at(-1) ?? to;
    this.plot.show(columns, from, to, this.frozen, to - last > maxGap ? last : to);
    const root = this.querySelector('[data-testid=chart]');
    if (root) {
      root.setAttribute('data-points', String(columns.avg.reduce((n, v) => n + (v === null ? 0 : 1), 0)));
      root.setAttribute('data-last', Number.isFinite(this.track.lastTime) ? String(Math.round(this.track.lastTime)) : '');
    }
  }

  /** @param {number} v @param {number} [incr] */
  axisLabel(v, incr = 0) {
    const needed = incr > 0 ? Math.max(0, Math.ceil(-Math.log10(incr) - 1e-9)) : 0;
    return valueParts(v, this.live?.unit, Math.min(9, needed)).number +
      (Math.abs(v) >= 10000 && ['W', 'B', 'Hz'].includes(this.live?.unit ?? '') ? ` ${valueParts(v, this.live?.unit, 0).unit}` : '');
  }

  /** @param {number|null} index */
  pointed(index) {
    if (index === this.cursorAt) return;
    this.cursorAt = index;
  }

  // --- hands ---

  /** @param {number} from @param {number} to */
  zoom(from, to) {
    const least = Math.max(2000, this.track.width * 2);
    const middle = (from + to) / 2;
    const half = Math.max(to - from, least) / 2;
    this.ctx.go({...this.route, from: Math.round(middle - half), to: Math.round(middle + half)});
  }

  zoomOut() {
    if (this.frozen) this.ctx.go({...this.route, from: null, to: null});
  }

  /** @param {KeyboardEvent} event */
  chartKey(event) {
    const columns = this.plot?.columns;
    if (!columns || columns.t.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stepped(columns, this.cursorAt, event.key, event.shiftKey);
    if (next === undefined) return;
    if (event.key === 'Escape' && this.cursorAt === null) this.zoomOut();
    event.preventDefault();
    this.plot?.point(next);
    this.cursorAt = next;
  }

  // --- markup ---

  /** @param {unknown} value */
  show(value) {
    return valueText(value, this.live?.unit, this.decimals.digits());
  }

  render() {
    const {id} = this.route;
    const head = this.unknown && this.failure
      ? html`<h1 tabindex="-1">There is no such signal</h1>`
      : html`<h1 tabindex="-1">${this.signal?.name ?? id}</h1>
          <p class="signal-id" ?hidden=${!this.signal}><span class="mono" data-testid="signal-id">${id}</span>
            ${this.signal?.simulated ? html`<span class="badge">Simulated</span>` : nothing}</p>`;
    return html`<main class="page signal" id="main">
      <nav class="crumbs" aria-label="Way back"><a href="/signals">${icon('back')}Signals</a></nav>
      <header class="page-head"><div class="signal-title">${head}</div></header>
      ${this.failure ? this.missing() : this.signal ? this.body() : html`<div class="skeleton tall" aria-hidden="true"><span></span></div>`}
    </main>`;
  }

  missing() {
    if (!this.unknown) {
      return html`<div class="note alarm" role="alert">${icon('warn')}<span>${this.failure}</span>
        <a class="button" href="/signals">All signals</a></div>`;
    }
    return html`<section class="card" data-testid="signal-missing">
      <p>Nothing has come for <strong class="mono wrap">${this.route.id}</strong> yet, or it was deleted.
        Open this page again once it has been published.</p>
      <p class="card-foot"><a class="button primary" href="/signals">All signals</a></p></section>`;
  }

  /** Only administrators may delete. */
  async askDelete() {
    await import('./delete-dialog.js');
    /** @type {any} */
    const dialog = this.querySelector('delete-dialog');
    dialog.ctx = this.ctx;
    dialog.signal = this.signal;
    dialog.show();
  }

  body() {
    return html`
      ${this.reading()}
      <section class="card chart-card" aria-labelledby="history-title">
        <header class="card-head">
          <h2 id="history-title">History</h2>
          ${this.ranges()}
        </header>
        ${this.chartFailure ? html`<div class="note alarm" role="alert">${icon('warn')}<span>${this.chartFailure}</span>
          <button type="button" class="button" @click=${() => this.load()}>Try again</button></div>` : nothing}
        ${this.text ? this.changeList() : this.chart()}
        ${this.foot()}
      </section>`;
  }

  reading() {
    const live = /** @type {import('./store.js').Live} */ (this.live);
    const now = this.ctx.store.now();
    const state = standing(live.quality, isStale(live, now, this.connected));
    const parts = valueParts(live.value, live.unit, this.decimals.digits());
    const quality = state === 'none' ? null : QUALITY[state];
    const reason = state === 'bad' || state === 'uncertain' ? reasonText(live.reason) : '';
    const kind = typeof live.value;
    return html`<section class="card reading" data-state=${state} aria-label="Now">
      <p class="big" data-testid="value" data-kind=${kind} ?data-long=${parts.number.length > 12}><span class="number" data-on=${kind === 'boolean' ? String(live.value) : nothing}>${parts.number}</span>${parts.unit ? html`<span class="unit">${NARROW}${parts.unit}</span>` : nothing}</p>
      <dl class="facts">
        <div><dt>Quality</dt><dd class="quality" data-testid="quality">${quality ? html`${icon(quality.icon)}${quality.word}` : 'No value'}${reason ? html`<span class="why">${reason}</span>` : nothing}</dd></div>
        <div><dt>Age</dt><dd data-testid="age" title=${this.ctx.times.full(live.time)}>${this.ctx.times.ago(live.time, now)}${live.staleMs ? html`<span class="stale-after" data-testid="stale-after">stale after ${duration(live.staleMs)}</span>` : nothing}</dd></div>
        <div class="fact-time"><dt>Time</dt><dd class="num">${this.ctx.times.full(live.time) || MISSING}</dd></div>
        <div><dt>Device</dt><dd><a href=${href({room: 'signals', q: this.signal.device, after: ''})}>${this.signal.device}</a></dd></div>
      </dl>
    </section>`;
  }

  ranges() {
    return html`<div class="ranges" role="group" aria-label="Range">
      ${Object.keys(RANGES).map((r) => html`<a class="range" data-testid="range-${r}"
        href=${href({...this.route, range: r, from: null, to: null})}
        aria-current=${!this.frozen && this.route.range === r ? 'true' : nothing}>${LABELS[r]}</a>`)}
    </div>`;
  }

  chart() {
    const columns = this.plot?.columns;
    const n = columns?.t.length ?? 0;
    const at = this.cursorAt !== null && this.cursorAt < n ? this.cursorAt : null;
    const nothingThere = !this.loading && this.track.length === 0;
    return html`
      ${this.frozen ? html`<p class="zoomed" data-testid="zoomed">
        <span>${this.ctx.times.full(this.route.from).slice(0, 19)} – ${this.ctx.times.clock(this.route.to)}</span>
        <button type="button" class="button" data-testid="back-to-live" @click=${() => this.zoomOut()}>${icon('reset')}Back to live</button></p>` : nothing}
      <p class="readout num" aria-hidden="true" data-testid="readout">${at === null ? html`<span class="muted">${this.hint()}</span>` : this.pointText(at)}</p>
      <div class="chart-root" data-testid="chart" tabindex="0" role="slider" aria-orientation="horizontal"
        aria-label="Chart of ${this.signal.name}: arrow keys move the cursor"
        aria-valuemin="0" aria-valuemax=${Math.max(0, n - 1)} aria-valuenow=${at ?? Math.max(0, n - 1)}
        aria-valuetext=${at === null ? this.summary() : this.pointText(at)}
        aria-describedby="chart-summary" data-points="0" data-last=""
        @keydown=${(e) => this.chartKey(e)} @blur=${() => this.plot?.point(null)}>
        <div class="plot"></div>
        ${nothingThere ? html`<p class="plot-empty">No readings in this range.</p>` : nothing}
      </div>
      <p class="summary" id="chart-summary" data-testid="summary">${this.summary()}</p>
      ${this.numbers()}`;
  }

  hint() {
    return matchMedia('(any-pointer: fine)').matches && innerWidth >= 720
      ? 'Drag to zoom, double-click to go back'
      : 'Drag over the chart to zoom in';
  }

  /** @param {number} i */
  pointText(i) {
    const c = /** @type {import('./chart.js').Columns} */ (this.plot?.columns);
    const time = this.ctx.times.clock(c.t[i]);
    const day = this.route.range === '24h' || this.frozen ? `${this.ctx.times.day(c.t[i])} ` : '';
    if (c.avg[i] === null) return `${day}${time}  no readings`;
    if (this.bool) return `${day}${time}  ${this.duty(c.avg[i])}`;
    const band = c.min[i] !== c.max[i] ? `  (${this.bare(c.min[i])} to ${this.bare(c.max[i])})` : '';
    return `${day}${time}  ${this.show(c.avg[i])}${band}`;
  }

  /** @param {unknown} v */
  bare(v) {
    return valueParts(v, null, this.decimals.digits()).number;
  }

  /** @param {number|null} share */
  duty(share) {
    if (share === null) return MISSING;
    return share === 0 ? 'Off' : share === 1 ? 'On' : `On ${Math.round(share * 100)} % of the time`;
  }

  currentStats() {
    if (!this.stats) {
      const {from, to} = this.span();
      const held = this.bool ? this.track.held(from, to, this.track.maxGap(this.live?.staleMs ?? 0)) : null;
      this.stats = {
        found: this.track.stats(from, to),
        trend: this.track.trend(from, to),
        on: held?.known ? Math.round((held.on / held.known) * 100) : null,
      };
    }
    return this.stats;
  }

  /** The chart in one sentence. */
  summary() {
    const label = this.frozen ? duration(this.route.to - this.route.from) : LABELS[this.route.range];
    const {found, trend, on} = this.currentStats();
    const last = this.live?.value === null || this.frozen ? '' : `last ${this.show(this.live?.value)}, `;
    if (!found) return this.loading ? 'Loading …' : `${last}${label}: no readings`;
    if (this.bool) return `${last}${label}: ${on === null ? MISSING : `on ${on} % of the time that is known`}`;
    return `${last}${label}: ${this.bare(found.min)}–${this.bare(found.max)}${trend ? `, ${trend}` : ''}`;
  }

  numbers() {
    const {found, trend, on} = this.currentStats();
    const arrow = {rising: 'up', falling: 'down', steady: 'flat'};
    if (this.bool) {
      return html`<dl class="stats">
        <div><dt>On</dt><dd class="num">${on === null ? MISSING : `${on} %`}</dd></div>
        <div><dt>Off</dt><dd class="num">${on === null ? MISSING : `${100 - on} %`}</dd></div>
      </dl>`;
    }
    return html`<dl class="stats">
      <div><dt>Minimum</dt><dd class="num" data-testid="min">${found ? this.show(found.min) : MISSING}</dd></div>
      <div><dt>Mean</dt><dd class="num" data-testid="mean">${found ? this.show(found.mean) : MISSING}</dd></div>
      <div><dt>Maximum</dt><dd class="num" data-testid="max">${found ? this.show(found.max) : MISSING}</dd></div>
      ${trend ? html`<div><dt>Trend</dt><dd data-testid="trend">${icon(arrow[trend])}${trend[0].toUpperCase()}${trend.slice(1)}</dd></div>` : nothing}
    </dl>`;
  }

  foot() {
    const {from, to} = this.span();
    return html`<div class="card-foot">
        ${this.text ? nothing : html`<button type="button" class="button" aria-expanded=${this.tabled} aria-controls="as-table"
          data-testid="show-table" @click=${() => (this.tabled = !this.tabled)}>${icon('table')}${this.tabled ? 'Hide the table' : 'Show as table'}</button>`}
        <a class="button" href=${this.ctx.api.csvHref(this.route.id, from, to)} download data-testid="csv"
          @pointerdown=${(e) => this.freshCsv(e)} @focus=${(e) => this.freshCsv(e)}>${icon('download')}Download CSV</a>
        ${this.ctx.session.role === 'admin' ? html`<button type="button" class="button danger delete" data-testid="delete"
          @click=${() => this.askDelete()}>${icon('bin')}Delete …</button>` : nothing}
      </div>
      <delete-dialog></delete-dialog>
      <div id="as-table" ?hidden=${!this.tabled || this.text}>${this.tabled && !this.text ? this.table() : nothing}</div>`;
  }

  /** The file ends now, not when the page was drawn. @param {Event} event */
  freshCsv(event) {
    const {from, to} = this.span();
    /** @type {HTMLAnchorElement} */ (event.currentTarget).href = this.ctx.api.csvHref(this.route.id, from, to);
  }

  table() {
    const {from, to} = this.span();
    return valuesTable({
      track: this.track, from, to, times: this.ctx.times, unit: this.live?.unit ?? '',
      bare: (v) => this.bare(v), duty: this.bool ? (share) => this.duty(share) : null,
    });
  }

  changeList() {
    const {from, to} = this.span();
    return this.changeView?.({
      changes: this.changes, from, to: this.frozen ? to : this.ctx.store.now(), frozen: this.frozen,
      times: this.ctx.times, label: this.frozen ? duration(to - from) : LABELS[this.route.range],
      loading: this.loading, last: this.live?.value,
    });
  }
}

customElements.define('signal-page', SignalPage);
