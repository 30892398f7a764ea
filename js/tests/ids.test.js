import assert from "node:assert/strict";
import { test } from "node:test";

import "./support/browser.js";
import { newId, withoutFuture } from "../src/kit/ids.js";

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const timeOf = (id) => parseInt(id.slice(0, 13).replace("-", ""), 16);

test("an id is a UUIDv7 of now, and sorts after those made before it in the same millisecond", () => {
  const before = Date.now();
  const ids = Array.from({ length: 500 }, newId);
  for (const id of ids) assert.match(id, UUID7);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, 500);
  assert.ok(timeOf(ids[0]) >= before);
});

test("a clock that is set back makes no id that sorts before one that was made", (t) => {
  const first = newId();
  const { now } = Date;
  t.after(() => {
    Date.now = now;
  });
  Date.now = () => now() - 86400000;
  assert.ok(newId() > first);
});

test("ids of a day to come are made anew, the same one the same everywhere; others stay", () => {
  const later = "ffffffff-ffff-7abc-8abc-0123456789ab";
  const early = newId();
  const text = JSON.stringify([
    { id: later, entry: early },
    { id: early, entry: later, text: `of ${later}` },
  ]);
  const [one, two] = JSON.parse(withoutFuture(text));
  assert.match(one.id, UUID7);
  assert.ok(timeOf(one.id) <= Date.now() + 1000);
  assert.equal(two.entry, one.id);
  assert.deepEqual([one.entry, two.id, two.text], [early, early, `of ${later}`]);
  assert.equal(withoutFuture(null), null);
});
