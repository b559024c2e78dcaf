/** Times that move: how old something is, how long there is left. One timer moves all of them. */

import { moment, span, t } from './text.js';

const shown = new Set();

setInterval(() => {
  if (!document.hidden) shown.forEach((element) => element.tick());
}, 1000);

class Ticking extends HTMLElement {
  static observedAttributes = ['at'];

  connectedCallback() {
    shown.add(this);
    this.tick();
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  attributeChangedCallback() {
    this.tick();
  }

  tick() {
    const at = this.getAttribute('at');
    const text = at ? this.words(Date.parse(at) - Date.now()) : '';
    if (text !== this.textContent) this.textContent = text;
    const title = at ? moment(at) : '';
    if (title !== this.title) this.title = title;
  }
}

/** How long ago. */
class Age extends Ticking {
  words(millis) {
    return span(-millis);
  }
}

/** How long there is left; its colour says how urgent it is. */
class Countdown extends Ticking {
  words(millis) {
    const urgency = millis <= 0 ? 'over' : millis < 3_600_000 ? 'soon' : millis < 86_400_000 ? 'today' : 'later';
    if (this.dataset.urgency !== urgency) this.dataset.urgency = urgency;
    return millis <= 0 ? t('countdown.over', { span: span(-millis) }) : span(millis);
  }
}

customElements.define('pelagos-age', Age);
customElements.define('pelagos-countdown', Countdown);
