/* <ballot-paper>: where only so many may be chosen it counts them and holds back one more; options are ranked by
   pressing them in order, and whatever is done to one place the others stay without gaps. The server checks again. */

class BallotPaper extends HTMLElement {
  connectedCallback() {
    for (const sheet of this.querySelectorAll("fieldset[data-kind]")) {
      if (sheet.dataset.kind === "rank") this.ranks(sheet);
      else this.chooses(sheet);
    }
  }

  /* ── Choosing so many ─────────────────────────────────────────────────── */
  chooses(sheet) {
    sheet.addEventListener("change", () => this.count(sheet));
    // The row looks like a box to be ticked: the space bar ticks it.
    sheet.addEventListener("keydown", (event) => {
      if (event.key !== " " || !event.target.checked) return;
      event.preventDefault();
      const other = [...event.target.parentElement.querySelectorAll("input")].find((one) => one !== event.target);
      if (other.disabled) return;
      other.checked = true;
      other.focus();
      this.count(sheet);
    });
    this.count(sheet);
  }

  count(sheet) {
    const yes = [...sheet.querySelectorAll('.ballot-box input[value="1"]')];
    const chosen = yes.filter((one) => one.checked).length;
    for (const one of yes) one.disabled = chosen >= Number(sheet.dataset.most) && !one.checked;
    sheet.querySelector("[data-count]").textContent = chosen;
  }

  /* ── Ranking ──────────────────────────────────────────────────────────── */
  ranks(sheet) {
    for (const one of sheet.querySelectorAll("[data-scripted]")) one.hidden = false;
    sheet.addEventListener("change", (event) => {
      if (event.target.matches("select")) this.place(sheet, event.target, event.target.selectedIndex);
    });
    sheet.addEventListener("click", (event) => {
      if (event.target.closest("[data-clear]")) this.order(sheet, []);
      const button = event.target.closest("[data-place]");
      if (!button) return;
      const select = button.parentElement.querySelector("select");
      this.place(sheet, select, select.selectedIndex ? 0 : this.ranked(sheet).length + 1);
    });
    this.show(sheet);
  }

  /** The fields of ranked options, the first place first. */
  ranked(sheet) {
    const selects = [...sheet.querySelectorAll("select")].filter((one) => one.selectedIndex);
    return selects.sort((one, other) => one.selectedIndex - other.selectedIndex);
  }

  /** Give a place to an option, none with 0; those behind it move. */
  place(sheet, select, place) {
    const order = this.ranked(sheet).filter((one) => one !== select);
    if (place) order.splice(place - 1, 0, select);
    this.order(sheet, order);
  }

  order(sheet, order) {
    const places = order.slice(0, Number(sheet.dataset.most));
    for (const one of sheet.querySelectorAll("select")) one.selectedIndex = places.indexOf(one) + 1;
    this.show(sheet);
  }

  show(sheet) {
    const ranked = this.ranked(sheet).length;
    for (const button of sheet.querySelectorAll("[data-place]")) {
      const place = button.parentElement.querySelector("select").selectedIndex;
      button.textContent = place || "";
      button.ariaPressed = String(place > 0);
      button.disabled = !place && ranked >= Number(sheet.dataset.most);
    }
    sheet.querySelector("[data-count]").textContent = ranked;
  }
}

/* <ballot-share>: hands the words of a share out as a file, which is made here and never sent for. */
class BallotShare extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-save]");
    button.hidden = false;
    button.addEventListener("click", () => this.save());
    const print = this.querySelector("[data-print]");
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  save() {
    const text = this.querySelector("[data-text]").textContent.trim();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain;charset=utf-8" }));
    link.download = this.dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

customElements.define("ballot-paper", BallotPaper);
customElements.define("ballot-share", BallotShare);
