// What runs during a meeting, in the browser alone: the clock, the airtime under way, who speaks, and what can be undone.

import { airtimesOf } from "./airtimes.js";
import { contributionsOf, sendItem } from "./contributions.js";
import { Keeping } from "./keeping.js";
import { proceedingsOf } from "./proceedings.js";
import { LONG_AGO, newSteps } from "./steps.js";
import { dateHere, exactly } from "./time.js";

/** @import { MeetingBoardView } from "../protocol.d.ts" */
/** @import { Core, Format, Live, Meeting, Side, Step, Teller } from "./types.d.ts" */

/**
 * @param {Teller} screen
 * @param {() => void} changed shows the board anew
 */
export function newBoard(screen, changed) {
  const keeping = new Keeping(screen, changed);
  /** @type {[cohort: string, set: string, cycle: number] | null} */
  let where = null;
  /** @type {Format | null} */
  let format = null;
  /** @type {string | null} */
  let facilitator = null;
  /** @type {Meeting | null} */
  let meeting = null;

  /**
   * Take up what is newest: this page's, this browser's or the log's.
   * @param {MeetingBoardView} view
   */
  function show(view) {
    const shown = view.meeting;
    format = shown.format;
    facilitator = shown.facilitator;
    if (view.where !== keeping.place) {
      keeping.move(view.where);
      where = [shown.cohort, shown.learning_set, shown.cycle];
    }
    // What else the kernel keeps of a board is the browser's own.
    const kept = /** @type {Live | null} */ (view.board);
    for (const other of [keeping.stored(), kept]) keeping.takeUp(other);
    const { live } = keeping;
    // A note whose last words had not been sent when the page went.
    for (const each of live.items) if (each.unsent) sendItem(core, each);
    if (view.board && live.at > view.board.at) keeping.draftSoon();
    // Started where nothing was kept but the meeting's own record.
    if (!live.at && shown.started_at && shown.held_on === shown.today && shown.minutes === null) {
      live.started = shown.started_at;
    }
  }

  /**
   * Tell the log what a step says on one of its sides.
   * @param {Step} step
   * @param {Side} side
   */
  function carryOut({ items, tells }, side) {
    for (const [id] of items[side]) {
      const item = core.find(id);
      if (item) sendItem(core, item);
    }
    for (const [kind, values] of tells[side]) {
      if (kind === "classify") keeping.live.sorted[values.entry] = values.said;
      core.tell(kind, values);
    }
    keeping.save();
  }

  const steps = newSteps({
    live: () => keeping.live,
    find: (id) => core.find(id),
    carryOut,
    now: () => keeping.time.at(),
  });

  /** @type {Core} */
  const core = {
    get live() {
      return keeping.live;
    },
    get format() {
      return format;
    },
    get meeting() {
      if (!meeting) throw new Error("no meeting is shown");
      return meeting;
    },
    /** Not a code that is being asked about. */
    get facilitator() {
      return (meeting?.doubts.facilitator ? null : keeping.live.facilitator) ?? facilitator ?? "";
    },
    /** The meeting's day, or today if it has not begun. */
    get day() {
      return core.meeting.held_on ?? dateHere(keeping.live.started ?? Date.now());
    },
    seconds(event) {
      const { started } = keeping.live;
      return started === null ? 0 : Math.max(0, (keeping.time.at(event) - started) / 1000);
    },
    now: (event) => keeping.time.at(event),
    save: () => keeping.save(),
    changed,
    find: (id) => keeping.live.items.find((each) => each.id === id),
    tell: (kind, { slot, ...values }) => {
      screen.tell(kind, { where, slot: `${slot}@${keeping.place}`, ...values });
    },
    step: (label, make) => steps.step(label, make),
    stage: () => format?.stages[keeping.live.airtime?.stage ?? -1] ?? null,
    ofAirtime: () => keeping.live.items.filter((each) => each.airtime === keeping.live.airtime?.entry),
    end(edit, now) {
      const { live } = keeping;
      const item = live.running && core.find(live.running);
      if (!item) return;
      edit(item.id, { seconds: exactly(Math.max(0, now - item.at)) });
      live.running = null;
    },
    say(text) {
      steps.said = text;
      changed();
    },
  };

  const contributions = contributionsOf(core);
  const flush = () => {
    contributions.flushNotes();
    keeping.flush();
  };
  const own = {
    /** As the screen has it now. @param {Meeting | null} now */
    set meeting(now) {
      meeting = now;
    },
    get meeting() {
      return meeting;
    },
    get live() {
      return keeping.live;
    },
    get where() {
      return where;
    },
    /** The contributions of the airtime under way. */
    get items() {
      return core.ofAirtime();
    },
    get facilitator() {
      return core.facilitator;
    },
    get day() {
      return core.day;
    },
    get over() {
      return keeping.live.ended !== null;
    },
    /** Whether it began so long ago that its clock can only have been left running. */
    get longAgo() {
      const { started } = keeping.live;
      return started !== null && keeping.time.at() - started > LONG_AGO;
    },
    /** What an undo would take back, and a redo do again; and what was taken back or done again last. */
    get undoable() {
      return steps.last("undo")?.label ?? null;
    },
    get redoable() {
      return steps.last("redo")?.label ?? null;
    },
    get said() {
      return steps.said;
    },
    /** @param {string} kind */
    policy: (kind) => format?.policies[kind] ?? "not_stated",
    undo: () => steps.move("undo", "redo", "before", "Undone"),
    redo: () => steps.move("redo", "undo", "after", "Redone"),
    show,
    flush,
    close() {
      keeping.close();
      flush();
    },
    seconds: core.seconds,
    stage: core.stage,
    find: core.find,
    tell: core.tell,
    dateHere,
  };
  return Object.assign(own, contributions, airtimesOf(core), proceedingsOf(core));
}
