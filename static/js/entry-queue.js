/* Sends what was typed in bursts, one at a time, until the server has it. What waits is kept in the store of the
   browser, so that no closed page loses it; a burst keeps its key, so that sending it again is harmless. A lock lets
   one tab send at a time, and a channel tells the others what was answered. */

import * as store from "./entry-store.js";

const PAUSE = 400;
const RETRIES = [1000, 2000, 4000, 8000, 15_000];
const TIMEOUT = 15_000;
const CHANNEL = "thidua-entry";

/** Who typed; other people's edits on the same machine are never sent in their name. */
export const person = () => document.body.dataset.person ?? "";

/** Events: "sending" {codes}, "answer" {burst, answer, elsewhere}, "failed" {codes}, "refused" {codes, sentence, status}. */
export class SaveQueue extends EventTarget {
  /**
   * @param address  where bursts are posted
   * @param name     under which waiting edits are kept, the same in every tab
   * @param edit     code -> {code, before, text} as the cell stands now; without it only what is kept is sent
   */
  constructor(address, name, edit = null) {
    super();
    const owner = person();
    Object.assign(this, { address, edit, name: name.startsWith(`${owner} `) ? name : `${owner} ${name}` });
    this.head = { name: this.name, person: owner, address };
    this.waiting = new Set();
    this.burst = null;
    this.taking = null;
    this.failures = 0;
    this.stopped = false;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
    this.channel?.addEventListener("message", ({ data }) => this.hear(data));
  }

  get idle() {
    return !this.taking && !this.burst && !this.waiting.size;
  }

  get count() {
    return new Set([...this.waiting, ...(this.burst?.edits.map((edit) => edit.code) ?? [])]).size;
  }

  /** Whether an edit of this cell is on its way, so that what the server holds is not what it last said. */
  underWay(code) {
    return Boolean(this.taking?.has(code) || this.burst?.edits.some((edit) => edit.code === code));
  }

  add(code) {
    this.waiting.add(code);
    store.keepEdits([{ ...this.head, ...this.edit(code) }]);
    this.plan(PAUSE);
  }

  drop(code) {
    this.waiting.delete(code);
    store.dropEdit(this.name, code);
  }

  /** What was typed stays with the answer that stands in its way, until the person has chosen. */
  hold(code, outcome) {
    this.waiting.delete(code);
    store.keepEdits([{ ...this.head, ...this.edit(code), held: outcome }]);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  /** Send what waits now; resolves when everything is answered or cannot be sent. */
  async flush() {
    clearTimeout(this.timer);
    do await this.send();
    while (this.waiting.size && !this.failures && !this.stopped);
  }

  /**
   * Take up what an earlier page could not send; the answer maps codes to what was typed there: edits that wait,
   * edits that are `held`, and what the server has `taken` since this page was fetched.
   */
  async restore() {
    const { edits, burst, saved } = await store.unfinished(this.name);
    this.burst ??= burst;
    for (const edit of edits) if (!edit.held) this.waiting.add(edit.code);
    const since = saved.filter(({ at }) => at > fetchedAt());
    const taken = since.map(({ code, seen, text }) => ({ code, taken: { seen, text } }));
    return Object.fromEntries([...taken, ...(burst?.edits ?? []), ...edits].map((edit) => [edit.code, edit]));
  }

  send({ keepalive = false } = {}) {
    if (this.stopped) return Promise.resolve();
    if (keepalive) return this.leave();
    this.running ??= alone(this.name, () => this.deliver()).finally(() => {
      this.running = null;
      if (!this.failures && !this.stopped && this.waiting.size) this.plan(0);
    });
    return this.running;
  }

  async deliver() {
    if (!this.burst && !this.waiting.size) return;
    const asked = this.waiting;
    this.waiting = new Set();
    this.taking = asked;
    const fresh = this.burst && !(await store.works()) ? this.burst : this.fresh(asked);
    this.burst = await store.takeBurst(fresh);
    this.taking = null;
    // A burst that was under way goes first; what this tab has typed since waits for the next.
    if (this.burst && this.burst.key !== fresh.key) for (const code of asked) this.waiting.add(code);
    if (this.burst) await this.post(this.burst);
  }

  /** The page goes: what waits is sent at once, without waiting for anybody. */
  leave() {
    if (this.running || this.burst || !this.waiting.size || !this.edit) return Promise.resolve();
    this.burst = this.fresh(this.waiting);
    this.waiting = new Set();
    store.replaceByBurst(this.burst);
    return this.post(this.burst, true);
  }

  fresh(codes) {
    const edits = this.edit ? [...codes].map((code) => this.edit(code)) : [];
    return { ...this.head, key: crypto.randomUUID?.() ?? randomKey(), edits };
  }

  async post(burst, keepalive = false) {
    const codes = burst.edits.map((edit) => edit.code);
    this.tell("sending", { codes });
    let response;
    let answer;
    try {
      response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ key: burst.key, edits: burst.edits }),
        redirect: "error",
        keepalive,
        signal: AbortSignal.timeout(TIMEOUT),
      });
      answer = response.status === 401 ? {} : await response.json();
    } catch {
      return this.fail(codes);
    }
    if (response.status >= 500 || response.status === 429) return this.fail(codes);
    this.failures = 0;
    if (!response.ok) return this.refuse(burst, answer.sentence ?? "", response.status);
    await store.settle(burst, this.sorted(burst, answer.cells));
    this.burst = null;
    this.channel?.postMessage({ name: this.name, burst, answer });
    this.tell("answer", { burst, answer });
    // What was typed meanwhile now stands over what was just saved; without cells nothing is typed here.
    const typed = this.edit ? [...this.waiting] : [];
    return store.keepEdits(typed.map((code) => ({ ...this.head, ...this.edit(code) })));
  }

  /** What the server took, and what waits for a person now. */
  sorted(burst, outcomes) {
    const edits = new Map(burst.edits.map((edit) => [edit.code, edit]));
    const refused = outcomes.filter(({ outcome }) => outcome !== "saved");
    return {
      held: refused.map((outcome) => ({ ...this.head, ...edits.get(outcome.code), held: outcome })),
      saved: outcomes.filter(({ outcome }) => outcome === "saved"),
    };
  }

  /** Another tab has sent something of this report. */
  hear({ name, burst, answer }) {
    if (name !== this.name) return;
    const sent = new Map(burst.edits.map((edit) => [edit.code, edit.text]));
    for (const code of this.waiting) {
      if (this.edit && sent.has(code) && this.edit(code).text === sent.get(code)) this.waiting.delete(code);
    }
    if (this.burst?.key === burst.key) this.burst = null;
    this.tell("answer", { burst, answer, elsewhere: true });
  }

  fail(codes) {
    const delay = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.plan(delay);
    this.tell("failed", { codes });
  }

  /** The server will not take the burst as it is: what was typed stays in the cells and in the store. */
  async refuse(burst, sentence, status) {
    const codes = burst.edits.map((edit) => edit.code);
    if (status !== 401) {
      const refused = codes.map((code) => ({ code, outcome: "invalid", sentence }));
      await store.settle(burst, this.sorted(burst, refused));
      this.burst = null;
    }
    this.stopped = status !== 422 && status !== 413;
    this.tell("refused", { codes, sentence, status });
  }

  again() {
    this.stopped = false;
    this.failures = 0;
    return this.flush();
  }

  /** Hear no other tabs any more. */
  close() {
    this.channel?.close();
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** When this page was fetched; one that the service worker has kept says so itself. */
function fetchedAt() {
  const { kept } = document.documentElement.dataset;
  const [{ fetchStart }] = performance.getEntriesByType("navigation");
  return kept ? Number(kept) : performance.timeOrigin + fetchStart;
}

/** Let one tab at a time do something under a name. */
async function alone(name, act) {
  return navigator.locks ? navigator.locks.request(`thidua ${name}`, act) : act();
}

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
}

/* Only pages served securely or from this machine have randomUUID. */
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
