// The small controls that the tabs of coding share.

import { grow } from "../form/controls.js";
import { freshId, h } from "../kit/dom.js";

export const MANY_THEMES = 10; // from which on a theme is found by its name
export const showKeys = (keys) => keys.split(/(?<=\S), |(?<=\S) (?=\S)/).map((key) => h("kbd", {}, key));

export function chooser(label, words, choose) {
  const id = freshId();
  const options = Object.entries(words).map(([value, text]) => h("option", { value }, text));
  const box = h("select", { id, onchange: () => choose(box.value) }, options);
  return { box, node: h("div", { class: "coding-choice" }, h("label", { for: id }, label), box) };
}

export function ticked(label, change) {
  const id = freshId();
  const box = h("input", { type: "checkbox", id, onchange: () => change(box.checked) });
  return { box, node: h("label", { for: id, class: "coding-tick" }, box, label) };
}

/** A box to find themes in, which is there where they are many. */
export function themeFinder(show) {
  const box = h("input", {
    type: "text",
    "aria-label": "Find a theme",
    placeholder: "find a theme",
    autocomplete: "off",
    oninput: () => show(),
  });
  return {
    box,
    among(themes) {
      box.hidden = themes.length < MANY_THEMES;
      const wanted = box.hidden ? "" : box.value.trim().toLowerCase();
      return themes.filter(
        (each) => !wanted || `${each.theme} ${each.description ?? ""}`.toLowerCase().includes(wanted),
      );
    },
  };
}

/** A text of several lines or one, kept in the browser until it has been used. */
export function keptInput(screen, name, label, { long = false } = {}) {
  const id = freshId();
  const box = h(long ? "textarea" : "input", { id, autocomplete: "off", ...(long ? { rows: 2 } : { type: "text" }) });
  box.value = screen.recall(name, "");
  box.addEventListener("input", () => {
    screen.remember(name, box.value);
    grow(box);
  });
  box.addEventListener("grow", () => grow(box));
  const clear = () => {
    screen.remember(name, "");
    box.value = "";
  };
  return { box, clear, node: h("div", { class: "alsnb-field" }, h("label", { for: id }, label), box) };
}
