// The student's log: what was promised, and the next issue.

// What I promised.

const STATUS = { done: "done", partly: "partly", not_done: "not done", changed: "changed", dropped: "dropped" };

function drawPromised(screen, makeSlot) {
  const opened = keyed("ul", { class: "alsnb-list" }, (action) => drawAction(screen, makeSlot, action));
  const told = keyed("ul", { class: "alsnb-list" }, (action) => drawAction(screen, makeSlot, action));
  const openTitle = h("h3", {});
  const toldTitle = h("h3", {});
  const none = h("p", { class: "alsnb-empty" });
  const add = makeSlot();
  const update = ({ open, reported, add: form, cycle }) => {
    openTitle.textContent = open.length ? `Open actions: ${open.length}` : "Open actions";
    none.hidden = open.length > 0;
    none.textContent = reported.length
      ? `You have reported on everything in cycle ${cycle}.`
      : "You have promised nothing yet. After a meeting, write down below what you will do, by when, and how you will know that it worked. At the next meeting you are asked what became of it.";
    const held = document.activeElement?.closest("[data-action]");
    opened.show(open, ({ entry }) => entry);
    toldTitle.textContent = `Reported in cycle ${cycle}`;
    toldTitle.hidden = reported.length === 0;
    told.show(reported, ({ entry, report }) => `${entry} ${report}`);
    add.show(form);
    const now = held && !held.isConnected && [...told.list.children].find((each) => each.dataset.action === held.dataset.action);
    if (now) land(now, "✓ Saved");
  };
  const adding = h("div", { class: "alsnb-part" }, add.node);
  return { nodes: [openTitle, none, opened.list, toldTitle, told.list, adding], update };
}

function drawAction(screen, makeSlot, first) {
  const what = h("h4", { class: "alsnb-said" });
  const due = h("span", {});
  const facts = quiet();
  const success = h("p", { class: "alsnb-said" });
  const learning = h("p", { class: "alsnb-said alsnb-quiet" });
  const mark = h("span", { class: "alsnb-mark" });
  let now = first;
  const slot = makeSlot((name) => {
    for (const [status, each] of buttons) {
      each.setAttribute("aria-expanded", String(name === now.form && status === chosen));
      each.setAttribute("aria-pressed", String(name === now.form && status === chosen));
    }
    change.setAttribute("aria-expanded", String(name !== null && name !== now.form));
    change.textContent = name === null ? changeWords() : "Close";
  });
  const changeWords = () => (now.report ? "Change the report" : "Change the action");
  let chosen = null;
  function report(status) {
    chosen = status;
    screen.tell("report", { name: now.form, status, slot: `report:${now.form}` });
    slot.show(now.form, { focus: true });
    // Where the form was open already, it is told as if it had been typed.
    const box = slot.node.querySelector(`form input[type="radio"][value="${status}"]`);
    if (box && !box.checked) {
      box.checked = true;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    }
  }
  const buttons = Object.entries(STATUS).map(([status, words]) => [status, button(words, () => report(status))]);
  const asking = h("div", { class: "alsnb-row", role: "group" }, h("span", {}, "What became of it?"), buttons.map(([, each]) => each));
  const change = button("", () => slot.show(slot.name ? null : now.report ? now.form : now.change, { focus: true }), { class: "alsnb-link" });
  const back = button("", () => screen.tell("take_back", { entry: now.report ?? now.entry, slot: `back:${now.entry}` }), { class: "alsnb-link" });
  const node = h(
    "li",
    { class: "alsnb-card", "data-action": first.entry },
    what,
    facts,
    success,
    learning,
    asking,
    h("div", { class: "alsnb-row" }, mark, change, back),
    slot.node,
  );
  const update = (action) => {
    now = action;
    what.textContent = action.what;
    asking.setAttribute("aria-label", `What became of it: ${action.what}`);
    asking.hidden = Boolean(action.report);
    due.textContent = action.due;
    due.classList.toggle("alsnb-late", action.overdue && !action.report);
    place(facts, due, ` · from cycle ${action.cycle}`, action.before ? ` · ${action.before}` : null);
    facts.hidden = Boolean(action.report);
    success.textContent = action.success ? `It will show as: ${action.success}` : "";
    success.hidden = !action.success || Boolean(action.report);
    learning.textContent = action.learning ?? "";
    learning.hidden = !action.learning;
    mark.hidden = !action.report;
    mark.textContent = `${action.status}${action.stays_open ? ", stays open for the next cycle" : ""}`;
    back.textContent = action.report ? "Take the report back" : "Take the action back";
    if (!slot.name) change.textContent = changeWords();
    for (const name of [action.form, action.change]) slot.showKept(name);
  };
  return { node, update };
}

// Prepare my issue.

function drawIssue(screen, makeSlot) {
  const guide = h("div", { class: "alsnb-guide" });
  const add = makeSlot();
  const title = h("h3", {}, "My issues");
  const none = h("p", { class: "alsnb-empty" }, "No issue yet. What you save above waits here until your meeting.");
  const mine = keyed("ul", { class: "alsnb-list" }, (issue) => drawOneIssue(screen, makeSlot, issue));
  let drawn = "";
  const update = ({ guidance, mine: issues, add: form }) => {
    if (JSON.stringify(guidance) !== drawn) place(guide, drawGuidance(guidance));
    drawn = JSON.stringify(guidance);
    none.hidden = issues.length > 0;
    mine.show(issues, ({ entry }) => entry);
    add.show(form);
  };
  return { nodes: [guide, add.node, h("div", { class: "alsnb-part" }, title, none, mine.list)], update };
}

function drawGuidance({ format, should_be, kinds, airtime, speak, yields }) {
  if (!format) {
    return [
      h("h3", {}, "What makes a good issue"),
      h("p", {}, "The format of your set is not known, so there is no guidance of its own here; your tutor knows it, and you can enter it under “Your course”. In general: bring something real, which is yours to act on, which matters to you, and to which you do not know the answer yet."),
    ];
  }
  const list = (words) => h("ul", {}, words.map((each) => h("li", {}, each)));
  return [
    h("h3", {}, `What your format asks of you: ${format}`),
    should_be.length ? [h("p", {}, "Your issue should be"), list(should_be)] : null,
    kinds ? h("p", {}, `It is about ${kinds}.`) : null,
    airtime ? h("p", {}, `Your airtime: ${airtime}.`) : null,
    speak.length
      ? [
          h("p", {}, "When it is yours to speak:"),
          list(speak.map(({ title, what, when, minutes }) => {
            const how = [when.toLowerCase() === title.toLowerCase() ? null : when, minutes ? `${minutes} minutes` : null].filter(Boolean).join(", ");
            return `${title}${how ? ` (${how})` : ""}: ${what}`;
          })),
        ]
      : null,
    yields.length ? [h("p", {}, "By the end there should be:"), list(yields)] : null,
  ].flat();
}

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
  const goesOn = button("I go on with it", tell("continued"));
  const closed = button("It is closed", tell("closed"));
  const change = button("Change", () => slot.show(slot.name ? null : now.change, { focus: true }), { class: "alsnb-link" });
  const back = button("Take back", () => screen.tell("take_back", { entry: now.entry, slot: `back:${now.entry}` }), { class: "alsnb-link" });
  const row = h("div", { class: "alsnb-row", role: "group" }, goesOn, closed, change, back);
  const node = h("li", { class: "alsnb-card" }, title, facts, about, row, slot.node);
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
