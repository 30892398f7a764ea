// The report's one script: it sorts tables, numbers as numbers and days as days; what is unknown stays last.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";

import { fakeDocument } from "./support/browser.js";

await fakeDocument();
globalThis.matchMedia = () => ({ matches: true, addEventListener() {} });
const SCRIPT = readFileSync(new URL("../../alsnb/reports/files/template/page.js", import.meta.url), "utf8");
const HEADS = ["Set", "Change", "Held on", "Words"];
const ROWS = [
  ["B", '−9% <span class="interval">(−15% to 20%)</span>', "1 February 2026", "1,200"],
  ["&lt;i&gt;A10", '100% <span class="interval">(90% to 100%)</span>', "31 December 2025", "9"],
  ["a2", "–", "15 January 2026", '<span class="withheld">10</span>'],
  ["C", '−20% <span class="interval">(−40% to 7%)</span>', "–", "0"],
];

beforeEach(() => {
  document.documentElement.lang = "en-GB";
  const head = HEADS.map((each) => `<th scope="col">${each}</th>`).join("");
  const body = ROWS.map((row) => `<tr>${row.map((each) => `<td>${each}</td>`).join("")}</tr>`).join("");
  document.body.innerHTML = `<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
  new Function(SCRIPT)();
});

const order = () => [...document.querySelectorAll("tbody tr")].map((row) => row.cells[0].textContent);
const head = (name) => [...document.querySelectorAll("th")].find((each) => each.textContent === name);

for (const [name, up, down] of [
  ["Change", ["C", "B", "<i>A10", "a2"], ["<i>A10", "B", "C", "a2"]],
  ["Held on", ["<i>A10", "a2", "B", "C"], ["B", "a2", "<i>A10", "C"]],
  ["Words", ["C", "<i>A10", "B", "a2"], ["B", "<i>A10", "C", "a2"]],
  ["Set", ["<i>A10", "a2", "B", "C"], ["C", "B", "a2", "<i>A10"]],
])
  test(`a table is sorted by ${name}: up, down, and as it was`, () => {
    const before = order();
    for (const [expected, said] of [
      [up, "ascending"],
      [down, "descending"],
      [before, null],
    ]) {
      head(name).querySelector("button").click();
      assert.deepEqual(order(), expected);
      assert.equal(head(name).getAttribute("aria-sort"), said);
      assert.equal(document.querySelectorAll("[aria-sort]").length, said ? 1 : 0);
    }
  });

test("sorting by one column after another says so of the last alone", () => {
  head("Words").querySelector("button").click();
  head("Set").querySelector("button").click();
  assert.deepEqual(
    [...document.querySelectorAll("[aria-sort]")].map((each) => each.textContent),
    ["Set"],
  );
});
