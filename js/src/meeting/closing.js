// Closing: the last steps, what the meeting should bring, and its end.

import { saveTyped } from "../form/form.js";
import { button, freshId, h, place } from "../kit/dom.js";
import { mark, problemOf, redraw, write } from "./drawing.js";
import { steps } from "./opening.js";
import { sortingPart } from "./sorting.js";
import { longDate } from "./words.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { Board, Meeting } from "./types.d.ts"
 */

/**
 * @param {Screen} screen
 * @param {Board} board
 */
export function closingPart(screen, board) {
  const yields = h("div", {});
  const last = steps(board, "Closing steps");
  const end = h("div", { class: "alsnb-card" });
  const outcomes = h("div", { class: "alsnb-card" });
  const id = freshId();
  // Until somebody types, it shows the clock's minutes; what it shows is what is noted.
  let typed = false;
  const minutes = h("input", {
    type: "number",
    id,
    min: 0,
    step: 1,
    "aria-describedby": `${id}-help ${id}-problem`,
    oninput: () => {
      typed = true;
    },
    onchange: () => running() || tellMinutes(),
  });
  const problem = problemOf(minutes, () => board.setMinutes(shownMinutes(), true));
  const help = h("p", { class: "alsnb-help", id: `${id}-help` });
  const minutesField = h(
    "div",
    { class: "alsnb-field" },
    h("label", { for: id }, "Minutes the meeting took"),
    help,
    minutes,
    problem.node,
  );
  const running = () => board.live.started !== null && !board.over;
  const shownMinutes = () => (minutes.value === "" ? null : Number(minutes.value));
  function tellMinutes() {
    if (problem.isReadable() && shownMinutes() !== board.meeting.minutes) board.setMinutes(shownMinutes());
  }
  function finish(event) {
    if (!problem.isReadable()) return minutes.focus();
    saveTyped(screen.root);
    board.endMeeting(shownMinutes(), event);
  }
  /** How long it has taken by the clock, unless the clock was left running for days. */
  const byClock = () => (board.longAgo ? null : Math.round(board.seconds() / 60));
  let shown = null;
  const sorting = sortingPart(board, () => true);
  const node = h(
    "div",
    {},
    h("div", { class: "alsnb-apart" }, last.node),
    h("div", { class: "alsnb-apart" }, yields),
    outcomes,
    end,
    sorting.node,
  );
  function tick() {
    if (running() && !typed && document.activeElement !== minutes) minutes.value = String(byClock() ?? "");
  }
  return {
    node,
    tick,
    flush: () => typed && !running() && tellMinutes(),
    /** @param {Meeting} meeting */
    show(meeting) {
      const { format } = meeting;
      last.show(format?.closing ?? []);
      redraw(yields, [meeting.yields, meeting.airtimes.length], () =>
        meeting.yields.length
          ? [
              h("h3", {}, "Expected outputs"),
              h(
                "ul",
                { class: "alsnb-list" },
                meeting.yields.map(({ what, per, optional, shown, missing }) =>
                  h(
                    "li",
                    { class: "alsnb-row" },
                    mark(shown ? "✓ there" : optional ? "not yet, optional" : "✗ not yet"),
                    h("span", {}, `${what}, for ${per === "presenter" ? "each presenter" : "the meeting"}`),
                    missing.length ? h("span", { class: "alsnb-quiet" }, `missing: ${missing.join(", ")}`) : null,
                  ),
                ),
              ),
            ]
          : [],
      );
      const name = `closing:${JSON.stringify([meeting.cohort, meeting.learning_set, meeting.cycle])}`;
      if (shown !== name) {
        shown = name;
        place(outcomes, screen.form(name));
      }
      const { started } = board.live;
      sorting.show();
      problem.showDoubt(meeting.doubts.minutes);
      if (meeting.doubts.minutes) minutes.value ||= String(meeting.doubts.minutes.value ?? "");
      else if (!running() && document.activeElement !== minutes && !minutes.validity.badInput)
        [minutes.value, typed] = [String(meeting.minutes ?? ""), false];
      write(
        help,
        !running()
          ? ""
          : board.longAgo
            ? "The clock has been running for many hours: say how long the meeting took, or leave it empty."
            : "by the clock, unless you say otherwise",
      );
      tick();
      redraw(end, [started, board.over, meeting.held_on, board.live.airtime?.ended === null], () => {
        if (started === null)
          return meeting.held_on
            ? [h("p", {}, `Held on ${longDate(meeting.held_on)}.`), minutesField]
            : h("p", {}, "The meeting has not started yet.");
        if (board.over)
          return [
            h("p", { "data-part": "end", tabindex: "-1" }, "The meeting has ended."),
            minutesField,
            button("Go on with the meeting", () => board.goOn()),
          ];
        if (board.live.airtime?.ended === null)
          return h("p", {}, `The airtime of ${board.live.airtime.presenter} is still under way; end it first.`);
        return [
          minutesField,
          button("End the meeting", finish, { class: "alsnb-primary alsnb-big", "data-part": "end" }),
        ];
      });
    },
  };
}
