import { element, setChildren } from './dom.js';
import { clock, exactWithZone } from './format.js';
import { nameOf } from './names.js';

const most = 200;

const words = { added: 'taken', removed: 'freed', refused: 'refused', invalid: 'bad request' };

/** The latest events, the newest first. Their numbers grow, also from one daemon to the next. */
export class Events {
  #list;
  /** @type {Map<number, Element>} */
  #lines = new Map(); // by number

  /** @param {Element} list */
  constructor(list) {
    this.#list = list;
  }

  /**
   * Takes an event. One that is known already changes nothing.
   * @param {PortEvent} event
   */
  take(event) {
    if (!this.#lines.has(event.id))
      this.#lines.set(event.id, line(event));
  }

  draw() {
    const newest = [...this.#lines].sort(([a], [b]) => b - a).slice(0, most);
    this.#lines = new Map(newest);
    const nothing = element('li', { class: 'none', text: 'Nothing has happened yet.' });
    setChildren(this.#list, newest.length > 0 ? [...this.#lines.values()] : [nothing]);
  }
}

/** @param {PortEvent} event */
function line(event) {
  const when = new Date(event.time);
  return element('li', { class: event.event },
    element('time', { datetime: event.time, title: exactWithZone(when), text: clock(when) }),
    ' ',
    element('span', { class: 'kind', text: words[event.event] }),
    ' ',
    element('span', { class: 'what' }, ...details(event)));
}

/** @param {any} event */
function details({ event, port, service, user, request, reason }) {
  const who = [service, user].filter((text) => text !== undefined).flatMap((text, i) => (i === 0 ? [nameOf(text)] : [' of ', nameOf(text)]));
  switch (event) {
    case 'invalid': return [nameOf(request), reason ? `: ${reason}` : ''];
    case 'refused': return [...who, who.length > 0 ? ': ' : '', reason];
    default: return [element('span', { class: 'number', text: String(port) }), ' ', ...who];
  }
}
