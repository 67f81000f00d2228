// The two pages before the console: claiming a new gateway, and logging in.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {Problem} from './api.js';
import {icon, mark} from './icons.js';

const SHORTEST_PASSWORD = 12;

/** What a failed attempt says, per field and as a whole. @param {unknown} error */
export function words(error) {
  if (!(error instanceof Problem)) return {field: '', text: String(error)};
  if (error.status === 429) {
    const s = error.retryAfter;
    return {field: '', text: `Too many attempts. Wait ${s ? `${s} s` : 'a moment'}, then try again.`};
  }
  const text = error.message;
  return {field: error.field, text: error.requestId ? `${text} (request ${error.requestId})` : text};
}

/** Form handling both pages share: values, errors in place, one request at a time. */
class GateForm extends LitElement {
  static properties = {
    ctx: {attribute: false},
    busy: {state: true},
    errors: {state: true},
    shown: {state: true},
    typed: {state: true},
  };

  constructor() {
    super();
    this.busy = false;
    /** @type {Record<string, string>} */
    this.errors = {};
    this.shown = false;
    this.typed = 0;
  }

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    /** @type {HTMLElement|null} */ (this.querySelector('[data-autofocus]'))?.focus();
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name=${name}]`));
  }

  /** @param {Record<string, string>} errors the first one gets the focus */
  async fail(errors) {
    this.errors = errors;
    await this.updateComplete;
    const [first] = Object.keys(errors);
    // The message itself is announced; the hands want the field to correct.
    const target = this.field(first) ?? this.field('password');
    target.focus();
    if (first === 'form') target.select();
  }

  /** @param {() => Promise<any>} send */
  async attempt(send) {
    if (this.busy) return;
    this.busy = true;
    this.errors = {};
    try {
      this.ctx.entered(await send());
    } catch (error) {
      const {field, text} = words(error);
      await this.fail({[this.field(field || 'none') ? field : 'form']: text});
    } finally {
      this.busy = false;
    }
  }

  /**
   * @param {{name: string, label: string, type?: string, autocomplete: string, hint?: unknown,
   *   first?: boolean, pattern?: string}} f
   */
  input(f) {
    const error = this.errors[f.name];
    const password = f.type === 'password';
    const described = [f.hint && !(error && password) ? `${f.name}-hint` : '', error ? `${f.name}-error` : ''].join(' ').trim();
    return html`<div class="field">
      <label for=${f.name}>${f.label}</label>
      <div class="field-box">
        <input id=${f.name} name=${f.name} class=${f.pattern ? 'mono code' : ''} placeholder=${f.pattern ?? nothing}
          type=${password && this.shown ? 'text' : f.type ?? 'text'}
          autocomplete=${f.autocomplete} autocapitalize="none" autocorrect="off" spellcheck="false"
          aria-invalid=${error ? 'true' : nothing} aria-describedby=${described || nothing}
          aria-required="true" ?data-autofocus=${f.first}
          @input=${(e) => this.changed(f.name, e.target.value)}>
        ${password ? html`<button class="peek" type="button" aria-pressed=${this.shown}
          aria-label=${this.shown ? 'Hide the password' : 'Show the password'}
          @click=${() => (this.shown = !this.shown)}>${icon(this.shown ? 'eyeOff' : 'eye')}</button>` : nothing}
      </div>
      ${f.hint && !(error && password) ? html`<p class="hint" id="${f.name}-hint">${f.hint}</p>` : nothing}
      ${error ? html`<p class="field-error" id="${f.name}-error">${icon('warn')}<span>${error}</span></p>` : nothing}
    </div>`;
  }

  /** @param {string} name @param {string} value */
  changed(name, value) {
    if (name === 'password') this.typed = [...value].length;
    if (this.errors[name]) {
      const {[name]: _, ...rest} = this.errors;
      this.errors = rest;
    }
  }

  formError() {
    return this.errors.form
      ? html`<p class="form-error" role="alert" data-testid="form-error">${icon('warn')}<span>${this.errors.form}</span></p>`
      : nothing;
  }

  /**
   * The card both pages are: a title, what it is about, and a form.
   * @param {{title: string, lead: unknown, id: string, fields: unknown, button: string, busy: string, notice?: string}} page
   */
  card(page) {
    return html`<main class="gate" id="main">
      <section class="gate-card" aria-labelledby="gate-title">
        <header class="gate-head">${mark()}
          <h1 id="gate-title" tabindex="-1">${page.title}</h1>
          <p>${page.lead}</p>
        </header>
        ${page.notice ? html`<p class="gate-notice" role="status" data-testid="farewell">${icon('clock')}<span>${page.notice}</span></p>` : nothing}
        <form novalidate data-testid=${page.id} @submit=${(e) => this.submit(e)}>
          ${this.formError()}
          ${page.fields}
          ${this.button(page.button, page.busy)}
        </form>
      </section>
      <p class="gate-foot">Sluice ${this.ctx.session.version ?? nothing}</p>
    </main>`;
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    /** @type {Record<string, string>} */
    const typed = {};
    for (const input of this.querySelectorAll('input')) {
      typed[input.name] = input.name === 'password' ? input.value : input.value.trim();
    }
    const errors = this.check(typed);
    if (Object.keys(errors).length) this.fail(errors);
    else this.attempt(() => this.send(typed));
  }

  /**
   * What is wrong with the fields, by their names.
   * @param {Record<string, string>} typed @returns {Record<string, string>}
   */
  check(typed) {
    throw new Error(`nothing checks ${Object.keys(typed)}`);
  }

  /** @param {Record<string, string>} typed @returns {Promise<any>} the session */
  async send(typed) {
    throw new Error(`nothing sends ${Object.keys(typed)}`);
  }

  /** @param {string} label @param {string} busyLabel */
  button(label, busyLabel) {
    return html`<button class="button primary wide" type="submit" aria-disabled=${this.busy ? 'true' : nothing}>
      ${this.busy ? html`<span class="spinner" aria-hidden="true"></span>${busyLabel}` : label}</button>`;
  }
}

class SetupPage extends GateForm {
  render() {
    const left = SHORTEST_PASSWORD - this.typed;
    const name = this.ctx.session.name;
    return this.card({
      title: 'Claim this gateway',
      lead: html`Nobody owns ${name ? html`<strong>${name}</strong>` : 'it'} yet. You become its administrator.`,
      id: 'setup-form',
      fields: html`
        ${this.input({
          name: 'code', label: 'One-time code', autocomplete: 'one-time-code', first: true, pattern: 'XXXX-XXXX',
          hint: html`Two groups of four, which the gateway printed when it started. As a service:
            <code>journalctl -u sluice</code>`,
        })}
        ${this.input({name: 'name', label: 'Your name', autocomplete: 'username', hint: 'You log in with it.'})}
        ${this.input({
          name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password',
          hint: html`<span class="rule" data-met=${left <= 0} data-testid="password-rule">
            ${left <= 0 ? icon('check') : nothing}${left <= 0
              ? 'At least 12 characters: fine'
              : this.typed ? `At least 12 characters: ${left} to go` : 'At least 12 characters; a few words are good'}</span>`,
        })}`,
      button: 'Claim the gateway',
      busy: 'Claiming',
    });
  }

  /** @param {Record<string, string>} typed */
  check({code, name, password}) {
    /** @type {Record<string, string>} */
    const errors = {};
    if (!code) errors.code = 'Enter the code that the gateway printed at its start.';
    if (!name) errors.name = 'Enter the name you want to log in with.';
    if ([...password].length < SHORTEST_PASSWORD) {
      errors.password = `A password has at least ${SHORTEST_PASSWORD} characters.`;
    }
    return errors;
  }

  /** @param {Record<string, string>} typed */
  send({code, name, password}) {
    return this.ctx.api.claim(code, name, password);
  }
}

class LoginPage extends GateForm {
  render() {
    const name = this.ctx.session.name;
    return this.card({
      title: 'Log in',
      lead: name ? html`to <strong>${name}</strong>` : 'to the gateway',
      id: 'login-form',
      fields: html`
        ${this.input({name: 'name', label: 'Name', autocomplete: 'username', first: true})}
        ${this.input({name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password'})}`,
      button: 'Log in',
      busy: 'Logging in',
      notice: this.ctx.farewell,
    });
  }

  /** @param {Record<string, string>} typed */
  check({name, password}) {
    /** @type {Record<string, string>} */
    const errors = {};
    if (!name) errors.name = 'Enter your name.';
    if (!password) errors.password = 'Enter your password.';
    return errors;
  }

  /** @param {Record<string, string>} typed */
  send({name, password}) {
    return this.ctx.api.login(name, password);
  }
}

customElements.define('setup-page', SetupPage);
customElements.define('login-page', LoginPage);
