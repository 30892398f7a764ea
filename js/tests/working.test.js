import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeStorage } from "./support/browser.js";
import { MockModel } from "./support/kernel.js";
import { fakeTime } from "./support/time.js";

const { Outbox } = await import("../src/kit/outbox.js");
const { Working } = await import("../src/coding/working.js");

const NOTHING = { present: false, passages: [], note: "" };
let time;
beforeEach(() => {
  time = fakeTime();
  fakeStorage();
});

/** A page of a coder, with what the kernel knows of reflections. */
function opened({ items = {}, coder = "T1" } = {}) {
  const model = new MockModel();
  const outbox = new Outbox(model, "coding@1");
  const leaving = [];
  const page = { model, outbox, coder };
  const screen = {
    outbox,
    tell: (kind, values) => outbox.put({ kind, ...structuredClone(values) }),
    whenLeaving: (last) => leaving.push(last),
  };
  page.working = new Working(
    screen,
    (entry) => items[entry] ?? {},
    () => page.coder,
  );
  page.leave = () => {
    for (const last of leaving) last();
  };
  page.sent = () => model.events.map(({ entry, coder, work }) => [entry, coder, work.themes.trust?.note ?? null]);
  return page;
}
function note(page, entry, text) {
  page.working.judgement(entry, "trust").note = text;
  page.working.keepSoon(entry);
}

test("what is chosen goes on from the kernel's draft, or else from what was recorded", () => {
  const draft = { themes: { trust: { ...NOTHING, present: true } }, level: "reflection" };
  const mine = { doubt: { ...NOTHING, present: true } };
  const page = opened({ items: { a: { working: draft, mine }, b: { working: null, mine, level: "understanding" } } });
  assert.deepEqual(page.working.of("a"), draft);
  assert.deepEqual(page.working.of("b"), { themes: mine, level: "understanding" });
  assert.deepEqual(page.working.of("c"), { themes: {}, level: null });
  // The view itself is left as it is.
  page.working.judgement("b", "doubt").present = false;
  assert.equal(mine.doubt.present, true);
});

test("it is sent a moment after the last choice, each reflection by itself", () => {
  const page = opened();
  note(page, "a", "o");
  time.pass(300);
  note(page, "a", "one");
  note(page, "b", "two");
  time.pass(300);
  assert.deepEqual(page.sent(), []);
  time.pass(100);
  assert.deepEqual(page.sent(), [
    ["a", "T1", "one"],
    ["b", "T1", "two"],
  ]);
  assert.equal(page.outbox.waiting.length, 2);
});

test("it is sent at once when the page goes, and comes back when it is opened again", () => {
  const page = opened();
  note(page, "a", "half a th");
  page.leave();
  page.outbox.close();
  assert.deepEqual(page.sent(), [["a", "T1", "half a th"]]);
  const older = { working: { themes: { trust: { ...NOTHING, note: "older" } }, level: null } };
  const again = opened({ items: { a: older } });
  assert.equal(again.working.judgement("a", "trust").note, "half a th");
  // What one coder typed is not another's.
  assert.equal(opened({ items: { a: older }, coder: "T2" }).working.judgement("a", "trust").note, "older");
});

test("once it is recorded, nothing more is sent, and the kernel's word counts", () => {
  const items = { a: {} };
  const page = opened({ items });
  note(page, "a", "one");
  page.working.drop("a");
  time.pass(1000);
  page.leave();
  assert.deepEqual(page.sent(), []);
  items.a = { mine: { trust: { ...NOTHING, note: "recorded" } } };
  page.working.forget("a");
  assert.equal(page.working.judgement("a", "trust").note, "recorded");
});

test("what was typed just before another coder goes on is kept for the one who typed it", () => {
  const page = opened();
  note(page, "a", "mine");
  page.coder = "T2";
  page.working.forgetAll();
  assert.deepEqual(page.sent(), [["a", "T1", "mine"]]);
  assert.equal(page.working.judgement("a", "trust").note, "");
});
