/** The live stream: what happens in pools and in hand, while it happens. */

const PAUSE_MS = 500;
const PAUSE_MAX_MS = 8_000;
/** The server says something every 15 seconds; who hears nothing for longer is cut off and does not know it. */
const SILENCE_MS = 35_000;

/**
 * Stays connected, and goes on where it was cut. Read by `fetch`, as an `EventSource` tells neither why it was refused
 * nor that it hears nothing.
 *
 * Events: `open`, `lost`, and those of the stream, with their data as `detail`. After `reset` the lists have to be read.
 */
export class Live extends EventTarget {
  #cursor = '';
  #pause = PAUSE_MS;
  #timer;
  #attempt;

  open() {
    addEventListener('online', this.#now);
    addEventListener('offline', this.#cut);
    document.addEventListener('pelagos-signed-in', this.#now);
    this.#now();
  }

  close() {
    removeEventListener('online', this.#now);
    removeEventListener('offline', this.#cut);
    document.removeEventListener('pelagos-signed-in', this.#now);
    clearTimeout(this.#timer);
    this.#attempt?.abort();
    this.#attempt = undefined;
  }

  #now = () => {
    this.#pause = PAUSE_MS;
    this.#connect();
  };

  #cut = () => this.#attempt?.abort();

  async #connect() {
    clearTimeout(this.#timer);
    this.#attempt?.abort();
    const attempt = new AbortController();
    this.#attempt = attempt;
    try {
      await this.#read(attempt);
    } catch {
      // Whatever it was, it is tried again.
    }
    if (attempt !== this.#attempt) return;
    this.dispatchEvent(new Event('lost'));
    // Who is not signed in is not told anything, however often he asks.
    if (attempt.refused) return;
    this.#timer = setTimeout(() => this.#connect(), this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(this.#pause * 2, PAUSE_MAX_MS);
  }

  async #read(attempt) {
    const headers = { Accept: 'text/event-stream' };
    if (this.#cursor) headers['Last-Event-ID'] = this.#cursor;
    const response = await fetch('/api/v1/live', { headers, signal: attempt.signal });
    attempt.refused = response.status === 401;
    if (attempt.refused) document.dispatchEvent(new CustomEvent('pelagos-signed-out'));
    if (!response.ok) return;
    this.#pause = PAUSE_MS;
    this.dispatchEvent(new Event('open'));
    let silence;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => attempt.abort(), SILENCE_MS);
    };
    try {
      heard();
      let rest = '';
      for await (const text of chunks(response.body)) {
        heard();
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop();
        blocks.forEach((block) => this.#tell(block));
      }
    } finally {
      clearTimeout(silence);
    }
  }

  #tell(block) {
    const fields = {};
    for (const line of block.split('\n')) {
      const colon = line.indexOf(': ');
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (fields.id) this.#cursor = fields.id;
    if (fields.event) this.dispatchEvent(new CustomEvent(fields.event, { detail: JSON.parse(fields.data) }));
  }
}

/** Not every browser can iterate over a stream itself. */
async function* chunks(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
