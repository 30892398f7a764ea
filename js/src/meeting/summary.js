// Summary: what the meeting came to, and the sheet to print.

import { button, h, place } from "../kit/dom.js";
import { actionLine } from "./airtime.js";
import { redraw, write } from "./drawing.js";
import { titleWords } from "./head.js";
import { actionSheet, openPage } from "./sheet.js";
import { allOf, kindWords, lengthWords, STATUSES } from "./words.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { MeetingShare } from "../protocol.d.ts"
 * @import { Board, Meeting } from "./types.d.ts"
 */

/**
 * Who spoke most, and who did not speak, in words.
 * @param {MeetingShare[]} shares
 */
export function shareWords(shares) {
  const silent = shares.filter((each) => !each.contributions).map((each) => each.member);
  const spoke = shares.filter((each) => each.contributions);
  if (!spoke.length) return "Only the presenters spoke.";
  const all = spoke.reduce((sum, each) => sum + each.seconds, 0);
  const share = (each) => Math.round((100 * each.seconds) / all);
  // Who is level on the screen is level in words.
  const first = spoke.filter((each) => share(each) === share(spoke[0])).map((each) => each.member);
  const most =
    all && spoke.length > 1
      ? `${allOf(first)} spoke most, ${share(spoke[0])} %${first.length > 1 ? " each" : ""} of the time the set spoke. `
      : "";
  return `${most}${silent.length ? `${silent.join(", ")} did not speak.` : "Everybody spoke."}`;
}

function bars(entries) {
  const most = Math.max(...entries.map((each) => each.amount), 1e-9);
  return h(
    "table",
    { class: "alsnb-table alsnb-bars" },
    h(
      "tbody",
      {},
      entries.map(({ name, amount, words }) => {
        const fill = h("i", { hidden: !amount });
        fill.style.width = `${(100 * amount) / most}%`;
        return h(
          "tr",
          {},
          h("th", { scope: "row" }, name),
          h("td", { class: "alsnb-bar", "aria-hidden": "true" }, fill),
          h("td", { class: "alsnb-number" }, words),
        );
      }),
    ),
  );
}

/**
 * @param {Screen} screen
 * @param {Board} board
 * @param {(page: string) => void} goTo
 */
export function summaryPart(screen, board, goTo) {
  const node = h("div", {});
  const blocked = h("p", { role: "status" });
  const forms = new Map();
  const print = button("Print the action review sheet", () => {
    const { meeting } = board;
    const people = meeting.airtimes.map(({ member, title, actions }) => ({ member, issue: title, actions }));
    for (const each of meeting.outside)
      people.push({ member: each.member, issue: "noted outside the airtimes", actions: [each] });
    const page = actionSheet({
      title: titleWords(meeting),
      held: meeting.held_on ?? (board.live.started === null ? null : board.dateHere(board.live.started)),
      next: meeting.next_on,
      format: meeting.format?.title,
      people,
    });
    write(
      blocked,
      openPage(page)
        ? "The sheet is in a new tab."
        : "The browser did not open a new tab; allow pop-ups for this page, and try again.",
    );
  });
  const body = h("div", {});
  place(node, h("div", { class: "alsnb-row" }, print, blocked), body);
  return {
    node,
    /** @param {Meeting} meeting */
    show(meeting) {
      redraw(
        body,
        [
          board.unclassified(meeting).length,
          meeting.members,
          meeting.airtimes,
          meeting.outside,
          meeting.kinds,
          meeting.shares,
          meeting.summary,
          meeting.minutes,
          meeting.held_on,
        ],
        () => {
          const unknown = meeting.members.filter((each) => each.status === null).map((each) => each.member);
          const open = board.unclassified(meeting).length;
          /** @type {[words: string, who: string[]][]} */
          const statuses = STATUSES.map(([status, words]) => [
            words,
            meeting.members.filter((each) => each.status === status).map((each) => each.member),
          ]);
          const came = statuses.filter(([, who]) => who.length);
          return [
            h("h3", {}, "Attendance"),
            came.length
              ? h(
                  "ul",
                  {},
                  came.map(([words, who]) => h("li", {}, `${words}: ${who.join(", ")}`)),
                  unknown.length ? h("li", {}, `Not noted: ${unknown.join(", ")}`) : null,
                )
              : h("p", { class: "alsnb-empty" }, "Nothing is noted yet: start the meeting first."),
            meeting.summary ? [h("h3", {}, "Outcomes"), h("p", { class: "alsnb-said" }, meeting.summary)] : null,
            h("h3", {}, "Airtimes"),
            meeting.airtimes.length
              ? meeting.airtimes.map(airtimeCard)
              : h(
                  "p",
                  { class: "alsnb-empty" },
                  meeting.held_on && meeting.held_on !== meeting.today ? "No airtime is noted." : "No airtime yet.",
                ),
            meeting.outside.length
              ? [
                  h("h3", {}, "Actions noted outside the airtimes"),
                  h(
                    "p",
                    { class: "alsnb-quiet" },
                    "such as in a member's own log; they do not count as agreed at this meeting",
                  ),
                  h(
                    "ul",
                    {},
                    meeting.outside.map((each) => actionLine({ ...each, what: `${each.member}: ${each.what}` })),
                  ),
                ]
              : null,
            meeting.kinds.length
              ? [
                  h("h3", {}, "Contributions"),
                  meeting.airtimes.length
                    ? h("p", { class: "alsnb-quiet" }, "without what presenters said in their own airtimes")
                    : null,
                  open
                    ? h(
                        "p",
                        {},
                        `${open} of ${meeting.kinds.reduce((sum, each) => sum + each.contributions, 0)} contributions ${open === 1 ? "is" : "are"} not classified: `,
                        button("Sort them in Closing", () => goTo("closing"), { "data-part": "sort" }),
                      )
                    : null,
                  bars(
                    meeting.kinds.map(({ kind, contributions }) => ({
                      name: kindWords(kind),
                      amount: contributions,
                      words: String(contributions),
                    })),
                  ),
                ]
              : null,
            meeting.shares.length
              ? [
                  h("h3", {}, meeting.airtimes.length ? "Who spoke while others presented" : "Who spoke"),
                  h("p", {}, shareWords(meeting.shares)),
                  bars(
                    meeting.shares.map(({ member, seconds, contributions }) => ({
                      name: member,
                      amount: seconds,
                      words: `${lengthWords(seconds)} · ${contributions} ×`,
                    })),
                  ),
                ]
              : null,
          ].flat();
        },
      );
    },
  };
  function airtimeCard({ member, title, minutes, insight, goal, process_feedback: feedback, actions }) {
    const said = [
      ["Insight", insight],
      ["Goal", goal],
      ["On the process", feedback],
    ].filter(([, text]) => text);
    const inside = h("div", {});
    return h(
      "div",
      { class: "alsnb-card" },
      h(
        "h4",
        {},
        member,
        title ? `: ${title}` : "",
        minutes ? h("span", { class: "alsnb-quiet" }, ` · ${lengthWords(minutes * 60)}`) : null,
      ),
      said.map(([label, text]) => h("p", { class: "alsnb-said" }, h("b", {}, `${label}: `), text)),
      actions.length
        ? h(
            "ul",
            {},
            actions.map((each) => {
              const line = actionLine(each);
              line.append(
                " ",
                button(
                  "Change",
                  () => {
                    const form = `edit:${each.entry}`;
                    forms.set(form, screen.form(form));
                    place(inside, inside.firstChild === forms.get(form) ? null : forms.get(form));
                  },
                  { class: "alsnb-small", "aria-label": `Change the action: ${each.what}` },
                ),
              );
              return line;
            }),
          )
        : h("p", { class: "alsnb-quiet" }, "no action agreed"),
      inside,
    );
  }
}
