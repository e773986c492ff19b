import { setText } from './dom.js';

/** How long somebody who types may pause before he is told what he found: each letter read out would be noise. */
const pause = 700;

/** The filter of a table and the buttons in its headings: what they say goes to its view. */
export class Controls {
  #parts;
  #view;
  #draw;
  #found;
  #telling = 0;

  /**
   * @param {{ table: HTMLElement, filter: HTMLInputElement, spoken: HTMLElement }} parts
   * @param {import('./view.js').View<any>} view
   * @param {() => void} draw is called when the view is another.
   * @param {() => string} found says how many rows there are, for who listens.
   */
  constructor(parts, view, draw, found) {
    this.#parts = parts;
    this.#view = view;
    this.#draw = draw;
    this.#found = found;
    addEventListener('hashchange', () => {
      view.readAddress();
      this.#show();
    });
    parts.filter.addEventListener('input', () => this.#take(parts.filter.value));
    parts.filter.addEventListener('keydown', (event) => {
      if (event.key === 'Escape')
        this.clear();
    });
    for (const heading of this.#headings)
      heading.querySelector('button')?.addEventListener('click', () => this.#sort(heading.dataset.key));
    document.addEventListener('keydown', (event) => this.#reachFilter(event));
    this.#show();
  }

  /** Shows all rows. */
  clear() {
    this.filter('');
    this.#parts.filter.focus();
  }

  /**
   * Sets the filter.
   * @param {string} text
   */
  filter(text) {
    this.#parts.filter.value = text;
    this.#take(text);
  }

  #take(text) {
    this.#view.setFilter(text);
    this.#view.keep();
    this.#draw();
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => setText(this.#parts.spoken, this.#found()), pause);
  }

  #sort(key) {
    this.#view.sortBy(key);
    this.#view.keep();
    this.#show();
  }

  #show() {
    if (this.#parts.filter.value !== this.#view.filter)
      this.#parts.filter.value = this.#view.filter;
    for (const heading of this.#headings) {
      if (heading.dataset.key === this.#view.key)
        heading.setAttribute('aria-sort', this.#view.descending ? 'descending' : 'ascending');
      else
        heading.removeAttribute('aria-sort');
    }
    this.#draw();
  }

  get #headings() {
    return this.#parts.table.querySelectorAll('th');
  }

  #reachFilter(event) {
    const isTyping = event.target.closest('input, textarea') !== null && event.target.type !== 'range';
    if (event.key !== '/' || isTyping || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    this.#parts.filter.select();
  }
}
