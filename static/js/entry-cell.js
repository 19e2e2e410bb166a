/* One cell of the entry grid: what it holds, what the server last said it holds, and the state that it shows. */

import { numberKey, parseNumber, printNumber } from "./entry-number.js";

const ICONS = {
  saved: "check",
  saving: "loader-2",
  waiting: "cloud-up",
  invalid: "alert-circle",
  conflict: "users",
  locked: "lock",
  editing: "pencil",
  proposed: "bulb",
  empty: "",
};
const FOUND = { error: "alert-circle", question: "help-circle" };
const NONE_WORDS = new Set(["khong co", "x", "-", "–", "not applicable"]);
export const NONE_KEY = "na";

export class Cell {
  constructor(input, words) {
    this.input = input;
    this.words = words;
    this.code = input.dataset.code;
    this.decimals = Number(input.dataset.decimals);
    this.zeros = Number(input.dataset.zeros);
    // What is taken off a figure typed since the start of the year, scaled; null where the period's own is typed.
    this.since = input.dataset.since ? BigInt(input.dataset.since) : null;
    this.box = input.closest(".entry-cell");
    this.row = input.closest("[data-row], tr");
    this.note = this.box.querySelector(".entry-note");
    this.stateBox = this.box.querySelector(".entry-state");
    this.noneButton = this.box.querySelector(".entry-none");
    this.seenInput = this.box.querySelector('input[type="hidden"]');
    this.savedText = input.defaultValue;
    this.theirs = null;
    this.carried = null;
    this.show(this.box.dataset.state, this.note.textContent);
    this.showNone();
  }

  /** Whether it was typed in before the script was there to notice. */
  get typedEarly() {
    return this.text !== this.input.defaultValue;
  }

  /** Whether the server has said that nothing can be typed here any more. */
  get locked() {
    return this.state === "locked";
  }

  /** What the period before said, as it would be typed; "" without it. */
  get previous() {
    return this.input.dataset.previous ?? "";
  }

  /** Whether it counts what is there, so that the period before is a good beginning. */
  get stock() {
    return "stock" in this.input.dataset;
  }

  /** Whether somebody should look at it: it is not saved, a check asks about it, or it was only carried over. */
  get questioned() {
    return ["invalid", "conflict"].includes(this.state) || Boolean(this.finding) || Boolean(this.carried);
  }

  get seen() {
    return this.seenInput.value;
  }

  set seen(key) {
    this.seenInput.value = key;
  }

  get state() {
    return this.box.dataset.state;
  }

  get text() {
    return this.input.value;
  }

  /** What the typed text means, as the server would write it; null when it cannot be read here. */
  get key() {
    const typed = this.text.trim();
    if (!typed) return "";
    if (NONE_WORDS.has(fold(typed))) return NONE_KEY;
    const number = parseNumber(this.text, this.decimals, this.zeros);
    return number === null ? null : numberKey(number - (this.since ?? 0n), this.decimals);
  }

  get edit() {
    return { code: this.code, before: this.seen, text: this.text };
  }

  type(text) {
    this.input.value = text;
    this.showNone();
  }

  /** Show a state: its icon, its word for those who hear the page, and a sentence below. */
  show(state, sentence = "") {
    this.box.dataset.state = state;
    const found = state === "saved" ? this.finding : "";
    const name = FOUND[found] ?? ICONS[state];
    this.stateBox.replaceChildren();
    if (name) {
      const icon = document.createElement("i");
      icon.className = `ti ti-${name}`;
      icon.ariaHidden = "true";
      const word = document.createElement("span");
      word.className = "visually-hidden";
      word.textContent = [this.words[state], this.words[found]].filter(Boolean).join(", ");
      this.stateBox.append(icon, word);
    }
    this.note.textContent = sentence;
    if (this.carried && !sentence) this.note.append(this.carried);
    if (state === "invalid" || state === "conflict") this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  showNone() {
    const none = fold(this.text) === fold(this.words.none);
    this.box.classList.toggle("is-none", none);
    this.noneButton.setAttribute("aria-pressed", String(none));
  }

  /** While typing: how the text is understood, where that is not what stands there. */
  showUnderstood() {
    const number = parseNumber(this.text, this.decimals, this.zeros);
    const printed = number === null ? "" : printNumber(number, this.decimals);
    const same = printed === this.text.trim();
    if (this.since !== null && number !== null) {
      const own = printNumber(number - this.since, this.decimals);
      this.show("editing", this.words.since.replace("{typed}", printed).replace("{own}", own));
      return;
    }
    this.show("editing", printed && !same ? `= ${printed}` : "");
  }

  /** The server holds `text` now; a cell that is typed in again keeps what is typed. */
  saved({ seen, text, understood = "" }, sent) {
    this.seen = seen;
    this.theirs = null;
    if (this.text !== sent) return;
    this.savedText = text;
    if (document.activeElement !== this.input || this.key === NONE_KEY) this.type(text);
    this.show(seen ? "saved" : "empty", understood);
  }

  /** The server holds this since the page was fetched. */
  taken({ seen, text }) {
    this.type(text);
    this.seen = seen;
    this.savedText = text;
    this.show(seen ? "saved" : "empty");
  }

  /** Typed on an earlier page, not on the server yet. */
  restored({ text, before }) {
    this.type(text);
    this.seen = before;
    this.show("waiting");
  }

  conflict(theirs, choose) {
    this.theirs = theirs;
    this.show("conflict", theirs.sentence);
    const choice = document.createElement("span");
    choice.className = "entry-choice";
    choice.append(
      button(this.words.take, () => choose(this, "take")),
      button(this.words.keep, () => choose(this, "keep")),
    );
    this.note.append(choice);
  }

  /** Mark what was carried over from the period before until somebody has checked it. */
  carry(confirm) {
    this.carried = document.createElement("span");
    this.carried.append(`${this.words.carried} `, button(this.words.confirm, confirm));
    this.box.classList.add("is-carried");
    this.note.replaceChildren(this.carried);
  }

  /** Somebody has looked at what was carried over. */
  checked() {
    if (!this.carried) return;
    this.carried.remove();
    this.carried = null;
    this.box.classList.remove("is-carried");
  }

  /** What the form's checks find about this cell: "error", "question" or "". */
  get finding() {
    if (this.row.classList.contains("has-error")) return "error";
    return this.row.classList.contains("has-question") ? "question" : "";
  }

  set finding(severity) {
    if (severity === this.finding) return;
    this.row.classList.toggle("has-error", severity === "error");
    this.row.classList.toggle("has-question", severity === "question");
    if (this.state === "saved") this.show("saved");
  }
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-plain btn-small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

export function fold(text) {
  return text.trim().toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replace(/\s+/g, " ");
}
