/**
 * The ports that are held, as far as the page knows. A row is what the daemon said of a port; it is never changed, only replaced, so
 * whoever shows rows can tell what is new by comparing.
 */
export class Store {
  /** @type {Map<number, PortRow>} */
  #rows = new Map();
  /** @type {PortEvent[]} */
  #since = [];

  /** All rows, in no certain order. */
  get rows() {
    return this.#rows.values();
  }

  get size() {
    return this.#rows.size;
  }

  /** The daemon is asked for all rows. What happens from now on may or may not be in its answer. */
  beginReading() {
    this.#since = [];
  }

  /**
   * Takes the daemon's answer: all rows, as they were after the event `lastEventId`.
   * @param {Pick<Listing, 'ports' | 'lastEventId'>} listing
   */
  read({ ports, lastEventId }) {
    const before = this.#rows;
    this.#rows = new Map(ports.map((row) => [row.port, same(before.get(row.port), row)]));
    for (const event of this.#since.filter(({ id }) => id > lastEventId))
      this.#apply(event);
  }

  /**
   * Takes an event: `added` or `removed`; others change no row.
   * @param {PortEvent} event
   */
  take(event) {
    this.#since.push(event);
    this.#apply(event);
  }

  /** @param {any} event */
  #apply({ event, port, service, user, time }) {
    const row = this.#rows.get(port);
    const isThisOne = row !== undefined && row.service === service && row.user === user;
    if (event === 'added' && !isThisOne)
      this.#rows.set(port, { port, service, user, since: time });
    else if (event === 'removed' && isThisOne)
      this.#rows.delete(port);
  }
}

const text = (/** @type {PortRow} */ row) => JSON.stringify([row.service, row.user, row.verifiedUser, row.state, row.since, row.process]);

const same = (/** @type {PortRow | undefined} */ before, /** @type {PortRow} */ now) => (before !== undefined && text(before) === text(now) ? before : now);
