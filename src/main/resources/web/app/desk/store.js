/**
 * What an agent's desk knows: pools that one sees, what waits in them, what one holds, limits. It is read once, then kept by
 * the live stream; each lead has a version, and what is older than what is known is dropped.
 */

import { all, get, newKey, post, put } from '../core/api.js';
import { Live } from '../core/live.js';

const PAGE = 200;
/** At most so many leads of a pool are held; what is behind them comes when those before it are gone. */
const HELD_MAX = 5_000;
/** Changes are shown together, so that 200 a second cost no more than five. */
const SHOW_MS = 200;
const GONE_MS = 1_500;
const SPREAD_MS = 1_000;
const VERSIONS_MAX = 20_000;

export class DeskStore extends EventTarget {
  me;
  tenant;
  /** @type {Map<string, object>} */
  pools = new Map();
  mine = new Map();
  offers = [];
  quotas = [];
  connected = false;
  loaded = false;
  /** What is begun about leads and not saved. */
  drafts;

  /** Leads in pools that one has asked for. */
  #asked = new Set();
  /** Leads that one gives away oneself, of which one need not be told. */
  #giving = new Set();

  #live = new Live();
  /** What is known of each lead in pools, and in hand: a claim is told as both, by one version. */
  #inPools = new Map();
  #inHands = new Map();
  #reading = false;
  #again = false;
  #showing;
  #rereading;

  constructor() {
    super();
    const on = (type, hear) => this.#live.addEventListener(type, (event) => hear(event.detail));
    on('open', () => this.#connected(true));
    on('lost', () => this.#connected(false));
    on('reset', () => this.#read());
    on('config', () => this.#reread());
    on('entered', (event) => this.#inPool(event));
    on('changed', (event) => (event.pool ? this.#inPool(event) : this.#inHand(event)));
    on('warned', (event) => this.#inHand(event));
    on('left', (event) => this.#left(event));
    on('quota', (event) => this.#quota(event));
    on('stats', ({ pool, claimable }) => this.#set(pool, { claimable }));
  }

  open() {
    this.#live.open();
  }

  close() {
    this.connected = false;
    this.#live.close();
    clearTimeout(this.#showing);
    clearTimeout(this.#rereading);
  }

  get agent() {
    return this.me?.agent;
  }

  /** What is held, the most urgent first; what has no date comes last, the newest first. */
  held() {
    return [...this.mine.values()].sort(
      (a, b) => due(a) - due(b) || Date.parse(b.claimed_at ?? b.created_at) - Date.parse(a.claimed_at ?? a.created_at),
    );
  }

  /** What a channel is called; its id where that is not known. */
  channel(id) {
    return this.me?.channels?.[id] ?? id ?? '';
  }

  /** The limits that hold for a pool, those over all pools among them. */
  limits(pool) {
    return this.quotas.filter((quota) => quota.pool === pool || quota.pool === null);
  }

  /**
   * Claims the next lead of a pool, or that one. The request has one key however often it is sent, so that a claim that
   * was granted while the network was away is told, and not made twice.
   */
  async claim(pool, lead) {
    const claimed = await post(`/pools/${pool}/claims`, lead ? { lead } : {}, { key: newKey(), patient: true });
    if (this.status === 'off') this.#readPresence();
    if (claimed.requests) {
      claimed.requests.forEach((request) => this.asked(request.lead));
      return undefined;
    }
    claimed.claims.forEach((view) => this.take(view));
    this.#quota({ pool, quotas: claimed.quotas });
    return claimed.claims[0];
  }

  /** A supervisor decides whether one gets it. */
  asked(lead) {
    this.#asked.add(lead);
    if (this.#asked.size > HELD_MAX) this.#asked.delete(this.#asked.values().next().value);
    this.#show();
  }

  isAsked = (lead) => this.#asked.has(lead);

  /** Does what takes a lead out of one's own hands. */
  async give(lead, work) {
    this.#giving.add(lead);
    try {
      await work();
      this.drafts.put(lead, undefined);
    } catch (problem) {
      this.#giving.delete(lead);
      throw problem;
    }
  }

  /** Somebody else was faster: the row says so for a moment, then it goes. */
  gone(pool, id) {
    const rows = this.pools.get(pool)?.leads;
    const row = rows?.get(id);
    if (!row || row.gone) return;
    rows.set(id, { ...row, gone: true });
    setTimeout(() => {
      if (rows.get(id)?.gone) rows.delete(id);
      this.#show();
    }, GONE_MS);
    this.#show();
  }

  /** An answer that shows a lead in hand. */
  take(view) {
    if (newer(this.#inHands, view.id, view.version) || !this.mine.has(view.id)) this.#place(view);
  }

  async decline(lead) {
    await post(`/leads/${lead}/decline`);
    await this.#readOffers();
  }

  async more(id) {
    const pool = this.pools.get(id);
    if (!pool || pool.reading || pool.whole || pool.leads.size >= HELD_MAX) return;
    pool.reading = true;
    try {
      await this.#page(pool);
    } finally {
      pool.reading = false;
    }
    this.#show();
  }

  async presence(status) {
    await put('/me/presence', { status });
    this.status = status;
    this.#show();
  }

  #connected(connected) {
    this.connected = connected;
    if (connected && !this.loaded) this.#read(); // What comes meanwhile is told by the stream.
    this.#show();
  }

  /** Rules that somebody has changed; hundreds of desks hear it at once, and do not ask at once. */
  #reread() {
    clearTimeout(this.#rereading);
    this.#rereading = setTimeout(async () => {
      try {
        const [me, tenant, pools] = await Promise.all([get('/me'), get('/tenant'), all('/pools')]);
        Object.assign(this, { me, tenant, quotas: me.quotas });
        for (const doc of pools) this.#set(doc.id, { doc, name: doc.name });
      } catch {
        await this.#read();
      }
    }, Math.random() * SPREAD_MS);
  }

  /** One at a time; whoever asks meanwhile has it read again after that. */
  async #read() {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    this.#again = false;
    try {
      const [me, tenant, pools, presence] = await Promise.all([get('/me'), get('/tenant'), all('/pools'), get('/me/presence').catch(() => ({}))]);
      this.me = me;
      this.tenant = tenant;
      this.status = presence.status ?? 'off';
      this.quotas = me.quotas;
      const before = this.pools;
      this.pools = new Map(
        pools
          .filter((doc) => me.pools.some((pool) => pool.id === doc.id))
          .map((doc) => [doc.id, { doc, id: doc.id, name: doc.name, leads: new Map(), cursor: '', whole: false, claimable: before.get(doc.id)?.claimable }]),
      );
      await Promise.all([this.#readMine(), this.#readOffers(), ...[...this.pools.values()].map((pool) => this.#page(pool))]);
      this.loaded = true;
      this.failure = undefined;
    } catch (problem) {
      this.failure = problem;
      this.loaded = false;
      setTimeout(() => this.connected && this.#read(), 3_000);
    } finally {
      this.#reading = false;
    }
    this.#show();
    if (this.#again) await this.#read();
  }

  async #readMine() {
    const mine = new Map();
    let cursor = '';
    do {
      const page = await get(`/leads?owner=me&state=owned&limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      page.items.forEach((view) => mine.set(view.id, view));
      cursor = page.next ?? '';
    } while (cursor);
    // What the stream has told meanwhile is newer: what came, and what went.
    for (const [id, view] of this.mine) {
      if ((mine.get(id)?.version ?? 0) < view.version && this.#inHands.get(id) === view.version) mine.set(id, view);
    }
    const before = this.mine;
    this.mine = new Map([...mine].filter(([id, view]) => (this.#inHands.get(id) ?? 0) <= view.version));
    for (const [id, view] of before) {
      if (!this.mine.has(id) && !this.#giving.delete(id)) this.dispatchEvent(new CustomEvent('lead-left', { detail: { type: 'left', view } }));
    }
    this.mine.forEach((view) => newer(this.#inHands, view.id, view.version));
  }

  async #readPresence() {
    const { status } = await get('/me/presence').catch(() => ({}));
    this.status = status ?? this.status;
    this.#show();
  }

  async #readOffers() {
    this.offers = (await get('/me/offers').catch(() => ({ items: [] }))).items;
    this.#show();
  }

  async #page(pool) {
    const page = await get(`/pools/${pool.id}/leads?limit=${PAGE}${pool.cursor && `&cursor=${encodeURIComponent(pool.cursor)}`}`);
    for (const view of page.items) {
      const known = Math.max(this.#inPools.get(view.id) ?? 0, this.#inHands.get(view.id) ?? 0);
      if (known <= view.version && !this.mine.has(view.id)) pool.leads.set(view.id, view);
    }
    pool.cursor = page.next ?? '';
    pool.whole = !page.next;
  }

  #inPool({ lead, version, pool: id, view, claimable_at: from, type }) {
    if (!newer(this.#inPools, lead, version)) return;
    this.#drop(lead, type);
    const pool = this.pools.get(id);
    if (type === 'offered') this.#readOffers();
    if (!pool) return;
    for (const other of this.pools.values()) other.leads.delete(lead);
    if (pool.leads.size < HELD_MAX && (pool.whole || pool.doc.order !== 'fifo')) pool.leads.set(lead, { ...view, from });
    this.#show();
  }

  #inHand({ lead, version, owner, view, type }) {
    if (owner !== this.agent?.id || !newer(this.#inHands, lead, version)) return;
    this.#place(view);
    this.dispatchEvent(new CustomEvent('lead', { detail: { view, type } }));
  }

  #left({ lead, version, type, pool, owner, at }) {
    if (!newer(owner ? this.#inHands : this.#inPools, lead, version)) return;
    if (pool && type === 'claimed' && !this.mine.has(lead)) this.gone(pool, lead);
    else this.pools.get(pool)?.leads.delete(lead);
    if (owner === this.agent?.id) this.#drop(lead, type);
    if (!owner) this.#asked.delete(lead);
    if (this.offers.some((offer) => offer.lead.id === lead)) this.#readOffers();
    this.#show();
  }

  /** It is no longer in hand; whoever has not given it away himself is told. */
  #drop(lead, type) {
    const view = this.mine.get(lead);
    this.mine.delete(lead);
    if (view && !this.#giving.delete(lead)) this.dispatchEvent(new CustomEvent('lead-left', { detail: { type, view } }));
  }

  #place(view) {
    for (const pool of this.pools.values()) pool.leads.delete(view.id);
    this.offers = this.offers.filter((offer) => offer.lead.id !== view.id);
    if (view.state === 'owned' && view.owner === this.agent?.id) this.mine.set(view.id, view);
    else this.#drop(view.id, view.state);
    this.#show();
  }

  #quota({ pool, quotas }) {
    const told = new Map(quotas.map((quota) => [limit(quota), quota]));
    // In their order, so that no bar jumps; what is no longer told of this pool has gone.
    const known = this.quotas.filter((quota) => told.has(limit(quota)) || (quota.pool !== pool && quota.pool !== null));
    const names = new Set(known.map(limit));
    this.quotas = [...known.map((quota) => told.get(limit(quota)) ?? quota), ...quotas.filter((quota) => !names.has(limit(quota)))];
    this.#show();
  }

  #set(id, values) {
    const pool = this.pools.get(id);
    if (pool) Object.assign(pool, values);
    this.#show();
  }

  #show() {
    this.#showing ??= setTimeout(() => {
      this.#showing = undefined;
      this.dispatchEvent(new Event('change'));
    }, SHOW_MS);
  }
}

/** Which limit it is. */
const limit = ({ pool, window, per }) => `${pool} ${window} ${per}`;

/** Notes a lead's version; false when it, or a later one, is known already. */
function newer(versions, id, version) {
  if ((versions.get(id) ?? 0) >= version) return false;
  versions.delete(id);
  versions.set(id, version);
  if (versions.size > VERSIONS_MAX) versions.delete(versions.keys().next().value);
  return true;
}

/** When something has to be done about a lead, in milliseconds. */
export function due(lead) {
  const dates = [lead.next_at, lead.deadline?.at, lead.nurture_until].filter(Boolean).map(Date.parse);
  return dates.length ? Math.min(...dates) : Infinity;
}

/** As the pool hands its leads out, so far as it can be seen. */
export function inOrder(pool) {
  const entered = (lead) => Date.parse(lead.entered_pool_at);
  const orders = {
    fifo: (a, b) => entered(a) - entered(b),
    lifo: (a, b) => entered(b) - entered(a),
    score: (a, b) => (b.score ?? -1) - (a.score ?? -1) || entered(a) - entered(b),
  };
  return [...pool.leads.values()].sort(orders[pool.doc.order ?? 'fifo']);
}
