/* `<chosen-rows>`: choose all reports without errors at once, and say how many are chosen. */

class ChosenRows extends HTMLElement {
  connectedCallback() {
    this.all = this.querySelector("[data-all]");
    this.boxes = [...this.querySelectorAll('input[name="report"]')];
    this.label = document.getElementById("chosen");
    this.nothing = this.label.textContent;
    this.addEventListener("change", ({ target }) => {
      if (target === this.all) for (const box of this.clean) box.checked = target.checked;
      this.show();
    });
    this.show();
  }

  get clean() {
    return this.boxes.filter((box) => "clean" in box.dataset);
  }

  show() {
    const count = this.boxes.filter((box) => box.checked).length;
    this.label.textContent = count ? this.label.dataset.chosen.replace("{count}", count) : this.nothing;
    document.getElementById("accept-chosen").disabled = !count;
    this.all.checked = this.clean.length > 0 && this.clean.every((box) => box.checked);
    this.all.indeterminate = count > 0 && !this.all.checked;
  }
}

customElements.define("chosen-rows", ChosenRows);
