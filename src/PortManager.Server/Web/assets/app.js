import { daemonNow } from './api.js';
import { copy } from './copy.js';
import { perFrame, setText } from './dom.js';
import { Events } from './events.js';
import { Feed } from './feed.js';
import { clock, many, number, rate, span } from './format.js';
import { Link } from './link.js';
import { legible } from './names.js';
import { Plot } from './plot.js';
import { PoolBar } from './poolbar.js';
import { Ports } from './ports.js';

const loopback = /^(localhost|127\..*|\[::1\])$/;
/** How long it is said that something was copied. */
const toastFor = 3_000;

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

const ports = new Ports({
  table: at('table'), rows: at('rows'), filter: /** @type {HTMLInputElement} */ (at('filter')), count: at('count'), nothing: at('nothing'), spoken: at('spoken'),
});
const events = new Events(at('events'));
const pool = new PoolBar(at('pool-bar'), at('pool-legend'), at('pool-ranges'));
const held = new Plot('Ports held', 'held', (n) => number(n));
const requests = new Plot('Requests a second', 'requests', (n) => rate(n));
at('plots').append(held.node, requests.node);

const drawEvents = perFrame(() => events.draw());

const feed = new Feed({
  reading: () => ports.beginReading(),
  read: ({ ports: listing, status, history, recent }) => {
    if (listing !== null)
      showListing(listing);
    if (status !== null)
      showStatus(status);
    showHistory(history, status);
    recent?.events.forEach((event) => events.take(event));
    drawEvents();
    setTitle();
  },
  event: (event) => {
    ports.take(event);
    events.take(event);
    drawEvents();
  },
  connection: (state) => {
    link.set(state);
    setTitle();
  },
});

const link = new Link(at('state'), at('banner'), () => feed.retry());

/** @param {Listing} listing */
function showListing(listing) {
  setText(at('host'), listing.host);
  // The name by which the viewer reached the host is one by which he reaches its services, unless he is on it or in a tunnel.
  ports.read(listing, loopback.test(location.hostname) ? listing.host : location.hostname);
}

/** @param {DaemonStatus} status */
function showStatus(status) {
  pool.show(status.pool);
  ports.setDaemonPort(Number(status.listen[0].split(':').at(-1)));
  setText(at('facts'), `PortManager ${status.version}, up for ${span(daemonNow() - Number(new Date(status.started)))}`);
  at('to-lab').hidden = status.directory === undefined;
  setText(at('trouble'), [...troubles(status)].join(' '));
}

/** @param {DaemonStatus} status */
function* troubles({ journal, directory }) {
  if (journal.state === 'failing')
    yield '▲ cannot write its journal: see the log';
  if (directory?.problem !== undefined)
    yield `▲ the lab does not see what is new here since ${clock(new Date(directory.since))}: ${legible(directory.problem)}`;
}

/** @type {any} The first answer has one. */
let lastHistory = null;
let heldNow = 0;

// The plot's last value is up to ten seconds old, and the pool's count is beside it: what is held now is the plot's end.
/**
 * @param {UsageHistory | null} history
 * @param {DaemonStatus | null} status
 */
function showHistory(history, status) {
  lastHistory = history ?? lastHistory;
  heldNow = status?.pool.held ?? heldNow;
  const [end, interval] = [Date.parse(lastHistory.end), lastHistory.intervalSeconds * 1_000];
  held.show([...lastHistory.held, heldNow], end + interval, interval);
  requests.show(lastHistory.requests, end, interval);
}

function setTitle() {
  const lost = at('state').dataset.state === 'lost' ? 'Lost: ' : '';
  const host = at('host').textContent;
  document.title = host === '' ? `${lost}Port manager` : `${lost}${host}: ${many(ports.count, 'port')} held`;
}

let toast = 0;

at('rows').addEventListener('click', async (event) => {
  const button = /** @type {Element} */ (event.target).closest('button.copy');
  if (button === null)
    return;
  const address = /** @type {string} */ (/** @type {HTMLElement} */ (button).dataset.address);
  const isDone = await copy(address);
  setText(at('toast'), isDone ? `${address} copied` : `The browser lets no page copy. It is ${address}`);
  clearTimeout(toast);
  toast = setTimeout(() => setText(at('toast'), ''), isDone ? toastFor : 5 * toastFor);
});

// The address is for the filter and the order; these links only go to a place.
document.querySelector('.skip')?.addEventListener('click', (event) => {
  const link = /** @type {Element} */ (event.target).closest('a');
  if (link === null)
    return;
  event.preventDefault();
  const target = /** @type {HTMLElement} */ (document.querySelector(link.hash));
  target.focus();
  target.scrollIntoView();
});

feed.start();
