/* What was done to the cells of a page, so that it can be undone. Undoing is an edit like any other: it is saved. */

const MOST = 200;

/** Steps of changes {cell, before, after}; `shown` is called when what can be undone has changed. */
export class History {
  constructor(shown) {
    this.done = [];
    this.undone = [];
    this.shown = shown;
  }

  push(changes) {
    if (!changes.length) return;
    this.done.push(changes);
    if (this.done.length > MOST) this.done.shift();
    this.undone = [];
    this.shown();
  }

  /** The last step, to be taken back; undefined when there is none. */
  undo() {
    return this.shift(this.done, this.undone);
  }

  /** The step taken back last, to be made again. */
  redo() {
    return this.shift(this.undone, this.done);
  }

  shift(from, to) {
    const changes = from.pop();
    if (changes) to.push(changes);
    this.shown();
    return changes;
  }
}
