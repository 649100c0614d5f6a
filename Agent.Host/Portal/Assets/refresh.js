// Gets the page again, in its present address, and changes what is different: focus, selection, opened parts and half-written texts stay.
import { notice } from './notice.js';

const policy = window.trustedTypes ? trustedTypes.createPolicy('portal', { createHTML: html => html }) : { createHTML: html => html };
let running = null;
let next = null;

// Who asks while one is under way waits for another that begins after it: the one under way may not know yet what they ask for.
export function refresh() {
  if (running) {
    next ??= running.then(() => { next = null; return refresh(); });
    return next;
  }
  running = fetchAndShow().finally(() => { running = null; });
  return running;
}

async function fetchAndShow() {
  const address = location.href;
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' }, redirect: 'manual' });
    // No page leads elsewhere but for a session that has ended: to the sign-in, and from there back here.
    if (answer.type === 'opaqueredirect') return location.assign(address);
    if (!answer.ok && answer.status !== 404) {
      notice(document.getElementById('texts').dataset.failed, { bad: true, request: answer.headers.get('X-Request-Id') });
      return;
    }
    const next = new DOMParser().parseFromString(policy.createHTML(await answer.text()), 'text/html');
    if (address !== location.href) return;
    document.title = next.title;
    for (const part of ['.rail', 'main']) morph(document.querySelector(part), next.querySelector(part));
    document.dispatchEvent(new CustomEvent('portal:refreshed'));
  } catch {
    notice(document.getElementById('texts').dataset.offline);
  }
}

// A node is the same when its kind and its id are; without an id, when it stands in the same place.
export function morph(now, next) {
  if (now.nodeType !== Node.ELEMENT_NODE) {
    if (now.nodeValue !== next.nodeValue) now.nodeValue = next.nodeValue;
    return;
  }
  attributes(now, next);
  if (now.hasAttribute('data-keep')) return;
  let child = now.firstChild;
  for (const wanted of [...next.childNodes]) {
    const found = match(child, wanted);
    if (!found) {
      now.insertBefore(document.importNode(wanted, true), child);
      continue;
    }
    while (child !== found) {
      const skipped = child;
      child = child.nextSibling;
      if (skipped.id && next.querySelector(`#${CSS.escape(skipped.id)}`)) now.append(skipped); else skipped.remove();
    }
    child = found.nextSibling;
    morph(found, wanted);
  }
  while (child) {
    const rest = child;
    child = child.nextSibling;
    rest.remove();
  }
}

function match(child, wanted) {
  for (let candidate = child; candidate; candidate = candidate.nextSibling) {
    const same = candidate.nodeName === wanted.nodeName && (candidate.id ?? '') === (wanted.id ?? '');
    if (same) return candidate;
    if (!wanted.id) return null;
  }
  return null;
}

function attributes(now, next) {
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && !isOwn(now, name)) now.removeAttribute(name);
  }
  for (const { name, value } of [...next.attributes]) {
    if (now.getAttribute(name) !== value && !isOwn(now, name)) now.setAttribute(name, value);
  }
}

// What the viewer opened or ticked is theirs.
function isOwn(element, name) {
  return ((name === 'hidden' || name === 'class') && element.hasAttribute('data-keep'))
    || (name === 'open' && (element.nodeName === 'DETAILS' || element.nodeName === 'DIALOG')) || (name === 'checked' && element.nodeName === 'INPUT');
}
