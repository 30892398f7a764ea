// Airtime: who presents, the board while they do, and what comes of it.

import { saveTyped } from "../form/form.js";
import { button, h, place } from "../kit/dom.js";
import { clockPart } from "./clock.js";
import { redraw, sure, write } from "./drawing.js";
import { reportBacks } from "./opening.js";
import { presenterPart } from "./presenter.js";
import { sortingPart } from "./sorting.js";
import { itemsPart, palettePart, tilesPart, voices } from "./speaking.js";
import { KINDS, lengthWords, longDate } from "./words.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { MeetingActionShown } from "../protocol.d.ts"
 * @import { Board, Meeting } from "./types.d.ts"
 */

/**
 * @param {Screen} screen
 * @param {Board} board
 */
function reviewPart(screen, board) {
  let shown = null;
  const title = h("h3", {});
  const times = h("p", { class: "alsnb-quiet" });
  const insight = h("div", { class: "alsnb-card" });
  const action = h("div", { class: "alsnb-card" });
  const agreed = h("ul", {});
  const agreedTitle = h("h4", {}, "Agreed so far");
  const sorting = sortingPart(board, (each) => each.airtime === board.live.airtime?.entry);
  const node = h(
    "div",
    {},
    title,
    times,
    h(
      "div",
      { class: "alsnb-row alsnb-apart" },
      button("Back to the clock", (event) => board.backToClock(event)),
    ),
    insight,
    action,
    agreedTitle,
    agreed,
    sorting.node,
    h(
      "div",
      { class: "alsnb-actions" },
      button(
        "Next presenter",
        () => {
          saveTyped(node);
          board.nextPresenter();
        },
        { class: "alsnb-primary alsnb-big" },
      ),
    ),
  );
  return {
    node,
    /** @param {Meeting} meeting */
    show(meeting) {
      const { airtime } = board.live;
      sorting.show();
      write(title, `The airtime of ${airtime.presenter} has ended`);
      const each = (meeting.format?.stages ?? [])
        .filter(({ key }) => airtime.spent[key])
        .map(({ key, title }) => `${title} ${lengthWords(airtime.spent[key])}`);
      write(times, [`${lengthWords(board.gone().airtime)} in all`, ...each].join(" · "));
      if (shown !== airtime.entry) {
        shown = airtime.entry;
        place(insight, screen.form(`airtime:${shown}`));
        place(action, screen.form(`action:${shown}`));
      }
      const actions = meeting.airtimes.find((each) => each.entry === airtime.entry)?.actions ?? [];
      agreedTitle.hidden = !actions.length;
      redraw(agreed, actions, () => actions.map(actionLine));
    },
  };
}

/** @param {Pick<MeetingActionShown, "what" | "due" | "success">} action */
export const actionLine = ({ what, due, success }) =>
  h(
    "li",
    { class: "alsnb-said" },
    what,
    due ? h("span", { class: "alsnb-quiet" }, ` · by ${longDate(due)}`) : null,
    success ? h("span", { class: "alsnb-quiet" }, ` · success: ${success}`) : null,
  );

/**
 * @param {Screen} screen
 * @param {Board} board
 * @param {() => void} changed
 */
export function airtimePart(screen, board, changed) {
  const waiting = h("p", { class: "alsnb-empty" });
  const presenter = presenterPart(board, changed);
  const clockShown = clockPart(board);
  const tiles = tilesPart(board);
  const palette = palettePart(board);
  const items = itemsPart(board, changed);
  const review = reviewPart(screen, board);
  const due = reportBacks(screen, board, false);
  const dueBox = h("details", {}, h("summary", {}, "Report-back of the presenter"), due.list);
  const silence = button(
    [
      h("span", { class: "alsnb-key", "aria-hidden": "true" }, "0"),
      h("b", {}, "Silence"),
      h("span", { class: "alsnb-role" }, "nobody speaks"),
    ],
    (event) => board.silence(event),
    { class: "alsnb-tile", "aria-keyshortcuts": "0" },
  );
  const keys = h(
    "details",
    { class: "alsnb-quiet" },
    h("summary", {}, "Keys"),
    h(
      "p",
      {},
      "1–9: who speaks · 0 or space: silence · letters on the buttons: the kind · I: invited · U: not invited · P: the facilitator pauses the set · N, B: next stage, stage before · K: stop the clock · Ctrl+Z: undo · Ctrl+Y: redo. Enter presses the button that has the focus. In a field for text, keys type.",
    ),
  );
  const wrong = sure("Delete this airtime", "Delete the airtime and all its contributions?", "Yes, delete it", () =>
    board.takeAirtimeBack(),
  );
  const live = h(
    "div",
    { class: "alsnb-board", tabindex: "0", role: "group", "aria-label": "The board; keys are listed below" },
    clockShown.node,
    dueBox,
    h("h3", { class: "alsnb-ask" }, "Who speaks?"),
    h("div", { class: "alsnb-speak" }, tiles.list, silence),
    palette.node,
    items.node,
    keys,
    wrong,
  );
  /** What a key does on the board, whatever button has the focus; in a field it types or chooses. */
  function meant(event) {
    const { airtime } = board.live;
    if (!live.offsetParent || event.target.matches("input, textarea, select")) return null;
    if (event.ctrlKey || event.metaKey || event.altKey) return null;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) {
      const member = voices(board, board.meeting)[key - 1];
      return member && (() => board.tap(member, event));
    }
    if (key === "0" || key === " ") return () => board.silence(event);
    if (key === "n")
      return (
        board.stage() &&
        airtime.stage < board.meeting.format.stages.length - 1 &&
        (() => board.goTo(airtime.stage + 1, event))
      );
    if (key === "b") return airtime.stage > 0 && (() => board.goTo(airtime.stage - 1, event));
    if (key === "k") return () => board.stopClock(event);
    if (key === "i" || key === "u") return () => board.setInvited(key === "i");
    if (key === "p") return () => board.pauseByFacilitator(event);
    const kind = Object.keys(KINDS).find((each) => KINDS[each].key === key);
    return kind && (() => board.setKind(kind));
  }
  function heard(event) {
    const act = meant(event);
    if (!act) return;
    // A button is pressed by a space bar that goes up: neither way is for it.
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "keydown" && !event.repeat) act();
  }
  for (const kind of ["keydown", "keyup"]) screen.root.addEventListener(kind, heard);
  const node = h("div", {}, waiting, presenter.node, live, review.node);
  let was = null;
  return {
    node,
    /** @param {Meeting} meeting */
    tick: (meeting) => board.live.airtime?.ended === null && clockShown.tick(meeting),
    /**
     * @param {Meeting} meeting
     * @param {(page: string) => void} goTo
     */
    show(meeting, goTo) {
      const { airtime, started } = board.live;
      const now =
        started === null || board.over
          ? "waiting"
          : !airtime
            ? "presenter"
            : airtime.ended === null
              ? "live"
              : "review";
      waiting.hidden = now !== "waiting";
      presenter.node.hidden = now !== "presenter";
      live.hidden = now !== "live";
      review.node.hidden = now !== "review";
      if (now === "waiting") {
        redraw(waiting, [started, board.over, meeting.held_on], () => {
          if (board.over) return "The meeting has ended. To go on with it, see Closing.";
          if (meeting.held_on && started === null)
            return `This meeting was held on ${longDate(meeting.held_on)}. Choose another one above.`;
          return ["The meeting has not started yet. ", button("Go to the opening", () => goTo("opening"))];
        });
      } else if (now === "presenter") presenter.show(meeting);
      else if (now === "review") review.show(meeting);
      else {
        clockShown.show(meeting);
        tiles.show(voices(board, meeting), (member) => member);
        palette.show();
        items.show();
        const theirs = meeting.due.filter((each) => each.member === airtime.presenter);
        wrong.hidden = board.longAgo;
        dueBox.hidden = !theirs.length || !meeting.format?.in_airtime;
        due.show(dueBox.hidden ? [] : theirs, (each) => each.action);
      }
      // The next thing to do is where the keys go, once one went on to it here.
      if (was !== null && was !== now && !node.closest("[hidden]")) {
        if (now === "live") live.focus({ preventScroll: true });
        node.scrollIntoView?.({ block: "nearest" });
      }
      was = now;
    },
  };
}
