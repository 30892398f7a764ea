// What the tabs of the student's log are drawn with.

import { h } from "../kit/dom.js";
import { bringIntoView } from "../kit/focus.js";

export const quiet = (...text) => h("p", { class: "alsnb-quiet" }, ...text);

/** A field with its label before it. */
export const labelled = (words, field) =>
  h("span", { class: "alsnb-labelled" }, h("label", { for: field.id }, words), field);

/** Move to the first field of a form, once it is drawn. */
export function focusIn(node) {
  // Of answers the chosen one: on another, the space bar would choose that.
  const order = ["form :is(textarea, input:not([type='radio']), input:checked)", "form input"];
  const first = () => order.map((each) => node.querySelector(each)).find(Boolean);
  if (first()) return first().focus();
  const drawn = new MutationObserver(() => {
    if (!first()) return;
    drawn.disconnect();
    first().focus();
  });
  drawn.observe(node, { childList: true, subtree: true });
}

let landed = null;

/** Move to what came of something that was pressed, and say so there: what was pressed is gone. */
export function land(node, words = "") {
  landed?.remove();
  landed = words ? h("p", { class: "alsnb-landed" }, words) : null;
  if (landed) node.prepend(landed);
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  bringIntoView(node);
}
