// The chat: what is said appears at once, the answer while it is written, and then the page as the server has it.
import { call } from './api.js';
import { notice } from './notice.js';
import { refresh } from './refresh.js';
import { follow } from './stream.js';

const section = document.querySelector('.talk[data-stream]');
if (section) start();

function start() {
  const transcript = document.getElementById('transcript');
  const texts = document.getElementById('pending').dataset;
  let typing = null;
  const toEnd = () => { transcript.scrollTop = transcript.scrollHeight; };

  const bubble = (role, author, text) => {
    const item = document.createElement('li');
    item.className = `said ${role}`;
    const byline = document.createElement('div');
    byline.className = 'byline';
    byline.append(Object.assign(document.createElement('strong'), { textContent: author }));
    item.append(byline, Object.assign(document.createElement('div'), { className: 'text plain', textContent: text }));
    transcript.querySelector('.hint')?.remove();
    transcript.querySelector('ol').append(item);
    toEnd();
    return item;
  };

  const work = () => {
    if (typing?.isConnected) return;
    typing = bubble('agent typing', texts.agent, '');
    typing.id = 'typing';
    typing.querySelector('.byline').append(Object.assign(document.createElement('span'), { className: 'working', textContent: texts.working }));
  };

  // What is past comes first, all at once: work that has ended before it could be shown is not.
  let soon = 0;
  const done = () => {
    clearTimeout(soon);
    typing?.remove();
  };

  const say = async text => {
    if (!text.trim()) return;
    bubble('customer', texts.author, text);
    work();
    try {
      const answer = await call('POST', `${document.getElementById('composer').dataset.messages}?wait=0`, { text }, { 'Idempotency-Key': crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` });
      notice(null);
      if (answer.status === 'claimed') done(); // a person answers, when they do
    } catch (error) {
      typing?.remove();
      notice(error.message, { bad: true, request: error.request });
      await refresh();
    }
  };

  section.addEventListener('submit', event => {
    if (event.target.id !== 'composer') return;
    event.preventDefault();
    const field = document.getElementById('say');
    const text = field.value;
    field.value = '';
    say(text);
  });
  section.addEventListener('keydown', event => {
    if (event.target.id === 'say' && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
  section.addEventListener('click', event => {
    const button = event.target.closest('[data-say]');
    if (button) say(button.dataset.say);
  });
  document.addEventListener('portal:refreshed', toEnd);

  let last = 0;
  const types = ['turn.started', 'message.delta', 'message.completed', 'approval.requested', 'approval.decided', 'turn.completed', 'turn.failed', 'conversation.claimed', 'conversation.released'];
  follow(section.dataset.stream, types, (type, data) => {
    if (type === 'turn.started') soon = setTimeout(work, 50);
    if (type === 'turn.completed' || type === 'turn.failed') done();
    if (type === 'message.delta') {
      work();
      typing.querySelector('.text').textContent += data.text;
      toEnd();
    }
    if (type === 'turn.completed' || type === 'turn.failed' || type === 'approval.decided' || type === 'message.completed' || type.startsWith('conversation.')) {
      clearTimeout(last);
      last = setTimeout(refresh, 60);
    }
  });

  // A first message that was chosen with the customer is put into the field, ready to be sent or changed.
  const address = new URL(location.href);
  const opening = address.searchParams.get('say');
  if (opening) {
    document.getElementById('say').value = opening;
    address.searchParams.delete('say');
    history.replaceState(null, '', address);
  }
  document.getElementById('say')?.focus();
  toEnd();
}
