/** Calls of the public API, with the session's cookie. */

const BASE = '/api/v1';
const PATIENCE_MS = 15_000;
/** Numbers of a long period take their time, and are not asked for again meanwhile. */
const NUMBERS_MS = 90_000;
const PAUSES_MS = [200, 400, 800, 1_600, 3_000];

/** An answer that is no success, or none at all. */
export class Problem extends Error {
  /**
   * @param {number} status 0 when there was no answer
   * @param {object} body as RFC 9457 has it
   */
  constructor(status, body) {
    super(body.detail ?? body.title ?? 'no answer');
    this.status = status;
    this.body = body;
    /** What went wrong, such as `already-claimed`. */
    this.slug = (body.type ?? '').split('/').pop() || (status ? 'unknown' : 'unreachable');
  }

  /** Whether nothing is known of what has become of the request, or nothing was done: it may be sent again. */
  get passing() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

let csrf = '';

/** What every change has to show from now on. */
export function trust(token) {
  csrf = token;
}

export function newKey() {
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join('-');
}

export const get = (path, options) => call('GET', path, undefined, options);
export const put = (path, body, options) => call('PUT', path, body, options);
export const patch = (path, body, options) => call('PATCH', path, body, options);
export const del = (path, options) => call('DELETE', path, undefined, options);

/** Says something once, however often it has to be sent: all attempts have one key. */
export const post = (path, body = {}, options = {}) => call('POST', path, body, { key: newKey(), ...options });

/**
 * @param {object} options `key`: of the request, the same for its repetitions; `etag`: of what is replaced;
 *     `signal`: ends the waiting; `patient`: it is sent again until there is an answer; `whole`: the answer with its
 *     headers rather than its body
 */
async function call(method, path, body, options = {}) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(method, path, body, options);
    } catch (problem) {
      const repeatable = method !== 'POST' || options.key;
      const enough = !options.patient && attempt >= PAUSES_MS.length;
      if (!(problem instanceof Problem) || !problem.passing || !repeatable || enough) throw problem;
      document.dispatchEvent(new CustomEvent('pelagos-waiting', { detail: problem }));
      await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]));
    }
  }
}

async function once(method, path, body, { key, etag, signal, whole, type }) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = type ?? 'application/json';
  if (key) headers['Idempotency-Key'] = key;
  if (etag) headers['If-Match'] = etag;
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  const timeout = AbortSignal.timeout(path.startsWith('/stats/') ? NUMBERS_MS : PATIENCE_MS);
  let response;
  let text;
  try {
    response = await fetch(BASE + path, {
      method,
      headers,
      body: body === undefined || type ? body : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Problem(0, { title: String(cause) });
  }
  const json = /json/.test(response.headers.get('Content-Type') ?? '') && text ? JSON.parse(text) : text;
  if (!response.ok) {
    const problem = new Problem(response.status, typeof json === 'object' ? json : { title: response.statusText });
    if (response.status === 401 && path !== '/session') {
      document.dispatchEvent(new CustomEvent('pelagos-signed-out'));
    }
    throw problem;
  }
  document.dispatchEvent(new CustomEvent('pelagos-answered'));
  return whole ? { body: json, headers: response.headers } : json;
}

/** All items of a list, page by page, at most so many. */
export async function all(path, max = 5_000) {
  const items = [];
  let cursor = '';
  do {
    const mark = path.includes('?') ? '&' : '?';
    const page = await get(`${path}${mark}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.next ?? '';
  } while (cursor && items.length < max);
  return items;
}

/**
 * Sends a file, and tells how much of it is sent. Whoever repeats it with the same key does not do it twice.
 *
 * @param {Blob} file
 * @param {object} options `type` of the file, `key` of the request, `progress` told of a share from 0 to 1, `signal`
 */
export function upload(path, file, { type, key, progress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', BASE + path);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', type);
    request.setRequestHeader('X-CSRF-Token', csrf);
    if (key) request.setRequestHeader('Idempotency-Key', key);
    request.upload.onprogress = (event) => event.lengthComputable && progress?.(event.loaded / event.total);
    signal?.addEventListener('abort', () => request.abort());
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    request.onerror = () => reject(new Problem(0, {}));
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(new Problem(request.status, body ?? { title: request.statusText }));
    };
    request.send(file);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
