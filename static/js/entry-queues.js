/* The queues of many reports as one: a cell is called "unit/code" here, and "code" in the queue of its report. */

import { SaveQueue } from "./entry-queue.js";

const TYPES = ["sending", "failed", "refused"];

/** Has the methods and the events of a SaveQueue. */
export class ManyQueues extends EventTarget {
  /**
   * @param places  unit -> {address, name} of the queue of its report
   * @param edit    "unit/code" -> the edit of a cell as it stands now; undefined for a cell that is not on the page
   */
  constructor(places, edit) {
    super();
    // What another page of the same report has left behind is sent, too.
    this.elsewhere = new Map();
    this.edit = edit;
    this.queues = new Map([...places].map(([unit, place]) => [unit, this.open(unit, place)]));
  }

  open(unit, { address, name }) {
    const whole = (code) => `${unit}/${code}`;
    const named = (one) => ({ ...one, code: whole(one.code) });
    const queue = new SaveQueue(address, name, (code) => ({
      ...(this.edit(whole(code)) ?? this.elsewhere.get(whole(code))),
      code,
    }));
    for (const type of TYPES) {
      queue.addEventListener(type, ({ detail }) => this.tell(type, { ...detail, codes: detail.codes.map(whole) }));
    }
    queue.addEventListener("answer", ({ detail }) => {
      const { burst, answer } = detail;
      this.tell("answer", {
        ...detail,
        burst: { ...burst, edits: burst.edits.map(named) },
        answer: { ...answer, cells: answer.cells.map(named) },
      });
    });
    return queue;
  }

  get all() {
    return [...this.queues.values()];
  }

  get idle() {
    return this.all.every((queue) => queue.idle);
  }

  get count() {
    return this.all.reduce((sum, queue) => sum + queue.count, 0);
  }

  get failures() {
    return Math.max(0, ...this.all.map((queue) => queue.failures));
  }

  get stopped() {
    return this.all.some((queue) => queue.stopped);
  }

  add(name) {
    this.reach(name, (queue, code) => queue.add(code));
  }

  drop(name) {
    this.reach(name, (queue, code) => queue.drop(code));
  }

  hold(name, outcome) {
    this.reach(name, (queue, code) => queue.hold(code, outcome));
  }

  underWay(name) {
    return this.reach(name, (queue, code) => queue.underWay(code));
  }

  reach(name, act) {
    const at = name.lastIndexOf("/");
    return act(this.queues.get(name.slice(0, at)), name.slice(at + 1));
  }

  send(options) {
    return Promise.all(this.all.map((queue) => queue.send(options)));
  }

  flush() {
    return Promise.all(this.all.map((queue) => queue.flush()));
  }

  again() {
    return Promise.all(this.all.map((queue) => queue.again()));
  }

  /** Take up what earlier pages could not send; the answer maps the cells of this page to what was typed. */
  async restore() {
    const kept = {};
    const take = async ([unit, queue]) => {
      for (const [code, edit] of Object.entries(await queue.restore())) {
        const name = `${unit}/${code}`;
        if (this.edit(name)) kept[name] = edit;
        else this.elsewhere.set(name, edit);
      }
    };
    await Promise.all([...this.queues].map(take));
    if (this.elsewhere.size) this.flush();
    return kept;
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
