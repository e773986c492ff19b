import { element, perFrame, setText } from './dom.js';
import { many, number } from './format.js';
import { Store } from './store.js';
import { Table } from './table.js';
import { View } from './view.js';

/** How long somebody who types may pause before he is told what he found: each letter read out would be noise. */
const pause = 700;
/** How often ages are told anew. */
const ageEvery = 10_000;
/** Where commands look for the port manager unless they are told. */
const usualPort = 30_000;

/** The ports: the filter, the table, and what stands in its place when there is nothing to show. */
export class Ports {
  #store = new Store();
  #view = new View();
  #parts;
  #table;
  #host = '';
  #daemonPort = usualPort;
  #isRead = false;
  #telling = 0;
  #draw = perFrame(() => this.#drawNow());

  /** @param {{ table: HTMLElement, rows: HTMLElement, filter: HTMLInputElement, count: HTMLElement, nothing: HTMLElement, spoken: HTMLElement }} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#table = new Table(parts.table, parts.rows);
    addEventListener('hashchange', () => {
      this.#view.readAddress();
      this.#showView();
    });
    parts.filter.addEventListener('input', () => this.#filter(parts.filter.value));
    parts.filter.addEventListener('keydown', (event) => {
      if (event.key === 'Escape')
        this.#clear();
    });
    for (const heading of this.#headings)
      heading.querySelector('button')?.addEventListener('click', () => this.#sort(heading.dataset.key));
    document.addEventListener('keydown', (event) => this.#reachFilter(event));
    this.#showView();
    setInterval(() => this.#table.tell(), ageEvery);
  }

  /** How many are held. */
  get count() {
    return this.#store.size;
  }

  beginReading() {
    this.#store.beginReading();
  }

  /**
   * Takes the daemon's answer.
   * @param {Listing} listing all ports.
   * @param {string} host what they are copied with.
   */
  read(listing, host) {
    this.#store.read(listing);
    this.#isRead = true;
    this.#host = host;
    this.#draw();
  }

  /**
   * Takes the port of the line protocol.
   * @param {number} port
   */
  setDaemonPort(port) {
    this.#daemonPort = port;
    this.#draw();
  }

  /** @param {PortEvent} event */
  take(event) {
    this.#store.take(event);
    this.#draw();
  }

  #drawNow() {
    if (!this.#isRead)
      return;
    const rows = this.#view.of(this.#store.rows);
    // Before the rows are shown: they are measured.
    this.#parts.table.hidden = rows.length === 0;
    this.#table.show(rows, this.#host);
    setText(this.#parts.count, this.#counted(rows.length));
    this.#parts.nothing.hidden = rows.length > 0;
    if (rows.length === 0)
      this.#parts.nothing.replaceChildren(...(this.#store.size === 0 ? this.#empty() : this.#noMatch()));
  }

  #counted(shown) {
    const all = this.#store.size;
    return this.#view.filter.trim() === '' ? `${number(all)} held` : `${number(shown)} of ${number(all)} held`;
  }

  #empty() {
    const elsewhere = this.#daemonPort === usualPort ? '' : ` --port ${this.#daemonPort}`;
    return [
      element('p', { class: 'lead', text: `All is quiet: no service holds a port on ${this.#host}.` }),
      element('p', { text: 'As soon as a server there asks the port manager for one, it appears here by itself. To see it happen, run' }),
      element('p', {}, element('code', { text: `portmanager get hello${elsewhere}` })),
      element('p', { text: 'on that host. It goes again when you end the command.' }),
    ];
  }

  #noMatch() {
    const clear = element('button', { type: 'button', text: 'Show all' });
    clear.addEventListener('click', () => this.#clear());
    return [
      element('p', { class: 'lead' }, 'Nothing that is held here matches ', element('bdi', { class: 'quoted', text: this.#view.filter }), '.'),
      element('p', {}, clear),
    ];
  }

  #filter(text) {
    this.#view.setFilter(text);
    this.#view.keep();
    this.#draw();
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => setText(this.#parts.spoken, many(this.#view.of(this.#store.rows).length, 'port')), pause);
  }

  #clear() {
    this.#parts.filter.value = '';
    this.#parts.filter.focus();
    this.#filter('');
  }

  #sort(key) {
    this.#view.sortBy(key);
    this.#view.keep();
    this.#showView();
  }

  #showView() {
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
