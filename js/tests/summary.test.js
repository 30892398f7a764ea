// The summary of a meeting in words, and the sheet to print.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./support/browser.js";

const window = await fakeDocument();
const { shareWords } = await import("../src/meeting/summary.js");
const { actionSheet } = await import("../src/meeting/sheet.js");

const shares = (seconds) =>
  Object.entries(seconds).map(([member, each]) => ({
    member,
    contributions: each === null ? 0 : 1,
    seconds: each ?? 0,
  }));

test("those who spoke for equal shares of the time are named together", () => {
  assert.equal(
    shareWords(shares({ A2: 93, A3: 93, A4: 30 })),
    "A2 and A3 spoke most, 43 % each of the time the set spoke. Everybody spoke.",
  );
});

test("the one who spoke most is named, and so are those who did not speak", () => {
  assert.equal(
    shareWords(shares({ A2: 60, A3: 40, A4: null, A5: null })),
    "A2 spoke most, 60 % of the time the set spoke. A4, A5 did not speak.",
  );
});

test("nobody is compared with nobody", () => {
  assert.equal(shareWords(shares({ A2: 60, A3: null })), "A3 did not speak.");
  assert.equal(shareWords(shares({ A2: 0, A3: 0 })), "Everybody spoke.");
  assert.equal(shareWords(shares({ A2: null })), "Only the presenters spoke.");
});

test("on the action review sheet, text is never markup, and the sheet may run nothing", () => {
  const hostile = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>";
  const action = { what: `what ${hostile}`, due: "2027-01-15", success: `sign ${hostile}` };
  const html = actionSheet({
    title: hostile,
    held: "2026-12-01",
    next: "2027-01-15",
    format: hostile,
    people: [
      { member: hostile, issue: `issue ${hostile}`, actions: [action] },
      { member: "A2", issue: "", actions: [] },
    ],
  });
  const sheet = new window.DOMParser().parseFromString(html, "text/html");
  assert.equal(sheet.querySelectorAll("script, img, [onerror]").length, 0);
  assert.equal(sheet.querySelectorAll("article").length, 2);
  for (const text of [action.what, action.success, `issue ${hostile}`])
    assert.ok(sheet.body.textContent.includes(text), text);
  const policy = sheet.querySelector("meta[http-equiv=Content-Security-Policy]").content;
  assert.match(policy, /default-src 'none'/);
});
