// Code: one reflection at a time, and the themes found in it.

import { button, h, keyed, place } from "../kit/dom.js";
import { plural } from "../kit/words.js";
import { chooser, MANY_THEMES, showKeys, themeFinder, ticked } from "./drawing.js";
import { NAME } from "./marks.js";
import { passageText } from "./passage.js";
import { themeCard } from "./theme.js";
import { KEYS, LEVEL_WORDS, SCOPE_WORDS, THEME_KEYS } from "./words.js";
import { Working } from "./working.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { CodingProgress, CodingReady } from "../protocol.d.ts"
 */

/**
 * @param {Screen} screen
 * @param {(name: string) => void} openTab
 */
export function codePanel(screen, openTab) {
  const starts = new Map(); // where a passage stands that occurs more than once
  const finished = new Set(); // done or skipped, and not answered yet
  /** @type {Partial<Omit<CodingReady, "progress"> & { progress: Partial<CodingProgress> }>} */
  let view = { themes: [], items: {}, ahead: [], progress: {} };
  let at = null;
  let lastMove = null;
  let undoing = false;
  let drawn = null;
  let asked = null; // the reflection of which it is asked whether no theme fits

  const progress = h("p", { class: "coding-progress", role: "status" });
  const scope = chooser("Show", SCOPE_WORDS, (value) => move("show", { scope: value }));
  const order = chooser("in order", { shuffled: "random order", by_set: "by set and cycle" }, (value) =>
    move("show", { order: value }),
  );
  const members = ticked("show members' codes", (on) => screen.tell("show", { members: on, slot: "members" }));
  const empty = h("div", { class: "alsnb-empty", hidden: true });
  const about = h("p", { class: "alsnb-quiet coding-about" });
  const prompt = h("p", { class: "coding-prompt" });
  const text = passageText(showSelected);
  const chosen = h("p", { class: "alsnb-help coding-selected", role: "status" });
  const naming = h("p", { class: "alsnb-help coding-flag" });
  const formerly = h("div", { class: "alsnb-help" });
  const finder = themeFinder(() => showThemes());
  const find = finder.box;
  const list = keyed("ul", { class: "alsnb-list coding-themes" }, ({ theme }) =>
    themeCard(theme, {
      choose,
      drop(theme, passage) {
        const { passages } = working.judgement(at, theme);
        passages.splice(passages.indexOf(passage), 1);
        change(at);
      },
      write(theme, note) {
        working.judgement(at, theme).note = note;
        working.keepSoon(at);
      },
    }),
  );
  const suggesting = ticked("suggest themes", (on) => {
    screen.remember(item()?.sample ? "suggest-sample" : "suggest", on);
    showThemes();
  });
  const whyNot = h("p", { class: "alsnb-help" });
  const levels = LEVEL_WORDS.map(([value, key, name, words]) => ({
    value,
    node: button([h("kbd", {}, key), ` ${name}`], () => setLevel(value), {
      "aria-pressed": "false",
      title: words,
      "aria-keyshortcuts": key,
    }),
    words,
  }));
  const done = button([`Save and next `, h("kbd", {}, "Ctrl+Enter")], () => finish(), {
    class: "alsnb-primary",
    "aria-keyshortcuts": "Control+Enter",
  });
  const undo = button([h("kbd", {}, "z"), " Undo"], undoLast, { "aria-keyshortcuts": "z" });
  const recorded = h("p", { class: "alsnb-help" });
  const none = button([h("kbd", {}, "y"), " Yes, none"], () => finish({ sure: true }), {
    class: "alsnb-primary",
    "aria-keyshortcuts": "y",
  });
  const asking = h(
    "div",
    { class: "alsnb-row coding-asking", role: "group", "aria-label": "No theme fits this one?", hidden: true },
    h("b", {}, "No theme fits this one?"),
    none,
    button([h("kbd", {}, "n"), " No, look again"], lookAgain, { "aria-keyshortcuts": "n" }),
  );
  const keys = h(
    "details",
    { class: "coding-keys" },
    h("summary", {}, "Keys (?)"),
    h(
      "dl",
      {},
      KEYS.map(([key, what]) => [h("dt", {}, showKeys(key)), h("dd", {}, what)]),
    ),
  );
  const desk = h(
    "div",
    { class: "coding-desk" },
    h(
      "div",
      { class: "coding-left" },
      about,
      prompt,
      text.node,
      naming,
      chosen,
      formerly,
      h(
        "div",
        { role: "group", "aria-label": "Depth of reflection", class: "coding-levels" },
        h(
          "h4",
          {},
          "Depth of reflection",
          h("span", { class: "alsnb-required" }, " (Kember's levels; may be left open)"),
        ),
        levels.map((each) =>
          h("div", { class: "coding-level" }, each.node, h("span", { class: "alsnb-help" }, each.words)),
        ),
      ),
    ),
    h(
      "div",
      { class: "coding-right" },
      h("div", { class: "alsnb-row" }, h("h4", { class: "alsnb-grow" }, "Themes in it"), suggesting.node),
      whyNot,
      find,
      list.list,
    ),
  );
  const actions = h(
    "div",
    { class: "coding-actions" },
    h(
      "div",
      { class: "alsnb-actions" },
      done,
      button([h("kbd", {}, "s"), " Skip"], skip, { "aria-keyshortcuts": "s" }),
      button([h("kbd", {}, "p"), " Previous"], back, { "aria-keyshortcuts": "p" }),
      button([h("kbd", {}, "n"), " Next"], next, { "aria-keyshortcuts": "n" }),
      undo,
    ),
    asking,
    recorded,
  );
  const whole = h("div", {}, desk, actions, keys);
  const node = h(
    "div",
    { tabindex: "-1", class: "coding-panel" },
    h("div", { class: "alsnb-row coding-bar" }, progress, scope.node, order.node, members.node),
    empty,
    whole,
  );

  const item = () => view.items?.[at];
  const settled = () => lastMove === null || view.moved === lastMove;
  const coder = () => view.coder;

  const working = new Working(screen, (entry) => view.items[entry], coder);
  function change(entry) {
    asked = null;
    working.keepSoon(entry);
    show();
  }

  function choose(theme) {
    const its = item();
    if (!its) return;
    const said = working.judgement(at, theme);
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
    const now = working.of(at);
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
    asked = null;
    text.clear();
    show();
  }
  function finish({ sure = false } = {}) {
    if (!item()) return;
    const entry = at;
    const said = working.of(entry);
    // A slip of the hand would look like the judgement that there is none.
    if (!sure && !view.themes.some(({ theme }) => said.themes[theme]?.present)) {
      asked = entry;
      show();
      return none.focus();
    }
    working.drop(entry);
    finished.add(entry);
    const to = following();
    move("done", {
      entry,
      themes: said.themes,
      level: said.level,
      looked_at: view.themes.map((each) => each.theme),
      next: to,
    });
    goTo(to);
  }
  function lookAgain() {
    asked = null;
    show();
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
    undoing = !settled(); // the answer to the last "done" says what it is
    if (undoing) return;
    if (!view.last) return;
    working.forget(view.last.entry);
    move("undo", { entry: view.last.entry, at_done: view.last.at });
  }

  // Drawing

  function showSelected(passage) {
    const short = passage && passage.length > 120 ? `${passage.slice(0, 80)} … ${passage.slice(-30)}` : passage;
    place(
      chosen,
      passage
        ? `Selected: “${short}”. Choose a theme to mark it.`
        : "Select a passage with the mouse or the arrow keys, then choose its theme; or choose a theme for the whole reflection.",
    );
  }

  // Off until they are asked for: a suggestion seen first steers the judgement.
  const suggestionsOn = () => screen.recall(item()?.sample ? "suggest-sample" : "suggest", false);

  /** The passages marked with a theme: where each stands, and the names in it. */
  function quotedIn(its, theme) {
    const said = working.of(at).themes[theme];
    return (said?.present ? said.passages : []).map((passage) => {
      const start = starts.get(`${at} ${passage}`) ?? its.text.indexOf(passage);
      const inside = its.names.filter(([from, to]) => from >= start && to <= start + passage.length);
      return { text: passage, start, names: start < 0 ? [] : inside.map(([from, to]) => [from - start, to - start]) };
    });
  }

  const visibleThemes = () => finder.among(view.themes);

  function showThemes() {
    const its = item();
    if (!its) return;
    const on = suggestionsOn();
    suggesting.box.checked = on;
    const off = its.sample
      ? "In the double-coding sample, leave suggestions off: shown to both coders, they would make them agree more than they do."
      : "Judge for yourself first: a suggestion seen before may steer you.";
    const none = its.state !== "done" && !its.suggested.length ? "No suggestions." : "";
    whyNot.textContent = on ? none : off;
    list.list.classList.toggle("coding-many", view.themes.length >= MANY_THEMES);
    const lines = new Map(view.themes.map((each, place) => [each.theme, place % 5]));
    const suggested = new Map(on ? its.suggested.map((each) => [each.theme, each]) : []);
    const named = new Set(its.named_notes);
    list.show(
      visibleThemes().map((each, place) => ({
        ...each,
        said: working.judgement(at, each.theme),
        quoted: quotedIn(its, each.theme),
        noteNames: named.has(each.theme),
        letter: THEME_KEYS[place],
        suggested: suggested.get(each.theme),
        line: lines.get(each.theme),
      })),
      (each) => each.theme,
    );
    const marks = view.themes.flatMap(({ theme }) =>
      quotedIn(its, theme).map(({ start, text }) => ({
        start,
        end: start + text.length,
        label: theme,
        class: `coding-mark coding-line-${lines.get(theme)}`,
      })),
    );
    text.show(its.text, [
      ...marks.filter((each) => each.start >= 0),
      ...its.names.map(([start, end]) => ({ start, end, ...NAME })),
    ]);
    for (const each of levels) each.node.setAttribute("aria-pressed", String(working.of(at).level === each.value));
    const present = view.themes.map(({ theme }) => theme).filter((theme) => working.of(at).themes[theme]?.present);
    place(
      recorded,
      present.length
        ? `Chosen: ${present.join(", ")}. Saving records the ${plural(view.themes.length - present.length, "theme")} not chosen as not present, so that shares are of all reflections judged.`
        : "Nothing is chosen. Once you confirm, saving records that none of the themes is in this reflection.",
    );
  }

  function show() {
    const { all, done: coded, sample, sample_left: left, again } = view.progress ?? {};
    place(
      progress,
      all === undefined ? "" : `${coded} of ${all} done`,
      sample ? `, ${left} of ${sample} left in the double-coding sample` : "",
      again ? `, ${again} to code again` : "",
    );
    scope.box.value = view.scope;
    order.box.value = view.order;
    members.box.checked = view.members;
    undo.disabled = !view.last && settled();
    const its = item();
    const answered = asking.contains(document.activeElement);
    asking.hidden = asked === null || asked !== at;
    recorded.hidden = !asking.hidden;
    const nothing = !view.themes?.length || !all;
    whole.hidden = nothing || (at === null && settled());
    desk.hidden = !its;
    empty.hidden = !whole.hidden;
    if (!empty.hidden) {
      place(empty, ...emptyWords());
    } else if (its) {
      const parts = [
        its.set && `Set ${its.set}`,
        `cycle ${its.cycle}`,
        its.member ? `member ${its.member}` : "a member",
      ];
      place(
        about,
        parts.filter(Boolean).join(" · "),
        its.sample ? [" ", h("span", { class: "alsnb-mark" }, "double-coding sample: code it on your own")] : "",
        its.state === "done" ? [" ", h("span", { class: "alsnb-mark" }, "done")] : "",
        its.state === "again"
          ? [" ", h("span", { class: "alsnb-mark" }, `to code again: ${its.missing.join(", ")}`)]
          : "",
      );
      place(prompt, its.prompt ?? "");
      place(
        naming,
        its.names.length
          ? "Names on the roster are framed: keep them out of notes and definitions. A passage that holds one is quoted with it."
          : null,
      );
      place(
        formerly,
        its.formerly.map((each) =>
          h(
            "p",
            {},
            `You had found ${each.theme} here, which was split since`,
            each.passages.length ? [": ", each.passages.map((passage) => h("q", {}, passage))] : ".",
          ),
        ),
      );
      if (drawn !== at) showSelected(null);
      drawn = at;
      showThemes();
    }
    if (answered && asking.hidden) (its ? text.node : node).focus();
  }

  function emptyWords() {
    if (!view.progress?.all) {
      return [
        h("p", {}, "There is nothing to code yet: this log holds no reflection that its writer shares with the tutor."),
        h(
          "p",
          {},
          "Gather what students handed in, in a terminal: ",
          h("code", {}, "alsnb gather FOLDER cohort.db"),
          ". Then:",
        ),
        button("Look again", () => screen.tell("show", { slot: "look" })),
      ];
    }
    if (!view.themes.length) {
      return [
        h("p", {}, "There is no codebook yet: the themes to look for. "),
        button("Make the codebook", () => openTab("codebook")),
      ];
    }
    const more =
      view.scope === "all" || !(view.progress.all - view.progress.done)
        ? null
        : button("Show the remaining ones", () => move("show", { scope: "left" }));
    const words = {
      left: `All ${plural(view.progress.all, "reflection")} are done. Themes come out under Agreement, and in the learning_themes notebook.`,
      sample: "The double-coding sample is done. See Agreement for how far it goes with what others judged.",
      again: "Nothing needs to be coded again.",
      all: "There are no more.",
    };
    return [h("p", {}, words[view.scope]), more, view.last ? button("Undo", undoLast) : null].filter(Boolean);
  }

  node.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      return finish();
    }
    const at = /** @type {HTMLElement} */ (event.target);
    const typing = ["TEXTAREA", "SELECT"].includes(at.tagName) || at === find;
    const answer =
      !asking.hidden &&
      !typing &&
      !event.ctrlKey &&
      !event.metaKey &&
      { y: () => finish({ sure: true }), n: lookAgain, Escape: lookAgain }[event.key];
    if (answer) {
      event.preventDefault();
      return answer();
    }
    if (event.target === find && ["Enter", "Escape"].includes(event.key)) {
      event.preventDefault();
      if (event.key === "Enter" && visibleThemes().length) choose(visibleThemes()[0].theme);
      find.value = "";
      text.node.focus();
      return showThemes();
    }
    if (typing && event.key === "Escape") return text.node.focus();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || whole.hidden) return;
    const level = levels.find((_, place) => LEVEL_WORDS[place][1] === event.key);
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
    /** @param {CodingReady} now */
    update(now) {
      const before = view;
      view = now;
      if (before.coder !== now.coder || before.cohort !== now.cohort) working.forgetAll();
      if (settled()) {
        if (at !== now.at) text.clear();
        at = now.at;
        // What is done is as the log has it, from here on.
        for (const entry of finished) if (entry !== at || now.items[entry]?.state === "done") working.forget(entry);
        finished.clear();
      }
      show();
      if (undoing && settled()) undoLast();
    },
  };
}
