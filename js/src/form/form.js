// A form: drawn from its record's declaration, it validates in the kernel and keeps every keystroke.

import { h, place } from "../kit/dom.js";
import { bringIntoView, TYPED_INTO } from "../kit/focus.js";
import { newId } from "../kit/ids.js";
import { clock, moment } from "../kit/words.js";
import { drawField } from "./field.js";

export const KEPT_AFTER = 400; // milliseconds without a keystroke

/** Save what was typed inside an element and not saved: whoever goes on there means it. */
export function saveTyped(inside) {
  inside.querySelectorAll('form[data-stands="typed"]').forEach((form) => {
    form.requestSubmit();
  });
}

/** The first text that was typed, as far as it tells one entry from another. */
function firstWords(values) {
  const text = Object.values(values).find((each) => typeof each === "string" && each.trim()) ?? "";
  return text.length > 60 ? `${text.slice(0, 58)} …` : text;
}

export function drawForm(screen, name, spec, stateNow) {
  const { outbox } = screen;
  const fields = spec.fields.map(drawField);
  const alert = h("div", { class: "alsnb-alert", role: "alert" });
  const status = h("p", { class: "alsnb-status", role: "status", tabindex: "-1" });
  const names = h("p", { class: "alsnb-help", role: "status" });
  const save = h("button", { type: "submit", class: "alsnb-primary" }, spec.save);
  const put = (kind, about) => () => outbox.put({ kind, form: name, entry: about?.() ?? entryNow() });
  const undo = h("button", { type: "button", onclick: put("undo") }, "Undo the last save");
  const another = h("button", { type: "button", onclick: put("another") });
  // What a form for many saved last: it is no longer in the form.
  const last = () => stateNow().last.entry;
  const change = h("button", { type: "button", class: "alsnb-link", onclick: put("change", last) }, "Change");
  const undoLast = h("button", { type: "button", class: "alsnb-link", onclick: put("undo", last) }, "Undo");
  const bring = h("button", { type: "button", class: "alsnb-link", onclick: put("bring_back", last) }, "Bring it back");
  const aside = h("ul", { class: "alsnb-list" });
  const history = h("ol", {});
  const past = h("details", { class: "alsnb-history" }, h("summary", {}, "History"), history);
  const title = h("h3", {}, spec.title);
  const form = h(
    "form",
    { novalidate: true, "aria-label": spec.title },
    title,
    alert,
    fields.map((each) => each.drawn),
    names,
    spec.note ? h("p", { class: "alsnb-help" }, spec.note) : null,
    h("div", { class: "alsnb-actions" }, save, undo, another, status, change, undoLast, bring),
    aside,
    past,
  );

  let timer = null;
  let typing = false; // something is on the screen that the kernel has not been sent
  let shown = {};
  let slow = null;
  let waiting = [];
  let isEmpty = false; // nothing was typed since what was added went its way
  let next = null; // the entry that is typed in a form for many while the one before is on its way
  const read = () => Object.fromEntries(fields.map((each) => [each.field.name, each.read()]));

  function write(values) {
    for (const each of fields) each.write(values[each.field.name]);
    for (const each of fields) each.showCount();
    requestAnimationFrame(() =>
      fields.forEach((each) => {
        each.grow();
      }),
    );
  }

  /** Where things stand: nothing yet, typed and not saved, or saved. */
  function say(text, stands = "typed") {
    form.dataset.stands = stands;
    if (status.textContent !== text) status.textContent = text;
  }

  function showWaiting(now) {
    waiting = now;
    clearTimeout(slow);
    if (!waiting.length) return show();
    const saving = waiting.findLast((each) => each.kind === "save");
    const about = saving && stateNow().adds ? `“${firstWords(saving.values)}”` : "";
    if (saving && !typing) say(`saving ${about} …`, isEmpty ? "empty" : "typed");
    slow = setTimeout(() => {
      const kept = `draft kept in this browser ${clock(waiting.at(-1).at)}`;
      const unsaved = about
        ? `${about} is kept in this browser, and saved when the kernel answers`
        : `not saved yet: the kernel does not answer; ${kept}`;
      say(saving ? unsaved : kept, isEmpty ? "empty" : "typed");
      bringIntoView(status);
    }, 1500);
  }

  let unsent = false; // whether this page itself found what cannot be saved, and the kernel knows nothing of it

  function show() {
    const state = stateNow();
    // What was typed since is newer than any answer.
    const newer = typing || waiting.some((each) => each.kind === "draft");
    if (state.reset !== shown.reset && !newer) {
      write(state.values);
      next = null;
    }
    const answered = shown.answer !== undefined && state.answer !== shown.answer;
    for (const each of fields) {
      const { name } = each.field;
      each.showProblem(state.problems[name] ?? state.doubts[name], !(name in state.problems));
    }
    if (state.message || !unsent) place(alert, state.message ? h("p", {}, state.message) : null);
    const added = state.adds && state.last ? state.last : null;
    const words = added && `“${added.words}”`;
    const refused = state.message !== "" || unsent;
    if (state.restored_at) say(`restored from ${moment(state.restored_at)}, not saved yet`);
    else if (refused) say(state.drafted_at ? `not saved yet; draft kept ${clock(state.drafted_at)}` : "not saved yet");
    else if (state.drafted_at) say(`draft kept ${clock(state.drafted_at)}; save it when it is ready`);
    else if (added?.withdrawn) say(`taken back: ${words}`, "empty");
    else if (added && state.new) say(`saved: ${words}`, "added");
    else if (state.withdrawn_at) say(`taken back ${moment(state.withdrawn_at)}; save to bring it back`);
    else if (state.saved_at)
      say(state.undone ? "undone: this is what you saved before" : `saved ${moment(state.saved_at)}`, "saved");
    else say("", "empty");
    // While something is refused, the entry before it is not what one looks at.
    const isAdded = state.new && Boolean(added) && !refused;
    change.hidden = undoLast.hidden = !isAdded || added.withdrawn;
    bring.hidden = !isAdded || !added.withdrawn;
    const like = state.names.length > 1 ? "look like names" : "looks like a name";
    const said = state.names.length
      ? `${state.names.join(", ")} ${like}. A role (“my manager”) or a member's code says as much, and tells nobody who it is.`
      : "";
    if (names.textContent !== said) names.textContent = said;
    const changing = state.adds && !state.new;
    title.textContent = changing ? `Change: ${spec.title}` : spec.title;
    save.textContent = Object.keys(state.doubts).length
      ? "Save anyway"
      : state.saved_at
        ? "Save the change"
        : spec.save;
    undo.hidden = !state.can_undo;
    undo.textContent = state.undone ? "Bring the change back" : "Undo the last save";
    another.hidden = !changing;
    another.textContent = state.drafted_at ? "Leave it as it was" : (spec.another ?? "");
    past.hidden = state.history.length < 2;
    place(
      aside,
      state.aside.map(({ entry, words }) =>
        h(
          "li",
          { class: "alsnb-row" },
          h("span", {}, `Not saved yet: “${words}”`),
          h("button", { type: "button", class: "alsnb-link", onclick: put("reopen", () => entry) }, "Open it"),
        ),
      ),
    );
    place(
      history,
      state.history.map(({ at, author, said }) =>
        h("li", {}, h("b", {}, `${moment(at)}${author ? `, ${author}` : ""}`), h("p", {}, said)),
      ),
    );
    const before = shown;
    shown = state;
    if (answered) goOn(state, before);
  }

  /** To what came of a save: to what is to be looked at, or to where it says that it is saved. */
  function goOn(state, before) {
    const { activeElement: now } = document;
    const here = form.contains(now) || now === screen.root || now === document.body;
    if (!here || !form.offsetParent) return;
    const marked = fields.find(({ field }) => state.problems[field.name] ?? state.doubts[field.name]);
    if (marked) return marked.focus();
    const isTyping = form.contains(now) && now.matches(TYPED_INTO);
    // A form for many is empty again: what is typed next belongs in it.
    if (state.adds && state.new && state.entry !== before.entry && !state.message && !typing) fields[0].focus();
    else if (!isTyping) status.focus({ preventScroll: true });
    bringIntoView(status);
  }

  /** What is put while a first save is on its way is of the same entry, or in a form for many, of the next. */
  const entryNow = () => next ?? waiting.findLast((each) => each.kind === "save")?.entry ?? stateNow().entry;

  function keep() {
    clearTimeout(timer);
    timer = null;
    typing = false;
    outbox.put({ kind: "draft", form: name, slot: `draft:${name}`, values: read(), entry: entryNow() });
  }

  /** Mark what cannot be read, or is needed and empty; whether all of it can be saved. */
  function look() {
    const wrong = fields.filter((each) => !each.look());
    unsent = wrong.length > 0;
    if (!unsent) return true;
    place(alert, h("p", {}, "Not saved yet: please look at what is marked below."));
    say("not saved yet");
    wrong[0].focus();
    return false;
  }

  form.addEventListener("input", (event) => {
    const field = fields.find((each) => each.drawn.contains(event.target));
    field?.showCount();
    field?.lookAgain();
    typing = true;
    isEmpty = false;
    if (form.dataset.stands === "saved") say("changed since; save it when it is ready");
    form.dataset.stands = "typed";
    // Kept a moment after the first keystroke, and again after the next one that follows.
    if (timer === null) timer = setTimeout(keep, KEPT_AFTER);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { adds, blank, new: isNew } = stateNow();
    const saving = waiting.some((each) => each.kind === "save");
    // A second click on what is on its way already.
    if (adds && saving && isEmpty) return;
    if (!look()) return void (timer !== null && keep());
    clearTimeout(timer);
    timer = null;
    typing = false;
    outbox.clear(`draft:${name}`);
    const was = entryNow();
    const entry = next ?? (isNew && (adds || !saving) ? newId() : was);
    const values = read();
    if (adds && isNew) {
      next = newId();
      isEmpty = true;
      write(blank);
    }
    outbox.put({ kind: "save", form: name, slot: adds ? `save:${name}:${entry}` : `save:${name}`, values, entry, was });
  });
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter")) {
      event.preventDefault();
      event.stopPropagation();
      form.requestSubmit();
    }
  });

  return {
    form,
    show,
    showWaiting,
    begin(unsent) {
      show();
      // What the last kernel did not acknowledge is newer than what this one knows.
      // In a form for many, what is being saved is on its way, and no longer in the form.
      const { adds, entry } = stateNow();
      const typed = unsent.filter((each) => each.values && (each.kind === "draft" || !adds));
      const newest = typed.findLast((each) => each.entry === entry) ?? typed.at(-1);
      if (newest) write(newest.values);
      if (newest && adds) next = newest.entry;
      showWaiting(unsent);
    },
    /** Nothing that was typed waits while the page goes. */
    leave() {
      if (timer !== null) keep();
    },
    close() {
      if (timer !== null) keep();
      clearTimeout(slow);
    },
  };
}
