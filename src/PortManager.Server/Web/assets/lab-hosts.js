import { daemonNow } from './api.js';
import { element, setChildren, setText } from './dom.js';
import { ago, many } from './format.js';
import { legible, setName } from './names.js';

/** @type {Record<string, string>} */
const meanings = {
  current: 'Its daemon publishes.',
  behind: 'Services of it are listed, and its daemon does not publish any more.',
  contested: 'Another daemon wants its name.',
  gone: 'It does not publish any more, and has no services.',
};

const collator = new Intl.Collator('en', { numeric: true });

/** The hosts of the lab: those that are not as they should be first. */
export class LabHostList {
  #store;
  #list;
  #choose;
  /** @type {Map<string, HostItem>} */
  #items = new Map();

  /**
   * @param {import('./lab-store.js').LabStore} store
   * @param {HTMLElement} list
   * @param {(host: string) => void} choose is called with the host whose services are wanted.
   */
  constructor(store, list, choose) {
    this.#store = store;
    this.#list = list;
    this.#choose = choose;
  }

  draw() {
    const rank = (/** @type {LabHost} */ host) => (host.state === 'current' ? 1 : 0);
    const hosts = [...this.#store.hosts.values()].sort((a, b) => rank(a) - rank(b) || collator.compare(a.name, b.name));
    const before = this.#items;
    this.#items = new Map(hosts.map((host) => [host.name, before.get(host.name) ?? new HostItem(host.name, this.#choose)]));
    for (const host of hosts)
      this.#items.get(host.name)?.show(host, this.#store.count(host.name));
    setChildren(this.#list, [...this.#items.values()].map((item) => item.node));
  }
}

class HostItem {
  #name = element('bdi');
  #count = element('button', { type: 'button', class: 'services' });
  #link = element('a', { text: 'page' });
  #state = element('span', { class: 'chip' });
  #since = element('span', { class: 'gone-since' });

  node = element('li', {}, element('span', { class: 'name clip' }, this.#name), this.#state, this.#count, this.#link, this.#since);

  constructor(name, choose) {
    setName(this.#name, name);
    this.#link.setAttribute('aria-label', `Page of ${legible(name)}`);
    this.#count.addEventListener('click', () => choose(name));
  }

  /**
   * @param {LabHost} host
   * @param {number} count
   */
  show({ name, state, since, page }, count) {
    this.#state.dataset.state = state;
    this.#state.title = meanings[state];
    setText(this.#state, state);
    setText(this.#count, many(count, 'service'));
    this.#count.setAttribute('aria-label', `Show ${many(count, 'service')} of ${legible(name)}`);
    this.#link.hidden = page === undefined;
    if (page !== undefined)
      this.#link.href = page;
    setText(this.#since, since === undefined ? '' : ago(new Date(since), daemonNow()));
  }
}
