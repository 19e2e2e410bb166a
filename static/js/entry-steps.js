/* `<step-form>`: a report one section at a time. Proposed numbers count once their section is confirmed; everything
   typed saves itself. Without this script each section is a form of its own. */

import { drawChecks, drawReview } from "./entry-review.js";
import { examine } from "./entry-checks.js";
import { SavingCells } from "./entry-saving.js";

const PROPOSED = "proposed";

class StepForm extends SavingCells {
  listen() {
    this.form = JSON.parse(document.getElementById("entry-checks").textContent);
    this.steps = [...this.querySelectorAll("[data-step]")];
    this.addEventListener("input", (event) => this.typed(event));
    this.addEventListener("focusin", (event) => this.cellAt(event)?.input.select());
    this.addEventListener("focusout", (event) => this.leave(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => this.tap(event));
    this.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("popstate", () => this.go(this.asked || 1, { remember: false }));
    // A page that was kept for the time without a connection was drawn at another step.
    if (this.asked && this.asked !== this.current) this.go(this.asked, { remember: false });
    history.replaceState(null, "", this.address(this.current));
    this.review();
  }

  settled() {
    this.review();
  }

  get current() {
    return Number(this.dataset.current);
  }

  /** The step that the address asks for, 0 for none. */
  get asked() {
    return Number(new URLSearchParams(location.search).get("phan"));
  }

  address(number) {
    return `${location.pathname}?phan=${number}${location.hash}`;
  }

  stepOf(cell) {
    return Number(cell.input.form.dataset.step);
  }

  cellsOf(number) {
    return this.cells.filter((cell) => this.stepOf(cell) === number);
  }

  /* ── Typing ─────────────────────────────────────────────────────────────── */
  typed(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    cell.showNone();
    cell.showUnderstood();
    this.commit(cell, { typing: true });
    this.review();
  }

  leave(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    if (cell.state === "saved" && cell.text.trim()) cell.type(cell.savedText);
    if (cell.state === "editing") this.commit(cell);
    this.review();
  }

  /** Enter, or "next" on the keyboard of a phone, leads to the next field that is still to be typed. */
  key(event) {
    const cell = this.cellAt(event);
    if (!cell || event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const here = this.cellsOf(this.stepOf(cell));
    const next = here.slice(here.indexOf(cell) + 1).find((one) => !one.text);
    if (next) next.input.focus();
    else cell.input.blur();
  }

  /** One tap fills a cell; the keyboard of the phone stays away. */
  put(cell, text) {
    cell.type(text);
    this.commit(cell);
  }

  tap(event) {
    const put = event.target.closest("[data-put]");
    if (put) this.put(this.byCode.get(put.dataset.put), put.dataset.text);
    const to = event.target.closest("[data-to]");
    if (to) {
      event.preventDefault();
      this.go(Number(to.dataset.to));
    }
    const jump = event.target.closest("[data-jump]");
    if (jump) {
      event.preventDefault();
      this.jump(this.byCode.get(jump.dataset.jump));
    }
    this.review();
  }

  jump(cell) {
    if (!cell) return;
    this.go(this.stepOf(cell));
    cell.input.focus();
    cell.box.scrollIntoView({ block: "center" });
  }

  /* ── Going on ───────────────────────────────────────────────────────────── */
  async submit(event) {
    const number = Number(event.target.dataset.step);
    if (number < Number(this.dataset.last)) {
      event.preventDefault();
      delete event.target.dataset.sent;
      this.confirm(number);
    } else if (!this.sure && (!this.queue.idle || !navigator.onLine)) {
      event.preventDefault();
      await this.handIn(event);
    }
  }

  /** What was proposed in a section is now typed by the person who says that it is right. */
  confirm(number) {
    for (const cell of this.cellsOf(number)) if (cell.state === PROPOSED) this.commit(cell);
    this.go(number + 1);
  }

  /** Everything that waits is saved first; then the report is handed in. */
  async handIn(event) {
    const { target, submitter } = event;
    await this.queue.flush();
    this.review();
    delete target.dataset.sent;
    if (this.queue.failures || !navigator.onLine) {
      const detail = { sentence: this.words.handInLater, tone: "bad" };
      document.dispatchEvent(new CustomEvent("thidua:toast", { detail }));
    }
    if (!this.queue.idle || submitter?.disabled || !navigator.onLine) return;
    this.sure = true;
    target.requestSubmit(submitter);
    this.sure = false;
  }

  go(number, { remember = true } = {}) {
    const last = Number(this.dataset.last);
    const to = Math.min(Math.max(number, 1), last);
    if (remember && to !== this.current) history.pushState(null, "", `${location.pathname}?phan=${to}`);
    this.dataset.current = to;
    for (const step of this.steps) step.hidden = Number(step.dataset.step) !== to;
    for (const place of document.querySelectorAll("[data-place]")) place.hidden = Number(place.dataset.place) !== to;
    window.scrollTo(0, 0);
    document.getElementById(`step-${to}-name`).focus({ preventScroll: true });
    this.review();
  }

  /* ── Looking at the whole ───────────────────────────────────────────────── */
  /** Progress, the checks of each section and what the last step lists, from the cells as they stand. */
  review() {
    const fixedCells = this.form.rows.filter((row) => !this.byCode.has(row.code)).map((row) => [row.code, row.now]);
    const shown = new Map([...fixedCells, ...this.cells.map((cell) => [cell.code, cell.key ?? cell.seen])]);
    const counted = this.cells.filter((cell) => cell.state !== PROPOSED && shown.get(cell.code));
    const fixed = this.form.rows.length - this.cells.length;
    const counts = this.words.count.replace("{n}", counted.length + fixed).replace("{m}", this.form.rows.length);
    document.getElementById("steps-progress").value = counted.length + fixed;
    document.getElementById("steps-count").textContent = counts;
    const found = examine(this.form, shown);
    this.markFindings(found.findings);
    for (const step of this.steps.slice(0, -1)) {
      const codes = new Set(this.cellsOf(Number(step.dataset.step)).map((cell) => cell.code));
      drawChecks(step.querySelector("[data-checks]"), found, codes, this.words);
    }
    const proposed = this.cells.filter((cell) => cell.state === PROPOSED).map((cell) => [cell.code, ""]);
    const confirmed = new Map([...shown, ...proposed]);
    const final = examine(this.form, confirmed);
    const stuck = this.cells.filter((cell) => ["invalid", "conflict", "locked"].includes(cell.state));
    drawReview(document.getElementById("step-review"), final, stuck.map((cell) => cell.code), this.form, this.words);
    const submit = document.getElementById("submit-report");
    const errors = final.findings.some(({ severity }) => severity === "error");
    if (submit) submit.disabled = final.missing.length > 0 || errors || stuck.length > 0;
  }

  markFindings(findings) {
    const gravest = new Map();
    for (const { codes, severity } of findings) for (const code of codes) if (!gravest.has(code)) gravest.set(code, severity);
    for (const cell of this.cells) cell.finding = gravest.get(cell.code) ?? "";
  }
}

customElements.define("step-form", StepForm);
