/* What was typed and is not on the server yet, in IndexedDB: it outlives pages, tabs and the browser.

   `edits` are cells by queue and code; an edit that is `held` waits for a person, not for a connection: somebody else
   typed there, or it cannot be read. `bursts` are edits under way, one burst for each queue, with the key that makes
   sending it again harmless. `saved` remembers what the server took and when, for pages that were fetched before. */

const DATABASE = "thidua";
const KEYS = { edits: ["name", "code"], bursts: "name", saved: ["name", "code"] };
const SAVED_DAYS = 40;

let opened = null;

/** The database; null where the browser has none, as in some private windows: then only this page remembers. */
function open() {
  opened ??= new Promise((resolve) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(KEYS)) {
        const made = request.result.createObjectStore(store, { keyPath });
        if (store !== "bursts") made.createIndex("name", "name");
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  }).catch(() => null);
  return opened;
}

/** One transaction: `act` gets the stores and a way to await a request; nothing else may be awaited in it. */
async function within(mode, act) {
  const database = await open();
  if (!database) return undefined;
  const transaction = database.transaction(Object.keys(KEYS), mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const stores = Object.fromEntries(Object.keys(KEYS).map((name) => [name, transaction.objectStore(name)]));
  const result = await act(stores);
  await done;
  return result;
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const ofQueue = (store, name) => answer(store.index("name").getAll(name));

/** Whether there is a database at all. */
export async function works() {
  return (await open()) !== null;
}

/** Keep edits: {name, person, address, code, before, text, held?}. */
export function keepEdits(edits) {
  return within("readwrite", (stores) => edits.forEach((edit) => stores.edits.put(edit)));
}

export function dropEdit(name, code) {
  return within("readwrite", (stores) => {
    stores.edits.delete([name, code]);
  });
}

/** Everything that a queue has not finished: {edits, burst, saved}. */
export async function unfinished(name) {
  const found = await within("readonly", async ({ edits, bursts, saved }) => {
    const asked = [ofQueue(edits, name), answer(bursts.get(name)), ofQueue(saved, name)];
    const [waiting, burst, taken] = await Promise.all(asked);
    return { edits: waiting, burst: burst ?? null, saved: taken };
  });
  return found ?? { edits: [], burst: null, saved: [] };
}

/**
 * The burst to send now: the one under way, else a new one of everything that waits, from whichever tab.
 *
 * `fresh` has the key and this tab's own edits, which are newer than what is kept of them.
 */
export async function takeBurst(fresh) {
  if (!(await works())) return fresh.edits.length ? fresh : null;
  return within("readwrite", async ({ edits, bursts }) => {
    const underWay = await answer(bursts.get(fresh.name));
    if (underWay) return underWay;
    const own = new Map(fresh.edits.map((edit) => [edit.code, edit]));
    const waiting = (await ofQueue(edits, fresh.name)).filter((edit) => !edit.held);
    if (!waiting.length) return null;
    const taken = waiting.map(({ code, before, text }) => own.get(code) ?? { code, before, text });
    const burst = { ...fresh, edits: taken };
    bursts.put(burst);
    for (const { code } of taken) edits.delete([fresh.name, code]);
    return burst;
  });
}

/** Put a burst in the place of its edits without looking: for a page that is about to close. */
export function replaceByBurst(burst) {
  return within("readwrite", ({ edits, bursts }) => {
    bursts.put(burst);
    for (const { code } of burst.edits) edits.delete([burst.name, code]);
  });
}

/** A burst is answered: what the server took is remembered, what it refused is held unless it was typed anew. */
export function settle(burst, { held, saved }) {
  return within("readwrite", async (stores) => {
    const anew = new Set((await ofQueue(stores.edits, burst.name)).map(({ code }) => code));
    stores.bursts.delete(burst.name);
    for (const edit of held) if (!anew.has(edit.code)) stores.edits.put(edit);
    for (const { code, seen, text } of saved) stores.saved.put({ name: burst.name, code, seen, text, at: Date.now() });
  });
}

/** No page is kept for so long that it does not know of this. */
export function forgetOldSaved() {
  const oldest = Date.now() - SAVED_DAYS * 86_400_000;
  return within("readwrite", async ({ saved }) => {
    for (const { name, code, at } of await answer(saved.getAll())) if (at < oldest) saved.delete([name, code]);
  });
}

/** The queues of a person with something to send: {name, address, count}. */
export async function outbox(person) {
  const found = await within("readonly", async ({ edits, bursts }) => {
    const [waiting, underWay] = await Promise.all([answer(edits.getAll()), answer(bursts.getAll())]);
    return [...waiting.filter((edit) => !edit.held).map((edit) => ({ ...edit, codes: [edit.code] })),
      ...underWay.map((burst) => ({ ...burst, codes: burst.edits.map(({ code }) => code) }))];
  });
  const queues = new Map();
  for (const { name, address, codes, person: owner } of found ?? []) {
    if (owner !== person) continue;
    const queue = queues.get(name) ?? { name, address, codes: new Set() };
    codes.forEach((code) => queue.codes.add(code));
    queues.set(name, queue);
  }
  return [...queues.values()].map(({ name, address, codes }) => ({ name, address, count: codes.size }));
}
