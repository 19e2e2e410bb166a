/* Sends what was typed in bursts, one at a time, until the server has it. What waits is also kept in
   sessionStorage, so that a reload loses nothing; a burst keeps its key, so that sending it again is harmless. */

const PAUSE = 400;
const RETRIES = [1000, 2000, 4000, 8000, 15_000];
const TIMEOUT = 15_000;

/** Events: "sending" {codes}, "answer" {burst, answer}, "failed" {codes}, "refused" {codes, sentence, status}. */
export class SaveQueue extends EventTarget {
  /**
   * @param address  where bursts are posted
   * @param name     under which waiting edits are kept
   * @param edit     code -> {code, before, text} as the cell stands now
   */
  constructor(address, name, edit) {
    super();
    Object.assign(this, { address, name, edit });
    this.waiting = new Set();
    this.burst = null;
    this.failures = 0;
    this.stopped = false;
  }

  get idle() {
    return !this.burst && !this.waiting.size;
  }

  get count() {
    return new Set([...this.waiting, ...(this.burst?.edits.map((edit) => edit.code) ?? [])]).size;
  }

  add(code) {
    this.waiting.add(code);
    this.keep();
    this.plan(PAUSE);
  }

  drop(code) {
    this.waiting.delete(code);
    this.keep();
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

  /** Take up what an earlier page could not send; the answer maps codes to what was typed there. */
  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.name) ?? "null");
    if (!kept) return {};
    this.burst = kept.burst;
    for (const edit of kept.waiting) this.waiting.add(edit.code);
    const edits = [...(kept.burst?.edits ?? []), ...kept.waiting];
    return Object.fromEntries(edits.map((edit) => [edit.code, edit]));
  }

  keep() {
    if (this.idle) return sessionStorage.removeItem(this.name);
    const waiting = [...this.waiting].map((code) => this.edit(code));
    return sessionStorage.setItem(this.name, JSON.stringify({ burst: this.burst, waiting }));
  }

  send({ keepalive = false } = {}) {
    if (this.running || this.stopped) return this.running ?? Promise.resolve();
    if (!this.burst && !this.waiting.size) return Promise.resolve();
    if (!this.burst) {
      this.burst = { key: crypto.randomUUID?.() ?? randomKey(), edits: [...this.waiting].map((code) => this.edit(code)) };
      this.waiting.clear();
      this.keep();
    }
    this.running = this.post(this.burst, keepalive).finally(() => {
      this.running = null;
      if (!this.failures && !this.stopped && this.waiting.size) this.plan(0);
    });
    return this.running;
  }

  async post(burst, keepalive) {
    const codes = burst.edits.map((edit) => edit.code);
    this.tell("sending", { codes });
    let response;
    let answer;
    try {
      response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify(burst),
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
    if (!response.ok) return this.refuse(codes, answer.sentence ?? "", response.status);
    this.burst = null;
    this.keep();
    return this.tell("answer", { burst, answer });
  }

  fail(codes) {
    const delay = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.plan(delay);
    this.tell("failed", { codes });
  }

  /** The server will not take the burst as it is: what was typed stays in the cells and in the store. */
  refuse(codes, sentence, status) {
    if (status === 422 || status === 413) {
      this.burst = null;
      this.keep();
    } else {
      this.stopped = true;
    }
    this.tell("refused", { codes, sentence, status });
  }

  again() {
    this.stopped = false;
    this.failures = 0;
    return this.flush();
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
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
