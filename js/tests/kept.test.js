import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeDocument, fakeStorage } from "./support/browser.js";
import { MockModel } from "./support/kernel.js";
import { fakeTime } from "./support/time.js";

await fakeDocument();
const { h } = await import("../src/kit/dom.js");
const { Outbox } = await import("../src/kit/outbox.js");
const { keptInputs, problemOf } = await import("../src/setup/kept.js");

let time;
beforeEach(() => {
  time = fakeTime();
  fakeStorage();
  document.body.replaceChildren();
});

/** A page with a field for a number, kept as it is typed. */
function opened() {
  const model = new MockModel();
  const outbox = new Outbox(model, "setup@1");
  const leaving = [];
  const box = h("input", { type: "number" });
  const problem = problemOf(box);
  document.body.append(box, problem);
  const kept = keptInputs(
    { outbox, tell: (kind, values) => outbox.put({ kind, ...values }), whenLeaving: (last) => leaving.push(last) },
    "plan",
    () => ({ size: box.value }),
    ({ size }) => {
      box.value = size;
    },
    { size: box },
  );
  return {
    model,
    outbox,
    box,
    problem,
    kept,
    type(value) {
      box.value = value;
      box.dispatchEvent(new Event("input"));
      kept.changed();
    },
    leave() {
      for (const last of leaving) last();
    },
  };
}
const makeUnreadable = (box, badInput = true) =>
  Object.defineProperty(box, "validity", { value: { badInput }, configurable: true });
const sizes = ({ model }) => model.events.map(({ values }) => values.size);

test("what is typed is sent a moment after the first keystroke, and at once when the page is left", () => {
  const page = opened();
  page.type("1");
  time.pass(300);
  page.type("12");
  time.pass(100);
  assert.deepEqual(sizes(page), ["12"]);
  page.type("120");
  page.leave();
  assert.deepEqual(sizes(page), ["12", "120"]);
  page.leave();
  assert.equal(sizes(page).length, 2);
});

test("what was typed last counts, whatever the kernel says, until the kernel has it", () => {
  const page = opened();
  page.type("5");
  page.kept.show({ size: "3" });
  assert.equal(page.box.value, "5");
  time.pass(400);
  page.kept.show({ size: "3" });
  assert.equal(page.box.value, "5", "it is on its way");
  page.model.tell("msg:custom", { acknowledged: page.model.events.map(({ id }) => id) });
  page.kept.show({ size: "7" });
  assert.equal(page.box.value, "7");
});

test("a reload shows what was typed and has not arrived", () => {
  const page = opened();
  page.type("5");
  page.leave();
  page.outbox.close();
  const again = opened();
  again.kept.show({ size: "3" });
  assert.equal(again.box.value, "5");
});

test("what cannot be read is named, and not taken for nothing", () => {
  const page = opened();
  makeUnreadable(page.box);
  page.kept.changed();
  time.pass(400);
  assert.deepEqual(page.model.events[0].unreadable, ["size"]);
  assert.equal(page.kept.ready(), false);
  assert.equal(page.problem.textContent, "Enter a number, such as 90.");
  assert.equal(document.activeElement, page.box);
  makeUnreadable(page.box, false);
  page.type("4");
  assert.deepEqual([page.problem.textContent, page.box.getAttribute("aria-invalid")], ["", "false"]);
  assert.equal(page.kept.ready(), true);
});

test("once it was saved, nothing more is sent", () => {
  const page = opened();
  page.type("5");
  page.kept.drop();
  time.pass(1000);
  page.leave();
  assert.deepEqual(sizes(page), []);
  page.type("6");
  time.pass(400);
  page.kept.drop();
  assert.deepEqual(page.outbox.waiting, []);
});
