// The student's reflective log: what the kernel says of the log, in five tabs; each entry is written in a form.

const many = (number, one, more = `${one}s`) => `${number} ${number === 1 ? one : more}`;
const button = (text, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, text);
const quiet = (...text) => h("p", { class: "alsnb-quiet" }, ...text);

/** A field with its label before it. */
const labelled = (words, field) =>
  h("span", { class: "alsnb-labelled" }, h("label", { for: field.id }, words), field);

/** A place for a form; a form opened elsewhere leaves where it was. */
function formSlots(screen) {
  const places = new Map();
  return (changed = () => {}) => {
    const node = h("div", {});
    const slot = {
      node,
      name: null,
      show(name, { focus = false } = {}) {
        if (name !== slot.name || (name && places.get(name) !== slot)) {
          if (slot.name && places.get(slot.name) === slot) places.delete(slot.name);
          if (name && places.has(name)) places.get(name).left();
          slot.name = name;
          if (name) places.set(name, slot);
          place(node, name ? screen.form(name) : null);
        }
        if (focus && name) focusIn(node);
        changed(name);
      },
      /** Show a form that holds what was typed and not saved, unless it is shown elsewhere. */
      showKept(name) {
        if (!slot.name && !places.has(name) && isKept(screen, name)) slot.show(name);
      },
      left() {
        slot.name = null;
        place(node);
        changed(null);
      },
    };
    return slot;
  };
}

/** Move to the first field of a form, once it is drawn. */
function focusIn(node) {
  // Of answers the chosen one: on another, the space bar would choose that.
  const order = ["form :is(textarea, input:not([type='radio']), input:checked)", "form input"];
  const first = () => order.map((each) => node.querySelector(each)).find(Boolean);
  if (first()) return first().focus();
  const drawn = new MutationObserver(() => {
    if (!first()) return;
    drawn.disconnect();
    first().focus();
  });
  drawn.observe(node, { childList: true, subtree: true });
}

let landed = null;

/** Move to what came of something that was pressed, and say so there: what was pressed is gone. */
function land(node, words = "") {
  landed?.remove();
  landed = words ? h("p", { class: "alsnb-landed" }, words) : null;
  if (landed) node.prepend(landed);
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  bringIntoView(node);
}

/** Whether a form holds what was typed and not saved: before this kernel, or while none answered. */
function isKept(screen, name) {
  const known = screen.model.get("forms")[name];
  return Boolean(known?.state.restored_at) || screen.outbox.waiting.some((each) => each.form === name && each.values);
}

export default {
  render: (shown) =>
    openScreen(shown, (screen) => {
      const body = h("div", {});
      screen.root.classList.add("alsnb-student");
      screen.root.append(body);
      let step = null;
      let tag = null;
      let update = null;
      return (view) => {
        if (view.step !== step || view.tag !== tag) {
          for (const name of ["setup/cohort", "setup/member"]) if (view.step === "ready") screen.closeForm(name);
          [step, tag] = [view.step, view.tag];
          const draw = { course: drawCourse, you: drawYou, ready: drawLog }[step];
          const drawn = draw(screen);
          update = drawn.update;
          place(body, drawn.nodes);
        }
        update(view);
      };
    }),
};

// Setting up: two short steps.

function drawCourse(screen) {
  const slot = formSlots(screen)();
  const choices = h("div", { class: "alsnb-row", role: "group", "aria-label": "Courses in this log" });
  const lead = h("p", { class: "alsnb-said alsnb-gap" });
  const update = ({ cohorts, form, missing }) => {
    place(
      choices,
      cohorts.map(({ cohort, module }) =>
        button(module ? `${cohort}: ${module}` : cohort, () => screen.tell("course", { cohort, slot: "course" })),
      ),
    );
    const none = missing ? `There is no cohort ${missing} in this log yet. ` : "";
    lead.textContent =
      none +
      (cohorts.length
        ? "This log holds several courses. Which is yours?"
        : "Two short steps, and your log is ready. First your course: your tutor gives you its code. Ask if you have none, and agree on one.");
    choices.hidden = !cohorts.length;
    slot.show(cohorts.length ? null : form);
  };
  return { nodes: [h("h2", {}, "Step 1 of 2: your course"), lead, choices, slot.node], update };
}

function drawYou(screen) {
  const slot = formSlots(screen)();
  const people = h("div", { class: "alsnb-row", role: "group", "aria-label": "Members in this log" });
  const lead = h("p", { class: "alsnb-said alsnb-gap" });
  const add = button("I am not in this list", () => screen.tell("who", { member: "", slot: "who" }), { class: "alsnb-link" });
  const update = ({ members, form, missing }) => {
    const label = ({ member, set }) => (set ? `${member} (set ${set})` : member);
    place(
      people,
      members.map((each) => button(label(each), () => screen.tell("who", { member: each.member, slot: "who" }))),
      members.length && !form ? add : null,
    );
    const none = missing && members.length ? `There is no member ${missing} in this log yet. ` : "";
    lead.textContent =
      none +
      (members.length
        ? "Who are you? Choose your code. It is remembered, and you can change it later."
        : "Who are you? Use the code your tutor gave you, and never your name: no name belongs in this log.");
    people.hidden = !members.length;
    slot.show(form);
  };
  return { nodes: [h("h2", {}, "Step 2 of 2: you"), lead, people, slot.node], update };
}

// The log itself.

function drawLog(screen) {
  const makeSlot = formSlots(screen);
  const parts = {
    promised: drawPromised(screen, makeSlot),
    issue: drawIssue(screen, makeSlot),
    reflect: drawReflect(screen, makeSlot),
    journey: drawJourney(screen, makeSlot),
    hand_in: drawHandIn(screen),
  };
  const titles = {
    promised: "What I promised",
    issue: "Prepare my issue",
    reflect: "Reflect",
    journey: "My journey",
    hand_in: "Hand in",
  };
  // What is pressed before another cycle is shown would be about the one before; a kernel that is gone is not waited for.
  let moving = null;
  const still = (bars) => bars.forEach((each) => (each.inert = false));
  const move = () => {
    clearTimeout(moving);
    panels.forEach((each) => (each.inert = true));
    moving = setTimeout(() => still(panels), 5000);
  };
  const header = drawWho(screen, makeSlot, move);
  const undo = drawUndo(screen);
  const bar = tabs(
    screen,
    "Parts of your log",
    Object.entries(parts).map(([name, { nodes }]) => ({
      name,
      title: titles[name],
      body: nodes,
      shown: () => screen.tell("tab", { tab: name, slot: "tab" }),
    })),
  );
  const panels = bar.nodes.slice(1);
  const update = (view) => {
    header.update(view);
    if (header.isThere()) still(panels);
    undo.update(view.undo);
    const { open } = view.promised;
    bar.rename("promised", open.length ? `${titles.promised} (${open.length})` : titles.promised);
    parts.promised.update(view.promised);
    parts.issue.update(view.issue);
    parts.reflect.update(view.reflect);
    parts.journey.update(view.journey);
    parts.hand_in.update(view.handing_in);
  };
  return { nodes: [header.node, bar.nodes[0], undo.node, ...panels], update };
}

/** What was taken back just now, and the way to bring it back. */
function drawUndo(screen) {
  const words = h("span", { class: "alsnb-grow alsnb-said" });
  let now = null;
  const bring = button("Undo", () => screen.tell("bring_back", { entry: now.entry, slot: `back:${now.entry}` }));
  const inside = h("div", { class: "alsnb-card alsnb-row" }, words, bring);
  const node = h("div", { role: "status" });
  const update = (undo) => {
    const isNew = undo && undo.entry !== now?.entry;
    now = undo;
    words.textContent = undo ? `Taken back: ${undo.words}` : "";
    place(node, undo ? inside : null);
    // A form says itself what was taken back in it.
    if (isNew && screen.root.contains(document.activeElement) && !document.activeElement.closest("form")) land(inside);
  };
  return { node, update };
}

/** The codes that may have been mistyped, each to be changed wherever it is recorded. */
function drawCodes(screen) {
  const titles = { member: "Your code", learning_set: "The code of your set", cohort: "The code of your course" };
  const node = h("div", { class: "alsnb-card", hidden: true });
  const rows = Object.entries(titles).map(([of, title]) => {
    const box = h("input", { type: "text", id: freshId(), autocomplete: "off" });
    const problem = h("p", { class: "alsnb-problem alsnb-doubt", role: "status" });
    const save = h("button", { type: "submit" }, "Change");
    const form = h("form", { novalidate: true, "aria-label": title }, h("div", { class: "alsnb-row" }, labelled(title, box), save), problem);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      screen.tell("rename", { of, to: box.value, slot: `rename:${of}` });
    });
    return { of, box, problem, save, form, code: null };
  });
  place(node, quiet("A code that was mistyped is changed in everything that you recorded."), rows.map((each) => each.form));
  return {
    node,
    toggle(opener) {
      node.hidden = !node.hidden;
      opener.setAttribute("aria-expanded", String(!node.hidden));
      if (!node.hidden) rows[0].box.focus();
    },
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

function drawWho(screen, makeSlot, move) {
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
    place(cycle, who.cycles.map(({ cycle, words }) => h("option", { value: cycle }, words)));
    if (chosen === String(who.cycle)) chosen = null;
    cycle.value = chosen ?? who.cycle;
    other.hidden = who.fixed;
    for (const name of [who.you, who.course]) slot.showKept(name);
  };
  return { node, update, isThere: () => chosen === null };
}
