// A form: drawn from its record's declaration, it validates in the kernel and keeps every keystroke.

import { bringIntoView, TYPED_INTO } from "../kit/focus.js";
import { newId } from "../kit/ids.js";
import { clock } from "../kit/words.js";
import { drawField } from "./field.js";
import { layOut } from "./layout.js";
import { firstWords, standingOf } from "./standing.js";

/**
 * @import { Screen, SentEvent } from "../kit/types.d.ts"
 * @import { FormSpec, FormState, Values } from "./types.d.ts"
 * @import { Stands } from "./standing.js"
 */

export const KEPT_AFTER = 400; // milliseconds without a keystroke
const SLOW = 1500; // milliseconds after which a kernel does not answer

/**
 * Save what was typed inside an element and not saved: going on means that it is meant.
 * @param {HTMLElement} inside
 */
export function saveTyped(inside) {
  /** @type {NodeListOf<HTMLFormElement>} */
  const forms = inside.querySelectorAll('form[data-stands="typed"]');
  for (const form of forms) form.requestSubmit();
}

/**
 * @param {Screen} screen
 * @param {string} name
 * @param {FormSpec} spec
 * @param {() => FormState} stateNow how it stands in the kernel
 */
export function drawForm(screen, name, spec, stateNow) {
  const { outbox } = screen;
  const fields = spec.fields.map(drawField);
  const layout = layOut(
    spec,
    fields.map((each) => each.drawn),
    (kind, entry = entryNow()) => void outbox.put({ kind, form: name, entry }),
    stateNow,
  );
  const { form, status } = layout;

  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  let typing = false; // something is on the screen that the kernel has not been sent
  /** @type {FormState | null} */
  let shown = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let slow;
  /** @type {SentEvent[]} */
  let waiting = [];
  let isEmpty = false; // nothing was typed since what was added went its way
  /** The entry that is typed in a form for many while the one before is on its way. @type {string | null} */
  let next = null;
  let unsent = false; // whether this page itself found what cannot be saved, and the kernel knows nothing of it

  const savesWaiting = () => waiting.filter((each) => each.kind === "save");

  /** What is put while a first save is on its way is of the same entry, or in a form for many, of the next. */
  const entryNow = () => next ?? savesWaiting().at(-1)?.entry ?? stateNow().entry;

  /** @returns {Values} */
  const read = () => Object.fromEntries(fields.map((each) => [each.field.name, each.read()]));

  /** @param {Values} values */
  function write(values) {
    for (const each of fields) each.write(values[each.field.name]);
    for (const each of fields) each.showCount();
    requestAnimationFrame(() => {
      for (const each of fields) each.grow();
    });
  }

  /**
   * @param {string} text
   * @param {Stands} stands
   */
  function say(text, stands = "typed") {
    form.dataset.stands = stands;
    if (status.textContent !== text) status.textContent = text;
  }

  /** @param {SentEvent[]} now */
  function showWaiting(now) {
    waiting = now;
    clearTimeout(slow);
    const newest = waiting.at(-1);
    if (!newest) return show();
    const saving = savesWaiting().at(-1);
    const about = saving && stateNow().adds ? `“${firstWords(saving.values ?? {})}”` : "";
    if (saving && !typing) say(`saving ${about} …`, isEmpty ? "empty" : "typed");
    slow = setTimeout(() => {
      const kept = `draft kept in this browser ${clock(newest.at)}`;
      const unsaved = about
        ? `${about} is kept in this browser and will be saved when the notebook is running again`
        : `not saved yet: not connected; ${kept}`;
      say(saving ? unsaved : kept, isEmpty ? "empty" : "typed");
      bringIntoView(status);
    }, SLOW);
  }

  function show() {
    const state = stateNow();
    const before = shown;
    // What was typed since is newer than any answer.
    const newer = typing || waiting.some((each) => each.kind === "draft");
    if (state.reset !== before?.reset && !newer) {
      write(state.values);
      next = null;
    }
    for (const each of fields) {
      const { name } = each.field;
      each.showProblem(state.problems[name] ?? state.doubts[name], !(name in state.problems));
    }
    if (state.message || !unsent) layout.warn(state.message);
    const refused = state.message !== "" || unsent;
    const { text, stands } = standingOf(state, refused);
    say(text, stands);
    layout.show(state, refused);
    shown = state;
    if (before && state.answer !== before.answer) goOn(state, before);
  }

  /**
   * To what came of a save: to what is to be looked at, or to where it says that it is saved.
   * @param {FormState} state
   * @param {FormState} before
   */
  function goOn(state, before) {
    const { activeElement: now } = document;
    const inside = form.contains(now);
    if (!(inside || now === screen.root || now === document.body) || !form.offsetParent) return;
    const marked = fields.find(({ field }) => state.problems[field.name] ?? state.doubts[field.name]);
    if (marked) return marked.focus();
    const isTyping = inside && now?.matches(TYPED_INTO);
    // A form for many is empty again: what is typed next belongs in it.
    if (state.adds && state.new && state.entry !== before.entry && !state.message && !typing) fields[0].focus();
    else if (!isTyping) status.focus({ preventScroll: true });
    bringIntoView(status);
  }

  /** Nothing that was typed waits any longer. */
  function stopTimer() {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    typing = false;
  }

  function keep() {
    stopTimer();
    outbox.put({ kind: "draft", form: name, slot: `draft:${name}`, values: read(), entry: entryNow() });
  }

  function keepTyped() {
    if (timer !== null) keep();
  }

  /** Mark what cannot be read, or is needed and empty; whether all of it can be saved. */
  function look() {
    const wrong = fields.filter((each) => !each.look());
    unsent = wrong.length > 0;
    if (!unsent) return true;
    layout.warn("Not saved yet: correct what is marked below.");
    say("not saved yet");
    wrong[0].focus();
    return false;
  }

  form.addEventListener("input", ({ target }) => {
    const field = fields.find((each) => target instanceof Node && each.drawn.contains(target));
    field?.showCount();
    field?.lookAgain();
    typing = true;
    isEmpty = false;
    if (form.dataset.stands === "saved") say("changed since you saved; save when you are ready");
    form.dataset.stands = "typed";
    // Kept a moment after the first keystroke, and again after the next one that follows.
    timer ??= setTimeout(keep, KEPT_AFTER);
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { adds, blank, new: isNew } = stateNow();
    const saving = savesWaiting().length > 0;
    // A second click on what is on its way already.
    if (adds && saving && isEmpty) return;
    if (!look()) return keepTyped();
    stopTimer();
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

    /**
     * What the last kernel did not acknowledge is newer than what this one knows.
     * @param {SentEvent[]} unacknowledged
     */
    begin(unacknowledged) {
      show();
      // In a form for many, what is being saved is on its way, and no longer in the form.
      const { adds, entry } = stateNow();
      const typed = unacknowledged.filter((each) => each.values && (each.kind === "draft" || !adds));
      const newest = typed.findLast((each) => each.entry === entry) ?? typed.at(-1);
      if (newest?.values) write(newest.values);
      if (newest?.entry && adds) next = newest.entry;
      showWaiting(unacknowledged);
    },

    /** Nothing that was typed waits while the page goes. */
    leave: keepTyped,

    close() {
      keepTyped();
      clearTimeout(slow);
    },
  };
}
