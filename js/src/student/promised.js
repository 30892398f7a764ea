// My actions.

import { button, h, keyed, place } from "../kit/dom.js";
import { land, quiet } from "./drawing.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { StudentActionShown, StudentPromised } from "../protocol.d.ts"
 * @import { formSlots } from "./slots.js"
 */

const STATUS = { done: "done", partly: "partly", not_done: "not done", changed: "changed", dropped: "dropped" };

export function drawPromised(screen, makeSlot) {
  const drawOne = (/** @type {StudentActionShown} */ action) => drawAction(screen, makeSlot, action);
  const opened = keyed("ul", { class: "alsnb-list" }, drawOne);
  const told = keyed("ul", { class: "alsnb-list" }, drawOne);
  const openTitle = h("h3", {});
  const toldTitle = h("h3", {});
  const none = h("p", { class: "alsnb-empty" });
  const add = makeSlot();
  /** @param {StudentPromised} promised */
  const update = ({ open, reported, add: form, cycle }) => {
    openTitle.textContent = open.length ? `Open actions: ${open.length}` : "Open actions";
    none.hidden = open.length > 0;
    none.textContent = reported.length
      ? `You have reported on everything in cycle ${cycle}.`
      : "You have no actions yet. After a meeting, write down below what you will do, by when, and how you will know that it worked. At the next meeting you report how it went.";
    const held = /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-action]") ?? null);
    opened.show(open, ({ entry }) => entry);
    toldTitle.textContent = `Reported in cycle ${cycle}`;
    toldTitle.hidden = reported.length === 0;
    told.show(reported, ({ entry, report }) => `${entry} ${report}`);
    add.show(form);
    const isSame = (each) => each.dataset.action === held.dataset.action;
    const now = held && !held.isConnected && [...told.list.children].find(isSame);
    if (now) land(now, "✓ Saved");
  };
  const adding = h("div", { class: "alsnb-part" }, add.node);
  return { nodes: [openTitle, none, opened.list, toldTitle, told.list, adding], update };
}

/**
 * @param {Screen} screen
 * @param {ReturnType<typeof formSlots>} makeSlot
 * @param {StudentActionShown} first
 */
function drawAction(screen, makeSlot, first) {
  const what = h("h4", { class: "alsnb-said" });
  const due = h("span", {});
  const facts = quiet();
  const success = h("p", { class: "alsnb-said" });
  const learning = h("p", { class: "alsnb-said alsnb-quiet" });
  const mark = h("span", { class: "alsnb-mark" });
  let now = first;
  const slot = makeSlot((name) => {
    for (const { status, box } of buttons) {
      box.setAttribute("aria-expanded", String(name === now.form && status === chosen));
      box.setAttribute("aria-pressed", String(name === now.form && status === chosen));
    }
    change.setAttribute("aria-expanded", String(name !== null && name !== now.form));
    change.textContent = name === null ? changeWords() : "Close";
  });
  const changeWords = () => (now.report ? "Change the report" : "Change the action");
  let chosen = null;
  function report(status) {
    chosen = status;
    screen.tell("report", { name: now.form, status, slot: `report:${now.form}` });
    slot.show(now.form, { focus: true });
    // Where the form was open already, it is told as if it had been typed.
    /** @type {HTMLInputElement | null} */
    const box = slot.node.querySelector(`form input[type="radio"][value="${status}"]`);
    if (box && !box.checked) {
      box.checked = true;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    }
  }
  const buttons = Object.entries(STATUS).map(([status, words]) => ({
    status,
    box: button(words, () => report(status)),
  }));
  const asking = h(
    "div",
    { class: "alsnb-row", role: "group" },
    h("span", {}, "How did it go?"),
    buttons.map(({ box }) => box),
  );
  const change = button("", () => slot.show(slot.name ? null : now.report ? now.form : now.change, { focus: true }), {
    class: "alsnb-link",
  });
  const back = button(
    "",
    () => screen.tell("take_back", { entry: now.report ?? now.entry, slot: `back:${now.entry}` }),
    { class: "alsnb-link" },
  );
  const node = h(
    "li",
    { class: "alsnb-card", "data-action": first.entry },
    what,
    facts,
    success,
    learning,
    asking,
    h("div", { class: "alsnb-row" }, mark, change, back),
    slot.node,
  );
  /** @param {StudentActionShown} action */
  const update = (action) => {
    now = action;
    what.textContent = action.what;
    asking.setAttribute("aria-label", `How did it go: ${action.what}`);
    asking.hidden = Boolean(action.report);
    due.textContent = action.due;
    due.classList.toggle("alsnb-late", action.overdue && !action.report);
    place(facts, due, ` · from cycle ${action.cycle}`, action.before ? ` · ${action.before}` : null);
    facts.hidden = Boolean(action.report);
    success.textContent = action.success ? `Success measure: ${action.success}` : "";
    success.hidden = !action.success || Boolean(action.report);
    learning.textContent = action.learning ?? "";
    learning.hidden = !action.learning;
    mark.hidden = !action.report;
    mark.textContent = `${action.status}${action.stays_open ? ", stays open for the next cycle" : ""}`;
    back.textContent = action.report ? "Undo report" : "Delete action";
    if (!slot.name) change.textContent = changeWords();
    for (const name of [action.form, action.change]) slot.showKept(name);
  };
  return { node, update };
}
