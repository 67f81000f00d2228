// How an uplink is, in words. Pure functions: no DOM, no clock of their own.
// @ts-check
import {count} from './format.js';

/**
 * @typedef {{id: string, type: string|null, status: string, flowing: boolean, pending: number,
 *   backlog: number, oldestAge: number|null, catchUp: number|null, paused: boolean,
 *   pausedUntil: string|null}} Uplink as the API tells it
 * @typedef {{state: string, shape: string, word: string, what: string}} Standing
 */

/** What the gateway is doing, by the API's word. @type {Map<string, Standing>} */
const STATUS = new Map([
  ['connecting', {state: 'none', shape: 'clock', word: 'Connecting', what: 'nothing was tried yet'}],
  ['up', {state: 'good', shape: 'check', word: 'Up', what: 'the last delivery went well'}],
  ['backing-off', {state: 'uncertain', shape: 'wave', word: 'Backing off', what: 'the destination is away or busy; it is tried again by itself'}],
  ['refused', {state: 'bad', shape: 'cross', word: 'Refused', what: 'the destination takes nothing from us before somebody has changed something'}],
  ['paused', {state: 'stale', shape: 'pause', word: 'Paused', what: ''}],
  ['disabled', {state: 'none', shape: 'pause', word: 'Disabled', what: 'switched off in the configuration'}],
  ['uplink-removed', {state: 'uncertain', shape: 'warn', word: 'Removed', what: 'not in the configuration any more; its position is dropped after a week'}],
]);

/** Nothing is expected to flow in these. */
const STILL = ['paused', 'disabled', 'uplink-removed'];
/** What waits is kept, but does not get less by itself. */
const HELD = ['paused', 'disabled', 'refused'];

/** What the gateway is doing. @param {Uplink} uplink @returns {Standing} */
export function standing(uplink) {
  return STATUS.get(uplink.status) ?? {state: 'none', shape: 'help', word: uplink.status, what: ''};
}

/** Whether readings arrive, which is another matter. @param {Uplink} uplink @returns {Standing} */
export function flow(uplink) {
  if (uplink.flowing) {
    return uplink.pending === 0
      ? {state: 'good', shape: 'check', word: 'Flowing', what: 'caught up'}
      : {state: 'good', shape: 'check', word: 'Flowing', what: 'confirmed within the last minute'};
  }
  if (STILL.includes(uplink.status)) {
    return {state: 'none', shape: 'pause', word: 'Not flowing', what: 'as it should be'};
  }
  return {state: 'bad', shape: 'cross', word: 'Not flowing', what: 'nothing was confirmed within the last minute'};
}

/** What waits and for how long yet: "4,210 waiting, about 3 min to catch up". @param {Uplink} uplink */
export function waiting(uplink) {
  const {pending, backlog, status, catchUp} = uplink;
  if (pending === 0) return 'Nothing is waiting';
  const n = `${count(pending)} waiting`;
  if (status === 'uplink-removed') return `${n}, not sent any more`;
  if (HELD.includes(status)) return `${n}, kept until it goes on`;
  if (catchUp !== null && catchUp !== undefined) return `${n}, about ${roughly(catchUp)} to catch up`;
  if (backlog === 0 && uplink.flowing) return `${count(pending)} on the way`;
  return `${n}, not getting fewer`;
}

/** A time that is only an estimate: one unit, no more digits than it deserves. @param {number} seconds */
export function roughly(seconds) {
  if (seconds < 55) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(seconds / 3600);
  if (hours < 48) return `${hours} h`;
  return `${count(Math.round(seconds / 86_400))} d`;
}

/**
 * When a pause ends; '' without a pause.
 * @param {Uplink} uplink @param {import('./format.js').Times} times @param {number} now ms
 */
export function pauseEnd(uplink, times, now) {
  if (!uplink.paused) return '';
  if (!uplink.pausedUntil) return 'until somebody resumes it';
  const end = Date.parse(uplink.pausedUntil);
  const minute = times.minute(end);
  return `until ${times.day(end) === times.day(now) ? minute : `${times.day(end)} ${minute}`}`;
}

/**
 * What came down from the destination, in one line; '' if nothing ever can.
 * @param {{down?: null|{received: number, written: number, published: number, refused: number, lastRefusal: string|null}}} uplink
 */
export function cameDown({down}) {
  if (!down) return '';
  const done = `${count(down.received)} received, ${count(down.written + down.published)} done, ${count(down.refused)} refused`;
  return down.refused && down.lastRefusal ? `${done}, the last one: ${down.lastRefusal}` : done;
}

/**
 * The parts of an uplink's account, which add up to what was journalled.
 * @param {{acknowledged: number, pending: number, filtered: number, deadLettered: number, dropped: number}} u
 */
export function account(u) {
  return [
    {key: 'acknowledged', label: 'Acknowledged', n: u.acknowledged, tone: 'ok', what: 'confirmed by the destination'},
    {key: 'pending', label: 'Pending', n: u.pending, tone: 'accent', what: 'kept and still to be sent'},
    {key: 'filtered', label: 'Filtered', n: u.filtered, tone: 'muted', what: 'left out by its settings'},
    {key: 'deadLettered', label: 'Dead-lettered', n: u.deadLettered, tone: 'alarm', what: 'the destination will never take them'},
    {key: 'dropped', label: 'Dropped', n: u.dropped, tone: 'alarm', what: 'expired or deleted before they were sent'},
  ];
}
