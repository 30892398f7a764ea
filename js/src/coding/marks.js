// A text with parts of it marked.

import { h } from "../kit/dom.js";

/** @typedef {{ start: number, end: number, class: string, label?: string }} Mark */

export const NAME = { class: "coding-name" };

/**
 * A text in which names, from and to, are framed.
 * @param {string} text
 * @param {[start: number, end: number][]} names
 */
export function withNames(text, names) {
  let done = 0;
  const pieces = names.flatMap(([start, end]) => {
    const before = text.slice(done, start);
    done = end;
    return [before, h("mark", NAME, text.slice(start, end))];
  });
  return [...pieces, text.slice(done)].filter((piece) => piece !== "");
}

/**
 * The nodes of a text with its marks, which may overlap; the label of a mark stands at its end.
 * @param {string} text
 * @param {Mark[]} marks
 */
export function withMarks(text, marks) {
  const edges = [...new Set([0, text.length, ...marks.flatMap((each) => [each.start, each.end])])];
  edges.sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, place) => {
    const end = edges[place + 1];
    const piece = text.slice(start, end);
    const here = marks.filter((each) => each.start <= start && each.end >= end);
    if (!here.length) return new Text(piece);
    const labels = marks.filter((each) => each.end === end && each.label).map((each) => each.label);
    // Labels are drawn from an attribute: in the text they would be selected with it.
    const attributes = labels.length ? { class: "coding-labelled", "data-label": labels.join(", ") } : {};
    return here.reduceRight(
      (/** @type {HTMLElement} */ inner, each) => h("mark", { class: each.class }, inner),
      h("span", attributes, piece),
    );
  });
}
