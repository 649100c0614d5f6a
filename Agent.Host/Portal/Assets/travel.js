// Going through a conversation's past: steps and slider change the address and get the page again; a fork goes through the API.
import { call } from './api.js';
import { notice } from './notice.js';
import { refresh } from './refresh.js';
import { follow } from './stream.js';

document.addEventListener('click', event => {
  const link = event.target.closest('a[data-step]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href).then(() => document.querySelector('[data-step][aria-current]')?.focus({ preventScroll: true }));
});

document.addEventListener('input', event => {
  if (event.target.id === 'at') document.getElementById('at-now').textContent = event.target.value;
});

document.addEventListener('change', event => {
  if (event.target.id !== 'at') return;
  const address = new URL(location.href);
  address.searchParams.set('at', event.target.value);
  address.searchParams.delete('from'); // the timeline goes along
  go(address.href);
});

document.addEventListener('portal:refreshed', () => {
  const slider = document.getElementById('at');
  if (slider && document.activeElement !== slider) slider.value = new URL(location.href).searchParams.get('at') ?? slider.max;
});

document.addEventListener('submit', async event => {
  const form = event.target.closest('form[data-fork]');
  if (!form) return;
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  const body = { checkpoint: Number(fields.checkpoint) };
  try {
    if (fields.approval) body.approval = fields.approval;
    if (fields.reason) body.reason = fields.reason;
    if (fields.prompt) body.prompts = Object.fromEntries([fields.prompt.split('=')]);
    if (fields.step && fields.patch) body.states = { [fields.step]: JSON.parse(fields.patch) };
    const fork = await call('POST', form.dataset.fork, body);
    location.assign(form.dataset.then.replace('{id}', encodeURIComponent(fork.id)));
  } catch (error) {
    notice(error.message, { bad: true, request: error.request });
  }
});

async function go(address) {
  const top = scrollY;
  history.pushState(null, '', address);
  await refresh();
  scrollTo({ top });
}

// What goes on in what is shown brings the page up to date.
let soon = 0;
for (const part of document.querySelectorAll('[data-follow]')) {
  follow(part.dataset.follow, ['turn.started', 'message.completed', 'approval.requested', 'approval.decided', 'turn.completed', 'turn.failed', 'conversation.claimed', 'conversation.released'], (type, data) => {
    if (Date.now() - new Date(data.at) > 10000) return; // the past is on the page already
    clearTimeout(soon);
    soon = setTimeout(refresh, 150);
  });
}
