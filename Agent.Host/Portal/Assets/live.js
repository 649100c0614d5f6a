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
  let first = true;
  follow('/portal/live', ['approvals'], () => {
    // The first one only says that the stream has begun; after a pause it says that something may have been missed.
    if (first) { first = false; return; }
    channel?.postMessage('approvals');
    changed();
  });
}

channel?.addEventListener('message', changed);
if (channel && navigator.locks) {
  navigator.locks.request('portal-live', () => { listen(); return new Promise(() => {}); });
} else {
  listen();
}
