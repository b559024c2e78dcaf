/** A configuration document while somebody changes it. */

import { del, get, post, Problem, put } from './api.js';
import { faultText } from './faults.js';
import { pointerLabel } from './labels.js';
import { keepName } from './names.js';
import { explain } from './problems.js';

/** Pointers are those of RFC 6901, as the server's faults have them: `/recycle/0/after`. */
const within = (pointer, above) => pointer === above || pointer.startsWith(`${above}/`);
const parts = (pointer) => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

export class Draft {
  /** What the document has become. */
  value;
  /** What went wrong at the last try to save, in words, when no field is to blame. */
  problem = '';
  busy = false;
  /** Whether somebody else has saved the document meanwhile: ours would undo that. */
  overtaken = false;

  #begun;
  #saved;
  #etag;
  #faults = new Map();
  #asked = new Set();
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

  /** As it is stored; null for a new one. */
  get saved() {
    return this.#saved;
  }

  get dirty() {
    return this.differs('');
  }

  /** Whether something in it is other than what is stored. */
  differs(pointer) {
    return JSON.stringify(this.get(pointer)) !== JSON.stringify(parts(pointer).reduce((at, part) => at?.[part], this.#saved));
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
    const list = Array.isArray(at) && value === undefined ? `/${path.join('/')}` : pointer;
    [...this.#faults.keys()].filter((fault) => within(fault, list)).forEach((fault) => this.#faults.delete(fault));
    this.#changed();
  }

  /** Adds an item to a list. */
  add(pointer, item) {
    this.set(pointer, [...(this.get(pointer) ?? []), item]);
  }

  /** What is wrong with a field, or with what is in it; empty when nothing is known to be. */
  fault(pointer) {
    this.#asked.add(pointer);
    return [...this.#faults].find(([fault]) => within(fault, pointer))?.[1] ?? '';
  }

  /** Whether anything at or below one of these is wrong. */
  faulty(...pointers) {
    return [...this.#faults.keys()].some((fault) => pointers.some((pointer) => within(fault, pointer)));
  }

  /** The faults that no field has shown since this was asked the last time: a form's foot shows them. */
  faults() {
    const asked = [...this.#asked];
    this.#asked.clear();
    return [...this.#faults].filter(([fault]) => !asked.some((pointer) => within(fault, pointer))).map(([pointer, detail]) => [pointerLabel(this.#kind.slice(1).replace(/s$/, ''), pointer) || pointer, detail].filter(Boolean).join(': '));
  }

  undo() {
    this.value = structuredClone(this.#saved ?? this.#begun);
    this.#faults.clear();
    this.problem = '';
    this.overtaken = false;
    this.#changed();
  }

  /** True when it is stored; what was wrong is found by `fault` and `problem` otherwise. */
  async save() {
    return this.attempt(async () => this.#keep(this.fresh ? await post(this.#kind, this.value, { whole: true }) : await this.#replace()));
  }

  /**
   * One version counts all of a firm's configuration: when it has moved, and this document has not, nobody is in the way.
   * It is asked once more then; who is overtaken again is told so.
   */
  async #replace() {
    const replace = () => put(this.#at(), this.value, { whole: true, etag: this.#etag });
    try {
      return await replace();
    } catch (problem) {
      if (problem.status !== 412) throw problem;
      const { body, headers } = await get(this.#at(), { whole: true });
      this.overtaken = JSON.stringify(body) !== JSON.stringify(this.#saved);
      if (this.overtaken) throw problem;
      this.#etag = headers.get('ETag');
      return replace();
    }
  }

  /** Reads what others have saved; what was changed here is lost. */
  async reload() {
    return this.attempt(async () => {
      this.#keep(await get(this.#at(), { whole: true }));
      this.overtaken = false;
    });
  }

  /** Takes it away for good: whoever calls has asked the person. */
  async remove() {
    return this.attempt(async () => {
      await del(this.#at());
      this.#saved = this.value;
    });
  }

  #at() {
    return this.#saved?.id === undefined || this.#kind === '/tenant' ? this.#kind : `${this.#kind}/${encodeURIComponent(this.#saved.id)}`;
  }

  #keep({ body, headers }) {
    this.value = structuredClone(body);
    this.#saved = body;
    this.#etag = headers.get('ETag');
    keepName(this.#kind, body);
  }

  /** Does something with the document; false when it was refused, with its faults and problem to be seen. */
  async attempt(work) {
    if (this.busy) return false;
    this.busy = true;
    this.problem = '';
    this.#faults.clear();
    this.#changed();
    try {
      await work();
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      for (const { pointer, detail } of problem.body.errors ?? []) this.#faults.set(pointer, faultText(detail));
      if (this.#faults.size === 0) this.problem = explain(problem);
      return false;
    } finally {
      this.busy = false;
      this.#changed();
    }
  }
}
