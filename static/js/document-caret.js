/* Where the caret stands in a document. */

/** The block that holds a node. */
export function blockAt(host, node) {
  let found = node;
  while (found && found.parentNode !== host) found = found.parentNode;
  return found?.dataset?.block ? found : null;
}

/** The figure that the caret touches, if any. */
export function tokenBeside(node, offset) {
  const inside = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest(".doc-token");
  if (inside) return inside;
  if (node.nodeType === Node.ELEMENT_NODE) return [node.childNodes[offset - 1], node.childNodes[offset]].find(isToken) ?? null;
  if (offset === 0 && isToken(node.previousSibling)) return node.previousSibling;
  return offset === node.data.length && isToken(node.nextSibling) ? node.nextSibling : null;
}

const isToken = (node) => node?.nodeType === Node.ELEMENT_NODE && node.matches(".doc-token");

/** Behind the last paragraph: where something is put before anybody has chosen a place. */
export function lastPlace(host) {
  const range = new Range();
  range.selectNodeContents([...host.querySelectorAll(":scope > p")].at(-1) ?? host);
  range.collapse(false);
  return range;
}
