// My journey: own figures and entries.

import { button, freshId, h, keyed, place } from "../kit/dom.js";
import { moment, plural } from "../kit/words.js";
import { labelled } from "./drawing.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { StudentDeleted, StudentEntryShown, StudentFigures, StudentJourney } from "../protocol.d.ts"
 * @import { formSlots } from "./slots.js"
 */

/** @type {Partial<Record<keyof StudentFigures, string>>} */
const COLUMNS = {
  attended: "Attended",
  presented: "Presented",
  contributions: "Contri\u00ADbutions",
  questions: "of which ques\u00ADtions",
  agreed: "Actions agreed",
  done: "done",
  partly: "partly",
  open: "still open",
  reflections: "Reflec\u00ADtions",
};

export function drawJourney(screen, makeSlot) {
  const table = h("table", { class: "alsnb-table alsnb-figures" });
  const empty = h(
    "p",
    { class: "alsnb-empty" },
    "Nothing is recorded yet. Your actions, reports and reflections will appear here, cycle by cycle.",
  );
  const kind = h("select", { id: freshId(), onchange: () => look() });
  const words = h("input", { id: freshId(), type: "search", autocomplete: "off", oninput: () => later() });
  const found = h("p", { class: "alsnb-quiet alsnb-gap", role: "status" });
  const list = keyed("ul", { class: "alsnb-list" }, (/** @type {StudentEntryShown} */ entry) =>
    drawEntry(screen, makeSlot, entry),
  );
  const back = keyed("ul", { class: "alsnb-list" }, (/** @type {StudentDeleted} */ entry) =>
    h(
      "li",
      { class: "alsnb-card alsnb-row" },
      h("span", { class: "alsnb-grow alsnb-said" }, `Deleted: ${entry.words}`),
      button("Undo", () => screen.tell("bring_back", { entry: entry.entry, slot: `back:${entry.entry}` })),
    ),
  );
  const more = button("", () => look(shown + 25));
  let shown = 25;
  let timer = null;
  function look(count = 25) {
    clearTimeout(timer);
    shown = count;
    screen.tell("find", { of: kind.value, words: words.value, count, slot: "find" });
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  }
  /** @param {StudentJourney} journey */
  const update = ({ figures, entries, found: number, all, kinds, taken_back }) => {
    const started = all > 0;
    empty.hidden = started;
    legend.hidden = scroll.hidden = !figures.length || !started;
    filters.hidden = !started;
    place(table, drawFigures(figures));
    const before = kind.value;
    place(
      kind,
      h("option", { value: "" }, "everything"),
      kinds.map((each) => h("option", { value: each.kind }, each.words)),
    );
    kind.value = kinds.some((each) => each.kind === before) ? before : "";
    const count =
      number === all ? plural(number, "entry", "entries") : `${number} of ${plural(all, "entry", "entries")}`;
    found.textContent = started ? `${count}, newest first` : "";
    back.show([...taken_back].reverse(), ({ entry }) => entry);
    list.show(entries, ({ entry }) => entry);
    more.hidden = entries.length >= number;
    more.textContent = `Show 25 more (${number - entries.length} left)`;
  };
  const scroll = h(
    "div",
    { class: "alsnb-scroll", tabindex: "0", role: "region", "aria-label": "Your figures, cycle by cycle" },
    table,
  );
  const legend = h(
    "p",
    { class: "alsnb-quiet alsnb-gap" },
    "Your own figures only. “Not recorded” means that there is no record; 0 means that there was none.",
  );
  const filters = h("div", { class: "alsnb-row alsnb-gap" }, labelled("Show", kind), labelled("with the words", words));
  return {
    nodes: [
      h("h3", {}, "My figures"),
      empty,
      legend,
      scroll,
      h("h3", {}, "My entries"),
      filters,
      found,
      back.list,
      list.list,
      more,
    ],
    update,
  };
}

/** @param {StudentFigures[]} figures */
function drawFigures(figures) {
  const numeric = Object.keys(COLUMNS).filter((name) => name !== "attended");
  const most = Object.fromEntries(
    numeric.map((name) => [name, Math.max(1, ...figures.map((each) => each[name] ?? 0))]),
  );
  const words = { present: "yes", late: "yes, late", apologies: "no, apologies", absent: "no" };
  const cell = (name, value) => {
    if (value === null) return h("td", { class: "alsnb-quiet" }, "not recorded");
    if (name === "attended") return h("td", {}, words[value]);
    const bar = value && most[name] ? h("div", { class: "alsnb-bar", "aria-hidden": "true" }) : null;
    if (bar) bar.style.width = `${Math.round((100 * value) / most[name])}%`;
    return h("td", { class: "alsnb-number" }, String(value), bar);
  };
  const sum = (name) => {
    const known = figures.map((each) => each[name]).filter((each) => each !== null);
    return known.length ? String(known.reduce((all, each) => all + each, 0)) : "not recorded";
  };
  const kept = figures.filter((each) => each.attended !== null);
  const came = kept.filter((each) => ["present", "late"].includes(each.attended)).length;
  const attended = kept.length ? `${came} of ${kept.length} recorded` : "not recorded";
  const meetings = kept.length ? `attendance is recorded for ${kept.length} of them` : "no meetings recorded";
  return [
    h("caption", { class: "alsnb-gap" }, `${plural(figures.length, "cycle")}; ${meetings}`),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "Cycle"),
        Object.entries(COLUMNS).map(([name, title]) =>
          h("th", { scope: "col", class: name === "attended" ? null : "alsnb-number" }, title),
        ),
      ),
    ),
    h(
      "tbody",
      {},
      figures.map((each) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, String(each.cycle)),
          Object.keys(COLUMNS).map((name) => cell(name, each[name])),
        ),
      ),
    ),
    figures.length > 1
      ? h(
          "tfoot",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "row" }, "all"),
            h("td", {}, attended),
            numeric.map((name) => h("td", { class: "alsnb-number" }, sum(name))),
          ),
        )
      : null,
  ];
}

/**
 * @param {Screen} screen
 * @param {ReturnType<typeof formSlots>} makeSlot
 * @param {StudentEntryShown} first
 */
function drawEntry(screen, makeSlot, first) {
  let now = first;
  const kind = h("span", { class: "alsnb-mark" });
  const facts = h("span", { class: "alsnb-quiet" });
  const title = h("h4", { class: "alsnb-said" });
  const text = h("p", { class: "alsnb-said" });
  const slot = makeSlot((name) => {
    change.setAttribute("aria-expanded", String(Boolean(name)));
    change.textContent = name ? "Close" : "Open";
    text.hidden = Boolean(name) || !now.text;
  });
  const change = button("Open", () => slot.show(slot.name ? null : now.change, { focus: true }), {
    class: "alsnb-link",
  });
  const back = button("Delete", () => screen.tell("take_back", { entry: now.entry, slot: `back:${now.entry}` }), {
    class: "alsnb-link",
  });
  const tools = h("div", { class: "alsnb-row", role: "group" }, change, back);
  const node = h(
    "li",
    { class: "alsnb-card" },
    h("div", { class: "alsnb-row" }, kind, facts),
    title,
    text,
    tools,
    slot.node,
  );
  /** @param {StudentEntryShown} entry */
  const update = (entry) => {
    now = entry;
    kind.textContent = entry.kind;
    const readers = entry.readers ? `readers: ${entry.readers}` : null;
    facts.textContent = [entry.cycle === null ? null : `cycle ${entry.cycle}`, moment(entry.at), readers]
      .filter(Boolean)
      .join(" · ");
    title.textContent = entry.title;
    title.hidden = !entry.title;
    text.textContent = entry.text;
    text.hidden = Boolean(slot.name) || !entry.text;
    tools.hidden = !entry.change;
    tools.setAttribute("aria-label", `${entry.kind}: ${entry.title || entry.text}`.slice(0, 100));
    if (entry.change) slot.showKept(entry.change);
  };
  return { node, update };
}
