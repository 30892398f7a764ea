// The student's log: own figures and entries, and what is handed in.

// My journey.

const COLUMNS = {
  attended: "Attended",
  presented: "Presented",
  contributions: "Contri\u00ADbutions",
  questions: "ques\u00ADtions among them",
  agreed: "Actions agreed",
  done: "done",
  partly: "partly",
  open: "still open",
  reflections: "Reflec\u00ADtions",
};

function drawJourney(screen, makeSlot) {
  const table = h("table", { class: "alsnb-table alsnb-figures" });
  const empty = h("p", { class: "alsnb-empty" }, "Nothing is recorded yet. What you promise, report and write appears here, cycle by cycle.");
  const kind = h("select", { id: freshId(), onchange: () => look() });
  const words = h("input", { id: freshId(), type: "search", autocomplete: "off", oninput: () => later() });
  const found = h("p", { class: "alsnb-quiet alsnb-gap", role: "status" });
  const list = keyed("ul", { class: "alsnb-list" }, (entry) => drawEntry(screen, makeSlot, entry));
  const back = keyed("ul", { class: "alsnb-list" }, (entry) =>
    h("li", { class: "alsnb-card alsnb-row" }, h("span", { class: "alsnb-grow alsnb-said" }, `Taken back: ${entry.words}`), button("Undo", () => screen.tell("bring_back", { entry: entry.entry, slot: `back:${entry.entry}` }))),
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
  const update = ({ figures, entries, found: number, all, kinds, taken_back }) => {
    const started = all > 0;
    empty.hidden = started;
    legend.hidden = scroll.hidden = !figures.length || !started;
    filters.hidden = !started;
    place(table, drawFigures(figures));
    const before = kind.value;
    place(kind, h("option", { value: "" }, "everything"), kinds.map((each) => h("option", { value: each.kind }, each.words)));
    kind.value = kinds.some((each) => each.kind === before) ? before : "";
    const count = number === all ? many(number, "entry", "entries") : `${number} of ${many(all, "entry", "entries")}`;
    found.textContent = started ? `${count}, newest first` : "";
    back.show([...taken_back].reverse(), ({ entry }) => entry);
    list.show(entries, ({ entry }) => entry);
    more.hidden = entries.length >= number;
    more.textContent = `Show 25 more (${number - entries.length} left)`;
  };
  const scroll = h("div", { class: "alsnb-scroll", tabindex: "0", role: "region", "aria-label": "Your figures, cycle by cycle" }, table);
  const legend = h("p", { class: "alsnb-quiet alsnb-gap" }, "Only what is yours. “Not recorded” means that nobody wrote it down; 0, that there was none.");
  const filters = h("div", { class: "alsnb-row alsnb-gap" }, labelled("Show", kind), labelled("with the words", words));
  return { nodes: [h("h3", {}, "My figures"), empty, legend, scroll, h("h3", {}, "My entries"), filters, found, back.list, list.list, more], update };
}

function drawFigures(figures) {
  const numeric = Object.keys(COLUMNS).filter((name) => name !== "attended");
  const most = Object.fromEntries(numeric.map((name) => [name, Math.max(1, ...figures.map((each) => each[name] ?? 0))]));
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
    h("caption", { class: "alsnb-gap" }, `${many(figures.length, "cycle")}; ${meetings}`),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Cycle"), Object.entries(COLUMNS).map(([name, title]) => h("th", { scope: "col", class: name === "attended" ? null : "alsnb-number" }, title)))),
    h("tbody", {}, figures.map((each) => h("tr", {}, h("th", { scope: "row" }, String(each.cycle)), Object.keys(COLUMNS).map((name) => cell(name, each[name]))))),
    figures.length > 1
      ? h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "all"), h("td", {}, attended), numeric.map((name) => h("td", { class: "alsnb-number" }, sum(name)))))
      : null,
  ];
}

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
  const change = button("Open", () => slot.show(slot.name ? null : now.change, { focus: true }), { class: "alsnb-link" });
  const back = button("Take back", () => screen.tell("take_back", { entry: now.entry, slot: `back:${now.entry}` }), { class: "alsnb-link" });
  const tools = h("div", { class: "alsnb-row", role: "group" }, change, back);
  const node = h("li", { class: "alsnb-card" }, h("div", { class: "alsnb-row" }, kind, facts), title, text, tools, slot.node);
  const update = (entry) => {
    now = entry;
    kind.textContent = entry.kind;
    const readers = entry.readers ? `readers: ${entry.readers}` : null;
    facts.textContent = [entry.cycle === null ? null : `cycle ${entry.cycle}`, moment(entry.at), readers].filter(Boolean).join(" · ");
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

// Hand in.

function drawHandIn(screen) {
  const consents = keyed("ul", { class: "alsnb-list" }, (consent) => drawConsent(screen, consent));
  const release = quiet();
  const preview = h("div", {});
  const asking = h("div", { class: "alsnb-card", hidden: true, role: "group", "aria-label": "Replace the file?" });
  const proof = drawSlip(screen);
  let shownAll = false;
  let asked = null;
  let last = null;
  const write = (what, replace = false) => screen.tell("hand_in", { what, replace, slot: "hand_in" });
  const bundle = button("Write the bundle", () => write("bundle"), { class: "alsnb-primary" });
  const text = button("Write everything held about me as a text", () => write("text"));
  const WORDS = { new: "new", changed: "changed since you handed it in", before: "handed in before" };
  const item = ({ kind, text, cycle, readers, sent }) => {
    const about = [kind, cycle === null ? null : `cycle ${cycle}`, readers && `readers: ${readers}`, sent && WORDS[sent]];
    const quietly = h("span", { class: "alsnb-quiet" }, ` (${about.filter(Boolean).join(", ")})`);
    if (text.length <= 90) return h("li", {}, h("span", { class: "alsnb-said" }, text), quietly);
    return h("li", {}, h("details", {}, h("summary", {}, `${text.slice(0, 90)} …`, quietly), h("p", { class: "alsnb-said" }, text)));
  };
  const listed = (items) => h("ul", {}, (shownAll ? items : items.slice(0, 10)).map(item));
  const all = button("Show all", () => ((shownAll = true), drawPreview(last)), { class: "alsnb-link" });
  function drawPreview(now) {
    last = now;
    if (!now) return place(preview, quiet("Looking …"));
    const nothing = now.leaving.length === 0 && now.taken_back.length === 0;
    const long = [now.leaving, now.taken_back, now.staying].some((items) => items.length > 10);
    place(
      preview,
      now.last ? h("p", {}, `You last wrote a bundle: ${moment(now.last)}.`) : null,
      now.outdated ? h("p", { class: "alsnb-problem" }, "The bundle beside your log is out of date: you have recorded something since. Write it again before you send it.") : null,
      nothing ? h("p", { class: "alsnb-empty" }, "There is nothing to hand in yet. Your actions, reports and issues are handed in; of your reflections only those that you share with “my set and the tutor”.") : null,
      now.leaving.length ? [h("h4", {}, `Your tutor gets: ${many(now.leaving.length, "entry", "entries")}, as they are now`), listed(now.leaving)] : null,
      now.taken_back.length
        ? [h("h4", {}, `Taken back since you handed it in: ${many(now.taken_back.length, "entry", "entries")}`), h("p", {}, "The bundle says that you took these back. Their words are not in it, and your tutor’s log deletes the words it has."), listed(now.taken_back)]
        : null,
      h("h4", {}, `Stays here: ${many(now.staying.length, "reflection")} marked “only me” or “my set”`),
      now.staying.length ? listed(now.staying) : null,
      long && !shownAll ? all : null,
      h("p", { class: "alsnb-quiet alsnb-gap" }, "Earlier wordings stay here, and so does what you took back before you handed it in."),
    );
    bundle.disabled = nothing;
  }
  const update = (now) => {
    consents.show(now.consents, ({ purpose }) => purpose);
    release.textContent = now.release ? `What you say here stays sealed from your tutor until ${now.release}.` : "";
    release.hidden = !now.release;
    proof.update(now.proves);
    if (now.preview || !last) drawPreview(now.preview);
    const about = now.asking && now.preview?.files[now.asking];
    asking.hidden = !about;
    if (about && asked !== now.asking) {
      const keep = button("Keep the old one", () => screen.tell("keep_file", { slot: "hand_in" }));
      place(
        asking,
        h("p", { class: "alsnb-said" }, `${about.path} is there already, written ${moment(about.written)}. Replace it by what you see here now?`),
        h("div", { class: "alsnb-row" }, button("Replace it", () => write(now.asking, true), { class: "alsnb-primary" }), keep),
      );
      keep.focus();
    }
    asked = about ? now.asking : null;
  };
  return {
    nodes: [
      h("div", {}, h("h3", {}, "What I consent to"), release, consents.list),
      h("h3", {}, "What I hand in to my tutor"),
      preview,
      proof.node,
      h("div", { class: "alsnb-row alsnb-gap" }, bundle, text),
      quiet("Both are files beside your log, which only you can read. Nothing is sent: you send the bundle."),
      asking,
    ],
    update,
  };
}

/** The secret on a member's slip: typed once, and never shown again. */
function drawSlip(screen) {
  const secret = h("input", { type: "text", id: freshId(), autocomplete: "off", spellcheck: "false" });
  const state = quiet();
  const keep = button("Keep it", () => {
    if (!secret.value.trim()) return secret.focus();
    screen.tell("slip", { secret: secret.value, slot: "slip" });
    secret.value = "";
  });
  const node = h("details", {}, h("summary", {}, "Prove that a hand-in is yours"), state, h("div", { class: "alsnb-row" }, labelled("Secret on your slip", secret), keep));
  const update = (proves) => {
    state.textContent = proves
      ? "Your secret is kept on this computer, so your hand-ins prove that they are yours. Type it again if you were given a new one."
      : "If your tutor gave you a slip with a secret, type it here. It is kept on this computer, outside your log. You can hand in without one.";
  };
  return { node, update };
}

function drawConsent(screen, first) {
  const title = h("h4", {}, first.title);
  const words = h("p", {}, first.words);
  const state = quiet();
  let told = null; // what was pressed, until it is recorded
  const tell = (given) => () => {
    told = given;
    screen.tell("consent", { purpose: first.purpose, given, slot: `consent:${first.purpose}` });
  };
  const give = button("I consent", tell(true));
  const refuse = button("", tell(false));
  const node = h("li", { class: "alsnb-card" }, title, words, state, h("div", { class: "alsnb-row", role: "group", "aria-label": first.title }, give, refuse));
  const update = ({ given, on }) => {
    state.textContent = given === null ? "You have said nothing yet; that counts as not given." : given ? `Given on ${on}.` : `Not given (said on ${on}).`;
    give.hidden = given === true;
    refuse.hidden = given === false;
    refuse.textContent = given ? "Withdraw my consent" : "I do not consent";
    if (told === null || told !== given) return;
    told = null;
    land(node, "✓ Recorded");
  };
  return { node, update };
}
