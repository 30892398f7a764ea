import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeDocument } from "./support/browser.js";

await fakeDocument();
const { offsetIn, placeIn, sentencesOf, spanOf, trimmed, wordsOf } = await import("../src/coding/spans.js");
const { withNames } = await import("../src/coding/marks.js");
const { passageText } = await import("../src/coding/passage.js");

// An emoji of five code points, a letter with a combining mark, a flag, Arabic, and letters beyond the first plane.
const TEXT = "We met 👩‍👩‍👧 at a cafe\u0301. 🇩🇪 Müller said: سلام! \n\n𝒯hen we left.";
const cut = ({ start, end }) => TEXT.slice(start, end);
let page;
let told;
beforeEach(() => {
  document.body.replaceChildren();
  document.getSelection().removeAllRanges();
  page?.close();
  told = [];
  page = passageText((passage) => told.push(passage));
  document.body.append(page.node);
  page.show(TEXT, []);
});

/** Select in the page what is between two offsets, as a mouse does. */
function drag(from, to) {
  document.getSelection().setBaseAndExtent(...placeIn(page.node, from), ...placeIn(page.node, to));
  document.dispatchEvent(new Event("selectionchange"));
}
function press(key, more = {}) {
  page.node.focus();
  page.node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
}

test("words and sentences are cut between letters, whatever these are made of", () => {
  assert.deepEqual(wordsOf(TEXT).map(cut), [
    "We",
    "met",
    "👩‍👩‍👧",
    "at",
    "a",
    "cafe\u0301.",
    "🇩🇪",
    "Müller",
    "said:",
    "سلام!",
    "𝒯hen",
    "we",
    "left.",
  ]);
  assert.deepEqual(sentencesOf(TEXT).map(cut), [
    "We met 👩‍👩‍👧 at a cafe\u0301.",
    "🇩🇪 Müller said: سلام!",
    "𝒯hen we left.",
  ]);
  assert.deepEqual(sentencesOf(""), [{ start: 0, end: 0 }]);
  assert.deepEqual(wordsOf(" \n "), []);
});

test("white space at the ends is no part of a span, and alone is none", () => {
  assert.deepEqual(trimmed("  a b \n", 0, 7), { start: 2, end: 5 });
  assert.equal(trimmed(" \u00a0\n", 0, 3), null);
});

test("an offset is found in the nodes and back, however the text is marked", () => {
  const marks = [
    { start: 3, end: 19, class: "one", label: "theme" },
    { start: 7, end: 30, class: "two", label: "another" },
    { start: 0, end: TEXT.length, class: "three" },
  ];
  for (const drawn of [[], marks]) {
    page.show(TEXT, drawn);
    assert.equal(page.node.textContent, TEXT);
    for (let at = 0; at <= TEXT.length; at++) assert.equal(offsetIn(page.node, ...placeIn(page.node, at)), at);
  }
  assert.deepEqual(placeIn(page.node, TEXT.length + 5).slice(1), [
    page.node.querySelectorAll("span").length && placeIn(page.node, TEXT.length)[1],
  ]);
});

test("marks overlap, and labels stand at the end of each without being text", () => {
  page.show(TEXT, [
    { start: 0, end: 6, class: "one", label: "first" },
    { start: 3, end: 18, class: "two", label: "second" },
  ]);
  assert.equal(page.node.textContent, TEXT);
  const of = (name) => [...page.node.querySelectorAll(`.${name}`)].map((each) => each.textContent).join("");
  assert.deepEqual([of("one"), of("two")], [TEXT.slice(0, 6), TEXT.slice(3, 18)]);
  const labels = [...page.node.querySelectorAll("[data-label]")].map((each) => [each.textContent, each.dataset.label]);
  assert.deepEqual(labels, [
    [TEXT.slice(3, 6), "first"],
    [TEXT.slice(6, 18), "second"],
  ]);
});

test("what a mouse selects is told without white space at its ends, letters whole", () => {
  const at = TEXT.indexOf("👩");
  drag(at - 1, TEXT.indexOf(" at a"));
  assert.deepEqual([told.at(-1), page.selected], ["👩‍👩‍👧", { start: at, end: at + 8 }]);
  drag(TEXT.indexOf("cafe"), TEXT.indexOf(". 🇩🇪"));
  assert.equal(told.at(-1), "cafe\u0301");
});

test("what is selected backwards, or across marks, is the same passage", () => {
  page.show(TEXT, [{ start: 3, end: 10, class: "one" }]);
  drag(20, 3);
  assert.equal(told.at(-1), TEXT.slice(3, 20).trim());
});

test("what is highlighted outside the text is no part of the passage", () => {
  const before = document.createElement("p");
  before.textContent = "Before";
  const after = document.createElement("p");
  after.textContent = "After";
  page.node.before(before);
  page.node.after(after);
  const range = document.createRange();
  range.setStart(before.firstChild, 2);
  range.setEnd(...placeIn(page.node, 6));
  assert.deepEqual(spanOf(page.node, range), { start: 0, end: 6 });
  range.setStart(...placeIn(page.node, TEXT.length - 5));
  range.setEnd(after.firstChild, 1);
  assert.equal(cut(spanOf(page.node, range)), "left.");
  // A selection that does not touch the text is nobody's passage.
  range.selectNodeContents(after);
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
  document.dispatchEvent(new Event("selectionchange"));
  assert.deepEqual(told, []);
});

test("arrow keys go from word to word, and with Shift extend the selection to both sides", () => {
  press("ArrowRight");
  press("ArrowRight");
  assert.equal(told.at(-1), "met");
  press("ArrowRight", { shiftKey: true });
  assert.equal(told.at(-1), "met 👩‍👩‍👧");
  press("ArrowLeft", { shiftKey: true });
  press("ArrowLeft", { shiftKey: true });
  assert.equal(told.at(-1), "We met");
  press("ArrowLeft");
  assert.equal(told.at(-1), "We met", "there is no word before the first");
  assert.equal(document.getSelection().toString(), "We met");
});

test("arrow keys up and down go from sentence to sentence, and Ctrl+A takes all", () => {
  press("ArrowUp");
  assert.equal(told.at(-1), "𝒯hen we left.");
  press("ArrowUp");
  assert.equal(told.at(-1), "🇩🇪 Müller said: سلام!");
  press("ArrowDown", { shiftKey: true });
  assert.equal(told.at(-1), TEXT.slice(TEXT.indexOf("🇩🇪")));
  press("a", { ctrlKey: true });
  assert.equal(told.at(-1), TEXT);
});

test("a selection outlives new marks, and goes with another text", () => {
  press("ArrowRight");
  page.show(TEXT, [{ start: 0, end: 2, class: "one" }]);
  assert.deepEqual(page.selected, { start: 0, end: 2 });
  assert.equal(document.getSelection().toString(), "We");
  page.show("Another text.", []);
  assert.equal(page.selected, null);
  assert.equal(told.at(-1), null);
  press("ArrowRight");
  page.clear();
  assert.equal(told.at(-1), null);
});

test("names are framed, and the text around them stays", () => {
  const holder = document.createElement("p");
  holder.append(
    ...withNames("Ann met Bob.", [
      [0, 3],
      [8, 11],
    ]),
  );
  assert.equal(holder.textContent, "Ann met Bob.");
  assert.deepEqual(
    [...holder.querySelectorAll("mark")].map((each) => each.textContent),
    ["Ann", "Bob"],
  );
});
