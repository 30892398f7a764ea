// What is wrong with what stands in an input, in words.

import { dayOf } from "./words.js";

/** @type {Record<string, string>} */
const UNREADABLE = {
  date: "Enter a whole date, such as 12 May 2026.",
  time: "Enter a whole time, such as 14:30.",
  "datetime-local": "Enter a whole date and time, such as 12 May 2026, 14:30.",
  number: "Enter a number, such as 90.",
};

/**
 * What is wrong with what stands in an input, or null: half a date and “four” in a field for numbers have no value at
 * all, and would be taken for an empty field.
 * @param {HTMLInputElement} input anything else has nothing wrong with it
 */
export function readable(input) {
  const { validity: wrong, type, min, max } = input;
  if (!wrong) return null;
  if (wrong.badInput) return UNREADABLE[type] ?? "This cannot be read. Enter it again.";
  if (wrong.rangeUnderflow) return type === "number" ? `Enter ${min} or more.` : `Enter ${dayOf(min)} or later.`;
  if (wrong.rangeOverflow) return type === "number" ? `Enter ${max} or less.` : `Enter ${dayOf(max)} or earlier.`;
  if (wrong.stepMismatch && type === "number") return "Enter a whole number, such as 3.";
  return null;
}
