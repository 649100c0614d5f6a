// One stream for all open pages of this browser: a browser allows a server few connections. Whoever holds the lock listens and tells the others.
import { follow } from './stream.js';
import { refresh } from './refresh.js';

const channel = 'BroadcastChannel' in window ? new BroadcastChannel('portal-live') : null;
let waiting = 0;

function changed() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 80);
}

function listen() {
  follow('/portal/live', ['approvals'], () => {
    // The first one says that the stream has begun. What changed since the page was made, or during a pause, was told to nobody: all look again.
    channel?.postMessage('approvals');
    changed();
  });
  return new Promise(() => {}); // holds the lock until the page is left
}

channel?.addEventListener('message', changed);
if (channel && navigator.locks) {
  navigator.locks.request('portal-live', { ifAvailable: true }, lock => {
    if (lock) return listen();
    changed(); // another page listens, and may have told what this one, still on its way, did not hear
    navigator.locks.request('portal-live', listen);
  });
} else {
  listen();
}
