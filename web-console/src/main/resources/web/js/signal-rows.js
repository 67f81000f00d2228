// The rows of the signal table. Written by hand, not by templates: hundreds of rows change ten times
// a second, and only the text that differs and can be seen is touched.
import {Decimals, NARROW, QUALITY, reasonText, standing, valueParts} from './format.js';
import {idPath} from './router.js';
import {isStale} from './store.js';
import {Sparks} from './sparks.js';

const SHAPES = {
  good: 'm5 12.5 4.5 4.5L19 7.5',
  uncertain: 'M3.5 13.5c2.8-4.7 5.7-4.7 8.5 0s5.7 4.7 8.5 0',
  bad: 'M6 6l12 12M18 6 6 18',
  stale: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2',
  none: 'M7 12h10',
};

/** @param {string} tag @param {string} name @param {string} [role] */
function make(tag, name, role) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (role) element.setAttribute('role', role);
  return element;
}

/** @param {Node} node @param {string} text */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @param {Element} element @param {string} name @param {string} value */
function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

class Row {
  /** @param {any} signal as the API lists it */
  constructor(signal) {
    this.id = signal.id;
    this.visible = false;
    this.decimals = new Decimals(-1);
    this.build();
    this.describe(signal);
  }

  build() {
    this.element = make('tr', 'row', 'row');
    const name = make('th', 'c-name', 'rowheader');
    name.setAttribute('scope', 'row');
    this.link = document.createElement('a');
    this.nameText = make('span', 'row-name');
    const under = make('span', 'row-under');
    this.idText = make('span', 'row-id');
    this.badge = make('span', 'simulated');
    this.badge.textContent = 'Simulated';
    this.badge.hidden = true;
    under.append(this.idText, ' ', this.badge);
    this.link.append(this.nameText, under);
    name.append(this.link);

    const value = make('td', 'c-value', 'cell');
    this.number = make('span', 'number');
    this.unit = make('span', 'unit');
    value.append(this.number, this.unit);
    value.dataset.testid = 'row-value';

    const spark = make('td', 'c-spark', 'cell');
    this.canvas = document.createElement('canvas');
    this.canvas.setAttribute('aria-hidden', 'true');
    spark.append(this.canvas);

    this.quality = make('td', 'c-quality', 'cell');
    this.quality.dataset.testid = 'row-quality';
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    this.shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    svg.append(this.shape);
    this.word = make('span', 'word');
    this.quality.append(svg, this.word);

    this.age = make('td', 'c-age', 'cell');
    this.age.dataset.testid = 'row-age';

    const device = make('td', 'c-device', 'cell');
    this.deviceLink = document.createElement('a');
    device.append(this.deviceLink);
    this.element.append(name, value, spark, this.quality, this.age, device);
  }

  /** What the list says of it. @param {any} signal */
  describe(signal) {
    const known = this.live;
    this.signal = signal;
    this.link.href = `/signals/${idPath(signal.id)}`;
    this.element.dataset.id = signal.id;
    write(this.nameText, signal.name || signal.id);
    write(this.idText, signal.id);
    this.idText.hidden = (signal.name || signal.id) === signal.id;
    this.badge.hidden = !signal.simulated;
    write(this.deviceLink, signal.device);
    this.deviceLink.href = `/signals?q=${encodeURIComponent(signal.device)}`;
    this.deviceLink.setAttribute('aria-label', `Signals of ${signal.device}`);
    if (known) {
      known.staleMs = signal.staleAfter ?? known.staleMs;
    } else {
      const last = signal.last;
      /** @type {import('./store.js').Live} */
      this.live = {
        id: signal.id,
        unit: signal.unit ?? null,
        decimals: signal.decimals ?? -1,
        staleMs: signal.staleAfter ?? 0,
        value: last?.value ?? null,
        quality: last?.quality ?? 'none',
        reason: last?.reason ?? '',
        time: last ? Date.parse(last.time) : NaN,
      };
      this.decimals = new Decimals(signal.decimals ?? -1);
      if (typeof last?.value === 'number') this.decimals.see(last.value);
    }
  }

  /** @param {import('./store.js').Live} live */
  take(live) {
    if (live.decimals !== this.decimals.configured) this.decimals = new Decimals(live.decimals);
    this.live = live;
    if (typeof live.value === 'number') this.decimals.see(live.value);
  }

  /** Writes what changed. @param {any} ctx @param {number} now @param {boolean} connected */
  paint(ctx, now, connected) {
    const live = /** @type {import('./store.js').Live} */ (this.live);
    const stale = isStale(live, now, connected);
    const state = standing(live.quality, stale);
    const {number, unit} = valueParts(live.value, live.unit ?? this.signal.unit, this.decimals.digits());
    write(this.number, number);
    write(this.unit, unit ? NARROW + unit : '');
    mark(this.element, 'data-state', state);
    mark(this.number, 'data-kind', live.value === null ? 'none' : typeof live.value);
    if (typeof live.value === 'string') mark(this.number, 'title', live.value);
    if (typeof live.value === 'boolean') mark(this.number, 'data-on', String(live.value));
    mark(this.shape, 'd', SHAPES[state]);
    const word = state === 'none' ? 'No value' : QUALITY[state].word;
    write(this.word, live.reason && (state === 'bad' || state === 'uncertain') ? `${word} · ${live.reason}` : word);
    mark(this.quality, 'title', reasonText(live.reason));
    write(this.age, ctx.times.ago(live.time, now));
    if (this.titled !== live.time) {
      this.titled = live.time;
      this.age.title = ctx.times.full(live.time);
    }
  }
}

export class SignalRows {
  /** @param {HTMLElement} body @param {any} ctx */
  constructor(body, ctx) {
    this.body = body;
    this.ctx = ctx;
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    /** @type {WeakMap<Element, Row>} */
    this.byElement = new WeakMap();
    /** @type {Set<Row>} */
    this.dirty = new Set();
    this.framed = 0;
    this.sparks = new Sparks(ctx);
    this.seen = new IntersectionObserver((entries) => this.looked(entries), {rootMargin: '200px 0px'});
    this.ticker = setInterval(() => this.refreshAll(), 1000);
  }

  dispose() {
    clearInterval(this.ticker);
    cancelAnimationFrame(this.framed);
    this.seen.disconnect();
    this.sparks.dispose();
  }

  /** True if these are the signals shown. @param {import('./store.js').Live[]} lives */
  isExactly(lives) {
    return lives.length === this.rows.size && lives.every((live) => this.rows.has(live.id));
  }

  /**
   * Shows exactly these signals, in this order; rows that stay keep their element and focus.
   * @param {any[]} list @param {boolean} [quiet] do not touch values that the stream knows better
   */
  setList(list, quiet = false) {
    const gone = new Set(this.rows.keys());
    /** @type {Element|null} */
    let at = this.body.firstElementChild;
    for (const signal of list) {
      gone.delete(signal.id);
      let row = this.rows.get(signal.id);
      if (row) {
        row.describe(signal);
      } else {
        row = new Row(signal);
        this.rows.set(signal.id, row);
        this.byElement.set(row.element, row);
        this.seen.observe(row.element);
      }
      if (at === row.element) at = at.nextElementSibling;
      else this.body.insertBefore(row.element, at);
      this.dirty.add(row);
    }
    for (const id of gone) {
      const row = /** @type {Row} */ (this.rows.get(id));
      this.seen.unobserve(row.element);
      row.element.remove();
      this.rows.delete(id);
      this.dirty.delete(row);
    }
    if (!quiet) this.sparks.reset();
    this.plan();
  }

  /** @param {import('./store.js').Live[]} lives */
  take(lives) {
    for (const live of lives) {
      const row = this.rows.get(live.id);
      if (!row) continue;
      row.take(live);
      this.sparks.push(live);
      this.dirty.add(row);
    }
    this.plan();
  }

  refreshAll() {
    for (const row of this.rows.values()) if (row.visible) this.dirty.add(row);
    this.plan();
  }

  plan() {
    if (!this.framed) this.framed = requestAnimationFrame(() => this.flush());
  }

  flush() {
    this.framed = 0;
    const now = this.ctx.store.now();
    const connected = this.ctx.store.state === 'live' || this.ctx.store.state === 'connecting';
    for (const row of this.dirty) {
      if (!row.visible) continue;
      row.paint(this.ctx, now, connected);
      this.dirty.delete(row);
    }
    this.sparks.paint(now);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  looked(entries) {
    for (const entry of entries) {
      const row = this.byElement.get(entry.target);
      if (!row) continue;
      row.visible = entry.isIntersecting;
      if (row.visible) this.dirty.add(row);
      this.sparks.show(row.id, row.visible && row.signal.kind !== 'text' && row.signal.kind !== 'message' ? row.canvas : null, row.signal.kind === 'bool');
    }
    this.plan();
  }

  /** Moves the focus by rows; from outside it starts at the first. @param {number} by @param {boolean} [first] */
  move(by, first = false) {
    const links = [...this.body.querySelectorAll('.c-name a')];
    if (links.length === 0) return false;
    const at = links.indexOf(/** @type {any} */ (document.activeElement));
    const next = first || at < 0 ? 0 : at + by;
    if (next < 0) return false;
    const link = /** @type {HTMLElement} */ (links[Math.min(next, links.length - 1)]);
    link.focus();
    link.closest('tr')?.scrollIntoView({block: 'nearest'});
    return true;
  }
}
