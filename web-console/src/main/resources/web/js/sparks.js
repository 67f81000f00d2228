// Little lines in the table: the last 15 minutes of the rows that can be seen.
import {Track, bucketWidth, plotted} from './chart.js';
import {colours} from './plot.js';

const SPAN = 900_000;
const POINTS = 90;
const WIDTH = bucketWidth(SPAN, POINTS);
/** History is asked for this many signals at once, … */
const BATCH = 40;
/** … and no more than fit into an address of this many characters. */
const ADDRESS = 2500;
/** Scrolling must rest for so long before history is asked. */
const SETTLE = 200;

export class Sparks {
  /** @param {any} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {Map<string, {track: Track, asked: boolean, staleMs: number, stepped: boolean}>} */
    this.lines = new Map();
    /** @type {Map<string, HTMLCanvasElement>} */
    this.shown = new Map();
    this.paintedAt = 0;
    /** @type {string|null} */
    this.colour = null;
    this.abort = new AbortController();
    this.retheme = () => {
      this.colour = null;
      this.paintedAt = 0;
    };
    addEventListener('themechange', this.retheme);
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', this.retheme);
  }

  dispose() {
    this.abort.abort();
    clearTimeout(this.timer);
    removeEventListener('themechange', this.retheme);
    this.dark.removeEventListener('change', this.retheme);
  }

  reset() {
    this.lines.clear();
    this.plan();
  }

  /** @param {string} id @param {HTMLCanvasElement|null} canvas @param {boolean} stepped for on and off */
  show(id, canvas, stepped) {
    this.line(id).stepped = stepped;
    if (canvas) this.shown.set(id, canvas);
    else this.shown.delete(id);
    this.paintedAt = 0;
    this.plan();
  }

  /** @param {string} id */
  line(id) {
    let line = this.lines.get(id);
    if (!line) {
      line = {track: new Track(WIDTH), asked: false, staleMs: 0, stepped: false};
      this.lines.set(id, line);
    }
    return line;
  }

  /** @param {import('./store.js').Live} live */
  push(live) {
    if (typeof live.value === 'string') return;
    const line = this.line(live.id);
    line.staleMs = live.staleMs;
    line.track.push(live.time, live.quality === 'bad' ? null : plotted(live.value));
  }

  plan() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), SETTLE);
  }

  async fetch() {
    // A narrow screen has no room for the lines: then nothing is asked for.
    const ids = [...this.shown].filter(([id, c]) => c.offsetParent && !this.line(id).asked).map(([id]) => id);
    if (ids.length === 0 || !this.ctx.store.clock.known) {
      if (ids.length) this.plan();
      return;
    }
    let length = 0;
    const batch = ids.slice(0, BATCH).filter((id, i) => (length += encodeURIComponent(id).length + 8) < ADDRESS || i === 0);
    for (const id of batch) this.line(id).asked = true;
    const now = this.ctx.store.now();
    try {
      const answer = await this.ctx.api.history(batch, now - SPAN, now + 1000, POINTS, 'avg', this.abort.signal);
      for (const id of batch) {
        const series = answer.series?.[id];
        if (series) this.line(id).track.merge({t: answer.t, avg: series.avg ?? series.v});
      }
      this.paintedAt = 0;
      this.paint(now);
    } catch {
      // Only an ornament: the live values draw the line from here on.
    }
    if (ids.length > batch.length) this.plan();
  }

  /** @param {number} now */
  paint(now) {
    if (now - this.paintedAt < 1000) return;
    this.paintedAt = now;
    this.colour ??= colours().line;
    const from = now - SPAN;
    for (const [id, canvas] of this.shown) {
      const width = canvas.clientWidth;
      const height = canvas.clientHeight;
      if (!width) continue;
      const ratio = devicePixelRatio || 1;
      if (canvas.width !== Math.round(width * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
      }
      const pen = canvas.getContext('2d');
      const line = this.lines.get(id);
      if (!pen || !line) continue;
      line.track.forgetBefore(from);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, height);
      draw(pen, line.track.columns(from, now, line.track.maxGap(line.staleMs)), from, width, height, this.colour, line.stepped);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} pen @param {import('./chart.js').Columns} c
 * @param {number} from @param {number} width @param {number} height @param {string} colour
 * @param {boolean} stepped
 */
function draw(pen, c, from, width, height, colour, stepped) {
  let min = Infinity;
  let max = -Infinity;
  for (const v of c.avg) {
    if (v === null) continue;
    min = Math.min(min, v);
    max = Math.max(max, v);
  }
  if (min > max) return;
  if (stepped) [min, max] = [0, 1]; // off is low and on is high, also where it never changed
  const flat = max - min <= Math.abs(max) * 1e-9; // also where all is zero
  const x = (t) => Math.max(0, ((t - from) / SPAN) * (width - 4)) + 1;
  const y = (v) => (flat ? height / 2 : height - 3 - ((v - min) / (max - min)) * (height - 6));
  pen.lineWidth = 1.25;
  pen.lineJoin = 'round';
  pen.strokeStyle = pen.fillStyle = colour;
  pen.beginPath();
  let open = false;
  let head = -1;
  for (let i = 0; i < c.t.length; i++) {
    const v = c.avg[i];
    if (v === null) {
      open = false;
      continue;
    }
    if (open && stepped) pen.lineTo(x(c.t[i]), y(/** @type {number} */ (c.avg[head])));
    if (open) pen.lineTo(x(c.t[i]), y(v));
    else pen.moveTo(x(c.t[i]), y(v));
    open = true;
    head = i;
  }
  pen.stroke();
  if (head >= 0) {
    pen.beginPath();
    pen.arc(x(c.t[head]), y(/** @type {number} */ (c.avg[head])), 1.8, 0, Math.PI * 2);
    pen.fill();
  }
}
