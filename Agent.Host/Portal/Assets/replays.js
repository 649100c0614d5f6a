// Starts a replay, with files that are read here, and follows one that is under way.
import { call } from './api.js';
import { notice } from './notice.js';
import { refresh } from './refresh.js';
import { follow } from './stream.js';

document.addEventListener('submit', async event => {
  const form = event.target.closest('form[data-replay]');
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector('button.primary');
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    const job = await call('POST', form.dataset.replay, await request(form));
    location.assign(form.dataset.then.replace('{id}', encodeURIComponent(job.id)));
  } catch (error) {
    notice(error.shown ?? (error.problem ? error.message : document.getElementById('texts').dataset.failed), { bad: true, request: error.request });
    button.removeAttribute('aria-busy');
  }
});

async function request(form) {
  const fields = new FormData(form);
  const body = { mode: fields.get('mode') };
  for (const name of ['workflowVersion', 'approvals', 'onDivergence']) if (fields.get(name)) body[name] = fields.get(name);
  if (fields.get('againstToday')) body.againstToday = true;
  for (const name of ['policies', 'prompts']) if (fields.get(name).size) body[name] = await fields.get(name).text();
  if (body.mode === 'live') {
    body.budgetUsd = Number(fields.get('budgetUsd'));
    body.samples = Number(fields.get('samples') || 1);
    for (const name of ['smallModel', 'largeModel']) if (fields.get(name).trim()) body[name] = fields.get(name).trim();
  }
  if (fields.get('source') === 'file') {
    body.recordings = await lines(form, fields.get('recordings'));
    return body;
  }
  for (const name of ['customerId', 'channel']) if (fields.get(name).trim()) body[name] = fields.get(name).trim();
  if (fields.get('limit')) body.limit = Number(fields.get('limit'));
  // Days are meant as the viewer's.
  if (fields.get('since')) body.since = new Date(`${fields.get('since')}T00:00:00`).toISOString();
  if (fields.get('until')) {
    const end = new Date(`${fields.get('until')}T00:00:00`);
    end.setDate(end.getDate() + 1);
    body.until = end.toISOString();
  }
  return body;
}

async function lines(form, file) {
  const { fault, large, most } = form.dataset;
  if (!file.size) throw shown(fault.replace('{n}', '1'));
  const text = file.name.endsWith('.gz') ? await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text() : await file.text();
  if (new Blob([text]).size > Number(most)) throw shown(large);
  const recordings = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (!line.trim()) return;
    try {
      recordings.push(JSON.parse(line));
    } catch {
      throw shown(fault.replace('{n}', index + 1));
    }
  });
  return recordings;
}

function shown(text) {
  return Object.assign(new Error(text), { shown: text });
}

let source = null;
function watch() {
  const address = document.querySelector('[data-watch]')?.dataset.watch;
  if (!address === !source) return;
  source?.close();
  source = address ? follow(address, ['replay'], refresh) : null;
}

document.addEventListener('portal:refreshed', watch);
watch();
