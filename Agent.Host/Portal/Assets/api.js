// Calls the API, as everybody else does. A problem becomes an error with the problem's own words.
export async function call(method, address, body, headers = {}) {
  const options = { method, headers: { Accept: 'application/json', 'X-Requested-With': 'portal', ...headers } };
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(address, options);
  const text = await answer.text();
  const content = text && (answer.headers.get('Content-Type') ?? '').includes('json') ? JSON.parse(text) : null;
  if (answer.ok) return content;
  const error = new Error(content?.detail ?? content?.title ?? `${answer.status}`);
  error.problem = content;
  error.request = answer.headers.get('X-Request-Id');
  throw error;
}
