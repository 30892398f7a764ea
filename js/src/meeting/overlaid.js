// The meeting as the log shows it, under what waits in the outbox.

/** A part of the screen that a kernel's answer would be too late for: what waits in the outbox, over the view. */
export function overlaid(screen, view) {
  const meeting = structuredClone(view.meeting);
  for (const event of screen.outbox.waiting) {
    if (JSON.stringify(event.where) !== JSON.stringify([meeting.cohort, meeting.learning_set, meeting.cycle])) continue;
    if (event.kind === "attendance") {
      const member = meeting.members.find((each) => each.member === event.member);
      if (member) member.status = event.status;
    } else if (event.kind === "report") {
      const due = meeting.due.find((each) => each.action === event.action);
      if (due)
        due.report = {
          ...due.report,
          entry: due.report?.entry ?? event.entry,
          status: event.status,
          waiting: !due.report,
        };
    } else if (event.kind === "end") meeting.minutes = event.minutes;
    else if (event.kind === "next") meeting.next_on = event.on;
  }
  for (const event of screen.outbox.waiting) {
    if (event.kind !== "save" || !event.form?.startsWith("action:")) continue;
    const airtime = meeting.airtimes.find((each) => `action:${each.entry}` === event.form);
    if (airtime && !airtime.actions.some((each) => each.entry === event.entry))
      airtime.actions.push({ ...event.values, entry: event.entry, member: airtime.member });
  }
  return meeting;
}
