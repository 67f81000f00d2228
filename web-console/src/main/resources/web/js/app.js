// The console's frame: who is here, which room is shown, how the line to the gateway is.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {Api, Problem, farewell} from './api.js';
import {LiveStore} from './store.js';
import {Times, duration} from './format.js';
import {HEALTH, parse, href, gate} from './router.js';
import {icon, mark} from './icons.js';
import {recall, keep} from './prefs.js';

/** The clocks of browser and gateway may differ by so much before the page says so. */
const CLOCK_TOLERANCE = 5000;
/** A tab in the background takes no values after this. */
const HIDDEN_AFTER = 30_000;

const ROOMS = [
  {room: 'signals', path: '/signals', label: 'Signals', icon: 'signals', key: 's'},
  {room: 'ledger', path: '/ledger', label: 'Ledger', icon: 'ledger', key: 'l'},
  {room: 'uplinks', path: '/uplinks', label: 'Uplinks', icon: 'uplinks', key: 'u'},
  {room: 'health', path: HEALTH, label: 'Health', icon: 'health', key: 'h'},
];
const THEMES = [
  {value: 'auto', label: 'Automatic', icon: 'auto'},
  {value: 'light', label: 'Light', icon: 'sun'},
  {value: 'dark', label: 'Dark', icon: 'moon'},
];

/** Each room's module, fetched when it is first entered. */
const MODULES = {
  setup: () => import('./gate-page.js'),
  login: () => import('./gate-page.js'),
  signals: () => import('./signals-page.js'),
  signal: () => import('./signal-page.js'),
  ledger: () => import('./ledger-page.js'),
  uplinks: () => import('./uplinks-page.js'),
  health: () => import('./health-page.js'),
};

class SluiceApp extends LitElement {
  static properties = {
    session: {state: true},
    route: {state: true},
    failure: {state: true},
    loaded: {state: true},
    theme: {state: true},
    menuOpen: {state: true},
    skewed: {state: true},
    generation: {state: true},
    ownZone: {state: true},
  };

  constructor() {
    super();
    this.session = null;
    this.route = parse(location.pathname, location.search);
    this.failure = '';
    this.loaded = '';
    this.theme = recall('theme', 'auto');
    this.ownZone = recall('zone', 'gateway') === 'browser';
    this.menuOpen = false;
    this.skewed = 0;
    this.generation = 0;
    this.entered = '';
    /** Why the log-in page is shown to somebody who was inside. */
    this.farewell = '';
    /** What gets the focus in the next room instead of its heading. */
    this.focusNext = '';
    this.prefixAt = 0;
    this.api = new Api((...args) => fetch(...args), () => this.signedOut());
    this.store = new LiveStore({
      connect: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/live`),
      ticks: () => performance.now(),
      wall: () => Date.now(),
      later: (fn, ms) => setTimeout(fn, ms),
      forget: (timer) => clearTimeout(timer),
      chance: Math.random,
    });
    this.store.onSignedOut = () => this.signedOut();
    this.store.onRefused = () => this.checkSession();
    this.store.onReboot = () => this.generation++;
    this.store.onState(() => this.requestUpdate());
    this.times = new Times('UTC');
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', () => this.show(parse(location.pathname, location.search)));
    addEventListener('online', () => this.store.retryNow());
    document.addEventListener('click', (event) => this.clicked(event));
    document.addEventListener('keydown', (event) => this.pressed(event));
    document.addEventListener('visibilitychange', () => this.visibility());
    setInterval(() => this.tick(), 1000);
    this.begin();
  }

  async begin() {
    // The room's module comes while the session is asked for.
    MODULES[this.route.room]?.().catch(() => {});
    try {
      this.session = await this.api.session();
      this.failure = '';
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      setTimeout(() => this.begin(), 3000);
      return;
    }
    this.chooseZone();
    this.show(this.route);
  }

  chooseZone() {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.times = new Times(this.ownZone ? own : this.session?.timezone);
  }

  /** What every room gets. */
  get context() {
    return {
      api: this.api,
      store: this.store,
      session: this.session,
      times: this.times,
      farewell: this.farewell,
      go: (route, replace = false) => this.go(route, replace),
      entered: (session) => this.enteredConsole(session),
    };
  }

  // --- where we are ---

  /** @param {any} route @param {boolean} [replace] */
  go(route, replace = false) {
    const address = href(route);
    if (address !== location.pathname + location.search) {
      history[replace ? 'replaceState' : 'pushState'](null, '', address);
    }
    this.show(parse(location.pathname, location.search));
  }

  async show(route) {
    if (!this.session) return;
    const instead = gate(route, this.session, location.pathname + location.search);
    if (instead) {
      this.go(instead, true);
      return;
    }
    this.route = route;
    this.menuOpen = false;
    if (this.session.user) this.store.start();
    const load = MODULES[route.room];
    try {
      if (load) await load();
      this.loaded = route.room;
    } catch {
      this.failure = 'A part of the console could not be loaded. Reload the page.';
    }
    // A change of filter or range is not a change of room: the focus stays where it is.
    const place = route.room === 'signal' ? `signal ${route.id}` : route.room;
    const moved = this.entered !== '' && this.entered !== place;
    const first = this.entered === '';
    this.entered = place;
    if (moved || (first && !document.querySelector(':focus'))) {
      await this.updateComplete;
      requestAnimationFrame(() => {
        const heading = /** @type {HTMLElement|null} */ (this.querySelector('main h1'));
        if (moved) {
          scrollTo(0, 0);
          const wanted = this.focusNext ? this.querySelector(this.focusNext) : null;
          if (wanted) wanted.focus();
          else if (!this.querySelector('main [data-autofocus]')) heading?.focus({preventScroll: true});
          this.focusNext = '';
        }
      });
    }
  }

  /** @param {any} session after a log-in or a claim */
  enteredConsole(session) {
    this.session = session;
    this.farewell = '';
    this.chooseZone();
    const target = this.route.room === 'login' ? this.route.to : '/signals';
    history.replaceState(null, '', target);
    this.show(parse(location.pathname, location.search));
  }

  /** The gateway ended the session. @param {any} [now] what it says of the session, if that is known already */
  async signedOut(now) {
    const before = this.session;
    if (!before?.user || this.leaving) return;
    this.leaving = true;
    this.store.stop();
    now ??= await this.api.session().catch(() => ({}));
    this.leaving = false;
    if (this.session !== before) return;
    this.farewell = farewell(before, now);
    this.session = {...this.session, user: null, role: null, csrf: ''};
    this.api.csrf = '';
    this.show(parse(location.pathname, location.search));
  }

  async checkSession() {
    try {
      const session = await this.api.session();
      if (!session.user) this.signedOut(session);
    } catch {
      // Unreachable: the connection goes on trying.
    }
  }

  async logout() {
    this.menuOpen = false;
    try {
      await this.api.logout();
    } catch (error) {
      if (error instanceof Problem && error.unreachable) {
        this.failure = 'You are still logged in: the gateway did not answer.';
        return;
      }
    }
    this.store.stop();
    history.replaceState(null, '', '/login');
    this.session = {...this.session, user: null, role: null, csrf: ''};
    this.show(parse(location.pathname, location.search));
  }

  // --- the page as a whole ---

  tick() {
    const skew = this.session?.user ? this.store.skew() : 0;
    this.skewed = Math.abs(skew) > CLOCK_TOLERANCE ? skew : 0;
    if (this.store.state !== 'live') this.requestUpdate();
  }

  visibility() {
    clearTimeout(this.hiddenTimer);
    if (document.hidden) {
      this.hiddenTimer = setTimeout(() => this.store.setPaused(true), HIDDEN_AFTER);
    } else {
      this.store.setPaused(false);
      this.store.retryNow();
    }
  }

  /** Links within the console change the room without loading the page anew. @param {MouseEvent} event */
  clicked(event) {
    const path = event.composedPath();
    if (this.menuOpen && !path.some((n) => n instanceof Element && n.matches('.menu-box'))) {
      this.menuOpen = false;
    }
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = path.find((n) => n instanceof HTMLAnchorElement);
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || link.pathname.startsWith('/api/')) return;
    if (link.getAttribute('href')?.startsWith('#')) return;
    event.preventDefault();
    this.go(parse(link.pathname, link.search));
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.key === 'Escape' && this.menuOpen) {
      this.menuOpen = false;
      /** @type {HTMLElement|null} */ (this.querySelector('.menu-button'))?.focus();
      return;
    }
    if (!this.session?.user || event.ctrlKey || event.metaKey || event.altKey) return;
    if (recall('keys', 'on') === 'off' || document.querySelector('dialog[open]')) return;
    const target = event.target;
    if (target instanceof Element && target.closest('input, textarea, select, [contenteditable]')) return;
    const now = performance.now();
    const afterG = now - this.prefixAt < 1500;
    this.prefixAt = 0;
    const room = afterG && ROOMS.find((r) => r.key === event.key);
    if (room) {
      this.go(parse(room.path));
    } else if (event.key === 'g') {
      this.prefixAt = now;
    } else if (event.key === '?') {
      this.help();
    } else if (event.key === '/' && this.route.room !== 'signals') {
      this.focusNext = '#search';
      this.go({room: 'signals', q: '', after: ''});
    } else {
      return;
    }
    event.preventDefault();
  }

  async help() {
    this.menuOpen = false;
    await import('./help-dialog.js');
    /** @type {any} */
    let dialog = this.querySelector('help-dialog');
    if (!dialog) {
      dialog = document.createElement('help-dialog');
      this.append(dialog);
    }
    dialog.ctx = this.context;
    dialog.show();
  }

  setTheme(theme) {
    this.theme = theme;
    keep('theme', theme);
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    // Charts are painted, not styled: they have to hear of it.
    dispatchEvent(new CustomEvent('themechange'));
  }

  setOwnZone(own) {
    this.ownZone = own;
    keep('zone', own ? 'browser' : 'gateway');
    this.chooseZone();
  }

  // --- markup ---

  render() {
    if (!this.session) return this.waiting();
    const inside = this.session.user && this.route.room !== 'login' && this.route.room !== 'setup';
    return inside ? this.frame() : this.room();
  }

  waiting() {
    return html`<main class="boot" id="main">
      ${mark()}
      <h1 class="visually-hidden">Sluice</h1>
      <p role="status">${this.failure || html`<span class="late">Connecting to the gateway …</span>`}</p>
    </main>`;
  }

  room() {
    if (this.route.room !== 'unknown' && this.loaded !== this.route.room) {
      return html`<main id="main" class="page"><h1 tabindex="-1" class="visually-hidden">Sluice</h1></main>`;
    }
    const ctx = this.context;
    switch (this.route.room) {
      case 'setup':
        return html`<setup-page .ctx=${ctx}></setup-page>`;
      case 'login':
        return html`<login-page .ctx=${ctx}></login-page>`;
      case 'signals':
        return html`<signals-page .ctx=${ctx} .route=${this.route} .generation=${this.generation}></signals-page>`;
      case 'signal':
        return html`<signal-page .ctx=${ctx} .route=${this.route} .generation=${this.generation}></signal-page>`;
      case 'ledger':
        return html`<ledger-page .ctx=${ctx} .generation=${this.generation}></ledger-page>`;
      case 'uplinks':
        return html`<uplinks-page .ctx=${ctx}></uplinks-page>`;
      case 'health':
        return html`<health-page .ctx=${ctx}></health-page>`;
      default:
        return html`<main id="main" class="page empty">
          <h1 tabindex="-1">There is no such page</h1>
          <p>Nothing lives at <code>${location.pathname}</code>.</p>
          <p><a class="button primary" href="/signals">Go to the signals</a></p>
        </main>`;
    }
  }

  frame() {
    return html`
      <a class="skip" href="#main" @click=${(e) => this.skip(e)}>Skip to the content</a>
      <div class="frame">
        <header class="rail">
          <a class="brand" href="/signals">
            ${mark()}
            <span class="brand-words"><span class="brand-name" data-testid="gateway-name">${this.session.name || 'Sluice'}</span>
            <span class="brand-sub">Sluice gateway</span></span>
          </a>
          <nav aria-label="Rooms">
            ${ROOMS.map((r) => html`<a class="nav-item" href=${r.path}
                aria-current=${this.route.room === r.room ? 'page' : this.route.room.startsWith(r.room.slice(0, -1)) && r.room === 'signals' ? 'true' : nothing}>
                ${icon(r.icon)}<span>${r.label}</span></a>`)}
            <button class="nav-item" type="button" data-testid="help-button" @click=${() => this.help()}>${icon('help')}<span>Help</span></button>
          </nav>
          <div class="rail-foot">
            ${this.chip()}
            ${this.menu()}
          </div>
        </header>
        <div class="content">
          ${this.banners()}
          ${this.room()}
        </div>
      </div>`;
  }

  /** @param {Event} event */
  skip(event) {
    event.preventDefault();
    /** @type {HTMLElement|null} */ (this.querySelector('main h1'))?.focus();
  }

  chip() {
    const {state, lostAt} = this.store;
    const words = {
      connecting: 'Connecting',
      live: 'Live',
      reconnecting: 'Reconnecting',
      offline: `Offline since ${lostAt === null ? '' : this.times.minute(lostAt)}`,
    };
    return html`<p class="chip" data-state=${state} data-testid="connection" role="status" aria-live="polite">
      <span class="chip-dot" aria-hidden="true"></span>${words[state]}</p>`;
  }

  menu() {
    const {user, role, timezone, version} = this.session;
    return html`<div class="menu-box">
      <button class="menu-button" type="button" aria-expanded=${this.menuOpen} aria-controls="user-menu" aria-label="Account ${user}"
        data-testid="user-menu" @click=${() => (this.menuOpen = !this.menuOpen)}>
        ${icon('user')}<span class="menu-user">${user}</span>
      </button>
      <div class="menu" id="user-menu" ?hidden=${!this.menuOpen}>
        <p class="menu-head"><strong>${user}</strong>${role ? html`<span class="muted">${role}</span>` : nothing}</p>
        <fieldset class="segments">
          <legend>Theme</legend>
          ${THEMES.map((t) => html`<label class="segment">
            <input type="radio" name="theme" .value=${t.value} .checked=${this.theme === t.value}
              @change=${() => this.setTheme(t.value)}>
            <span>${icon(t.icon)}${t.label}</span></label>`)}
        </fieldset>
        <fieldset class="segments">
          <legend>Times are shown in</legend>
          <label class="segment"><input type="radio" name="zone" .checked=${!this.ownZone}
            @change=${() => this.setOwnZone(false)}><span>Gateway’s zone</span></label>
          <label class="segment"><input type="radio" name="zone" .checked=${this.ownZone}
            @change=${() => this.setOwnZone(true)}><span>My zone</span></label>
        </fieldset>
        <p class="menu-note">${this.times.zone}${this.ownZone && timezone ? html` · gateway: ${timezone}` : nothing}</p>
        <button class="menu-item" type="button" data-testid="logout" @click=${() => this.logout()}>${icon('logout')}Log out</button>
        <p class="menu-note">Sluice ${version}</p>
      </div>
    </div>`;
  }

  banners() {
    const {state} = this.store;
    if (!this.failure && state !== 'offline' && !this.skewed) return nothing;
    return html`<aside class="banners" aria-label="Notices">
      ${this.failure ? html`<p class="banner alarm" role="alert">${icon('warn')}<span>${this.failure}</span>
        <button type="button" class="quiet" @click=${() => (this.failure = '')}>Dismiss</button></p>` : nothing}
      ${state === 'offline' ? html`<p class="banner warn" data-testid="offline-banner">${icon('warn')}
        <span>No connection to the gateway. What you see is what it said last; it is tried again by itself.</span>
        <button type="button" class="quiet" @click=${() => this.store.retryNow()}>Try now</button></p>` : nothing}
      ${this.skewed ? html`<p class="banner warn passing" data-testid="clock-banner">${icon('clock')}
        <span>This device’s clock is ${duration(Math.abs(this.skewed))} ${this.skewed > 0 ? 'ahead of' : 'behind'}
        the gateway’s. Times and ages here are the gateway’s.</span></p>` : nothing}
    </aside>`;
  }
}

customElements.define('sluice-app', SluiceApp);
