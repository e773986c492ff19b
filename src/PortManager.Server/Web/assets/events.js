import { element, setChildren } from './dom.js';
import { clock, exactWithZone } from './format.js';
import { nameOf } from './names.js';

const most = 200;
const idsOfOneRun = 2 ** 40;

const words = { added: 'taken', removed: 'freed', refused: 'refused', invalid: 'bad request' };

/** The latest events, the newest first. */
export class Events {
  #list;
  #nodes = new Map(); // by their place in time
  #times = new Map();
  #run = 0;
  #last = 0;

  constructor(list) {
    this.#list = list;
  }

  /** Takes an event. One that is known already changes nothing. */
  take(event) {
    this.#last = Math.max(this.#last, event.id);
    const place = this.#placeOf(event);
    this.#times.set(place, event.time);
    if (!this.#nodes.has(place))
      this.#nodes.set(place, line(event));
  }

  /** Takes the daemon's latest events. A daemon that was started anew may count from 1 again; what was before it stays below. */
  read({ lastEventId, events }) {
    const isOther = (event) => (this.#times.get(this.#placeOf(event)) ?? event.time) !== event.time;
    if (lastEventId < this.#last || events.some(isOther)) {
      this.#run++;
      this.#last = 0;
    }
    events.forEach((event) => this.take(event));
  }

  draw() {
    const newest = [...this.#nodes].sort(([a], [b]) => b - a).slice(0, most);
    this.#nodes = new Map(newest);
    this.#times = new Map(newest.map(([place]) => [place, this.#times.get(place)]));
    const nothing = element('li', { class: 'none', text: 'Nothing has happened yet.' });
    setChildren(this.#list, newest.length > 0 ? [...this.#nodes.values()] : [nothing]);
  }

  #placeOf(event) {
    return this.#run * idsOfOneRun + event.id;
  }
}

function line(event) {
  const when = new Date(event.time);
  return element('li', { class: event.event },
    element('time', { datetime: event.time, title: exactWithZone(when), text: clock(when) }),
    ' ',
    element('span', { class: 'kind', text: words[event.event] }),
    ' ',
    element('span', { class: 'what' }, ...details(event)));
}

function details({ event, port, service, user, request, reason }) {
  const who = [service, user].filter((text) => text !== undefined).flatMap((text, i) => (i === 0 ? [nameOf(text)] : [' of ', nameOf(text)]));
  switch (event) {
    case 'invalid': return [nameOf(request), reason ? `: ${reason}` : ''];
    case 'refused': return [...who, who.length > 0 ? ': ' : '', reason];
    default: return [element('span', { class: 'number', text: String(port) }), ' ', ...who];
  }
}
