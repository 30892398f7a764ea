// Codes: changed everywhere at once, and put on slips for those who are to use them.

import { h, place } from "../kit/dom.js";
import { labelled, table } from "./inputs.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { SetupCodeDoubts, SetupMessage, SetupView } from "../protocol.d.ts"
 */

/**
 * Change a code; one that looks like a name is asked about first. `now` tells the code as it is.
 * @param {Screen<SetupView, SetupMessage>} screen
 * @param {SetupCodeDoubts["of"]} of
 * @param {() => string} now
 */
export function drawRename(screen, of, now) {
  const box = h("input", { type: "text", autocomplete: "off" });
  const doubts = h("div", { class: "alsnb-row", role: "status" });
  const tell = (more = {}) => {
    if (!box.value.trim()) return box.focus();
    screen.tell("rename", { of, code: now(), to: box.value.trim(), slot: `rename ${of}`, ...more });
  };
  const change = h("button", { type: "button", class: "alsnb-small", onclick: () => tell() }, "Change the code");
  const keepIt = h("button", { type: "button", class: "alsnb-small", onclick: () => tell({ keep: true }) }, "Keep it");
  box.addEventListener("input", () => place(doubts));
  screen.hear(({ code }) => {
    if (code?.of !== of || code.code !== now()) return;
    place(doubts, h("span", { class: "alsnb-problem" }, code.doubts.join(" ")), keepIt);
    box.focus();
  });
  return h(
    "details",
    { class: "alsnb-rename" },
    h("summary", {}, "Change the code"),
    labelled("New code", box, "changes it in all records, in drafts and on the roster"),
    doubts,
    h("div", { class: "alsnb-actions" }, change),
  );
}

/**
 * Slips to give to members: told to this page alone, and drawn when they are asked for.
 * @param {Screen<SetupView, SetupMessage>} screen
 */
export function drawSlips(screen) {
  const list = h("div", { class: "alsnb-slips" });
  const ask = h("button", { type: "button", onclick: () => screen.tell("slips_ask") }, "Show the slips");
  const print = h("button", { type: "button", hidden: true }, "Print the slips");
  print.addEventListener("click", () => {
    const frame = h("iframe", { hidden: true, title: "Slips" });
    screen.root.append(frame);
    frame.contentDocument.body.append(list.cloneNode(true));
    frame.contentWindow.print();
    frame.remove();
  });
  screen.hear(({ slips }) => {
    if (!slips) return;
    print.hidden = !slips.length;
    const rows = slips.map((each) => [each.code, each.name, each.set || "–", each.cohort, each.secret]);
    place(
      list,
      slips.length
        ? table("Slips", ["Your code", "For", "Set", "Cohort", "Secret"], rows)
        : h("p", {}, "Nobody is on the roster yet."),
    );
  });
  return h(
    "details",
    {},
    h("summary", {}, "Slips for members"),
    h(
      "p",
      { class: "alsnb-help" },
      "Give each member their own line: the code and the cohort to begin a log with, and the secret by which a hand-in shows that it is theirs. Secrets are kept with the roster, never in the log.",
    ),
    h("div", { class: "alsnb-actions" }, ask, print),
    list,
  );
}
