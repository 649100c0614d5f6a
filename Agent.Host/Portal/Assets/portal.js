// What every page needs. A page is made by the server and complete without this; here it becomes live.
import { refresh } from './refresh.js';
import { notice } from './notice.js';
import './forms.js';
import './talk.js';
import './approvals.js';
import './together.js';
import './live.js';
import './travel.js';
import './replays.js';
import './verify.js';

const body = document.body;

// The server writes times in the zone this browser reports; the first page of a new browser comes in UTC and is made again.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`portal-zone=${encodeURIComponent(zone)}`)) {
  document.cookie = `portal-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
  if (zone !== body.dataset.zone) refresh();
}

// Ages grow while a page is looked at.
const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto', style: 'short' });
const units = [['day', 86400, 172800], ['hour', 3600, 7200], ['minute', 60, 60], ['second', 1, 0]];
setInterval(() => {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const [unit, size] = units.find(([, , from]) => Math.abs(seconds) >= from);
    time.textContent = relative.format(Math.trunc(seconds / size), unit);
  }
}, 15000);

addEventListener('offline', () => notice(document.getElementById('texts').dataset.offline));
addEventListener('online', () => { notice(null); refresh(); });
