// Numbers, times and words as people read them. Pure functions: no DOM, no clock of their own.
// @ts-check

/** Narrow no-break space: stands between a number and its unit. */
export const NARROW = '\u202f';
/** What stands where a value is missing; never 0. */
export const MISSING = '–';

/** Units that take a prefix when the number grows. */
const PREFIXED = new Set(['W', 'B', 'Hz']);
const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];
const MAX_DECIMALS = 9;

/** @type {Map<string, Intl.NumberFormat>} */
const numberFormats = new Map();

/** @param {number} value @param {number} decimals @param {boolean} [grouping] */
export function fixed(value, decimals, grouping = true) {
  const key = `${decimals}${grouping}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat('en-GB', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: grouping,
    });
    numberFormats.set(key, format);
  }
  const text = format.format(value);
  // "-0.0" says nothing that "0.0" does not.
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** How many decimals the shortest form of a number has. @param {number} value */
export function decimalsOf(value) {
  const text = String(Math.abs(value));
  const exponent = text.indexOf('e-');
  if (exponent >= 0) {
    const point = text.indexOf('.');
    return Number(text.slice(exponent + 2)) + (point < 0 ? 0 : exponent - point - 1);
  }
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/**
 * Chooses decimals for a signal that has none configured, so that digits do not jump: as many as
 * were needed so far, but no more than four significant digits of the largest value seen.
 */
export class Decimals {
  /** @param {number} [configured] decimals from the configuration, -1 = choose */
  constructor(configured = -1) {
    this.configured = configured;
    this.needed = 0;
    this.largest = 0;
  }

  /** Takes a value into account and says how many decimals to show. @param {number} value */
  see(value) {
    if (this.configured >= 0) return this.configured;
    if (Number.isFinite(value)) {
      this.needed = Math.max(this.needed, decimalsOf(value));
      this.largest = Math.max(this.largest, Math.abs(value));
    }
    return this.digits();
  }

  digits() {
    if (this.configured >= 0) return this.configured;
    if (this.needed === 0 || this.largest === 0) return 0;
    const magnitude = Math.floor(Math.log10(this.largest));
    const allowed = magnitude >= 3 ? 1 : Math.min(MAX_DECIMALS, 3 - magnitude);
    return Math.min(this.needed, allowed);
  }
}

/**
 * A number with its unit split off, scaled when its unit takes prefixes.
 * @param {number} value @param {string|null|undefined} unit @param {number} decimals
 * @returns {{number: string, unit: string}}
 */
export function quantity(value, unit, decimals) {
  if (unit && PREFIXED.has(unit) && Math.abs(value) >= 10000) {
    let step = 0;
    let scaled = value;
    while (Math.abs(scaled) >= 1000 && step < PREFIXES.length - 1) {
      scaled /= 1000;
      step++;
    }
    return {number: fixed(scaled, 2), unit: PREFIXES[step] + unit};
  }
  const size = Math.abs(value);
  const exact = Number.isInteger(value) && size <= 2 ** 53;
  if ((size >= 1e15 && !exact) || (size > 0 && size < 1e-9)) {
    return {number: value.toExponential(3).replace('e+', 'e'), unit: unit ?? ''};
  }
  return {number: fixed(value, decimals), unit: unit ?? ''};
}

/**
 * Any value in parts: what to print and its unit.
 * @param {unknown} value @param {string|null|undefined} unit @param {number} decimals
 * @returns {{number: string, unit: string}}
 */
export function valueParts(value, unit, decimals) {
  if (value === null || value === undefined) return {number: MISSING, unit: ''};
  if (typeof value === 'boolean') return {number: value ? 'On' : 'Off', unit: ''};
  if (typeof value === 'number') {
    return Number.isFinite(value)
      ? quantity(value, unit, decimals)
      : {number: MISSING, unit: ''};
  }
  return {number: String(value), unit: ''};
}

/** The same as one text. @param {unknown} value @param {string|null|undefined} unit @param {number} decimals */
export function valueText(value, unit, decimals) {
  const parts = valueParts(value, unit, decimals);
  return parts.unit ? `${parts.number}${NARROW}${parts.unit}` : parts.number;
}

/** A count with grouped thousands. @param {number|null|undefined} n */
export function count(n) {
  return typeof n === 'number' && Number.isFinite(n) ? fixed(n, 0) : MISSING;
}

/** "1 signal", "2 signals". @param {number} n @param {string} one @param {string} [many] */
export function plural(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** A word as a shell reads it back. @param {string} text */
export function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A length of time in two units at most: "45 s", "12 min", "3 h 20 min", "2 d 4 h". @param {number} ms */
export function duration(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  const m = Math.floor(s / 60);
  if (m < 60) return s % 60 && m < 10 ? `${m} min ${s % 60} s` : `${m} min`;
  const h = Math.floor(m / 60);
  if (h < 24) return m % 60 ? `${h} h ${m % 60} min` : `${h} h`;
  const d = Math.floor(h / 24);
  return h % 24 ? `${d} d ${h % 24} h` : `${d} d`;
}

/** A zone the browser knows; others become UTC. @param {string|undefined|null} zone */
export function knownZone(zone) {
  if (!zone || zone === 'Z') return 'UTC';
  try {
    new Intl.DateTimeFormat('en-GB', {timeZone: zone});
    return zone;
  } catch {
    return 'UTC';
  }
}

/** Times in one zone. */
export class Times {
  /** @param {string|undefined|null} zone an IANA zone */
  constructor(zone) {
    this.zone = knownZone(zone);
    const base = /** @type {const} */ ({timeZone: this.zone, hourCycle: 'h23'});
    this.clockFormat = new Intl.DateTimeFormat('en-GB', {
      ...base, hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
    this.minuteFormat = new Intl.DateTimeFormat('en-GB', {
      ...base, hour: '2-digit', minute: '2-digit',
    });
    this.dayFormat = new Intl.DateTimeFormat('en-GB', {
      timeZone: this.zone, day: 'numeric', month: 'short',
    });
    this.partsFormat = new Intl.DateTimeFormat('en-GB', {
      ...base, year: 'numeric', month: '2-digit', day: '2-digit',
      hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
  }

  /** "14:02:09" @param {number} ms */
  clock(ms) {
    return this.clockFormat.format(ms);
  }

  /** "14:02" @param {number} ms */
  minute(ms) {
    return this.minuteFormat.format(ms);
  }

  /** "24 Nov" @param {number} ms */
  day(ms) {
    return this.dayFormat.format(ms);
  }

  /** How long ago: "12 s ago", "6 min ago", "3 h ago", "24 Nov 14:02". @param {number|null|undefined} ms @param {number} now */
  ago(ms, now) {
    if (ms === null || ms === undefined || !Number.isFinite(ms)) return MISSING;
    const age = now - ms;
    if (age < -1500) return age > -86_400_000 ? this.clock(ms) : `${this.day(ms)} ${this.minute(ms)}`;
    if (age < 1000) return 'now';
    if (age < 60_000) return `${Math.floor(age / 1000)} s ago`;
    if (age < 3_600_000) return `${Math.floor(age / 60_000)} min ago`;
    if (age < 86_400_000) return `${Math.floor(age / 3_600_000)} h ago`;
    return `${this.day(ms)} ${this.minute(ms)}`;
  }

  /** Date, time to the millisecond and zone: "2026-11-24 14:02:09.123 Europe/Berlin". @param {number|null|undefined} ms */
  full(ms) {
    if (ms === null || ms === undefined || !Number.isFinite(ms)) return '';
    /** @type {Record<string, string>} */
    const p = {};
    for (const {type, value} of this.partsFormat.formatToParts(ms)) p[type] = value;
    const fraction = String(((Math.floor(ms) % 1000) + 1000) % 1000).padStart(3, '0');
    return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second}.${fraction} ${this.zone}`;
  }
}

/** How far a value can be trusted, in words and shapes (never colour alone). */
export const QUALITY = /** @type {const} */ ({
  good: {word: 'Good', tone: 'good', icon: 'check'},
  uncertain: {word: 'Uncertain', tone: 'uncertain', icon: 'wave'},
  bad: {word: 'Bad', tone: 'bad', icon: 'cross'},
  stale: {word: 'Stale', tone: 'stale', icon: 'clock'},
});

/** Why a reading is not good, for people. */
const REASONS = new Map([
  ['clock', 'the gateway’s clock was not trusted'],
  ['precision', 'the integer is too large to be held exactly'],
  ['range', 'outside the configured range'],
  ['source', 'the source said so'],
  ['type', 'its type differs from the signal’s'],
  ['not-finite', 'not a finite number'],
  ['device', 'the device did not answer'],
  ['too-long', 'the text is too long'],
]);

/** @param {string|null|undefined} reason */
export function reasonText(reason) {
  return reason ? REASONS.get(reason) ?? reason : '';
}

/**
 * The one state to show for a value. Stale wins over good and uncertain, bad wins over stale: a bad
 * reading has no value that could grow old.
 * @param {string|null|undefined} quality @param {boolean} stale
 * @returns {keyof typeof QUALITY | 'none'}
 */
export function standing(quality, stale) {
  if (quality === 'bad') return 'bad';
  if (stale) return 'stale';
  if (quality === 'uncertain') return 'uncertain';
  return quality === 'good' ? 'good' : 'none';
}
