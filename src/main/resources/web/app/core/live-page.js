/** A page whose numbers are read again and again while somebody looks at it. */

import { Problem } from './api.js';
import { explain } from './problems.js';
import { note } from './toasts.js';
import { View } from './view.js';

export class LivePage extends View {
  static properties = { session: { attribute: false }, rest: { attribute: false }, failure: { state: true } };

  /** Milliseconds between two readings. */
  every = 5_000;
  #timer;
  #reading = false;

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#seen);
    this.reload();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#seen);
    clearTimeout(this.#timer);
  }

  #seen = () => {
    if (!document.hidden) this.reload();
  };

  /** Reads what the page shows; pages say how, in `read`. */
  async reload() {
    if (this.#reading) return;
    this.#reading = true;
    clearTimeout(this.#timer);
    try {
      await this.read();
      this.failure = undefined;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.failure = problem;
    } finally {
      this.#reading = false;
      this.requestUpdate();
      if (this.isConnected && !document.hidden) this.#timer = setTimeout(() => this.reload(), this.every);
    }
  }

  /** Does something, tells what became of it, and reads anew. */
  async act(work, done) {
    try {
      await work();
      if (done) note(done, 'success');
    } catch (problem) {
      note(problem instanceof Problem ? explain(problem) : String(problem), 'danger');
    }
    await this.reload();
  }
}
