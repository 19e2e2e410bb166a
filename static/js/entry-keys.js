/* Which key asks for what in a table of cells. The dialog of keys (reporting/entry_keys.html) lists the same. */

const ALONE = { F1: "about", F2: "edit", Escape: "escape", "?": "help" };
const WITH_CONTROL = { z: "undo", y: "redo", i: "about", d: "fillDown", Enter: "fillChosen", Home: "first", End: "last" };
const WITH_CONTROL_AND_SHIFT = { z: "redo", d: "previous" };
const WITH_ALT = { ArrowDown: "nextEmpty", ArrowUp: "lastEmpty" };
const WITH_ALT_AND_SHIFT = { ArrowDown: "nextFound", ArrowUp: "lastFound" };
const RESTING = { Home: "lineStart", End: "lineEnd", Delete: "empty", Backspace: "empty", x: "none", X: "none", "-": "none" };
const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

/**
 * The command of a key, with what it takes: ["move", 1, 0]; null for what the browser does by itself.
 * @param editing  whether somebody types within the cell, so that keys of text belong to the text
 * @param wide     whether a line has several cells
 */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }, editing, wide) {
  const named = (table, name = key) => (Object.hasOwn(table, name) ? [table[name]] : null);
  if (altKey) return ctrlKey || metaKey ? null : named(shiftKey ? WITH_ALT_AND_SHIFT : WITH_ALT);
  if (ctrlKey || metaKey) {
    const letter = key.length === 1 ? key.toLowerCase() : key;
    if (letter === "a") return editing ? null : ["all"];
    if (letter === "d" && !wide) return ["previous"];
    return named(shiftKey ? WITH_CONTROL_AND_SHIFT : WITH_CONTROL, letter);
  }
  if (Object.hasOwn(STEPS, key)) return step(STEPS[key], shiftKey, editing, wide);
  if (key === "Enter") return ["enter", shiftKey ? -1 : 1];
  return named(ALONE) ?? (editing ? null : named(RESTING));
}

function step([lines, columns], shiftKey, editing, wide) {
  if (!columns) return [shiftKey ? "extend" : "move", lines, 0];
  if (editing) return null;
  if (wide) return [shiftKey ? "extend" : "move", 0, columns];
  return shiftKey ? null : ["intoText"];
}
