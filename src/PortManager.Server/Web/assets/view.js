const collator = new Intl.Collator('en', { numeric: true });

/** Orders by a text, with numbers within it as numbers. */
export const byText = (/** @type {(row: any) => string} */ get) => (a, b) => {
  const [left, right] = [get(a), get(b)];
  return left === right ? 0 : collator.compare(left, right);
};

/** Orders by a number. */
export const byNumber = (/** @type {(row: any) => number} */ get) => (a, b) => get(a) - get(b);

/**
 * Which rows are shown, and in which order. Both are kept in the address, so a view can be bookmarked and sent to others.
 * @template {object} T
 */
export class View {
  #columns;
  /** @type {T[]} */
  #sorted = [];
  /** By what they are sorted. */
  #sortedBy = '';
  /** @type {WeakMap<any, string>} */
  #texts = new WeakMap();
  /** @type {string[]} */
  #words = [];
  filter = '';
  key = 'service';
  descending = false;

  /** @param {Columns<T>} columns what rows can be ordered and found by. */
  constructor(columns) {
    this.#columns = columns;
    this.readAddress();
  }

  /** Takes both from the address. */
  readAddress() {
    const kept = new URLSearchParams(location.hash.slice(1));
    this.setFilter(kept.get('filter') ?? '');
    const sort = kept.get('sort') ?? '';
    const key = sort.replace(/^-/, '');
    [this.key, this.descending] = Object.hasOwn(this.#columns.orders, key) ? [key, sort.startsWith('-')] : ['service', false];
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
   * @param {Iterable<T>} rows
   */
  of(rows) {
    const order = this.#columns.orders[this.key];
    const sign = this.descending ? -1 : 1;
    const compare = (a, b) => sign * order(a, b) || this.#columns.tie(a, b);
    const left = new Set(rows);
    const kept = this.#sorted.filter((row) => left.delete(row));
    const sortedBy = `${sign}${this.key}`;
    // Few things change between two calls: of tens of thousands of rows only the new ones look for their places.
    this.#sorted = sortedBy === this.#sortedBy ? merge(kept, [...left].sort(compare), compare) : [...kept, ...left].sort(compare);
    this.#sortedBy = sortedBy;
    return this.#words.length === 0 ? this.#sorted : this.#sorted.filter((row) => this.#matches(row));
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

  /** @param {T} row */
  #matches(row) {
    let text = this.#texts.get(row);
    if (text === undefined) {
      text = this.#columns.text(row).toLowerCase();
      this.#texts.set(row, text);
    }
    return this.#words.every((word) => text.includes(word) || this.#columns.is?.(row, word));
  }
}

// Puts rows that are in order among others that are.
function merge(kept, added, compare) {
  if (added.length === 0)
    return kept;
  const merged = [];
  let from = 0;
  for (const row of added) {
    let to = kept.length;
    let low = from;
    while (low < to) {
      const middle = (low + to) >> 1;
      if (compare(kept[middle], row) <= 0)
        low = middle + 1;
      else
        to = middle;
    }
    for (; from < low; from++)
      merged.push(kept[from]);
    merged.push(row);
  }
  for (; from < kept.length; from++)
    merged.push(kept[from]);
  return merged;
}
