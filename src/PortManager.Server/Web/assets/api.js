const patience = 10_000;

/** How far the daemon's clock is ahead of this one, in milliseconds. Ages are told by the daemon's. */
let ahead = 0;

/** Now, by the daemon's clock. */
export const daemonNow = () => Date.now() + ahead;

/** An address of the REST interface, wherever a proxy may have put the page. */
export const address = (/** @type {string} */ path) => new URL(`api/v1/${path}`, document.baseURI);

/** What the daemon says instead of what was asked for. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} detail
   */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/**
 * Something that is read again and again, and costs next to nothing while it is as it was.
 * @template T
 */
export class Resource {
  #path;
  /** @type {string | null} */
  #tag = null;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
  }

  /**
   * Reads it.
   * @returns {Promise<T | null>} what it says, or null when that is what it said the last time.
   * @throws when the daemon does not answer, or not well.
   */
  async read() {
    /** @type {Record<string, string>} */
    const headers = this.#tag ? { 'If-None-Match': this.#tag } : {};
    const response = await fetch(address(this.#path), { headers, cache: 'no-store', signal: AbortSignal.timeout(patience) });
    setClock(response.headers.get('Date'));
    if (response.status === 304)
      return null;
    if (!response.ok)
      throw new Refusal(response.status, (await response.json()).detail);
    const body = await response.json();
    this.#tag = response.headers.get('ETag');
    return body;
  }
}

// The header knows only seconds: smaller differences may be its own.
function setClock(date) {
  const difference = Date.parse(date) - Date.now();
  ahead = Math.abs(difference) > 2_000 ? difference : 0;
}
