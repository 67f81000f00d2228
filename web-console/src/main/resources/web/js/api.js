// The HTTP API as the pages use it: one way in, errors as problems with words for people.
// @ts-check

const ROOT = '/api/v1';

/** An answer that is not a success, or none at all. */
export class Problem extends Error {
  /**
   * @param {{status: number, title?: string, detail?: string, field?: string, type?: string,
   *   retryAfter?: number|null, requestId?: string|null}} fields status 0 = no answer
   */
  constructor(fields) {
    super(problemText(fields));
    this.name = 'Problem';
    this.status = fields.status;
    this.title = fields.title ?? '';
    this.detail = fields.detail ?? '';
    this.field = fields.field ?? '';
    this.type = fields.type ?? '';
    this.retryAfter = fields.retryAfter ?? null;
    this.requestId = fields.requestId ?? null;
  }

  /** True if the gateway could not be reached. */
  get unreachable() {
    return this.status === 0;
  }
}

/** @param {{status: number, title?: string, detail?: string, field?: string}} p */
function problemText(p) {
  const title = (p.title ?? '').replace(/\.$/, '');
  const detail = p.detail ?? '';
  if (!title && !detail) return `The gateway answered ${p.status}.`;
  // "The body is wrong" helps nobody whose field is named: what is wrong with the field does.
  if (!title || (p.status === 400 && p.field && detail)) return detail;
  if (!detail || detail.startsWith(title)) return detail || `${title}.`;
  return `${title}. ${detail}`;
}

/** Seconds from a Retry-After header: a number, or a date. @param {string|null} text @param {number} now */
export function retrySeconds(text, now) {
  if (!text) return null;
  if (/^\d+$/.test(text.trim())) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

/** @param {Record<string, unknown>} values arrays repeat the key; null, undefined and '' are left out */
export function query(values) {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') parts.append(key, String(one));
    }
  }
  const text = parts.toString();
  return text ? `?${text}` : '';
}

/**
 * Why somebody has to log in again, for people.
 * @param {{boot?: string}} before the session that is over @param {{boot?: string}} now what the gateway says now
 */
export function farewell(before, now) {
  return before.boot && now.boot && before.boot !== now.boot
    ? 'The gateway was restarted. Please log in again.'
    : 'Your session has ended. Please log in again.';
}

export class Api {
  /**
   * @param {typeof fetch} fetcher
   * @param {() => void} [signedOut] called when an answer says that the session is over
   */
  constructor(fetcher, signedOut = () => {}) {
    this.fetcher = fetcher;
    this.signedOut = signedOut;
    this.csrf = '';
  }

  /**
   * @param {string} method @param {string} path below /api/v1 @param {unknown} [body]
   * @param {{signal?: AbortSignal, quiet?: boolean, headers?: (h: Headers) => void, also?: number}} [options]
   *   quiet: a 401 is the caller's business; also: a status that is an answer like a success
   */
  async call(method, path, body, options = {}) {
    /** @type {Record<string, string>} */
    const headers = {Accept: 'application/json, application/problem+json'};
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (method !== 'GET' && this.csrf) headers['X-CSRF-Token'] = this.csrf;
    let response;
    try {
      response = await this.fetcher(ROOT + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: 'same-origin',
        cache: 'no-store',
        signal: options.signal,
      });
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error;
      throw new Problem({
        status: 0,
        title: 'The gateway did not answer',
        detail: 'The gateway did not answer. Check that it runs and that this device is on its network.',
      });
    }
    const json = (response.headers.get('Content-Type') ?? '').includes('json');
    if (response.ok || (json && response.status === options.also)) {
      options.headers?.(response.headers);
      return response.status === 204 || !json ? null : response.json();
    }
    /** @type {Record<string, any>} */
    const problem = json ? await response.json().catch(() => ({})) : {};
    if (response.status === 401 && !options.quiet) this.signedOut();
    throw new Problem({
      status: response.status,
      title: problem.title,
      detail: problem.detail,
      field: problem.field,
      type: problem.type,
      retryAfter: retrySeconds(response.headers.get('Retry-After'), Date.now()),
      requestId: problem.requestId ?? response.headers.get('X-Request-Id'),
    });
  }

  /** Who is here, and what this gateway is called. */
  async session() {
    return this.keep(await this.call('GET', '/session', undefined, {quiet: true}));
  }

  /** @param {string} name @param {string} password */
  async login(name, password) {
    const answer = await this.call('POST', '/session', {name, password}, {quiet: true});
    return answer && 'claimed' in answer ? this.keep(answer) : this.session();
  }

  /** @param {string} code @param {string} name @param {string} password */
  async claim(code, name, password) {
    const answer = await this.call('POST', '/setup', {code, name, password}, {quiet: true});
    return answer && 'claimed' in answer ? this.keep(answer) : this.session();
  }

  async logout() {
    await this.call('DELETE', '/session', undefined, {quiet: true});
    this.csrf = '';
  }

  /** @param {any} session */
  keep(session) {
    this.csrf = session.csrf ?? '';
    return {...session, name: session.name ?? session.gateway ?? ''};
  }

  /** @param {string} path @param {Record<string, unknown>} [values] @param {AbortSignal} [signal] */
  get(path, values = {}, signal) {
    return this.call('GET', path + query(values), undefined, {signal});
  }

  /** How the gateway is; also when it is not ready, which it says with 503. @param {AbortSignal} [signal] */
  health(signal) {
    return this.call('GET', '/health', undefined, {signal, also: 503});
  }

  /**
   * A page of signals in the order of their ids.
   * @param {number} limit @param {string} after an id @param {string} q @param {AbortSignal} [signal]
   * @returns {Promise<{list: any[], total: number, more: boolean}>} total: of all pages
   */
  async signals(limit, after, q, signal) {
    let total = NaN;
    const list = await this.call(
      'GET',
      `/signals${query({limit: limit + 1, after, q})}`,
      undefined,
      {signal, headers: (h) => (total = Number(h.get('X-Total-Count') ?? NaN))},
    );
    return {list: list.slice(0, limit), total, more: list.length > limit};
  }

  /**
   * History for a page: one time axis, a column per aggregate.
   * @param {string[]} ids @param {number} from ms @param {number} to ms @param {number} points
   * @param {string} agg @param {AbortSignal} [signal]
   */
  history(ids, from, to, points, agg, signal) {
    return this.get(
      '/history',
      {signal: ids, from: Math.floor(from), to: Math.ceil(to), points: Math.max(2, Math.floor(points)), agg},
      signal,
    );
  }

  /** The address of a signal's readings as a file. @param {string} id @param {number} from @param {number} to */
  csvHref(id, from, to) {
    return `${ROOT}/history.csv${query({signal: id, from: Math.floor(from), to: Math.ceil(to)})}`;
  }
}
