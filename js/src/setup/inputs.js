// What the steps of setting a cohort up are drawn with.

import { freshId, h } from "../kit/dom.js";
import { problemOf } from "./kept.js";

/** Draw anew what changed, and leave the focus where it was. */
export function keepingFocus(update) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  update();
  if (focused?.isConnected && document.activeElement !== focused) focused.focus();
}

export const writeInto = (box, value) => {
  const said = value == null ? "" : String(value);
  if (box.value !== said) box.value = said;
};

/** A field with its label above it. */
export function labelled(label, box, help) {
  box.id ||= freshId();
  const told = help ? h("p", { class: "alsnb-help", id: `${box.id}-help` }, help) : null;
  if (told) box.setAttribute("aria-describedby", told.id);
  return h("div", { class: "alsnb-field" }, h("label", { for: box.id }, label), told, box, problemOf(box));
}

export const option = (value, label, chosen) => h("option", { value, selected: chosen === value }, label);

/** A table with marked up headers, in a box of its own that can be scrolled by keyboard. */
export function table(caption, headers, rows, { rowHeader = 0 } = {}) {
  const head = h("tr", {}, ...headers.map((each) => h("th", { scope: "col" }, each)));
  const body = rows.map((cells) =>
    h("tr", {}, ...cells.map((cell, at) => (at === rowHeader ? h("th", { scope: "row" }, cell) : h("td", {}, cell)))),
  );
  return h(
    "div",
    { class: "alsnb-scroll", role: "region", tabindex: "0", "aria-label": caption },
    h("table", { class: "alsnb-table" }, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body)),
  );
}

/** The headers and the rows of a table without the columns in which nothing stands. */
export function withoutEmpty(headers, rows) {
  const some = headers.map((_, at) => rows.some((cells) => cells[at]));
  const left = (cells) => cells.filter((_, at) => some[at]);
  return [left(headers), rows.map(left)];
}
