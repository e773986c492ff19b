import { address, Resource } from './api.js';
import { joinStream } from './stream.js';

/** No event says that somebody began to listen on a port, or no longer does: that is read, this often. */
const readEvery = 5_000;
/** Readings are at least this far apart, however much happens; and of a slow daemon, or for a slow viewer, further. */
const rest = 250;
const shareOfTime = 1 / 10;

const delay = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One connection to the daemon, from when it is opened until it is lost: the stream of events, and readings of all that they do not say. */
export class Session {
  #listener;
  #lost;
  #isOpen = true;
  #leave;
  /** @type {Resource<Listing>} */
  #ports = new Resource('ports');
  /** @type {Resource<DaemonStatus>} */
  #status = new Resource('status');
  /** @type {Resource<UsageHistory>} */
  #history = new Resource('history');
  /** @type {Resource<{ events: PortEvent[] }>} */
  #recent = new Resource('recent');
  #historyIsDue = 0;
  /** @type {(value?: any) => void} */
  #wake = () => {};
  #somethingHappened = true;
  #gap = true;

  /**
   * @param {SessionListener} listener who is told (see Feed).
   * @param {number | null} lastEventId the number of the latest event that is known; null at first.
   * @param {() => void} lost called once, when the daemon cannot be reached, or no longer; not when the session was closed.
   */
  constructor(listener, lastEventId, lost) {
    this.#listener = listener;
    this.#lost = lost;
    // Events come from before the first reading on, so nothing falls in between.
    this.#leave = joinStream('events', address(lastEventId === null ? 'events' : `events?lastEventId=${lastEventId}`), (event) => this.#take(event));
  }

  /** Ends it, without a word to anybody. */
  close() {
    this.#lost = () => {};
    this.#isOpen = false;
    this.#leave();
    this.#wake();
  }

  /** @param {StreamEvent} event */
  #take({ type, data, lastEventId }) {
    if (!this.#isOpen)
      return;
    switch (type) {
      case 'open':
        this.#run();
        break;
      case 'error':
        this.#end();
        break;
      case 'reset':
        this.#gap = true;
        this.#hurry();
        break;
      default:
        this.#listener.event({ ...JSON.parse(data), id: Number(lastEventId), event: type });
        this.#hurry();
    }
  }

  async #run() {
    while (this.#isOpen) {
      this.#somethingHappened = false;
      const began = Date.now();
      try {
        await this.#read();
      } catch {
        this.#end();
        return;
      }
      await delay(Math.max(rest, (Date.now() - began) / shareOfTime));
      await this.#pause();
    }
  }

  async #read() {
    this.#listener.reading();
    const historyIsDue = Date.now() >= this.#historyIsDue;
    const [ports, status, history, recent] = await Promise.all([
      this.#ports.read(),
      this.#status.read(),
      historyIsDue ? this.#history.read() : null,
      this.#gap ? this.#recent.read() : null,
    ]);
    if (!this.#isOpen)
      return;
    if (history !== null)
      this.#historyIsDue = Date.now() + history.intervalSeconds * 1_000;
    this.#gap = false;
    this.#listener.read({ ports, status, history, recent });
  }

  #hurry() {
    this.#somethingHappened = true;
    this.#wake();
  }

  async #pause() {
    if (this.#somethingHappened || !this.#isOpen)
      return;
    await Promise.race([delay(readEvery), new Promise((resolve) => { this.#wake = resolve; })]);
  }

  #end() {
    const lost = this.#lost;
    this.close();
    lost();
  }
}
