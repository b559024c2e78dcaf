/** A body as a tree; a click on a value says which field of the lead it is. */

import { html, nothing } from 'lit';
import { t, term } from '../../core/text.js';
import { View } from '../../core/view.js';
import { child, itemStep } from './bodies.js';

const LEAVES_MAX = 300;

class BodyTree extends View {
  static properties = {
    body: { attribute: false },
    /** Which field was found at which exact path. */
    taken: { attribute: false },
    fields: { attribute: false },
    picked: { state: true },
  };

  #leaves;

  constructor() {
    super();
    this.taken = new Map();
    this.fields = [];
  }

  render() {
    this.#leaves = 0;
    return html`<ul class="body-tree" aria-label=${t('mapping.body')}>${this.#children(this.body, '', '')}</ul>`;
  }

  #children(node, at, path) {
    return Array.isArray(node)
      ? node.map((item, i) => this.#entry(`${i + 1}.`, item, `${at}[${i}]`, path + itemStep(node, i)))
      : Object.entries(node).map(([name, value]) => this.#entry(name, value, child(at, name), child(path, name)));
  }

  #entry(name, value, at, path) {
    if (this.#leaves >= LEAVES_MAX) return nothing;
    if (value !== null && typeof value === 'object') {
      return html`<li><span class="key">${name}</span>${this.#listField(value, at, path)}<ul>${this.#children(value, at, path)}</ul></li>`;
    }
    this.#leaves++;
    const field = this.taken.get(at);
    return html`<li>
      <span class="key">${name}</span>
      <button type="button" class="leaf ${field ? 'found' : ''}" aria-expanded=${this.picked === at} @click=${() => (this.picked = this.picked === at ? '' : at)}>${String(value ?? '–')}</button>
      ${field ? html`<span class="badge text-bg-primary">${term('lead-field', field)}</span>` : nothing}
      ${this.picked === at ? this.#choose(path, field) : nothing}
    </li>`;
  }

  /** Tags and skills may be a whole list. */
  #listField(value, at, path) {
    const field = this.taken.get(at);
    if (!Array.isArray(value) || value.some((item) => typeof item === 'object')) return nothing;
    return html`${field ? html`<span class="badge text-bg-primary">${term('lead-field', field)}</span>` : nothing}
      <button type="button" class="leaf" aria-expanded=${this.picked === at} @click=${() => (this.picked = this.picked === at ? '' : at)}>${t('mapping.whole-list')}</button>
      ${this.picked === at ? this.#choose(path, field) : nothing}`;
  }

  #choose(path, field) {
    return html`<select class="form-select form-select-sm use-as" aria-label=${t('mapping.use-as')} @change=${(event) => this.#assign(event.target.value, path)}>
      <option value="">${t('mapping.use-as')}</option>
      ${this.fields.map((one) => html`<option value=${one} ?selected=${one === field}>${term('lead-field', one)}</option>`)}
    </select>`;
  }

  #assign(field, path) {
    if (!field) return;
    this.picked = '';
    this.dispatchEvent(new CustomEvent('assign', { detail: { field, path } }));
  }
}

customElements.define('body-tree', BodyTree);
