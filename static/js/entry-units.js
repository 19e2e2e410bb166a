/* `<entry-units>`: many units under each other, some indicators beside each other. Each cell saves itself into the
   report of its unit. Without this script, and where nothing may be typed, the table is read. */

import { fold } from "./entry-cell.js";
import { printNumber } from "./entry-number.js";
import { explain } from "./entry-panels.js";
import { ManyQueues } from "./entry-queues.js";
import { EntryTable } from "./entry-table.js";

class EntryUnits extends EntryTable {
  connectedCallback() {
    this.rows = [...this.querySelectorAll("tr.entry-row")];
    this.columns = new Map([...this.querySelectorAll("[data-column]")].map((head) => [head.dataset.column, head]));
    this.listenToFilter();
    this.boxes = [...this.querySelectorAll("td[data-open]")];
    if (!this.boxes.length) return;
    for (const box of this.boxes) this.furnish(box);
    super.connectedCallback();
  }

  /** Put a field into the cell of a unit. */
  furnish(box) {
    const row = box.closest("tr");
    const { code, key } = box.dataset;
    const head = this.columns.get(code);
    const parts = document.getElementById("entry-parts").content.cloneNode(true);
    const text = box.querySelector(".entry-text");
    const input = parts.querySelector(".entry-input");
    const name = `${row.dataset.unit}/${code}`;
    input.value = key ? text.textContent : "";
    input.id = `cell-${row.dataset.unit}-${code}`;
    input.inputMode = Number(head.dataset.zeros) ? "text" : "decimal";
    input.ariaLabel = `${row.querySelector(".unit-name").textContent}, ${head.dataset.name}`;
    input.setAttribute("aria-describedby", `state-${input.id} note-${input.id}`);
    const { decimals, zeros, stock } = head.dataset;
    Object.assign(input.dataset, { code: name, decimals, zeros, previous: box.querySelector(".entry-was[data-number]")?.textContent ?? "" });
    if (stock !== undefined) input.dataset.stock = "";
    parts.querySelector('input[type="hidden"]').value = key;
    parts.querySelector(".entry-none").dataset.none = name;
    parts.querySelector(".entry-state").id = `state-${input.id}`;
    parts.querySelector(".entry-note").id = `note-${input.id}`;
    text.replaceWith(parts.querySelector(".entry-field"));
    box.append(parts);
  }

  openQueue() {
    const open = this.rows.filter((row) => row.dataset.report);
    const places = new Map(open.map((row) => [row.dataset.unit, placeOf(row)]));
    return new ManyQueues(places, (name) => this.byCode.get(name)?.edit);
  }

  listen() {
    super.listen();
    this.addTotals();
  }

  settled() {
    this.addTotals();
  }

  entering(cell) {
    for (const row of this.rows) row.classList.toggle("is-current", row === cell.row);
  }

  about(cell) {
    explain(cell.box.dataset.code, (text) => this.announce(text));
  }

  /* ── Totals ─────────────────────────────────────────────────────────────── */
  /** Sums over the lines that are shown, as the cells stand now. */
  addTotals() {
    const shown = this.rows.filter((row) => !row.hidden);
    this.querySelector("[data-units-total]").textContent = this.dataset.total.replace("{count}", shown.length);
    for (const total of this.querySelectorAll("[data-total]")) {
      const code = total.dataset.total;
      const keys = shown.map((row) => this.keyOf(row.querySelector(`[data-code="${CSS.escape(code)}"]`)));
      const numbers = keys.filter((key) => key && key !== "na");
      const decimals = Number(this.columns.get(code).dataset.decimals);
      const sum = numbers.reduce((whole, key) => whole + scaled(key, decimals), 0n);
      const said = "apart" in total.dataset || !numbers.length ? "–" : printNumber(sum, decimals);
      total.firstElementChild.textContent = said;
      total.lastElementChild.textContent = `${keys.filter(Boolean).length}/${shown.length}`;
    }
  }

  keyOf(box) {
    const cell = this.byBox?.get(box);
    return cell ? (cell.key ?? cell.seen) : box.dataset.key;
  }

  /* ── Which lines are shown ──────────────────────────────────────────────── */
  listenToFilter() {
    const filter = document.getElementById("units-filter");
    filter.addEventListener("input", () => this.filter(filter));
    const all = document.querySelector("[data-units-all]");
    all?.addEventListener("change", () => {
      for (const row of this.rows) {
        const box = row.querySelector('[name="report"]');
        if (box) box.checked = all.checked && !row.hidden;
      }
    });
  }

  filter(filter) {
    const words = fold(filter.elements.q.value).split(" ");
    const missing = filter.elements.thieu.checked;
    for (const row of this.rows) {
      const name = fold(row.querySelector("th").textContent);
      const lacks = [...row.querySelectorAll("td[data-code]")].some((box) => !this.keyOf(box));
      row.hidden = !words.every((word) => name.includes(word)) || (missing && !lacks);
    }
    if (this.boxes.length) this.layOut();
    this.addTotals();
  }
}

function placeOf(row) {
  const { report, version } = row.dataset;
  const address = `${report}o/`;
  return { address, name: `${address}:${version}` };
}

/* "52.5" with one decimal -> 525n. */
function scaled(key, decimals) {
  const [whole, part = ""] = key.replace("-", "").split(".");
  const number = BigInt(whole + part.padEnd(decimals, "0").slice(0, decimals));
  return key.startsWith("-") ? -number : number;
}

customElements.define("entry-units", EntryUnits);
