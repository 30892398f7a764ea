// What the parts of the board are drawn with.

import { button, h, place } from "../kit/dom.js";
import { readable } from "../kit/validity.js";

export const mark = (text, flag = false) => h("span", { class: flag ? "alsnb-mark alsnb-flag" : "alsnb-mark" }, text);

/** Write a text only where it differs, so that nothing is read out or selected anew. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** What parts show, by their nodes. @type {WeakMap<HTMLElement, string>} */
const signatures = new WeakMap();

/** Draw a part anew only where what it shows is different; what had the focus has it again. */
export function redraw(node, shown, draw) {
  const signature = JSON.stringify(shown);
  if (signatures.get(node) === signature) return;
  signatures.set(node, signature);
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  const active = node.contains(focused) ? focused.dataset.part : null;
  place(node, draw());
  if (active) [...node.querySelectorAll("[data-part]")].find((each) => each.dataset.part === active)?.focus();
}

/** A question asked where it belongs before something is thrown away. */
export function sure(text, question, yes, act) {
  const node = h("span", { class: "alsnb-row" });
  const ask = button(text, () => {
    const really = button(
      yes,
      () => {
        place(node, ask);
        act();
      },
      { class: "alsnb-danger" },
    );
    place(
      node,
      h("span", {}, question),
      really,
      button("No", () => {
        place(node, ask);
        ask.focus();
      }),
    );
    really.focus();
  });
  place(node, ask);
  return node;
}

/**
 * What is wrong with a field, shown beside it: what cannot be read is asked about, and not taken for nothing; what is
 * doubtful is recorded only once somebody says that it is meant.
 */
export function problemOf(field, meant) {
  const words = h("span", {});
  const yes = button("It is correct", () => meant(), { class: "alsnb-small" });
  const node = h("p", { class: "alsnb-problem", role: "alert", id: `${field.id}-problem` }, words, " ", yes);
  yes.hidden = node.hidden = true;
  function tell(wrong, mayBeMeant) {
    field.setAttribute("aria-invalid", String(Boolean(wrong)));
    write(words, wrong);
    yes.hidden = !mayBeMeant;
    node.hidden = !wrong;
  }
  let doubtful = false;
  function isReadable() {
    const wrong = readable(field);
    if (wrong || !doubtful) tell(wrong ?? "", false);
    return wrong === null;
  }
  // Half a date is no change to the browser, as the field's value is as empty as before.
  field.addEventListener("blur", isReadable);
  return {
    node,
    isReadable,
    /** What the kernel doubts of the field's value. */
    showDoubt(doubt) {
      if (!doubt && !doubtful) return;
      doubtful = Boolean(doubt);
      tell(doubt?.text ?? "", doubtful);
    },
  };
}
