/* `<entry-grid>` around the table of a report: keys of a spreadsheet, saving by itself, nothing typed lost.
   Without this script the same table is a form with a button. */

import { examine } from "./entry-checks.js";
import { explain, showPanel } from "./entry-panels.js";
import { drawPanel } from "./entry-review.js";
import { EntryTable } from "./entry-table.js";

/* How long after the last answer the figures beside the cells are asked for. */
const SETTLED = 300;

class EntryGrid extends EntryTable {
  connectedCallback() {
    this.form = this.closest("form");
    this.checks = JSON.parse(document.getElementById("entry-checks").textContent);
    this.panels = new Map();
    this.reasons = new Map();
    super.connectedCallback();
    if (location.hash.startsWith("#cell-")) this.jump(location.hash.slice(6));
  }

  listen() {
    super.listen();
    this.form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("offline", () => this.examineHere());
    window.addEventListener("online", () => this.planBeside());
    document.addEventListener("click", (event) => this.follow(event));
    document.addEventListener("htmx:oobAfterSwap", ({ detail }) => this.panels.delete(detail.target.dataset.live));
  }

  settled() {
    this.planBeside();
  }

  /* ── The cell with the focus ────────────────────────────────────────────── */
  entering(cell) {
    showPanel(cell.code);
  }

  about(cell) {
    explain(cell.code, (text) => this.announce(text));
  }

  pastTheEnd(cell) {
    this.commit(cell);
    document.querySelector("#submit-report:not([disabled])")?.focus();
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

  /** Whatever changes a cell ends here: without the server the page examines them itself. */
  showSaving(sentence = "") {
    super.showSaving(sentence);
    if (this.queue.failures || !navigator.onLine) this.examineHere();
  }

  /* ── Beside the cells ───────────────────────────────────────────────────── */
  planBeside() {
    clearTimeout(this.besideTimer);
    this.besideTimer = setTimeout(() => this.askBeside(), SETTLED);
  }

  /** What depends on the cells, drawn anew by the server; while it does not answer, by the page itself. */
  async askBeside() {
    clearTimeout(this.besideTimer);
    try {
      const response = await fetch(this.dataset.beside, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!response.ok) throw new Error(response.statusText);
      this.showBeside(await response.json());
    } catch {
      this.examineHere();
    }
  }

  /** The checks as the cells stand here; the server's word replaces it once it can be asked again. */
  examineHere() {
    const shown = new Map(this.checks.rows.map((row) => [row.code, row.now]));
    for (const cell of this.cells) shown.set(cell.code, cell.key ?? cell.seen);
    const found = examine(this.checks, shown);
    const stuck = this.cells.filter((cell) => ["invalid", "conflict", "locked"].includes(cell.state));
    for (const cell of this.cells) cell.finding = found.findings.find(({ codes }) => codes.includes(cell.code))?.severity ?? "";
    const panel = document.querySelector('[data-live="checks"]');
    this.reasons = this.reasonsIn(panel);
    drawPanel(panel, found, stuck.map((cell) => cell.code), this.checks, this.words);
    this.panels.delete("checks");
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
    const typed = this.reasonsIn(panel);
    panel.innerHTML = html;
    window.htmx?.process(panel);
    this.panels.set(name, html);
    if (reason) panel.querySelector("[name=reason]").value = reason;
    for (const [id, value] of typed) if (panel.querySelector(`#${id}`)) panel.querySelector(`#${id}`).value = value;
    if (name === "checks") this.reasons.clear();
    if (focused) document.getElementById(focused)?.focus();
  }

  /** Why numbers are out of range, as far as that is typed but not sent. */
  reasonsIn(panel) {
    const typed = [...panel.querySelectorAll("[name=why]")].map(({ id, value }) => [id, value]);
    return new Map([...this.reasons, ...typed]);
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
