// Spans of a text, and where they stand in the nodes that show it. Offsets count UTF-16 code units, as the DOM and the
// log do; no word or sentence begins or ends inside a letter.

/** @typedef {{ start: number, end: number }} Span */

/**
 * A span without the white space at its ends; null if nothing else is in it.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Span | null}
 */
export function trimmed(text, start, end) {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(text[from])) from++;
  while (to > from && /\s/.test(text[to - 1])) to--;
  return from < to ? { start: from, end: to } : null;
}

/**
 * @param {string} text
 * @returns {Span[]}
 */
export const wordsOf = (text) =>
  [...text.matchAll(/\S+/g)].map((each) => ({ start: each.index, end: each.index + each[0].length }));

/**
 * @param {string} text
 * @returns {Span[]}
 */
export function sentencesOf(text) {
  const parts =
    "Segmenter" in Intl ? [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)] : [];
  const spans = parts.flatMap(({ index, segment }) => trimmed(text, index, index + segment.length) ?? []);
  return spans.length ? spans : [{ start: 0, end: text.length }];
}

/**
 * How far into the text of a node a place is.
 * @param {Node} node
 * @param {Node} container
 * @param {number} place
 */
export function offsetIn(node, container, place) {
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(container, place);
  return range.toString().length;
}

/**
 * Where an offset into the text of a node is.
 * @param {Node} node
 * @param {number} at
 * @returns {[container: Node, place: number]}
 */
export function placeIn(node, at) {
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  /** @type {Text | null} */
  let last = null;
  let left = at;
  while (walk.nextNode()) {
    last = /** @type {Text} */ (walk.currentNode);
    if (left <= last.length) return [last, left];
    left -= last.length;
  }
  return last ? [last, last.length] : [node, 0];
}

/**
 * The span of a node's text that a range covers. What is highlighted beyond the node is no part of it: a drag, or a
 * triple click, may end outside.
 * @param {Node} node
 * @param {Range} range
 * @returns {Span | null}
 */
export function spanOf(node, range) {
  const text = node.textContent ?? "";
  const { startContainer, startOffset, endContainer, endOffset } = range;
  const start = node.contains(startContainer) ? offsetIn(node, startContainer, startOffset) : 0;
  const end = node.contains(endContainer) ? offsetIn(node, endContainer, endOffset) : text.length;
  return trimmed(text, start, end);
}
