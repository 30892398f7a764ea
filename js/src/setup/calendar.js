// When each set meets: the rhythm, the days it comes to, and what is to be looked at.

import { h, keyed, place } from "../kit/dom.js";
import { readable } from "../kit/validity.js";
import { labelled, option, table, writeInto } from "./inputs.js";
import { keptInputs, problemOf, unreadableOf } from "./kept.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { SetupCell, SetupMessage, SetupPlanShown, SetupSetPlanShown, SetupView } from "../protocol.d.ts"
 */

/** @param {Screen<SetupView, SetupMessage>} screen */
export function drawCalendar(screen) {
  const box = (type, more = {}) => h("input", { type, autocomplete: "off", ...more });
  const asked = {
    first: box("date"),
    number: box("number", { min: 1, step: 1 }),
    interval: box("number", { min: 0, step: "any" }),
    minutes: box("number", { min: 0, step: "any" }),
    starts: box("time"),
    skip: h("textarea", { rows: 3 }),
  };
  const NUMBERS = new Set(["number", "interval", "minutes"]);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** @type {Record<string, SetupSetPlanShown>} */
  let ofSets = {};
  /** @type {Record<string, string[]>} */
  let doubts = {}; // of facilitators' codes that look like names: the kernel keeps none of these before somebody says so
  const typed = {}; // what was typed as such
  const read = () => ({
    ...Object.fromEntries(
      Object.entries(asked).map(([name, each]) => [
        name,
        NUMBERS.has(name) ? (each.value === "" ? null : Number(each.value)) : each.value,
      ]),
    ),
    sets: ofSets,
  });
  const kept = keptInputs(
    screen,
    "plan",
    read,
    (/** @type {SetupPlanShown} */ values) => {
      for (const [name, each] of Object.entries(asked)) writeInto(each, values[name]);
      ofSets = JSON.parse(JSON.stringify(values.sets ?? {}));
      for (const label of Object.keys(doubts))
        if (typed[label]) ofSets[label] = { ...ofSets[label], facilitator: typed[label] };
      sets.show(screen.view.calendar.sets, (each) => each);
    },
    asked,
  );
  screen.hear((message) => {
    if (!message.plan) return;
    doubts = message.plan.doubts;
    sets.show(screen.view.calendar.sets, (each) => each);
  });
  const sets = keyed("div", {}, (/** @type {string} */ label) => {
    const day = h(
      "select",
      { "aria-label": `Weekday of set ${label}` },
      option("", "weekday of the first day"),
      ...screen.view.calendar.weekdays.map((each) => option(each, each)),
    );
    const who = box("text", {
      "aria-label": `Facilitator of set ${label}, by code`,
      placeholder: "facilitator's code",
    });
    for (const [name, each] of Object.entries({ weekday: day, facilitator: who })) {
      each.addEventListener("input", () => {
        ofSets[label] = { ...ofSets[label], [name]: each.value.trim() };
        if (each === who) typed[label] = each.value.trim();
        kept.changed();
      });
    }
    const asking = h("div", { class: "alsnb-row", role: "status" });
    const keepIt = h(
      "button",
      { type: "button", class: "alsnb-small", "aria-label": `Keep the facilitator's code of set ${label}` },
      "Keep it",
    );
    keepIt.addEventListener("click", () => {
      kept.send({ keep: [who.value.trim()] });
      who.focus();
    });
    return {
      node: h("div", {}, h("div", { class: "alsnb-row alsnb-setrow" }, h("b", {}, `Set ${label}`), day, who), asking),
      update() {
        place(asking, doubts[label] && [h("span", { class: "alsnb-problem" }, doubts[label].join(" ")), keepIt]);
        who.setAttribute("aria-invalid", doubts[label] ? "true" : "false");
        const said = ofSets[label] ?? {};
        if (document.activeElement !== day) writeInto(day, said.weekday);
        if (document.activeElement !== who) writeInto(who, said.facilitator);
      },
    };
  });
  Object.values(asked).forEach((each) => {
    each.addEventListener("input", () => kept.changed());
  });
  const skipProblems = h("ul", { class: "alsnb-list", role: "status" });
  const skipped = h("p", { class: "alsnb-help" });
  const problems = h("div", {});
  const cells = new Map();
  /** @param {SetupCell} each */
  function cell(each) {
    const key = JSON.stringify([each.set, each.cycle]);
    if (!cells.has(key)) {
      const on = box("date", { "aria-label": `Set ${each.set}, meeting ${each.cycle}` });
      const problem = problemOf(on);
      on.addEventListener(
        "change",
        () =>
          readable(on) ||
          screen.tell("plan_date", { set: each.set, cycle: each.cycle, on: on.value, slot: `plan_date ${key}` }),
      );
      cells.set(key, { on, problem, state: h("span", { class: "alsnb-help" }) });
    }
    const { on, state, problem } = cells.get(key);
    if (document.activeElement !== on && !readable(on)) writeInto(on, each.on);
    on.disabled = each.state === "held";
    const day = new Date(`${each.on}T00:00`).toLocaleDateString([], { weekday: "short" });
    const told = {
      held: "held",
      planned: "saved",
      new: "new",
      changed: each.was && each.was !== each.on ? `was ${each.was}` : "changed",
    }[each.state];
    place(state, `${day}, ${told}${each.beyond ? "; beyond the number planned" : ""}`);
    return [on, problem, state];
  }
  const planned = h("div", {});
  function savePlan() {
    const days = Object.fromEntries(
      [...cells].filter(([, { on }]) => on.isConnected).map(([key, { on }]) => [key, on]),
    );
    if (!kept.ready() || unreadableOf(days, { mark: true }).length) return;
    kept.send();
    screen.tell("plan_save");
  }
  const save = h("button", { type: "button", class: "alsnb-primary", onclick: savePlan }, "Save the meetings");
  const file = h(
    "button",
    { type: "button", onclick: () => screen.tell("plan_file", { zone }) },
    "Save calendar file (.ics)",
  );
  const state = h("span", { class: "alsnb-quiet" });
  const none = h(
    "p",
    { class: "alsnb-empty" },
    "There is no set yet. Make sets first, on the tab Sets; then their meetings are planned here.",
  );
  const perSet = h("fieldset", { class: "alsnb-field" }, h("legend", {}, "Each set"), sets.list);
  const saving = h("div", { class: "alsnb-actions" }, save, file, state);
  let drawn = "";
  return {
    body: [
      h("h3", {}, "Calendar"),
      h(
        "div",
        { class: "alsnb-row alsnb-numbers" },
        labelled("First day", asked.first),
        labelled("Meetings", asked.number),
        labelled("Weeks between", asked.interval),
        labelled("Minutes", asked.minutes),
        labelled("Starts at (for the calendar file)", asked.starts, zone && `in the time zone ${zone}`),
      ),
      labelled(
        "Days to skip, one day or range per line",
        asked.skip,
        "such as 2026-12-21 – 2027-01-03 winter break; a meeting on one of these days moves by a week",
      ),
      skipProblems,
      skipped,
      perSet,
      none,
      problems,
      planned,
      saving,
    ],
    /** @param {SetupView} view */
    update({ calendar }) {
      kept.show(calendar.plan);
      sets.show(calendar.sets, (each) => each);
      place(
        skipProblems,
        calendar.skip_problems.map((said) => h("li", {}, h("span", { class: "alsnb-problem" }, said))),
      );
      place(skipped, calendar.skipped.length > 0 && `Skipped: ${calendar.skipped.join("; ")}.`);
      none.hidden = calendar.sets.length > 0;
      perSet.hidden = !calendar.sets.length;
      saving.hidden = !calendar.sets.length;
      place(
        problems,
        calendar.problems.length > 0 && [
          h("h4", {}, "Needs attention"),
          h(
            "ul",
            { class: "alsnb-list" },
            ...calendar.problems.map((said) => h("li", {}, h("span", { class: "alsnb-problem" }, said))),
          ),
        ],
      );
      const labels = calendar.sets.filter((label) => calendar.cells.some((each) => each.set === label));
      const cycles = [...new Set(calendar.cells.map((each) => each.cycle))].sort((one, other) => one - other);
      const find = (set, cycle) => calendar.cells.find((each) => each.set === set && each.cycle === cycle);
      const shape = JSON.stringify(calendar.cells.map((each) => [each.set, each.cycle]));
      if (shape !== drawn) {
        drawn = shape;
        const rows = cycles.map((cycle) => [
          `Meeting ${cycle}`,
          ...labels.map((label) => {
            const here = find(label, cycle);
            return h("div", { class: "alsnb-day" }, ...(here ? cell(here) : ["–"]));
          }),
        ]);
        place(
          planned,
          rows.length > 0 &&
            table(
              "Meetings, set by set",
              ["", ...labels.map((label) => `Set ${label}`)].map((each) => each || "Meeting"),
              rows,
            ),
        );
      } else calendar.cells.forEach(cell);
      save.disabled = !calendar.unsaved;
      file.disabled = !calendar.planned;
      place(state, calendar.unsaved ? `${calendar.unsaved} not saved yet.` : calendar.planned ? "Saved as shown." : "");
    },
  };
}
