/* <target-plan>: counts a plan while it is typed, and takes blocks pasted from a spreadsheet. The server counts again. */

import { printed, scaled } from "./amounts.js";

class TargetPlan extends HTMLElement {
  connectedCallback() {
    this.rows = [...this.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
    this.feet = [...this.querySelectorAll("tfoot tr")].map((row) => [...row.querySelectorAll("td")]);
    this.language = document.documentElement.lang;
    this.addEventListener("input", (event) => this.typed(event.target));
    this.addEventListener("paste", (event) => this.pasted(event));
  }

  column(field) {
    return this.rows.find((row) => row.includes(field))?.indexOf(field) ?? -1;
  }

  typed(field) {
    const column = this.column(field);
    if (column < 0) return;
    this.imply(field, column);
    this.count(column);
  }

  count(column) {
    const [total, whole, left] = this.feet.map((row) => row[column]);
    if (!("addsUp" in whole.dataset)) return;
    const decimals = Number(whole.dataset.decimals);
    const parts = this.rows.map((row) => scaled(row[column].value, decimals));
    const known = !parts.includes(null);
    const sum = known ? parts.reduce((before, part) => before + part, 0n) : 0n;
    total.textContent = known ? printed(sum, decimals) : "?";
    if (!("whole" in whole.dataset)) return;
    const rest = BigInt(whole.dataset.whole) - sum;
    left.textContent = known ? printed(rest, decimals) : "?";
    left.classList.toggle("short", !known || rest !== 0n);
  }

  imply(field, column) {
    const words = field.parentElement.querySelector(".implied");
    if (!words) return;
    const decimals = Number(this.feet[1][column].dataset.decimals);
    const amount = scaled(field.value, decimals);
    const value = amount === null ? 0 : Number(amount) / 10 ** decimals;
    const percent = (share) => `${share.toLocaleString("vi", { maximumFractionDigits: 1 })}%`;
    const said = [];
    if (value && field.dataset.last > 0) {
      const change = (value / field.dataset.last - 1) * 100;
      said.push((change > 0 ? "+" : "") + percent(change));
    }
    if (value && field.dataset.projection) {
      said.push(`${this.dataset.outlook} ${percent((field.dataset.projection / value) * 100)}`);
    }
    words.textContent = said.join(" · ");
  }

  pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    const column = this.column(event.target);
    if (column < 0 || (lines.length === 1 && lines[0].length === 1)) return;
    event.preventDefault();
    const first = this.rows.findIndex((row) => row.includes(event.target));
    lines.forEach((cells, down) => cells.forEach((cell, right) => {
      const field = this.rows[first + down]?.[column + right];
      if (!field) return;
      field.value = cell.trim();
      this.typed(field);
    }));
  }
}

customElements.define("target-plan", TargetPlan);
