// The board of a set's meeting, in four parts: opening, airtime, closing, summary.

/** A part of the screen that a kernel's answer would be too late for: what waits in the outbox, over the view. */
function overlaid(screen, view) {
  const meeting = structuredClone(view.meeting);
  for (const event of screen.outbox.waiting) {
    if (JSON.stringify(event.where) !== JSON.stringify([meeting.cohort, meeting.learning_set, meeting.cycle])) continue;
    if (event.kind === "attendance") {
      const member = meeting.members.find((each) => each.member === event.member);
      if (member) member.status = event.status;
    } else if (event.kind === "report") {
      const due = meeting.due.find((each) => each.action === event.action);
      if (due) due.report = { ...due.report, entry: due.report?.entry ?? event.entry, status: event.status, waiting: !due.report };
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

const titleWords = ({ learning_set: set, name, cycle }) => `Set ${set}${name && name !== set ? `, ${name}` : ""} · meeting ${cycle}`;

function headPart(screen, board) {
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
  let known = [];
  function choose(another) {
    const { cohort, learning_set } = known[sets.value] ?? known[0];
    const cycle = another ? null : Number(cycles.value);
    screen.tell("choose", { slot: "choose", cohort, learning_set, cycle });
  }
  return {
    node: h("header", {}, h("div", { class: "alsnb-row alsnb-head" }, title, h("span", { class: "alsnb-row" }, setLabel, label(cycles, "Meeting"))), time, h("div", { class: "alsnb-row" }, undo, redo, last), trouble),
    tick(meeting) {
      const { started, ended } = board.live;
      if (started === null) return write(time, meeting.held_on ? `held on ${longDate(meeting.held_on)}` : meeting.planned_on ? `planned for ${longDate(meeting.planned_on)}` : "not started yet");
      const of = meeting.planned_minutes ? ` of ${lengthWords(meeting.planned_minutes * 60)} planned` : "";
      write(time, ended === null ? `began at ${clock(started)} · ${minutesWords(board.seconds())}${of || " gone"}` : `began at ${clock(started)}, ended after ${lengthWords(ended)}`);
    },
    show(view, meeting) {
      known = view.sets;
      write(title, titleWords(meeting));
      setLabel.hidden = known.length < 2;
      redraw(sets, known, () => known.map((each, at) => h("option", { value: at }, each.label)));
      sets.value = known.findIndex((each) => each.cohort === meeting.cohort && each.learning_set === meeting.learning_set);
      redraw(cycles, meeting.cycles, () => meeting.cycles.map(({ cycle, held_on, planned_on }) =>
        h("option", { value: cycle }, `${cycle}${held_on === meeting.today ? ", today" : held_on ? `, held ${longDate(held_on)}` : planned_on ? `, planned ${longDate(planned_on)}` : ""}`)));
      cycles.value = meeting.cycle;
      const words = [meeting.trouble, meeting.format || meeting.trouble ? "" : "Neither the set nor its cohort names a format: the board keeps time without stages."].filter(Boolean).join(" ");
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

/** Where the focus goes when what had it is there no more: keys are not to fall to the notebook. */
function keptFocus(root, next) {
  let last = null;
  root.addEventListener("focusin", (event) => (last = event.target));
  return () => {
    if (last === null || document.activeElement !== document.body || (last.isConnected && last.offsetParent)) return;
    last = null;
    next()?.focus({ preventScroll: true });
  };
}

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
    requestAnimationFrame(() => ((queued = false), show()));
  };
  const board = newBoard(screen, changed);
  // What is told is shown at once, and no longer shown as waiting once it has arrived.
  const outboxChanged = screen.outbox.changed;
  screen.outbox.changed = (waiting) => (outboxChanged(waiting), changed());

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
      if (["Closing", "Summary"].includes(tab.textContent)) tab.addEventListener("click", () => screen.tell("look", { slot: "look" }));
    for (const panel of pages.nodes.slice(1)) {
      panel.tabIndex = -1;
      panel.dataset.lmSuppressShortcuts = "true";
    }
    place(page, head.node, pages.nodes);
    return { head, parts, pages };
  }

  const focusStays = keptFocus(screen.root, () => {
    const live = page.querySelector(".alsnb-board");
    return live?.offsetParent ? live : drawn?.pages.nodes.slice(1).find((each) => !each.hidden);
  });

  let viewed = null;
  function show() {
    const { view } = screen;
    if (!view.meeting) {
      begin ??= quickStart(screen);
      begin.show(view);
      place(page, begin.node);
      return;
    }
    if (view !== viewed) board.show((viewed = view));
    const meeting = (board.meeting = overlaid(screen, view));
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
    if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
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

export default { render: (shown) => openScreen(shown, wholeScreen) };
