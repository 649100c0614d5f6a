// An event stream that goes on behind the last event it saw, on whatever replica answers.
export function follow(address, types, seen, { onState } = {}) {
  const source = new EventSource(address);
  for (const type of types) {
    source.addEventListener(type, event => seen(type, JSON.parse(event.data), event.lastEventId));
  }
  source.onopen = () => onState?.(true);
  source.onerror = () => onState?.(false);
  addEventListener('pagehide', () => source.close(), { once: true });
  return source;
}
