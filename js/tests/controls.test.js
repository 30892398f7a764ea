import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./support/browser.js";

await fakeDocument();
const { CONTROLS } = await import("../src/form/controls.js");

const CHOICES = ["a", "b", "c"].map((value) => ({ value, label: value.toUpperCase() }));
const made = (control, more = {}) =>
  CONTROLS[control]({ id: "f", name: "f", label: "F", help: "", control, required: false, choices: [], ...more });
const through = (control, value, more) => {
  const drawn = made(control, more);
  drawn.write(value);
  return drawn.read();
};

test("each control gives back what was written into it", () => {
  for (const [control, value, more] of [
    ["line", "naïve 👩‍👩‍👧 <b>"],
    ["text", "one\ntwo"],
    ["number", 0],
    ["number", 3.5],
    ["number", null],
    ["date", "2026-05-12"],
    ["date", ""],
    ["lines", ["one", "two"]],
    ["lines", []],
    ["check", true],
    ["check", false],
    ["choice", "b", { choices: CHOICES }],
    ["choice", null, { choices: CHOICES }],
    ["choice", "b", { choices: [..."abcdefgh"].map((value) => ({ value, label: value })) }],
    ["several", ["a", "c"], { choices: CHOICES }],
    ["several", [], { choices: CHOICES }],
  ]) {
    assert.deepEqual(through(control, value, more), value, `${control}: ${JSON.stringify(value)}`);
  }
});

test("a time stands in the form as it is here, and is told as it is everywhere", () => {
  const at = "2026-05-12T14:30:00.000Z";
  assert.equal(through("time", at), at);
  assert.equal(through("time", null), null);
  const drawn = made("time");
  drawn.write(at);
  assert.equal(new Date(drawn.box.value).toISOString(), at);
});

test("lines that are empty or end in spaces are told without them", () => {
  const drawn = made("lines");
  drawn.box.value = " one \n\n  two";
  assert.deepEqual(drawn.read(), ["one", "two"]);
});

test("what was recorded and is offered no longer stays", () => {
  const drawn = made("several", { choices: CHOICES });
  drawn.write(["a", "gone"]);
  drawn.box.querySelector("input").checked = false;
  assert.deepEqual(drawn.read(), ["gone"]);
});

test("nothing written is nothing", () => {
  assert.deepEqual(
    ["line", "number", "date", "time", "check", "lines", "several"].map((each) => through(each, null)),
    ["", null, "", null, false, [], []],
  );
});
