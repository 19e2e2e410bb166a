/* `<inbox-list>`: choose, accept and return by keyboard; after a decision the next report stands in its place. */

const ROWS = "[data-row]";

class InboxList extends HTMLElement {
  connectedCallback() {
    this.place = -1;
    this.addEventListener("change", (event) => this.choose(event.target));
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("submit", (event) => this.remember(event));
    // Told once for each new element; the first time settles it. Before that, a key would submit a form that HTMX
    // does not know yet.
    this.addEventListener("htmx:afterSettle", () => this.settle());
    this.count();
  }

  get rows() {
    return [...this.querySelectorAll(ROWS)];
  }

  get boxes() {
    return [...this.querySelectorAll('input[form="accept"][name="report"]')];
  }

  choose(target) {
    const group = target.dataset.all;
    if (group) {
      for (const box of this.querySelectorAll(`[data-group="${group}"] input[form="accept"]`)) box.checked = target.checked;
    }
    this.count();
  }

  count() {
    const label = document.getElementById("chosen");
    if (!label) return;
    const count = this.boxes.filter((box) => box.checked).length;
    label.textContent = count ? this.dataset.chosen.replace("{count}", count) : this.dataset.none;
    document.getElementById("accept-chosen").disabled = !count;
  }

  /** Where the decided report stood, so that the one after it is looked at next. */
  remember({ submitter }) {
    const row = submitter?.closest(ROWS);
    this.place = row ? this.rows.indexOf(row) : -1;
  }

  settle() {
    this.count();
    const rows = this.rows;
    const bar = document.querySelector(".action-bar");
    if (bar) bar.hidden = !rows.length;
    // Where nothing is left to decide, the page itself is read on.
    if (this.place >= 0) (rows[Math.min(this.place, rows.length - 1)] ?? document.getElementById("main")).focus();
    this.place = -1;
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const rows = this.rows;
    const row = event.target.closest(ROWS);
    const at = rows.indexOf(row);
    const act = {
      ArrowDown: () => rows[Math.min(at + 1, rows.length - 1)]?.focus(),
      ArrowUp: () => rows[Math.max(at - 1, 0)]?.focus(),
      x: () => row?.querySelector('input[form="accept"]')?.click(),
      a: () => row?.querySelector("[data-accept]")?.click(),
      t: () => this.open(row?.querySelector(".ask-return")),
      Enter: () => event.target === row && row?.querySelector("a")?.click(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (event.key === "Enter" && event.target !== row)) return;
    event.preventDefault();
    act();
  }

  open(details) {
    if (!details) return;
    details.open = true;
    details.querySelector(".chip input, .form-control").focus();
  }
}

customElements.define("inbox-list", InboxList);
