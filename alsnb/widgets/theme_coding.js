// Coding of themes: a codebook, one reflection at a time to code with it, and how far coders agree.

const LEVEL_WORDS = [
  ["habitual_action", "h", "Habitual action", "tells what was done or said, without thinking about it"],
  ["understanding", "u", "Understanding", "grasps an idea, without relating it to the writer's own experience"],
  ["reflection", "r", "Reflection", "relates it to the writer's own experience, and finds what it means there"],
  ["critical_reflection", "c", "Critical reflection", "sees that the writer's own beliefs or ways of seeing have changed"],
];
const THEME_KEYS = [..."123456789abdefgijklmoqtvwxy"];
const KEYS = [
  ["1 … 9, a, b, d …", "choose a theme, or take it back; with a passage selected: mark it with the theme"],
  ["→ ←", "in the text: select the next or previous word; with Shift: extend the selection"],
  ["↓ ↑", "in the text: select the next or previous sentence; with Shift: extend the selection"],
  ["Esc", "select nothing"],
  ["h u r c", "how deep it goes: habitual action, understanding, reflection, critical reflection"],
  ["Ctrl + Enter", "done, and on to the next"],
  ["n, p", "next, previous, leaving this one as it is"],
  ["s", "skip: it comes back at the end"],
  ["z", "take back the reflection done last"],
  ["/", "find a theme"],
  ["?", "show these keys"],
];
const SCOPE_WORDS = {
  left: "all that are left",
  sample: "left in the double-coding sample",
  again: "to code again",
  all: "all, those done too",
};

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
const button = (text, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, text);
const showKeys = (keys) => keys.split(/(?<=\S), |(?<=\S) (?=\S)/).map((key) => h("kbd", {}, key));

function chooser(label, words, choose) {
  const id = freshId();
  const options = Object.entries(words).map(([value, text]) => h("option", { value }, text));
  const box = h("select", { id, onchange: () => choose(box.value) }, options);
  return { box, node: h("div", { class: "coding-choice" }, h("label", { for: id }, label), box) };
}

function ticked(label, change) {
  const id = freshId();
  const box = h("input", { type: "checkbox", id, onchange: () => change(box.checked) });
  return { box, node: h("label", { for: id, class: "coding-tick" }, box, label) };
}

/** A text of several lines or one, kept in the browser until it has been used. */
function keptInput(screen, name, label, { long = false } = {}) {
  const id = freshId();
  const box = h(long ? "textarea" : "input", { id, autocomplete: "off", ...(long ? { rows: 2 } : { type: "text" }) });
  box.value = screen.recall(name, "");
  box.addEventListener("input", () => (screen.remember(name, box.value), grow(box)));
  box.addEventListener("grow", () => grow(box));
  const clear = () => (screen.remember(name, ""), (box.value = ""));
  return { box, clear, node: h("div", { class: "alsnb-field" }, h("label", { for: id }, label), box) };
}

// The text of a reflection: passages are selected in it, by mouse or by keyboard, and shown where themes were found.

function passageText(changed) {
  const node = h("div", {
    class: "coding-text alsnb-said", tabindex: "0", role: "group", "aria-label": "The reflection; select words with the arrow keys",
  });
  let text = "";
  let selected = null; // { start, end }
  let anchor = null;
  let head = null;
  let words = [];
  let sentences = [];

  const offset = (container, place) => {
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(container, place);
    return range.toString().length;
  };
  function locate(at) {
    const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    let last = node;
    for (let left = at, each = walk.nextNode(); each; each = walk.nextNode()) {
      if (left <= each.length) return [each, left];
      left -= each.length;
      last = each;
    }
    return [last, last.length ?? 0];
  }
  function trimmed(start, end) {
    while (start < end && /\s/.test(text[start])) start++;
    while (end > start && /\s/.test(text[end - 1])) end--;
    return start < end ? { start, end } : null;
  }
  function tell(now) {
    if (now?.start === selected?.start && now?.end === selected?.end) return;
    selected = now;
    changed(now && text.slice(now.start, now.end));
  }
  function select(start, end) {
    document.getSelection().setBaseAndExtent(...locate(start), ...locate(end));
    tell({ start, end });
  }
  function clear() {
    if (selected) document.getSelection().removeAllRanges();
    anchor = head = null;
    tell(null);
  }
  function move(units, forward, extend) {
    const now = head ?? selected;
    const next = !now
      ? (forward ? units[0] : units.at(-1))
      : forward
        ? units.find((each) => each.end > now.end)
        : units.findLast((each) => each.start < now.start);
    if (!next) return;
    head = next;
    if (!extend || !anchor) anchor = extend && selected ? selected : next;
    select(Math.min(anchor.start, next.start), Math.max(anchor.end, next.end));
  }
  node.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "a") {
      event.preventDefault();
      anchor = head = { start: 0, end: text.length };
      return select(0, text.length);
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const units = { ArrowRight: words, ArrowLeft: words, ArrowDown: sentences, ArrowUp: sentences }[event.key];
    if (!units) return;
    event.preventDefault();
    move(units, event.key === "ArrowRight" || event.key === "ArrowDown", event.shiftKey);
  });
  function fromMouse() {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return void (document.activeElement === node && tell(null));
    const range = chosen.getRangeAt(0);
    if (!node.contains(range.startContainer) || !node.contains(range.endContainer)) return;
    const now = trimmed(offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset));
    if (now && (now.start !== selected?.start || now.end !== selected?.end)) anchor = head = now;
    tell(now);
  }
  document.addEventListener("selectionchange", fromMouse);

  /** Show a text with its marks, each { start, end, label, line }. */
  function show(now, marks) {
    if (now !== text) {
      text = now;
      anchor = head = null;
      words = [...text.matchAll(/\S+/g)].map((each) => ({ start: each.index, end: each.index + each[0].length }));
      const parts = "Segmenter" in Intl ? [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)] : [];
      const spans = parts.map((each) => trimmed(each.index, each.index + each.segment.length)).filter(Boolean);
      sentences = spans.length ? spans : [{ start: 0, end: text.length }];
      tell(null);
    }
    const edges = [...new Set([0, text.length, ...marks.flatMap((each) => [each.start, each.end])])].sort((a, b) => a - b);
    const pieces = edges.slice(0, -1).map((start, place) => {
      const end = edges[place + 1];
      const here = marks.filter((each) => each.start <= start && each.end >= end);
      if (!here.length) return text.slice(start, end);
      const labels = marks.filter((each) => each.end === end).map((each) => each.label);
      // Labels are drawn from an attribute: in the text they would be selected with it.
      return here.reduceRight(
        (inner, each) => h("mark", { class: `coding-mark coding-line-${each.line}` }, inner),
        h("span", labels.length ? { class: "coding-labelled", "data-label": labels.join(", ") } : {}, text.slice(start, end)),
      );
    });
    place(node, pieces.map((each) => (typeof each === "string" ? document.createTextNode(each) : each)));
    if (selected && document.activeElement === node) select(selected.start, selected.end);
  }
  return {
    node,
    show,
    clear,
    get selected() {
      return selected;
    },
    close: () => document.removeEventListener("selectionchange", fromMouse),
  };
}

// Coding

function codePanel(screen, openTab) {
  const kept = new Map(); // what is chosen in reflections that are not done: entry → { themes, level }
  const starts = new Map(); // where a passage stands that occurs more than once
  const timers = new Map();
  const finished = new Set(); // done or skipped, and not answered yet
  let view = { themes: [], items: {}, ahead: [], progress: {} };
  let at = null;
  let lastMove = null;
  let undoing = false;
  let drawn = null;

  const progress = h("p", { class: "coding-progress", role: "status" });
  const scope = chooser("Show", SCOPE_WORDS, (value) => move("show", { scope: value }));
  const order = chooser("in order", { shuffled: "shuffled for you", by_set: "of set and cycle" }, (value) =>
    move("show", { order: value }),
  );
  const members = ticked("show members' codes", (on) => screen.tell("show", { members: on, slot: "members" }));
  const empty = h("div", { class: "alsnb-empty", hidden: true });
  const about = h("p", { class: "alsnb-quiet coding-about" });
  const prompt = h("p", { class: "coding-prompt" });
  const text = passageText(showSelected);
  const chosen = h("p", { class: "alsnb-help coding-selected", role: "status" });
  const formerly = h("div", { class: "alsnb-help" });
  const find = h("input", { type: "text", "aria-label": "Find a theme", placeholder: "find a theme", autocomplete: "off" });
  find.addEventListener("input", () => showThemes());
  const list = keyed("ul", { class: "alsnb-list coding-themes" }, drawTheme);
  const suggesting = ticked("suggest themes", (on) => {
    screen.remember(item()?.sample ? "suggest-sample" : "suggest", on);
    showThemes();
  });
  const whyNot = h("p", { class: "alsnb-help" });
  const levels = LEVEL_WORDS.map(([value, key, name, words]) => ({
    value,
    node: button([h("kbd", {}, key), ` ${name}`], () => setLevel(value), { "aria-pressed": "false", title: words, "aria-keyshortcuts": key }),
    words,
  }));
  const done = button([`Done, next `, h("kbd", {}, "Ctrl+Enter")], finish, { class: "alsnb-primary", "aria-keyshortcuts": "Control+Enter" });
  const undo = button([h("kbd", {}, "z"), " Take back the last"], undoLast, { "aria-keyshortcuts": "z" });
  const recorded = h("p", { class: "alsnb-help" });
  const keys = h("details", { class: "coding-keys" }, h("summary", {}, "Keys (?)"),
    h("dl", {}, KEYS.map(([key, what]) => [h("dt", {}, showKeys(key)), h("dd", {}, what)])));
  const desk = h("div", { class: "coding-desk" },
    h("div", { class: "coding-left" }, about, prompt, text.node, chosen, formerly,
      h("div", { role: "group", "aria-label": "How deep does it go?", class: "coding-levels" },
        h("h4", {}, "How deep does it go?", h("span", { class: "alsnb-required" }, " (Kember's levels; may be left open)")),
        levels.map((each) => h("div", { class: "coding-level" }, each.node, h("span", { class: "alsnb-help" }, each.words))))),
    h("div", { class: "coding-right" },
      h("div", { class: "alsnb-row" }, h("h4", { class: "alsnb-grow" }, "Themes in it"), suggesting.node), whyNot, find, list.list),
  );
  const actions = h("div", { class: "coding-actions" },
    h("div", { class: "alsnb-actions" }, done,
      button([h("kbd", {}, "s"), " Skip"], skip, { "aria-keyshortcuts": "s" }),
      button([h("kbd", {}, "p"), " Previous"], back, { "aria-keyshortcuts": "p" }),
      button([h("kbd", {}, "n"), " Next"], next, { "aria-keyshortcuts": "n" }), undo), recorded);
  const whole = h("div", {}, desk, actions, keys);
  const node = h("div", { tabindex: "-1", class: "coding-panel" },
    h("div", { class: "alsnb-row coding-bar" }, progress, scope.node, order.node, members.node), empty, whole);

  const item = () => view.items?.[at];
  const settled = () => lastMove === null || view.moved === lastMove;
  const coder = () => view.coder;

  /** What is chosen in a reflection: here, on its way to the kernel, kept there, or recorded. */
  function work(entry) {
    if (!kept.has(entry)) {
      const its = view.items[entry];
      const unsent = screen.outbox.waiting.findLast((each) => each.kind === "working" && each.entry === entry && each.coder === coder());
      const from = unsent?.work ?? its.working ?? { themes: its.mine, level: its.level };
      kept.set(entry, structuredClone({ themes: from.themes ?? {}, level: from.level ?? null }));
    }
    return kept.get(entry);
  }
  function change(entry) {
    clearTimeout(timers.get(entry));
    timers.set(entry, setTimeout(() => keep(entry), KEPT_AFTER));
    show();
  }
  function keep(entry) {
    clearTimeout(timers.get(entry));
    timers.delete(entry);
    screen.tell("working", { entry, coder: coder(), work: kept.get(entry), slot: `working:${entry}` });
  }
  function judgement(entry, theme) {
    return (work(entry).themes[theme] ??= { present: false, passages: [], note: "" });
  }

  function choose(theme) {
    const its = item();
    if (!its) return;
    const said = judgement(at, theme);
    const span = text.selected;
    if (span) {
      // Passages are kept one a line.
      for (const match of its.text.slice(span.start, span.end).matchAll(/[^\n]*\S[^\n]*/g)) {
        const passage = match[0].trim();
        if (!said.passages.includes(passage)) said.passages.push(passage);
        starts.set(`${at} ${passage}`, its.text.indexOf(passage, span.start + match.index));
      }
      said.present = true;
      text.clear();
    } else {
      said.present = !said.present;
    }
    change(at);
  }
  function setLevel(level) {
    if (!item()) return;
    const now = work(at);
    now.level = now.level === level ? null : level;
    change(at);
  }

  // Moving: what is known already is shown at once, and the kernel is told.

  function move(kind, values) {
    lastMove = screen.tell(kind, { coder: coder(), ...values }).id;
  }
  const following = () => view.ahead.find((entry) => entry !== at && !finished.has(entry) && view.items[entry]) ?? null;
  function goTo(entry) {
    at = entry;
    text.clear();
    show();
  }
  function finish() {
    const its = item();
    if (!its) return;
    const entry = at;
    const said = work(entry);
    clearTimeout(timers.get(entry));
    timers.delete(entry);
    screen.outbox.clear(`working:${entry}`);
    finished.add(entry);
    const to = following();
    move("done", {
      entry, themes: said.themes, level: said.level, looked_at: view.themes.map((each) => each.theme), next: to,
    });
    goTo(to);
  }
  function skip() {
    if (!item()) return;
    finished.add(at);
    const [entry, to] = [at, following()];
    move("go", { skip: entry, to });
    goTo(to);
  }
  function next() {
    const to = following();
    move("go", { to });
    if (to) goTo(to);
  }
  function back() {
    const to = settled() ? view.before : null;
    if (settled() && !to) return;
    move("go", { back: true, to });
    if (to) goTo(to);
  }
  function undoLast() {
    if (!settled()) return void (undoing = true); // the answer to the last "done" says what it is
    undoing = false;
    if (!view.last) return;
    kept.delete(view.last.entry);
    move("undo", { entry: view.last.entry, at_done: view.last.at });
  }

  // Drawing

  function showSelected(passage) {
    const short = passage && passage.length > 120 ? `${passage.slice(0, 80)} … ${passage.slice(-30)}` : passage;
    place(chosen, passage ? `Selected: “${short}”. Choose a theme to mark it.`
      : "Select a passage with the mouse or the arrow keys, then choose its theme; or choose a theme for the whole reflection.");
  }

  function drawTheme({ theme }) {
    const key = h("kbd", {});
    const pick = button([key, " ", h("span", {}, theme)], () => choose(theme), { "aria-pressed": "false" });
    const suggestion = h("span", { class: "alsnb-mark coding-suggested", hidden: true });
    const definition = h("p", { class: "alsnb-help coding-definition" });
    const passages = h("ul", { class: "alsnb-list" });
    const noteId = freshId();
    const note = h("textarea", { id: noteId, rows: 1 });
    note.addEventListener("input", () => {
      judgement(at, theme).note = note.value;
      grow(note);
      clearTimeout(timers.get(at));
      timers.set(at, setTimeout(keep, KEPT_AFTER, at));
    });
    note.addEventListener("grow", () => grow(note));
    const noting = h("div", { class: "coding-note" }, h("label", { for: noteId }, "Note"), note);
    const node = h("li", { class: "coding-theme" }, h("div", { class: "alsnb-row" }, pick, suggestion), definition, passages, noting);
    return {
      node,
      update({ said, letter, suggested, line, description, depth }) {
        key.textContent = letter ?? "";
        key.hidden = !letter;
        pick.setAttribute("aria-pressed", String(said.present));
        if (letter) pick.setAttribute("aria-keyshortcuts", letter);
        else pick.removeAttribute("aria-keyshortcuts");
        node.className = `coding-theme coding-depth-${Math.min(depth, 3)} coding-line-${line}${said.present ? " coding-present" : ""}`;
        suggestion.hidden = !suggested;
        suggestion.textContent = suggested ? `suggested: ${suggested.words}` : "";
        definition.textContent = description ?? "";
        noting.hidden = !said.present;
        if (document.activeElement !== note && note.value !== said.note) note.value = said.note ?? "";
        requestAnimationFrame(() => grow(note));
        place(passages, said.present ? said.passages.map((passage) =>
          h("li", { class: "coding-passage" }, h("q", { class: `coding-mark coding-line-${line}` }, passage),
            button("Remove", () => {
              said.passages.splice(said.passages.indexOf(passage), 1);
              change(at);
              pick.focus();
            }, { "aria-label": `Remove the passage “${passage.slice(0, 60)}” from ${theme}` }))) : []);
      },
    };
  }

  const suggestionsOn = () => screen.recall(item()?.sample ? "suggest-sample" : "suggest", !item()?.sample);

  function visibleThemes() {
    const wanted = find.value.trim().toLowerCase();
    return view.themes.filter((each) => !wanted || `${each.theme} ${each.description ?? ""}`.toLowerCase().includes(wanted));
  }

  function showThemes() {
    const its = item();
    if (!its) return;
    const on = suggestionsOn();
    suggesting.box.checked = on;
    const off = "Off in the double-coding sample: suggestions shown to both coders would make them agree more than they do.";
    const none = its.state !== "done" && !its.suggested.length ? "No theme is near enough in its words to be suggested." : "";
    whyNot.textContent = on ? none : its.sample ? off : "";
    find.hidden = view.themes.length < 10;
    const lines = new Map(view.themes.map((each, place) => [each.theme, place % 5]));
    const suggested = new Map(on ? its.suggested.map((each) => [each.theme, each]) : []);
    list.show(
      visibleThemes().map((each, place) => ({
        ...each,
        said: judgement(at, each.theme),
        letter: THEME_KEYS[place],
        suggested: suggested.get(each.theme),
        line: lines.get(each.theme),
      })),
      (each) => each.theme,
    );
    const marks = view.themes.flatMap((each) => {
      const said = work(at).themes[each.theme];
      return (said?.present ? said.passages : []).map((passage) => {
        const start = starts.get(`${at} ${passage}`) ?? its.text.indexOf(passage);
        return { start, end: start + passage.length, label: each.theme, line: lines.get(each.theme) };
      });
    });
    text.show(its.text, marks.filter((each) => each.start >= 0));
    for (const each of levels) each.node.setAttribute("aria-pressed", String(work(at).level === each.value));
    const absent = view.themes.filter((each) => !work(at).themes[each.theme]?.present).length;
    place(recorded, absent === view.themes.length
      ? "Done records that none of the themes is in this reflection."
      : `Done records the ${plural(absent, "theme")} not chosen as not present, so that shares are of all reflections judged.`);
  }

  function show() {
    const { all, done: coded, sample, sample_left: left, again } = view.progress ?? {};
    place(progress, all === undefined ? "" : `${coded} of ${all} done`,
      sample ? `, ${left} of ${sample} left in the double-coding sample` : "", again ? `, ${again} to code again` : "");
    scope.box.value = view.scope;
    order.box.value = view.order;
    members.box.checked = view.members;
    undo.disabled = !view.last && settled();
    const its = item();
    const nothing = !view.themes?.length || !all;
    whole.hidden = nothing || (at === null && settled());
    desk.hidden = !its;
    empty.hidden = !whole.hidden;
    if (!empty.hidden) {
      place(empty, ...emptyWords());
    } else if (its) {
      const parts = [its.set && `Set ${its.set}`, `cycle ${its.cycle}`, its.member ? `member ${its.member}` : "a member"];
      place(about, parts.filter(Boolean).join(" · "),
        its.sample ? [" ", h("span", { class: "alsnb-mark" }, "double-coding sample: code it on your own")] : "",
        its.state === "done" ? [" ", h("span", { class: "alsnb-mark" }, "done")] : "",
        its.state === "again" ? [" ", h("span", { class: "alsnb-mark" }, `to code again: ${its.missing.join(", ")}`)] : "");
      place(prompt, its.prompt ?? "");
      place(formerly, its.formerly.map((each) =>
        h("p", {}, `You had found ${each.theme} here, which was split since`, each.passages.length ? [": ", each.passages.map((passage) => h("q", {}, passage))] : ".")));
      if (drawn !== at) showSelected(null);
      drawn = at;
      showThemes();
    }
  }

  function emptyWords() {
    if (!view.progress?.all) {
      return [
        h("p", {}, "There is nothing to code yet: this log holds no reflection that its writer shares with the tutor."),
        h("p", {}, "Gather what students handed in, in a terminal: ", h("code", {}, "alsnb gather FOLDER cohort.db"), ". Then:"),
        button("Look again", () => screen.tell("show", { slot: "look" })),
      ];
    }
    if (!view.themes.length) {
      return [h("p", {}, "There is no codebook yet: the themes to look for. "), button("Make the codebook", () => openTab("codebook"))];
    }
    const more = view.scope === "all" || !(view.progress.all - view.progress.done) ? null
      : button("Show all that are left", () => move("show", { scope: "left" }));
    const words = {
      left: `All ${plural(view.progress.all, "reflection")} are done. Themes come out under Agreement, and in the learning_themes notebook.`,
      sample: "The double-coding sample is done. See Agreement for how far it goes with what others judged.",
      again: "Nothing is to be coded again.",
      all: "That is all there is.",
    };
    return [h("p", {}, words[view.scope]), more, view.last ? button("Take back the last", undoLast) : null].filter(Boolean);
  }

  node.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      return finish();
    }
    const typing = ["TEXTAREA", "SELECT"].includes(event.target.tagName) || event.target === find;
    if (event.target === find && ["Enter", "Escape"].includes(event.key)) {
      event.preventDefault();
      if (event.key === "Enter" && visibleThemes().length) choose(visibleThemes()[0].theme);
      find.value = "";
      text.node.focus();
      return showThemes();
    }
    if (typing && event.key === "Escape") return text.node.focus();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || whole.hidden) return;
    const level = levels.find((each, place) => LEVEL_WORDS[place][1] === event.key);
    const theme = visibleThemes()[THEME_KEYS.indexOf(event.key)];
    const command = { n: next, p: back, s: skip, z: undoLast, Escape: () => text.clear() }[event.key];
    if (event.key === "/" && !find.hidden) find.focus();
    else if (event.key === "?") keys.open = !keys.open;
    else if (level) setLevel(level.value);
    else if (theme && THEME_KEYS.includes(event.key)) choose(theme.theme);
    else if (command) command();
    else return;
    event.preventDefault();
  });

  return {
    node,
    goTo(entry) {
      move("go", { to: entry });
      if (view.items[entry]) goTo(entry);
    },
    update(now) {
      const before = view;
      view = now;
      if (before.coder !== now.coder || before.cohort !== now.cohort) kept.clear();
      if (settled()) {
        if (at !== now.at) text.clear();
        at = now.at;
        // What is done is as the log has it, from here on.
        for (const entry of finished) if (entry !== at || now.items[entry]?.state === "done") kept.delete(entry);
        finished.clear();
      }
      show();
      if (undoing && settled()) undoLast();
    },
  };
}

// The codebook

function bookPanel(screen) {
  let view = null;
  const adding = h("div", {});
  const add = button("Add a theme", () => openNew(), { class: "alsnb-primary" });
  const starter = button("Start from alsnb's themes", () => screen.tell("starter", { cohort: view.cohort, slot: "starter" }));
  const empty = h("div", { class: "alsnb-empty", hidden: true },
    h("p", {}, "The codebook is empty. Add the first theme, or start from eight themes that come up in many sets (listening, delegation, difficult conversations, workload …) and change them."),
    starter);
  const list = keyed("ul", { class: "alsnb-list" }, drawTheme);
  const gone = keyed("ul", { class: "alsnb-list" }, drawGone);
  const goneHeading = h("h3", {}, "No longer in the codebook");
  const node = h("div", {}, h("div", { class: "coding-add" }, add), adding, empty, list.list, goneHeading, gone.list);
  const begun = (form) => {
    const state = screen.model.get("forms")[form]?.state;
    return state?.restored_at || state?.drafted_at;
  };
  const tell = (kind, values) => screen.tell(kind, { cohort: view.cohort, coder: view.coder, ...values });

  function openNew() {
    const form = screen.form(`theme:new:${view.cohort}`);
    place(adding, h("div", { class: "alsnb-card" }, form));
    form.querySelector("input")?.focus();
  }

  function drawTheme({ entry }) {
    let theme = null;
    const name = h("h4", { class: "alsnb-grow" });
    const definition = h("p", { class: "alsnb-said" });
    const example = h("p", { class: "alsnb-said alsnb-quiet" });
    const counts = h("p", { class: "alsnb-quiet" });
    const past = drawHistory();
    const open = h("div", {});
    const show = (panel) => {
      const same = open.firstChild === panel();
      place(open, same ? null : panel());
      open.querySelectorAll("textarea").forEach((each) => each.dispatchEvent(new Event("grow")));
      open.querySelector("input, textarea, select")?.focus();
    };
    const panels = {};
    const once = (which, make) => () => (panels[which] ??= make());
    const edit = once("edit", () => screen.form(`theme:${entry}`));
    const target = chooser("Merge into", {}, () => {});
    const merge = once("merge", () => h("div", { class: "coding-change" }, target.node,
      h("p", { class: "alsnb-help" }, "What was coded with this theme is coded with the other one then; this one leaves the codebook."),
      button("Merge", () => (target.box.value && tell("merge", { theme: theme.theme, into: target.box.value }), place(open)))));
    const newName = keptInput(screen, `rename:${entry}`, "New name");
    const rename = once("rename", () => h("div", { class: "coding-change" }, newName.node,
      button("Rename", () => {
        if (!newName.box.value.trim()) return newName.box.focus();
        tell("rename", { theme: theme.theme, name: newName.box.value });
        newName.clear();
        place(open);
      })));
    const parts = [];
    const part = (place) => ({
      name: keptInput(screen, `split:${entry}:${place}:name`, `Theme ${place + 1}`),
      description: keptInput(screen, `split:${entry}:${place}:definition`, "Definition", { long: true }),
    });
    const many = () => Math.max(2, [2, 3, 4, 5].filter((place) => screen.recall(`split:${entry}:${place}:name`, "")).map((place) => place + 1).at(-1) ?? 0);
    const drawPart = (each, place) => h("fieldset", { class: "coding-part" }, h("legend", {}, `Part ${place + 1}`), each.name.node, each.description.node);
    const splitting = once("split", () => {
      const fields = h("div", {});
      const more = () => {
        parts.push(part(parts.length));
        fields.append(drawPart(parts.at(-1), parts.length - 1));
      };
      for (let count = many(); count; count--) more();
      return h("div", { class: "coding-change" }, fields,
        h("p", { class: "alsnb-help" }, "Reflections in which the theme was found are to be coded again; where it was not, none of its parts is."),
        h("div", { class: "alsnb-row" },
          button("Split", () => {
            const named = parts.filter((each) => each.name.box.value.trim());
            if (named.length < 2) return parts.find((each) => !each.name.box.value.trim()).name.box.focus();
            tell("split", { theme: theme.theme, parts: named.map((each) => ({ theme: each.name.box.value, description: each.description.box.value })) });
            parts.forEach((each) => (each.name.clear(), each.description.clear()));
            place(open);
          }),
          button("One part more", more)));
    });
    const called = (verb) => ({ "aria-label": `${verb} ${name.textContent}` });
    const buttons = {};
    for (const [verb, act] of [
      ["Edit", () => show(edit)], ["Rename", () => show(rename)], ["Merge", () => show(merge)],
      ["Split", () => show(splitting)], ["Remove", () => tell("remove", { theme: theme.theme })],
    ]) buttons[verb] = button(verb, act);
    const node = h("li", { class: "alsnb-card" }, h("div", { class: "alsnb-row" }, name, Object.values(buttons)),
      definition, example, counts, open, past.node);
    // What was typed and not used yet is shown again.
    if (begun(`theme:${entry}`)) place(open, edit());
    else if (newName.box.value) place(open, rename());
    else if ([0, 1, 2, 3, 4, 5].some((place) => screen.recall(`split:${entry}:${place}:name`, "") || screen.recall(`split:${entry}:${place}:definition`, ""))) place(open, splitting());
    return {
      node,
      update(now) {
        theme = now;
        node.style.marginInlineStart = `${1.5 * now.depth}rem`;
        place(name, now.theme);
        for (const [verb, each] of Object.entries(buttons)) each.setAttribute("aria-label", `${verb} ${now.theme}`);
        place(definition, now.description ?? h("span", { class: "alsnb-quiet" }, "no definition yet"));
        place(example, now.example ? ["Example: ", h("q", {}, now.example)] : null, now.parent ? ` Part of ${now.parent}.` : null);
        place(counts, tally(now.counts));
        past.update(now.history);
        const others = now.others.filter((each) => each !== now.theme);
        const chosen = target.box.value;
        if (target.box.options.length !== others.length || [...target.box.options].some((each, at) => each.value !== others[at])) {
          place(target.box, others.map((each) => h("option", { value: each }, each)));
          if (others.includes(chosen)) target.box.value = chosen;
        }
        buttons.Merge.disabled = !others.length;
      },
    };
  }

  function tally(counts) {
    if (!counts.length) return "Nobody has judged it yet, as far as you may see.";
    return `Found in ${counts.map((each) => `${each.present} of ${plural(each.judged, "reflection")} ${each.mine ? "by you" : `by ${each.coder} (of those you judged too)`}`).join(", in ")}.`;
  }

  function drawHistory() {
    const items = h("ol", {});
    const node = h("details", { class: "alsnb-history" }, h("summary", {}, "History"), items);
    return {
      node,
      update: (history) => place(items, history.map(({ at, author, said }) =>
        h("li", {}, h("b", {}, `${moment(at)}${author ? `, ${author}` : ""}`), h("p", {}, said)))),
    };
  }

  function drawGone() {
    let theme = null;
    const name = h("h4", { class: "alsnb-grow" });
    const what = h("p", { class: "alsnb-quiet" });
    const past = drawHistory();
    const restore = button("Bring back", () => tell("restore", { theme: theme.theme, at_change: theme.at }));
    const node = h("li", { class: "alsnb-card" }, h("div", { class: "alsnb-row" }, name, restore), what, past.node);
    return {
      node,
      update(now) {
        theme = now;
        place(name, now.theme);
        restore.setAttribute("aria-label", `Bring back ${now.theme}`);
        const how = now.merged_into ? `merged into ${now.merged_into}` : now.split_into.length ? `split into ${now.split_into.join(" and ")}` : "removed";
        place(what, `${how}, ${moment(now.at)}`);
        past.update(now.history);
      },
    };
  }

  return {
    node,
    update(now) {
      view = now;
      const codebook = now.codebook;
      if (!codebook) return;
      const form = `theme:new:${now.cohort}`;
      if (!adding.firstChild && begun(form)) openNew();
      empty.hidden = codebook.themes.length > 0;
      const others = codebook.themes.map((each) => each.theme);
      const depths = new Map(now.themes.map((each) => [each.theme, each.depth]));
      list.show(codebook.themes.map((each) => ({ ...each, others, depth: Math.min(depths.get(each.theme) ?? 0, 3) })), (each) => each.entry);
      goneHeading.hidden = !codebook.gone.length;
      gone.show(codebook.gone, (each) => each.entry);
    },
  };
}

// Agreement

function agreementPanel(screen, openReflection) {
  const waiting = h("p", { class: "alsnb-status", role: "status" }, "working it out …");
  const told = h("div", {});
  const heading = h("h3", {}, "To talk about");
  const settled = h("p", { class: "alsnb-quiet" });
  const list = keyed("ul", { class: "alsnb-list" }, drawDisagreement);
  const talk = h("div", { hidden: true }, heading, settled, list.list);
  const node = h("div", {}, waiting, told, talk);
  const two = (number) => number.toFixed(2).replace("-", "−");
  const levelName = (value) => LEVEL_WORDS.find(([name]) => name === value)?.[2].toLowerCase() ?? value;

  function estimate(row, name, fewest) {
    if (row.reflections < fewest) return h("span", { class: "alsnb-quiet" }, `too few: ${row.reflections} of ${fewest}`);
    if (row[name] === null) return h("span", { class: "alsnb-quiet" }, "all judged the same: not defined");
    const range = row[`${name}_low`] === null ? "" : ` (${two(row[`${name}_low`])} to ${two(row[`${name}_high`])})`;
    return `${two(row[name])}${range}`;
  }
  const share = (row) => (row.agreeing_share_of_pairs === null ? "–" : `${Math.round(100 * row.agreeing_share_of_pairs)} %`);
  // By the low end of the interval, as so few reflections leave much open.
  const verdict = ({ alpha, alpha_low: low }) =>
    alpha === null ? "" : low === 1 ? "no difference yet" : low >= 0.8 ? "reliable" : low >= 0.667 ? "tentative" : alpha >= 0.667 ? "not sure yet" : "low";
  const table = (caption, heads, rows) =>
    h("div", { class: "alsnb-scroll", tabindex: "0", role: "group", "aria-label": caption },
      h("table", { class: "alsnb-table" }, h("caption", {}, caption),
        h("thead", {}, h("tr", {}, heads.map((each) => h("th", { scope: "col" }, each)))),
        h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((each) => h("td", {}, each)))))));

  function drawDisagreement() {
    let now = null;
    const what = h("h4", {});
    const where = h("p", { class: "alsnb-quiet" });
    const text = h("p", { class: "alsnb-said" });
    const said = h("ul", {});
    const change = button("Open it", () => openReflection(now.entry));
    const node = h("li", { class: "alsnb-card" }, h("div", { class: "alsnb-row" }, h("div", { class: "alsnb-grow" }, what, where), change),
      h("details", {}, h("summary", {}, "The reflection"), text), said);
    return {
      node,
      update(item) {
        now = item;
        place(what, item.theme ?? "How deep it goes");
        place(where, [item.set && `Set ${item.set}`, `cycle ${item.cycle}`, item.prompt].filter(Boolean).join(" · "));
        place(text, item.text);
        change.setAttribute("aria-label", `Open the reflection about which you disagree on ${item.theme ?? "how deep it goes"}`);
        const word = (value) => (item.theme === null ? levelName(value) : value ? "present" : "not present");
        place(said, item.said.map((each) => h("li", {}, h("b", {}, each.mine ? "You" : each.coder), `: ${word(each.value)}`,
          each.first !== null ? ` (at first: ${word(each.first)})` : "", each.passages.map((passage) => [" ", h("q", {}, passage)]))));
      },
    };
  }

  return {
    node,
    update(view) {
      const now = view.agreement;
      if (!now) return;
      waiting.hidden = true;
      const reflexive = now.reflexive.length && h("p", { class: "alsnb-empty" },
        `${now.all_reflexive ? "No agreement is shown" : `Set ${now.reflexive.join(", ")} does not count here`}: `,
        "it is coded reflexively, where a theme is one reader's considered interpretation, so that two readers agreeing would not make it truer.");
      if (now.all_reflexive) return place(told, reflexive), void (talk.hidden = true);
      const both = now.themes.find((each) => each.theme === null);
      if (!both) {
        talk.hidden = true;
        return place(told, reflexive || null, h("div", { class: "alsnb-empty" },
          h("p", {}, "No reflection is done by you and another coder yet."),
          h("p", {}, `About ${Math.round(100 * view.share)} % of the reflections, the same for every coder, are the double-coding sample: `,
            "choose Show: left in the double-coding sample under Code, and ask a second coder to do the same with this log. ",
            "Until you are done with a reflection, nothing that others judged in it is shown to you, nor counted here.")));
      }
      const rows = [both, ...now.themes.filter((each) => each !== both)];
      const pairs = now.pairs.filter((each) => each.theme === null);
      place(told, reflexive || null,
        h("p", {}, `${plural(both.reflections, "reflection")} done by you and ${now.coders.join(", ")}. What counts is what each judged before seeing the other's.`),
        table("Whether a theme is there", ["Theme", "reflections", "same", "Krippendorff's alpha (95 % interval)", ""],
          rows.map((row) => [row.theme ?? "all themes", row.reflections, share(row), estimate(row, "alpha", now.fewest), verdict(row)])),
        h("p", { class: "alsnb-help" }, "1 is full agreement, 0 what chance would give. Krippendorff relies on 0.80 and more, draws tentative conclusions from 0.67, and none below. Here the whole interval has to be above; “not sure yet” is where only part of it is: code more of the sample. Rare themes take longest."),
        pairs.length ? table("Coder by coder", ["Coders", "reflections", "same", "Cohen's kappa (95 % interval)"],
          pairs.map((row) => [`${row.coder} and ${row.other_coder}`, row.reflections, share(row), estimate(row, "kappa", now.fewest)])) : null,
        now.levels.length ? table("How deep it goes (Kember)", ["Coders", "reflections", "same", "Krippendorff's alpha, ordinal (95 % interval)", ""],
          now.levels.map((row) => [row.coders, row.reflections, share(row), estimate(row, "alpha", now.fewest), verdict(row)])) : null);
      const { open, count, settled: done } = now.disagreements;
      talk.hidden = false;
      place(settled, count ? `${plural(count, "judgement")} differ${count === 1 ? "s" : ""}${count > open.length ? `; the first ${open.length} are shown` : ""}. ` : "You agree on all that both of you judged. ",
        done ? `${plural(done, "other")} ${done === 1 ? "was" : "were"} settled. ` : "",
        "Talk, then open and change what you now see otherwise: the figures above stay as they were, and so does the history.");
      list.show(open, (each) => `${each.entry} ${each.theme}`);
    },
  };
}

// The screen

function drawCoding(screen) {
  screen.root.classList.add("alsnb-wide");
  const who = h("p", { class: "alsnb-quiet alsnb-row" });
  const ask = h("div", {});
  let pages = null;
  let asked = false;
  const openTab = (name) => pages.choose(name, { focus: true });
  const code = codePanel(screen, openTab);
  const book = bookPanel(screen);
  const agreement = agreementPanel(screen, (entry) => {
    pages.choose("code");
    code.goTo(entry);
    code.node.focus();
  });
  const shown = (tab) => () => screen.tell("show", { tab, slot: "tab" });
  const body = h("div", { hidden: true });
  screen.root.append(h("h2", {}, "Coding of themes"), who, ask, body);
  const input = keptInput(screen, "coder-typed", "Your code as a coder");
  const form = h("form", { class: "alsnb-card", onsubmit: (event) => {
    event.preventDefault();
    if (!input.box.value.trim()) return input.box.focus();
    screen.remember("coder", input.box.value.trim());
    screen.tell("coder", { coder: input.box.value.trim(), slot: "coder" });
    input.clear();
  } }, input.node, h("p", { class: "alsnb-help" }, "A short code such as T1, not a name. This browser remembers it."),
    h("button", { type: "submit", class: "alsnb-primary" }, "Start coding"));

  // The notebook keeps Enter from sending a form.
  input.box.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), form.requestSubmit()));

  function askFor(view) {
    if (view.asks === "cohort") {
      return h("div", { class: "alsnb-empty" },
        h("p", {}, "This log holds no cohort yet. Describe it in the notebook cohort_setup, or gather what students handed in; in a terminal: ",
          h("code", {}, "alsnb gather FOLDER cohort.db"), ". Then:"),
        button("Look again", () => screen.tell("show", { slot: "look" })));
    }
    if (view.asks === "which") {
      return h("div", { class: "alsnb-empty" }, h("p", {}, "Which cohort do you code?"),
        h("div", { class: "alsnb-row" }, view.cohorts.map((each) => button(each, () => screen.tell("cohort", { cohort: each, slot: "cohort" })))));
    }
    return form;
  }

  return (view) => {
    if (view.asks === "coder" && !asked && screen.recall("coder", "")) {
      asked = true;
      screen.tell("coder", { coder: screen.recall("coder", ""), slot: "coder" });
      return;
    }
    place(who, view.asks ? null : [`You code as ${view.coder}, cohort ${view.cohort}.`,
      view.given ? null : button("Somebody else codes", () => {
        screen.remember("coder", "");
        asked = true;
        screen.tell("coder", { coder: null, slot: "coder" });
      })]);
    if (view.asks) place(ask, view.asks === "coder" && ask.firstChild === form ? form : askFor(view));
    else place(ask);
    body.hidden = Boolean(view.asks);
    if (view.asks) return;
    if (!pages) {
      pages = tabs(screen, "Coding of themes", [
        { name: "code", title: "Code", body: code.node, shown: shown("code") },
        { name: "codebook", title: "Codebook", body: book.node, shown: shown("codebook") },
        { name: "agreement", title: "Agreement", body: agreement.node, shown: shown("agreement") },
      ]);
      body.append(...pages.nodes);
    }
    code.update(view);
    book.update(view);
    agreement.update(view);
  };
}

export default { render: (shown) => openScreen(shown, drawCoding) };
