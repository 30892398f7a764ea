// Handing in: what is asked before a file is replaced, and where the focus is then.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./support/browser.js";

await fakeDocument();
const { drawHandIn } = await import("../src/student/hand_in.js");

const ENTRY = { kind: "issue", text: "Being heard", cycle: 1, readers: null, sent: null };
const PREVIEW = {
  leaving: [ENTRY],
  taken_back: [],
  staying: [],
  last: null,
  outdated: false,
  files: { bundle: { path: "hand-in-A3.jsonl", written: 0 } },
};
const VIEW = { consents: [], release: null, proves: false, preview: PREVIEW, asking: null };

function opened() {
  const told = [];
  const { nodes, update } = drawHandIn({ tell: (kind, values) => told.push({ kind, ...values }) });
  document.body.replaceChildren(...nodes);
  update(VIEW);
  const asking = document.querySelector("[aria-label='Replace the file?']");
  const press = (name) => [...document.querySelectorAll("button")].find((each) => each.textContent === name).click();
  return { told, update, asking, press };
}

test("a file that is there is replaced only once its student says so", () => {
  const { told, update, asking, press } = opened();
  assert.ok(asking.hidden);
  press("Write the bundle");
  assert.deepEqual(told, [{ kind: "hand_in", what: "bundle", replace: false, slot: "hand_in" }]);
  update({ ...VIEW, asking: "bundle" });
  assert.ok(!asking.hidden);
  assert.match(asking.textContent, /hand-in-A3\.jsonl already exists/);
  assert.equal(document.activeElement.textContent, "Keep the old one", "Enter replaces nothing by accident");
  press("Replace it");
  assert.deepEqual(told.at(-1), { kind: "hand_in", what: "bundle", replace: true, slot: "hand_in" });
  update(VIEW);
  assert.ok(asking.hidden);
});

test("the old file is kept if asked, and a question asked again takes the focus again", () => {
  const { told, update, press } = opened();
  for (const _ of [1, 2]) {
    update({ ...VIEW, asking: "bundle" });
    assert.equal(document.activeElement.textContent, "Keep the old one");
    press("Keep the old one");
    assert.deepEqual(told.at(-1), { kind: "keep_file", slot: "hand_in" });
    update(VIEW);
  }
});

test("with nothing to hand in, no bundle can be written", () => {
  const { update } = opened();
  const bundle = [...document.querySelectorAll("button")].find((each) => each.textContent === "Write the bundle");
  assert.equal(bundle.disabled, false);
  update({ ...VIEW, preview: { ...PREVIEW, leaving: [] } });
  assert.equal(bundle.disabled, true);
});
