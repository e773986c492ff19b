import { daemonNow } from './api.js';
import { element, setText } from './dom.js';
import { ago, exact, exactWithZone } from './format.js';
import { legible, nameOf, setName } from './names.js';

/** @type {Record<string, string>} */
const meanings = {
  listening: 'A process listens on this port.',
  reserved: 'Held, but nobody listens on it yet.',
  orphaned: 'A process listens on it, but its connection to the port manager is gone: it was there before a restart.',
  new: 'Taken just now: the rest is being read.',
};

const differs = { class: 'verified', title: 'The service says the one; the kernel says the other.' };
const unknown = { class: 'unknown', title: 'The kernel does not tell which process holds it.', text: 'unknown' };

const cell = (kind, ...content) => element('td', { role: 'cell', class: kind }, ...content);

// Each row is a copy of this one: to make its many parts one by one would take several times as long.
const blank = element('tr', { role: 'row' },
  cell('service clip', element('bdi')),
  cell('port', element('span'), element('button', { type: 'button', class: 'copy' })),
  cell('user clip', element('span', { class: 'pair' }, element('bdi'))),
  cell('state', element('span', { class: 'chip' })),
  cell('since', element('time', {}, element('span', { class: 'relative' }), element('span', { class: 'exact' }))),
  cell('process clip', element('span', { class: 'pair' })));

/** A row of the table: it shows a port, is kept up to date, and may come to show another one. */
export class Row {
  /** @type {PortRow | null} */
  #row = null;
  #service;
  #port;
  #copy;
  #user;
  #state;
  #time;
  #process;

  node = blank.cloneNode(true);

  constructor() {
    [this.#service, this.#port, this.#user, this.#state, this.#time, this.#process] =
      [...this.node.children].map((made) => made.firstChild);
    this.#copy = this.#port.nextSibling;
  }

  /**
   * @param {PortRow} row
   * @param {string} host what the port is copied with.
   */
  show(row, host) {
    if (row === this.#row)
      return;
    if (row.port !== this.#row?.port || row.host !== this.#row.host)
      this.#begin(row);
    this.#row = row;
    setName(this.#service, row.service);
    this.#showPort(row.port, host);
    this.#showUser(row);
    this.#showState(row.state ?? 'new');
    this.#showSince(new Date(row.since));
    this.showLast(this.#process, row);
    this.tell(daemonNow());
  }

  /**
   * Its place among all rows, of which not all may be in the document; from 1 on.
   * @param {number} place
   */
  setPlace(place) {
    const index = String(place + 1); // the headings are the first
    if (this.node.getAttribute('aria-rowindex') !== index)
      this.node.setAttribute('aria-rowindex', index);
  }

  /**
   * Whether Tab gets to it.
   * @param {boolean} isReachable
   */
  setReachable(isReachable) {
    this.#copy.tabIndex = isReachable ? 0 : -1;
  }

  /** Puts the focus on it. */
  focus() {
    this.#copy.focus();
  }

  /**
   * Brings the age up to date. It shows a port already.
   * @param {number} now by the daemon's clock.
   */
  tell(now) {
    setText(this.#time.firstChild, ago(new Date(/** @type {PortRow} */ (this.#row).since), now));
  }

  /**
   * Nothing of how the row before was looked at is left.
   * @param {PortRow} row
   */
  #begin(row) {
    this.node.dataset.port = row.port;
    this.node.className = row.state === undefined ? 'fresh' : '';
    for (const clipped of this.node.querySelectorAll('.whole'))
      clipped.classList.remove('whole');
  }

  #showPort(port, host) {
    setText(this.#port, String(port));
    const address = `${host}:${port}`;
    this.#copy.setAttribute('aria-label', `Copy ${address}`);
    this.#copy.title = `Copy ${address}`;
    this.#copy.dataset.address = address;
  }

  /** @param {PortRow} row */
  #showUser({ user, verifiedUser }) {
    setName(this.#user.firstChild, user);
    const verified = this.#user.querySelector('.verified');
    if (verifiedUser === undefined || verifiedUser === user)
      verified?.remove();
    else if (verified)
      setName(verified.lastChild, verifiedUser);
    else
      this.#user.append(element('span', differs, 'really ', nameOf(verifiedUser)));
  }

  #showState(state) {
    this.#state.dataset.state = state;
    this.#state.title = Object.hasOwn(meanings, state) ? meanings[state] : '';
    setText(this.#state, legible(state));
  }

  #showSince(since) {
    this.#time.dateTime = since.toISOString();
    this.#time.title = exactWithZone(since);
    setText(this.#time.lastChild, exact(since));
  }

  /**
   * Shows what the last cell is for.
   * @param {any} place the content of the cell.
   * @param {PortRow} row
   */
  showLast(place, { process }) {
    const [name, pid] = place.children;
    if (process === undefined) {
      place.replaceChildren(element('span', unknown));
    } else if (pid) {
      setName(name, process.name);
      setText(pid, String(process.pid));
    } else {
      place.replaceChildren(nameOf(process.name), element('span', { class: 'pid', title: 'process id', text: String(process.pid) }));
    }
  }
}
