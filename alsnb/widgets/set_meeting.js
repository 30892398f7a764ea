// The board of a set's meeting, in four parts: opening, airtime, closing, summary.

const STATUSES = [
  ["present", "Present", "p"],
  ["late", "Late", "l"],
  ["apologies", "Apologies", "a"],
  ["absent", "Absent", "x"],
];
const REPORTS = [
  ["done", "Done"],
  ["partly", "Partly"],
  ["not_done", "Not done"],
  ["changed", "Changed"],
  ["dropped", "Dropped"],
];
const SHOWN_ITEMS = 30;

/** 3:07, or 1:02:07. */
function minutesWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** How a time stands to the span it should take, in words; `over` where it is past it. */
function spanWords(gone, span) {
  if (!span) return { text: "no set time" };
  const { low, high, text } = span;
  const limit = high ?? null;
  if (limit !== null && gone > limit * 60) return { text: `of ${text} min: over time by ${minutesWords(gone - limit * 60)}`, over: true };
  if (low !== null && gone < low * 60 && limit !== low) {
    const most = limit === null ? "" : `, ${minutesWords(limit * 60 - gone)} at most`;
    return { text: `of ${text} min: ${minutesWords(low * 60 - gone)} to go at least${most}` };
  }
  if (limit !== null) return { text: `of ${text} min: ${minutesWords(limit * 60 - gone)} left` };
  return { text: `of ${text} min: enough, end it when it suits` };
}

const button = (text, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, text);
const mark = (text, bad = false) => h("span", { class: bad ? "alsnb-mark alsnb-bad" : "alsnb-mark" }, text);
const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Write a text only where it differs, so that nothing is read out or selected anew. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Draw a part anew only where what it shows is different; what had the focus has it again. */
function redraw(node, shown, draw) {
  const signature = JSON.stringify(shown);
  if (node.signature === signature) return;
  node.signature = signature;
  const active = node.contains(document.activeElement) ? document.activeElement.dataset.part : null;
  place(node, draw());
  if (active) [...node.querySelectorAll("[data-part]")].find((each) => each.dataset.part === active)?.focus();
}

/** A question asked where it belongs before something is thrown away. */
function sure(text, question, yes, act) {
  const node = h("span", { class: "alsnb-row" });
  const ask = button(text, () => {
    const really = button(yes, () => (place(node, ask), act()), { class: "alsnb-danger" });
    place(node, h("span", {}, question), really, button("No", () => (place(node, ask), ask.focus())));
    really.focus();
  });
  place(node, ask);
  return node;
}

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

// ---- nothing there yet -----------------------------------------------------------------------------------------------

function quickStart(screen) {
  const id = freshId();
  const typed = screen.recall("quick", {});
  const fields = {
    cohort: h("input", { type: "text", id: `${id}-cohort`, autocomplete: "off" }),
    learning_set: h("input", { type: "text", id: `${id}-set`, autocomplete: "off" }),
    format: h("select", { id: `${id}-format` }),
    members: h("textarea", { id: `${id}-members`, rows: 7, "aria-describedby": `${id}-members-help` }),
  };
  const field = (name, label, help) =>
    h(
      "div",
      { class: "alsnb-field" },
      h("label", { for: fields[name].id }, label),
      help ? h("p", { class: "alsnb-help", id: `${fields[name].id}-help` }, help) : null,
      fields[name],
    );
  const read = () => Object.fromEntries(Object.entries(fields).map(([name, box]) => [name, box.value]));
  const form = h(
    "form",
    {
      "aria-label": "Begin here",
      novalidate: true,
      oninput: () => screen.remember("quick", read()),
      onsubmit: (event) => {
        event.preventDefault();
        const said = read();
        screen.tell("quick_start", { slot: "quick_start", ...said, members: said.members.split(/\n|,/) });
      },
    },
    h("h3", {}, "Begin here"),
    field("cohort", "Code of the cohort", "such as 2026-spring"),
    field("learning_set", "Code of the set", "such as A"),
    field("format", "Format", "how the set runs its meetings: the stages, and what is welcome"),
    field("members", "Codes of the members, one a line", "such as A1; never a name"),
    h("div", { class: "alsnb-actions" }, h("button", { type: "submit", class: "alsnb-primary" }, "Make the set")),
  );
  const node = h(
    "div",
    {},
    h("h2", {}, "Set meeting"),
    h("p", { class: "alsnb-empty" }, "The log holds no set with members yet. The notebook cohort_setup asks for all that a cohort may need. To hold a meeting right now, a few codes are enough."),
    form,
  );
  let filled = false;
  return {
    node,
    show(view) {
      if (filled) return;
      filled = true;
      const options = view.formats.map(([key, title]) => h("option", { value: key }, `${title} (${key})`));
      fields.format.append(h("option", { value: "" }, "none: a plain clock, without stages"), ...options);
      fields.cohort.value = typed.cohort || view.cohort || "";
      fields.learning_set.value = typed.learning_set || view.learning_set || "";
      fields.format.value = typed.format || "";
      fields.members.value = typed.members || "";
    },
  };
}

// ---- opening ---------------------------------------------------------------------------------------------------------

/** Steps of the format that have no clock: what happens, by whom, and a tick. */
function steps(board, label) {
  const node = h("div", {});
  return {
    node,
    show(stages) {
      redraw(node, [stages, stages.map(({ key }) => Boolean(board.live.ticks[key]))], () =>
        stages.map(({ key, title, what, who, optional, minutes }) => {
          const id = freshId();
          const box = h("input", { type: "checkbox", id, "data-part": key, onchange: () => board.tick(key, box.checked) });
          box.checked = Boolean(board.live.ticks[key]);
          const said = [who.join(", "), minutes && `${minutes.text} min`, optional && "optional"].filter(Boolean).join("; ");
          const name = h("label", { for: id }, h("b", {}, title), said ? ` (${said})` : "");
          return h("div", { class: "alsnb-step" }, box, h("div", {}, name, h("p", { class: "alsnb-quiet" }, what)));
        }),
      );
      node.setAttribute("aria-label", label);
    },
  };
}

function attendance(board, changed) {
  const status = ({ status }) => status ?? "present";
  function set(member, value) {
    board.tell("attendance", { slot: `attendance:${member}`, member, status: value });
    changed();
  }
  const rows = keyed("div", { class: "alsnb-here" }, ({ member, role }) => {
    const buttons = STATUSES.map(([value, words, key]) => {
      const said = h("span", { class: "alsnb-key", "aria-hidden": "true" }, key.toUpperCase());
      return button([words, said], () => set(member, value), { "aria-keyshortcuts": key });
    });
    const name = h("span", { class: "alsnb-who" }, h("b", {}, member), role ? h("span", { class: "alsnb-quiet" }, ` ${role}`) : null);
    const node = h("div", { class: "alsnb-row", role: "group", "aria-label": `Attendance of ${member}` }, name, h("span", { class: "alsnb-statuses" }, buttons));
    node.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const found = STATUSES.find(([, , key]) => key === event.key.toLowerCase());
      const beside = { ArrowDown: node.nextSibling, ArrowUp: node.previousSibling }[event.key];
      if (found) set(member, found[0]);
      else if (beside) beside.querySelectorAll("button")[buttons.indexOf(event.target)]?.focus();
      else return;
      event.preventDefault();
    });
    return {
      node,
      update: (each) => STATUSES.forEach(([value], at) => buttons[at].setAttribute("aria-pressed", String(status(each) === value))),
    };
  });
  return rows;
}

/** Actions to report back on, each with what became of it by one tap, and a form for what was learnt. */
function reportBacks(screen, board, changed, withForms) {
  return keyed("ul", { class: "alsnb-list" }, (first) => {
    const said = h("p", { class: "alsnb-quiet" });
    const buttons = REPORTS.map(([value, words]) => button(words, () => tell(value)));
    let shown = first;
    function tell(status) {
      const entry = shown.report?.entry ?? newId();
      const { action, member } = shown;
      board.tell("report", { slot: `report:${action}`, action, member, status, entry, on: board.dateHere(Date.now()) });
      changed();
    }
    const inside = h("div", {});
    const more = h("details", { hidden: true }, h("summary", {}, "What worked, what did not, what was learnt"), inside);
    more.addEventListener("toggle", () => more.open && !inside.firstChild && place(inside, screen.form(`report:${shown.report.entry}`)));
    const node = h(
      "li",
      { class: "alsnb-card" },
      h("p", {}, h("b", {}, first.member), " said: ", h("span", { class: "alsnb-said" }, first.what)),
      said,
      h("div", { class: "alsnb-row", role: "group", "aria-label": `What became of it: ${first.what}` }, buttons),
      withForms ? more : null,
    );
    return {
      node,
      update(each) {
        shown = each;
        const before = each.before ? `${each.before.status.replace("_", " ")} by meeting ${each.before.cycle}` : null;
        const by = each.due ? `by ${longDate(each.due)}` : null;
        write(said, [`agreed in meeting ${each.cycle}`, by, before, each.success && `success: ${each.success}`].filter(Boolean).join(" · "));
        REPORTS.forEach(([value], at) => buttons[at].setAttribute("aria-pressed", String(each.report?.status === value)));
        more.hidden = !each.report || Boolean(each.report.waiting);
      },
    };
  });
}

function openingPart(screen, board, changed) {
  const here = attendance(board, changed);
  const start = h("div", { class: "alsnb-card alsnb-start" });
  const rules = h("div", {});
  const opening = steps(board, "Opening steps");
  const due = reportBacks(screen, board, changed, true);
  const dueTitle = h("h3", {});
  const dueHelp = h("p", { class: "alsnb-quiet" });
  const id = freshId();
  let timer = null;
  const facilitator = h("input", {
    type: "text",
    id,
    list: `${id}-codes`,
    autocomplete: "off",
    oninput: () => {
      board.setFacilitator(facilitator.value);
      clearTimeout(timer);
      timer = setTimeout(tellFacilitator, 600);
    },
    onchange: () => tellFacilitator(),
  });
  function tellFacilitator() {
    clearTimeout(timer);
    board.tell("facilitator", { slot: "facilitator", facilitator: facilitator.value });
  }
  const next = h("input", {
    type: "date",
    id: `${id}-next`,
    onchange: () => board.tell("next", { slot: "next", on: next.value || null }),
  });
  const nextField = h("div", { class: "alsnb-field alsnb-narrow" }, h("label", { for: next.id }, "Next meeting"), h("p", { class: "alsnb-help" }, "actions are due by then, unless you say otherwise"), next);
  const codes = h("datalist", { id: `${id}-codes` });
  const who = h("div", { class: "alsnb-field alsnb-narrow" }, h("label", { for: id }, "Facilitator"), h("p", { class: "alsnb-help" }, "code of whoever facilitates; a member, or somebody from outside"), facilitator, codes);
  const openingTitle = h("h3", {}, "How the format opens");
  const node = h("div", {}, h("h3", {}, "Who is here"), here.list, h("div", { class: "alsnb-fields" }, who, nextField), start, rules, openingTitle, opening.node, dueTitle, dueHelp, due.list);
  return {
    node,
    show(meeting) {
      here.show(meeting.members, (each) => each.member);
      redraw(codes, meeting.members.map((each) => each.member), () => meeting.members.map(({ member }) => h("option", { value: member })));
      if (document.activeElement !== facilitator && facilitator.value !== board.facilitator) facilitator.value = board.facilitator;
      if (document.activeElement !== next && next.value !== (meeting.next_on ?? "")) next.value = meeting.next_on ?? "";
      const { started } = board.live;
      const past = started === null && meeting.held_on;
      redraw(start, [started, past, board.over, Boolean(board.live.airtime), meeting.airtimes.length, meeting.held_on], () => {
        if (past) return h("p", {}, `This meeting was held on ${longDate(meeting.held_on)}. Choose another one above, or look at its summary.`);
        if (started === null) {
          const noted = () => Object.fromEntries(board.meeting.members.map((each) => [each.member, each.status ?? "present"]));
          return [
            button("Start the meeting", (event) => board.startMeeting(noted(), event), { class: "alsnb-primary alsnb-big", "data-part": "start" }),
            h("p", { class: "alsnb-quiet" }, "The clock starts, and whoever is not marked otherwise is noted as present. Report-backs and airtimes follow."),
          ];
        }
        const untouched = !board.live.airtime && !meeting.airtimes.length && !board.over;
        return [
          h("p", { "data-part": "start", tabindex: "-1" }, `The meeting began at ${clock(started)}.`),
          untouched ? button("Take the start back", () => board.takeStartBack()) : null,
        ];
      });
      const { format } = meeting;
      redraw(rules, [meeting.rules, meeting.own_rules], () =>
        meeting.rules.length
          ? [h("h3", {}, "Ground rules"), h("p", { class: "alsnb-quiet" }, meeting.own_rules ? "as the set agreed them" : "as the format has them"), h("ul", {}, meeting.rules.map((each) => h("li", { class: "alsnb-said" }, each)))]
          : [],
      );
      opening.show(format?.opening ?? []);
      openingTitle.hidden = !format?.opening.length;
      write(dueTitle, meeting.due.length ? "Report-backs" : "");
      dueTitle.hidden = dueHelp.hidden = !meeting.due.length;
      const when = format?.in_airtime ? "In this format each presenter reports back at the start of the airtime: you find them there, too. " : "";
      const what = format?.report_on.length ? `Told are: ${format.report_on.join(", ")}.` : "";
      write(dueHelp, `${when}One tap notes what became of it. ${what}`);
      due.show(meeting.due, (each) => each.action);
    },
  };
}

// ---- airtime ---------------------------------------------------------------------------------------------------------

const isHere = ({ status }) => status === null || status === "present" || status === "late";

/** Whoever waits longest comes first; who is not there comes last. */
function suggested(members) {
  const rank = (each) => [isHere(each) ? 0 : 1, each.presented ? 1 : 0, each.last ?? 0];
  return [...members].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((each, place) => each !== right[place]);
    return at < 0 ? (a.member < b.member ? -1 : 1) : left[at] - right[at];
  });
}

function whyWords({ status, presented, last }) {
  const away = { apologies: "sent apologies", absent: "is absent" }[status];
  const when = presented ? "has presented today" : last === null ? "has not presented yet" : `presented last in meeting ${last}`;
  return away ? `${away}; ${when}` : status === "late" ? `${when}; came late` : when;
}

function presenterPart(board, changed) {
  const name = freshId();
  let chosen = null;
  let shownFor = null;
  const people = h("div", { class: "alsnb-people" });
  const issues = h("div", {});
  const title = h("input", { type: "text", id: `${name}-title`, autocomplete: "off" });
  const titleField = h("div", { class: "alsnb-field" }, h("label", { for: title.id }, "What is it about? In a few words"), title);
  const start = button("", (event) => begin(event), { class: "alsnb-primary alsnb-big" });
  let issue = null;
  title.addEventListener("input", () => board.typeTitle(title.value));
  function begin(event) {
    const known = board.meeting.members.find((each) => each.member === chosen)?.issues.find((each) => each.entry === issue);
    const about = known?.title ?? (title.value.trim() || null);
    const before = Math.max(0, ...board.meeting.airtimes.map((each) => each.order ?? 0));
    title.value = "";
    board.startAirtime(chosen, known?.entry ?? null, about, before, event);
    chosen = issue = null;
  }
  const node = h(
    "div",
    {},
    h("h3", {}, "Who presents?"),
    h("p", { class: "alsnb-quiet" }, "Those who have waited longest come first."),
    people,
    h("h3", {}, "The issue"),
    issues,
    titleField,
    h("div", { class: "alsnb-actions" }, start),
  );
  title.value = board.live.typedTitle ?? "";
  return {
    node,
    show(meeting) {
      const order = suggested(meeting.members);
      if (!order.some((each) => each.member === chosen)) chosen = order[0]?.member ?? null;
      if (document.activeElement !== title && title.value !== (board.live.typedTitle ?? "")) title.value = board.live.typedTitle ?? "";
      redraw(people, [order, chosen], () =>
        order.map((each) => {
          const id = `${name}-${each.member}`;
          const pick = () => ((chosen = each.member), (issue = null), changed());
          const radio = h("input", { type: "radio", name, id, value: each.member, onchange: pick, "data-part": each.member });
          radio.checked = each.member === chosen;
          return h("label", { for: id, class: "alsnb-pick" }, radio, h("span", {}, h("b", {}, each.member), h("span", { class: "alsnb-quiet" }, ` ${whyWords(each)}`)));
        }),
      );
      const theirs = order.find((each) => each.member === chosen)?.issues ?? [];
      if (shownFor !== chosen) [shownFor, issue] = [chosen, theirs[0]?.entry ?? null];
      titleField.hidden = theirs.length > 0 && issue !== null;
      redraw(issues, [theirs, chosen, issue], () =>
        (theirs.length ? [...theirs, { entry: null, title: "Something new" }] : []).map((each) => {
          const id = `${name}-${each.entry}`;
          const pick = () => ((issue = each.entry), changed());
          const radio = h("input", { type: "radio", name: `${name}-issue`, id, value: each.entry ?? "", onchange: pick, "data-part": `${each.entry}` });
          radio.checked = each.entry === issue;
          const since = each.cycle ? h("span", { class: "alsnb-quiet" }, ` since meeting ${each.cycle}`) : null;
          return h("label", { for: id, class: "alsnb-pick" }, radio, h("span", { class: "alsnb-said" }, each.title, since));
        }),
      );
      write(start, chosen ? `Start the airtime of ${chosen}` : "");
      start.disabled = !chosen;
    },
  };
}

function clockPart(board) {
  const who = h("p", { class: "alsnb-presents" });
  const stage = h("h3", {});
  const marks = h("span", { class: "alsnb-row" });
  const time = h("div", { class: "alsnb-clock", role: "timer", "aria-live": "off" });
  const left = h("p", { class: "alsnb-left" });
  const what = h("p", { class: "alsnb-said" });
  const whole = h("p", { class: "alsnb-quiet" });
  const bar = h("div", { class: "alsnb-gone", "aria-hidden": "true" }, h("i", {}));
  const previous = button("Previous stage", (event) => board.goTo(board.live.airtime.stage - 1, event), { "aria-keyshortcuts": "b" });
  const next = button("", (event) => board.goTo(board.live.airtime.stage + 1, event), { class: "alsnb-primary", "aria-keyshortcuts": "n" });
  const stop = button("", (event) => board.stopClock(event), { "aria-keyshortcuts": "k" });
  const finish = button("End the airtime", (event) => board.endAirtime(event));
  const told = h("div", { class: "alsnb-grow" }, h("div", { class: "alsnb-row" }, stage, marks), left, bar, what, whole);
  const around = h("div", { class: "alsnb-time" }, time, told);
  const node = h("div", {}, who, around, h("div", { class: "alsnb-row" }, previous, next, stop, finish));
  function tick(meeting) {
    const { airtime } = board.live;
    const gone = board.gone();
    const now = board.stage();
    const span = now ? now.minutes : (meeting.format?.minutes ?? null);
    const stopped = airtime.since === null;
    const words = spanWords(now ? gone.stage : gone.airtime, span);
    write(time, minutesWords(now ? gone.stage : gone.airtime));
    write(left, stopped ? "The clock is stopped. Tap whoever speaks, or “Go on”." : words.text);
    around.classList.toggle("alsnb-late", Boolean(words.over) && !stopped);
    around.classList.toggle("alsnb-stopped", stopped);
    const all = spanWords(gone.airtime, meeting.format?.minutes ?? null);
    write(whole, now ? `The airtime so far: ${minutesWords(gone.airtime)} ${meeting.format.minutes ? all.text : ""}` : "");
    whole.classList.toggle("alsnb-lateword", Boolean(now && all.over));
    bar.hidden = !span?.high;
    if (span?.high) bar.firstChild.style.width = `${Math.min(100, ((now ? gone.stage : gone.airtime) / 60 / span.high) * 100)}%`;
  }
  return {
    node,
    tick,
    show(meeting) {
      const { airtime } = board.live;
      const stages = meeting.format?.stages ?? [];
      const now = board.stage();
      write(who, `${airtime.presenter} presents${airtime.title ? `: ${airtime.title}` : ""}`);
      write(stage, now ? `${airtime.stage + 1} of ${stages.length}: ${now.title}` : "Airtime");
      redraw(marks, [now?.uninterrupted, now?.who, now?.optional], () => [
        now?.who.length ? mark(`${now.who.join(", ")} ${now.who.length > 1 ? "speak" : "speaks"}`) : null,
        now?.uninterrupted ? mark("nobody breaks in", true) : null,
        now?.optional ? mark("optional") : null,
      ]);
      write(what, now?.what ?? "");
      previous.hidden = !now || airtime.stage === 0;
      next.hidden = !now || airtime.stage >= stages.length - 1;
      write(next, next.hidden ? "" : `Next stage: ${stages[airtime.stage + 1].title}`);
      write(stop, airtime.since === null ? "Go on" : "Stop the clock");
      finish.classList.toggle("alsnb-primary", next.hidden);
      tick(meeting);
    },
  };
}

/** Who may speak: those here, and whoever facilitates. */
function voices(board, meeting) {
  const there = meeting.members.filter((each) => isHere(each) || each.member === board.live.airtime?.presenter).map((each) => each.member);
  const from = board.facilitator;
  return from && !there.includes(from) ? [...there, from] : there;
}

function tilesPart(board) {
  const grid = keyed("div", { class: "alsnb-tiles", role: "group", "aria-label": "Who speaks" }, (member) => {
    const key = h("span", { class: "alsnb-key", "aria-hidden": "true" });
    const role = h("span", { class: "alsnb-role" });
    const said = h("span", { class: "alsnb-role" });
    const node = button([key, h("b", {}, member), role, said], (event) => {
      board.tap(member, event);
      // A key pressed next is meant for the board, not for the button that the finger happened to touch.
      if (event.detail) node.closest(".alsnb-board").focus({ preventScroll: true });
    }, { class: "alsnb-tile", "data-member": member });
    return {
      node,
      update() {
        const { live } = board;
        const at = voices(board, board.meeting).indexOf(member);
        const number = at < 9 ? String(at + 1) : "";
        write(key, number);
        if (number) node.setAttribute("aria-keyshortcuts", number);
        const running = live.running && board.find(live.running);
        const speaks = running?.member === member;
        node.setAttribute("aria-pressed", String(speaks));
        const theirs = live.items.filter((each) => each.member === member && !each.withdrawn);
        const seconds = theirs.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
        const who = member === live.airtime.presenter ? "presents" : member === board.facilitator ? "facilitates" : "";
        write(role, who);
        write(said, speaks ? "speaking" : theirs.length ? `${theirs.length} × · ${minutesWords(seconds)}` : "not yet");
      },
    };
  });
  return grid;
}

function palettePart(board) {
  const heading = h("h4", { class: "alsnb-target", "aria-live": "polite" });
  const buttons = new Map();
  const draw = (kind) => {
    const { key, short } = KINDS[kind];
    const note = h("span", { class: "alsnb-policy" });
    const drawn = button([h("span", { class: "alsnb-key", "aria-hidden": "true" }, key.toUpperCase()), short, note], () => board.setKind(kind), { "aria-keyshortcuts": key, class: "alsnb-kind", "data-kind": kind });
    buttons.set(kind, { drawn, note });
    return drawn;
  };
  const groups = KIND_GROUPS.map(([title, kinds]) =>
    h("div", { class: "alsnb-group", role: "group", "aria-label": title }, h("span", { class: "alsnb-quiet" }, title), h("div", { class: "alsnb-row" }, kinds.map(draw))),
  );
  const invited = button([h("span", { class: "alsnb-key", "aria-hidden": "true" }, "I"), "Invited by the presenter"], () => board.setInvited(), { "aria-keyshortcuts": "i" });
  const pause = button([h("span", { class: "alsnb-key", "aria-hidden": "true" }, "P"), "The facilitator pauses the set"], (event) => board.pauseByFacilitator(event), { "aria-keyshortcuts": "p" });
  const node = h(
    "div",
    { class: "alsnb-palette" },
    heading,
    h("p", { class: "alsnb-quiet" }, "Tap who speaks, and then the kind if you like: it goes to the latest contribution of the set, also while the presenter answers."),
    groups,
    h("div", { class: "alsnb-group" }, h("span", { class: "alsnb-quiet" }, "Besides"), h("div", { class: "alsnb-row" }, invited, pause)),
  );
  return {
    node,
    show() {
      const { live } = board;
      const target = board.target();
      const running = target && target.id === live.running;
      const kind = target ? target.kind : (live.next.kind ?? board.usual());
      write(heading, target ? `What kind: ${target.member}, ${running ? "speaking now" : "who spoke last"}` : "What kind: whoever speaks next");
      const asked = board.stage()?.questions ?? [];
      for (const [each, { drawn, note }] of buttons) {
        drawn.setAttribute("aria-pressed", String(each === kind));
        const words = { by_invitation: "by invitation", discouraged: "discouraged in this format" }[board.policy(each)] ?? (asked.includes(each) ? "this stage" : "");
        write(note, words);
        note.classList.toggle("alsnb-bad", words.startsWith("discouraged"));
      }
      invited.setAttribute("aria-pressed", String(Boolean(target ? target.invited : live.next.invited)));
      const paused = live.running && board.find(live.running).kind === "facilitator_pause";
      pause.setAttribute("aria-pressed", String(Boolean(paused)));
    },
  };
}

/** The contributions of this airtime, newest first; each can be put right. */
function itemsPart(board, changed) {
  let open = null;
  let all = false;
  const list = keyed("ol", { class: "alsnb-list alsnb-items" }, ({ id }) => {
    const time = h("span", { class: "alsnb-at" });
    const who = h("b", {});
    const kind = h("span", {});
    const marks = h("span", { class: "alsnb-row" });
    const lasted = h("span", { class: "alsnb-quiet" });
    const note = h("span", { class: "alsnb-said alsnb-quiet" });
    const toggle = button("Change", () => ((open = open === id ? null : id), changed()), { class: "alsnb-small" });
    const editor = h("div", { class: "alsnb-editor" });
    const node = h("li", {}, h("div", { class: "alsnb-row" }, time, who, kind, lasted, marks, note, toggle), editor);
    const fresh = () => board.find(id);
    function draw() {
      const name = freshId();
      const kinds = h("select", { id: `${name}-kind`, onchange: () => board.edit(id, `${fresh().member}: another kind`, { kind: kinds.value || null }) },
        h("option", { value: "" }, "not classified"), Object.entries(KINDS).map(([value, { long }]) => h("option", { value }, long)));
      const members = h("select", { id: `${name}-who`, onchange: () => board.edit(id, `${fresh().member}: another member`, { member: members.value }) },
        [...new Set([...voices(board, board.meeting), fresh().member])].map((each) => h("option", { value: each }, each)));
      const text = h("input", { type: "text", id: `${name}-text`, autocomplete: "off", oninput: () => board.note(id, text.value) });
      const asked = h("input", { type: "checkbox", id: `${name}-asked`, onchange: () => board.setInvited(fresh()) });
      Object.assign(editor, { fill() {
        const item = fresh();
        kinds.value = item.kind ?? "";
        members.value = item.member;
        asked.checked = Boolean(item.invited);
        if (document.activeElement !== text) text.value = item.text ?? "";
      } });
      place(editor,
        h("div", { class: "alsnb-field" }, h("label", { for: members.id }, "Who"), members),
        h("div", { class: "alsnb-field" }, h("label", { for: kinds.id }, "Kind"), kinds),
        h("div", { class: "alsnb-field alsnb-grow" }, h("label", { for: text.id }, "Note"), text),
        h("label", { class: "alsnb-row", for: asked.id }, asked, "invited by the presenter"),
        button("Take it back", () => { open = null; board.takeBack(id); }));
    }
    return {
      node,
      update(item) {
        const { airtime, running } = board.live;
        write(time, minutesWords(item.at - airtime.began));
        write(who, item.member);
        const presents = item.member === airtime.presenter;
        write(kind, item.kind ? kindWords(item.kind) : presents ? "presents" : "not classified");
        write(lasted, item.id === running ? "speaking now" : minutesWords(item.seconds));
        write(note, item.text ?? "");
        const policy = board.policy(item.kind);
        const stage = board.meeting.format?.stages.find((each) => each.key === item.stage);
        const broke = stage?.uninterrupted && !presents && item.member !== board.facilitator;
        redraw(marks, [policy, item.invited, broke], () => [
          policy === "discouraged" ? mark("discouraged in this format", true) : null,
          item.invited === true ? mark("invited") : null,
          policy === "by_invitation" && !item.invited ? mark("not invited", true) : null,
          broke ? mark("broke in", true) : null,
        ]);
        toggle.setAttribute("aria-expanded", String(open === id));
        toggle.setAttribute("aria-label", `Change: ${item.member}, ${kindWords(item.kind)}`);
        editor.hidden = open !== id;
        if (open === id) {
          if (!editor.firstChild) draw();
          editor.fill();
        } else if (editor.firstChild) place(editor);
      },
    };
  });
  const undo = button("Undo", () => board.undo(), { "aria-keyshortcuts": "Control+Z" });
  const redo = button("Redo", () => board.redo(), { "aria-keyshortcuts": "Control+Y" });
  const last = h("span", { class: "alsnb-quiet", role: "status" });
  const more = button("", () => ((all = !all), changed()));
  const empty = h("p", { class: "alsnb-empty" }, "Nothing yet. Tap whoever speaks; tap the kind after that, while they speak or while the presenter answers.");
  const title = h("h3", {});
  const node = h("div", {}, h("div", { class: "alsnb-row" }, title, undo, redo, last), empty, list.list, more);
  return {
    node,
    show() {
      const { live } = board;
      const items = live.items.filter((each) => !each.withdrawn);
      write(title, `Contributions: ${items.length}`);
      undo.disabled = !live.undo.length;
      redo.disabled = !live.redo.length;
      write(last, live.undo.length ? `last: ${live.undo.at(-1).label}` : "");
      empty.hidden = items.length > 0;
      const newest = items.toReversed();
      list.show(all ? newest : newest.slice(0, SHOWN_ITEMS), (each) => each.id);
      more.hidden = items.length <= SHOWN_ITEMS;
      write(more, all ? "Show the latest only" : `Show all ${items.length}`);
    },
  };
}

function reviewPart(screen, board) {
  let shown = null;
  const title = h("h3", {});
  const times = h("p", { class: "alsnb-quiet" });
  const insight = h("div", { class: "alsnb-card" });
  const action = h("div", { class: "alsnb-card" });
  const agreed = h("ul", {});
  const agreedTitle = h("h4", {}, "Agreed so far");
  const node = h(
    "div",
    {},
    title,
    times,
    h("div", { class: "alsnb-row alsnb-apart" }, button("Back to the clock", (event) => board.backToClock(event))),
    insight,
    action,
    agreedTitle,
    agreed,
    h("div", { class: "alsnb-actions" }, button("Next presenter", () => board.nextPresenter(), { class: "alsnb-primary alsnb-big" })),
  );
  return {
    node,
    show(meeting) {
      const { airtime } = board.live;
      write(title, `The airtime of ${airtime.presenter} has ended`);
      const each = (meeting.format?.stages ?? []).filter(({ key }) => airtime.spent[key]).map(({ key, title }) => `${title} ${minutesWords(airtime.spent[key])}`);
      write(times, [`${minutesWords(board.gone().airtime)} in all`, ...each].join(" · "));
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

const actionLine = ({ what, due, success }) =>
  h("li", { class: "alsnb-said" }, what, due ? h("span", { class: "alsnb-quiet" }, ` · by ${longDate(due)}`) : null, success ? h("span", { class: "alsnb-quiet" }, ` · success: ${success}`) : null);

function airtimePart(screen, board, changed) {
  const waiting = h("p", { class: "alsnb-empty" });
  const presenter = presenterPart(board, changed);
  const clockShown = clockPart(board);
  const tiles = tilesPart(board);
  const palette = palettePart(board);
  const items = itemsPart(board, changed);
  const review = reviewPart(screen, board);
  const due = reportBacks(screen, board, changed, false);
  const dueBox = h("details", {}, h("summary", {}, "Report-back of the presenter"), due.list);
  const silence = button([h("span", { class: "alsnb-key", "aria-hidden": "true" }, "0"), h("b", {}, "Silence"), h("span", { class: "alsnb-role" }, "nobody speaks")], (event) => board.silence(event), { class: "alsnb-tile", "aria-keyshortcuts": "0" });
  const keys = h("details", { class: "alsnb-quiet" }, h("summary", {}, "Keys"), h("p", {}, "1–9: who speaks · 0 or space: silence · letters on the buttons: the kind · I: invited · P: the facilitator pauses the set · N, B: next stage, stage before · K: stop the clock · Ctrl+Z: undo · Ctrl+Y: redo. They work while this part of the page has the focus: click into it first."));
  const wrong = sure("Not this airtime: take it back", "Take back the airtime and all its contributions?", "Yes, take it back", () => board.takeAirtimeBack());
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
  live.addEventListener("keydown", (event) => {
    const { airtime } = board.live;
    const target = event.target;
    if (!airtime || target.matches("input:not([type=checkbox]), textarea, select")) return;
    const key = event.key.toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    let act = null;
    if (command && key === "z") act = event.shiftKey ? board.redo : board.undo;
    else if (command && key === "y") act = board.redo;
    else if (command || event.altKey || event.repeat) return;
    else if (/^[1-9]$/.test(key)) {
      const member = voices(board, board.meeting)[key - 1];
      act = member && (() => board.tap(member, event));
    } else if (key === "0" || (key === " " && target === live)) act = () => board.silence(event);
    else if (key === "n" && board.stage() && airtime.stage < board.meeting.format.stages.length - 1) act = () => board.goTo(airtime.stage + 1, event);
    else if (key === "b" && airtime.stage > 0) act = () => board.goTo(airtime.stage - 1, event);
    else if (key === "k") act = () => board.stopClock(event);
    else if (key === "i") act = () => board.setInvited();
    else if (key === "p") act = () => board.pauseByFacilitator(event);
    else {
      const kind = Object.keys(KINDS).find((each) => KINDS[each].key === key);
      act = kind && (() => board.setKind(kind));
    }
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  const node = h("div", {}, waiting, presenter.node, live, review.node);
  let was = null;
  return {
    node,
    tick: (meeting) => board.live.airtime?.ended === null && clockShown.tick(meeting),
    show(meeting, goTo) {
      const { airtime, started } = board.live;
      const now = started === null || board.over ? "waiting" : !airtime ? "presenter" : airtime.ended === null ? "live" : "review";
      waiting.hidden = now !== "waiting";
      presenter.node.hidden = now !== "presenter";
      live.hidden = now !== "live";
      review.node.hidden = now !== "review";
      if (now === "waiting") {
        redraw(waiting, [started, board.over, meeting.held_on], () => {
          if (board.over) return "The meeting has ended. To go on with it, see Closing.";
          if (meeting.held_on && started === null) return `This meeting was held on ${longDate(meeting.held_on)}. Choose another one above.`;
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

// ---- closing and summary ---------------------------------------------------------------------------------------------

function closingPart(screen, board) {
  const yields = h("div", {});
  const last = steps(board, "Closing steps");
  const end = h("div", { class: "alsnb-card" });
  const outcomes = h("div", { class: "alsnb-card" });
  const id = freshId();
  const minutes = h("input", { type: "number", id, min: 0, step: 1, onchange: () => minutes.value !== "" && board.setMinutes(Number(minutes.value)) });
  const minutesField = h("div", { class: "alsnb-field" }, h("label", { for: id }, "Minutes the meeting took"), minutes);
  let shown = null;
  const node = h("div", {}, h("div", { class: "alsnb-apart" }, last.node), h("div", { class: "alsnb-apart" }, yields), outcomes, end);
  return {
    node,
    show(meeting) {
      const { format } = meeting;
      last.show(format?.closing ?? []);
      redraw(yields, [meeting.yields, meeting.airtimes.length], () =>
        meeting.yields.length
          ? [
              h("h3", {}, "What the meeting should bring"),
              h("ul", { class: "alsnb-list" }, meeting.yields.map(({ what, per, optional, shown, missing }) =>
                h("li", { class: "alsnb-row" }, mark(shown ? "✓ there" : optional ? "not yet, optional" : "✗ not yet", !shown && !optional),
                  h("span", {}, `${what}, for ${per === "presenter" ? "each presenter" : "the meeting"}`),
                  missing.length ? h("span", { class: "alsnb-quiet" }, `missing: ${missing.join(", ")}`) : null))),
            ]
          : [],
      );
      const name = `closing:${JSON.stringify([meeting.cohort, meeting.learning_set, meeting.cycle])}`;
      if (shown !== name) {
        shown = name;
        place(outcomes, screen.form(name));
      }
      const { started } = board.live;
      const said = meeting.minutes ?? (board.over ? Math.round(board.live.ended / 60) : null);
      if (document.activeElement !== minutes) minutes.value = said ?? "";
      redraw(end, [started, board.over, meeting.held_on, board.live.airtime?.ended === null], () => {
        if (started === null) return meeting.held_on ? [h("p", {}, `Held on ${longDate(meeting.held_on)}.`), minutesField] : h("p", {}, "The meeting has not started yet.");
        if (board.over)
          return [h("p", {}, "The meeting has ended."), minutesField, button("Go on with the meeting", () => board.goOn(), { "data-part": "end" })];
        if (board.live.airtime?.ended === null) return h("p", {}, `The airtime of ${board.live.airtime.presenter} is still under way; end it first.`);
        return button("End the meeting", (event) => board.endMeeting(event), { class: "alsnb-primary alsnb-big", "data-part": "end" });
      });
    },
  };
}

function shareWords(shares) {
  const silent = shares.filter((each) => !each.contributions).map((each) => each.member);
  const spoke = shares.filter((each) => each.contributions);
  if (!spoke.length) return "Nobody but the presenters spoke.";
  const [first] = spoke;
  const all = spoke.reduce((sum, each) => sum + each.seconds, 0);
  const most = all && spoke.length > 1 ? `${first.member} spoke most, ${Math.round((100 * first.seconds) / all)} % of the time the set spoke. ` : "";
  return `${most}${silent.length ? `${silent.join(", ")} did not speak.` : "Everybody spoke."}`;
}

function bars(entries) {
  const most = Math.max(...entries.map((each) => each.amount), 1e-9);
  return h("table", { class: "alsnb-table alsnb-bars" }, h("tbody", {}, entries.map(({ name, amount, words }) => {
    const fill = h("i", { hidden: !amount });
    fill.style.width = `${(100 * amount) / most}%`;
    return h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "alsnb-bar", "aria-hidden": "true" }, fill), h("td", { class: "alsnb-number" }, words));
  })));
}

function summaryPart(screen, board) {
  const node = h("div", {});
  const blocked = h("p", { role: "status" });
  const forms = new Map();
  const print = button("Print the action review sheet", () => {
    const { meeting } = board;
    const people = meeting.airtimes.map(({ member, title, actions }) => ({ member, issue: title, actions }));
    const page = actionSheet({
      title: titleWords(meeting),
      held: meeting.held_on ?? (board.live.started === null ? null : board.dateHere(board.live.started)),
      next: meeting.next_on,
      format: meeting.format?.title,
      people,
    });
    write(blocked, openPage(page) ? "The sheet is in a new tab." : "The browser did not open a new tab; allow pop-ups for this page, and try again.");
  });
  const body = h("div", {});
  place(node, h("div", { class: "alsnb-row" }, print, blocked), body);
  return {
    node,
    show(meeting) {
      redraw(body, [meeting.members, meeting.airtimes, meeting.kinds, meeting.shares, meeting.summary, meeting.minutes, meeting.held_on], () => {
        const came = STATUSES.map(([status, words]) => [words, meeting.members.filter((each) => each.status === status).map((each) => each.member)]).filter(([, who]) => who.length);
        return [
          h("h3", {}, "Who was there"),
          came.length ? h("ul", {}, came.map(([words, who]) => h("li", {}, `${words}: ${who.join(", ")}`))) : h("p", { class: "alsnb-empty" }, "Nothing is noted yet: start the meeting first."),
          meeting.summary ? [h("h3", {}, "Outcomes"), h("p", { class: "alsnb-said" }, meeting.summary)] : null,
          h("h3", {}, "Airtimes"),
          meeting.airtimes.length ? meeting.airtimes.map(airtimeCard) : h("p", { class: "alsnb-empty" }, "No airtime yet."),
          meeting.kinds.length ? [h("h3", {}, "What the set contributed"), h("p", { class: "alsnb-quiet" }, "without what presenters said in their own airtimes"),
            bars(meeting.kinds.map(({ kind, contributions }) => ({ name: kindWords(kind), amount: contributions, words: String(contributions) })))] : null,
          meeting.shares.length ? [h("h3", {}, "Who spoke while others presented"), h("p", {}, shareWords(meeting.shares)),
            bars(meeting.shares.map(({ member, seconds, contributions }) => ({ name: member, amount: seconds, words: `${minutesWords(seconds)} min · ${contributions} ×` })))] : null,
        ].flat();
      });
    },
  };
  function airtimeCard({ entry, member, title, minutes, insight, goal, process_feedback: feedback, actions }) {
    const said = [["Insight", insight], ["Goal", goal], ["On the process", feedback]].filter(([, text]) => text);
    const inside = h("div", {});
    return h(
      "div",
      { class: "alsnb-card" },
      h("h4", {}, member, title ? `: ${title}` : "", minutes ? h("span", { class: "alsnb-quiet" }, ` · ${minutesWords(minutes * 60)} min`) : null),
      said.map(([label, text]) => h("p", { class: "alsnb-said" }, h("b", {}, `${label}: `), text)),
      actions.length ? h("ul", {}, actions.map((each) => {
        const line = actionLine(each);
        line.append(" ", button("Change", () => {
          const form = `edit:${each.entry}`;
          forms.set(form, screen.form(form));
          place(inside, inside.firstChild === forms.get(form) ? null : forms.get(form));
        }, { class: "alsnb-small", "aria-label": `Change the action: ${each.what}` }));
        return line;
      })) : h("p", { class: "alsnb-quiet" }, "no action agreed"),
      entry ? inside : null,
    );
  }
}

// ---- the whole -------------------------------------------------------------------------------------------------------

const titleWords = ({ learning_set: set, name, cycle }) => `Set ${set}${name && name !== set ? `, ${name}` : ""} · meeting ${cycle}`;

function headPart(screen, board) {
  const id = freshId();
  const title = h("h2", {});
  const sets = h("select", { id: `${id}-set`, onchange: () => choose(true) });
  const cycles = h("select", { id: `${id}-cycle`, onchange: () => choose(false) });
  const time = h("p", { class: "alsnb-quiet", role: "timer", "aria-live": "off" });
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
    node: h("header", {}, h("div", { class: "alsnb-row alsnb-head" }, title, h("span", { class: "alsnb-row" }, setLabel, label(cycles, "Meeting"))), time, trouble),
    tick(meeting) {
      const { started, ended } = board.live;
      if (started === null) return write(time, meeting.held_on ? `held on ${longDate(meeting.held_on)}` : meeting.planned_on ? `planned for ${longDate(meeting.planned_on)}` : "not started yet");
      const of = meeting.planned_minutes ? ` of ${minutesWords(meeting.planned_minutes * 60)} planned` : "";
      write(time, ended === null ? `began at ${clock(started)} · ${minutesWords(board.seconds())} gone${of}` : `began at ${clock(started)}, ended after ${minutesWords(ended)}`);
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
      this.tick(meeting);
    },
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
      opening: openingPart(screen, board, changed),
      airtime: airtimePart(screen, board, changed),
      closing: closingPart(screen, board),
      summary: summaryPart(screen, board),
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
    place(page, head.node, pages.nodes);
    return { head, parts, pages };
  }

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
  }

  const ticking = setInterval(() => {
    if (!drawn) return;
    drawn.head.tick(board.meeting);
    drawn.parts.airtime.tick(board.meeting);
  }, 200);
  screen.whenClosed(() => {
    clearInterval(ticking);
    board.close();
  });
  return show;
}

export default { render: (shown) => openScreen(shown, wholeScreen) };
