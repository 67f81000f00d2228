// A time chart on uPlot: band of minimum and maximum, line of the mean, a steady axis.
// Paints from a Track; knows nothing of the network.
import {states} from './chart.js';

const HEIGHT = 300;
/** Readings with this much room each (px) are shown as points: a band between them would be invented. */
const SPARSE = 14;

/** @type {Promise<any>|undefined} */
let library;

/** uPlot, fetched when the first chart is drawn: most pages have none. */
export function uPlot() {
  library ??= new Promise((done, failed) => {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    // Where it lies, the page's import map says.
    style.href = import.meta.resolve('uplot.css');
    const script = document.createElement('script');
    script.src = import.meta.resolve('uplot');
    script.onload = () => done(/** @type {any} */ (window).uPlot);
    script.onerror = () => {
      library = undefined;
      failed(new Error('The chart could not be loaded. Check the connection, then try again.'));
    };
    document.head.append(style, script);
  });
  return library;
}

/** @typedef {{line: string, band: string, text: string, grid: string, head: string, surface: string}} Colours */

/** Colours from the tokens, as canvas understands them. @returns {Colours} */
export function colours() {
  const probe = document.createElement('i');
  document.body.append(probe);
  const read = (name) => {
    probe.className = `colour-probe ${name}`;
    return getComputedStyle(probe).color;
  };
  const found = {
    line: read(''),
    band: read('of-band'),
    text: read('of-muted'),
    grid: read('of-grid'),
    head: read(''),
    surface: read('of-surface'),
  };
  probe.remove();
  return found;
}

/** Room for the longest label of an axis. @type {any} */
const labelSize = (u, values, axisIndex, cycle) => {
  const axis = u.axes[axisIndex];
  if (cycle > 1) return axis._size;
  const longest = (values ?? []).reduce((a, v) => (v && v.length > a.length ? v : a), '');
  if (!longest) return 40;
  u.ctx.font = axis.font[0];
  return Math.ceil(u.ctx.measureText(longest).width / (devicePixelRatio || 1)) + 18;
};

export class Plot {
  /**
   * @param {any} library uPlot
   * @param {HTMLElement} box
   * @param {{times: import('./format.js').Times, format: (v: number) => string, stepped: boolean,
   *   zoomed: (from: number, to: number) => void, back: () => void,
   *   cursor: (index: number|null) => void}} options
   */
  constructor(library, box, options) {
    this.library = library;
    this.box = box;
    this.options = options;
    /** @type {import('./chart.js').Columns} */
    this.columns = {t: [], min: [], max: [], avg: []};
    this.from = 0;
    this.to = 1;
    this.until = 1;
    this.sparse = false;
    this.selected = null;
    this.build();
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(box);
    this.retheme = () => this.build();
    addEventListener('themechange', this.retheme);
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', this.retheme);
  }

  dispose() {
    this.resized.disconnect();
    removeEventListener('themechange', this.retheme);
    this.dark.removeEventListener('change', this.retheme);
    this.uplot?.destroy();
  }

  get width() {
    return Math.max(200, this.box.clientWidth);
  }

  /** How many pixels the line has, for asking history. */
  get pixels() {
    return Math.max(100, this.width - 60);
  }

  fit() {
    const width = this.width;
    if (this.uplot && this.uplot.width !== width) this.uplot.setSize({width, height: this.height});
  }

  get height() {
    return this.box.clientHeight > 120 ? this.box.clientHeight : HEIGHT;
  }

  build() {
    const {times, format, stepped} = this.options;
    const c = colours();
    this.uplot?.destroy();
    this.box.replaceChildren();
    const UPlot = this.library;
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axis = {
      stroke: c.text,
      font,
      grid: {stroke: c.grid, width: 1},
      ticks: {show: false},
    };
    // A switch is painted by its own hand: a line has no shape for what was on and off at once.
    const paths = stepped ? () => null : UPlot.paths.linear();
    this.uplot = new UPlot(
      {
        width: this.width,
        height: this.height,
        ms: 1,
        padding: [12, 24, 0, 0],
        tzDate: (ms) => UPlot.tzDate(new Date(ms), times.zone),
        legend: {show: false},
        scales: {
          x: {time: true, auto: false, range: () => [this.from, this.to]},
          y: {range: (u, min, max) => (stepped ? [-0.15, 1.15] : niceRange(UPlot, min, max))},
        },
        series: [
          {},
          {stroke: 'transparent', width: 0, paths, points: {show: false}},
          {stroke: 'transparent', width: 0, paths, points: {show: false}},
          {
            stroke: c.line,
            width: 1.75,
            paths,
            points: {show: (u, i, first, last) => !stepped && (this.sparse || last - first < 2), size: 6, fill: c.line, stroke: c.line},
          },
        ],
        bands: stepped ? [] : [{series: [2, 1], fill: () => (this.sparse ? null : c.band)}],
        axes: [
          {...axis, space: 70, size: 32, values: (u, splits, i, space, incr) => this.labels(splits, incr)},
          stepped
            ? {...axis, splits: () => [0, 1], values: () => ['Off', 'On'], size: 44}
            : {...axis, size: labelSize, values: (u, splits, i, space, incr) => splits.map((v) => format(v, incr))},
        ],
        cursor: {
          x: true,
          y: false,
          points: {size: (u, series) => (series === 3 ? 9 : 0), width: 2, fill: c.surface, stroke: c.line},
          drag: {x: true, y: false, setScale: false, dist: 8},
          bind: {dblclick: () => () => {
            this.options.back();
            return null;
          }},
        },
        hooks: {
          setSelect: [(u) => this.selectedArea(u)],
          setCursor: [(u) => this.options.cursor(u.cursor.idx ?? null)],
          draw: [(u) => (stepped ? this.states(u, c) : this.spans(u, c)), (u) => this.head(u, c)],
        },
      },
      this.data(),
      this.box,
    );
  }

  data() {
    const c = this.columns;
    return [c.t, c.min, c.max, c.avg];
  }

  /** @param {number[]} splits @param {number} incr */
  labels(splits, incr) {
    const {times} = this.options;
    let day = '';
    return splits.map((ms) => {
      const date = times.day(ms);
      const newDay = day !== '' && date !== day;
      day = date;
      if (incr >= 86_400_000 || newDay) return date;
      return incr < 60_000 ? times.clock(ms) : times.minute(ms);
    });
  }

  /** A small dot where the line is now. @param {any} u @param {Colours} c */
  head(u, c) {
    const {t, avg} = this.columns;
    const last = t.length - 1;
    if (last < 0 || avg[last] === null || t[last] < this.from || this.frozen || this.options.stepped) return;
    const x = u.valToPos(t[last], 'x', true);
    const y = u.valToPos(avg[last], 'y', true);
    const ratio = devicePixelRatio || 1;
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.arc(x, y, 3.5 * ratio, 0, Math.PI * 2);
    u.ctx.fillStyle = c.head;
    u.ctx.fill();
    u.ctx.restore();
  }

  /** On is a filled bar with its edge, off a line below, both a block. @param {any} u @param {Colours} c */
  states(u, c) {
    const {ctx, bbox} = u;
    const ratio = devicePixelRatio || 1;
    const on = u.valToPos(1, 'y', true);
    const off = u.valToPos(0, 'y', true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = c.band;
    const edge = new Path2D();
    /** @type {number|null} */
    let end = null;
    for (const piece of states(this.columns, this.until)) {
      const left = u.valToPos(piece.from, 'x', true);
      const right = Math.max(u.valToPos(piece.to, 'x', true), left + ratio);
      if (piece.state !== 'off') ctx.fillRect(left, on, right - left, off - on);
      if (piece.state === 'both') {
        ctx.fillRect(left, on, right - left, off - on);
        edge.moveTo(left, on);
        edge.lineTo(left, off);
        end = null;
        continue;
      }
      const y = piece.state === 'on' ? on : off;
      if (end !== null && Math.abs(end - left) < 0.5) edge.lineTo(left, y);
      else edge.moveTo(left, y);
      edge.lineTo(right, y);
      end = right;
    }
    ctx.strokeStyle = c.line;
    ctx.lineWidth = 1.75 * ratio;
    ctx.stroke(edge);
    ctx.restore();
  }

  /** Sparse readings: from the least to the greatest of each bucket, where there were several. @param {any} u @param {Colours} c */
  spans(u, c) {
    if (!this.sparse) return;
    const {t, min, max} = this.columns;
    const ratio = devicePixelRatio || 1;
    u.ctx.save();
    u.ctx.strokeStyle = c.band;
    u.ctx.lineWidth = 5 * ratio;
    u.ctx.beginPath();
    for (let i = 0; i < t.length; i++) {
      if (min[i] === null || min[i] === max[i] || t[i] < this.from || t[i] > this.to) continue;
      const x = u.valToPos(t[i], 'x', true);
      u.ctx.moveTo(x, u.valToPos(min[i], 'y', true));
      u.ctx.lineTo(x, u.valToPos(max[i], 'y', true));
    }
    u.ctx.stroke();
    u.ctx.restore();
  }

  /** @param {any} u */
  selectedArea(u) {
    const {left, width} = u.select;
    if (width < 8) return;
    const from = u.posToVal(left, 'x');
    const to = u.posToVal(left + width, 'x');
    u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
    this.options.zoomed(from, to);
  }

  /**
   * Paints these columns between these times.
   * @param {import('./chart.js').Columns} columns @param {number} from @param {number} to @param {boolean} frozen
   * @param {number} until the last state of a switch holds until then
   */
  show(columns, from, to, frozen, until) {
    this.columns = columns;
    this.until = until;
    this.from = from;
    this.to = to;
    this.frozen = frozen;
    const shown = columns.avg.reduce((n, v, i) => n + (v === null || columns.t[i] < from ? 0 : 1), 0);
    this.sparse = shown * SPARSE < this.pixels;
    this.uplot.setData(this.data(), true);
  }

  /** Puts the cursor onto a point, as the arrow keys do. @param {number|null} index */
  point(index) {
    if (index === null) {
      this.uplot.setCursor({left: -10, top: -10});
      return;
    }
    const t = this.columns.t[index];
    const left = this.uplot.valToPos(t, 'x');
    this.uplot.setCursor({left, top: this.uplot.over.clientHeight / 2});
  }
}


/** Whole steps around the values, never a line at the very edge. */
function niceRange(UPlot, min, max) {
  if (min === null || max === null || !Number.isFinite(min)) return [0, 1];
  if (max - min < Math.max(Math.abs(max), 1e-9) * 1e-6) {
    const pad = Math.max(Math.abs(max) * 0.02, max === 0 ? 1 : 1e-9);
    return [min - pad, max + pad];
  }
  return UPlot.rangeNum(min, max, 0.12, true);
}
