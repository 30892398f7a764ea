// The header of the student's log: whose it is, of which cycle, and under what codes.

import { button, freshId, h, place } from "../kit/dom.js";
import { labelled, quiet } from "./drawing.js";

/** @import { StudentReady, StudentRenaming, StudentWho } from "../protocol.d.ts" */

/** The codes that may have been mistyped, each to be changed wherever it is recorded. */
function drawCodes(screen) {
  const titles = { member: "Your code", learning_set: "The code of your set", cohort: "The code of your course" };
  const node = h("div", { class: "alsnb-card", hidden: true });
  const rows = Object.entries(titles).map(([of, title]) => {
    const box = h("input", { type: "text", id: freshId(), autocomplete: "off" });
    const problem = h("p", { class: "alsnb-problem alsnb-doubt", role: "status" });
    const save = h("button", { type: "submit" }, "Change");
    const form = h(
      "form",
      { novalidate: true, "aria-label": title },
      h("div", { class: "alsnb-row" }, labelled(title, box), save),
      problem,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      screen.tell("rename", { of, to: box.value, slot: `rename:${of}` });
    });
    return { of, box, problem, save, form, code: null };
  });
  place(
    node,
    quiet("If you mistyped a code, change it here: it changes in everything you recorded."),
    rows.map((each) => each.form),
  );
  return {
    node,
    toggle(opener) {
      node.hidden = !node.hidden;
      opener.setAttribute("aria-expanded", String(!node.hidden));
      if (!node.hidden) rows[0].box.focus();
    },
    /**
     * @param {StudentWho} who
     * @param {StudentRenaming | null} asked
     */
    update(who, asked) {
      const codes = { member: who.member, learning_set: who.set, cohort: who.cohort };
      for (const each of rows) {
        if (each.code !== codes[each.of]) each.box.value = codes[each.of] ?? "";
        each.code = codes[each.of];
        each.form.hidden = !each.code;
        const doubts = asked?.of === each.of ? asked.doubts : "";
        each.problem.textContent = doubts;
        each.save.textContent = doubts && asked.to ? "Change it anyway" : "Change";
      }
    },
  };
}

export function drawWho(screen, makeSlot, move) {
  const title = h("h2", { class: "alsnb-grow" });
  const facts = quiet();
  const problem = h("p", { class: "alsnb-problem" });
  const shared = h("p", { class: "alsnb-shared" });
  const cycle = h("select", { id: freshId(), onchange: () => choose() });
  let chosen = null;
  function choose() {
    chosen = cycle.value;
    move();
    screen.tell("cycle", { cycle: chosen, slot: "cycle" });
  }
  const slot = makeSlot((name) => {
    mine.setAttribute("aria-expanded", String(Boolean(name) && name === names.you));
    course.setAttribute("aria-expanded", String(Boolean(name) && name === names.course));
  });
  let names = {};
  const toggle = (which) => () => slot.show(slot.name === names[which] ? null : names[which], { focus: true });
  const link = { class: "alsnb-link" };
  const mine = button("About you", toggle("you"), link);
  const course = button("Your course", toggle("course"), link);
  const codes = drawCodes(screen);
  const renaming = button("Change a code", () => codes.toggle(renaming), { ...link, "aria-expanded": "false" });
  const other = button("Not you?", () => screen.tell("who", { member: null, slot: "who" }), link);
  const node = h(
    "header",
    { class: "alsnb-who" },
    h("div", { class: "alsnb-row" }, title, labelled("Cycle", cycle)),
    facts,
    problem,
    shared,
    h("div", { class: "alsnb-row" }, mine, course, renaming, other),
    slot.node,
    codes.node,
  );
  /** @param {StudentReady} view */
  const update = ({ who, renaming: asked }) => {
    names = who;
    codes.update(who, asked);
    renaming.hidden = Boolean(who.shared);
    title.textContent = `Reflective log of ${who.member}`;
    const format = who.format ? `format: ${who.format}` : "format not known";
    const where = [who.set ? `set ${who.set}` : "no set yet", who.module ?? `cohort ${who.cohort}`, format];
    facts.textContent = where.join(" · ");
    problem.textContent = who.problem ?? "";
    shared.textContent = who.shared ?? "";
    place(
      cycle,
      who.cycles.map(({ cycle, words }) => h("option", { value: cycle }, words)),
    );
    if (chosen === String(who.cycle)) chosen = null;
    cycle.value = chosen ?? who.cycle;
    other.hidden = who.fixed;
    for (const name of [who.you, who.course]) slot.showKept(name);
  };
  return { node, update, isThere: () => chosen === null };
}
