/* The text of a document between the page and the data that is saved: blocks, their pieces, figures as whole chips. */

const STYLES = ["body", "item", "basis"];
const HEADINGS = { 1: "h3", 2: "h4", 3: "h5" };

/** The pieces of an element: texts, and figures as {key, text}. */
export function readPieces(node, pieces = []) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) addText(pieces, child.data);
    else if (child.nodeType !== Node.ELEMENT_NODE || child.matches(".doc-clash")) continue;
    else if (child.matches(".doc-token")) pieces.push({ key: child.dataset.key, text: child.dataset.text });
    else readPieces(child, pieces);
  }
  return pieces;
}

function addText(pieces, text) {
  const clean = text.replace(/[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e\u2066-\u2069]/g, "").replace(/[\t\r\n]+/g, " ");
  if (!clean) return;
  if (typeof pieces.at(-1) === "string") pieces.push(pieces.pop() + clean);
  else pieces.push(clean);
}

/** A block as the server takes it. */
export function readBlock(node) {
  const id = node.dataset.block;
  if (node.hasAttribute("data-kept")) return { id, type: "kept" };
  if (node.dataset.level) return { id, type: "heading", level: Number(node.dataset.level), pieces: readPieces(node).map(textOf) };
  return { id, type: "paragraph", style: node.dataset.style, pieces: readPieces(node) };
}

const textOf = (piece) => (typeof piece === "string" ? piece : piece.text);

/** What a block says, for telling whether it has changed. */
export const signature = (node) => JSON.stringify(readBlock(node));

/** The blocks of the editor in order; those that say nothing are left out. */
export function readHost(host) {
  const blocks = [...host.children].filter((node) => node.dataset.block).map(readBlock);
  return blocks.filter((block) => block.type === "kept" || block.pieces.some((piece) => textOf(piece).trim()));
}

/** Make of whatever the browser has left behind blocks with ids of their own. */
export function normalise(host) {
  const seen = new Set();
  for (const node of [...host.childNodes]) {
    if (node.nodeType === Node.TEXT_NODE && node.data.trim()) wrap(node);
    else if (node.nodeType !== Node.ELEMENT_NODE) node.remove();
  }
  for (const node of host.children) {
    if (node.matches(".doc-clash")) continue;
    const fresh = !node.dataset.block || seen.has(node.dataset.block);
    if (fresh) name(node, newId());
    if (!node.hasAttribute("data-kept") && !node.dataset.level && !STYLES.includes(node.dataset.style)) dress(node, "body");
    seen.add(node.dataset.block);
  }
}

function wrap(text) {
  const paragraph = document.createElement("p");
  text.replaceWith(paragraph);
  paragraph.append(text);
}

function name(node, id) {
  node.dataset.block = id;
  node.id = `d-${id}`;
  node.classList.remove("has-stale", "is-here");
  if (!node.dataset.level) node.toggleAttribute("data-edited", true);
}

/** Give a block a style of paragraph or a level of heading; the answer is the element that bears it now. */
export function dress(node, form) {
  const tag = HEADINGS[form] ?? "p";
  let dressed = node;
  if (node.localName !== tag) {
    dressed = document.createElement(tag);
    dressed.append(...(HEADINGS[form] ? [readPieces(node).map(textOf).join("")] : node.childNodes));
    if (node.dataset.block) Object.assign(dressed.dataset, { block: node.dataset.block });
    dressed.id = node.id;
    node.replaceWith(dressed);
  }
  delete dressed.dataset.level;
  delete dressed.dataset.style;
  if (HEADINGS[form]) Object.assign(dressed, { className: "doc-heading" }).dataset.level = form;
  else Object.assign(dressed, { className: `doc-paragraph doc-${form}` }).dataset.style = form;
  return dressed;
}

/** An empty paragraph with an id of its own. */
export function emptyParagraph() {
  const paragraph = dress(document.createElement("p"), "body");
  name(paragraph, newId());
  paragraph.append(document.createElement("br"));
  return paragraph;
}

/** A figure as a chip. */
export function chip({ key, text, about = "", href = "" }) {
  const token = document.createElement("span");
  token.className = "doc-token";
  token.contentEditable = "false";
  Object.assign(token.dataset, { key, text, about, href });
  token.textContent = text;
  return token;
}

/** The element that HTML from the server describes. */
export function fromHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/**
 * Bring what somebody else has saved into the page: what only they changed is taken, what only this person changed
 * stays. `base` maps ids to what both began from. The answer lists the blocks that both have changed.
 */
export function merge(host, base, theirs) {
  const clashes = [];
  const here = new Map([...host.children].filter((node) => node.dataset.block).map((node) => [node.dataset.block, node]));
  let last = null;
  for (const { id, html } of theirs) {
    const their = fromHtml(html);
    const mine = here.get(id);
    const began = base.get(id);
    const changed = signature(their) !== began;
    if (!mine && changed) place(host, last, their);
    else if (mine && signature(mine) === began) {
      if (changed) mine.replaceWith(their);
    } else if (mine && changed && signature(mine) !== signature(their)) clashes.push({ mine, their });
    last = host.querySelector(`:scope > [data-block="${CSS.escape(id)}"]`) ?? last;
  }
  const still = new Set(theirs.map(({ id }) => id));
  for (const [id, node] of here) if (!still.has(id) && signature(node) === base.get(id)) node.remove();
  return clashes;
}

function place(host, after, node) {
  if (after) after.after(node);
  else host.prepend(node);
}

const newId = () => `n${crypto.getRandomValues(new Uint32Array(2)).reduce((text, part) => text + part.toString(36), "")}`;
