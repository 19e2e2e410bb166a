/* Saving a document by itself: one request at a time, the last state wins, nothing is lost when the line is. */

const PAUSE = 900;
const RETRIES = [1500, 3000, 6000, 12_000];
const TIMEOUT = 20_000;

export const csrfToken = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;

/** Post something and read the answer; the status of a line that is lost is 0. */
export async function post(address, body, headers = {}) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken(), ...headers },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return { status: response.status, answer: await response.json() };
  } catch {
    return { status: 0, answer: {} };
  }
}

/** Events: "state" {state, sentence}, "saved" {answer}, "overtaken" {answer}. */
export class Saver extends EventTarget {
  /** @param read what is to be saved now: {text, key}, `key` telling whether anything has changed */
  constructor(address, read, key) {
    super();
    Object.assign(this, { address, read, key, held: false, failures: 0, running: null });
    window.addEventListener("online", () => this.plan(0));
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.dirty) this.plan(0);
    });
  }

  get dirty() {
    return this.held || this.read().key !== this.key;
  }

  plan(delay = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /** Save what there is to save; resolves to whether everything is saved now. */
  async flush() {
    clearTimeout(this.timer);
    await this.running;
    if (this.held) return false;
    const { body, key } = this.read();
    if (key === this.key) return true;
    this.running = this.send(body, key).finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async send(body, key) {
    this.tell("state", { state: "saving" });
    const { status, answer } = await post(this.address, JSON.stringify(body), { "Content-Type": "application/json" });
    if (status === 200) {
      Object.assign(this, { key, failures: 0 });
      this.tell("saved", { answer });
      if (this.dirty) this.plan();
      return !this.dirty;
    }
    if (status === 409 && answer.blocks) {
      this.tell("overtaken", { answer });
      return false;
    }
    if (status === 0 || status === 429 || status >= 500) {
      this.plan(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
      this.failures += 1;
      this.tell("state", { state: "waiting" });
      return false;
    }
    this.tell("state", { state: "refused", sentence: answer.sentence ?? "" });
    return false;
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
