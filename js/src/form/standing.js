// Where a form stands, in words: nothing yet, typed and not saved, or saved.

import { clock, moment } from "../kit/words.js";

/** @import { FormState, Values } from "./types.d.ts" */

/** @typedef {"empty" | "typed" | "saved" | "added"} Stands */

/**
 * What the kernel's answer comes to.
 * @param {FormState} state
 * @param {boolean} refused whether something cannot be saved as it is
 * @returns {{ text: string, stands: Stands }}
 */
export function standingOf(state, refused) {
  const added = addedBy(state);
  const words = added && `“${added.words}”`;
  if (state.restored_at) return { text: `unsaved draft from ${moment(state.restored_at)}`, stands: "typed" };
  if (refused) {
    const kept = state.drafted_at ? `; draft kept ${clock(state.drafted_at)}` : "";
    return { text: `not saved yet${kept}`, stands: "typed" };
  }
  if (state.drafted_at) {
    return { text: `draft kept ${clock(state.drafted_at)}; save when you are ready`, stands: "typed" };
  }
  if (added?.withdrawn) return { text: `deleted: ${words}`, stands: "empty" };
  if (added && state.new) return { text: `saved: ${words}`, stands: "added" };
  if (state.withdrawn_at) {
    return { text: `deleted ${moment(state.withdrawn_at)}; save to restore it`, stands: "typed" };
  }
  if (state.saved_at) {
    const text = state.undone ? "undone: this is what you saved before" : `saved ${moment(state.saved_at)}`;
    return { text, stands: "saved" };
  }
  return { text: "", stands: "empty" };
}

/**
 * What a form for many saved last.
 * @param {FormState} state
 */
export const addedBy = (state) => (state.adds && state.last ? state.last : null);

/** @param {string[]} names what looks like names in what was typed */
export function namesWords(names) {
  if (!names.length) return "";
  const like = names.length > 1 ? "look like names" : "looks like a name";
  return `${names.join(", ")} ${like}. Use a role (“my manager”) or a member's code instead.`;
}

/**
 * The first text that was typed, as far as it tells one entry from another.
 * @param {Values} values
 */
export function firstWords(values) {
  const text = Object.values(values).find((each) => typeof each === "string" && each.trim());
  if (typeof text !== "string") return "";
  return text.length > 60 ? `${text.slice(0, 58)} …` : text;
}
