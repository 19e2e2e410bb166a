/* The cells that are chosen together, as in a spreadsheet, and what the clipboard holds of them. */

/** A rectangle of slots from an anchor, which has the focus, to a head. Slots are table cells; some are locked. */
export class Range {
  constructor(table) {
    this.table = table;
    this.anchor = null;
    this.head = null;
    this.drawn = [];
  }

  get single() {
    return !this.anchor || (this.anchor.line === this.head.line && this.anchor.column === this.head.column);
  }

  /** Begin anew at the cell that has the focus. */
  begin(cell) {
    this.anchor = this.head = { line: cell.line, column: cell.column };
    this.draw();
  }

  /** Move the head by lines and columns, as far as the table goes. */
  extend(lines, columns) {
    const line = within(this.head.line + lines, this.table.lines.length);
    this.reach({ line, column: within(this.head.column + columns, this.table.lines[line].length) });
  }

  /** Let the range reach to a place. */
  reach(place) {
    this.head = place;
    this.draw();
    this.table.lines[place.line][place.column].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  all() {
    const { lines } = this.table;
    this.anchor = { line: 0, column: 0 };
    this.head = { line: lines.length - 1, column: lines.at(-1).length - 1 };
    this.draw();
  }

  /** The chosen slots, line by line. */
  get slots() {
    if (!this.anchor) return [];
    const { top, left, bottom, right } = this.extent;
    return this.table.lines.slice(top, bottom + 1).map((line) => line.slice(left, right + 1));
  }

  /** The chosen cells that can be typed in. */
  get cells() {
    return this.slots.flat().map((slot) => this.table.cellIn(slot)).filter((cell) => cell && !cell.locked);
  }

  /** Where the range begins, and how far it goes. */
  get extent() {
    const [top, bottom] = sorted(this.anchor.line, this.head.line);
    const [left, right] = sorted(this.anchor.column, this.head.column);
    return { top, left, bottom, right };
  }

  draw() {
    for (const slot of this.drawn) slot.classList.remove("is-chosen");
    this.drawn = this.single ? [] : this.slots.flat();
    for (const slot of this.drawn) slot.classList.add("is-chosen");
  }

  /** What a spreadsheet takes up: lines of texts between tabs. */
  get text() {
    const said = (slot) => this.table.cellIn(slot)?.text ?? slot.querySelector(".entry-text")?.textContent ?? slot.textContent;
    return this.slots.map((line) => line.map((slot) => said(slot).trim()).join("\t")).join("\n");
  }
}

/** The block that a spreadsheet has put on the clipboard: lines of texts. A text in quotes may hold lines itself. */
export function readBlock(text) {
  const lines = [[]];
  const parts = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)|[^\t\r\n]*/g;
  const whole = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at <= whole.length; ) {
    parts.lastIndex = at;
    const [found, quoted] = parts.exec(whole);
    lines.at(-1).push((quoted === undefined ? found : quoted.replaceAll('""', '"')).trim());
    at += found.length;
    if (whole[at] === "\n") lines.push([]);
    at += 1;
  }
  return lines;
}

/** What a block puts into which cells from the range's first slot on, and how many texts find no cell. */
export function laidOut(table, block) {
  const { top, left } = table.range.extent;
  const wishes = [];
  let skipped = 0;
  block.forEach((texts, down) => {
    texts.forEach((text, right) => {
      const cell = table.cellIn(table.lines[top + down]?.[left + right]);
      if (cell && !cell.locked) wishes.push([cell, text]);
      else skipped += 1;
    });
  });
  return { wishes, skipped };
}

/** The range's first line for the lines below it; a single line takes what stands above it. */
export function downwards(table) {
  const { top, left, bottom, right } = table.range.extent;
  const from = bottom > top ? top : top - 1;
  const wishes = [];
  for (let column = left; column <= right && from >= 0; column += 1) {
    const source = table.cellIn(table.lines[from][column]);
    for (let line = from + 1; source && line <= bottom; line += 1) {
      const cell = table.cellIn(table.lines[line][column]);
      if (cell) wishes.push([cell, source.text]);
    }
  }
  return wishes;
}

function within(at, length) {
  return Math.max(0, Math.min(at, length - 1));
}

function sorted(one, other) {
  return one < other ? [one, other] : [other, one];
}
