// The changes of a signal of texts, bounded. No DOM, no clock.
// @ts-check

/**
 * The changes of a text or on/off signal, oldest first: equal neighbours are one.
 */
export class Changes {
  /** @param {number} [capacity] */
  constructor(capacity = 1000) {
    this.capacity = capacity;
    /** @type {{t: number, value: unknown}[]} */
    this.list = [];
    this.lastTime = NaN;
  }

  /** Replaces everything up to the end of the answer by it; later live values stay. @param {{t: number[], v: unknown[]}} answer */
  merge(answer) {
    const later = answer.t.length
      ? this.list.filter((c) => c.t > answer.t[answer.t.length - 1])
      : this.list;
    this.list = [];
    const seen = this.lastTime;
    this.lastTime = NaN;
    for (let i = 0; i < answer.t.length; i++) this.push(answer.t[i], answer.v[i]);
    for (const change of later) this.push(change.t, change.value);
    if (seen > this.lastTime || Number.isNaN(this.lastTime)) this.lastTime = seen;
  }

  /** @param {number} t @param {unknown} value null (no value) is no change */
  push(t, value) {
    if (value === null || value === undefined || t < this.lastTime) return;
    this.lastTime = t;
    const last = this.list[this.list.length - 1];
    if (last && last.value === value) return;
    this.list.push({t, value});
    if (this.list.length > this.capacity) this.list.splice(0, this.list.length - this.capacity);
  }
}
