/* Cells that save themselves: what the grid and the form of steps have in common. What is typed goes into a queue,
   what the server says to it is shown at its cell, and one place says whether everything is saved. */

import { showBanner } from "./banner.js";
import { Cell } from "./entry-cell.js";
import { SaveQueue } from "./entry-queue.js";

/** The base of the custom elements around cells; `data-save` and `data-version` are on the element. */
export class SavingCells extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(document.getElementById("entry-words").textContent);
    this.cells = [...this.querySelectorAll(".entry-input")].map((input) => new Cell(input, this.words));
    this.byCode = new Map(this.cells.map((cell) => [cell.code, cell]));
    this.queue = this.openQueue();
    this.addEventListener("click", (event) => this.toggleNone(event));
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-again]")) this.queue.again();
    });
    window.addEventListener("online", () => this.queue.again());
    window.addEventListener("pagehide", () => this.queue.send({ keepalive: true }));
    this.queue.addEventListener("sending", ({ detail }) => this.eachCell(detail.codes, (cell) => this.sending(cell)));
    this.queue.addEventListener("answer", ({ detail }) => this.answered(detail));
    this.queue.addEventListener("failed", ({ detail }) => this.failed(detail));
    this.queue.addEventListener("refused", ({ detail }) => this.refused(detail));
    this.listen();
    for (const cell of this.cells) if (cell.typedEarly) this.commit(cell);
    this.restore();
    this.showSaving();
  }

  /** Where edits wait until the server has them. */
  openQueue() {
    return new SaveQueue(this.dataset.save, `${this.dataset.save}:${this.dataset.version}`, (code) => this.byCode.get(code).edit);
  }

  /** What the element does besides saving: its listeners. */
  listen() {}

  /** The server has answered; what depends on the cells may be drawn anew. */
  settled() {}

  cellAt(event) {
    return this.cells.find((cell) => cell.input === event.target);
  }

  eachCell(codes, act) {
    for (const code of codes) if (this.byCode.has(code)) act(this.byCode.get(code));
  }

  /** Ask for a cell to be saved, unless it already holds what is meant. */
  commit(cell, { typing = false } = {}) {
    if (cell.key !== null && cell.key === cell.seen && !cell.theirs && !this.queue.underWay(cell.code)) {
      this.queue.drop(cell.code);
      if (!typing) cell.show(cell.seen ? "saved" : "empty");
    } else if (cell.key !== null || !typing) {
      this.queue.add(cell.code);
      if (cell.key === null) cell.show("invalid", this.words.unread);
      else if (cell.state !== "editing") cell.show("editing");
    }
    this.showSaving();
  }

  put(cell, text) {
    cell.type(text);
    this.commit(cell);
    cell.input.select();
  }

  toggleNone(event) {
    const toggle = event.target.closest("[data-none]");
    if (!toggle) return;
    const cell = this.byCode.get(toggle.dataset.none);
    this.put(cell, toggle.getAttribute("aria-pressed") === "true" ? "" : this.words.none);
  }

  sending(cell) {
    if (cell.state !== "invalid") cell.show("saving", cell.carried ? "" : cell.note.textContent);
    this.showSaving();
  }

  answered({ burst, answer, elsewhere = false }) {
    this.savedAt = answer.savedAt;
    const sent = new Map(burst.edits.map((edit) => [edit.code, edit.text]));
    for (const outcome of answer.cells) {
      const cell = this.byCode.get(outcome.code);
      if (!cell) continue;
      if (elsewhere && !this.queue.waiting.has(cell.code)) cell.type(sent.get(cell.code));
      if (outcome.outcome === "saved") cell.saved(outcome, sent.get(outcome.code));
      else if (outcome.outcome === "conflict") this.clash(cell, outcome);
      else if (cell.text === sent.get(outcome.code)) this.problem(cell, "invalid", outcome.sentence);
    }
    this.settled();
    this.showSaving();
  }

  clash(cell, outcome) {
    if (cell.key === outcome.seen) {
      this.queue.drop(cell.code);
      cell.saved(outcome, cell.text);
      return;
    }
    this.queue.hold(cell.code, outcome);
    cell.conflict(outcome, (chosen, way) => this.choose(chosen, way));
    this.announce(`${cell.input.ariaLabel}: ${outcome.sentence}`);
  }

  choose(cell, way) {
    const { theirs } = cell;
    cell.seen = theirs.seen;
    cell.theirs = null;
    if (way === "take") {
      cell.type(theirs.text);
      cell.savedText = theirs.text;
    }
    this.commit(cell);
    cell.input.focus();
  }

  problem(cell, state, sentence) {
    cell.show(state, sentence);
    this.announce(`${cell.input.ariaLabel}: ${sentence}`);
  }

  failed({ codes }) {
    this.eachCell(codes, (cell) => cell.show("waiting"));
    this.showSaving();
  }

  refused({ codes, sentence, status }) {
    const state = status === 401 ? "waiting" : status === 422 || status === 413 ? "invalid" : "locked";
    const words = status === 401 ? this.words.signedOut : sentence;
    this.signedOut = status === 401;
    this.eachCell(codes, (cell) => cell.show(state, words));
    this.announce(words);
    this.showSaving(words);
  }

  announce(sentence) {
    document.getElementById("entry-live").textContent = sentence;
  }

  /** The one place that says whether everything is saved. */
  showSaving(sentence = "") {
    const box = document.getElementById("save-state");
    const { queue } = this;
    const lost = queue.failures > 0 || queue.stopped;
    const invalid = this.cells.filter((cell) => ["invalid", "conflict"].includes(cell.state)).length;
    let [tone, icon, text] = ["good", "cloud-check", ""];
    if (lost) [tone, icon, text] = ["warn", "cloud-off", this.words.allWaiting.replace("{count}", queue.count)];
    else if (!queue.idle) [tone, icon, text] = ["quiet", "loader-2", this.words.allSaving];
    else if (invalid) [tone, icon, text] = ["bad", "alert-circle", this.words.someInvalid.replace("{count}", invalid)];
    else if (this.savedAt) text = this.words.allSaved.replace("{time}", this.savedAt);
    this.showConnection();
    const key = [tone, text, lost].join();
    if (box.dataset.shown === key && !sentence) return;
    box.dataset.shown = key;
    const chip = document.createElement("span");
    chip.className = `state tone-${tone}`;
    chip.append(Object.assign(document.createElement("i"), { className: `ti ti-${icon}`, ariaHidden: "true" }), text);
    const again = Object.assign(document.createElement("button"), {
      type: "button",
      className: "btn btn-plain btn-small",
      textContent: this.words.again,
    });
    again.dataset.again = "";
    box.replaceChildren(...(text ? [chip] : []), ...(lost ? [again] : []));
  }

  showConnection() {
    const { failures, stopped, count } = this.queue;
    const lost = failures > 0 || !navigator.onLine;
    showBanner({ lost, signedOut: Boolean(stopped && this.signedOut), count });
  }

  /** Take up what an earlier page could not finish: edits that wait, and those that wait for a choice. */
  async restore() {
    const kept = await this.queue.restore();
    let waiting = 0;
    for (const [code, edit] of Object.entries(kept)) {
      const cell = this.byCode.get(code);
      if (!cell) this.queue.drop(code);
      else if (edit.held) this.takeUp(cell, edit);
      else if (edit.taken) cell.taken(edit.taken);
      else {
        cell.restored(edit);
        waiting += 1;
      }
    }
    this.showSaving();
    if (Object.keys(kept).length) this.settled();
    if (!waiting) return;
    this.announce(this.words.restored);
    await this.queue.flush();
  }

  takeUp(cell, { text, before, held }) {
    cell.type(text);
    cell.seen = before;
    if (held.outcome === "conflict") this.clash(cell, held);
    else cell.show("invalid", held.sentence);
  }
}
