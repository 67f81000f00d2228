// The room of health: what the gateway looks at in itself, what is wrong and what helps.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {icon} from './icons.js';

const REFRESH = 3000;

const CONDITIONS = {
  up: {state: 'good', shape: 'check', word: 'Up', sentence: 'All is well'},
  degraded: {state: 'uncertain', shape: 'wave', word: 'Degraded', sentence: 'It works, but something needs a look'},
  down: {state: 'bad', shape: 'cross', word: 'Down', sentence: 'Something does not work'},
};
const OTHER = {state: 'none', shape: 'clock', word: '', sentence: ''};

/** What each check looks at; unknown ones stand for themselves. */
const CHECKS = new Map([
  ['serving', 'MQTT and HTTP are served.'],
  ['broker', 'MQTT clients can connect and publish.'],
  ['pipeline', 'Readings move from the door to the journal.'],
  ['journal', 'Readings can be written to flash, so they may be acknowledged.'],
  ['journal-files', 'The journal could be read back at the start.'],
  ['history', 'Readings are sealed into history and can be queried.'],
  ['history-files', 'The store of history is whole.'],
  ['state', 'Accounts, device keys and retained messages can be kept.'],
  ['disk', 'There is room to write.'],
  ['uplinks', 'Readings get on to where they are forwarded.'],
  ['clock', 'The time of readings can be trusted.'],
]);

class HealthPage extends LitElement {
  static properties = {
    ctx: {attribute: false},
    health: {state: true},
    failure: {state: true},
  };

  constructor() {
    super();
    /** @type {any} */
    this.health = null;
    this.failure = '';
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.abort = new AbortController();
    this.timer = setInterval(() => !document.hidden && this.load(), REFRESH);
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.abort?.abort();
  }

  updated() {
    document.title = `Health · ${this.ctx.session.name || 'Sluice'}`;
  }

  async load() {
    try {
      this.health = await this.ctx.api.health(this.abort?.signal);
      this.failure = '';
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return;
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  render() {
    const whole = CONDITIONS[this.health?.status] ?? OTHER;
    return html`<main class="page" id="main">
      <header class="page-head">
        <h1 tabindex="-1">Health</h1>
        <p class="page-lead">What the gateway looks at in itself.</p>
      </header>
      ${this.failure ? html`<div class="note alarm" role="alert">${icon('warn')}<span>${this.failure}</span></div>` : nothing}
      ${this.health ? html`<section class="card" aria-labelledby="health-title">
        <header class="card-head"><h2 id="health-title" class="condition" data-state=${whole.state} data-testid="health-status">
          ${icon(whole.shape)}<span>${whole.sentence || this.health.status}</span></h2></header>
        <ul class="checks" data-testid="health">${Object.entries(this.health.checks ?? {}).map(([name, check]) => this.check(name, check))}</ul>
      </section>` : this.failure ? nothing : html`<div class="skeleton" aria-hidden="true"><span></span></div>`}
    </main>`;
  }

  /** @param {string} name @param {any} check */
  check(name, check) {
    const {state, shape, word} = CONDITIONS[check.status] ?? OTHER;
    return html`<li data-state=${state} data-check=${name}>
      <span class="quality">${icon(shape)}${word || check.status}</span>
      <span class="check-name"><strong>${name}</strong><span class="muted">${CHECKS.get(name) ?? ''}</span>
        ${check.cause ? html`<span class="check-cause">${check.cause}</span>` : nothing}</span></li>`;
  }
}

customElements.define('health-page', HealthPage);
