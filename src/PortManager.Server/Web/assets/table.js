import { daemonNow } from './api.js';
import { element, setChildren } from './dom.js';

/**
 * Up to this many rows are all in the document: find in page, screen readers and printing have them. Of more, only those near
 * the window are, with gaps as high as what is left out; aria-rowcount and aria-rowindex say what is where.
 */
const whole = 1_000;
/** Rows in the document above and below the window, so the next one is there before the keyboard or the wheel gets to it. */
const margin = 5;

/**
 * The rows of a table, as many as there may be.
 * @template T, C what a row shows, and what all of them need to know.
 */
export class Table {
  #table;
  #body;
  #make;
  #keyOf;
  /** @type {T[]} */
  #rows = [];
  /** @type {any} */
  #context = null;
  /** @type {Map<string | number, TableRow<T, C>>} The rows in the document, by their keys. */
  #made = new Map();
  #window = [0, 0];
  #rowHeight = 0;
  /** @type {string | number | undefined} */
  #stop; // the key of the row that Tab gets to

  /**
   * @param {HTMLElement} table
   * @param {HTMLElement} body
   * @param {() => TableRow<T, C>} make makes a row that shows nothing yet.
   * @param {(row: T) => string | number} keyOf tells rows apart.
   */
  constructor(table, body, make, keyOf) {
    this.#table = table;
    this.#body = body;
    this.#make = make;
    this.#keyOf = keyOf;
    addEventListener('scroll', () => this.#follow(), { passive: true });
    addEventListener('resize', () => {
      this.#rowHeight = 0;
      this.#follow();
    });
    body.addEventListener('keydown', (event) => this.#moveFocus(event));
    body.addEventListener('focusin', (/** @type {any} */ event) => {
      const row = event.target.closest('tr');
      row.classList.toggle('current', event.target.matches(':focus-visible'));
      this.#setStop(this.#keyOfNode(row));
    });
    body.addEventListener('focusout', (/** @type {any} */ event) => event.target.closest('tr').classList.remove('current'));
    body.addEventListener('click', (/** @type {any} */ event) => event.target.closest('.clip')?.classList.toggle('whole'));
    // A row that is put elsewhere would be greeted again.
    body.addEventListener('animationend', (/** @type {any} */ event) => event.target.classList.remove('fresh'));
  }

  /**
   * Shows rows.
   * @param {T[]} rows in their order.
   * @param {C} context what each row is shown with.
   */
  show(rows, context) {
    this.#rows = rows;
    this.#context = context;
    this.#table.setAttribute('aria-rowcount', String(rows.length + 1));
    this.#draw(this.#near());
  }

  /** Brings the ages up to date. */
  tell() {
    const now = daemonNow();
    for (const made of this.#made.values())
      made.tell(now);
  }

  #follow() {
    const near = this.#near();
    if (String(near) !== String(this.#window))
      this.#draw(near);
  }

  // Which rows are to be in the document: from, to (exclusive).
  #near() {
    const count = this.#rows.length;
    if (count <= whole)
      return [0, count];
    const height = this.#height();
    const top = this.#body.getBoundingClientRect().top;
    // In whole steps, so that scrolling by a line does not change the document each time.
    const step = (pixels) => Math.floor(pixels / height / margin) * margin;
    const within = (row) => Math.min(Math.max(0, row), count);
    return [within(step(-top) - margin), within(step(innerHeight - top) + 2 * margin)];
  }

  #height() {
    if (this.#rowHeight === 0) {
      if (this.#made.size === 0)
        this.#draw([0, 1]);
      // One in the middle is in sight; rows out of sight are as high as the style sheet guesses.
      const made = [...this.#made.values()];
      this.#rowHeight = made[made.length >> 1].node.getBoundingClientRect().height;
    }
    return this.#rowHeight;
  }

  /**
   * @param {number[]} range from, to (exclusive).
   * @param {number} focused the index of the row that has the focus, or is to have it.
   */
  #draw([from, to], focused = this.#focused()) {
    this.#window = [from, to];
    const before = this.#made;
    this.#made = new Map();
    const indexes = this.#withFocused(from, to, focused);
    const [kept, spare] = this.#share(before, indexes);
    const children = [];
    let next = 0;
    for (const index of indexes) {
      children.push(...this.#gap(index - next));
      const row = this.#rows[index];
      const key = this.#keyOf(row);
      const made = kept.get(key) ?? spare.shift() ?? this.#make();
      made.show(row, this.#context);
      made.setPlace(index + 1);
      this.#made.set(key, made);
      children.push(made.node);
      next = index + 1;
    }
    children.push(...this.#gap(this.#rows.length - next));
    setChildren(this.#body, children);
    this.#setStop(this.#stop);
  }

  // The rows that go on showing what they show, and those that are to show others. Where one scrolls so far that most would go, as with
  // the scrollbar, all become others where they are: to take them out and lay out new ones costs twice as much. The one with the focus
  // stays what it is, or Enter would copy what nobody chose.
  #share(before, indexes) {
    const staying = indexes.filter((index) => before.has(this.#keyOf(this.#rows[index])));
    if (this.#rows.length <= whole || staying.length > indexes.length / 2)
      return [before, []];
    const spare = [...before.values()].filter((made) => !made.node.contains(document.activeElement));
    return [new Map([...before].filter(([, made]) => !spare.includes(made))), spare];
  }

  // One Tab gets into the table and the next out of it, however long it is; within it the arrow keys move.
  #setStop(key) {
    this.#stop = key;
    const visible = this.#rows[this.#window[0] === 0 ? 0 : this.#window[0] + margin];
    const stop = this.#made.has(key) ? key : visible && this.#keyOf(visible);
    for (const [of, made] of this.#made)
      made.setReachable(of === stop);
  }

  // The row with the focus stays, wherever one scrolls: the next key goes on from there.
  #withFocused(from, to, focused) {
    const indexes = Array.from({ length: to - from }, (_, i) => from + i);
    if (focused < 0 || (focused >= from && focused < to))
      return indexes;
    return focused < from ? [focused, ...indexes] : [...indexes, focused];
  }

  #gap(rows) {
    if (rows === 0)
      return [];
    const cell = element('td');
    cell.style.height = `${rows * this.#rowHeight}px`;
    return [element('tr', { class: 'gap', 'aria-hidden': 'true' }, cell)];
  }

  // The index of the row that has the focus; -1 when none has.
  #focused() {
    const node = document.activeElement?.closest('tr');
    const key = this.#keyOfNode(node);
    return key === undefined ? -1 : this.#rows.findIndex((row) => this.#keyOf(row) === key);
  }

  #keyOfNode(node) {
    for (const [key, made] of this.#made) {
      if (made.node === node)
        return key;
    }
    return undefined;
  }

  #moveFocus(event) {
    const from = this.#focused();
    const last = this.#rows.length - 1;
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: last }[event.key];
    if (from < 0 || to === undefined || to < 0 || to > last || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    this.#draw(this.#near(), to);
    this.#made.get(this.#keyOf(this.#rows[to]))?.focus();
  }
}
