// One notice at a time, in the corner; read aloud. Texts come from the server, in the viewer's language.
const texts = document.getElementById('texts').dataset;

export function notice(text, { bad = false, request = null } = {}) {
  const box = document.getElementById('notice');
  box.hidden = !text;
  if (!text) return;
  box.className = bad ? 'notice bad' : 'notice';
  box.replaceChildren(document.createElement('span'));
  box.firstChild.textContent = text;
  if (request) {
    const id = document.createElement('small');
    id.textContent = `${texts.request} ${request}`;
    box.append(id);
  }
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = texts.close;
  close.onclick = () => notice(null);
  box.append(close);
}

// Says something to those who listen to the page instead of looking at it.
export function announce(text) {
  document.getElementById('announce').textContent = text;
}
