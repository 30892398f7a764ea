// Opening: who is here, what became of earlier actions, and the start.

import { button, freshId, h, keyed, place } from "../kit/dom.js";
import { clock } from "../kit/words.js";
import { problemOf, redraw, write } from "./drawing.js";
import { allOf, longDate, REPORTS, STATUSES } from "./words.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { MeetingMemberShown } from "../protocol.d.ts"
 * @import { Board, Due, Meeting } from "./types.d.ts"
 */

/**
 * Steps of the format that have no clock: what happens, by whom, and a tick.
 * @param {Board} board
 * @param {string} label
 */
export function steps(board, label) {
  const node = h("div", { role: "group", "aria-label": label });
  return {
    node,
    show(stages) {
      redraw(node, [stages, stages.map(({ key }) => Boolean(board.live.ticks[key]))], () =>
        stages.map(({ key, title, what, who, optional, minutes }) => {
          const id = freshId();
          const box = h("input", {
            type: "checkbox",
            id,
            "data-part": key,
            onchange: () => board.tick(key, box.checked),
          });
          box.checked = Boolean(board.live.ticks[key]);
          const said = [who.join(", "), minutes && `${minutes.text} min`, optional && "optional"]
            .filter(Boolean)
            .join("; ");
          const name = h("label", { for: id }, h("b", {}, title), said ? ` (${said})` : "");
          return h("div", { class: "alsnb-step" }, box, h("div", {}, name, h("p", { class: "alsnb-quiet" }, what)));
        }),
      );
    },
  };
}

/**
 * Whether members came: as somebody says, and of members nobody spoke for, that it is not noted.
 * @param {Board} board
 */
function attendance(board) {
  const wordsOf = (status) => STATUSES.find(([value]) => value === status)[1].toLowerCase();
  const set = (member, value) => board.setAttendance(`${member}: ${wordsOf(value)}`, { [member]: value });
  const rows = keyed("div", { class: "alsnb-here" }, (/** @type {MeetingMemberShown} */ { member, role }) => {
    const buttons = STATUSES.map(([value, words, key]) => {
      const said = h("span", { class: "alsnb-key", "aria-hidden": "true" }, key.toUpperCase());
      return button([words, said], () => set(member, value), { "aria-keyshortcuts": key });
    });
    const open = h("span", { class: "alsnb-quiet" });
    const name = h(
      "span",
      { class: "alsnb-who" },
      h("b", {}, member),
      role ? h("span", { class: "alsnb-quiet" }, ` ${role}`) : null,
      " ",
      open,
    );
    const node = h(
      "div",
      { class: "alsnb-row", role: "group", "aria-label": `Attendance of ${member}` },
      name,
      h("span", { class: "alsnb-statuses" }, buttons),
    );
    node.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const found = STATUSES.find(([, , key]) => key === event.key.toLowerCase());
      const beside = { ArrowDown: node.nextElementSibling, ArrowUp: node.previousElementSibling }[event.key];
      if (found) set(member, found[0]);
      else if (beside)
        beside.querySelectorAll("button")[buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target))]?.focus();
      else return;
      event.preventDefault();
    });
    return {
      node,
      update({ status }) {
        write(open, status === null ? `${role ? "· " : ""}not noted yet` : "");
        STATUSES.forEach(([value], at) => {
          buttons[at].setAttribute("aria-pressed", String(status === value));
        });
      },
    };
  });
  /** @param {Meeting} meeting */
  const unknown = (meeting) => meeting.members.filter(({ status }) => status === null).map(({ member }) => member);
  const everyone = button("", () =>
    board.setAttendance(
      "everyone else is here",
      Object.fromEntries(unknown(board.meeting).map((member) => [member, "present"])),
    ),
  );
  return {
    node: h("div", {}, rows.list, everyone),
    /** @param {Meeting} meeting */
    show(meeting) {
      rows.show(meeting.members, ({ member }) => member);
      const left = unknown(meeting).length;
      everyone.hidden = !left;
      write(everyone, left < meeting.members.length ? "Everyone else is here" : "Everyone is here");
    },
  };
}

/**
 * Who came, in words: 3 present, 1 late; not noted: A4 and A5.
 * @param {MeetingMemberShown[]} members
 */
function cameWords(members) {
  const counts = STATUSES.map(([value, words]) => [
    members.filter(({ status }) => status === value).length,
    words.toLowerCase(),
  ]);
  const unknown = members.filter(({ status }) => status === null).map(({ member }) => member);
  const noted = counts
    .filter(([number]) => number)
    .map((each) => each.join(" "))
    .join(", ");
  return [noted, unknown.length ? `not noted: ${allOf(unknown)}` : ""].filter(Boolean).join("; ");
}

/**
 * Actions to report back on, each with what became of it by one tap, and a form for what was learnt.
 * @param {Screen} screen
 * @param {Board} board
 * @param {boolean} withForms
 */
export function reportBacks(screen, board, withForms) {
  return keyed("ul", { class: "alsnb-list" }, (/** @type {Due} */ first) => {
    const said = h("p", { class: "alsnb-quiet" });
    const buttons = REPORTS.map(([value, words]) => button(words, () => tell(value)));
    let shown = first;
    const tell = (status) => shown.report?.status === status || board.report(shown, status);
    const inside = h("div", {});
    const more = h("details", { hidden: true }, h("summary", {}, "What worked, what did not, what was learnt"), inside);
    more.addEventListener(
      "toggle",
      () => more.open && !inside.firstChild && place(inside, screen.form(`report:${shown.report.entry}`)),
    );
    const node = h(
      "li",
      { class: "alsnb-card" },
      h("p", {}, h("b", {}, first.member), " said: ", h("span", { class: "alsnb-said" }, first.what)),
      said,
      h("div", { class: "alsnb-row", role: "group", "aria-label": `How did it go: ${first.what}` }, buttons),
      withForms ? more : null,
    );
    return {
      node,
      update(each) {
        shown = each;
        const before = each.before ? `${each.before.status.replace("_", " ")} by meeting ${each.before.cycle}` : null;
        const by = each.due ? `by ${longDate(each.due)}` : null;
        write(
          said,
          [`agreed in meeting ${each.cycle}`, by, before, each.success && `success: ${each.success}`]
            .filter(Boolean)
            .join(" · "),
        );
        REPORTS.forEach(([value], at) => {
          buttons[at].setAttribute("aria-pressed", String(each.report?.status === value));
        });
        more.hidden = !each.report?.status || Boolean(each.report.waiting);
      },
    };
  });
}

/**
 * @param {Screen} screen
 * @param {Board} board
 */
export function openingPart(screen, board) {
  const here = attendance(board);
  const start = h("div", { class: "alsnb-card alsnb-start" });
  const rules = h("div", {});
  const opening = steps(board, "Opening steps");
  const due = reportBacks(screen, board, true);
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
  const doubtful = problemOf(facilitator, () => tellFacilitator(true));
  function tellFacilitator(meant = false) {
    clearTimeout(timer);
    timer = null;
    board.tell("facilitator", { slot: "facilitator", facilitator: facilitator.value, meant });
  }
  const asLast = button(
    "",
    () => {
      facilitator.value = board.meeting.earlier_facilitator;
      board.setFacilitator(facilitator.value);
      tellFacilitator();
      facilitator.focus();
    },
    { class: "alsnb-small" },
  );
  const next = h("input", {
    type: "date",
    id: `${id}-next`,
    "aria-describedby": `${id}-next-problem`,
    onchange: () => tellNext(),
  });
  const nextProblem = problemOf(next, () => tellNext(true));
  const planned = button(
    "",
    () => {
      next.value = board.meeting.next_suggested;
      tellNext();
      next.focus();
    },
    { class: "alsnb-small" },
  );
  function tellNext(meant = false) {
    if (nextProblem.isReadable()) board.tell("next", { slot: "next", on: next.value || null, meant });
  }
  /** Half a day is asked about first: the meeting would start without it. */
  function begin(event) {
    if (!nextProblem.isReadable()) return next.focus();
    board.startMeeting(event);
  }
  const nextField = h(
    "div",
    { class: "alsnb-field alsnb-narrow" },
    h("label", { for: next.id }, "Next meeting"),
    h("p", { class: "alsnb-help" }, "actions are due by then, unless you say otherwise"),
    next,
    nextProblem.node,
    planned,
  );
  const codes = h("datalist", { id: `${id}-codes` });
  const who = h(
    "div",
    { class: "alsnb-field alsnb-narrow" },
    h("label", { for: id }, "Facilitator"),
    h("p", { class: "alsnb-help" }, "the facilitator's code: a member, or someone from outside the set"),
    facilitator,
    codes,
    doubtful.node,
    asLast,
  );
  const openingTitle = h("h3", {}, "How the format opens");
  const node = h(
    "div",
    {},
    h("h3", {}, "Who is here"),
    here.node,
    h("div", { class: "alsnb-fields" }, who, nextField),
    start,
    rules,
    openingTitle,
    opening.node,
    dueTitle,
    dueHelp,
    due.list,
  );
  return {
    node,
    /** Tell what was typed last, before the page goes. */
    flush() {
      if (timer !== null) tellFacilitator();
      if (next === document.activeElement && next.value && next.value !== board.meeting.next_on) tellNext();
    },
    /** @param {Meeting} meeting */
    show(meeting) {
      here.show(meeting);
      redraw(
        codes,
        meeting.members.map((each) => each.member),
        () => meeting.members.map(({ member }) => h("option", { value: member })),
      );
      const typed = board.live.facilitator ?? board.facilitator;
      if (document.activeElement !== facilitator && facilitator.value !== typed) facilitator.value = typed;
      asLast.hidden = Boolean(board.facilitator) || !meeting.earlier_facilitator;
      write(asLast, `As last time: ${meeting.earlier_facilitator}`);
      doubtful.showDoubt(meeting.doubts.facilitator);
      nextProblem.showDoubt(meeting.doubts.next);
      if (meeting.doubts.next) next.value ||= String(meeting.doubts.next.value ?? "");
      else if (document.activeElement !== next && !next.validity.badInput && next.value !== (meeting.next_on ?? ""))
        next.value = meeting.next_on ?? "";
      planned.hidden = Boolean(meeting.next_on) || !meeting.next_suggested;
      write(planned, `As the course plans: ${longDate(meeting.next_suggested)}`);
      const { started } = board.live;
      const past = started === null && meeting.held_on;
      const came = cameWords(meeting.members);
      redraw(
        start,
        [
          started,
          past,
          board.over,
          board.longAgo,
          Boolean(board.live.airtime),
          meeting.airtimes.length,
          meeting.held_on,
          meeting.planned_on,
          meeting.cycle,
          came,
        ],
        () => {
          if (past)
            return h(
              "p",
              {},
              `This meeting was held on ${longDate(meeting.held_on)}. Choose another one above, or look at its summary.`,
            );
          if (started === null) {
            const planned =
              meeting.planned_on && meeting.planned_on !== board.day
                ? `, planned for ${longDate(meeting.planned_on)}`
                : "";
            return [
              h(
                "p",
                {},
                `Meeting ${meeting.cycle}, held today, ${longDate(board.day)}${planned}. ${came ? `Who is here: ${came}.` : ""}`,
              ),
              button("Start the meeting", begin, { class: "alsnb-primary alsnb-big", "data-part": "start" }),
              h("p", { class: "alsnb-quiet" }, "The clock starts. Report-backs and airtimes follow."),
            ];
          }
          const untouched = !board.live.airtime && !meeting.airtimes.length && !board.over && !board.longAgo;
          return [
            h(
              "p",
              { "data-part": "start", tabindex: "-1" },
              `The meeting began at ${clock(started)}. ${came ? `Who is here: ${came}.` : ""}`,
            ),
            untouched ? button("Cancel the start", () => board.takeStartBack()) : null,
          ];
        },
      );
      const { format } = meeting;
      redraw(rules, [meeting.rules, meeting.own_rules], () =>
        meeting.rules.length
          ? [
              h("h3", {}, "Ground rules"),
              h("p", { class: "alsnb-quiet" }, meeting.own_rules ? "as the set agreed them" : "from the format"),
              h(
                "ul",
                {},
                meeting.rules.map((each) => h("li", { class: "alsnb-said" }, each)),
              ),
            ]
          : [],
      );
      opening.show(format?.opening ?? []);
      openingTitle.hidden = !format?.opening.length;
      write(dueTitle, meeting.due.length ? "Report-backs" : "");
      dueTitle.hidden = dueHelp.hidden = !meeting.due.length;
      const when = format?.in_airtime
        ? "In this format each presenter reports back at the start of the airtime; you will find these there, too. "
        : "";
      const what = format?.report_on.length ? `Report on: ${format.report_on.join(", ")}.` : "";
      write(dueHelp, `${when}One tap records how it went, as reported on ${longDate(board.day)}. ${what}`);
      due.show(meeting.due, (each) => each.action);
    },
  };
}
