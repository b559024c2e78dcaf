/** What an agent has begun to say about leads, until it is saved: kept in this window, also when it is loaded again. */

const KEPT = 'pelagos-drafts';
const MAX = 50;

/** Of whoever is signed in; what somebody else has left is forgotten. */
export class Drafts {
  #owner;
  #drafts;

  constructor(owner) {
    this.#owner = owner;
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
    this.#drafts = new Map(kept?.owner === owner ? kept.drafts : []);
    if (kept && kept.owner !== owner) forget();
  }

  get(lead) {
    return this.#drafts.get(lead);
  }

  /** The draft of a lead, in place of the one before; the oldest are forgotten when there are too many. */
  put(lead, draft) {
    this.#drafts.delete(lead);
    if (draft) this.#drafts.set(lead, draft);
    if (this.#drafts.size > MAX) this.#drafts.delete(this.#drafts.keys().next().value);
    sessionStorage.setItem(KEPT, JSON.stringify({ owner: this.#owner, drafts: [...this.#drafts] }));
  }
}

/** For whoever signs in next. */
export const forget = () => sessionStorage.removeItem(KEPT);
