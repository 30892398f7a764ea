// The head of the board: which meeting, its time, undo and redo.

import { button, freshId, h } from "../kit/dom.js";
import { clock } from "../kit/words.js";
import { redraw, write } from "./drawing.js";
import { lengthWords, longDate, minutesWords } from "./words.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { MeetingBoardView, MeetingSetChoice } from "../protocol.d.ts"
 * @import { Board, Meeting } from "./types.d.ts"
 */

/** @param {Pick<Meeting, "learning_set" | "name" | "cycle">} meeting */
export const titleWords = ({ learning_set: set, name, cycle }) =>
  `Set ${set}${name && name !== set ? `, ${name}` : ""} · meeting ${cycle}`;

/**
 * @param {Screen} screen
 * @param {Board} board
 */
export function headPart(screen, board) {
  const id = freshId();
  const title = h("h2", {});
  const sets = h("select", { id: `${id}-set`, onchange: () => choose(true) });
  const cycles = h("select", { id: `${id}-cycle`, onchange: () => choose(false) });
  const time = h("p", { class: "alsnb-quiet", role: "timer", "aria-live": "off" });
  const undo = button("Undo", () => board.undo(), { "aria-keyshortcuts": "Control+Z" });
  const redo = button("Redo", () => board.redo(), { "aria-keyshortcuts": "Control+Y" });
  const last = h("span", { class: "alsnb-quiet", role: "status" });
  const trouble = h("p", { class: "alsnb-alert" });
  const label = (box, text) => h("label", { for: box.id, class: "alsnb-row" }, text, box);
  const setLabel = label(sets, "Set");
  /** @type {MeetingSetChoice[]} */
  let known = [];
  function choose(another) {
    const { cohort, learning_set } = known[sets.value] ?? known[0];
    const cycle = another ? null : Number(cycles.value);
    screen.tell("choose", { slot: "choose", cohort, learning_set, cycle });
  }
  return {
    node: h(
      "header",
      {},
      h(
        "div",
        { class: "alsnb-row alsnb-head" },
        title,
        h("span", { class: "alsnb-row" }, setLabel, label(cycles, "Meeting")),
      ),
      time,
      h("div", { class: "alsnb-row" }, undo, redo, last),
      trouble,
    ),
    /** @param {Meeting} meeting */
    tick(meeting) {
      const { started, ended } = board.live;
      if (started === null)
        return write(
          time,
          meeting.held_on
            ? `held on ${longDate(meeting.held_on)}`
            : meeting.planned_on
              ? `planned for ${longDate(meeting.planned_on)}`
              : "not started yet",
        );
      const of = meeting.planned_minutes ? ` of ${lengthWords(meeting.planned_minutes * 60)} planned` : "";
      write(
        time,
        ended === null
          ? `began at ${clock(started)} · ${minutesWords(board.seconds())}${of || " gone"}`
          : `began at ${clock(started)}, ended after ${lengthWords(ended)}`,
      );
    },
    /**
     * @param {MeetingBoardView} view
     * @param {Meeting} meeting
     */
    show(view, meeting) {
      known = view.sets;
      write(title, titleWords(meeting));
      setLabel.hidden = known.length < 2;
      redraw(sets, known, () => known.map((each, at) => h("option", { value: at }, each.label)));
      const { cohort, learning_set: set } = meeting;
      sets.value = String(known.findIndex((each) => each.cohort === cohort && each.learning_set === set));
      redraw(cycles, meeting.cycles, () =>
        meeting.cycles.map(({ cycle, held_on, planned_on }) =>
          h(
            "option",
            { value: cycle },
            `${cycle}${held_on === meeting.today ? ", today" : held_on ? `, held ${longDate(held_on)}` : planned_on ? `, planned ${longDate(planned_on)}` : ""}`,
          ),
        ),
      );
      cycles.value = String(meeting.cycle);
      const words = [
        meeting.trouble,
        meeting.format || meeting.trouble
          ? ""
          : "Neither the set nor its cohort names a format: the board keeps time without stages.",
      ]
        .filter(Boolean)
        .join(" ");
      trouble.classList.toggle("alsnb-alert", Boolean(meeting.trouble));
      trouble.classList.toggle("alsnb-quiet", !meeting.trouble);
      write(trouble, words);
      undo.disabled = board.undoable === null;
      redo.disabled = board.redoable === null;
      write(last, board.said || (board.undoable === null ? "" : `last: ${board.undoable}`));
      this.tick(meeting);
    },
  };
}
