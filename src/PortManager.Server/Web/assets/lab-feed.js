import { address, Refusal, Resource } from './api.js';
import { openSource } from './stream-source.js';

const retries = [1_000, 2_000, 4_000, 8_000];
/** How long the daemon is left alone before all is read anew: it puts changes together for half a second. */
const rest = 500;

/**
 * Follows the lab by way of the daemon while somebody looks at the page: all services and hosts first, then what happens from there on. When the daemon is
 * lost it is tried again for as long as it takes, and goes on where it was, or reads all anew if that is too long ago.
 */
export class LabFeed {
  #listener;
  /** @type {Resource<LabListing>} */
  #ports = new Resource('lab/ports');
  /** @type {Resource<LabHosts>} */
  #hosts = new Resource('lab/hosts');
  /** The latest events that the readings show. */
  #readTo = { ports: 0, hosts: 0 };
  /** @type {number | null} The latest event that is known; null when all is to be read. */
  #lastEventId = null;
  /** @type {EventSource | null} */
  #source = null;
  #turn = 0;
  #timer = 0;
  #failures = 0;

  /** @param {LabListener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** Begins, and from then on stops whenever nobody sees the page. */
  start() {
    const look = () => (document.hidden ? this.#stop() : this.retry());
    document.addEventListener('visibilitychange', look);
    look();
  }

  /** Connects, at once. */
  retry() {
    this.#stop();
    this.#open(this.#turn);
  }

  #stop() {
    this.#turn++;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #again(milliseconds) {
    this.#stop();
    this.#timer = setTimeout(() => this.retry(), milliseconds);
  }

  async #open(turn) {
    try {
      this.#lastEventId ??= await this.#read(turn);
    } catch (error) {
      if (turn === this.#turn)
        this.#failed(error);
      return;
    }
    if (turn === this.#turn)
      this.#source = openSource(address(`lab/events?lastEventId=${this.#lastEventId}`), (event) => turn === this.#turn && this.#take(event));
  }

  /** @returns the event from which on to follow: what is told twice comes to the same. */
  async #read(turn) {
    const [ports, hosts] = await Promise.all([this.#ports.read(), this.#hosts.read()]);
    if (ports !== null)
      this.#readTo.ports = ports.lastEventId;
    if (hosts !== null)
      this.#readTo.hosts = hosts.lastEventId;
    // What was read is not read again, so it is told even if nobody looks any more.
    if (hosts !== null)
      this.#listener.hosts(hosts);
    if (ports !== null)
      this.#listener.ports(ports);
    return turn === this.#turn ? Math.min(this.#readTo.ports, this.#readTo.hosts) : null;
  }

  #failed(error) {
    if (!(error instanceof Refusal) || error.status !== 503) {
      this.#lost();
      return;
    }
    this.#listener.connection('live');
    this.#listener.unread(error.message);
    this.#again(2 * retries[0]);
  }

  #lost() {
    this.#listener.connection('lost');
    this.#again(retries[Math.min(this.#failures++, retries.length - 1)]);
  }

  /** @param {StreamEvent} event */
  #take({ type, data, lastEventId }) {
    switch (type) {
      case 'open':
        this.#failures = 0;
        this.#listener.connection('live');
        break;
      case 'error':
        this.#lost();
        break;
      case 'reset':
        this.#lastEventId = null;
        this.#again(rest);
        break;
      default:
        this.#lastEventId = Number(lastEventId);
        this.#listener.event(type, JSON.parse(data));
    }
  }
}
