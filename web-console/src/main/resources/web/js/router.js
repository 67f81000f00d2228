// Addresses of the rooms: pure functions from paths to routes and back.
// @ts-check

/** The ranges a chart offers, in milliseconds. */
export const RANGES = /** @type {const} */ ({'15m': 900_000, '1h': 3_600_000, '24h': 86_400_000});
/** Not /health: a monitor that asks there must not take a page for an answer. */
export const HEALTH = '/system/health';
/** The range a chart starts with. */
export const FIRST_RANGE = '15m';

/**
 * @typedef {{room: 'signals', q: string, after: string}
 *   | {room: 'signal', id: string, range: keyof typeof RANGES, from: number|null, to: number|null}
 *   | {room: 'ledger'}
 *   | {room: 'uplinks'}
 *   | {room: 'health'}
 *   | {room: 'login', to: string}
 *   | {room: 'setup'}
 *   | {room: 'home'}
 *   | {room: 'unknown', path: string}} Route
 */

/** A signal's id as the tail of a path. @param {string} id */
export function idPath(id) {
  const segments = id.split('/');
  // Browsers resolve "." and ".." in a path even when they are encoded: such an id goes as one piece.
  if (segments.some((s) => s === '.' || s === '..' || s === '')) return encodeURIComponent(id);
  return segments.map(encodeURIComponent).join('/');
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string|null} text */
function time(text) {
  const ms = text === null || text === '' ? NaN : Number(text);
  return Number.isFinite(ms) ? ms : null;
}

/** Reads an address. @param {string} path @param {string} [search] @returns {Route} */
export function parse(path, search = '') {
  const query = new URLSearchParams(search);
  const clean = path.length > 1 ? path.replace(/\/+$/, '') : path;
  if (clean === '/' || clean === '') return {room: 'home'};
  if (clean === '/signals') {
    return {room: 'signals', q: query.get('q') ?? '', after: query.get('after') ?? ''};
  }
  if (clean.startsWith('/signals/')) {
    const asked = query.get('range') ?? '';
    const range = /** @type {keyof typeof RANGES} */ (
      Object.hasOwn(RANGES, asked) ? asked : FIRST_RANGE
    );
    const from = time(query.get('from'));
    const to = time(query.get('to'));
    const zoomed = from !== null && to !== null && to > from;
    return {
      room: 'signal',
      id: decode(clean.slice('/signals/'.length)),
      range,
      from: zoomed ? from : null,
      to: zoomed ? to : null,
    };
  }
  if (clean === '/ledger') return {room: 'ledger'};
  if (clean === '/uplinks') return {room: 'uplinks'};
  if (clean === HEALTH) return {room: 'health'};
  if (clean === '/setup') return {room: 'setup'};
  if (clean === '/login') return {room: 'login', to: safeTarget(query.get('to'))};
  return {room: 'unknown', path};
}

/** Writes an address. @param {Route} route @returns {string} */
export function href(route) {
  switch (route.room) {
    case 'signals':
      return `/signals${queryOf({q: route.q, after: route.after})}`;
    case 'signal':
      return `/signals/${idPath(route.id)}${queryOf({
        range: route.range === FIRST_RANGE ? '' : route.range,
        from: route.from === null ? '' : String(Math.round(route.from)),
        to: route.to === null ? '' : String(Math.round(route.to)),
      })}`;
    case 'ledger':
      return '/ledger';
    case 'uplinks':
      return '/uplinks';
    case 'health':
      return HEALTH;
    case 'setup':
      return '/setup';
    case 'login':
      return `/login${queryOf({to: route.to === '/signals' ? '' : route.to})}`;
    case 'unknown':
      return route.path;
    default:
      return '/';
  }
}

/** @param {Record<string, string>} values */
function queryOf(values) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value) query.set(key, value);
  const text = query.toString();
  return text ? `?${text}` : '';
}

/**
 * Where to go after the log-in: only ever a page of this console, never another site, never back to
 * the log-in.
 * @param {string|null|undefined} to
 */
export function safeTarget(to) {
  if (!to || !/^\/(?![/\\])/.test(to)) return '/signals';
  try {
    // The browser's own reading decides, as it drops tabs and turns backslashes around.
    const url = new URL(to, 'http://console.invalid');
    if (url.host !== 'console.invalid') return '/signals';
    if (/^\/(login|setup)?\/?$/.test(url.pathname)) return '/signals';
    return url.pathname + url.search;
  } catch {
    return '/signals';
  }
}

/**
 * The page that must be shown instead of the wished one, or null when the wish may come true.
 * @param {Route} route @param {{claimed: boolean, user?: string|null}} session
 * @param {string} wished the address asked for, to come back to
 * @returns {Route|null}
 */
export function gate(route, session, wished) {
  if (!session.claimed) return route.room === 'setup' ? null : {room: 'setup'};
  if (!session.user) return route.room === 'login' ? null : {room: 'login', to: safeTarget(wished)};
  if (route.room === 'login') return parseTarget(route.to);
  if (route.room === 'setup' || route.room === 'home') return {room: 'signals', q: '', after: ''};
  return null;
}

/** @param {string} to @returns {Route} */
function parseTarget(to) {
  const [path, search = ''] = safeTarget(to).split('?');
  return parse(path, search);
}
