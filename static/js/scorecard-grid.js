/* <score-grid>: cells that save themselves, arrows and Enter between them, whole ranges from a spreadsheet, groups that
   fold. Without it the cells are a plain form. */

const WAIT = 3000;

class ScoreGrid extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(document.getElementById("grid-words").textContent);
    this.rows = [...this.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".point-cell")]);
    this.pending = new Map();
    this.sending = false;
    for (const cell of this.rows.flat()) cell.dataset.shown = cell.value;
    this.addEventListener("change", ({ target }) => target.matches(".point-cell") && this.commit(target));
    this.addEventListener("keydown", (event) => event.target.matches(".point-cell") && this.move(event));
    this.addEventListener("paste", (event) => event.target.matches(".point-cell") && this.paste(event));
    this.addEventListener("focusin", ({ target }) => target.matches(".point-cell") && target.select());
    this.addEventListener("click", ({ target }) => target.closest("[data-fold]") && this.fold(target.closest("[data-fold]")));
    window.addEventListener("online", () => this.send());
    window.addEventListener("beforeunload", (event) => this.pending.size && event.preventDefault());
    this.querySelector(".grid-groups").hidden = false;
  }

  commit(cell) {
    if (cell.value.trim() === cell.dataset.shown) return;
    this.pending.set(cell, cell.dataset.reason || document.getElementById("grid-reason")?.value || "");
    cell.className = "point-cell saving";
    this.send();
  }

  async send() {
    if (this.sending || !this.pending.size) return;
    this.sending = true;
    let done = true;
    const burst = [...this.pending].slice(0, 200);
    this.tell(this.words.saving, "quiet", "loader-2");
    const edits = burst.map(([cell, reason]) => ({
      unit: cell.dataset.unit,
      code: cell.dataset.code,
      text: cell.value,
      seen: cell.dataset.seen === "" ? null : Number(cell.dataset.seen),
      reason,
    }));
    const texts = burst.map(([cell]) => cell.value);
    try {
      const response = await fetch(this.dataset.save, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"],
        },
        body: JSON.stringify({ stage: this.dataset.stage, edits }),
      });
      const answer = await response.json();
      if (response.ok) this.answered(burst, texts, answer);
      else this.refusedAll(burst, answer.sentence);
    } catch {
      done = false;
      this.tell(this.words.lost, "warn", "cloud-off");
      window.setTimeout(() => this.send(), WAIT);
    } finally {
      this.sending = false;
    }
    if (done) this.send();
  }

  answered(burst, texts, answer) {
    answer.cells.forEach((outcome, index) => {
      const [cell] = burst[index];
      const typedSince = cell.value !== texts[index];
      if (!typedSince) this.pending.delete(cell);
      delete cell.dataset.reason;
      if (outcome.outcome === "saved") this.saved(cell, outcome, typedSince);
      else if (outcome.outcome === "reason") this.ask(cell, outcome);
      else this.refused(cell, outcome);
    });
    for (const row of answer.rows) this.total(row);
    if (answer.undo) this.undo = answer.undo;
    this.showState();
  }

  saved(cell, outcome, typedSince) {
    cell.dataset.seen = outcome.seen ?? "";
    cell.dataset.shown = outcome.text;
    if (!typedSince) cell.value = outcome.text;
    cell.className = "point-cell saved";
    cell.removeAttribute("aria-invalid");
    cell.title = "";
  }

  refused(cell, outcome) {
    if (outcome.outcome === "conflict") cell.dataset.seen = outcome.seen ?? "";
    cell.className = "point-cell refused";
    cell.setAttribute("aria-invalid", "true");
    cell.title = outcome.sentence;
    if (outcome.outcome !== "reason") this.announce(outcome.sentence);
  }

  refusedAll(burst, sentence) {
    for (const [cell] of burst) {
      this.pending.delete(cell);
      this.refused(cell, { outcome: "refused", sentence });
    }
    this.showState();
  }

  /* A point that differs needs a reason: asked for once, in a dialog. Several of them wait for each other. */
  ask(cell, outcome) {
    this.refused(cell, outcome);
    this.asking = (this.asking ?? Promise.resolve()).then(() => this.askNow(cell, outcome));
  }

  askNow(cell, outcome) {
    const dialog = document.getElementById("cell-dialog");
    const reason = dialog.querySelector("[data-reason]");
    dialog.querySelector("[data-sentence]").textContent = outcome.sentence;
    reason.value = "";
    dialog.returnValue = "";
    dialog.showModal();
    reason.focus();
    return new Promise((done) => {
      dialog.addEventListener(
        "close",
        () => {
          if (dialog.returnValue === "give" && reason.value.trim()) {
            cell.dataset.reason = reason.value.trim();
            this.commit(cell);
          } else {
            cell.value = cell.dataset.shown;
            cell.className = "point-cell";
            cell.removeAttribute("aria-invalid");
          }
          this.showState();
          cell.focus();
          done();
        },
        { once: true },
      );
      reason.onkeydown = (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        dialog.close("give");
      };
    });
  }

  total({ unit, total, label, sums }) {
    const row = this.querySelector(`tr[data-unit="${CSS.escape(unit)}"]`);
    if (!row) return;
    row.querySelector(".total").textContent = total;
    if (label) row.querySelector(".label").textContent = label;
    sums.forEach((sum, index) => (row.querySelector(`[data-sum="${index}"]`).textContent = sum));
  }

  move(event) {
    const cell = event.target;
    const row = this.rows.findIndex((cells) => cells.includes(cell));
    const column = this.rows[row].indexOf(cell);
    const atStart = cell.selectionStart === 0;
    const atEnd = cell.selectionEnd === cell.value.length;
    const steps = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowLeft: atStart ? [0, -1] : null,
      ArrowRight: atEnd ? [0, 1] : null,
    };
    if (event.key === "Escape") {
      cell.value = cell.dataset.shown;
      return;
    }
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    let at = [row + step[0], column + step[1]];
    while (this.rows[at[0]] && this.rows[at[0]].length === 0) at = [at[0] + step[0], at[1]];
    const next = this.rows[at[0]]?.[at[1]];
    if (next) next.focus();
    else cell.dispatchEvent(new Event("change", { bubbles: true }));
  }

  paste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const row = this.rows.findIndex((cells) => cells.includes(event.target));
    const column = this.rows[row].indexOf(event.target);
    text.split(/\r?\n/).forEach((line, down) =>
      line.split("\t").forEach((value, right) => {
        const cell = this.rows[row + down]?.[column + right];
        if (!cell) return;
        cell.value = value.trim();
        this.commit(cell);
      }),
    );
  }

  fold(button) {
    const index = button.dataset.fold;
    const folded = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(folded));
    for (const cell of this.querySelectorAll(`.g${index}`)) cell.classList.toggle("folded", folded);
    const head = this.querySelector(`[data-group="${index}"]`);
    head.colSpan = folded ? 1 : Number(head.dataset.span);
    head.classList.toggle("closed", folded);
  }

  showState() {
    const wrong = this.querySelectorAll(".point-cell.refused").length;
    if (wrong) this.tell(this.words.unsaved.replace("{count}", wrong), "bad", "alert-circle");
    else if (!this.pending.size) this.tell(this.words.saved, "good", "cloud-check");
  }

  announce(sentence) {
    document.dispatchEvent(new CustomEvent("thidua:toast", { detail: { sentence, tone: "bad" } }));
  }

  tell(text, tone, icon) {
    const chip = document.createElement("span");
    chip.className = `state tone-${tone}`;
    chip.append(Object.assign(document.createElement("i"), { className: `ti ti-${icon}`, ariaHidden: "true" }), text);
    document.getElementById("grid-state").replaceChildren(chip);
    document.getElementById("grid-undo").replaceChildren(...(tone === "good" && this.undo ? [this.wayBack()] : []));
  }

  /* What was saved last is taken back by a form, which leads back to the grid. */
  wayBack() {
    const form = Object.assign(document.createElement("form"), { method: "post", action: this.undo });
    const token = this.querySelector("[name=csrfmiddlewaretoken]").cloneNode();
    const icon = Object.assign(document.createElement("i"), { className: "ti ti-arrow-back-up", ariaHidden: "true" });
    const button = Object.assign(document.createElement("button"), { className: "btn btn-plain btn-small" });
    button.append(icon, this.words.undo);
    form.append(token, button);
    return form;
  }
}

customElements.define("score-grid", ScoreGrid);
