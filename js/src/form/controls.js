// Controls: how each type of field is drawn, read and written.

import { h } from "../kit/dom.js";

/** @import { Control, FieldSpec } from "./types.d.ts" */

/** @type {Record<FieldSpec["control"], (field: FieldSpec) => Control>} */
export const CONTROLS = {
  line: (field) => asText(input(field, "text")),
  number: (field) => asNumber(input(field, "number", { step: field.step ?? "any", min: field.min })),
  date: (field) => asText(input(field, "date")),
  time: (field) => asTime(input(field, "datetime-local")),
  text: (field) => asText(textarea(field, 3)),
  lines: (field) => asLines(textarea(field, 2)),
  check: (field) => asCheck(h("input", { type: "checkbox", ...described(field) })),
  several: (field) => boxes(field),
  choice: (field) => (field.choices.length > 6 ? asText(select(field)) : radios(field)),
};

/**
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} box
 * @returns {Control}
 */
const asText = (box) => ({
  box,
  focus: box,
  read: () => box.value,
  write(value) {
    box.value = value == null ? "" : String(value);
    grow(box);
  },
});

/**
 * @param {HTMLInputElement} box
 * @returns {Control}
 */
const asNumber = (box) => ({ ...asText(box), read: () => (box.value === "" ? null : Number(box.value)) });

/**
 * @param {HTMLTextAreaElement} box
 * @returns {Control}
 */
function asLines(box) {
  const text = asText(box);
  const split = () => box.value.split("\n").map((line) => line.trim());
  /** @param {unknown} value */
  const write = (value) => text.write(/** @type {string[] | null} */ (value)?.join("\n"));
  return { ...text, read: () => split().filter(Boolean), write };
}

/**
 * @param {HTMLInputElement} box
 * @returns {Control}
 */
const asTime = (box) => ({
  box,
  focus: box,
  read: () => (box.value ? new Date(box.value).toISOString() : null),
  write(value) {
    const when = value ? new Date(/** @type {string | number} */ (value)) : null;
    const local = when && new Date(when.getTime() - when.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
    box.value = local ?? "";
  },
});

/**
 * @param {HTMLInputElement} box
 * @returns {Control}
 */
const asCheck = (box) => ({
  box,
  focus: box,
  read: () => box.checked,
  write(value) {
    box.checked = Boolean(value);
  },
});

/** @param {FieldSpec} field */
function described(field) {
  return {
    id: field.id,
    name: field.name,
    "aria-describedby": `${field.id}-help ${field.id}-problem`,
    "aria-required": field.required ? "true" : null,
  };
}

/**
 * @param {FieldSpec} field
 * @param {string} type
 */
const input = (field, type, more = {}) => h("input", { type, autocomplete: "off", ...described(field), ...more });

/**
 * @param {FieldSpec} field
 * @param {number} rows
 */
function textarea(field, rows) {
  const box = h("textarea", { rows, ...described(field) });
  for (const event of ["input", "grow"]) box.addEventListener(event, () => grow(box));
  return box;
}

/**
 * Make a text field as high as its text; any other control is left as it is.
 * @param {HTMLElement} box
 */
export function grow(box) {
  if (!(box instanceof HTMLTextAreaElement) || !box.offsetParent) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

/** @param {FieldSpec} field */
function select(field) {
  const hasEmpty = field.choices.some(({ value }) => value === "");
  const empty = hasEmpty ? null : h("option", { value: "" }, field.required ? "choose …" : "–");
  const options = field.choices.map(({ value, label }) => h("option", { value }, label));
  return h("select", described(field), empty, ...options);
}

/**
 * @param {FieldSpec} field
 * @returns {Control}
 */
function radios(field) {
  const boxes = field.choices.map(({ value }) =>
    h("input", { type: "radio", id: `${field.id}-${value}`, name: field.id, value }),
  );
  const labels = boxes.map((box, place) => h("label", { for: box.id }, box, field.choices[place].label));
  return {
    box: h("div", { class: "alsnb-choices" }, ...labels),
    focus: boxes[0],
    read: () => boxes.find((each) => each.checked)?.value ?? null,
    write(value) {
      for (const each of boxes) each.checked = each.value === value;
    },
  };
}

/**
 * @param {FieldSpec} field
 * @returns {Control}
 */
function boxes(field) {
  /** What was recorded and is no longer offered stays. @type {string[]} */
  let others = [];
  const made = field.choices.map(({ value }) => h("input", { type: "checkbox", id: `${field.id}-${value}`, value }));
  const labels = made.map((box, place) => h("label", { for: box.id }, box, field.choices[place].label));
  return {
    box: h("div", { class: "alsnb-choices" }, ...labels),
    focus: made[0] ?? h("span"),
    read: () => [...made.filter((each) => each.checked).map((each) => each.value), ...others],
    write(value) {
      const chosen = new Set(/** @type {string[] | null} */ (value) ?? []);
      for (const each of made) each.checked = chosen.delete(each.value);
      others = [...chosen];
    },
  };
}
