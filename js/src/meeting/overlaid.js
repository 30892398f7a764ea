// The meeting as the log shows it, under what waits in the outbox.

/** @import { SentEvent } from "../kit/types.d.ts" */
/** @import { MeetingActionShown, MeetingShown } from "../protocol.d.ts" */
/** @import { Meeting } from "./types.d.ts" */

/**
 * A meeting as it will be once the kernel has taken what waits in the outbox: its answer would be too late.
 * @param {SentEvent[]} waiting
 * @param {MeetingShown} shown
 */
export function overlaid(waiting, shown) {
  /** @type {Meeting} */
  const meeting = structuredClone(shown);
  for (const event of waiting) {
    if (JSON.stringify(event.where) !== JSON.stringify([meeting.cohort, meeting.learning_set, meeting.cycle])) continue;
    if (event.kind === "attendance") {
      const member = meeting.members.find((each) => each.member === event.member);
      if (member) member.status = event.status;
    } else if (event.kind === "report") {
      const due = meeting.due.find((each) => each.action === event.action);
      if (due) {
        const entry = due.report?.entry ?? event.entry ?? "";
        due.report = { ...due.report, entry, status: event.status, waiting: !due.report };
      }
    } else if (event.kind === "end") meeting.minutes = event.minutes;
    else if (event.kind === "next") meeting.next_on = event.on;
  }
  for (const event of waiting) {
    if (event.kind !== "save" || !event.form?.startsWith("action:")) continue;
    const airtime = meeting.airtimes.find((each) => `action:${each.entry}` === event.form);
    if (!airtime || airtime.actions.some((each) => each.entry === event.entry)) continue;
    const typed = { ...event.values, entry: event.entry, member: airtime.member };
    airtime.actions.push(/** @type {MeetingActionShown} */ (typed));
  }
  return meeting;
}
