// Several approvals in one go, where the policy allows it. x picks, Shift with a or d takes aim, Enter decides, Escape lets go. Each is decided by itself, by the
// same call as a single one: what somebody else has decided meanwhile stays as it is.
import { call } from './api.js';
import { notice } from './notice.js';
import { refresh } from './refresh.js';

let armed = null;
let deciding = false;

const picked = () => [...document.querySelectorAll('.pick:checked')];

document.addEventListener('keydown', event => {
  const form = document.getElementById('together');
  if (!form) return;
  if (event.key === 'Escape') return disarm();
  if (event.target.closest('input:not([type=checkbox]), textarea, select') || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === 'x') {
    const pick = document.querySelector('#queue a[aria-current]')?.parentElement.querySelector('.pick');
    if (pick) {
      event.preventDefault();
      pick.checked = !pick.checked;
      sum();
    }
  }
  const button = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button && picked().length) {
    event.preventDefault();
    arm(form, button);
  }
});

document.addEventListener('change', event => {
  if (event.target.id === 'all-together') for (const pick of document.querySelectorAll('.pick')) pick.checked = event.target.checked;
  if (event.target.matches('.pick, #all-together')) sum();
});

document.addEventListener('submit', async event => {
  const form = event.target;
  if (form.id !== 'together') return;
  event.preventDefault();
  const reason = document.getElementById('together-reason');
  // Enter in the reason would press the first button, whichever was meant.
  const button = document.activeElement === reason ? armed : event.submitter;
  const chosen = picked().map(pick => pick.value);
  if (!button || !chosen.length || deciding) return;
  disarm();
  deciding = true;
  form.setAttribute('aria-busy', 'true');
  const texts = document.getElementById('together-armed').dataset;
  const body = { decision: button.value, ...(reason.value && { reason: reason.value }) };
  const count = { done: 0, late: 0, failed: 0 };
  let request = null;
  for (const id of chosen) {
    try {
      await call('POST', `/api/v1/approvals/${encodeURIComponent(id)}/decision`, body);
      count.done++;
    } catch (error) {
      count[error.problem?.status === 409 ? 'late' : 'failed']++;
      request = error.request ?? request;
    }
    const pick = document.getElementById(`pick-${id}`);
    if (pick) pick.checked = false;
  }
  reason.value = '';
  deciding = false;
  form.removeAttribute('aria-busy');
  const said = Object.entries(count).filter(([, n]) => n > 0).map(([name, n]) => texts[name].replace('{n}', n)).join(' ');
  notice(said, { bad: count.late + count.failed > 0, request: count.failed ? request : null });
  await refresh();
});

document.addEventListener('portal:refreshed', sum);

function sum() {
  const place = document.getElementById('together-sum');
  if (!place) return;
  const chosen = picked();
  const dollars = chosen.reduce((total, pick) => total + Number(pick.dataset.minor), 0) / 100;
  const amount = new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency: 'USD' }).format(dollars);
  const text = chosen.length ? place.dataset[chosen.length === 1 ? 'one' : 'many'].replace('{n}', chosen.length).replace('{amount}', amount) : '';
  if (place.textContent !== text) place.textContent = text;
  document.getElementById('all-together').checked = chosen.length > 0 && chosen.length === document.querySelectorAll('.pick').length;
}

function arm(form, button) {
  disarm();
  armed = button;
  button.classList.add('armed');
  const hint = document.getElementById('together-armed');
  hint.textContent = hint.dataset[button.value];
  form.querySelector('#together-reason').focus();
}

function disarm() {
  armed?.classList.remove('armed');
  armed = null;
  const hint = document.getElementById('together-armed');
  if (hint) hint.textContent = '';
  if (document.activeElement?.id === 'together-reason') document.activeElement.blur();
}
