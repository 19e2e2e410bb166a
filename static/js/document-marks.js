/* What is marked in the text without touching it: sentences whose figures have changed, numbers typed by hand. */

// The same numbers as `hand_typed` of the server: dates, years, numbers of documents and of sections are none.
const SKIPPED =
  /(?<![\p{L}\p{N}_])\d{1,2}\/\d{1,2}(?:\/\d{4})?|(?<![\p{L}\p{N}_])\d{1,2}\/\d{4}|(?<![\p{L}\p{N}_])\d+\/[A-ZĐ]{2,}[-\p{L}\p{N}_]*|(?<![\p{L}\p{N}_])(?:năm(?: học)?|khóa|quý|tháng|ngày|điều|kỳ)\s+\d[\d.-]*(?:\s*-\s*\d{4})?|^\s*\d+(?:\.\d+)*\.(?=\s)|(?<number>(?<![\p{L}\p{N}_.,\/-])\d[\d.]*(?:,\d+)?\s?%?)/giu;

/** Mark both, where the browser can. */
export function mark(host) {
  if (!CSS.highlights) return;
  const numbers = [];
  const sentences = [];
  for (const block of host.querySelectorAll(":scope > [data-block]")) {
    if (block.hasAttribute("data-edited")) for (const text of ownTexts(block)) numbers.push(...numbersIn(text));
    if (block.matches("p") && block.querySelector(".is-stale, .is-gone")) sentences.push(...sentencesOf(block));
  }
  CSS.highlights.set("by-hand", new Highlight(...numbers));
  CSS.highlights.set("stale-sentence", new Highlight(...sentences));
}

function ownTexts(block) {
  return textNodes(block).filter((text) => !text.parentElement.closest(".doc-token, [data-kept]"));
}

function textNodes(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

function numbersIn(text) {
  return [...text.data.matchAll(SKIPPED)]
    .filter((match) => match.groups.number)
    .map((match) => span(text, match.index, text, match.index + match[0].trimEnd().length));
}

function sentencesOf(block) {
  const texts = textNodes(block);
  const starts = [];
  let whole = "";
  for (const text of texts) {
    starts.push(whole.length);
    whole += text.data;
  }
  const at = (offset) => {
    let index = starts.findLastIndex((start) => start <= offset);
    if (index < 0) index = 0;
    return [texts[index], Math.min(offset - starts[index], texts[index].data.length)];
  };
  return [...block.querySelectorAll(".is-stale, .is-gone")].map((token) => {
    const place = starts[texts.findIndex((text) => token.contains(text))] ?? 0;
    const before = [...whole.slice(0, place).matchAll(/[.;!?]\s+/g)].at(-1);
    const after = /[.;!?](?:\s|$)/.exec(whole.slice(place));
    const first = before ? before.index + before[0].length : 0;
    return span(...at(first), ...at(after ? place + after.index + 1 : whole.length));
  });
}

function span(startNode, start, endNode, end) {
  const range = new Range();
  range.setStart(startNode, start);
  range.setEnd(endNode, end);
  return range;
}
