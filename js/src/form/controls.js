// Controls: how each type of field is drawn, read and written.

import { h } from "../kit/dom.js";

/** One field: how it is drawn, read and written. */
export const CONTROLS = {
  line: (field) => input(field, "text"),
  number: (field) => ({ ...input(field, "number", { step: field.step ?? "any", min: field.min }), ...asNumber }),
  date: (field) => input(field, "date"),
  time: (field) => ({ ...input(field, "datetime-local"), ...asTime }),
  text: (field) => textarea(field, 3),
  lines: (field) => ({ ...textarea(field, 2), ...asLines }),
  check: (field) => {
    const box = h("input", { type: "checkbox", ...described(field) });
    return {
      box,
      focus: box,
      read: (c) => c.box.checked,
      write: (c, value) => {
        c.box.checked = Boolean(value);
      },
    };
  },
  several: (field) => boxes(field),
  choice: (field) => (field.choices.length > 6 ? select(field) : radios(field)),
};

const asText = {
  read: (control) => control.box.value,
  write: (control, value) => {
    control.box.value = value ?? "";
    grow(control.box);
  },
};
const asNumber = { read: (c) => (c.box.value === "" ? null : Number(c.box.value)) };
const asLines = {
  read: (control) =>
    control.box.value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  write: (control, value) => asText.write(control, (value ?? []).join("\n")),
};
const asTime = {
  read: (control) => (control.box.value ? new Date(control.box.value).toISOString() : null),
  write: (control, value) => {
    const when = value ? new Date(value) : null;
    const local = when && new Date(when - when.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
    control.box.value = local ?? "";
  },
};

function described(field) {
  return {
    id: field.id,
    name: field.name,
    "aria-describedby": `${field.id}-help ${field.id}-problem`,
    "aria-required": field.required ? "true" : null,
  };
}

function input(field, type, more = {}) {
  const box = h("input", { type, autocomplete: "off", ...described(field), ...more });
  return { box, focus: box, ...asText };
}

function textarea(field, rows) {
  const box = h("textarea", { rows, ...described(field) });
  for (const event of ["input", "grow"]) box.addEventListener(event, () => grow(box));
  return { box, focus: box, ...asText };
}

export function grow(box) {
  if (box.tagName !== "TEXTAREA" || !box.offsetParent) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function select(field) {
  const hasEmpty = field.choices.some(({ value }) => value === "");
  const empty = hasEmpty ? null : h("option", { value: "" }, field.required ? "choose …" : "–");
  const options = field.choices.map(({ value, label }) => h("option", { value }, label));
  const box = h("select", described(field), empty, ...options);
  return { box, focus: box, ...asText };
}

function radios(field) {
  const boxes = field.choices.map(({ value }) =>
    h("input", { type: "radio", id: `${field.id}-${value}`, name: field.id, value }),
  );
  const labels = boxes.map((box, place) => h("label", { for: box.id }, box, field.choices[place].label));
  const box = h("div", { class: "alsnb-choices" }, ...labels);
  return {
    box,
    focus: boxes[0],
    read: () => boxes.find((each) => each.checked)?.value ?? null,
    write: (_, value) =>
      boxes.forEach((each) => {
        each.checked = each.value === value;
      }),
  };
}

function boxes(field) {
  let others = []; // what was recorded and is no longer offered stays
  const made = field.choices.map(({ value }) => h("input", { type: "checkbox", id: `${field.id}-${value}`, value }));
  const labels = made.map((box, place) => h("label", { for: box.id }, box, field.choices[place].label));
  return {
    box: h("div", { class: "alsnb-choices" }, ...labels),
    focus: made[0] ?? h("span"),
    read: () => [...made.filter((each) => each.checked).map((each) => each.value), ...others],
    write(_, value) {
      const chosen = new Set(value ?? []);
      made.forEach((each) => {
        each.checked = chosen.delete(each.value);
      });
      others = [...chosen];
    },
  };
}
