const types = ['open', 'error', 'reset', 'added', 'removed', 'refused', 'invalid', 'updated', 'host', 'directory'];

/**
 * Opens a stream of events.
 * @param {string | URL} address of the stream.
 * @param {(event: StreamEvent) => void} told is told of each: its type, its data and its number.
 */
export function openSource(address, told) {
  const source = new EventSource(address);
  for (const type of types)
    source.addEventListener(type, ({ data, lastEventId }) => told({ type, data, lastEventId }));
  return source;
}
