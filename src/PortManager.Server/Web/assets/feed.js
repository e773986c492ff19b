import { Session } from './session.js';

const retries = [1_000, 2_000, 4_000, 8_000];

/**
 * Keeps a session with the daemon while somebody looks at the page. When it is lost it is tried again for as long as it takes, and
 * then all is read anew.
 *
 * The listener (`FeedListener`) has the methods `reading()`: the daemon is about to be asked; `read({ ports, status, history, recent })`: its answer,
 * with null for what is as it was; `event(event)`: something happened; `connection(state)`: live or lost.
 */
export class Feed {
  #listener;
  /** @type {Session | null} */
  #session = null;
  #retry = 0;
  #failures = 0;
  /** @type {number | null} */
  #lastEventId = null;

  /** @param {FeedListener} listener */
  constructor(listener) {
    /** @type {FeedListener} */
    this.#listener = {
      reading: () => listener.reading(),
      event: (event) => {
        this.#lastEventId = event.id;
        listener.event(event);
      },
      read: (answer) => {
        this.#failures = 0;
        listener.connection('live');
        listener.read(answer);
      },
      connection: (state) => listener.connection(state),
    };
  }

  /** Begins, and from then on stops whenever nobody sees the page: it would be work for the daemon, and one of few connections. */
  start() {
    const look = () => (document.hidden ? this.#stop() : this.retry());
    document.addEventListener('visibilitychange', look);
    look();
  }

  /** Connects, at once. */
  retry() {
    this.#stop();
    this.#session = new Session(this.#listener, this.#lastEventId, () => this.#lost());
  }

  #stop() {
    clearTimeout(this.#retry);
    this.#session?.close();
    this.#session = null;
  }

  #lost() {
    this.#listener.connection('lost');
    this.#retry = setTimeout(() => this.retry(), retries[Math.min(this.#failures++, retries.length - 1)]);
  }
}
