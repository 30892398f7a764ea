// Who takes part: a list is pasted, what was understood of it is shown, and nothing is saved until somebody says so.

import { freshId, h, keyed, place } from "../kit/dom.js";
import { readable } from "../kit/validity.js";
import { drawRename, drawSlips } from "./codes.js";
import { keepingFocus, labelled, option, table, withoutEmpty, writeInto } from "./inputs.js";
import { keptInputs, sayProblem, unreadableOf } from "./kept.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { SetupColumnShown, SetupMemberRow, SetupMessage, SetupPersonShown, SetupProblemFound, SetupView } from "../protocol.d.ts"
 * @import { Names } from "./types.d.ts"
 */

/**
 * @param {Screen<SetupView, SetupMessage>} screen
 * @param {Names} people
 */
export function drawPeople(screen, people) {
  const text = h("textarea", { rows: 8, spellcheck: "false", class: "alsnb-paste", autocomplete: "off" });
  const kept = keptInputs(
    screen,
    "people_text",
    () => ({ text: text.value }),
    (/** @type {{ text: string }} */ { text: said }) => writeInto(text, said),
  );
  text.addEventListener("input", () => kept.changed());
  const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/*" });
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    kept.drop();
    screen.tell("people_file", { slot: "people_file", content: btoa(binary) });
    file.value = "";
  });
  const clear = h(
    "button",
    {
      type: "button",
      onclick: () => {
        kept.drop();
        screen.tell("people_clear");
      },
    },
    "Clear the list",
  );
  const save = h("button", { type: "button", class: "alsnb-primary" }, "Save");
  const joins = joinsFrom();
  save.addEventListener("click", () => {
    if (!joins.node.hidden && !joins.ready()) return;
    kept.send();
    screen.tell("people_save", { first_cycle: joins.value() });
  });
  const where = h("p", { class: "alsnb-quiet" });
  const understood = h("div", {});
  const saving = h(
    "div",
    {},
    joins.node,
    h("div", { class: "alsnb-actions" }, save, h("span", { class: "alsnb-quiet" }, "Nothing is saved before.")),
  );

  /** From which meeting new people take part: 1 before the first meeting, else it is asked. */
  function joinsFrom() {
    const box = h("input", { type: "number", min: 0, step: 1, autocomplete: "off" });
    const node = labelled(
      "New people take part from meeting",
      box,
      "1 if they are there from the start; they are not expected at the meetings before",
    );
    const missing = () => box.value === "" && !readable(box);
    let touched = false;
    box.addEventListener("input", () => {
      touched = true;
    });
    return {
      node,
      value: () => (box.value === "" ? null : Number(box.value)),
      ready() {
        if (unreadableOf({ box }, { mark: true }).length) return false;
        if (!missing()) return true;
        sayProblem(box, "Enter the number of the first meeting they take part in, such as 1");
        box.focus();
        return false;
      },
      update() {
        if (!touched) writeInto(box, screen.view.people.joins);
      },
    };
  }

  function toLine(line) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    text.scrollTop = ((line - 2) * text.scrollHeight) / Math.max(1, lines.length);
  }

  const columns = keyed("div", { class: "alsnb-columns" }, (/** @type {SetupColumnShown} */ { key }) => {
    const box = h(
      "select",
      { id: freshId() },
      ...screen.view.people.columns.map(({ value, label }) => option(value, label)),
    );
    const label = h("label", { for: box.id });
    box.addEventListener("change", () => {
      const said = Object.fromEntries(people.told.headers.map((each) => [each.key, each.column]));
      for (const other of Object.keys(said)) if (box.value && said[other] === box.value) said[other] = "";
      screen.tell("people_columns", { slot: "people_columns", columns: { ...said, [key]: box.value } });
    });
    return {
      node: h("div", { class: "alsnb-column" }, label, box),
      update({ header, column }) {
        place(label, header || "(no header)");
        if (document.activeElement !== box) box.value = column;
      },
    };
  });

  // What is asked of the list is answered with a click; the focus goes on to the next question.
  let answered = false;
  function answer(keys, yes) {
    answered = true;
    screen.tell("people_answer", { answers: Object.fromEntries(keys.map((key) => [key, yes])) });
  }
  /** @param {SetupProblemFound} each */
  const yesNo = (each) => [
    h(
      "button",
      {
        type: "button",
        class: "alsnb-small alsnb-yes",
        "aria-label": `Yes, line ${each.line}: ${each.do}`,
        onclick: () => answer([each.ask], true),
      },
      "Yes",
    ),
    h(
      "button",
      {
        type: "button",
        class: "alsnb-small",
        "aria-label": `No, line ${each.line}: ${each.do}`,
        onclick: () => answer([each.ask], false),
      },
      "No",
    ),
  ];

  const toLookAt = keyed(
    "ul",
    { class: "alsnb-list alsnb-problems", role: "list" },
    (/** @type {SetupProblemFound} */ each) =>
      h(
        "li",
        { class: "alsnb-row" },
        h("button", { type: "button", class: "alsnb-small", onclick: () => toLine(each.line) }, `Line ${each.line}`),
        h(
          "span",
          { class: each.left_out ? "alsnb-mark alsnb-bad" : "alsnb-mark" },
          each.left_out ? "left out" : each.ask ? "yes or no" : "look",
        ),
        h("span", { class: "alsnb-grow" }, ` Found ${each.found}: ${each.do}${each.ask ? "" : "."}`),
        each.ask && yesNo(each),
      ),
  );

  function showUnderstood() {
    const { told } = people;
    if (!told) return;
    const { people: found, problems, headers, missing } = told;
    const some = headers.length > 0;
    place(save, found.length ? `Save ${found.length} ${found.length === 1 ? "person" : "people"}` : "Save");
    saving.hidden = !some;
    joins.node.hidden = found.every((each) => each.known);
    joins.update();
    save.disabled = !found.length || !screen.view.cohort;
    place(
      where,
      screen.view.cohort
        ? `The roster is ${told.place}. It is yours alone: keep it out of the workbook, and do not send it with the log.`
        : "Save the course first (first tab): the roster is kept for a cohort. You can paste the list already.",
    );
    columns.show(headers, ({ key }) => key);
    const out = problems.filter((each) => each.left_out).length;
    toLookAt.show(problems, (each) => JSON.stringify(each));
    const capitals = problems.filter((each) => each.ask.startsWith("capitals:")).map((each) => each.ask);
    const cells = found.map((each) => [
      each.code,
      each.known ? "known, keeps the code" : "new",
      each.other.length ? `${each.name} (also ${each.other.join(", ")})` : each.name,
      each.email,
      each.role,
      each.organisation,
      each.level,
      each.manager,
    ]);
    place(
      understood,
      told.why && h("p", { class: "alsnb-alert" }, told.why),
      !told.kept &&
        h("p", { class: "alsnb-alert" }, `What you paste is kept only in this browser: ${told.why_not_kept}`),
      some && h("h4", {}, "What was understood"),
      some &&
        h(
          "p",
          {},
          `${found.length} people. Cells are separated by ${told.separator}` +
            (told.encoding && told.encoding !== "utf-8"
              ? `; the file was read as ${told.encoding}: check the accents. `
              : ". ") +
            "Choose what each column holds:",
        ),
      some && columns.list,
      problems.length > 0 &&
        h(
          "div",
          {},
          h("h4", {}, `Needs attention: ${problems.length}${out ? `, of which ${out} left out` : ""}`),
          h(
            "p",
            { class: "alsnb-quiet" },
            "Correct the list above, or answer yes or no. The result is updated at once.",
          ),
          capitals.length > 1 &&
            h(
              "div",
              { class: "alsnb-actions" },
              h(
                "button",
                { type: "button", onclick: () => answer(capitals, true) },
                `Ordinary spelling for all ${capitals.length} names in capitals`,
              ),
            ),
          toLookAt.list,
        ),
      told.answered > 0 &&
        h(
          "p",
          { class: "alsnb-row" },
          h(
            "span",
            { class: "alsnb-quiet" },
            `${told.answered} ${told.answered === 1 ? "question" : "questions"} answered.`,
          ),
          h("button", { type: "button", class: "alsnb-small", onclick: () => answer([], true) }, "Ask again"),
        ),
      found.length > 0 &&
        table(
          "People and their codes",
          ...withoutEmpty(
            ["Code", "New or known", "Name", "E-mail", "Role", "Organisation", "Level", "Line manager"],
            cells,
          ),
        ),
      found.some((each) => !each.known) &&
        h(
          "p",
          { class: "alsnb-help" },
          "New codes are assigned at random: in the order of a class list they would reveal who is who.",
        ),
      missing.length > 0 &&
        h(
          "p",
          {},
          `On the roster, not on this list, and not touched: ${missing.map((code) => `${code} ${told.names[code] ?? ""}`.trim()).join(", ")}. ` +
            "Who has left gets a last cycle, below.",
        ),
      saving,
    );
  }

  // One person by hand.
  const box = (type = "text") => h("input", { type, autocomplete: "off" });
  const one = {
    name: box(),
    email: box("text"),
    role: box(),
    organisation: box(),
    level: box(),
    manager: h("select", {}),
  };
  const keptOne = keptInputs(
    screen,
    "person_text",
    () => Object.fromEntries(Object.entries(one).map(([name, each]) => [name, each.value])),
    (/** @type {SetupPersonShown} */ values) =>
      Object.entries(one).forEach(([name, each]) => {
        writeInto(each, values[name]);
      }),
  );
  const oneJoins = joinsFrom();
  const aboutOne = h("p", { class: "alsnb-problem", role: "status" });
  const addOne = h("button", { type: "submit" }, "Add this person");
  const byHand = h(
    "form",
    { novalidate: true, "aria-label": "Add one person" },
    labelled("Full name (required)", one.name, "stored only in the roster"),
    labelled("E-mail", one.email, "stored only in the roster"),
    labelled("Role", one.role),
    labelled("Organisation", one.organisation),
    labelled("Level", one.level, "level of responsibility, such as junior, middle, senior"),
    labelled("Line manager", one.manager, "if they are in this cohort"),
    oneJoins.node,
    aboutOne,
    h("div", { class: "alsnb-actions" }, addOne),
  );
  byHand.addEventListener("input", () => keptOne.changed());
  byHand.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(Object.entries(one).map(([name, each]) => [name, each.value]));
    if (!oneJoins.ready()) return;
    keptOne.drop();
    screen.tell("person_save", { values, first_cycle: oneJoins.value() });
  });
  const alone = h("details", {}, h("summary", {}, "Add one person by hand"), byHand);

  // Who is there already.
  const open = { code: null };
  const drawn = new Map();
  const renames = (code) =>
    drawn.get(code) ??
    drawn
      .set(
        code,
        drawRename(screen, "member", () => code),
      )
      .get(code);
  const slips = drawSlips(screen);
  const member = h("div", {});
  const rows = keyed("tbody", {}, (/** @type {SetupMemberRow} */ { member: code }) => {
    const who = h("th", { scope: "row" });
    const cells = ["role", "organisation", "level", "managed_by", "learning_set", "last_cycle"].map((name) => ({
      name,
      cell: h("td", {}),
    }));
    const change = h("button", { type: "button", class: "alsnb-small", "aria-label": `Change ${code}` }, "Change");
    change.addEventListener("click", () => {
      open.code = open.code === code ? null : code;
      showMember();
      if (open.code) member.scrollIntoView({ block: "nearest" });
    });
    return {
      node: h("tr", {}, who, ...cells.map(({ cell }) => cell), h("td", {}, change)),
      update(row) {
        place(who, people.named(code));
        for (const { name, cell } of cells) {
          place(cell, Array.isArray(row[name]) ? row[name].join(", ") : String(row[name] ?? ""));
          cell.hidden = headOf[name].hidden;
        }
      },
    };
  });
  const heads = {
    member: "Member",
    role: "Role",
    organisation: "Organisation",
    level: "Level",
    managed_by: "Managed by",
    learning_set: "Set",
    last_cycle: "Last cycle",
    change: "Change",
  };
  const headOf = Object.fromEntries(
    Object.entries(heads).map(([name, head]) => [name, h("th", { scope: "col" }, head)]),
  );
  const isEmpty = (name) => screen.view.people.members.every((row) => row[name] == null || row[name].length === 0);
  const members = h(
    "div",
    { class: "alsnb-scroll", role: "region", tabindex: "0", "aria-label": "Members in the log" },
    h(
      "table",
      { class: "alsnb-table" },
      h("caption", {}, "Members in the log"),
      h("thead", {}, h("tr", {}, ...Object.values(headOf))),
      rows.list,
    ),
  );
  const none = h(
    "p",
    { class: "alsnb-empty" },
    "There are no members in the log yet. Paste a list above, check the result, and save.",
  );
  function showMember() {
    place(
      member,
      open.code ? h("div", { class: "alsnb-card" }, screen.form(`member:${open.code}`), renames(open.code)) : null,
    );
  }

  people.listeners.push((written) => {
    if (written) {
      const browser = screen.recall("people_text", "");
      kept.show({ text: people.told.text || browser });
      keptOne.show(people.told.person);
      if (Object.values(people.told.person).some(Boolean)) alone.open = true;
      if (!people.told.text && browser && people.told.kept) kept.changed();
    }
    place(aboutOne, people.told.about_one);
    screen.remember("people_text", people.told.kept ? "" : text.value);
    keepingFocus(showUnderstood);
    if (answered)
      requestAnimationFrame(() => /** @type {HTMLElement} */ (understood.querySelector(".alsnb-yes") ?? save).focus());
    answered = false;
  });

  return {
    saves: understood,
    body: [
      h("h3", {}, "People"),
      h(
        "p",
        {},
        "Names and e-mail addresses are stored only in the roster, a file outside this workbook. The log has a code for each person.",
      ),
      where,
      labelled(
        "Paste a list here, from a spreadsheet, a register or an e-mail",
        text,
        "one person per line; with a line of headers, if there is one",
      ),
      h("div", { class: "alsnb-row alsnb-file" }, labelled("or load a file (CSV, TSV, text)", file), clear),
      understood,
      alone,
      h("h4", {}, "Members"),
      none,
      members,
      member,
      slips,
    ],
    /** @param {SetupView} view */
    update(view) {
      const there = view.people.members;
      none.hidden = there.length > 0;
      members.hidden = !there.length;
      // A column in which nothing stands is left out.
      for (const name of ["role", "organisation", "level", "managed_by", "learning_set", "last_cycle"])
        headOf[name].hidden = isEmpty(name);
      keepingFocus(() => rows.show(there, (row) => row.member));
      const chosen = one.manager.value;
      place(
        one.manager,
        option("", "nobody here"),
        ...there.map((row) => option(row.member, people.named(row.member))),
      );
      writeInto(one.manager, chosen);
      oneJoins.update();
      if (open.code && !there.some((row) => row.member === open.code)) open.code = null;
      showMember();
      showUnderstood();
    },
  };
}
