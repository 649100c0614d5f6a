// Has the service go through the audit log, and says what came of it.
import { call } from './api.js';
import { notice } from './notice.js';
import { refresh } from './refresh.js';

document.addEventListener('submit', async event => {
  const form = event.target.closest('form[data-verify]');
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector('button');
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    const { rows, checkpoints, signaturesChecked, fault } = await call('POST', form.dataset.verify);
    const { right, signed, unsigned, wrong } = form.dataset;
    const number = new Intl.NumberFormat(document.documentElement.lang).format;
    await refresh(); // that it was looked at is in the log as well
    const line = document.getElementById('verified');
    line.hidden = false;
    line.className = fault ? 'inside verdict-line bad' : 'inside verdict-line good';
    line.textContent = fault ? wrong.replace('{n}', number(fault.number)).replace('{what}', fault.message)
      : `${right.replace('{rows}', number(rows))} ${(signaturesChecked ? signed : unsigned).replace('{n}', number(checkpoints))}`;
  } catch (error) {
    notice(error.problem ? error.message : document.getElementById('texts').dataset.failed, { bad: true, request: error.request });
  } finally {
    button.removeAttribute('aria-busy');
  }
});
