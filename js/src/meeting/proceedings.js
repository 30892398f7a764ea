// The meeting around its airtimes: who came, what became of actions, when it began and ended.

import { newId } from "../kit/ids.js";
import { dateHere } from "./time.js";

/** @import { Core, Due } from "./types.d.ts" */

/** @param {Core} core */
export function proceedingsOf(core) {
  const { step } = core;

  return {
    /**
     * Whether members came: their codes and statuses, of which null is that nothing is known.
     * @param {string} label
     * @param {Record<string, string | null>} statuses
     */
    setAttendance(label, statuses) {
      step(label, ({ tell }) => {
        for (const [member, status] of Object.entries(statuses)) {
          const slot = `attendance:${member}`;
          const before = core.meeting.members.find((each) => each.member === member)?.status ?? null;
          tell("attendance", { slot, member, status: before }, { slot, member, status });
        }
      });
    },

    /**
     * What became of an action.
     * @param {Due} due
     * @param {string} status
     */
    report({ action, member, what, report }, status) {
      const said = { slot: `report:${action}`, action, member, entry: report?.entry ?? newId(), on: core.day };
      const label = `${member}: “${what}” ${status.replace("_", " ")}`;
      step(label, ({ tell }) => tell("report", { ...said, status: report?.status ?? null }, { ...said, status }));
    },

    /** @param {Event} [event] */
    startMeeting(event) {
      const { live } = core;
      step("start of the meeting", ({ tell }) => {
        const started = Math.round(core.now(event));
        Object.assign(live, { started, ended: null });
        tell("start", { slot: "start" }, { slot: "start", started, on: dateHere(started) }, "unstart");
      });
    },

    takeStartBack() {
      const { live } = core;
      const { started } = live;
      if (started === null) return;
      step("cancelling the start", ({ tell }) => {
        live.started = null;
        tell("unstart", { slot: "start", started, on: dateHere(started) }, { slot: "start" }, "start");
      });
    },

    /**
     * The meeting ends; how long it took is what the person was shown, or nothing.
     * @param {number | null} minutes
     * @param {Event} [event]
     */
    endMeeting(minutes, event) {
      step("end of the meeting", ({ tell }) => {
        core.live.ended = core.seconds(event);
        tell("end", { slot: "end", minutes: core.meeting.minutes }, { slot: "end", minutes });
      });
    },

    goOn() {
      step("going on with the meeting", ({ tell }) => {
        core.live.ended = null;
        tell("end", { slot: "end", minutes: core.meeting.minutes }, { slot: "end", minutes: null });
      });
    },

    /** @param {number | null} minutes */
    setMinutes(minutes, meant = false) {
      const words = minutes === null ? "length not known" : `${minutes} minutes`;
      step(`the meeting: ${words}`, ({ tell }) => {
        tell("end", { slot: "end", minutes: core.meeting.minutes }, { slot: "end", minutes, meant });
      });
    },

    /** @param {string} code */
    setFacilitator(code) {
      core.live.facilitator = code;
      core.save();
    },

    /** @param {string} text */
    typeTitle(text) {
      core.live.typedTitle = text;
      core.save();
    },

    /**
     * @param {string} key
     * @param {boolean} ticked
     */
    tick(key, ticked) {
      core.live.ticks[key] = ticked;
      core.save();
    },
  };
}
