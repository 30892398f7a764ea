// Inputs that are kept as they are typed, and what the steps of setting a cohort up are drawn with.

import { KEPT_AFTER } from "../form/form.js";
import { freshId, h, place } from "../kit/dom.js";
import { readable } from "../kit/validity.js";

/** What cannot be read of some fields, by their names; `mark` says it at each, and goes to the first. */
export function unreadableOf(boxes, { mark = false } = {}) {
  const wrong = Object.entries(boxes).filter(([, box]) => readable(box));
  if (mark) {
    Object.values(boxes).forEach(sayUnreadable);
    wrong[0]?.[1].focus();
  }
  return wrong.map(([name]) => name);
}

/** Where it is said what is wrong with a field. @type {WeakMap<HTMLElement, HTMLElement>} */
const problems = new WeakMap();

/** Say at a field what is wrong with it. */
export function sayProblem(box, problem) {
  const node = problems.get(box);
  if (node) place(node, problem);
}

function sayUnreadable(box) {
  const problem = readable(box);
  sayProblem(box, problem);
  box.setAttribute("aria-invalid", problem ? "true" : "false");
}

/** Where it is said at a field that it cannot be read: when it is left, until it can be. */
export function problemOf(box) {
  box.id ||= freshId();
  const problem = h("p", { class: "alsnb-problem", id: `${box.id}-problem` });
  problems.set(box, problem);
  box.setAttribute("aria-describedby", [box.getAttribute("aria-describedby"), problem.id].filter(Boolean).join(" "));
  // Not while a button is being pressed: it would move away from under the pointer, and say the same itself.
  box.addEventListener(
    "blur",
    (event) => event.relatedTarget?.tagName !== "BUTTON" && setTimeout(sayUnreadable, 300, box),
  );
  box.addEventListener("input", () => readable(box) || sayUnreadable(box));
  return problem;
}

/**
 * Inputs whose values the kernel keeps as they are typed. What was typed last counts, whatever the kernel says; what of
 * the `boxes` cannot be read is named, so that it is not taken for nothing.
 */
export function keptInputs(screen, kind, read, write, boxes = {}) {
  let timer = null;
  const unsent = () => screen.outbox.waiting.findLast((each) => each.slot === kind);
  function send(more = {}) {
    clearTimeout(timer);
    timer = null;
    screen.tell(kind, { slot: kind, values: read(), unreadable: unreadableOf(boxes), ...more });
  }
  screen.whenLeaving(() => timer !== null && send());
  return {
    changed: () => {
      timer ??= setTimeout(send, KEPT_AFTER);
    },
    send,
    /** Whether all can be read; what cannot is marked, and the first such field gets the focus. */
    ready: () => !unreadableOf(boxes, { mark: true }).length,
    /** Nothing more is to be sent: it was saved. */
    drop() {
      clearTimeout(timer);
      timer = null;
      screen.outbox.clear(kind);
    },
    show(values) {
      if (timer === null) write(unsent()?.values ?? values);
    },
  };
}

/** Draw anew what changed, and leave the focus where it was. */
export function keepingFocus(update) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  update();
  if (focused?.isConnected && document.activeElement !== focused) focused.focus();
}

export const writeInto = (box, value) => {
  const said = value == null ? "" : String(value);
  if (box.value !== said) box.value = said;
};

/** A field with its label above it. */
export function labelled(label, box, help) {
  box.id ||= freshId();
  const told = help ? h("p", { class: "alsnb-help", id: `${box.id}-help` }, help) : null;
  if (told) box.setAttribute("aria-describedby", told.id);
  return h("div", { class: "alsnb-field" }, h("label", { for: box.id }, label), told, box, problemOf(box));
}

export const option = (value, label, chosen) => h("option", { value, selected: chosen === value }, label);

/** A table with marked up headers, in a box of its own that can be scrolled by keyboard. */
export function table(caption, headers, rows, { rowHeader = 0 } = {}) {
  const head = h("tr", {}, ...headers.map((each) => h("th", { scope: "col" }, each)));
  const body = rows.map((cells) =>
    h("tr", {}, ...cells.map((cell, at) => (at === rowHeader ? h("th", { scope: "row" }, cell) : h("td", {}, cell)))),
  );
  return h(
    "div",
    { class: "alsnb-scroll", role: "region", tabindex: "0", "aria-label": caption },
    h("table", { class: "alsnb-table" }, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body)),
  );
}

/** The headers and the rows of a table without the columns in which nothing stands. */
export function withoutEmpty(headers, rows) {
  const some = headers.map((_, at) => rows.some((cells) => cells[at]));
  const left = (cells) => cells.filter((_, at) => some[at]);
  return [left(headers), rows.map(left)];
}
