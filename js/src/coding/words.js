// What coding is told in.

export const LEVEL_WORDS = [
  ["habitual_action", "h", "Habitual action", "describes what was done or said, without thinking about it"],
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
  ["1 … 9, a, b, d …", "choose a theme, or clear it; with a passage selected: mark it with the theme"],
  ["→ ←", "in the text: select the next or previous word; with Shift: extend the selection"],
  ["↓ ↑", "in the text: select the next or previous sentence; with Shift: extend the selection"],
  ["Esc", "clear the selection"],
  ["h u r c", "depth: habitual action, understanding, reflection, critical reflection"],
  ["Ctrl + Enter", "save, and go to the next"],
  ["n, p", "next, previous, leaving this one as it is"],
  ["s", "skip: it comes back at the end"],
  ["z", "undo the last reflection saved"],
  ["/", "find a theme"],
  ["?", "show these keys"],
];
export const SCOPE_WORDS = {
  left: "remaining",
  sample: "left in the double-coding sample",
  again: "to code again",
  all: "all, including those done",
};
