/* The editor of a point table: keys in the tree, and the panel in view on a phone. All buttons work without this. */

const NARROW = matchMedia("(max-width: 61.99rem)");
const ADDS = /^(add-group|add-criterion|duplicate):/;

/** Arrows walk through the rows, Alt with an arrow moves the one that has the focus, Ctrl+S saves. */
class SchemeEditor extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this);
    this.addEventListener("click", this);
    if (SchemeEditor.opened) this.showOpened();
    const next = SchemeEditor.next;
    SchemeEditor.next = "";
    // HTMX gives the focus back to what had it, which is not where one goes on after adding or removing.
    if (next) queueMicrotask(() => this.querySelector(next)?.focus());
  }

  handleEvent(event) {
    if (event.type === "click") {
      const button = event.target.closest("button[name='act']");
      if (!button) return;
      if (button.value.startsWith("open:")) SchemeEditor.opened = button.id || "";
      if (ADDS.test(button.value)) SchemeEditor.next = "#p-name";
      if (button.value.startsWith("remove:")) SchemeEditor.next = "[aria-current]";
      return;
    }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const row = event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault();
    if (event.altKey) this.move(row, event.key === "ArrowUp" ? "up" : "down");
    else this.walk(row, event.key === "ArrowUp" ? -1 : 1);
  }

  walk(row, by) {
    const rows = [...this.querySelectorAll("[data-row]")];
    rows[rows.indexOf(row) + by]?.focus();
  }

  /** The row that has the focus moves, whichever is open: its button sends its own code. */
  move(row, where) {
    const tool = this.querySelector(`[data-tool="${where}"]`);
    const code = row.value.slice("open:".length);
    if (!tool) return;
    tool.value = `${where}:${code}`;
    tool.click();
  }

  /** On a phone the panel lies below the tree: it comes into view when a row is opened. */
  showOpened() {
    const panel = this.querySelector("#panel");
    SchemeEditor.opened = "";
    if (!NARROW.matches || !panel) return;
    panel.scrollIntoView({ block: "start" });
  }
}
SchemeEditor.opened = "";
/* What gets the focus in the editor that the server answers with; "" for what had it before, found by its id. */
SchemeEditor.next = "";

addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
  const save = document.querySelector("#panel #save");
  if (!save) return;
  event.preventDefault();
  save.click();
});

customElements.define("scheme-editor", SchemeEditor);
