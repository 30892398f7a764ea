// The next issue.

import { button, h, keyed, place } from "../kit/dom.js";
import { quiet } from "./drawing.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { StudentGuidance, StudentIssueShown, StudentIssues } from "../protocol.d.ts"
 * @import { formSlots } from "./slots.js"
 */

export function drawIssue(screen, makeSlot) {
  const guide = h("div", { class: "alsnb-guide" });
  const add = makeSlot();
  const title = h("h3", {}, "My issues");
  const none = h("p", { class: "alsnb-empty" }, "No issue yet. What you save above waits here until your meeting.");
  const mine = keyed("ul", { class: "alsnb-list" }, (/** @type {StudentIssueShown} */ issue) =>
    drawOneIssue(screen, makeSlot, issue),
  );
  let drawn = "";
  /** @param {StudentIssues} issues */
  const update = ({ guidance, mine: issues, add: form }) => {
    if (JSON.stringify(guidance) !== drawn) place(guide, drawGuidance(guidance));
    drawn = JSON.stringify(guidance);
    none.hidden = issues.length > 0;
    mine.show(issues, ({ entry }) => entry);
    add.show(form);
  };
  return { nodes: [guide, add.node, h("div", { class: "alsnb-part" }, title, none, mine.list)], update };
}

/** @param {StudentGuidance | null} guidance */
function drawGuidance(guidance) {
  if (!guidance) {
    return [
      h("h3", {}, "What makes a good issue"),
      h(
        "p",
        {},
        "The format of your set is not known, so there is no guidance of its own here; your tutor knows it, and you can enter it under “Your course”. In general: bring something real, which is yours to act on, which matters to you, and to which you do not know the answer yet.",
      ),
    ];
  }
  const { format, should_be, kinds, airtime, speak, yields } = guidance;
  /** @param {string[]} words */
  const list = (words) =>
    h(
      "ul",
      {},
      words.map((each) => h("li", {}, each)),
    );
  return [
    h("h3", {}, `What your format asks of you: ${format}`),
    should_be.length ? [h("p", {}, "Your issue should be"), list(should_be)] : null,
    kinds ? h("p", {}, `It is about ${kinds}.`) : null,
    airtime ? h("p", {}, `Your airtime: ${airtime}.`) : null,
    speak.length
      ? [
          h("p", {}, "When it is your turn to speak:"),
          list(
            speak.map(({ title, what, when, minutes }) => {
              const how = [
                when.toLowerCase() === title.toLowerCase() ? null : when,
                minutes ? `${minutes} minutes` : null,
              ]
                .filter(Boolean)
                .join(", ");
              return `${title}${how ? ` (${how})` : ""}: ${what}`;
            }),
          ),
        ]
      : null,
    yields.length ? [h("p", {}, "By the end there should be:"), list(yields)] : null,
  ].flat();
}

/**
 * @param {Screen} screen
 * @param {ReturnType<typeof formSlots>} makeSlot
 * @param {StudentIssueShown} first
 */
function drawOneIssue(screen, makeSlot, first) {
  let now = first;
  const title = h("h4", { class: "alsnb-said" });
  const facts = quiet();
  const about = h("p", { class: "alsnb-said" });
  const slot = makeSlot((name) => {
    change.setAttribute("aria-expanded", String(Boolean(name)));
    change.textContent = name ? "Close the form" : "Change";
  });
  const tell = (state) => () => screen.tell("issue", { entry: now.entry, state, slot: `issue:${now.entry}` });
  const goesOn = button("Continue", tell("continued"));
  const closed = button("Close", tell("closed"));
  const change = button("Change", () => slot.show(slot.name ? null : now.change, { focus: true }), {
    class: "alsnb-link",
  });
  const back = button("Delete", () => screen.tell("take_back", { entry: now.entry, slot: `back:${now.entry}` }), {
    class: "alsnb-link",
  });
  const row = h("div", { class: "alsnb-row", role: "group" }, goesOn, closed, change, back);
  const node = h("li", { class: "alsnb-card" }, title, facts, about, row, slot.node);
  /** @param {StudentIssueShown} issue */
  const update = (issue) => {
    now = issue;
    title.textContent = issue.title;
    row.setAttribute("aria-label", issue.title);
    facts.textContent = [`state: ${issue.state}`, issue.kind, `cycle ${issue.cycle}`].filter(Boolean).join(" · ");
    about.textContent = issue.about;
    about.hidden = !issue.about;
    goesOn.setAttribute("aria-pressed", String(issue.state === "continued"));
    closed.setAttribute("aria-pressed", String(issue.state === "closed"));
    slot.showKept(issue.change);
  };
  return { node, update };
}
