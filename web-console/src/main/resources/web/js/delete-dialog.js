// Deleting a signal, or all signals of a device: asks first, since it cannot be undone.
import {LitElement, html, nothing} from 'lit-element/lit-element.js';
import {plural} from './format.js';
import {idPath} from './router.js';
import {icon} from './icons.js';

/** The words of devices that are only seen through their signals. */
const SEEN = ['mqtt', 'http'];

class DeleteDialog extends LitElement {
  static properties = {
    ctx: {attribute: false},
    signal: {attribute: false},
    device: {state: true},
    busy: {state: true},
    failure: {state: true},
  };

  constructor() {
    super();
    /** @type {any} */
    this.device = null;
    /** @type {''|'signal'|'device'} */
    this.busy = '';
    this.failure = '';
  }

  createRenderRoot() {
    return this;
  }

  async show() {
    this.failure = '';
    this.device = null;
    await this.updateComplete;
    this.dialog.showModal();
    try {
      this.device = await this.ctx.api.get(`/devices/${idPath(this.signal.device)}`);
    } catch {
      // Then only the signal can be deleted here.
    }
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  }

  /** @param {'signal'|'device'} what */
  async remove(what) {
    if (this.busy) return;
    this.busy = what;
    this.failure = '';
    const {id, device} = this.signal;
    try {
      await this.ctx.api.call('DELETE', what === 'signal' ? `/signals/${idPath(id)}` : `/devices/${idPath(device)}`);
      this.dialog.close();
      this.ctx.go({room: 'signals', q: '', after: ''}, true);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.busy = '';
    }
  }

  render() {
    if (!this.ctx || !this.signal) return nothing;
    const {id, device} = this.signal;
    const configured = this.device && !SEEN.includes(this.device.driver);
    const others = this.device && !configured && this.device.signals > 1;
    return html`<dialog class="ask" aria-labelledby="delete-title" data-testid="delete-dialog"
      @click=${(e) => e.target === e.currentTarget && this.dialog.close()}>
      <div class="dialog-body">
        <h2 id="delete-title">Delete <span class="wrap">${id}</span>?</h2>
        <p>Its whole history goes with it, for good.
          ${configured
            ? html`The device <strong>${device}</strong> is configured: the signal comes back, empty, with its next reading.`
            : 'If it is published again, it starts anew.'}</p>
        ${this.failure ? html`<p class="form-error" role="alert">${icon('warn')}<span>${this.failure}</span></p>` : nothing}
        <div class="ask-buttons">
          <button type="button" class="button danger" data-testid="delete-signal" aria-disabled=${this.busy ? 'true' : nothing}
            @click=${() => this.remove('signal')}>Delete this signal</button>
          ${others ? html`<button type="button" class="button danger" data-testid="delete-device" aria-disabled=${this.busy ? 'true' : nothing}
            @click=${() => this.remove('device')}>Delete all ${plural(this.device.signals, 'signal')} of ${device}</button>` : nothing}
          <button type="button" class="button" autofocus @click=${() => this.dialog.close()}>Keep</button>
        </div>
      </div>
    </dialog>`;
  }
}

customElements.define('delete-dialog', DeleteDialog);
