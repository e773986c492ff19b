import { address, Refusal, Resource } from './api.js';
import { joinStream } from './stream.js';

const retries = [1_000, 2_000, 4_000, 8_000];
/** How long the daemon is left alone before all is read anew: it puts changes together for half a second. */
const rest = 500;

/**
 * Follows the lab by way of the daemon while somebody looks at the page: all services and hosts first, then what happens from there on. When the daemon is
 * lost it is tried again for as long as it takes, and goes on where it was, or reads all anew if that is too long ago. All windows share one stream: where it
 * is further than this one, all is read anew too.
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
  #leave = () => {};
  /** @type {StreamEvent[] | null} What came while all is read; null when that is done. */
  #waiting = null;
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
    this.#leave();
    this.#leave = () => {};
    this.#waiting = null;
  }

  #again(milliseconds) {
    this.#stop();
    this.#timer = setTimeout(() => this.retry(), milliseconds);
  }

  async #open(turn) {
    if (this.#lastEventId === null && !await this.#read(turn))
      return;
    const stream = address(`lab/events?lastEventId=${this.#lastEventId}`);
    this.#leave = joinStream('lab-events', stream, (event) => turn === this.#turn && this.#take(event));
  }

  /**
   * Reads all there is.
   * @returns whether that is done, and somebody still looks.
   */
  async #read(turn) {
    try {
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
    } catch (error) {
      if (turn === this.#turn)
        this.#failed(error);
      return false;
    }
    if (turn !== this.#turn)
      return false;
    // What is told twice comes to the same.
    this.#lastEventId = Math.min(this.#readTo.ports, this.#readTo.hosts);
    return true;
  }

  /**
   * Brings this window to where the stream is.
   * @param {number} last the number of the last event before those that the stream tells.
   */
  async #catchUp(last) {
    const turn = this.#turn;
    this.#waiting = [];
    while (Number(this.#lastEventId) < last) {
      await new Promise((resolve) => { this.#timer = setTimeout(resolve, rest); });
      if (!await this.#read(turn))
        return;
    }
    this.#failures = 0;
    this.#listener.connection('live');
    this.#waiting.forEach((event) => this.#tell(event));
    this.#waiting = null;
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
  #take(event) {
    switch (event.type) {
      case 'open':
        this.#catchUp(Number(event.lastEventId));
        break;
      case 'error':
        this.#lost();
        break;
      case 'reset':
        this.#lastEventId = null;
        this.#again(rest);
        break;
      default:
        if (this.#waiting === null)
          this.#tell(event);
        else
          this.#waiting.push(event);
    }
  }

  /** @param {StreamEvent} event */
  #tell({ type, data, lastEventId }) {
    this.#lastEventId = Number(lastEventId);
    this.#listener.event(type, JSON.parse(data));
  }
}
