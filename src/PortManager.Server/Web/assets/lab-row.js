import { element, setText } from './dom.js';
import { setName } from './names.js';
import { Row } from './row.js';

/** A row of the lab's table: a service, and its host in the first cell. */
export class LabRow extends Row {
  #link = element('a');
  #name = element('bdi');
  #state = element('span', { class: 'host-state' });
  #isReachable = false;

  constructor() {
    super();
    const cell = this.node.lastChild;
    cell.className = 'on clip';
    cell.firstChild.append(this.#name, this.#state);
    this.node.prepend(cell);
  }

  /**
   * @param {LabPort} row
   * @param {any} hosts the hosts by name.
   */
  show(row, hosts) {
    super.show(row, row.host);
    /** @type {LabHost | undefined} */
    const host = hosts.get(row.host);
    setName(this.#name, row.host);
    setText(this.#state, host === undefined || host.state === 'current' ? '' : host.state);
    this.#showLink(host?.page);
  }

  showLast() {
    // Its host, which may change while the service stays as it is.
  }

  /** @param {boolean} isReachable */
  setReachable(isReachable) {
    super.setReachable(isReachable);
    this.#isReachable = isReachable;
    this.#link.tabIndex = isReachable ? 0 : -1;
  }

  /** @param {string | undefined} page */
  #showLink(page) {
    if (page === undefined) {
      this.#link.replaceWith(this.#name);
      return;
    }
    this.#link.href = page;
    this.#link.tabIndex = this.#isReachable ? 0 : -1;
    if (this.#name.parentNode !== this.#link) {
      this.#name.replaceWith(this.#link);
      this.#link.append(this.#name);
    }
  }
}
