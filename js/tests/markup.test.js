// What people type is text on every screen: no source makes elements from a string.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../src/", import.meta.url));
const PARSES =
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|setHTMLUnsafe|srcdoc)\b|\bdocument\.write|\beval\(|\bnew Function\(/;

const sources = readdirSync(SOURCES, { recursive: true }).filter((name) => String(name).endsWith(".js"));

test("no source parses markup or runs text", () => {
  assert.ok(sources.length > 40);
  const found = sources.filter((name) => PARSES.test(readFileSync(`${SOURCES}${name}`, "utf8")));
  assert.deepEqual(found, []);
});

test("what parses markup or runs text is recognised", () => {
  for (const line of [
    "node.innerHTML = text;",
    "document.write(text)",
    "eval(text)",
    'frame.setAttribute("srcdoc", x)',
  ])
    assert.match(line, PARSES);
});
