// One theme beside the reflection: chosen or not, with its passages and a note.

import { grow } from "../form/controls.js";
import { button, freshId, h, place } from "../kit/dom.js";
import { withNames } from "./marks.js";

export function themeCard(theme, { choose, drop, write }) {
  const key = h("kbd", {});
  const pick = button([key, " ", h("span", {}, theme)], () => choose(theme), { "aria-pressed": "false" });
  const suggestion = h("span", { class: "alsnb-mark coding-suggested", hidden: true });
  const definition = h("p", { class: "alsnb-help coding-definition" });
  const passages = h("ul", { class: "alsnb-list" });
  const noteId = freshId();
  const named = h("p", { class: "alsnb-help coding-flag", id: `${noteId}-named`, role: "status" });
  const note = h("textarea", { id: noteId, rows: 1, "aria-describedby": named.id });
  note.addEventListener("input", () => {
    write(theme, note.value);
    grow(note);
  });
  note.addEventListener("grow", () => grow(note));
  const noting = h("div", {}, h("div", { class: "coding-note" }, h("label", { for: noteId }, "Note"), note), named);
  const node = h(
    "li",
    { class: "coding-theme" },
    h("div", { class: "alsnb-row" }, pick, suggestion),
    definition,
    passages,
    noting,
  );
  function passage(said, line) {
    const quoted = h("q", { class: `coding-mark coding-line-${line}` }, withNames(said.text, said.names));
    const remove = button(
      "Remove",
      () => {
        drop(theme, said.text);
        pick.focus();
      },
      {
        "aria-label": `Remove the passage “${said.text.slice(0, 60)}” from ${theme}`,
      },
    );
    return h("li", { class: "coding-passage" }, quoted, remove);
  }
  return {
    node,
    update({ said, quoted, letter, suggested, line, description, depth, noteNames }) {
      key.textContent = letter ?? "";
      key.hidden = !letter;
      pick.setAttribute("aria-pressed", String(said.present));
      if (letter) pick.setAttribute("aria-keyshortcuts", letter);
      else pick.removeAttribute("aria-keyshortcuts");
      node.className = `coding-theme coding-depth-${Math.min(depth, 3)} coding-line-${line}${said.present ? " coding-present" : ""}`;
      suggestion.hidden = !suggested;
      suggestion.textContent = suggested ? `suggested: ${suggested.words}` : "";
      definition.textContent = description ?? "";
      noting.hidden = !said.present;
      if (document.activeElement !== note && note.value !== said.note) note.value = said.note ?? "";
      requestAnimationFrame(() => grow(note));
      place(named, noteNames ? "This note names somebody on the roster: better to leave the name out." : null);
      place(
        passages,
        quoted.map((each) => passage(each, line)),
      );
    },
  };
}
