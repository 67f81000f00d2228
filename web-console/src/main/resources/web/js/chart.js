// What a chart shows: history and live values merged into one bounded track. No DOM, no clock.
// @ts-check

/**
 * Columns as uPlot takes them; null is a gap.
 * @typedef {{t: number[], min: (number|null)[], max: (number|null)[], avg: (number|null)[]}} Columns
 */

/** How many buckets a track holds at most; more than any chart has pixels. */
const CAPACITY = 6000;
/** A reading that history had when it was asked comes by the line within an answer's time and a tick, ms. */
const TICK = 500;
/** The line tells a reading this long after its own time at most: it waited for its sync, then for the tick, ms. */
const LATE = 1200;
/** A trend needs so many points, a line that explains so much of their spread, and a rise of so much of the range's. */
const TREND_POINTS = 10;
const TREND_FITS = 0.6;
const TREND_SHARE = 0.15;
/** Bucket widths the gateway uses, ms. */
const WIDTHS = [
  1, 2, 5, 10, 15, 30,
  60, 120, 300, 600, 900, 1800,
  3600, 7200, 21_600, 43_200, 86_400,
].map((s) => s * 1000);

/** The bucket width for a span at this many points, as the gateway chooses it. @param {number} span ms @param {number} points */
export function bucketWidth(span, points) {
  const wanted = span / Math.max(1, points);
  return WIDTHS.find((w) => w >= wanted) ?? WIDTHS[WIDTHS.length - 1];
}

/** A value as a number on the chart: booleans are 0 and 1. @param {unknown} value @returns {number|null} */
export function plotted(value) {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/**
 * One signal's minimum, maximum and mean per bucket, oldest first. History fills it, live values go
 * on, and history fetched again later replaces what it covers.
 */
export class Track {
  /** @param {number} width of a bucket, ms; one of the gateway's */
  constructor(width) {
    this.width = width;
    /** @type {number[]} */ this.t = [];
    /** @type {(number|null)[]} */ this.min = [];
    /** @type {(number|null)[]} */ this.max = [];
    /** @type {(number|null)[]} */ this.avg = [];
    /** How many readings went into the mean of each bucket. @type {number[]} */
    this.n = [];
    /** History that was laid over the track has all that came until then. */
    this.until = -Infinity;
    /** The newest value's time and value, which need not be a bucket's start. */
    this.lastTime = NaN;
    /** @type {number|null} */
    this.lastValue = null;
  }

  get length() {
    return this.t.length;
  }

  clear() {
    this.splice(0, this.t.length);
    this.lastTime = NaN;
    this.lastValue = null;
  }

  /** @param {number} at @param {number} drop @param {Columns & {n: number[]}} [put] */
  splice(at, drop, put) {
    this.t.splice(at, drop, ...(put?.t ?? []));
    this.min.splice(at, drop, ...(put?.min ?? []));
    this.max.splice(at, drop, ...(put?.max ?? []));
    this.avg.splice(at, drop, ...(put?.avg ?? []));
    this.n.splice(at, drop, ...(put?.n ?? []));
  }

  /**
   * Lays history over the track: buckets from its start to its end are replaced, live ones after it
   * stay. Empty buckets are dropped here; gaps are found again by their length.
   * @param {{t: number[], min?: any[], max?: any[], avg?: any[], v?: any[], n?: number[]}} answer
   *   n: how many readings each bucket has
   * @param {number} [until] when history was asked, ms: the answer has all that had come by then
   */
  merge(answer, until = -Infinity) {
    /** @type {Columns & {n: number[]}} */
    const put = {t: [], min: [], max: [], avg: [], n: []};
    const times = answer.t ?? [];
    for (let i = 0; i < times.length; i++) {
      const avg = plotted(answer.avg?.[i] ?? answer.v?.[i]);
      if (avg === null) continue;
      put.t.push(times[i]);
      put.avg.push(avg);
      put.min.push(plotted(answer.min?.[i]) ?? avg);
      put.max.push(plotted(answer.max?.[i]) ?? avg);
      put.n.push(answer.n?.[i] || 1);
    }
    this.until = Math.max(this.until, until);
    if (put.t.length === 0) return;
    const start = lowerBound(this.t, times[0]);
    const end = lowerBound(this.t, Math.max(put.t[put.t.length - 1], until) + 1);
    this.splice(start, end - start, put);
    this.trim();
    const newest = this.t.length - 1;
    if (!(this.lastTime >= this.t[newest])) {
      this.lastTime = this.t[newest];
      this.lastValue = this.avg[newest];
    }
  }

  /**
   * A live value. A missing one (bad quality) ends the line: a gap.
   * @param {number} time ms @param {number|null} value
   */
  push(time, value) {
    if (!Number.isFinite(time) || time < this.lastTime) return;
    const bucket = Math.floor(time / this.width) * this.width;
    const last = this.t.length - 1;
    this.lastTime = time;
    this.lastValue = value;
    if (value !== null && this.has(time, value)) return;
    if (last >= 0 && this.t[last] >= bucket) {
      if (value === null) return;
      const avg = this.avg[last];
      if (avg === null) {
        this.min[last] = this.max[last] = this.avg[last] = value;
        this.n[last] = 1;
      } else {
        const n = this.n[last];
        this.min[last] = Math.min(/** @type {number} */ (this.min[last]), value);
        this.max[last] = Math.max(/** @type {number} */ (this.max[last]), value);
        this.avg[last] = (avg * n + value) / (n + 1);
        this.n[last] = n + 1;
      }
      return;
    }
    this.t.push(bucket);
    this.min.push(value);
    this.max.push(value);
    this.avg.push(value);
    this.n.push(value === null ? 0 : 1);
    this.trim();
  }

  /**
   * True if history counts this value already. Where nobody can tell, it is not counted either: the
   * next history will.
   * @param {number} time @param {number} value
   */
  has(time, value) {
    if (time > this.until + TICK) return false;
    const last = this.t.length - 1;
    const least = Math.floor((time - LATE) / this.width) * this.width;
    if (last < 0 || this.t[last] < least) return false;
    const min = this.min[last];
    const max = this.max[last];
    return min !== null && max !== null && min <= value && value <= max;
  }

  /** Keeps the track bounded; moves in blocks, not for each point. */
  trim() {
    if (this.t.length > CAPACITY + CAPACITY / 8) this.splice(0, this.t.length - CAPACITY);
  }

  /** Forgets what is older than this. @param {number} from ms */
  forgetBefore(from) {
    const keep = lowerBound(this.t, from);
    // One more stays so that the line comes in from the left edge.
    if (keep - 1 > this.t.length / 8) this.splice(0, keep - 1);
  }

  /**
   * Columns to draw between two times, with a null where the signal was silent for too long, and the
   * newest value as the last point.
   * @param {number} from ms @param {number} to ms @param {number} maxGap ms of silence that break the line
   * @returns {Columns}
   */
  columns(from, to, maxGap) {
    /** @type {Columns} */
    const out = {t: [], min: [], max: [], avg: []};
    const first = Math.max(0, lowerBound(this.t, from) - 1);
    const end = lowerBound(this.t, to + 1);
    /** @param {number} t @param {number|null} min @param {number|null} max @param {number|null} avg */
    const put = (t, min, max, avg) => {
      out.t.push(t);
      out.min.push(min);
      out.max.push(max);
      out.avg.push(avg);
    };
    for (let i = first; i < end; i++) {
      if (i > first && this.t[i] - this.t[i - 1] > maxGap) {
        put(this.t[i - 1] + this.width, null, null, null);
      }
      put(this.t[i], this.min[i], this.max[i], this.avg[i]);
    }
    const newest = this.t.length - 1;
    if (
      end === newest + 1 && newest >= 0 && this.lastValue !== null &&
      this.lastTime > this.t[newest] && this.lastTime <= to
    ) {
      put(this.lastTime, this.lastValue, this.lastValue, this.lastValue);
    }
    return out;
  }

  /**
   * How long a silence may be before the line breaks: what counts as stale, and no less than three
   * times the usual distance of the points.
   * @param {number} staleMs
   */
  maxGap(staleMs) {
    const distances = [];
    const step = Math.max(1, Math.floor(this.t.length / 200));
    for (let i = 1; i < this.t.length; i += step) distances.push(this.t[i] - this.t[i - 1]);
    distances.sort((a, b) => a - b);
    const usual = distances.length ? distances[distances.length >> 1] : 0;
    return Math.max(staleMs || 0, usual * 3, this.width * 1.5);
  }

  /**
   * Minimum, mean and maximum of the readings of a range, and the number of its buckets; null when
   * there is none.
   * @param {number} from @param {number} to
   * @returns {{min: number, mean: number, max: number, points: number}|null}
   */
  stats(from, to) {
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    let readings = 0;
    let points = 0;
    for (let i = lowerBound(this.t, from), end = lowerBound(this.t, to + 1); i < end; i++) {
      const avg = this.avg[i];
      if (avg === null) continue;
      min = Math.min(min, /** @type {number} */ (this.min[i]));
      max = Math.max(max, /** @type {number} */ (this.max[i]));
      sum += avg * this.n[i];
      readings += this.n[i];
      points++;
    }
    return points ? {min, mean: sum / readings, max, points} : null;
  }

  /**
   * How long a truth value of a range is known to have been there, and how long it was on, ms. A state
   * holds until the next one, but not through a silence that breaks the line.
   * @param {number} from @param {number} to @param {number} maxGap ms
   */
  held(from, to, maxGap) {
    let known = 0;
    let on = 0;
    const end = lowerBound(this.t, to + 1);
    for (let i = Math.max(0, lowerBound(this.t, from) - 1); i < end; i++) {
      const share = this.avg[i];
      if (share === null) continue;
      const next = i + 1 < this.t.length ? this.t[i + 1] : Infinity;
      const start = Math.max(this.t[i], from);
      const stop = Math.min(next - this.t[i] > maxGap && next < Infinity ? this.t[i] + this.width : next, to);
      if (stop <= start) continue;
      known += stop - start;
      on += share * (stop - start);
    }
    return {known, on};
  }

  /**
   * Which way the signal goes at the end of a range, or null where nobody could tell: a line must
   * fit its last half well, the last fifth must go the same way, and so must the newest value.
   * @param {number} from @param {number} to @returns {'rising'|'falling'|'steady'|null}
   */
  trend(from, to) {
    const whole = this.stats(from, to);
    if (!whole) return null;
    const end = lowerBound(this.t, to + 1);
    const half = fit(this.t, this.avg, lowerBound(this.t, (from + to) / 2), end);
    if (half.n < TREND_POINTS) return null;
    const span = whole.max - whole.min;
    if (span <= 0) return 'steady';
    const late = fit(this.t, this.avg, lowerBound(this.t, to - (to - from) / 5), end);
    const sign = Math.sign(half.rise);
    const clear = half.fits >= TREND_FITS && Math.abs(half.rise) >= TREND_SHARE * span;
    const still = late.n >= 3 && late.rise * sign >= (TREND_SHARE / 5) * span;
    const newest = this.lastValue !== null && (this.lastValue - half.mean) * sign > 0;
    if (!clear || !still || !newest) return null;
    return sign > 0 ? 'rising' : 'falling';
  }
}

/**
 * The states of a truth value, one piece for as long as each held; "both" where it changed within a
 * bucket.
 * @param {Columns} c @param {number} until the last state holds until then
 * @returns {{from: number, to: number, state: 'on'|'off'|'both'}[]}
 */
export function states(c, until) {
  /** @type {{from: number, to: number, state: 'on'|'off'|'both'}[]} */
  const pieces = [];
  c.avg.forEach((share, i) => {
    if (share === null) return;
    const state = c.min[i] !== c.max[i] ? 'both' : share ? 'on' : 'off';
    const to = Math.max(c.t[i + 1] ?? until, c.t[i]);
    const before = pieces.at(-1);
    if (before && before.state === state && before.to === c.t[i]) before.to = to;
    else pieces.push({from: c.t[i], to, state});
  });
  return pieces;
}

/** The first index whose time is not before this one. @param {number[]} times rising @param {number} at */
export function lowerBound(times, at) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The least-squares line through some points: by how much it rises from the first to the last, and
 * how much of their spread it explains, 0 to 1.
 * @param {number[]} t @param {(number|null)[]} v @param {number} start @param {number} end
 */
function fit(t, v, start, end) {
  let n = 0;
  let meanT = 0;
  let mean = 0;
  let squareT = 0;
  let squareV = 0;
  let along = 0;
  let first = NaN;
  let last = NaN;
  for (let i = start; i < end; i++) {
    const y = v[i];
    if (y === null) continue;
    n++;
    if (n === 1) first = t[i];
    last = t[i];
    const stepT = t[i] - meanT;
    const stepV = y - mean;
    meanT += stepT / n;
    mean += stepV / n;
    squareT += stepT * (t[i] - meanT);
    squareV += stepV * (y - mean);
    along += stepT * (y - mean);
  }
  if (!squareT) return {n, mean, rise: 0, fits: 0};
  return {
    n,
    mean,
    rise: (along / squareT) * (last - first),
    fits: squareV ? (along * along) / (squareT * squareV) : 0,
  };
}
