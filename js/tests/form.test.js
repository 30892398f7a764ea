import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeDocument, fakeStorage } from "./support/browser.js";
import { MockKernel, MockModel } from "./support/kernel.js";
import { fakeTime } from "./support/time.js";

await fakeDocument();
const { openScreen } = await import("../src/kit/screen.js");

const NAME = "form";
const field = (name, control, more = {}) => ({
  id: `f-${name}`,
  name,
  label: name,
  help: `help for ${name}`,
  control,
  required: false,
  choices: [],
  limit: null,
  step: "any",
  min: null,
  ...more,
});
const FIELDS = [field("text", "text", { required: true, limit: 3 }), field("due", "date"), field("days", "number")];
const SPEC = { title: "A reflection", save: "Save", another: "Write another", note: "", fields: FIELDS };
const BLANK = { text: "", due: "", days: null };
const STATE = {
  entry: "e1",
  values: BLANK,
  blank: BLANK,
  reset: 1,
  answer: 1,
  new: true,
  adds: false,
  message: "",
  problems: {},
  doubts: {},
  names: [],
  can_undo: false,
  undone: false,
  drafted_at: null,
  saved_at: null,
  restored_at: null,
  withdrawn_at: null,
  last: null,
  aside: [],
  history: [],
};

let time;
let storage;
beforeEach(() => {
  time = fakeTime();
  storage = fakeStorage();
  document.body.replaceChildren();
});

/** A page with one form, as the kernel says that it stands; without a `state`, the kernel has not answered yet. */
function opened({ state = {}, spec = {}, kernel = null } = {}) {
  const known = state && { [NAME]: { spec: { ...SPEC, ...spec }, state: { ...STATE, ...state } } };
  const model = new MockModel({ forms: known ?? {} });
  if (kernel) kernel.serve(model);
  const el = document.createElement("div");
  document.body.append(el);
  let screen;
  const close = openScreen({ model, el }, (made) => {
    screen = made;
    screen.root.append(screen.form(NAME));
  });
  const at = (name) => el.querySelector(`#f-${name}`);
  return {
    model,
    el,
    screen,
    close,
    at,
    form: () => el.querySelector("form"),
    status: () => el.querySelector(".alsnb-actions .alsnb-status").textContent,
    stands: () => el.querySelector("form").dataset.stands,
    problem: (name) => el.querySelector(`#f-${name}-problem`).textContent,
    type(name, text) {
      at(name).focus();
      at(name).value = text;
      at(name).dispatchEvent(new Event("input", { bubbles: true }));
    },
    save: () => el.querySelector("form").requestSubmit(),
    /** The kernel says how the form stands now. */
    answer(more) {
      const { spec, state } = model.get("forms")[NAME];
      model.set("forms", { [NAME]: { spec, state: { ...state, ...more } } });
    },
    /** The kernel has taken all that was sent. */
    acknowledge: () => model.tell("msg:custom", { acknowledged: model.events.map(({ id }) => id) }),
    of: (kind) => model.events.filter((each) => each.kind === kind),
  };
}

/** Make a control say that what stands in it cannot be read, as browsers do of half a date. */
function unreadable(box, wrong = { badInput: true }) {
  Object.defineProperty(box, "validity", { value: wrong, configurable: true });
}

test("what is typed is sent as a draft a moment after the first keystroke, and again while typing goes on", () => {
  const page = opened();
  page.type("text", "o");
  assert.equal(page.of("draft").length, 0);
  time.pass(200);
  page.type("text", "on");
  time.pass(200);
  page.type("text", "one");
  time.pass(400);
  assert.deepEqual(
    page.of("draft").map(({ values, entry, slot }) => [values.text, entry, slot]),
    [
      ["on", "e1", "draft:form"],
      ["one", "e1", "draft:form"],
    ],
  );
  assert.equal(page.screen.outbox.waiting.length, 1);
});

test("what was typed last is kept at once when the page is left or closed", () => {
  const page = opened();
  page.type("text", "half a sent");
  window.dispatchEvent(new Event("pagehide"));
  assert.equal(page.of("draft").at(-1).values.text, "half a sent");
  page.type("text", "half a sentence");
  page.close();
  assert.equal(page.of("draft").at(-1).values.text, "half a sentence");
  assert.equal(JSON.parse(storage.getItem("alsnb:screen@1"))[0].values.text, "half a sentence");
});

test("after a reload without an answer, what was typed stands in the form, over what the kernel knows", () => {
  const page = opened();
  page.type("text", "typed while the kernel was gone");
  page.close();
  const again = opened({ state: { values: { ...BLANK, text: "older" }, reset: 7 } });
  assert.equal(again.at("text").value, "typed while the kernel was gone");
  assert.equal(again.of("draft")[0].id, page.of("draft").at(-1).id);
});

test("a storage that is full keeps no draft from the kernel", () => {
  storage.full = true;
  const page = opened();
  page.type("text", "one");
  time.pass(400);
  assert.equal(page.of("draft")[0].values.text, "one");
  page.save();
  assert.equal(page.of("save")[0].values.text, "one");
});

test("no answer writes over what is being typed; once it is acknowledged, one does", () => {
  const page = opened();
  page.type("text", "mine");
  page.answer({ values: { ...BLANK, text: "the kernel's" }, reset: 2 });
  assert.equal(page.at("text").value, "mine");
  time.pass(400);
  page.answer({ values: { ...BLANK, text: "the kernel's" }, reset: 3 });
  assert.equal(page.at("text").value, "mine", "the draft is on its way");
  page.acknowledge();
  page.answer({ values: { ...BLANK, text: "the kernel's" }, reset: 4 });
  assert.equal(page.at("text").value, "the kernel's");
});

test("half a date is not saved as none: it is marked, has the focus, and the rest is kept as a draft", () => {
  const page = opened();
  page.type("text", "one");
  unreadable(page.at("due"));
  page.save();
  assert.deepEqual(page.of("save"), []);
  assert.equal(page.of("draft")[0].values.text, "one");
  assert.match(page.problem("due"), /Enter a whole date/);
  assert.equal(page.at("due").getAttribute("aria-invalid"), "true");
  assert.equal(document.activeElement, page.at("due"));
  assert.match(page.el.querySelector("[role=alert]").textContent, /correct what is marked/);
  // Once it can be read, the mark goes, and all of it is saved.
  unreadable(page.at("due"), { badInput: false });
  page.type("due", "2026-05-12");
  assert.equal(page.problem("due"), "");
  page.save();
  assert.deepEqual(page.of("save")[0].values, { text: "one", due: "2026-05-12", days: null });
});

test("what the browser itself refuses is said in words", () => {
  const page = opened({ spec: { fields: [field("days", "number", { min: 1, step: 1 }), field("due", "date")] } });
  const days = page.at("days");
  for (const [wrong, words] of [
    [{ badInput: true }, "Enter a number, such as 90."],
    [{ rangeUnderflow: true }, "Enter 1 or more."],
    [{ stepMismatch: true }, "Enter a whole number, such as 3."],
  ]) {
    unreadable(days, wrong);
    page.save();
    assert.equal(page.problem("days"), words);
  }
  assert.deepEqual(page.of("save"), []);
});

test("a field that is needed and empty is asked for before anything is sent", () => {
  const page = opened();
  page.save();
  assert.deepEqual([page.problem("text"), page.status()], ["is needed", "not saved yet"]);
  assert.deepEqual(page.model.events, []);
  page.type("text", "x");
  assert.equal(page.problem("text"), "");
});

test("a refusal says what is wrong where it is, keeps what was typed, and goes there", () => {
  const page = opened();
  page.type("text", "one");
  page.type("days", "900");
  page.save();
  page.acknowledge();
  page.answer({ message: "Not saved yet.", problems: { days: "at most 365" }, answer: 2, drafted_at: time.wall });
  assert.equal(page.problem("days"), "at most 365");
  assert.equal(page.at("days").getAttribute("aria-invalid"), "true");
  assert.equal(document.activeElement, page.at("days"));
  assert.deepEqual([page.at("text").value, page.at("days").value], ["one", "900"]);
  assert.match(page.status(), /^not saved yet; draft kept/);
  assert.equal(page.stands(), "typed");
});

test("a doubt can be saved all the same, and is no error", () => {
  const page = opened();
  page.type("text", "one");
  page.save();
  page.answer({ doubts: { due: "is two years ahead" }, answer: 2 });
  assert.equal(page.problem("due"), "is two years ahead");
  assert.equal(page.at("due").getAttribute("aria-invalid"), "false");
  assert.equal(page.el.querySelector("[type=submit]").textContent, "Save anyway");
});

test("a save replaces the draft, makes the id of a new entry, and is of that entry until it is answered", () => {
  const page = opened();
  page.type("text", "one");
  time.pass(400);
  page.save();
  const [save] = page.of("save");
  assert.notEqual(save.entry, "e1");
  assert.equal(save.was, "e1");
  assert.deepEqual(
    page.screen.outbox.waiting.map(({ kind }) => kind),
    ["save"],
  );
  // What is typed before the answer belongs to the same entry, and is saved as that.
  page.type("text", "one and more");
  time.pass(400);
  assert.equal(page.of("draft").at(-1).entry, save.entry);
  page.save();
  assert.equal(page.of("save")[1].entry, save.entry);
});

test("an entry that is there already is saved under its own id", () => {
  const page = opened({ state: { new: false, saved_at: time.wall, values: { ...BLANK, text: "one" } } });
  page.type("text", "two");
  page.save();
  assert.equal(page.of("save")[0].entry, "e1");
});

test("in a form for many, each save empties it and is an entry of its own; a second click adds nothing", () => {
  const page = opened({ state: { adds: true } });
  page.type("text", "one");
  page.save();
  assert.equal(page.at("text").value, "");
  page.save();
  page.type("text", "two");
  time.pass(400);
  page.save();
  const saves = page.of("save");
  assert.deepEqual(
    saves.map(({ values }) => values.text),
    ["one", "two"],
  );
  assert.notEqual(saves[0].entry, saves[1].entry);
  assert.equal(page.of("draft").at(-1).entry, saves[1].entry, "the draft was of the entry that it became");
  assert.equal(
    page.screen.outbox.waiting.filter(({ kind }) => kind === "save").length,
    2,
    "neither replaces the other",
  );
});

test("in a form for many, a reload brings back what is typed, and not what is being saved", () => {
  const page = opened({ state: { adds: true } });
  page.type("text", "saved");
  page.save();
  page.type("text", "typed");
  page.close();
  const again = opened({ state: { adds: true } });
  assert.equal(again.at("text").value, "typed");
  time.pass(400);
  again.save();
  const entries = again.of("save").map(({ values, entry }) => [values.text, entry]);
  assert.deepEqual(
    entries.map(([text]) => text),
    ["saved", "typed"],
  );
  assert.notEqual(entries[0][1], entries[1][1]);
});

test("whatever fails on the way, what was typed and saved reaches the log once", () => {
  const kernel = new MockKernel();
  kernel.up = false;
  const page = opened({ kernel });
  page.type("text", "one");
  time.pass(400);
  page.save();
  time.pass(5000);
  page.close();
  kernel.mute = kernel.up = true;
  const again = opened({ kernel });
  time.pass(10000);
  kernel.mute = false;
  time.pass(60000);
  const saves = [...kernel.taken.values()].filter((each) => each?.kind === "save");
  assert.deepEqual(
    saves.map(({ values }) => values.text),
    ["one"],
  );
  assert.deepEqual(again.screen.outbox.waiting, []);
});

test("a kernel that does not answer is said to be gone, and what is kept until then", () => {
  const page = opened();
  page.type("text", "one");
  page.save();
  assert.equal(page.status(), "saving  …");
  time.pass(1500);
  assert.match(page.status(), /^not saved yet: not connected; draft kept in this browser/);
  assert.equal(page.stands(), "typed");
  page.acknowledge();
  page.answer({ saved_at: time.wall, answer: 2, new: false });
  assert.match(page.status(), /^saved /);
  assert.equal(page.stands(), "saved");
});

test("a form that the kernel has not described yet is asked for, and says when that takes long", () => {
  const page = opened({ state: null });
  assert.deepEqual(
    page.of("open").map(({ form, slot }) => [form, slot]),
    [[NAME, "open:form"]],
  );
  time.pass(3000);
  assert.match(page.el.querySelector(".alsnb-form").textContent, /not connected/);
  page.model.set("forms", { [NAME]: { spec: SPEC, state: STATE } });
  assert.equal(page.form().getAttribute("aria-label"), "A reflection");
});

test("words are counted against what a field should have", () => {
  const page = opened();
  const count = page.el.querySelector(".alsnb-count");
  assert.equal(count.textContent, "0 of 3 words");
  page.type("text", "one two  three\nfour");
  assert.equal(count.textContent, "4 of 3 words");
  assert.ok(count.classList.contains("alsnb-over"));
});

test("what was typed inside an element and not saved is saved with it, and nothing else", async () => {
  const { saveTyped } = await import("../src/form/form.js");
  const page = opened({ state: { values: { ...BLANK, text: "saved" }, saved_at: time.wall, new: false } });
  saveTyped(page.el);
  assert.deepEqual(page.of("save"), []);
  page.type("text", "more");
  saveTyped(page.el);
  assert.equal(page.of("save").length, 1);
});

test("Ctrl+Enter and Ctrl+S save, and the notebook hears neither", () => {
  const page = opened();
  page.type("text", "one");
  let heard = 0;
  const count = () => heard++;
  document.body.addEventListener("keydown", count);
  for (const key of ["s", "Enter"]) {
    page.at("text").dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true }));
  }
  document.body.removeEventListener("keydown", count);
  assert.deepEqual([page.of("save").length, heard], [2, 0]);
});

test("text is never markup", () => {
  const page = opened({
    state: { history: [1, 2].map((at) => ({ at, author: "<b>A</b>", said: "<img src=x onerror=alert(1)>" })) },
  });
  assert.equal(page.el.querySelectorAll("img, b b").length, 0);
  assert.match(page.el.querySelector("ol").textContent, /<img src=x/);
});
