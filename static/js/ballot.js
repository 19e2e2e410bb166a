/* <ballot-paper>: counts what is chosen where only so many may be, and holds back one more; where one may be, another
   choice takes the place of the first. The server checks again. */

class BallotPaper extends HTMLElement {
  connectedCallback() {
    this.sheets = [...this.querySelectorAll("fieldset[data-most]")];
    for (const sheet of this.sheets) this.count(sheet);
    this.addEventListener("change", (event) => {
      const sheet = event.target.closest("fieldset[data-most]");
      if (!sheet) return;
      if (sheet.dataset.most === "1" && event.target.checked) this.replace(sheet, event.target);
      this.count(sheet);
    });
  }

  replace(sheet, chosen) {
    for (const box of sheet.querySelectorAll(".ballot-box input")) box.checked = box === chosen;
  }

  count(sheet) {
    if (sheet.dataset.most === "1") return;
    const boxes = [...sheet.querySelectorAll(".ballot-box input")];
    const chosen = boxes.filter((box) => box.checked).length;
    const full = chosen >= Number(sheet.dataset.most);
    for (const box of boxes) box.disabled = full && !box.checked;
    const words = sheet.querySelector("[data-count]");
    words.hidden = false;
    words.querySelector("span").textContent = chosen;
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
