// Inputs that are kept as they are typed, and what cannot be read of them.

import { KEPT_AFTER } from "../form/form.js";
import { freshId, h, place } from "../kit/dom.js";
import { readable } from "../kit/validity.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { Values } from "../form/types.d.ts"
 */

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Box */

/** What is wrong with a field, as the browser sees it. @param {Box} box */
const wrongOf = (box) => readable(/** @type {HTMLInputElement} */ (box));

/**
 * What cannot be read of some fields, by their names; `mark` says it at each, and goes to the first.
 * @param {Record<string, Box>} boxes
 */
export function unreadableOf(boxes, { mark = false } = {}) {
  const wrong = Object.entries(boxes).filter(([, box]) => wrongOf(box));
  if (mark) {
    for (const box of Object.values(boxes)) sayUnreadable(box);
    wrong[0]?.[1].focus();
  }
  return wrong.map(([name]) => name);
}

/** Where it is said what is wrong with a field. @type {WeakMap<Box, HTMLElement>} */
const problems = new WeakMap();

/**
 * Say at a field what is wrong with it.
 * @param {Box} box
 * @param {string | null} problem
 */
export function sayProblem(box, problem) {
  const node = problems.get(box);
  if (node) place(node, problem);
}

/** @param {Box} box */
function sayUnreadable(box) {
  const problem = wrongOf(box);
  sayProblem(box, problem);
  box.setAttribute("aria-invalid", problem ? "true" : "false");
}

/**
 * Where it is said at a field that it cannot be read: when it is left, until it can be.
 * @param {Box} box
 */
export function problemOf(box) {
  box.id ||= freshId();
  const problem = h("p", { class: "alsnb-problem", id: `${box.id}-problem` });
  problems.set(box, problem);
  box.setAttribute("aria-describedby", [box.getAttribute("aria-describedby"), problem.id].filter(Boolean).join(" "));
  // Not while a button is being pressed: it would move away from under the pointer, and say the same itself.
  box.addEventListener("blur", (event) => {
    const to = /** @type {FocusEvent} */ (event).relatedTarget;
    if (!(to instanceof HTMLButtonElement)) setTimeout(() => sayUnreadable(box), 300);
  });
  box.addEventListener("input", () => {
    if (!wrongOf(box)) sayUnreadable(box);
  });
  return problem;
}

/**
 * Inputs whose values the kernel keeps as they are typed. What was typed last counts, whatever the kernel says; what of
 * the `boxes` cannot be read is named, so that it is not taken for nothing.
 * @param {Pick<Screen, "outbox" | "tell" | "whenLeaving">} screen
 * @param {string} kind of the event that keeps them, and its slot
 * @template {object} Kept what the kernel shows of them
 * @param {() => Values} read
 * @param {(values: Kept) => void} write
 * @param {Record<string, Box>} boxes
 */
export function keptInputs(screen, kind, read, write, boxes = {}) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  const unsent = () => screen.outbox.waiting.findLast((each) => each.slot === kind);
  function stopTimer() {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }
  function send(more = {}) {
    stopTimer();
    screen.tell(kind, { slot: kind, values: read(), unreadable: unreadableOf(boxes), ...more });
  }
  screen.whenLeaving(() => {
    if (timer !== null) send();
  });
  return {
    changed() {
      timer ??= setTimeout(() => send(), KEPT_AFTER);
    },
    send,
    /** Whether all can be read; what cannot is marked, and the first such field gets the focus. */
    ready: () => !unreadableOf(boxes, { mark: true }).length,
    /** Nothing more is to be sent: it was saved. */
    drop() {
      stopTimer();
      screen.outbox.clear(kind);
    },
    /** @param {Kept} values */
    show(values) {
      if (timer === null) write(/** @type {Kept} */ (unsent()?.values ?? values));
    },
  };
}
