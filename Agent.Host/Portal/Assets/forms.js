// <form data-api="POST /api/v1/…" data-then="/…/{id}">: sends its fields as JSON and then shows what came of it.
import { call } from './api.js';
import { notice } from './notice.js';
import { refresh } from './refresh.js';

document.addEventListener('submit', async event => {
  const form = event.target.closest('form[data-api]');
  if (!form) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.getAttribute('aria-busy') === 'true') return;
  if (form.dataset.sure && !confirm(form.dataset.sure)) return;
  button?.setAttribute('aria-busy', 'true');
  try {
    const [method, address] = form.dataset.api.split(' ');
    const answer = await call(method, address, bodyOf(form, button));
    notice(null);
    if (form.dataset.then) {
      location.assign(form.dataset.then.replace('{id}', encodeURIComponent(answer.id)));
      return;
    }
    await refresh();
  } catch (error) {
    notice(error.problem ? error.message : document.getElementById('texts').dataset.failed, { bad: true, request: error.request });
    if (error.problem?.status === 409) await refresh();
  } finally {
    button?.removeAttribute('aria-busy');
  }
});

function bodyOf(form, button) {
  const fields = new FormData(form, button);
  const body = {};
  for (const [name, value] of fields) {
    if (value !== '') body[name] = form.elements[name]?.dataset?.as === 'number' ? Number(value) : value;
  }
  return Object.keys(body).length ? body : undefined;
}
