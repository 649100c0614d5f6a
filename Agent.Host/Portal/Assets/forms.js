// <form data-api="POST /api/v1/…" data-then="/…/{id}">: sends its fields as JSON and then shows what came of it. data-clears empties it then,
// data-shows="key" shows that member of the answer, once; data-json="field" sends what is written in that field, as it is.
import { call } from './api.js';
import { notice } from './notice.js';
import { refresh } from './refresh.js';

const busy = new WeakSet();

document.addEventListener('submit', async event => {
  const form = event.target.closest('form[data-api]');
  if (!form) return;
  event.preventDefault();
  const button = event.submitter;
  if (busy.has(form)) return;
  if (form.dataset.sure && !confirm(form.dataset.sure)) return;
  busy.add(form);
  button?.setAttribute('aria-busy', 'true');
  try {
    const [method, address] = form.dataset.api.split(' ');
    const answer = await call(method, address, bodyOf(form, button));
    notice(form.dataset.said ?? null);
    if (form.dataset.then) {
      location.assign(form.dataset.then.replace('{id}', encodeURIComponent(answer.id)));
      return;
    }
    if ('clears' in form.dataset) form.reset();
    if (form.dataset.shows) show(answer[form.dataset.shows]);
    await refresh();
  } catch (error) {
    notice(error.problem ? error.message : document.getElementById('texts').dataset.failed, { bad: true, request: error.request });
    if (error.problem?.status === 409) await refresh();
  } finally {
    busy.delete(form);
    button?.removeAttribute('aria-busy');
  }
});

// Not sent as a form: the way back may lead to the issuer of the sign-in, where the security policy lets no form go.
document.addEventListener('submit', async event => {
  const address = event.target.dataset.signout;
  if (!address) return;
  event.preventDefault();
  await fetch(address, { method: 'POST', redirect: 'manual' });
  location.assign('/');
});

document.addEventListener('keydown', event => {
  if (event.target.matches('textarea[data-enter]') && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copies]');
  if (!button) return;
  await navigator.clipboard?.writeText(document.getElementById(button.dataset.copies).textContent);
  button.textContent = button.dataset.copied;
});

// What is shown here is nowhere else: it is gone when the dialog is closed.
function show(text) {
  const dialog = document.getElementById('shown');
  const place = document.getElementById('shown-text');
  place.textContent = text;
  dialog.addEventListener('close', () => { place.textContent = ''; }, { once: true });
  dialog.showModal();
}

function bodyOf(form, button) {
  if (form.dataset.json) {
    try {
      return JSON.parse(form.elements[form.dataset.json].value);
    } catch (fault) {
      throw Object.assign(fault, { problem: {} }); // its own words say where
    }
  }
  const fields = new FormData(form, button);
  const body = {};
  for (const [name, value] of fields) {
    if (value === '') continue;
    const kind = form.querySelector(`[name="${CSS.escape(name)}"]`)?.dataset.as;
    if (kind === 'list') (body[name] ??= []).push(value);
    else body[name] = kind === 'number' ? Number(value) : value;
  }
  return Object.keys(body).length || 'body' in form.dataset ? body : undefined;
}
