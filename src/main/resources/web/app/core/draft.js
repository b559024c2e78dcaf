/** A configuration document while somebody changes it. */

import { del, get, post, Problem, put } from './api.js';
import { explain } from './problems.js';

/** Pointers are those of RFC 6901, as the server's faults have them: `/recycle/0/after`. */
const parts = (pointer) => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

export class Draft {
  /** What the document has become. */
  value;
  /** What went wrong at the last try to save, in words, when no field is to blame. */
  problem = '';
  busy = false;
  /** Somebody else has changed the configuration meanwhile. */
  stale = false;

  #begun;
  #saved;
  #etag;
  #faults = new Map();
  #kind;
  #changed;

  /**
   * @param {string} kind the path of all of its kind, such as `/pools`
   * @param {object} value a new document; one that is there comes of `read`
   * @param {() => void} changed is told of each change, so that whoever shows it shows it anew
   */
  constructor(kind, value, changed) {
    this.#kind = kind;
    this.value = structuredClone(value);
    this.#begun = value;
    this.#saved = null;
    this.#changed = changed;
  }

  static async read(kind, id, changed) {
    const { body, headers } = await get(id === undefined ? kind : `${kind}/${encodeURIComponent(id)}`, { whole: true });
    const draft = new Draft(kind, body, changed);
    draft.#saved = body;
    draft.#etag = headers.get('ETag');
    return draft;
  }

  /** Whether it is not stored yet. */
  get fresh() {
    return this.#saved === null;
  }

  get dirty() {
    return JSON.stringify(this.value) !== JSON.stringify(this.#saved);
  }

  get(pointer) {
    return parts(pointer).reduce((at, part) => at?.[part], this.value);
  }

  /** Whether the stored document has a secret there, which is read back as null. */
  kept(pointer) {
    return parts(pointer).reduce((at, part) => at?.[part], this.#saved ?? {}) === null;
  }

  /** Sets a field; undefined takes it away, and with it what is empty around it. */
  set(pointer, value) {
    const path = parts(pointer);
    const last = path.pop();
    let at = this.value;
    path.forEach((part, i) => {
      at[part] ??= /^\d+$/.test(path[i + 1] ?? last) ? [] : {};
      at = at[part];
    });
    if (value !== undefined) at[last] = value;
    else if (Array.isArray(at)) at.splice(Number(last), 1);
    else delete at[last];
    if (value === undefined && path.length && !Array.isArray(at) && Object.keys(at).length === 0 && !/^\d+$/.test(path.at(-1))) {
      this.set(`/${path.join('/')}`, undefined);
      return;
    }
    this.#faults.delete(pointer);
    this.#changed();
  }

  /** Adds an item to a list. */
  add(pointer, item) {
    this.set(pointer, [...(this.get(pointer) ?? []), item]);
  }

  /** What is wrong with a field, or with what is in it; empty when nothing is known to be. */
  fault(pointer) {
    return this.#faults.get(pointer) ?? '';
  }

  /** The faults of fields that no shown field has claimed. */
  faults(shown = []) {
    return [...this.#faults].filter(([pointer]) => !shown.includes(pointer)).map(([pointer, detail]) => `${pointer} ${detail}`.trim());
  }

  undo() {
    this.value = structuredClone(this.#saved ?? this.#begun);
    this.#faults.clear();
    this.problem = '';
    this.#changed();
  }

  /** True when it is stored; what was wrong is found by `fault` and `problem` otherwise. */
  async save() {
    return this.#try(async () => {
      const at = this.#saved?.id === undefined ? this.#kind : `${this.#kind}/${encodeURIComponent(this.#saved.id)}`;
      const options = { whole: true, etag: this.#etag };
      const { body, headers } = this.fresh ? await post(this.#kind, this.value, { whole: true }) : await put(at, this.value, options);
      this.value = structuredClone(body);
      this.#saved = body;
      this.#etag = headers.get('ETag');
    });
  }

  async remove() {
    return this.#try(() => del(`${this.#kind}/${encodeURIComponent(this.#saved.id)}`));
  }

  async #try(work) {
    if (this.busy) return false;
    this.busy = true;
    this.stale = false;
    this.problem = '';
    this.#faults.clear();
    this.#changed();
    try {
      await work();
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.stale = problem.status === 412;
      for (const { pointer, detail } of problem.body.errors ?? []) this.#faults.set(pointer, detail);
      if (this.#faults.size === 0) this.problem = explain(problem);
      return false;
    } finally {
      this.busy = false;
      this.#changed();
    }
  }
}
