/**
 * One stream of events for all windows of the page in a browser, which has only six connections to a host: a stream of its own would take each window one of
 * them for as long as it is open. A window says `{ join: address }` or `{ leave: true }`, and is told of each event.
 */
import { openSource } from './stream-source.js';

const windows = new Set();
let source = null;

function stop() {
  source?.close();
  source = null;
  windows.clear();
}

function tell(event) {
  windows.forEach((window) => window.postMessage(event));
  // Each window tries again, and the first that does opens the next stream.
  if (event.type === 'error')
    stop();
}

function join(window, address) {
  windows.add(window);
  if (source === null)
    source = openSource(address, tell);
  else if (source.readyState === EventSource.OPEN)
    window.postMessage({ type: 'open' });
}

function leave(window) {
  if (windows.delete(window) && windows.size === 0)
    stop();
}

self.addEventListener('connect', ({ ports: [window] }) => {
  window.addEventListener('message', ({ data }) => (data.leave ? leave(window) : join(window, data.join)));
  window.start();
});
