/* `<entry-grid>` around the table of a report: keys of a spreadsheet, saving by itself, nothing typed lost.
   Without this script the same table is a form with a button. */

import { Cell } from "./entry-cell.js";
import { showPanel } from "./entry-panels.js";
import { SaveQueue } from "./entry-queue.js";

/* How long after the last answer the figures beside the cells are asked for. */
const SETTLED = 300;

class EntryGrid extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(document.getElementById("entry-words").textContent);
    this.cells = [...this.querySelectorAll(".entry-input")].map((input) => new Cell(input, this.words));
    this.byCode = new Map(this.cells.map((cell) => [cell.code, cell]));
    this.form = this.closest("form");
    this.panels = new Map();
    const name = `thidua:entry:${location.pathname}:${this.dataset.version}`;
    this.queue = new SaveQueue(this.dataset.save, name, (code) => this.byCode.get(code).edit);
    this.listen();
    this.restore();
    this.showSaving();
    if (location.hash.startsWith("#cell-")) this.jump(location.hash.slice(6));
  }

  listen() {
    this.addEventListener("focusin", (event) => this.enter(event));
    this.addEventListener("focusout", (event) => this.leave(event));
    this.addEventListener("input", (event) => this.typed(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("dblclick", (event) => this.startEditing(this.cellAt(event)));
    this.addEventListener("paste", (event) => this.paste(event));
    this.addEventListener("click", (event) => this.toggleNone(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("click", (event) => this.follow(event));
    window.addEventListener("online", () => this.queue.again());
    window.addEventListener("pagehide", () => this.queue.send({ keepalive: true }));
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.failures || this.queue.stopped) event.preventDefault();
    });
    this.queue.addEventListener("sending", ({ detail }) => this.eachCell(detail.codes, (cell) => this.sending(cell)));
    this.queue.addEventListener("answer", ({ detail }) => this.answered(detail));
    this.queue.addEventListener("failed", ({ detail }) => this.failed(detail));
    this.queue.addEventListener("refused", ({ detail }) => this.refused(detail));
  }

  cellAt(event) {
    return this.cells.find((cell) => cell.input === event.target);
  }

  eachCell(codes, act) {
    for (const code of codes) if (this.byCode.has(code)) act(this.byCode.get(code));
  }

  /* ── Moving and typing ──────────────────────────────────────────────────── */
  enter(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    this.editing = false;
    this.startText = cell.text;
    cell.input.select();
    showPanel(cell.code);
  }

  leave(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    if (cell.state === "saved" && cell.text.trim()) cell.type(cell.savedText);
    if (cell.state === "editing") this.commit(cell);
  }

  typed(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    this.editing = true;
    cell.showNone();
    cell.showUnderstood();
    this.commit(cell, { typing: true });
  }

  /** Ask for a cell to be saved, unless it already holds what is meant. */
  commit(cell, { typing = false } = {}) {
    if (cell.key !== null && cell.key === cell.seen && !cell.theirs) {
      this.queue.drop(cell.code);
      if (!typing) cell.show(cell.seen ? "saved" : "empty");
    } else if (cell.key !== null || !typing) {
      this.queue.add(cell.code);
      if (cell.key === null) cell.show("invalid", this.words.unread);
      else if (cell.state !== "editing") cell.show("editing");
    }
    this.showSaving();
  }

  startEditing(cell) {
    if (!cell) return;
    this.editing = true;
    cell.input.setSelectionRange(cell.text.length, cell.text.length);
  }

  key(event) {
    const cell = this.cellAt(event);
    if (!cell || event.isComposing || event.altKey) return;
    const act = this.action(event, cell);
    if (!act) return;
    event.preventDefault();
    act();
  }

  action({ key, ctrlKey, metaKey, shiftKey }, cell) {
    const command = ctrlKey || metaKey;
    if (key === "ArrowDown") return () => this.move(cell, 1);
    if (key === "ArrowUp") return () => this.move(cell, -1);
    if (key === "Enter") {
      if (!this.editing && cell.text && !shiftKey) return () => this.startEditing(cell);
      return () => this.move(cell, shiftKey ? -1 : 1);
    }
    if (key === "Escape") return () => this.restoreText(cell);
    if (key === "F2") return () => this.startEditing(cell);
    if (key === "Home" && (command || !this.editing)) return () => this.focusCell(this.cells[0]);
    if (key === "End" && (command || !this.editing)) return () => this.focusCell(this.cells.at(-1));
    if (this.editing || command) return null;
    if (key === "ArrowLeft" || key === "ArrowRight") {
      this.editing = true;
      return null;
    }
    if (key === "Delete" || key === "Backspace") return () => this.put(cell, "");
    if (["x", "X", "-"].includes(key)) return () => this.put(cell, this.words.none);
    return null;
  }

  move(cell, step) {
    const next = this.cells[this.cells.indexOf(cell) + step];
    if (next) this.focusCell(next);
    else if (step > 0) {
      this.commit(cell);
      document.querySelector("#submit-report:not([disabled])")?.focus();
    }
  }

  focusCell(cell) {
    cell.input.focus();
    cell.input.scrollIntoView({ block: "nearest" });
  }

  restoreText(cell) {
    cell.type(this.startText);
    this.editing = false;
    this.commit(cell);
    cell.input.select();
  }

  put(cell, text) {
    cell.type(text);
    this.commit(cell);
    cell.input.select();
  }

  /** A column copied from a spreadsheet fills the cells from here down. */
  paste(event) {
    const cell = this.cellAt(event);
    const lines = event.clipboardData?.getData("text").replace(/\r?\n$/, "").split(/\r?\n/) ?? [];
    if (!cell || lines.length < 2) return;
    event.preventDefault();
    const start = this.cells.indexOf(cell);
    lines.forEach((line, at) => {
      const target = this.cells[start + at];
      if (target) this.put(target, line.split("\t")[0].trim());
    });
  }

  toggleNone(event) {
    const toggle = event.target.closest("[data-none]");
    if (!toggle) return;
    const cell = this.byCode.get(toggle.dataset.none);
    this.put(cell, toggle.getAttribute("aria-pressed") === "true" ? "" : this.words.none);
  }

  /** Links of the checks lead to their cell. */
  follow(event) {
    const link = event.target.closest("[data-jump]");
    if (link && this.byCode.has(link.dataset.jump)) {
      event.preventDefault();
      this.jump(link.dataset.jump);
    }
    if (event.target.closest("[data-again]")) this.queue.again();
  }

  jump(code) {
    const cell = this.byCode.get(code);
    if (!cell) return;
    cell.input.focus();
    cell.input.scrollIntoView({ block: "center" });
  }

  /* ── Saving ─────────────────────────────────────────────────────────────── */
  sending(cell) {
    if (cell.state !== "invalid") cell.show("saving", cell.note.textContent);
    this.showSaving();
  }

  answered({ burst, answer }) {
    this.savedAt = answer.savedAt;
    const sent = new Map(burst.edits.map((edit) => [edit.code, edit.text]));
    for (const outcome of answer.cells) {
      const cell = this.byCode.get(outcome.code);
      if (!cell) continue;
      if (outcome.outcome === "saved") cell.saved(outcome, sent.get(outcome.code));
      else if (outcome.outcome === "conflict") this.clash(cell, outcome);
      else if (cell.text === sent.get(outcome.code)) this.problem(cell, "invalid", outcome.sentence);
    }
    this.planBeside();
    this.showSaving();
  }

  clash(cell, outcome) {
    this.queue.drop(cell.code);
    if (cell.key === outcome.seen) {
      cell.saved(outcome, cell.text);
      return;
    }
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
    this.eachCell(codes, (cell) => cell.show(state, words));
    this.announce(words);
    this.showSaving(words);
  }

  announce(sentence) {
    document.getElementById("entry-live").textContent = sentence;
  }

  planBeside() {
    clearTimeout(this.besideTimer);
    this.besideTimer = setTimeout(() => this.askBeside(), SETTLED);
  }

  /** What depends on the cells, drawn anew by the server; a later answer asks again, so a lost one is no loss. */
  async askBeside() {
    clearTimeout(this.besideTimer);
    try {
      const response = await fetch(this.dataset.beside, { headers: { Accept: "application/json" }, redirect: "error" });
      if (response.ok) this.showBeside(await response.json());
    } catch {
      // Saving itself says when the connection is lost.
    }
  }

  /** The figures beside the cells and the panels that the server has drawn anew. */
  showBeside({ rows, panels }) {
    for (const [code, beside] of Object.entries(rows)) {
      const row = document.getElementById(`row-${code}`);
      row.querySelector("[data-cumulative]").textContent = beside.cumulative;
      const percent = row.querySelector("[data-percent]");
      percent.textContent = beside.percent;
      percent.classList.toggle("absent", beside.percent === "–");
      if (this.byCode.has(code)) this.byCode.get(code).finding = beside.finding;
    }
    for (const [name, html] of Object.entries(panels)) this.drawPanel(name, html);
  }

  drawPanel(name, html) {
    const panel = document.querySelector(`[data-live="${name}"]`);
    if (!panel || this.panels.get(name) === html) return;
    const focused = panel.contains(document.activeElement) && document.activeElement.id;
    const reason = panel.querySelector("[name=reason]")?.value;
    panel.innerHTML = html;
    this.panels.set(name, html);
    if (reason) panel.querySelector("[name=reason]").value = reason;
    if (focused) document.getElementById(focused)?.focus();
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
    document.getElementById("offline").hidden = !queue.failures;
  }

  restore() {
    const kept = Object.entries(this.queue.restore());
    for (const [code, edit] of kept) {
      const cell = this.byCode.get(code);
      if (!cell) {
        this.queue.waiting.delete(code);
        continue;
      }
      cell.type(edit.text);
      cell.seen = edit.before;
      cell.show("waiting");
    }
    if (kept.length) {
      this.announce(this.words.restored);
      this.queue.flush();
    }
  }

  /** Everything that waits is saved first; then the form goes its way. */
  async submit(event) {
    if (this.queue.idle || this.sure) return;
    event.preventDefault();
    const { id } = event.submitter ?? {};
    await this.queue.flush();
    await this.askBeside();
    const submitter = id && document.getElementById(id);
    if (!this.queue.idle || submitter?.disabled) return;
    this.sure = true;
    this.form.requestSubmit(submitter || undefined);
    this.sure = false;
  }
}

customElements.define("entry-grid", EntryGrid);
