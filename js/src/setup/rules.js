// The ground rules of each set.

import { grow } from "../form/controls.js";
import { h, keyed, place } from "../kit/dom.js";
import { drawRename } from "./codes.js";
import { labelled, writeInto } from "./inputs.js";
import { keptInputs } from "./kept.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { SetupMessage, SetupSetAgreed, SetupView } from "../protocol.d.ts"
 */

/** @param {Screen<SetupView, SetupMessage>} screen */
export function drawRules(screen) {
  const text = h("textarea", { rows: 6 });
  const kept = keptInputs(
    screen,
    "rules_text",
    () => ({ text: text.value }),
    (/** @type {{ text: string }} */ { text: said }) => {
      writeInto(text, said);
      grow(text);
    },
  );
  text.addEventListener("input", () => {
    grow(text);
    kept.changed();
  });
  text.addEventListener("grow", () => grow(text));
  const give = h("button", { type: "button", class: "alsnb-primary" }, "Give these rules to every set");
  give.addEventListener("click", () => {
    kept.drop();
    screen.tell("rules_give", { slot: "rules_give", values: { text: text.value } });
  });
  const giving = h("div", { class: "alsnb-actions" }, give);
  const from = h("p", { class: "alsnb-quiet" });
  const offers = h("div", {});
  const none = h(
    "p",
    { class: "alsnb-empty" },
    "There is no set yet. Make sets first, on the tab Sets; the rules can be written already.",
  );
  const cards = keyed("div", {}, (/** @type {SetupSetAgreed} */ { set, form }) => {
    const told = h("span", { class: "alsnb-quiet" });
    const inside = h("div", {});
    const each = h("details", { class: "alsnb-card" }, h("summary", {}, h("b", {}, `Set ${set}`), " ", told), inside);
    const renames = drawRename(screen, "learning_set", () => set);
    const openIt = () => each.open && place(inside, screen.form(form), renames);
    each.addEventListener("toggle", () => {
      openIt();
      screen.remember(`open ${set}`, each.open);
    });
    each.open = screen.recall(`open ${set}`, false);
    openIt();
    return {
      node: each,
      update({ rules, agreed_by, agreed_on, members }) {
        const agreed = agreed_on
          ? `✓ agreed on ${agreed_on} by ${agreed_by} of ${members} members`
          : "○ not agreed yet";
        place(told, `${rules ? `${rules} ground rules` : "no ground rules yet"}; ${agreed}`);
      },
    };
  });
  let offered = "";
  return {
    saves: giving,
    body: [
      h("h3", {}, "Ground rules"),
      h(
        "p",
        {},
        "Start from the format's, change what you like, and give them to the sets. Each set then makes them its own, and agrees.",
      ),
      from,
      labelled("Ground rules for every set, one per line", text),
      offers,
      giving,
      h("h4", {}, "Set by set"),
      none,
      cards.list,
    ],
    /** @param {SetupView} view */
    update({ rules, cohort }) {
      place(
        from,
        rules.format
          ? `These come from the format ${rules.format}, until you change them.`
          : "The format chosen states no ground rules; those of others may help.",
      );
      kept.show({ text: rules.text });
      give.disabled = !rules.sets.length || !cohort;
      none.hidden = rules.sets.length > 0;
      if (offered !== JSON.stringify(rules.offers)) {
        offered = JSON.stringify(rules.offers);
        const rows = rules.offers.map(({ format, rules: lines }) =>
          h(
            "li",
            { class: "alsnb-row" },
            h("span", { class: "alsnb-quiet" }, `${format}:`),
            ...lines.map((line) => {
              const put = h("button", { type: "button", class: "alsnb-small" }, `+ ${line}`);
              put.addEventListener("click", () => {
                const lines = text.value
                  .split("\n")
                  .map((each) => each.trim())
                  .filter(Boolean);
                if (!lines.includes(line)) text.value = [...lines, line].join("\n");
                grow(text);
                kept.changed();
              });
              return put;
            }),
          ),
        );
        place(
          offers,
          rows.length > 0 &&
            h("details", {}, h("summary", {}, "Rules from other formats"), h("ul", { class: "alsnb-list" }, ...rows)),
        );
      }
      cards.show(rules.sets, (each) => each.form);
    },
  };
}
