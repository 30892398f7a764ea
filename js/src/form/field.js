// A field of a form: its control with label, help, word count and what is wrong with it.

import { h } from "../kit/dom.js";
import { readable } from "../kit/validity.js";
import { CONTROLS, grow } from "./controls.js";

function words(text) {
  return (text.match(/\S+/g) ?? []).length;
}

export function drawField(field) {
  const control = CONTROLS[field.control](field);
  const required = field.required ? h("span", { class: "alsnb-required" }, " (required)") : null;
  const grouped = control.box.tagName === "DIV";
  const label = grouped ? h("legend", {}, field.label, required) : h("label", { for: field.id }, field.label, required);
  const help = h("p", { class: "alsnb-help", id: `${field.id}-help` }, field.help);
  const problem = h("p", { class: "alsnb-problem", id: `${field.id}-problem` });
  let own = null; // what the browser alone knows to be wrong: half a date has no value
  let told = null;
  let doubted = false;
  function showProblem() {
    problem.textContent = own ?? told ?? "";
    problem.classList.toggle("alsnb-doubt", doubted && !own);
    control.focus.setAttribute("aria-invalid", own || (told && !doubted) ? "true" : "false");
  }
  const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && !value.length);
  const count = field.limit != null ? h("p", { class: "alsnb-count", "aria-live": "off" }) : null;
  const attributes = grouped ? { "aria-describedby": `${field.id}-help ${field.id}-problem` } : {};
  const inside = field.control === "check" ? [control.box, label, help] : [label, help, control.box];
  const drawn = h(grouped ? "fieldset" : "div", { class: "alsnb-field", ...attributes }, ...inside, count, problem);
  return {
    drawn,
    field,
    focus: () => control.focus.focus(),
    read: () => control.read(control),
    write: (value) => control.write(control, value),
    /** Whether this can be saved; if not, it is marked. */
    look() {
      own = control.box.matches("input") ? readable(control.box) : null;
      if (!own && field.required && isEmpty(control.read(control))) own = "is needed";
      showProblem();
      return !own;
    },
    /** What was marked may be right by now. */
    lookAgain() {
      if (own) this.look();
    },
    grow: () => grow(control.box),
    showCount() {
      if (!count) return;
      const used = words(control.read(control) ?? "");
      count.textContent = `${used}${field.limit ? ` of ${field.limit}` : ""} word${used === 1 && !field.limit ? "" : "s"}`;
      count.classList.toggle("alsnb-over", field.limit > 0 && used > field.limit);
    },
    showProblem(message, isDoubt = false) {
      [told, doubted] = [message, isDoubt];
      showProblem();
    },
  };
}
