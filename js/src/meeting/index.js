// The board of a set's meeting, in four parts: opening, airtime, closing, summary.

import { h, place } from "../kit/dom.js";
import { openScreen } from "../kit/screen.js";
import { tabs } from "../kit/tabs.js";
import { airtimePart } from "./airtime.js";
import { quickStart } from "./begin.js";
import { newBoard } from "./board.js";
import { closingPart } from "./closing.js";
import { headPart } from "./head.js";
import { openingPart } from "./opening.js";
import { overlaid } from "./overlaid.js";
import { summaryPart } from "./summary.js";

/**
 * @import { Model, Screen } from "../kit/types.d.ts"
 * @import { MeetingView } from "../protocol.d.ts"
 */

/** Where the focus goes when what had it is there no more: keys are not to fall to the notebook. */
function keptFocus(root, next) {
  let last = null;
  root.addEventListener("focusin", (event) => {
    last = event.target;
  });
  return () => {
    if (last === null || document.activeElement !== document.body || (last.isConnected && last.offsetParent)) return;
    last = null;
    next()?.focus({ preventScroll: true });
  };
}

/** @param {Screen<MeetingView>} screen */
function wholeScreen(screen) {
  screen.root.classList.add("alsnb-wide");
  const page = h("div", {});
  screen.root.append(page);
  let drawn = null;
  let begin = null;
  let queued = false;
  const changed = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      show();
    });
  };
  const board = newBoard(screen, changed);
  // What is told is shown at once, and no longer shown as waiting once it has arrived.
  const outboxChanged = screen.outbox.changed;
  screen.outbox.changed = (waiting) => {
    outboxChanged(waiting);
    changed();
  };

  function draw() {
    const head = headPart(screen, board);
    const parts = {
      opening: openingPart(screen, board),
      airtime: airtimePart(screen, board, changed),
      closing: closingPart(screen, board),
      summary: summaryPart(screen, board, (name) => pages.choose(name, { focus: true })),
    };
    const pages = tabs(screen, "Parts of the meeting", [
      { name: "opening", title: "Opening", body: parts.opening.node },
      { name: "airtime", title: "Airtime", body: parts.airtime.node },
      { name: "closing", title: "Closing", body: parts.closing.node },
      { name: "summary", title: "Summary", body: parts.summary.node },
    ]);
    // What was said is not shown anew with each tap: it is looked up when it is asked for.
    for (const tab of pages.nodes[0].children)
      if (["Closing", "Summary"].includes(tab.textContent))
        tab.addEventListener("click", () => screen.tell("look", { slot: "look" }));
    for (const panel of pages.nodes.slice(1)) {
      panel.tabIndex = -1;
      panel.dataset.lmSuppressShortcuts = "true";
    }
    place(page, head.node, pages.nodes);
    return { head, parts, pages };
  }

  const focusStays = keptFocus(screen.root, () => {
    const live = /** @type {HTMLElement | null} */ (page.querySelector(".alsnb-board"));
    return live?.offsetParent ? live : drawn?.pages.nodes.slice(1).find((each) => !each.hidden);
  });

  let viewed = null;
  function show() {
    const { view } = screen;
    if ("formats" in view) {
      begin ??= quickStart(screen);
      begin.show(view);
      place(page, begin.node);
      return;
    }
    if (view !== viewed) {
      viewed = view;
      board.show(view);
    }
    const meeting = overlaid(screen.outbox.waiting, view.meeting);
    board.meeting = meeting;
    drawn ??= draw();
    drawn.head.show(view, meeting);
    drawn.parts.opening.show(meeting);
    drawn.parts.airtime.show(meeting, (name) => drawn.pages.choose(name, { focus: true }));
    drawn.parts.closing.show(meeting);
    drawn.parts.summary.show(meeting);
    requestAnimationFrame(focusStays);
  }

  // Undo is meant of the whole screen; in a field, the browser's own undoes what was typed there.
  screen.root.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return;
    const at = /** @type {HTMLElement} */ (event.target);
    if (at.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "y" || event.shiftKey) board.redo();
    else board.undo();
  });
  const ticking = setInterval(() => {
    if (!drawn) return;
    focusStays();
    drawn.head.tick(board.meeting);
    drawn.parts.airtime.tick(board.meeting);
    drawn.parts.closing.tick();
  }, 200);
  // What was typed last is told at once when the page goes.
  function leave() {
    drawn?.parts.opening.flush();
    drawn?.parts.closing.flush();
    board.flush();
  }
  screen.whenLeaving(leave);
  screen.whenClosed(() => {
    clearInterval(ticking);
    board.close();
  });
  return show;
}

/** @type {{ render: (shown: { model: Model<MeetingView>, el: HTMLElement }) => () => void }} */
export default { render: (shown) => openScreen(shown, wholeScreen) };
