import { element, setText } from './dom.js';
import { number } from './format.js';

/** So many ports that are busy are named beside their number; all of them are in the title. */
const few = 4;

/** @type {{ key: 'held' | 'busy' | 'resting' | 'free', label: string, meaning: string }[]} */
const parts = [
  { key: 'held', label: 'held', meaning: 'taken through the port manager' },
  { key: 'busy', label: 'in use by other programs', meaning: 'in use by programs that did not ask the port manager' },
  { key: 'resting', label: 'resting', meaning: 'kept, after a restart, for the users who had them' },
  { key: 'free', label: 'free', meaning: 'to be had' },
];

/** The pool as a bar, each part as long as it is large, and the same in numbers. */
export class PoolBar {
  #ranges;
  #parts;

  /**
   * @param {HTMLElement} bar
   * @param {HTMLElement} legend
   * @param {HTMLElement} ranges
   */
  constructor(bar, legend, ranges) {
    this.#ranges = ranges;
    this.#parts = parts.map(({ key, label, meaning }) => {
      const piece = element('span', { class: `part ${key}`, hidden: '' });
      const count = element('dd', { class: 'number', text: '–' });
      const name = element('span', { class: 'label', text: label });
      const which = element('span', { class: 'which number' });
      const entry = element('div', { class: key, title: meaning },
        element('dt', {}, element('span', { class: `swatch ${key}` }), name, which), count);
      bar.append(piece);
      legend.append(entry);
      return { key, meaning, piece, count, name, which, entry };
    });
  }

  /** @param {PoolStatus} pool */
  show(pool) {
    setText(this.#ranges, `${pool.ranges} · ${number(pool.size)} ports`);
    for (const { key, piece, count } of this.#parts) {
      setText(count, number(pool[key]));
      piece.style.flexGrow = pool[key];
      piece.hidden = pool[key] === 0;
    }
    this.#nameBusy(pool.busyPorts);
    const { name, entry } = /** @type {any} */ (this.#parts.find(({ key }) => key === 'free'));
    entry.classList.toggle('exhausted', pool.free === 0);
    setText(name, pool.free === 0 ? 'free: requests are refused' : 'free');
  }

  /** @param {number[]} ports */
  #nameBusy(ports) {
    const { meaning, which, entry } = /** @type {any} */ (this.#parts.find(({ key }) => key === 'busy'));
    entry.title = ports.length === 0 ? meaning : `${meaning}: ${ports.join(', ')}`;
    setText(which, ports.length > few ? '' : ports.join(', '));
  }
}
