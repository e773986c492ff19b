import { Controls } from './controls.js';
import { element, perFrame, setText } from './dom.js';
import { many, number } from './format.js';
import { LabRow } from './lab-row.js';
import { keyOf } from './lab-store.js';
import { Table } from './table.js';
import { byNumber, byText, View } from './view.js';

/** How often ages are told anew. */
const ageEvery = 10_000;
/** What happens is shown at most this often, and less often where it takes long: the page stays usable however much happens. */
const rest = 250;
const shareOfTime = 1 / 5;

const states = ['listening', 'reserved', 'orphaned'];

/** @type {Columns<LabPort>['orders']} */
const orders = {
  host: byText((row) => row.host),
  service: byText((row) => row.service),
  port: byNumber((row) => row.port),
  user: byText((row) => row.user),
  state: byNumber((row) => states.indexOf(row.state)),
  since: byNumber((row) => Date.parse(row.since)),
};

/** @type {Columns<LabPort>} */
const columns = {
  orders,
  tie: (a, b) => orders.service(a, b) || orders.host(a, b) || a.port - b.port,
  text: ({ host, service, port, user, verifiedUser = '', state }) => [host, service, port, user, verifiedUser, state].join('\n'),
  is: ({ host }, word) => word === `host:${host.toLowerCase()}`,
};

/** The services of the lab: the filter, the table, and what stands in its place when there is nothing to show. */
export class LabServices {
  #store;
  #parts;
  #view = new View(columns);
  #table;
  #controls;
  #isRead = false;
  #timer = 0;
  #pause = rest;
  #draw = perFrame(() => this.#drawNow());

  /**
   * @param {import('./lab-store.js').LabStore} store
   * @param {{ table: HTMLElement, rows: HTMLElement, filter: HTMLInputElement, count: HTMLElement, nothing: HTMLElement, spoken: HTMLElement }} parts
   */
  constructor(store, parts) {
    this.#store = store;
    this.#parts = parts;
    this.#table = new Table(parts.table, parts.rows, () => new LabRow(), keyOf);
    this.#controls = new Controls(parts, this.#view, () => this.#draw(), () => many(this.#view.of(store.services).length, 'service'));
    setInterval(() => this.#table.tell(), ageEvery);
  }

  /** Shows what was read. */
  read() {
    this.#isRead = true;
    this.#draw();
  }

  /** Shows what happened, soon, together with what happens until then. */
  happened() {
    if (this.#timer === 0)
      this.#timer = setTimeout(() => this.#draw(), this.#pause);
  }

  /**
   * Shows the services of a host alone.
   * @param {string} host
   */
  only(host) {
    this.#controls.filter(`host:${host}`);
  }

  #drawNow() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#isRead)
      return;
    const began = performance.now();
    const rows = this.#view.of(this.#store.services);
    // Before the rows are shown: they are measured.
    this.#parts.table.hidden = rows.length === 0;
    this.#table.show(rows, this.#store.hosts);
    const all = this.#store.size;
    setText(this.#parts.count, this.#view.filter.trim() === '' ? number(all) : `${number(rows.length)} of ${number(all)}`);
    this.#parts.nothing.hidden = rows.length > 0;
    if (rows.length === 0)
      this.#parts.nothing.replaceChildren(...(all === 0 ? this.#empty() : this.#noMatch()));
    this.#pause = Math.max(rest, (performance.now() - began) / shareOfTime);
  }

  #empty() {
    return [
      element('p', { class: 'lead', text: 'All is quiet: no host of the lab has a service.' }),
      element('p', { text: 'As soon as a server asks the port manager of its host for a port, it appears here by itself.' }),
    ];
  }

  #noMatch() {
    const clear = element('button', { type: 'button', text: 'Show all' });
    clear.addEventListener('click', () => this.#controls.clear());
    return [
      element('p', { class: 'lead' }, 'No service of the lab matches ', element('bdi', { class: 'quoted', text: this.#view.filter }), '.'),
      element('p', {}, clear),
    ];
  }
}
