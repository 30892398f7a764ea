import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeStorage } from "./support/browser.js";
import { MockKernel, MockModel } from "./support/kernel.js";
import { fakeTime } from "./support/time.js";

const { Outbox } = await import("../src/kit/outbox.js");

const PLACE = "alsnb:student@1";
let time;
let storage;
beforeEach(() => {
  time = fakeTime();
  storage = fakeStorage();
});

/** A page that is opened anew, with a model of its own. */
function opened(kernel, changed) {
  const model = new MockModel();
  if (kernel) kernel.serve(model);
  return { model, outbox: new Outbox(model, "student@1", changed) };
}
const stored = () => JSON.parse(storage.getItem(PLACE) ?? "[]");
const texts = (events) => events.map((each) => each.text);

test("an event is sent at once, kept until it is acknowledged, and not sent again after that", () => {
  const { model, outbox } = opened();
  const event = outbox.put({ kind: "note", text: "one" });
  assert.deepEqual(model.sent, [[event]]);
  assert.deepEqual(stored(), [event]);
  model.tell("msg:custom", { acknowledged: [event.id] });
  assert.deepEqual([outbox.waiting, storage.getItem(PLACE)], [[], null]);
  time.pass(120000);
  assert.equal(model.sent.length, 1);
});

test("what is not acknowledged is sent again under the same id, less and less often, in its order", () => {
  const { model, outbox } = opened();
  const events = ["one", "two"].map((text) => outbox.put({ kind: "note", text }));
  const at = [];
  model.receive = () => at.push(time.page);
  time.pass(100000);
  assert.deepEqual(at, [1000, 3000, 7000, 15000, 31000, 61000, 91000]);
  for (const again of model.sent.slice(2)) assert.deepEqual(again, events);
  // Once it is answered, the next is not waited for that long.
  model.tell("msg:custom", { acknowledged: [events[0].id] });
  at.length = 0;
  time.pass(30000);
  assert.ok(at.length >= 1);
  assert.deepEqual(texts(model.sent.at(-1)), ["two"]);
});

test("an acknowledgement of some, or of what nobody knows, forgets no other", () => {
  const { model, outbox } = opened();
  const [one, two] = ["one", "two"].map((text) => outbox.put({ kind: "note", text }));
  model.tell("msg:custom", { acknowledged: [one.id, "unknown"] });
  model.tell("msg:custom", { code: "something else" });
  assert.deepEqual(outbox.waiting, [two]);
  assert.deepEqual(stored(), [two]);
});

test("a reload sends what was waiting, under the same ids, as of the page that put it", () => {
  const first = opened();
  const event = first.outbox.put({ kind: "note", text: "one" });
  first.outbox.close();
  const second = opened();
  assert.deepEqual(second.model.events, [event]);
  assert.notEqual(second.outbox.put({ kind: "note", text: "two" }).page, event.page);
  assert.deepEqual(texts(stored()), ["one", "two"]);
});

test("in a slot the newest alone waits, others stay, and a slot can be cleared", () => {
  const { outbox } = opened();
  outbox.put({ kind: "draft", slot: "draft", text: "o" });
  outbox.put({ kind: "note", text: "other" });
  outbox.put({ kind: "draft", slot: "draft", text: "one" });
  outbox.put({ kind: "draft", slot: "draft:2", text: "two" });
  assert.deepEqual(texts(stored()), ["other", "one", "two"]);
  outbox.clear("draft");
  assert.deepEqual(texts(stored()), ["other", "two"]);
});

test("an acknowledgement of what was replaced in its slot keeps what replaced it", () => {
  const { model, outbox } = opened();
  const old = outbox.put({ kind: "draft", slot: "draft", text: "o" });
  outbox.put({ kind: "draft", slot: "draft", text: "one" });
  model.tell("msg:custom", { acknowledged: [old.id] });
  assert.deepEqual(texts(outbox.waiting), ["one"]);
});

test("a kernel that is gone takes nothing away: the next one gets it", () => {
  const kernel = new MockKernel();
  kernel.up = false;
  const { outbox } = opened(kernel);
  outbox.put({ kind: "note", text: "one" });
  time.pass(5000);
  assert.equal(kernel.taken.size, 0);
  kernel.up = true;
  time.pass(30000);
  assert.deepEqual(texts([...kernel.taken.values()]), ["one"]);
  assert.deepEqual(stored(), []);
});

test("a storage that is full, closed or holds something odd keeps nothing from being sent", () => {
  const kernel = new MockKernel();
  kernel.deaf = true;
  storage.full = true;
  const { outbox } = opened(kernel);
  outbox.put({ kind: "note", text: "one" });
  storage.broken = true;
  outbox.put({ kind: "note", text: "two" });
  kernel.deaf = false;
  time.pass(60000);
  assert.deepEqual(texts([...kernel.taken.values()]), ["one", "two"]);
  assert.deepEqual(outbox.waiting, []);
  opened(kernel).outbox.put({ kind: "note", text: "three" });
  assert.equal(kernel.taken.size, 3);
  Object.assign(storage, { full: false, broken: false });
  storage.setItem(PLACE, "{not JSON");
  assert.deepEqual(opened(kernel).outbox.waiting, []);
});

test("once there is room again, all that waits is kept, not only what came last", () => {
  const { outbox } = opened();
  storage.full = true;
  outbox.put({ kind: "note", text: "one" });
  storage.full = false;
  outbox.put({ kind: "note", text: "two" });
  assert.deepEqual(texts(stored()), ["one", "two"]);
});

test("what the kernel refuses for now waits and is taken later, once, and holds up nothing else", () => {
  const kernel = new MockKernel();
  kernel.refuses = ({ text }) => text === "one";
  const { outbox } = opened(kernel);
  for (const text of ["one", "two"]) outbox.put({ kind: "note", text });
  assert.deepEqual(texts(outbox.waiting), ["one"]);
  kernel.refuses = () => false;
  time.pass(60000);
  assert.deepEqual(texts([...kernel.taken.values()]), ["two", "one"]);
});

test("whoever watches is told of each change, and a closed outbox does nothing more", () => {
  const told = [];
  const { model, outbox } = opened(null, (waiting) => told.push(texts(waiting)));
  const event = outbox.put({ kind: "note", text: "one" });
  model.tell("msg:custom", { acknowledged: [event.id] });
  assert.deepEqual(told, [["one"], []]);
  outbox.put({ kind: "note", text: "two" });
  outbox.close();
  const { length } = model.sent;
  time.pass(60000);
  assert.equal(model.sent.length, length);
  assert.deepEqual(texts(stored()), ["two"]);
});

test("whatever fails in between, each event is taken, and taken once", () => {
  let seed = 11;
  const dice = (most) => {
    seed = (seed * 48271) % 2147483647;
    return seed % most;
  };
  for (let round = 0; round < 200; round++) {
    time = fakeTime();
    storage = fakeStorage();
    const kernel = new MockKernel();
    let page = opened(kernel);
    const put = [];
    const newest = new Map();
    for (let count = 0; count < 40; count++) {
      const act = dice(9);
      if (act < 3) put.push(page.outbox.put({ kind: "note", text: `${count}` }));
      else if (act < 5) {
        const slot = `slot ${dice(3)}`;
        newest.set(slot, page.outbox.put({ kind: "draft", slot, text: `${count}` }).id);
      } else if (act === 5) kernel.up = !kernel.up;
      else if (act === 6) kernel[dice(2) ? "deaf" : "mute"] = dice(2) === 1;
      else if (act === 7) {
        page.outbox.close();
        page = opened(kernel);
      } else time.pass(dice(5000));
    }
    Object.assign(kernel, { up: true, deaf: false, mute: false });
    time.pass(120000);
    assert.deepEqual(page.outbox.waiting, [], "all is acknowledged in the end");
    for (const each of put) assert.equal(kernel.taken.get(each.id)?.text, each.text, "nothing is lost");
    const notes = [...kernel.taken.values()].filter((each) => each?.kind === "note");
    assert.equal(notes.length, put.length, "nothing is doubled");
    for (const [slot, id] of newest) assert.equal(kernel.slots.get(slot).id, id, "what was said last counts");
  }
});
