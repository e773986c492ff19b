/** Tells the services of a lab apart. */
export const keyOf = (/** @type {LabPort} */ { host, port }) => `${host}:${port}`;

/** The services and hosts of the lab, as far as the page knows. Rows are never changed, only replaced. */
export class LabStore {
  /** @type {Map<string, LabPort>} */
  #services = new Map();
  /** @type {Map<string, number>} */
  #counts = new Map();
  /** @type {Map<string, LabHost>} */
  hosts = new Map();

  /** All services, in no certain order. */
  get services() {
    return this.#services.values();
  }

  get size() {
    return this.#services.size;
  }

  /**
   * How many services a host has.
   * @param {string} host
   */
  count(host) {
    return this.#counts.get(host) ?? 0;
  }

  /**
   * Takes all services that there are.
   * @param {LabPort[]} ports
   */
  readPorts(ports) {
    const before = this.#services;
    this.#services = new Map();
    this.#counts = new Map();
    for (const row of ports)
      this.put(same(before.get(keyOf(row)), row));
  }

  /**
   * Takes all hosts that there are.
   * @param {LabHost[]} hosts
   */
  readHosts(hosts) {
    this.hosts = new Map(hosts.map((host) => [host.name, host]));
  }

  /** @param {LabPort} row */
  put(row) {
    const key = keyOf(row);
    if (!this.#services.has(key))
      this.#counts.set(row.host, this.count(row.host) + 1);
    this.#services.set(key, row);
  }

  /** @param {LabPort} row */
  remove(row) {
    if (this.#services.delete(keyOf(row)))
      this.#counts.set(row.host, this.count(row.host) - 1);
  }
}

/** @type {(keyof LabPort)[]} */
const parts = ['service', 'user', 'verifiedUser', 'state', 'since'];

const same = (/** @type {LabPort | undefined} */ before, /** @type {LabPort} */ now) =>
  before !== undefined && parts.every((part) => before[part] === now[part]) ? before : now;
