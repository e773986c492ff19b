import { openSource } from './stream-source.js';

/**
 * Takes part in the stream of events that the windows of the page share. Where a browser has no shared workers, this window has a stream of its own.
 * @param {string} name of the stream.
 * @param {URL} address of the stream, if it is not open yet.
 * @param {(event: StreamEvent) => void} told is told of each event, and of the stream: `open`, with the number of the last event before those that come, and `error`.
 * @returns a function that leaves it.
 */
export function joinStream(name, address, told) {
  if (!('SharedWorker' in window)) {
    const source = openSource(String(address), told);
    return () => source.close();
  }
  const worker = new SharedWorker(new URL('stream-worker.js', import.meta.url), { type: 'module', name });
  worker.addEventListener('error', () => told({ type: 'error' }));
  worker.port.addEventListener('message', ({ data }) => told(data));
  worker.port.start();
  worker.port.postMessage({ join: String(address) });
  return () => worker.port.postMessage({ leave: true });
}
