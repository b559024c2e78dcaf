/** A chart. The library is large: it is loaded with the first one that is shown. */

import { html } from 'lit';
import { View } from './view.js';

let library;
const dark = () => document.documentElement.dataset.bsTheme === 'dark';

/** Set `option` as ECharts has it, and `label` for who does not see it. Colours and letters are the page's. */
class Chart extends View {
  static properties = { option: { attribute: false }, label: {} };

  #chart;
  #colours;
  #size = new ResizeObserver(() => this.#chart?.resize());
  #theme = new MutationObserver(() => this.#draw());

  connectedCallback() {
    super.connectedCallback();
    this.#size.observe(this);
    this.#theme.observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.#theme.disconnect();
    this.#chart?.dispose();
    this.#chart = undefined;
  }

  render() {
    return html`<div class="chart" role="img" aria-label=${this.label}></div>`;
  }

  updated() {
    this.#draw();
  }

  async #draw() {
    library ??= import(new URL('../lib/echarts.js', import.meta.url).href).catch((failure) => {
      library = undefined; // Asked for again with the next chart.
      throw failure;
    });
    const echarts = await library;
    if (!this.isConnected || !this.option) return;
    if (this.#chart && this.#colours !== dark()) {
      this.#chart.dispose();
      this.#chart = undefined;
    }
    this.#colours = dark();
    this.#chart ??= echarts.init(this.querySelector('.chart'), dark() ? 'dark' : undefined, { renderer: 'canvas' });
    const tooltip = { renderMode: 'richText', confine: true, ...this.option.tooltip };
    this.#chart.setOption({ backgroundColor: 'transparent', animation: false, ...this.option, tooltip }, true);
  }
}

customElements.define('pelagos-chart', Chart);
