/**
 * One stream of events for all windows of the page in a browser, which has only six connections to a host: a stream of its own would take each window one of
 * them for as long as it is open. A window says `{ join: address }` or `{ leave: true }`, and is told of each event.
 */
import { openSource } from './stream-source.js';

/** @type {Set<MessagePort>} */
const windows = new Set();
/** @type {EventSource | null} */
let source = null;
/** @type {string | undefined} The number of the last event that was told. */
let last;

function stop() {
  source?.close();
  source = null;
  windows.clear();
}

/** @param {StreamEvent} event */
function tell(event) {
  last = event.lastEventId;
  windows.forEach((window) => window.postMessage(event));
  // Each window tries again, and the first that does opens the next stream.
  if (event.type === 'error')
    stop();
}

/**
 * @param {MessagePort} window
 * @param {string} address
 */
function join(window, address) {
  windows.add(window);
  if (source === null)
    source = openSource(address, tell);
  else if (source.readyState === EventSource.OPEN)
    window.postMessage({ type: 'open', lastEventId: last });
}

/** @param {MessagePort} window */
function leave(window) {
  if (windows.delete(window) && windows.size === 0)
    stop();
}

self.addEventListener('connect', (/** @type {any} a MessageEvent */ { ports: [window] }) => {
  window.addEventListener('message', ({ data }) => (data.leave ? leave(window) : join(window, data.join)));
  window.start();
});
