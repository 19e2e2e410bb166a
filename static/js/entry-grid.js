/* `<entry-grid>` around the table of a report: keys of a spreadsheet, saving by itself, nothing typed lost.
   Without this script the same table is a form with a button. */

import { explain, showPanel } from "./entry-panels.js";
import { EntryTable } from "./entry-table.js";

/* How long after the last answer the figures beside the cells are asked for. */
const SETTLED = 300;

class EntryGrid extends EntryTable {
  connectedCallback() {
    this.form = this.closest("form");
    this.panels = new Map();
    super.connectedCallback();
    if (location.hash.startsWith("#cell-")) this.jump(location.hash.slice(6));
  }

  listen() {
    super.listen();
    this.form.addEventListener("submit", (event) => this.submit(event));
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
    const typed = [...panel.querySelectorAll("[name=why]")].map(({ id, value }) => [id, value]);
    panel.innerHTML = html;
    window.htmx?.process(panel);
    this.panels.set(name, html);
    if (reason) panel.querySelector("[name=reason]").value = reason;
    for (const [id, value] of typed) if (panel.querySelector(`#${id}`)) panel.querySelector(`#${id}`).value = value;
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
