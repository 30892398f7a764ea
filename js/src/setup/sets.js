// Who sits with whom: rules, the sets proposed, and members moved by hand.

import { freshId, h, keyed, place } from "../kit/dom.js";
import { newId } from "../kit/ids.js";
import { moment } from "../kit/words.js";
import { keepingFocus, labelled, option, writeInto } from "./inputs.js";
import { keptInputs } from "./kept.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { SetupAllocationRules, SetupMessage, SetupPairShown, SetupPlaced, SetupView } from "../protocol.d.ts"
 * @import { Names } from "./types.d.ts"
 */

const WEIGHTS = [
  ["must", "must"],
  ["prefer", "if possible"],
  ["ignore", "does not matter"],
];

/**
 * @param {Screen<SetupView, SetupMessage>} screen
 * @param {Names} people
 */
export function drawSets(screen, people) {
  const number = (min) => h("input", { type: "number", min, step: 1, autocomplete: "off" });
  const chooser = (choices) => h("select", {}, ...choices.map(([value, label]) => option(value, label)));
  const LIKE = [
    ["similar", "similar within each set"],
    ["mixed", "spread evenly across the sets"],
  ];
  const asked = {
    smallest: number(1),
    largest: number(1),
    sets: number(1),
    line: chooser(WEIGHTS),
    level: chooser(LIKE),
    level_weight: chooser(WEIGHTS),
    organisation: chooser(LIKE),
    organisation_weight: chooser(WEIGHTS),
    seed: number(0),
  };
  const NUMBERS = new Set(["smallest", "largest", "sets", "seed"]);
  /** @type {SetupPairShown[]} */
  let pairs = [];
  const read = () => ({
    ...Object.fromEntries(
      Object.entries(asked).map(([name, box]) => [
        name,
        NUMBERS.has(name) ? (box.value === "" ? null : Number(box.value)) : box.value,
      ]),
    ),
    pairs,
  });
  const kept = keptInputs(
    screen,
    "rules",
    read,
    (/** @type {SetupAllocationRules} */ values) => {
      for (const [name, box] of Object.entries(asked)) writeInto(box, values[name]);
      pairs = values.pairs.map((each) => ({ ...each }));
      showPairs();
    },
    asked,
  );

  const named = new WeakMap(); // the names that are shown in a box
  const pairList = keyed("ul", { class: "alsnb-list" }, (/** @type {SetupPairShown} */ { key }) => {
    const at = () => pairs.find((each) => each.key === key);
    const one = h("select", { "aria-label": "First member of the pair" });
    const other = h("select", { "aria-label": "Second member of the pair" });
    const how = h(
      "select",
      { "aria-label": "Together or apart" },
      option("together", "together"),
      option("apart", "apart"),
    );
    const weight = h(
      "select",
      { "aria-label": "Importance" },
      ...WEIGHTS.slice(0, 2).map(([value, label]) => option(value, label)),
    );
    const boxes = { one, other, how, weight };
    for (const [name, box] of Object.entries(boxes)) {
      box.addEventListener("change", () => {
        at()[name] = box.value;
        kept.changed();
      });
    }
    const away = h("button", { type: "button", class: "alsnb-small", "aria-label": "Remove this pair" }, "Remove");
    away.addEventListener("click", () => {
      pairs = pairs.filter((each) => each.key !== key);
      showPairs();
      add.focus();
      kept.changed();
    });
    return {
      node: h("li", { class: "alsnb-row alsnb-pair" }, one, h("span", {}, "and"), other, how, weight, away),
      update(pair) {
        for (const box of [one, other]) {
          const codes = ["", ...screen.view.sets.members];
          if (box.options.length !== codes.length || named.get(box) !== people.shown) {
            place(box, ...codes.map((code) => option(code, code ? people.named(code) : "choose …")));
            named.set(box, people.shown);
          }
        }
        for (const [name, box] of Object.entries(boxes)) if (document.activeElement !== box) writeInto(box, pair[name]);
      },
    };
  });
  const showPairs = () => keepingFocus(() => pairList.show(pairs, ({ key }) => key));
  const add = h("button", { type: "button" }, "Add a pair");
  add.addEventListener("click", () => {
    pairs.push({ key: newId(), one: "", other: "", how: "apart", weight: "must" });
    showPairs();
    pairList.list.lastElementChild.querySelector("select").focus();
    kept.changed();
  });

  const make = h("button", { type: "button", class: "alsnb-primary" }, "Make sets");
  const makeNow = (more = {}) => {
    if (!kept.ready()) return;
    const values = read();
    kept.drop();
    screen.tell("allocate", { slot: "allocate", values, ...more });
  };
  make.addEventListener("click", () => makeNow());
  const again = h("button", { type: "button" }, "Try another seed");
  again.addEventListener("click", () => {
    asked.seed.value = String(Number(asked.seed.value || 0) + 1);
    makeNow();
  });
  const rest = h("button", { type: "button" });
  rest.addEventListener("click", () => makeNow({ rest_stays: true }));
  const says = h("p", { class: "alsnb-quiet" });
  const sources = Object.fromEntries(
    ["size", "line", "level", "organisation"].map((rule) => [rule, h("p", { class: "alsnb-help", id: freshId() })]),
  );
  const inLine = (label, rule, ...boxes) => {
    const id = freshId();
    boxes.forEach((box, at) => {
      box.id ||= `${id}-${at}`;
      if (at) box.setAttribute("aria-label", `${label}: importance`);
      box.setAttribute("aria-describedby", sources[rule].id);
    });
    return h(
      "div",
      { class: "alsnb-rule" },
      h("label", { for: boxes[0].id }, label),
      h("div", { class: "alsnb-row" }, ...boxes),
      sources[rule],
    );
  };
  const rules = h(
    "fieldset",
    { class: "alsnb-rules" },
    h("legend", {}, "Rules"),
    h(
      "div",
      { class: "alsnb-row alsnb-numbers" },
      labelled("Minimum set size", asked.smallest),
      labelled("Maximum set size", asked.largest),
      labelled("Number of sets (empty: automatic)", asked.sets),
    ),
    sources.size,
    inLine("Keep managers and their reports in different sets", "line", asked.line),
    inLine("Levels", "level", asked.level, asked.level_weight),
    inLine("Organisations", "organisation", asked.organisation, asked.organisation_weight),
    h("h4", {}, "Pairs to keep together or apart"),
    pairList.list,
    h("div", { class: "alsnb-actions" }, add),
  );
  rules.addEventListener("input", (event) => {
    if (Object.values(asked).some((each) => each === event.target)) kept.changed();
  });
  asked.seed.addEventListener("input", () => kept.changed());
  const draw = h(
    "div",
    { class: "alsnb-row alsnb-draw" },
    labelled(
      "Random seed",
      asked.seed,
      "members are allocated at random: the same seed gives the same sets; another seed gives others that follow the rules as well",
    ),
  );

  // What is proposed.
  const lockRow = (code, locked) => screen.tell("lock", { members: [code], locked });
  const rowOf = keyedRows();
  function keyedRows() {
    const made = new Map();
    return (/** @type {SetupPlaced} */ row, ...more) => {
      if (!made.has(row.member)) made.set(row.member, drawRow(row.member));
      const each = made.get(row.member);
      each.update(row, ...more);
      return each.node;
    };
  }
  function drawRow(code) {
    const who = h("th", { scope: "row" });
    const what = h("span", { class: "alsnb-help alsnb-what" });
    const was = h("span", { class: "alsnb-help alsnb-what" });
    const to = h("select", { "aria-label": `Set of ${code}` });
    to.addEventListener("change", () => screen.tell("move", { member: code, to: to.value }));
    const stay = h("input", { type: "checkbox", "aria-label": `Lock ${code}` });
    stay.addEventListener("change", () => lockRow(code, stay.checked));
    return {
      node: h("tr", {}, who, h("td", {}, to, was), h("td", {}, stay)),
      /**
       * @param {SetupPlaced} row
       * @param {string} label
       * @param {string[]} labels
       * @param {string[]} broken
       */
      update(row, label, labels, broken) {
        const here = broken.some((said) => said.split(/[\s,]+/).includes(code));
        place(
          who,
          people.named(code),
          " ",
          here ? h("span", { class: "alsnb-mark alsnb-bad" }, "see below") : null,
          what,
        );
        place(what, [row.level, row.role, row.organisation].filter(Boolean).join(", "));
        place(was, row.was ? `was in set ${row.was}` : "");
        if (to.dataset.labels !== labels.join("\n")) {
          place(to, option("", "in no set"), ...labels.map((each) => option(each, `set ${each}`)));
          to.dataset.labels = labels.join("\n");
        }
        writeInto(to, label);
        stay.checked = row.locked;
        stay.disabled = !label;
      },
    };
  }
  const heads = ["Member", "Move to", "Lock"];
  const card = (title, rows, broken) =>
    h(
      "div",
      { class: "alsnb-card" },
      h(
        "div",
        { class: "alsnb-scroll", role: "region", tabindex: "0", "aria-label": title },
        h(
          "table",
          { class: "alsnb-table" },
          h("caption", {}, title),
          h("thead", {}, h("tr", {}, ...heads.map((each) => h("th", { scope: "col" }, each)))),
          h("tbody", {}, ...rows),
        ),
      ),
      broken.length
        ? h(
            "ul",
            { class: "alsnb-list" },
            ...broken.map((said) => h("li", {}, h("span", { class: "alsnb-problem" }, said))),
          )
        : null,
    );
  const result = h("div", { class: "alsnb-cards" });
  const judged = h("div", {});
  const save = h(
    "button",
    { type: "button", class: "alsnb-primary", onclick: () => screen.tell("sets_save") },
    "Save these sets",
  );
  const undo = h("button", { type: "button", onclick: () => screen.tell("sets_undo") }, "Undo the last step");
  const unsave = h("button", { type: "button", onclick: () => screen.tell("sets_unsave") }, "Undo the last save");
  const locks = (locked) => () =>
    screen.tell("lock", {
      members: screen.view.sets.groups.flatMap((each) => each.members.map((row) => row.member)),
      locked,
    });
  const lockAll = h("button", { type: "button", onclick: locks(true) }, "Lock all");
  const unlockAll = h("button", { type: "button", onclick: locks(false) }, "Unlock all");
  const state = h("span", { class: "alsnb-quiet" });
  const actions = h("div", { class: "alsnb-actions" }, save, undo, unsave, lockAll, unlockAll, state);
  const none = h(
    "p",
    { class: "alsnb-empty" },
    "There are no members to allocate yet. Add people first, on the People tab.",
  );
  const all = h(
    "div",
    {},
    says,
    rules,
    draw,
    h("div", { class: "alsnb-actions" }, make, again, rest),
    judged,
    result,
    actions,
  );

  return {
    body: [h("h3", {}, "Sets"), none, all],
    /** @param {SetupView} view */
    update(view) {
      const { sets } = view;
      none.hidden = sets.members.length > 0;
      all.hidden = !sets.members.length;
      place(says, `${sets.says} Locked members stay; everyone else is reassigned.`);
      for (const [rule, told] of Object.entries(sources)) place(told, sets.sources[rule]);
      kept.show(sets.rules);
      showPairs();
      const rules = sets.kept.map(({ rule, weight, broken }) =>
        h(
          "li",
          { class: "alsnb-row" },
          broken
            ? h("span", { class: "alsnb-mark alsnb-bad" }, `✗ broken ${broken} ×`)
            : h("span", { class: "alsnb-mark" }, "✓ kept"),
          h("span", {}, `${rule} (${weight === "must" ? "must" : "if possible"})`),
        ),
      );
      const { made } = sets;
      const best = made?.proven
        ? "No other allocation would meet these rules better."
        : "No better allocation was found in the time available; there may be one.";
      const off = sets.off.map(([rule, why]) =>
        h(
          "li",
          { class: "alsnb-row" },
          h("span", { class: "alsnb-mark alsnb-todo" }, "○ not checked"),
          h("span", {}, `${rule} (${why})`),
        ),
      );
      keepingFocus(() => {
        place(
          judged,
          made &&
            h(
              "p",
              { class: "alsnb-drawn" },
              h("b", {}, `Random seed ${made.seed}`),
              `, ${moment(made.at)}: ${made.drawn}. `,
              made.change && `Compared with before: ${made.change}. `,
              best,
            ),
          rules.length > 0 && h("h4", {}, "How well the rules are met"),
          rules.length > 0 && h("ul", { class: "alsnb-list alsnb-kept" }, ...rules, ...off),
        );
        place(
          result,
          sets.groups.map((group) => {
            const size = `${group.members.length} ${group.members.length === 1 ? "member" : "members"}`;
            return card(
              `Set ${group.set}: ${size}`,
              group.members.map((row) => rowOf(row, group.set, sets.labels, group.broken)),
              group.broken,
            );
          }),
          sets.waiting.length
            ? card(
                `In no set: ${sets.waiting.length}`,
                sets.waiting.map((row) => rowOf(row, "", sets.labels, [])),
                [],
              )
            : null,
        );
      });
      const proposed = sets.groups.length > 0;
      save.disabled = !sets.unsaved;
      for (const each of [lockAll, unlockAll]) each.hidden = !proposed;
      save.hidden = !proposed && !sets.unsaved;
      undo.hidden = !sets.can_undo;
      unsave.hidden = !sets.can_unsave;
      again.hidden = !made;
      rest.hidden = !proposed || !sets.waiting.length;
      place(rest, `Place only the ${sets.waiting.length} in no set`);
      place(
        state,
        sets.unsaved
          ? `${sets.unsaved} ${sets.unsaved === 1 ? "place differs" : "places differ"} from what is saved.`
          : proposed
            ? "Saved as shown."
            : "",
        sets.left ? ` ${sets.left} who have left are not shown.` : "",
      );
    },
  };
}
