// The text of a reflection: passages are selected in it, by mouse or by keyboard, and shown where themes were found.

import { h, place } from "../kit/dom.js";

export const NAME = { class: "coding-name" };

/** A text in which names, from and to, are framed. */
export function withNames(text, names) {
  let done = 0;
  const pieces = names.flatMap(([start, end]) => {
    const before = text.slice(done, start);
    done = end;
    return [before, h("mark", NAME, text.slice(start, end))];
  });
  return [...pieces, text.slice(done)].filter((piece) => piece !== "");
}

export function passageText(changed) {
  const node = h("div", {
    class: "coding-text alsnb-said",
    tabindex: "0",
    dir: "auto",
    role: "group",
    "aria-label": "The reflection; select words with the arrow keys",
  });
  let text = "";
  let selected = null; // { start, end }
  let anchor = null;
  let head = null;
  let words = [];
  let sentences = [];

  const offset = (container, place) => {
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(container, place);
    return range.toString().length;
  };
  function locate(at) {
    const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    let last = node;
    for (let left = at, each = walk.nextNode(); each; each = walk.nextNode()) {
      if (left <= each.length) return [each, left];
      left -= each.length;
      last = each;
    }
    return [last, last.length ?? 0];
  }
  function trimmed(start, end) {
    while (start < end && /\s/.test(text[start])) start++;
    while (end > start && /\s/.test(text[end - 1])) end--;
    return start < end ? { start, end } : null;
  }
  function tell(now) {
    if (now?.start === selected?.start && now?.end === selected?.end) return;
    selected = now;
    changed(now && text.slice(now.start, now.end));
  }
  function select(start, end) {
    document.getSelection().setBaseAndExtent(...locate(start), ...locate(end));
    tell({ start, end });
  }
  function clear() {
    if (selected) document.getSelection().removeAllRanges();
    anchor = head = null;
    tell(null);
  }
  function move(units, forward, extend) {
    const now = head ?? selected;
    const next = !now
      ? forward
        ? units[0]
        : units.at(-1)
      : forward
        ? units.find((each) => each.end > now.end)
        : units.findLast((each) => each.start < now.start);
    if (!next) return;
    head = next;
    if (!extend || !anchor) anchor = extend && selected ? selected : next;
    select(Math.min(anchor.start, next.start), Math.max(anchor.end, next.end));
  }
  node.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "a") {
      event.preventDefault();
      anchor = head = { start: 0, end: text.length };
      return select(0, text.length);
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const units = { ArrowRight: words, ArrowLeft: words, ArrowDown: sentences, ArrowUp: sentences }[event.key];
    if (!units) return;
    event.preventDefault();
    move(units, event.key === "ArrowRight" || event.key === "ArrowDown", event.shiftKey);
  });
  function fromMouse() {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return void (document.activeElement === node && tell(null));
    const range = chosen.getRangeAt(0);
    if (!range.intersectsNode(node)) return;
    // What is highlighted beyond the text is no part of the passage: a drag, or a triple click, may end outside.
    const start = node.contains(range.startContainer) ? offset(range.startContainer, range.startOffset) : 0;
    const end = node.contains(range.endContainer) ? offset(range.endContainer, range.endOffset) : text.length;
    const now = trimmed(start, end);
    if (now && (now.start !== selected?.start || now.end !== selected?.end)) anchor = head = now;
    tell(now);
  }
  document.addEventListener("selectionchange", fromMouse);

  /** Show a text with its marks, each { start, end, class }, some with a label. */
  function show(now, marks) {
    if (now !== text) {
      text = now;
      anchor = head = null;
      words = [...text.matchAll(/\S+/g)].map((each) => ({ start: each.index, end: each.index + each[0].length }));
      const parts =
        "Segmenter" in Intl ? [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)] : [];
      const spans = parts.map((each) => trimmed(each.index, each.index + each.segment.length)).filter(Boolean);
      sentences = spans.length ? spans : [{ start: 0, end: text.length }];
      tell(null);
    }
    const edges = [...new Set([0, text.length, ...marks.flatMap((each) => [each.start, each.end])])].sort(
      (a, b) => a - b,
    );
    const pieces = edges.slice(0, -1).map((start, place) => {
      const end = edges[place + 1];
      const here = marks.filter((each) => each.start <= start && each.end >= end);
      if (!here.length) return text.slice(start, end);
      const labels = marks.filter((each) => each.end === end && each.label).map((each) => each.label);
      // Labels are drawn from an attribute: in the text they would be selected with it.
      return here.reduceRight(
        (inner, each) => h("mark", { class: each.class }, inner),
        h(
          "span",
          labels.length ? { class: "coding-labelled", "data-label": labels.join(", ") } : {},
          text.slice(start, end),
        ),
      );
    });
    place(
      node,
      pieces.map((each) => (typeof each === "string" ? document.createTextNode(each) : each)),
    );
    if (selected && document.activeElement === node) select(selected.start, selected.end);
  }
  return {
    node,
    show,
    clear,
    get selected() {
      return selected;
    },
    close: () => document.removeEventListener("selectionchange", fromMouse),
  };
}
