import { element, setText } from './dom.js';
import { clock } from './format.js';

const slots = 360;
const height = 100;

/** A quantity over the last hour. A slider lies over it, so that pointer, finger and keyboard read it off in the same way. */
export class Plot {
  #format;
  #line = shape('path', { class: 'line' });
  #area = shape('path', { class: 'area' });
  #cursor = shape('line', { class: 'cursor at-rest', y1: 0, y2: height });
  #value = element('span', { class: 'value' });
  #most = element('span', { class: 'most number' });
  #slider;
  /** @type {number[]} */
  #values = [];
  #end = 0;
  #interval = 0;

  /**
   * @param {string} title what is plotted.
   * @param {string} kind its class.
   * @param {(n: number) => string} format a value as text, with its unit.
   */
  constructor(title, kind, format) {
    this.#format = format;
    this.#slider = element('input', { type: 'range', min: 0, max: 0, step: 1, 'aria-label': `${title} over the last hour` });
    const drawing = shape('svg', { viewBox: `0 0 ${slots} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      ...[0.5, height / 2, height - 0.5].map((y) => shape('line', { class: 'grid', x1: 0, x2: slots, y1: y, y2: y })),
      this.#area, this.#line, this.#cursor);
    this.node = element('figure', { class: `plot ${kind}` },
      element('figcaption', {}, element('span', { text: title }), this.#value),
      element('div', { class: 'frame' }, drawing, this.#most, this.#slider),
      element('div', { class: 'axis', 'aria-hidden': 'true' },
        element('span', { text: '60 min ago' }), element('span', { text: '30' }), element('span', { text: 'now' })));
    this.#slider.addEventListener('input', () => this.#tell());
    this.#slider.addEventListener('pointermove', (event) => this.#point(event));
    this.#slider.addEventListener('pointerleave', () => this.#rest());
    this.#slider.addEventListener('blur', () => this.#rest());
  }

  /**
   * Draws what there is: up to an hour, the latest at the right edge.
   * @param {number[]} values the latest last.
   * @param {number} end when that is, in milliseconds.
   * @param {number} interval between two of them, in milliseconds.
   */
  show(values, end, interval) {
    const wasAtEnd = this.#isAtEnd;
    this.#values = values.slice(-slots);
    this.#end = end;
    this.#interval = interval;
    this.#slider.max = String(Math.max(0, this.#values.length - 1));
    const scale = roundUp(Math.max(1, ...this.#values));
    setText(this.#most, this.#format(scale));
    const from = slots - this.#values.length;
    const points = this.#values.map((value, i) => `${from + i + 0.5},${(height - (value / scale) * (height - 2) - 1).toFixed(2)}`);
    const line = points.length === 1 ? `M${points[0]}h0.01` : `M${points.join('L')}`;
    this.#line.setAttribute('d', points.length === 0 ? '' : line);
    this.#area.setAttribute('d', points.length === 0 ? '' : `${line}V${height}H${from + 0.5}Z`);
    if (wasAtEnd)
      this.#slider.value = this.#slider.max;
    this.#tell();
  }

  get #isAtEnd() {
    return this.#slider.value === this.#slider.max;
  }

  #point(event) {
    const place = event.offsetX / this.#slider.offsetWidth;
    const index = Math.floor(place * slots) - (slots - this.#values.length);
    this.#slider.value = String(Math.max(0, index));
    this.#tell();
  }

  #rest() {
    this.#slider.value = this.#slider.max;
    this.#tell();
  }

  #tell() {
    if (this.#values.length === 0)
      return;
    const index = Number(this.#slider.value);
    const back = this.#values.length - 1 - index;
    const when = back === 0 ? 'now' : clock(new Date(this.#end - back * this.#interval));
    const text = `${when}: ${this.#format(this.#values[index])}`;
    setText(this.#value, text);
    this.#slider.setAttribute('aria-valuetext', text);
    this.#cursor.setAttribute('class', back === 0 ? 'cursor at-rest' : 'cursor');
    const x = slots - back - 0.5;
    this.#cursor.setAttribute('x1', x);
    this.#cursor.setAttribute('x2', x);
  }
}

function shape(tag, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes))
    made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * The next of 1, 2, 5, 10, 20, 50 …
 * @param {number} value
 * @returns {any} always a number: one of them is as large.
 */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= value);
}
