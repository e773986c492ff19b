import { Controls } from './controls.js';
import { element, perFrame, setText } from './dom.js';
import { many, number } from './format.js';
import { Row } from './row.js';
import { Store } from './store.js';
import { Table } from './table.js';
import { byNumber, byText, View } from './view.js';

/** How often ages are told anew. */
const ageEvery = 10_000;
/** Where commands look for the port manager unless they are told. */
const usualPort = 30_000;

/** @type {(string | undefined)[]} */
const states = ['listening', 'reserved', 'orphaned'];

/** @type {Columns<PortRow>['orders']} */
const orders = {
  service: byText((row) => row.service),
  port: byNumber((row) => row.port),
  user: byText((row) => row.user),
  state: byNumber((row) => states.indexOf(row.state)),
  since: byNumber((row) => Date.parse(row.since)),
  process: byText((row) => row.process?.name ?? '\uffff'),
};

/** @type {Columns<PortRow>} */
const columns = {
  orders,
  tie: (a, b) => orders.service(a, b) || orders.user(a, b) || a.port - b.port,
  text: ({ service, port, user, verifiedUser = '', state = '', process }) =>
    [service, port, user, verifiedUser, state, process?.name, process?.pid].join('\n'),
};

/** The ports: the filter, the table, and what stands in its place when there is nothing to show. */
export class Ports {
  #store = new Store();
  #view = new View(columns);
  #parts;
  #table;
  #controls;
  #host = '';
  #daemonPort = usualPort;
  #isRead = false;
  #draw = perFrame(() => this.#drawNow());

  /** @param {{ table: HTMLElement, rows: HTMLElement, filter: HTMLInputElement, count: HTMLElement, nothing: HTMLElement, spoken: HTMLElement }} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#table = new Table(parts.table, parts.rows, () => new Row(), (row) => row.port);
    this.#controls = new Controls(parts, this.#view, () => this.#draw(), () => many(this.#view.of(this.#store.rows).length, 'port'));
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
    clear.addEventListener('click', () => this.#controls.clear());
    return [
      element('p', { class: 'lead' }, 'Nothing that is held here matches ', element('bdi', { class: 'quoted', text: this.#view.filter }), '.'),
      element('p', {}, clear),
    ];
  }
}
