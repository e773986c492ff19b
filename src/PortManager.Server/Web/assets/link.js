import { element, setText } from './dom.js';
import { clock } from './format.js';

/** How long it is said that all is well again. */
const relief = 6_000;

/** @type {Record<string, string>} */
const words = { connecting: 'connecting', live: 'live', lost: 'connection lost' };

/** Whether the page is connected to the daemon, and what that means for what it shows. */
export class Link {
  #state;
  #banner;
  #retry;
  #now = 'connecting';
  /** @type {Date | null} */
  #lastAnswer = null;

  /**
   * @param {HTMLElement} state
   * @param {HTMLElement} banner
   * @param {() => void} retry
   */
  constructor(state, banner, retry) {
    this.#state = state;
    this.#banner = banner;
    this.#retry = retry;
  }

  /**
   * The state. To be told each time the daemon answers.
   * @param {'live' | 'lost'} now
   */
  set(now) {
    const before = this.#now;
    this.#now = now;
    if (now === 'live')
      this.#lastAnswer = new Date();
    if (now === before)
      return;
    this.#state.dataset.state = now;
    setText(this.#state, words[now]);
    if (now === 'lost')
      this.#sayLost();
    else if (before === 'lost')
      this.#sayBack();
  }

  #sayLost() {
    const again = element('button', { type: 'button', text: 'Try now' });
    again.addEventListener('click', this.#retry);
    const what = this.#lastAnswer === null
      ? 'The port manager does not answer.'
      : `The connection to the port manager is lost. What you see is how it was at ${clock(this.#lastAnswer)}.`;
    this.#say('lost', element('span', { text: `${what} This page keeps trying.` }), again);
  }

  #sayBack() {
    const text = element('span', { text: `Connected again at ${clock(new Date())}. All that you see is up to date.` });
    this.#say('back', text);
    setTimeout(() => text.isConnected && this.#say(''), relief);
  }

  #say(kind, ...content) {
    this.#banner.className = `banner ${kind}`;
    this.#banner.replaceChildren(...content);
  }
}
