// The student's log itself: its header and its five tabs.

import { button, h, place } from "../kit/dom.js";
import { tabs } from "../kit/tabs.js";
import { land } from "./drawing.js";
import { drawHandIn } from "./hand_in.js";
import { drawIssue } from "./issue.js";
import { drawJourney } from "./journey.js";
import { drawPromised } from "./promised.js";
import { drawReflect } from "./reflect.js";
import { formSlots } from "./slots.js";
import { drawWho } from "./who.js";

/** @import { StudentDeleted, StudentReady } from "../protocol.d.ts" */

export function drawLog(screen) {
  const makeSlot = formSlots(screen);
  const parts = {
    promised: drawPromised(screen, makeSlot),
    issue: drawIssue(screen, makeSlot),
    reflect: drawReflect(screen, makeSlot),
    journey: drawJourney(screen, makeSlot),
    hand_in: drawHandIn(screen),
  };
  const titles = {
    promised: "My actions",
    issue: "Prepare my issue",
    reflect: "Reflect",
    journey: "My journey",
    hand_in: "Hand in",
  };
  // What is pressed before another cycle is shown would be about the one before; a kernel that is gone is not waited for.
  let moving = null;
  const still = (bars) =>
    bars.forEach((each) => {
      each.inert = false;
    });
  const move = () => {
    clearTimeout(moving);
    panels.forEach((each) => {
      each.inert = true;
    });
    moving = setTimeout(() => still(panels), 5000);
  };
  const header = drawWho(screen, makeSlot, move);
  const undo = drawUndo(screen);
  const bar = tabs(
    screen,
    "Parts of your log",
    Object.entries(parts).map(([name, { nodes }]) => ({
      name,
      title: titles[name],
      body: nodes,
      shown: () => screen.tell("tab", { tab: name, slot: "tab" }),
    })),
  );
  const panels = bar.nodes.slice(1);
  /** @param {StudentReady} view */
  const update = (view) => {
    header.update(view);
    if (header.isThere()) still(panels);
    undo.update(view.undo);
    const { open } = view.promised;
    bar.rename("promised", open.length ? `${titles.promised} (${open.length})` : titles.promised);
    parts.promised.update(view.promised);
    parts.issue.update(view.issue);
    parts.reflect.update(view.reflect);
    parts.journey.update(view.journey);
    parts.hand_in.update(view.handing_in);
  };
  return { nodes: [header.node, bar.nodes[0], undo.node, ...panels], update };
}

/** What was taken back just now, and the way to bring it back. */
function drawUndo(screen) {
  const words = h("span", { class: "alsnb-grow alsnb-said" });
  /** @type {StudentDeleted | null} */
  let now = null;
  const bring = button("Undo", () => screen.tell("bring_back", { entry: now.entry, slot: `back:${now.entry}` }));
  const inside = h("div", { class: "alsnb-card alsnb-row" }, words, bring);
  const node = h("div", { role: "status" });
  /** @param {StudentDeleted | null} undo */
  const update = (undo) => {
    const isNew = undo && undo.entry !== now?.entry;
    now = undo;
    words.textContent = undo ? `Deleted: ${undo.words}` : "";
    place(node, undo ? inside : null);
    // A form says itself what was taken back in it.
    if (isNew && screen.root.contains(document.activeElement) && !document.activeElement.closest("form")) land(inside);
  };
  return { node, update };
}
