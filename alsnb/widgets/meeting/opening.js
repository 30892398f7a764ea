// Opening: who is here, what became of earlier actions, and the start.

/** Steps of the format that have no clock: what happens, by whom, and a tick. */
function steps(board, label) {
  const node = h("div", { role: "group", "aria-label": label });
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
      redraw(start, [started, past, board.over, board.longAgo, Boolean(board.live.airtime), meeting.airtimes.length, meeting.held_on], () => {
        if (past) return h("p", {}, `This meeting was held on ${longDate(meeting.held_on)}. Choose another one above, or look at its summary.`);
        if (started === null) {
          const noted = () => Object.fromEntries(board.meeting.members.map((each) => [each.member, each.status ?? "present"]));
          return [
            button("Start the meeting", (event) => board.startMeeting(noted(), event), { class: "alsnb-primary alsnb-big", "data-part": "start" }),
            h("p", { class: "alsnb-quiet" }, "The clock starts, and whoever is not marked otherwise is noted as present. Report-backs and airtimes follow."),
          ];
        }
        const untouched = !board.live.airtime && !meeting.airtimes.length && !board.over && !board.longAgo;
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
