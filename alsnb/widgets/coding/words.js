// What coding is told in, and the small controls its tabs share.

const LEVEL_WORDS = [
  ["habitual_action", "h", "Habitual action", "tells what was done or said, without thinking about it"],
  ["understanding", "u", "Understanding", "grasps an idea, without relating it to the writer's own experience"],
  ["reflection", "r", "Reflection", "relates it to the writer's own experience, and finds what it means there"],
  ["critical_reflection", "c", "Critical reflection", "sees that the writer's own beliefs or ways of seeing have changed"],
];
const THEME_KEYS = [..."123456789abdefgijklmoqtvwxy"];
const KEYS = [
  ["1 … 9, a, b, d …", "choose a theme, or take it back; with a passage selected: mark it with the theme"],
  ["→ ←", "in the text: select the next or previous word; with Shift: extend the selection"],
  ["↓ ↑", "in the text: select the next or previous sentence; with Shift: extend the selection"],
  ["Esc", "select nothing"],
  ["h u r c", "how deep it goes: habitual action, understanding, reflection, critical reflection"],
  ["Ctrl + Enter", "done, and on to the next"],
  ["n, p", "next, previous, leaving this one as it is"],
  ["s", "skip: it comes back at the end"],
  ["z", "take back the reflection done last"],
  ["/", "find a theme"],
  ["?", "show these keys"],
];
const MANY_THEMES = 10; // from which on a theme is found by its name
const SCOPE_WORDS = {
  left: "all that are left",
  sample: "left in the double-coding sample",
  again: "to code again",
  all: "all, those done too",
};

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
const button = (text, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, text);
const showKeys = (keys) => keys.split(/(?<=\S), |(?<=\S) (?=\S)/).map((key) => h("kbd", {}, key));

function chooser(label, words, choose) {
  const id = freshId();
  const options = Object.entries(words).map(([value, text]) => h("option", { value }, text));
  const box = h("select", { id, onchange: () => choose(box.value) }, options);
  return { box, node: h("div", { class: "coding-choice" }, h("label", { for: id }, label), box) };
}

function ticked(label, change) {
  const id = freshId();
  const box = h("input", { type: "checkbox", id, onchange: () => change(box.checked) });
  return { box, node: h("label", { for: id, class: "coding-tick" }, box, label) };
}

/** A box to find themes in, which is there where they are many. */
function themeFinder(show) {
  const box = h("input", { type: "text", "aria-label": "Find a theme", placeholder: "find a theme", autocomplete: "off", oninput: () => show() });
  return {
    box,
    among(themes) {
      box.hidden = themes.length < MANY_THEMES;
      const wanted = box.hidden ? "" : box.value.trim().toLowerCase();
      return themes.filter((each) => !wanted || `${each.theme} ${each.description ?? ""}`.toLowerCase().includes(wanted));
    },
  };
}

/** A text of several lines or one, kept in the browser until it has been used. */
function keptInput(screen, name, label, { long = false } = {}) {
  const id = freshId();
  const box = h(long ? "textarea" : "input", { id, autocomplete: "off", ...(long ? { rows: 2 } : { type: "text" }) });
  box.value = screen.recall(name, "");
  box.addEventListener("input", () => (screen.remember(name, box.value), grow(box)));
  box.addEventListener("grow", () => grow(box));
  const clear = () => (screen.remember(name, ""), (box.value = ""));
  return { box, clear, node: h("div", { class: "alsnb-field" }, h("label", { for: id }, label), box) };
}
