// What coding is told in.

export const LEVEL_WORDS = [
  ["habitual_action", "h", "Habitual action", "tells what was done or said, without thinking about it"],
  ["understanding", "u", "Understanding", "grasps an idea, without relating it to the writer's own experience"],
  ["reflection", "r", "Reflection", "relates it to the writer's own experience, and finds what it means there"],
  [
    "critical_reflection",
    "c",
    "Critical reflection",
    "sees that the writer's own beliefs or ways of seeing have changed",
  ],
];
export const THEME_KEYS = [..."123456789abdefgijklmoqtvwxy"];
export const KEYS = [
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
export const SCOPE_WORDS = {
  left: "all that are left",
  sample: "left in the double-coding sample",
  again: "to code again",
  all: "all, those done too",
};
