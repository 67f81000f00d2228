// The live connection: one socket for the page, last values by signal, the gateway's clock.
// Knows no DOM; time, sockets and chance come in from outside, so that tests can drive it.
// @ts-check
import {ServerClock} from './server-clock.js';

/**
 * What is known of a signal from the live stream.
 * @typedef {{id: string, unit: string|null, decimals: number, staleMs: number, value: unknown,
 *   quality: string, reason: string, time: number}} Live  time: the gateway's ms, NaN = never
 * @typedef {{snapshot?: (lives: Live[], all: Live[]|null) => void,
 *   values?: (lives: Live[], t: number) => void}} Listener
 *   snapshot: some of a channel, and all of it with its last part
 * @typedef {'connecting'|'live'|'reconnecting'|'offline'} State
 */

const FIRST_RETRY = 500;
const LAST_RETRY = 15_000;
/** Without any message for so long the line counts as dead (heartbeats come every 5 s). */
const SILENCE = 11_000;
/** Reconnecting becomes Offline after so long. */
const GIVE_NAME = 8_000;
/** The gateway hears only so many words a second: changes of channels keep this distance, ms. */
const SUB_DISTANCE = 350;

export const CLOSE_SIGNED_OUT = 4401;
export const CLOSE_BEHIND = 4008;

/** How long to wait before try number n (0 = first), with jitter. @param {number} n @param {number} chance 0..1 */
export function backoff(n, chance) {
  const full = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(n, 10));
  return Math.round(full * (0.75 + chance * 0.5));
}

/** One channel's dictionary and listeners. */
class Channel {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {Map<number, Live>} */
    this.dict = new Map();
    /** The dictionary that the parts of a snapshot make. @type {Map<number, Live>} */
    this.next = new Map();
    /** @type {Set<Listener>} */
    this.listeners = new Set();
  }
}

export class LiveStore {
  /**
   * @param {{connect: () => WebSocket, ticks: () => number, wall: () => number,
   *   later: (fn: () => void, ms: number) => any, forget: (timer: any) => void,
   *   chance: () => number, hz?: number}} world
   */
  constructor(world) {
    this.world = world;
    this.hz = world.hz ?? 10;
    this.clock = new ServerClock(world.ticks);
    /** @type {Map<string, Channel>} */
    this.channels = new Map();
    /** @type {State} */
    this.state = 'connecting';
    /** When the connection was lost, by the gateway's clock; null while it stands. @type {number|null} */
    this.lostAt = null;
    this.boot = '';
    this.tries = 0;
    this.paused = false;
    this.running = false;
    /** @type {WebSocket|null} */
    this.socket = null;
    this.greeted = false;
    this.heardAt = 0;
    this.retryTimer = null;
    this.silenceTimer = null;
    this.sentSub = '';
    this.subPlanned = false;
    this.subAt = -Infinity;
    /** @type {Set<() => void>} */
    this.stateListeners = new Set();
    /** @type {Set<(event: any) => void>} */
    this.eventListeners = new Set();
    /** Called when the gateway ended the session. */
    this.onSignedOut = () => {};
    /** Called when the gateway was started anew: what the page knows may be gone. */
    this.onReboot = () => {};
    /** Called when a connection could not be opened: the session may have ended meanwhile. */
    this.onRefused = () => {};
  }

  /** The gateway's time in ms; this device's until the first message. */
  now() {
    return this.clock.now(this.world.wall());
  }

  /** This device's clock minus the gateway's, ms; 0 while unknown. */
  skew() {
    return this.clock.known ? this.world.wall() - this.now() : 0;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.open();
  }

  stop() {
    this.running = false;
    this.world.forget(this.retryTimer);
    this.world.forget(this.silenceTimer);
    this.drop();
    this.setState('connecting', null);
  }

  /** Tries at once instead of waiting, as after "online" or a click. */
  retryNow() {
    if (!this.running || this.socket) return;
    this.world.forget(this.retryTimer);
    this.open();
  }

  /**
   * Listens to a channel until the returned function is called.
   * @param {string} name @param {Listener} listener
   */
  subscribe(name, listener) {
    let channel = this.channels.get(name);
    if (!channel) {
      channel = new Channel(name);
      this.channels.set(name, channel);
    }
    channel.listeners.add(listener);
    if (channel.dict.size) {
      const all = [...channel.dict.values()];
      listener.snapshot?.(all, all);
    }
    this.planSub();
    return () => {
      channel.listeners.delete(listener);
      if (channel.listeners.size > 0 || this.channels.get(name) !== channel) return;
      // While the gateway still tells it, it is kept: who comes back at once is sent no new snapshot.
      if (this.greeted && this.socket) this.planSub();
      else this.channels.delete(name);
    };
  }

  /** A page nobody looks at takes no values. @param {boolean} paused */
  setPaused(paused) {
    if (this.paused === paused) return;
    this.paused = paused;
    this.sendSub();
  }

  /** @param {() => void} listener */
  onState(listener) {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  /** @param {(event: any) => void} listener */
  onEvent(listener) {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  // --- the socket ---

  open() {
    this.greeted = false;
    this.sentSub = '';
    const socket = this.world.connect();
    this.socket = socket;
    this.heardAt = this.world.ticks();
    this.watchSilence();
    socket.onmessage = (message) => {
      if (this.socket === socket) this.heard(String(message.data));
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code);
    };
    socket.onerror = () => {};
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  /** @param {number} code */
  closed(code) {
    this.socket = null;
    this.world.forget(this.silenceTimer);
    if (!this.running) return;
    if (code === CLOSE_SIGNED_OUT) {
      this.running = false;
      this.setState('connecting', null);
      this.onSignedOut();
      return;
    }
    const wasGreeted = this.greeted;
    if (wasGreeted) this.tries = 0;
    else this.onRefused();
    if (!this.running) return;
    const lost = this.lostAt ?? this.now();
    this.setState(this.now() - lost > GIVE_NAME ? 'offline' : 'reconnecting', lost);
    this.retryTimer = this.world.later(() => this.open(), backoff(this.tries, this.world.chance()));
    this.tries++;
  }

  watchSilence() {
    this.world.forget(this.silenceTimer);
    const quiet = this.world.ticks() - this.heardAt;
    if (quiet >= SILENCE) {
      this.drop();
      this.closed(1006);
      return;
    }
    this.silenceTimer = this.world.later(() => this.watchSilence(), SILENCE - quiet);
  }

  // --- messages ---

  /** @param {string} text */
  heard(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    this.heardAt = this.world.ticks();
    if (Number.isFinite(message.t)) this.clock.see(message.t);
    switch (message.type) {
      case 'hello':
        this.hello(message);
        break;
      case 'snap':
        this.snap(message);
        break;
      case 'u':
        this.update(message);
        break;
      case 'ev':
        for (const listener of this.eventListeners) listener(message);
        break;
      default: // a heartbeat, or a word of a newer gateway
    }
  }

  /** @param {{boot: string, now: number, hz: number}} message */
  hello(message) {
    this.clock.see(message.now);
    this.greeted = true;
    this.tries = 0;
    const rebooted = this.boot !== '' && this.boot !== message.boot;
    this.boot = message.boot;
    this.setState('live', null);
    if (rebooted) {
      for (const channel of this.channels.values()) channel.dict.clear();
      this.onReboot();
    }
    this.sendSub();
  }

  planSub() {
    if (this.subPlanned) return;
    // A change of page unsubscribes and subscribes: one message tells both.
    this.subPlanned = true;
    const wait = Math.max(0, this.subAt + SUB_DISTANCE - this.world.ticks());
    this.world.later(() => {
      this.subPlanned = false;
      this.sendSub();
    }, wait);
  }

  sendSub() {
    if (!this.greeted || !this.socket) return;
    for (const [name, channel] of this.channels) if (channel.listeners.size === 0) this.channels.delete(name);
    const ch = this.paused ? [] : [...this.channels.keys()];
    const text = JSON.stringify({type: 'sub', ch, hz: this.hz});
    if (text === this.sentSub || (ch.length === 0 && this.sentSub === '')) return;
    this.sentSub = text;
    this.subAt = this.world.ticks();
    this.socket.send(text);
  }

  /** @param {{ch: string, part?: number, of?: number, dict: any[][], v: any[][], t?: number}} message */
  snap(message) {
    const channel = this.channels.get(message.ch);
    if (!channel) return;
    const now = Number.isFinite(message.t) ? Number(message.t) : this.now();
    const {part = 1, of = 1} = message;
    if (part === 1) channel.next = new Map();
    for (const [index, id, unit, decimals, staleMs] of message.dict ?? []) {
      const before = channel.dict.get(index);
      /** @type {Live} */
      const live = before && before.id === id
        ? before
        : {id, unit: null, decimals: -1, staleMs: 0, value: null, quality: 'none', reason: '', time: NaN};
      live.unit = unit ?? null;
      live.decimals = decimals ?? -1;
      live.staleMs = staleMs ?? 0;
      channel.next.set(index, live);
    }
    const changed = [];
    for (const [index, value, quality, ageMs, reason] of message.v ?? []) {
      const live = channel.next.get(index);
      if (!live) continue;
      live.value = value;
      live.quality = quality;
      live.reason = reason ?? '';
      live.time = ageMs === null || ageMs === undefined ? NaN : now - ageMs;
      changed.push(live);
    }
    if (part === of) channel.dict = channel.next;
    const all = part === of ? [...channel.dict.values()] : null;
    for (const listener of channel.listeners) listener.snapshot?.(changed, all);
  }

  /** @param {{ch: string, t: number, v?: any[][], q?: any[][]}} message */
  update(message) {
    const channel = this.channels.get(message.ch);
    if (!channel) return;
    const changed = new Set();
    for (const [index, quality, reason] of message.q ?? []) {
      const live = channel.dict.get(index);
      if (!live) continue;
      live.quality = quality;
      live.reason = reason ?? '';
      live.time = message.t;
      changed.add(live);
    }
    for (const [index, value] of message.v ?? []) {
      const live = channel.dict.get(index);
      if (!live) continue;
      live.value = value;
      live.time = message.t;
      changed.add(live);
    }
    if (changed.size === 0) return;
    const lives = [...changed];
    for (const listener of channel.listeners) listener.values?.(lives, message.t);
  }

  /** @param {State} state @param {number|null} lostAt */
  setState(state, lostAt) {
    if (this.state === state && this.lostAt === lostAt) return;
    this.state = state;
    this.lostAt = lostAt;
    for (const listener of this.stateListeners) listener();
  }
}

/** True if a value is too old to be called current. @param {Live} live @param {number} now @param {boolean} connected */
export function isStale(live, now, connected) {
  if (!Number.isFinite(live.time)) return false;
  if (!connected) return true;
  return live.staleMs > 0 && now - live.time > live.staleMs;
}
