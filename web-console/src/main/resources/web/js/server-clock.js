// The gateway's clock as a page knows it: from the times its messages are stamped with.
// @ts-check

/** Messages that seem older than this by the gateway's clock were delayed, or the clock was set back, ms. */
const CLOCK_JUMP = 2_000;
/** After so long it was not a delay: a busy browser hears all it missed in one go, ms. */
const CLOCK_DOUBT = 3_000;

/** The gateway's clock as seen from here: the least delayed message is nearest to the truth. */
export class ServerClock {
  /** @param {() => number} ticks a clock that never jumps, ms */
  constructor(ticks) {
    this.ticks = ticks;
    /** @type {number|null} */
    this.base = null;
    /** Since when every message seems too old. @type {number|null} */
    this.doubtedAt = null;
  }

  /** @param {number} serverMs the time a message was stamped with */
  see(serverMs) {
    if (!Number.isFinite(serverMs)) return;
    const ticks = this.ticks();
    const estimate = serverMs - ticks;
    if (this.base !== null && this.base - estimate > CLOCK_JUMP) {
      this.doubtedAt ??= ticks;
      if (ticks - this.doubtedAt < CLOCK_DOUBT) return;
      this.base = estimate;
    }
    this.doubtedAt = null;
    if (this.base === null || estimate > this.base) {
      this.base = estimate;
    } else {
      this.base += (estimate - this.base) * 0.02;
    }
  }

  get known() {
    return this.base !== null;
  }

  /** The gateway's time, or the fallback before its first message. @param {number} fallback */
  now(fallback) {
    return this.base === null ? fallback : this.base + this.ticks();
  }
}
