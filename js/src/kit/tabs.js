// Tabs.

import { freshId, h, place } from "./dom.js";

/** @import { Child, Screen } from "./types.d.ts" */

/**
 * Tabs, moved through with the arrow keys; the one chosen is remembered in this browser, and `shown` is called.
 * @param {Screen} screen
 * @param {string} label
 * @param {{ name: string, title: string, body: Child, shown?: () => void }[]} pages
 */
export function tabs(screen, label, pages) {
  const bar = h("div", { class: "alsnb-tabs", role: "tablist", "aria-label": label });
  const parts = pages.map(({ name, title, body, shown }) => {
    const id = freshId();
    const panel = h("div", { role: "tabpanel", id, "aria-labelledby": `${id}-tab` }, body);
    const tab = h("button", { type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id }, title);
    return { name, tab, panel, shown };
  });
  /** @param {string} name */
  function choose(name, { focus = false } = {}) {
    const chosen = parts.find((each) => each.name === name) ?? parts[0];
    for (const each of parts) {
      const here = each === chosen;
      each.tab.setAttribute("aria-selected", String(here));
      each.tab.tabIndex = here ? 0 : -1;
      each.panel.hidden = !here;
    }
    screen.remember("tab", chosen.name);
    chosen.shown?.();
    if (focus) chosen.tab.focus();
    // What grows with its text can only be measured where it is shown.
    chosen.panel.querySelectorAll("textarea").forEach((each) => {
      each.dispatchEvent(new Event("grow"));
    });
  }
  parts.forEach((each, at) => {
    each.tab.addEventListener("click", () => {
      screen.hideNotice();
      choose(each.name);
    });
    each.tab.addEventListener("keydown", (event) => {
      /** @type {Record<string, number | undefined>} */
      const places = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: parts.length - 1 };
      const to = places[event.key];
      if (to === undefined) return;
      event.preventDefault();
      screen.hideNotice();
      choose(parts[(to + parts.length) % parts.length].name, { focus: true });
    });
  });
  bar.append(...parts.map((each) => each.tab));
  choose(screen.recall("tab", parts[0].name));
  return {
    nodes: [bar, ...parts.map((each) => each.panel)],
    choose,
    /**
     * @param {string} name
     * @param {string} title
     */
    rename(name, title) {
      const part = parts.find((each) => each.name === name);
      if (part) place(part.tab, title);
    },
  };
}
