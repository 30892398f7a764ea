// A field of a form: its control with label, help, word count and what is wrong with it.

import { h } from "../kit/dom.js";
import { readable } from "../kit/validity.js";
import { CONTROLS, grow } from "./controls.js";

/** @import { FieldSpec } from "./types.d.ts" */

/** @param {string} text */
const countWords = (text) => (text.match(/\S+/g) ?? []).length;

/** @param {unknown} value */
const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && !value.length);

/** @param {FieldSpec} field */
export function drawField(field) {
  const control = CONTROLS[field.control](field);
  const required = field.required ? h("span", { class: "alsnb-required" }, " (required)") : null;
  const grouped = control.box.tagName === "DIV";
  const label = grouped ? h("legend", {}, field.label, required) : h("label", { for: field.id }, field.label, required);
  const help = h("p", { class: "alsnb-help", id: `${field.id}-help` }, field.help);
  const problem = h("p", { class: "alsnb-problem", id: `${field.id}-problem` });
  /** What the browser alone knows to be wrong: half a date has no value. @type {string | null} */
  let own = null;
  /** @type {string | null | undefined} */
  let told = null;
  let doubted = false;
  function showProblem() {
    problem.textContent = own ?? told ?? "";
    problem.classList.toggle("alsnb-doubt", doubted && !own);
    control.focus.setAttribute("aria-invalid", own || (told && !doubted) ? "true" : "false");
  }
  const limit = field.limit ?? null;
  const count = limit === null ? null : h("p", { class: "alsnb-count", "aria-live": "off" });
  const attributes = grouped ? { "aria-describedby": `${field.id}-help ${field.id}-problem` } : {};
  const inside = field.control === "check" ? [control.box, label, help] : [label, help, control.box];
  const drawn = h(grouped ? "fieldset" : "div", { class: "alsnb-field", ...attributes }, ...inside, count, problem);

  /** Whether this can be saved; if not, it is marked. */
  function look() {
    own = control.box instanceof HTMLInputElement ? readable(control.box) : null;
    if (!own && field.required && isEmpty(control.read())) own = "is needed";
    showProblem();
    return !own;
  }

  return {
    drawn,
    field,
    focus: () => control.focus.focus(),
    read: () => control.read(),
    /** @param {unknown} value */
    write: (value) => control.write(value),
    look,
    /** What was marked may be right by now. */
    lookAgain() {
      if (own) look();
    },
    grow: () => grow(control.box),
    showCount() {
      if (!count || limit === null) return;
      const used = countWords(String(control.read() ?? ""));
      count.textContent = `${used}${limit ? ` of ${limit}` : ""} word${used === 1 && !limit ? "" : "s"}`;
      count.classList.toggle("alsnb-over", limit > 0 && used > limit);
    },
    /**
     * What the kernel says of it.
     * @param {string | null | undefined} message
     */
    showProblem(message, isDoubt = false) {
      [told, doubted] = [message, isDoubt];
      showProblem();
    },
  };
}
