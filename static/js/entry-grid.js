/* `<entry-grid>` around the table of a report: keys of a spreadsheet, saving by itself, nothing typed lost.
   Without this script the same table is a form with a button. */

import { showPanel } from "./entry-panels.js";
import { SavingCells } from "./entry-saving.js";

/* How long after the last answer the figures beside the cells are asked for. */
const SETTLED = 300;

class EntryGrid extends SavingCells {
  connectedCallback() {
    this.form = this.closest("form");
    this.panels = new Map();
    super.connectedCallback();
    if (location.hash.startsWith("#cell-")) this.jump(location.hash.slice(6));
  }

  listen() {
    this.addEventListener("focusin", (event) => this.enter(event));
    this.addEventListener("focusout", (event) => this.leave(event));
    this.addEventListener("input", (event) => this.typed(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("dblclick", (event) => this.startEditing(this.cellAt(event)));
    this.addEventListener("paste", (event) => this.paste(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("click", (event) => this.follow(event));
  }

  settled() {
    this.planBeside();
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

  /** Links of the checks lead to their cell. */
  follow(event) {
    const link = event.target.closest("[data-jump]");
    if (link && this.byCode.has(link.dataset.jump)) {
      event.preventDefault();
      this.jump(link.dataset.jump);
    }
  }

  jump(code) {
    const cell = this.byCode.get(code);
    if (!cell) return;
    cell.input.focus();
    cell.input.scrollIntoView({ block: "center" });
  }

  /* ── Beside the cells ───────────────────────────────────────────────────── */
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
