const collator = new Intl.Collator('en', { numeric: true });
/** @type {(string | undefined)[]} */
const states = ['listening', 'reserved', 'orphaned'];

const byText = (/** @type {(row: PortRow) => string} */ get) => (a, b) => collator.compare(get(a), get(b));
const byNumber = (/** @type {(row: PortRow) => number} */ get) => (a, b) => get(a) - get(b);

/** @type {Record<string, (a: PortRow, b: PortRow) => number>} */
const orders = {
  service: byText((row) => row.service),
  port: byNumber((row) => row.port),
  user: byText((row) => row.user),
  state: byNumber((row) => states.indexOf(row.state)),
  since: byNumber((row) => Date.parse(row.since)),
  process: byText((row) => row.process?.name ?? '\uffff'),
};

/** Which rows are shown, and in which order. Both are kept in the address, so a view can be bookmarked and sent to others. */
export class View {
  /** @type {PortRow[]} */
  #sorted = [];
  /** @type {string[]} */
  #words = [];
  filter = '';
  key = 'service';
  descending = false;

  constructor() {
    this.readAddress();
  }

  /** Takes both from the address. */
  readAddress() {
    const kept = new URLSearchParams(location.hash.slice(1));
    this.setFilter(kept.get('filter') ?? '');
    const sort = kept.get('sort') ?? '';
    const key = sort.replace(/^-/, '');
    [this.key, this.descending] = Object.hasOwn(orders, key) ? [key, sort.startsWith('-')] : ['service', false];
  }

  /**
   * Shows the rows that have each of these words somewhere, in upper or lower case.
   * @param {string} filter
   */
  setFilter(filter) {
    this.filter = filter;
    this.#words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  }

  /**
   * Orders by a column; the other way around if it was that one already.
   * @param {string} key
   */
  sortBy(key) {
    this.descending = key === this.key && !this.descending;
    this.key = key;
  }

  /**
   * The rows to show, in order.
   * @param {Iterable<PortRow>} rows
   */
  of(rows) {
    // Few things change between two calls, and what is nearly in order is sorted at next to no cost.
    const left = new Set(rows);
    const sorted = this.#sorted.filter((row) => left.delete(row));
    sorted.push(...left);
    const order = orders[this.key];
    const sign = this.descending ? -1 : 1;
    sorted.sort((a, b) => sign * order(a, b) || orders.service(a, b) || orders.user(a, b) || a.port - b.port);
    this.#sorted = sorted;
    return this.#words.length === 0 ? sorted : sorted.filter((row) => this.#matches(row));
  }

  /** Puts both into the address. */
  keep() {
    const kept = new URLSearchParams();
    if (this.filter)
      kept.set('filter', this.filter);
    if (this.key !== 'service' || this.descending)
      kept.set('sort', (this.descending ? '-' : '') + this.key);
    history.replaceState(null, '', kept.size > 0 ? `#${kept}` : location.pathname + location.search);
  }

  /** @param {PortRow} row */
  #matches(row) {
    const text = searchable(row);
    return this.#words.every((word) => text.includes(word));
  }
}

/** @type {WeakMap<PortRow, string>} */
const texts = new WeakMap();

/** @param {PortRow} row */
function searchable(row) {
  let text = texts.get(row);
  if (text === undefined) {
    const { service, port, user, verifiedUser = '', state = '', process } = row;
    text = [service, port, user, verifiedUser, state, process?.name, process?.pid].join('\n').toLowerCase();
    texts.set(row, text);
  }
  return text;
}
