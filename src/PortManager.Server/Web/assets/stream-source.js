const types = ['open', 'error', 'reset', 'added', 'removed', 'refused', 'invalid', 'updated', 'host', 'directory'];

/**
 * Opens a stream of events.
 * @param {string} address of the stream.
 * @param {(event: StreamEvent) => void} told is told of each: its type, its data, and the number of the last event until then.
 */
export function openSource(address, told) {
  const source = new EventSource(address);
  let last = new URL(address).searchParams.get('lastEventId') ?? undefined;
  for (const type of types)
    source.addEventListener(type, ({ data, lastEventId }) => {
      last = lastEventId || last;
      told({ type, data, lastEventId: last });
    });
  return source;
}
