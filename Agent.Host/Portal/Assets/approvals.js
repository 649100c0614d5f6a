// The approver's keyboard. j and k go through the queue, a and d take aim, Enter decides, Escape lets go: no key alone moves money.
import { refresh } from './refresh.js';

let armed = null;

document.addEventListener('keydown', event => {
  const form = document.getElementById('decide');
  if (event.key === 'Escape') return disarm();
  if (event.target.closest('input:not([type=checkbox]), textarea, select') || event.metaKey || event.ctrlKey || event.altKey) return;
  const queue = document.getElementById('queue');
  if (!queue) return;
  if (event.key === 'j' || event.key === 'k') {
    event.preventDefault();
    move(queue, event.key === 'j' ? 1 : -1);
  }
  if (form && !form.closest('[inert]') && (event.key === 'a' || event.key === 'd')) {
    event.preventDefault();
    arm(form, form.querySelector(`[data-key=${event.key}]`));
  }
});

document.addEventListener('click', event => {
  const link = event.target.closest('#queue a[href]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  choose(link);
});

document.addEventListener('submit', event => {
  if (event.target.id !== 'decide') return;
  // Enter in the reason would press the first button, whichever was meant.
  if (armed && event.submitter !== armed && document.activeElement?.id === 'reason') {
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = armed;
    disarm();
    setTimeout(() => button.form?.requestSubmit(button)); // a form that is being submitted submits nothing else
  } else if (!armed && document.activeElement?.id === 'reason') {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

addEventListener('popstate', () => { hold(); refresh(); });

// Until the one that was chosen is shown, nothing can be decided: the form is still another's. What is shown next comes without the mark.
function hold() {
  document.querySelector('article.ask')?.setAttribute('inert', '');
}

function arm(form, button) {
  disarm();
  armed = button;
  button.classList.add('armed');
  const hint = document.getElementById('armed');
  hint.textContent = hint.dataset[button.value];
  form.querySelector('#reason').focus();
}

function disarm() {
  armed?.classList.remove('armed');
  armed = null;
  const hint = document.getElementById('armed');
  if (hint) hint.textContent = '';
  if (document.activeElement?.id === 'reason') document.activeElement.blur();
}

function move(queue, step) {
  const links = [...queue.querySelectorAll('a[href]')];
  const at = links.findIndex(link => link.hasAttribute('aria-current'));
  const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
  if (next) choose(next);
}

async function choose(link) {
  disarm();
  const reason = document.getElementById('reason');
  if (reason) reason.value = '';
  hold();
  history.pushState(null, '', link.href);
  const { id } = link.parentElement;
  await refresh();
  // Who has taken aim meanwhile keeps the focus where they type.
  if (!armed) document.getElementById(id)?.querySelector('a').focus();
}
