/* Tables of cells that behave like a spreadsheet: keys, ranges, paste and copy, filling, undo. A line of the table is a
   `tr.entry-row`; its slots are `td.entry-now`, those with a field in them can be typed in, the others are locked. */

import { downwards, laidOut, Range, readBlock } from "./entry-range.js";
import { History } from "./entry-history.js";
import { commandOf } from "./entry-keys.js";
import { SavingCells } from "./entry-saving.js";

/** The base of the elements around a table of cells. What stands beside the table is their own affair. */
export class EntryTable extends SavingCells {
  listen() {
    this.byBox = new Map(this.cells.map((cell) => [cell.box, cell]));
    this.range = new Range(this);
    this.history = new History(() => this.showHistory());
    this.layOut();
    this.addEventListener("focusin", (event) => this.enter(event));
    this.addEventListener("focusout", (event) => this.leave(event));
    this.addEventListener("input", (event) => this.typed(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("dblclick", (event) => this.startEditing(this.cellAt(event)));
    this.addEventListener("paste", (event) => this.paste(event));
    this.addEventListener("copy", (event) => this.copy(event));
    this.addEventListener("cut", (event) => this.copy(event) && this.do("empty", this.current));
    this.addEventListener("mousedown", (event) => this.press(event));
    this.addEventListener("mouseover", (event) => this.drag(event));
    document.addEventListener("click", ({ target }) => this.ask(target.closest("[data-entry-do]")?.dataset.entryDo));
    document.addEventListener("keydown", (event) => this.callHelp(event));
    this.showHistory();
  }

  /** Find out where the cells are; to be called again when lines were hidden or shown. */
  layOut() {
    const rows = [...this.querySelectorAll("tr.entry-row")].filter((row) => !row.closest("[hidden]"));
    this.lines = rows.map((row) => [...row.querySelectorAll(".entry-now")]);
    this.lines.forEach((slots, line) => {
      slots.forEach((slot, column) => {
        const cell = this.cellIn(slot);
        if (cell) Object.assign(cell, { line, column });
      });
    });
    this.wide = this.lines.some((slots) => slots.length > 1);
    const current = this.cells.find((cell) => cell.input === document.activeElement);
    if (current) this.range.begin(current);
  }

  cellIn(slot) {
    return this.byBox.get(slot);
  }

  /** The cell with the focus, or the one that had it last; the first one before any had. */
  get current() {
    return this.entered?.input.isConnected ? this.entered : this.cells[0];
  }

  /** The cells that can be reached, in the order of reading. */
  get reachable() {
    return this.lines.flat().map((slot) => this.cellIn(slot)).filter(Boolean);
  }

  /* ── Entering, typing, leaving ──────────────────────────────────────────── */
  enter(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    this.editing = false;
    this.entered = cell;
    this.startText = cell.text;
    this.range.begin(cell);
    cell.input.select();
    this.entering(cell);
  }

  /** What else the page shows about the cell that has the focus. */
  entering() {}

  leave(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    this.settle(cell);
    if (cell.state === "saved" && cell.text.trim()) cell.type(cell.savedText);
    if (cell.state === "editing") this.commit(cell);
  }

  typed(event) {
    const cell = this.cellAt(event);
    if (!cell) return;
    this.editing = true;
    cell.checked();
    cell.showNone();
    cell.showUnderstood();
    this.commit(cell, { typing: true });
  }

  startEditing(cell) {
    if (!cell) return;
    this.editing = true;
    cell.input.setSelectionRange(cell.text.length, cell.text.length);
  }

  /** What was typed into a cell becomes a step that can be undone. */
  settle(cell) {
    const before = this.startText;
    if (cell !== this.entered || before === undefined || before === cell.text) return;
    this.startText = cell.text;
    this.history.push([{ cell, before, after: cell.text }]);
  }

  /** Put texts into cells, [[cell, text], …], as one step that can be undone; the answer is how many changed. */
  change(wishes) {
    this.settle(this.current);
    const changes = wishes
      .filter(([cell]) => !cell.locked)
      .map(([cell, after]) => ({ cell, before: cell.text, after }))
      .filter(({ before, after }) => before !== after);
    this.history.push(changes);
    this.apply(changes, "after");
    return changes.length;
  }

  apply(changes, side) {
    for (const change of changes) {
      const { cell } = change;
      cell.checked();
      cell.type(change[side]);
      this.commit(cell);
      if (cell === this.entered) this.startText = cell.text;
    }
    this.editing = false;
    if (this.entered?.input === document.activeElement) this.entered.input.select();
  }

  put(cell, text) {
    this.change([[cell, text]]);
  }

  /* ── Keys and buttons ───────────────────────────────────────────────────── */
  key(event) {
    const cell = this.cellAt(event);
    if (!cell || event.isComposing) return;
    const [command, ...given] = commandOf(event, this.editing, this.wide) ?? [];
    if (!command) return;
    if (command === "intoText") {
      this.editing = true;
      return;
    }
    event.preventDefault();
    this.do(command, cell, ...given);
  }

  /** A button outside the table asks for what a key does. */
  ask(command) {
    if (command) this.do(command, this.current);
  }

  do(command, cell, lines, columns) {
    switch (command) {
      case "move": return this.move(cell, lines, columns);
      case "extend": return this.extend(lines, columns);
      case "enter": return this.pressEnter(cell, lines);
      case "escape": return this.escape(cell);
      case "edit": return this.startEditing(cell);
      case "lineStart": return this.focusCell(this.wide ? this.lineOf(cell)[0] : this.reachable[0]);
      case "lineEnd": return this.focusCell(this.wide ? this.lineOf(cell).at(-1) : this.reachable.at(-1));
      case "first": return this.focusCell(this.reachable[0]);
      case "last": return this.focusCell(this.reachable.at(-1));
      case "all": return this.chooseAll();
      case "empty": return this.change(this.chosen.map((one) => [one, ""]));
      case "none": return this.change(this.chosen.map((one) => [one, this.words.none]));
      case "fillChosen": return this.change(this.chosen.map((one) => [one, cell.text]));
      case "fillDown": return this.change(downwards(this));
      case "previous": return this.fillPrevious(this.chosen);
      case "carry": return this.carryStocks();
      case "undo": return this.step(cell, "undo");
      case "redo": return this.step(cell, "redo");
      case "nextEmpty": return this.seek(cell, 1, "key", this.words.noEmpty);
      case "lastEmpty": return this.seek(cell, -1, "key", this.words.noEmpty);
      case "nextFound": return this.seek(cell, 1, "questioned", this.words.noFound);
      case "lastFound": return this.seek(cell, -1, "questioned", this.words.noFound);
      case "about": return this.about(cell);
      case "help": return document.getElementById("entry-help").showModal();
    }
  }

  /** What the page tells about a cell's indicator. */
  about() {}

  /** «?» calls the help wherever nothing is typed. */
  callHelp(event) {
    const typing = event.target.closest("input, textarea, select, dialog");
    if (event.key === "?" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) this.do("help");
  }

  pressEnter(cell, lines) {
    if (!this.editing && !cell.carried && cell.text && lines > 0) return this.startEditing(cell);
    cell.checked();
    this.showSaving();
    return this.move(cell, lines, 0);
  }

  escape(cell) {
    if (!this.range.single) this.range.begin(cell);
    cell.type(this.startText);
    this.editing = false;
    this.commit(cell);
    cell.input.select();
  }

  /* ── Moving and choosing ────────────────────────────────────────────────── */
  /** To the next cell that way which can be typed in. */
  move(cell, lines, columns) {
    for (let { line, column } = cell; ; ) {
      line += lines;
      column += columns;
      const slot = this.lines[line]?.[column];
      if (!slot) break;
      if (this.cellIn(slot)) return this.focusCell(this.cellIn(slot));
    }
    if (lines > 0) this.pastTheEnd(cell);
  }

  /** Where Enter leads from the last line. */
  pastTheEnd() {}

  lineOf(cell) {
    return this.lines[cell.line].map((slot) => this.cellIn(slot)).filter(Boolean);
  }

  focusCell(cell) {
    cell.input.focus();
    cell.input.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The cells that a command is about. */
  get chosen() {
    return this.range.single ? [this.current] : this.range.cells;
  }

  extend(lines, columns) {
    this.range.extend(lines, columns);
    this.sayChosen();
  }

  chooseAll() {
    this.range.all();
    this.sayChosen();
  }

  sayChosen() {
    this.announce(this.words.chosen.replace("{count}", this.range.slots.flat().length));
  }

  placeOf(target) {
    const slot = target.closest?.(".entry-now");
    const line = slot ? this.lines.findIndex((slots) => slots.includes(slot)) : -1;
    return line < 0 ? null : { line, column: this.lines[line].indexOf(slot) };
  }

  /** Shift and a click choose from the cell with the focus to here; dragging does the same. */
  press(event) {
    const place = this.placeOf(event.target);
    if (event.button || !place || event.target.closest("button")) return;
    if (event.shiftKey && this.contains(document.activeElement) && this.range.anchor) {
      event.preventDefault();
      this.range.reach(place);
      this.sayChosen();
    } else if (!this.range.single && this.entered) {
      this.range.begin(this.entered);
    }
  }

  drag(event) {
    const place = event.buttons === 1 && this.range.anchor ? this.placeOf(event.target) : null;
    if (!place || this.cellAt({ target: document.activeElement }) !== this.entered) return;
    const { head } = this.range;
    if (head.line === place.line && head.column === place.column) return;
    document.getSelection().removeAllRanges();
    this.range.reach(place);
    this.sayChosen();
  }

  /** To the next cell, all around, whose `what` says yes: an empty key, or a question. */
  seek(cell, way, what, nothing) {
    const cells = this.reachable;
    const start = cells.indexOf(cell);
    for (let steps = 1; steps <= cells.length; steps += 1) {
      const next = cells[(start + way * steps + cells.length * 2) % cells.length];
      if (what === "key" ? next.key === "" && !next.locked : next.questioned) {
        this.focusCell(next);
        next.input.scrollIntoView({ block: "center", inline: "nearest" });
        return;
      }
    }
    this.say(nothing);
  }

  /* ── Clipboard and filling ──────────────────────────────────────────────── */
  /** A block from a spreadsheet fills the cells from here on; one text fills whatever is chosen. */
  paste(event) {
    const block = readBlock(event.clipboardData?.getData("text") ?? "");
    const one = block.length === 1 && block[0].length === 1;
    if (!this.cellAt(event) || (one && this.range.single)) return;
    event.preventDefault();
    const { wishes, skipped } = one
      ? { wishes: this.range.cells.map((cell) => [cell, block[0][0]]), skipped: 0 }
      : laidOut(this, block);
    this.change(wishes);
    this.say(this.counted(skipped ? "pastedSome" : "pasted", { count: wishes.length, skipped }));
  }

  /** The chosen range, for a spreadsheet; within one cell the browser copies what is marked. */
  copy(event) {
    if (!this.cellAt(event) || this.range.single) return false;
    event.preventDefault();
    event.clipboardData.setData("text/plain", this.range.text);
    this.say(this.counted("copied", { count: this.range.slots.flat().length }));
    return true;
  }

  /** What the period before said, into these cells; `marked`: to be checked by somebody. */
  fillPrevious(cells, { marked = false } = {}) {
    const wishes = cells.filter((cell) => cell.previous && !cell.locked).map((cell) => [cell, cell.previous]);
    const count = this.change(wishes);
    for (const [cell] of marked ? wishes : []) cell.carry(() => this.confirmed(cell));
    this.say(count ? this.counted("carriedOver", { count }) : this.words.nothingBefore);
  }

  /** What is there at the end of a period is mostly what was there before: a beginning for the empty cells. */
  carryStocks() {
    this.fillPrevious(this.reachable.filter((cell) => cell.stock && cell.key === ""), { marked: true });
  }

  confirmed(cell) {
    cell.checked();
    this.focusCell(cell);
  }

  /* ── Undo ───────────────────────────────────────────────────────────────── */
  step(cell, way) {
    this.settle(cell);
    const changes = this.history[way]();
    if (!changes) return this.say(way === "undo" ? this.words.noUndo : this.words.noRedo);
    this.apply(changes, way === "undo" ? "before" : "after");
    if (this.contains(document.activeElement)) this.focusCell(changes[0].cell);
    else changes[0].cell.input.scrollIntoView({ block: "nearest" });
    return this.announce(this.counted(way === "undo" ? "undone" : "redone", { count: changes.length }));
  }

  showHistory() {
    for (const [way, steps] of [["undo", this.history?.done], ["redo", this.history?.undone]]) {
      const button = document.querySelector(`[data-entry-do="${way}"]`);
      if (button) button.ariaDisabled = String(!steps?.length);
    }
  }

  /* ── Saying ─────────────────────────────────────────────────────────────── */
  counted(name, values) {
    return Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), this.words[name]);
  }

  /** A sentence for everybody, seen and heard. */
  say(sentence) {
    document.dispatchEvent(new CustomEvent("thidua:toast", { detail: { sentence, tone: "good" } }));
  }
}
