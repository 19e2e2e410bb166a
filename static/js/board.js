/* <target-board>: opens the ledger of a cell beside the board, counts chosen rows. Without it, cells are plain links. */

class TargetBoard extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.open(event));
    this.addEventListener("change", () => this.count());
    this.count();
  }

  open(event) {
    const link = event.target.closest("a[data-ledger]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || !window.htmx) return;
    event.preventDefault();
    const dialog = document.getElementById(this.dataset.panel);
    window.htmx.ajax("GET", `${link.getAttribute("href")}so/`, { target: "#ledger-panel", swap: "innerHTML" }).then(() => {
      if (!dialog.open) dialog.showModal();
    });
  }

  count() {
    const label = document.getElementById("chosen-rows");
    if (!label) return;
    label.dataset.none ??= label.textContent;
    const chosen = this.querySelectorAll('input[name="ct"]:checked').length;
    label.textContent = chosen ? label.dataset.chosen.replace("{count}", chosen) : label.dataset.none;
  }
}

customElements.define("target-board", TargetBoard);
