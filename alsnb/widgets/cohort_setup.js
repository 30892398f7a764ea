// Setting a cohort up, step by step.

const STEPS = { course: "Course", people: "People", sets: "Sets", rules: "Ground rules", calendar: "Calendar" };

function drawCourse(screen, choose) {
  const steps = h("ol", { class: "alsnb-list alsnb-steps" });
  const form = h("div", {});
  const says = h("p", { class: "alsnb-quiet", role: "status" });
  const problem = h("p", { class: "alsnb-alert" });
  const which = h("select", { id: freshId() });
  which.addEventListener("change", () => screen.tell("cohort", { cohort: which.value }));
  const whichRow = h("div", { class: "alsnb-row" }, h("label", { for: which.id }, "Cohort"), which);
  let shown = null;
  let formatNow = "";

  const formats = () => screen.view.course.formats;
  const field = (name) => form.querySelector(`[name="${name}"]`);
  const radios = () => [...form.querySelectorAll("input[type=radio]")].filter((each) => formats().some(({ key }) => key === each.value));
  const chosen = () => field("format")?.value ?? radios().find((each) => each.checked)?.value ?? "";

  /** What a format prescribes goes into fields that are empty, or say what the format before it prescribed. */
  function fill() {
    const key = chosen();
    const said = formats().find((each) => each.key === key);
    const before = formats().find((each) => each.key === formatNow)?.defaults ?? {};
    formatNow = key;
    showFormat();
    const filled = [];
    for (const [name, value] of Object.entries(said?.defaults ?? {})) {
      const box = field(name);
      if (!box || (box.value !== "" && (before[name] == null || Number(box.value) !== before[name]))) continue;
      if (box.value === String(value ?? "")) continue;
      writeInto(box, value);
      filled.push(box);
    }
    filled[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function showFormat() {
    const said = formats().find((each) => each.key === chosen());
    const told = said?.says || "neither how many meetings, nor how long or how often";
    place(says, said ? `${said.title} states ${told}. What it does not state is left empty.` : "");
  }
  form.addEventListener("change", (event) => {
    if (event.target.name === "format" || radios().includes(event.target)) fill();
  });
  function chooseFormat(key) {
    const radio = radios().find((each) => each.value === key);
    if (radio) radio.checked = true;
    else if (field("format")) field("format").value = key;
    const box = radio ?? field("format");
    if (!box) return;
    fill();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  // Formats side by side.
  let ticked = screen.recall("compared", ["chester", "wales"]);
  const compared = h("div", {});
  const ticks = h("fieldset", { class: "alsnb-field" }, h("legend", {}, "Formats to compare"));
  const differ = h("input", { type: "checkbox", id: freshId() });
  differ.checked = screen.recall("differ", true);
  differ.addEventListener("change", () => (screen.remember("differ", differ.checked), showCompared()));
  const comparing = h(
    "details",
    { class: "alsnb-compare" },
    h("summary", {}, "Compare formats"),
    ticks,
    h("div", { class: "alsnb-row" }, differ, h("label", { for: differ.id }, "only where they differ")),
    compared,
  );
  function showTicks() {
    if (ticks.childNodes.length > 1) return;
    const boxes = formats().map(({ key, title }) => {
      const box = h("input", { type: "checkbox", id: freshId(), value: key });
      box.checked = ticked.includes(key);
      box.addEventListener("change", () => {
        ticked = formats().map((each) => each.key).filter((each) => (each === key ? box.checked : ticked.includes(each)));
        screen.remember("compared", ticked);
        showCompared();
      });
      return h("label", { for: box.id }, box, title);
    });
    ticks.append(h("div", { class: "alsnb-choices" }, ...boxes));
    showCompared();
  }
  function showCompared() {
    const { traits, formats: told } = screen.view.course.comparison;
    const columns = ticked.filter((key) => told[key]);
    if (!columns.length) return place(compared, h("p", { class: "alsnb-empty" }, "Tick the formats to compare."));
    const rows = traits
      .map((trait, at) => [trait, ...columns.map((key) => told[key][at])])
      .filter(([, ...cells]) => !differ.checked || columns.length < 2 || new Set(cells).size > 1);
    const pick = columns.map((key) => {
      const title = formats().find((each) => each.key === key)?.title ?? key;
      return h("button", { type: "button", class: "alsnb-small", "aria-label": `Choose ${title}`, onclick: () => chooseFormat(key) }, "Choose this one");
    });
    place(compared, table("Formats side by side (– : its source does not say)", ["What", ...columns], [["Format", ...pick], ...rows]));
  }

  return {
    body: [
      h("h3", {}, "Where things stand"),
      steps,
      whichRow,
      form,
      says,
      problem,
      comparing,
    ],
    update(view) {
      const items = view.steps.map(({ name, done, text }) => {
        const go = h("button", { type: "button", class: "alsnb-small" }, STEPS[name]);
        go.addEventListener("click", () => choose(name));
        const mark = h("span", { class: done ? "alsnb-mark" : "alsnb-mark alsnb-todo" }, done ? "✓ done" : "○ to do");
        return h("li", { class: "alsnb-row" }, go, mark, h("span", { class: "alsnb-grow" }, text));
      });
      if (!steps.contains(document.activeElement)) place(steps, items);
      else [...steps.children].forEach((each, at) => place(each, each.firstChild, ...[...items[at].childNodes].slice(1)));
      whichRow.hidden = !view.cohorts.length;
      place(which, ...view.cohorts.map((code) => option(code, code)), option("", "a new cohort …"));
      which.value = view.cohort ?? "";
      if (shown !== view.course.form) {
        const had = form.contains(document.activeElement);
        if (shown !== null) screen.closeForm(shown);
        shown = view.course.form;
        place(form, screen.form(shown));
        formatNow = "";
        if (had) requestAnimationFrame(() => form.querySelector("button[type=submit]")?.focus());
      }
      requestAnimationFrame(() => {
        formatNow ||= chosen();
        showFormat();
      });
      problem.hidden = !view.course.format_problem;
      place(problem, view.course.format_problem);
      showTicks();
    },
  };
}

function drawRules(screen) {
  const text = h("textarea", { rows: 6 });
  const kept = keptInputs(
    screen,
    "rules_text",
    () => ({ text: text.value }),
    ({ text: said }) => (writeInto(text, said), grow(text)),
  );
  text.addEventListener("input", () => (grow(text), kept.changed()));
  text.addEventListener("grow", () => grow(text));
  const give = h("button", { type: "button", class: "alsnb-primary" }, "Give these rules to every set");
  give.addEventListener("click", () => {
    kept.drop();
    screen.tell("rules_give", { slot: "rules_give", values: { text: text.value } });
  });
  const from = h("p", { class: "alsnb-quiet" });
  const offers = h("div", {});
  const none = h("p", { class: "alsnb-empty" }, "There is no set yet. Make sets first, on the tab Sets; the rules can be written already.");
  const cards = keyed("div", {}, ({ set, form }) => {
    const told = h("span", { class: "alsnb-quiet" });
    const inside = h("div", {});
    const each = h("details", { class: "alsnb-card" }, h("summary", {}, h("b", {}, `Set ${set}`), " ", told), inside);
    const openIt = () => each.open && place(inside, screen.form(form));
    each.addEventListener("toggle", () => (openIt(), screen.remember(`open ${set}`, each.open)));
    each.open = screen.recall(`open ${set}`, false);
    openIt();
    return {
      node: each,
      update({ rules, agreed_by, agreed_on, members }) {
        const agreed = agreed_on ? `✓ agreed on ${agreed_on} by ${agreed_by} of ${members} members` : "○ not agreed yet";
        place(told, `${rules ? `${rules} ground rules` : "no ground rules yet"}; ${agreed}`);
      },
    };
  });
  let offered = "";
  return {
    body: [
      h("h3", {}, "Ground rules"),
      h("p", {}, "Start from the format's, change what you like, and give them to the sets. Each set then makes them its own, and agrees."),
      from,
      labelled("Ground rules for every set, one a line", text),
      offers,
      h("div", { class: "alsnb-actions" }, give),
      h("h4", {}, "Set by set"),
      none,
      cards.list,
    ],
    update({ rules, cohort }) {
      place(from, rules.from ? `These come from the format ${rules.from}, until you change them.` : "The format chosen states no ground rules; those of others may help.");
      kept.show({ text: rules.text });
      give.disabled = !rules.sets.length || !cohort;
      none.hidden = rules.sets.length > 0;
      if (offered !== JSON.stringify(rules.offers)) {
        offered = JSON.stringify(rules.offers);
        const rows = rules.offers.map(({ format, rules: lines }) =>
          h(
            "li",
            { class: "alsnb-row" },
            h("span", { class: "alsnb-quiet" }, `${format}:`),
            ...lines.map((line) => {
              const put = h("button", { type: "button", class: "alsnb-small" }, `+ ${line}`);
              put.addEventListener("click", () => {
                const lines = text.value.split("\n").map((each) => each.trim()).filter(Boolean);
                if (!lines.includes(line)) text.value = [...lines, line].join("\n");
                grow(text);
                kept.changed();
              });
              return put;
            }),
          ),
        );
        place(offers, rows.length > 0 && h("details", {}, h("summary", {}, "Rules of other formats, to add"), h("ul", { class: "alsnb-list" }, ...rows)));
      }
      cards.show(rules.sets, (each) => each.form);
    },
  };
}

function drawCalendar(screen) {
  const box = (type, more = {}) => h("input", { type, autocomplete: "off", ...more });
  const asked = {
    first: box("date"),
    number: box("number", { min: 1, step: 1 }),
    interval: box("number", { min: 0, step: "any" }),
    minutes: box("number", { min: 0, step: 5 }),
    starts: box("time"),
    skip: h("textarea", { rows: 3 }),
  };
  const NUMBERS = new Set(["number", "interval", "minutes"]);
  let ofSets = {};
  const read = () => ({
    ...Object.fromEntries(
      Object.entries(asked).map(([name, each]) => [name, NUMBERS.has(name) ? (each.value === "" ? null : Number(each.value)) : each.value]),
    ),
    sets: ofSets,
  });
  const kept = keptInputs(screen, "plan", read, (values) => {
    for (const [name, each] of Object.entries(asked)) writeInto(each, values[name]);
    ofSets = JSON.parse(JSON.stringify(values.sets ?? {}));
    sets.show(screen.view.calendar.sets, (each) => each);
  });
  const sets = keyed("div", {}, (label) => {
    const day = h("select", { "aria-label": `Weekday of set ${label}` }, option("", "weekday of the first day"), ...screen.view.calendar.weekdays.map((each) => option(each, each)));
    const who = box("text", { "aria-label": `Facilitator of set ${label}, by code`, placeholder: "facilitator's code" });
    for (const [name, each] of [["weekday", day], ["facilitator", who]]) {
      each.addEventListener("input", () => {
        ofSets[label] = { ...ofSets[label], [name]: each.value.trim() };
        kept.changed();
      });
    }
    return {
      node: h("div", { class: "alsnb-row alsnb-setrow" }, h("b", {}, `Set ${label}`), day, who),
      update() {
        const said = ofSets[label] ?? {};
        if (document.activeElement !== day) writeInto(day, said.weekday);
        if (document.activeElement !== who) writeInto(who, said.facilitator);
      },
    };
  });
  Object.values(asked).forEach((each) => each.addEventListener("input", () => kept.changed()));
  const skipProblems = h("ul", { class: "alsnb-list", role: "status" });
  const problems = h("div", {});
  const cells = new Map();
  function cell(each) {
    const key = JSON.stringify([each.set, each.cycle]);
    if (!cells.has(key)) {
      const on = box("date", { "aria-label": `Set ${each.set}, meeting ${each.cycle}` });
      on.addEventListener("change", () => screen.tell("plan_date", { set: each.set, cycle: each.cycle, on: on.value, slot: `plan_date ${key}` }));
      cells.set(key, { on, state: h("span", { class: "alsnb-help" }) });
    }
    const { on, state } = cells.get(key);
    if (document.activeElement !== on) writeInto(on, each.on);
    on.disabled = each.state === "held";
    const day = new Date(`${each.on}T00:00`).toLocaleDateString([], { weekday: "short" });
    const told = { held: "held", planned: "saved", new: "new", changed: each.was && each.was !== each.on ? `was ${each.was}` : "changed" }[each.state];
    place(state, `${day}, ${told}${each.beyond ? "; beyond the number planned" : ""}`);
    return [on, state];
  }
  const planned = h("div", {});
  const save = h("button", { type: "button", class: "alsnb-primary", onclick: () => (kept.send(), screen.tell("plan_save")) }, "Save the meetings");
  const file = h("button", { type: "button", onclick: () => screen.tell("plan_file") }, "Save calendar file (.ics)");
  const state = h("span", { class: "alsnb-quiet" });
  const none = h("p", { class: "alsnb-empty" }, "There is no set yet. Make sets first, on the tab Sets; then their meetings are planned here.");
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
        labelled("Starts at (for the calendar file)", asked.starts),
      ),
      labelled("Days to skip, one or a span a line", asked.skip, "such as 2026-12-21 – 2027-01-03 winter break; a meeting then moves by a week"),
      skipProblems,
      perSet,
      none,
      problems,
      planned,
      saving,
    ],
    update({ calendar }) {
      kept.show(calendar.plan);
      sets.show(calendar.sets, (each) => each);
      place(skipProblems, calendar.skip_problems.map((said) => h("li", {}, h("span", { class: "alsnb-problem" }, said))));
      none.hidden = calendar.sets.length > 0;
      perSet.hidden = !calendar.sets.length;
      saving.hidden = !calendar.sets.length;
      place(
        problems,
        calendar.problems.length > 0 && [
          h("h4", {}, "To look at"),
          h("ul", { class: "alsnb-list" }, ...calendar.problems.map((said) => h("li", {}, h("span", { class: "alsnb-problem" }, said)))),
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
        place(planned, rows.length > 0 && table("Meetings, set by set", ["", ...labels.map((label) => `Set ${label}`)].map((each) => each || "Meeting"), rows));
      } else calendar.cells.forEach(cell);
      save.disabled = !calendar.unsaved;
      file.disabled = !calendar.planned;
      place(state, calendar.unsaved ? `${calendar.unsaved} not saved yet.` : calendar.planned ? "Saved as shown." : "");
    },
  };
}

export default {
  render: (shown) =>
    openScreen(shown, (screen) => {
      screen.root.classList.add("alsnb-wide");
      const people = {
        told: null,
        shown: screen.recall("names", false),
        listeners: [],
        named: (code) => (people.shown && people.told?.names[code] ? `${code} ${people.told.names[code]}` : code),
      };
      const names = h("input", { type: "checkbox", id: freshId() });
      names.checked = people.shown;
      const parts = {
        course: drawCourse(screen, (name) => bar.choose(name, { focus: true })),
        people: drawPeople(screen, people),
        sets: drawSets(screen, people),
        rules: drawRules(screen),
        calendar: drawCalendar(screen),
      };
      const update = (view) => Object.values(parts).forEach((each) => each.update(view));
      names.addEventListener("change", () => {
        people.shown = names.checked;
        screen.remember("names", names.checked);
        update(screen.view);
      });
      screen.hear((message) => {
        if (!message.people) return;
        people.told = { ...people.told, ...message.people };
        people.listeners.forEach((listen) => listen("text" in message.people));
        update(screen.view);
      });
      // What is told stands at the top, which may be far from the button that was pressed: here it is shown, not said, again.
      const echoes = Object.values(parts).map((part) => {
        const echo = h("p", { class: "alsnb-echo", "aria-hidden": "true" });
        part.body.push(echo);
        return echo;
      });
      screen.hear(() => echoes.forEach((echo) => place(echo, screen.model.get("notice").text)), "change:notice");
      const pages = Object.entries(STEPS).map(([name, title]) => ({ name, title, body: h("div", {}, ...parts[name].body) }));
      const bar = tabs(screen, "Steps of setting a cohort up", pages);
      screen.root.append(
        h("h2", {}, "Setting a cohort up"),
        h("div", { class: "alsnb-row alsnb-names" }, names, h("label", { for: names.id }, "Show names beside codes, from the roster")),
        ...bar.nodes,
      );
      screen.tell("people_ask", { slot: "people_ask" });
      return update;
    }),
};
