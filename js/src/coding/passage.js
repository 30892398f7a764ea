// The text of a reflection: passages are selected in it, by mouse or by keyboard, and shown where themes were found.

import { h, place } from "../kit/dom.js";
import { withMarks } from "./marks.js";
import { placeIn, sentencesOf, spanOf, wordsOf } from "./spans.js";

/**
 * @import { Mark } from "./marks.js"
 * @import { Span } from "./spans.js"
 */

/** @param {(passage: string | null) => void} changed told of what is selected */
export function passageText(changed) {
  const node = h("div", {
    class: "coding-text alsnb-said",
    tabindex: "0",
    dir: "auto",
    role: "group",
    "aria-label": "The reflection; select words with the arrow keys",
  });
  let text = "";
  /** @type {Span | null} */
  let selected = null;
  /** Where the selection was begun, and where it is extended. @type {Span | null} */
  let anchor = null;
  /** @type {Span | null} */
  let head = null;
  /** @type {Span[]} */
  let words = [];
  /** @type {Span[]} */
  let sentences = [];

  /** @param {Span | null} now */
  function tell(now) {
    if (now?.start === selected?.start && now?.end === selected?.end) return;
    selected = now;
    changed(now && text.slice(now.start, now.end));
  }

  /** @param {Span} span */
  function select({ start, end }) {
    const [from, to] = [placeIn(node, start), placeIn(node, end)];
    document.getSelection()?.setBaseAndExtent(...from, ...to);
    tell({ start, end });
  }

  function clear() {
    if (selected) document.getSelection()?.removeAllRanges();
    anchor = head = null;
    tell(null);
  }

  /**
   * @param {Span[]} units words or sentences
   * @param {boolean} forward
   * @param {boolean} extend
   */
  function move(units, forward, extend) {
    const now = head ?? selected;
    const first = forward ? units[0] : units.at(-1);
    const next = now
      ? forward
        ? units.find((each) => each.end > now.end)
        : units.findLast((each) => each.start < now.start)
      : first;
    if (!next) return;
    head = next;
    if (!extend || !anchor) anchor = extend && selected ? selected : next;
    select({ start: Math.min(anchor.start, next.start), end: Math.max(anchor.end, next.end) });
  }

  node.addEventListener("keydown", (event) => {
    const { key } = event;
    const command = event.ctrlKey || event.metaKey;
    if (command && key === "a") {
      event.preventDefault();
      anchor = head = { start: 0, end: text.length };
      return select(anchor);
    }
    if (command || event.altKey) return;
    const units =
      key === "ArrowRight" || key === "ArrowLeft" ? words : key === "ArrowDown" || key === "ArrowUp" ? sentences : null;
    if (!units) return;
    event.preventDefault();
    move(units, key === "ArrowRight" || key === "ArrowDown", event.shiftKey);
  });

  function fromMouse() {
    const chosen = document.getSelection();
    if (!chosen?.rangeCount || chosen.isCollapsed) {
      if (document.activeElement === node) tell(null);
      return;
    }
    const range = chosen.getRangeAt(0);
    if (!range.intersectsNode(node)) return;
    const now = spanOf(node, range);
    if (now && (now.start !== selected?.start || now.end !== selected?.end)) anchor = head = now;
    tell(now);
  }
  document.addEventListener("selectionchange", fromMouse);

  return {
    node,
    clear,

    /**
     * Show a text with its marks.
     * @param {string} now
     * @param {Mark[]} marks
     */
    show(now, marks) {
      if (now !== text) {
        text = now;
        anchor = head = null;
        words = wordsOf(text);
        sentences = sentencesOf(text);
        tell(null);
      }
      place(node, withMarks(text, marks));
      if (selected && document.activeElement === node) select(selected);
    },

    get selected() {
      return selected;
    },

    close: () => document.removeEventListener("selectionchange", fromMouse),
  };
}
