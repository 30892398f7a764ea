// An empty log: a few codes are enough to begin.

import { button, freshId, h } from "../kit/dom.js";
import { write } from "./drawing.js";

/** @import { MeetingBeginView } from "../protocol.d.ts" */

export function quickStart(screen) {
  const id = freshId();
  const typed = screen.recall("quick", {});
  const fields = {
    cohort: h("input", { type: "text", id: `${id}-cohort`, autocomplete: "off" }),
    learning_set: h("input", { type: "text", id: `${id}-set`, autocomplete: "off" }),
    format: h("select", { id: `${id}-format` }),
    members: h("textarea", { id: `${id}-members`, rows: 7, "aria-describedby": `${id}-members-help` }),
  };
  const field = (name, label, help) =>
    h(
      "div",
      { class: "alsnb-field" },
      h("label", { for: fields[name].id }, label),
      help ? h("p", { class: "alsnb-help", id: `${fields[name].id}-help` }, help) : null,
      fields[name],
    );
  const read = () => Object.fromEntries(Object.entries(fields).map(([name, box]) => [name, box.value]));
  function tell(meant) {
    const said = read();
    screen.tell("quick_start", { slot: "quick_start", ...said, members: said.members.split(/\n|,/), meant });
  }
  const words = h("p", {});
  const doubts = h(
    "div",
    { class: "alsnb-alert", role: "alert", hidden: true },
    words,
    button("The codes are correct: make the set", () => tell(true)),
  );
  const form = h(
    "form",
    {
      "aria-label": "Begin here",
      novalidate: true,
      oninput: () => screen.remember("quick", read()),
      onsubmit: (event) => {
        event.preventDefault();
        tell(false);
      },
    },
    h("h3", {}, "Begin here"),
    field("cohort", "Code of the cohort", "such as 2026-spring"),
    field("learning_set", "Code of the set", "such as A"),
    field("format", "Format", "how the set runs its meetings: the stages, and what is welcome"),
    field("members", "Codes of the members, one per line", "such as A1; never a name"),
    doubts,
    h("div", { class: "alsnb-actions" }, h("button", { type: "submit", class: "alsnb-primary" }, "Make the set")),
  );
  const node = h(
    "div",
    {},
    h("h2", {}, "Set meeting"),
    h(
      "p",
      { class: "alsnb-empty" },
      "This log has no set with members yet. To set up a whole cohort, use the notebook cohort_setup. To hold a meeting right now, a few codes are enough.",
    ),
    form,
  );
  let filled = false;
  return {
    node,
    /** @param {MeetingBeginView} view */
    show(view) {
      doubts.hidden = !view.doubts.quick_start;
      write(words, view.doubts.quick_start?.text ?? "");
      if (filled) return;
      filled = true;
      const options = view.formats.map(([key, title]) => h("option", { value: key }, `${title} (${key})`));
      fields.format.append(h("option", { value: "" }, "none: a plain clock, without stages"), ...options);
      fields.cohort.value = typed.cohort || view.cohort || "";
      fields.learning_set.value = typed.learning_set || view.learning_set || "";
      fields.format.value = typed.format || "";
      fields.members.value = typed.members || "";
    },
  };
}
