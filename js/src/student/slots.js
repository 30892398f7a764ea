// Places for forms, each of which is shown in one place at a time.

import { h, place } from "../kit/dom.js";
import { focusIn } from "./drawing.js";

/** @import { Screen } from "../kit/types.d.ts" */

/**
 * A place for a form; a form opened elsewhere leaves where it was.
 * @param {Screen} screen
 */
export function formSlots(screen) {
  const places = new Map();
  return (/** @type {(name: string | null) => void} */ changed = () => {}) => {
    const node = h("div", {});
    const slot = {
      node,
      name: null,
      show(name, { focus = false } = {}) {
        if (name !== slot.name || (name && places.get(name) !== slot)) {
          if (slot.name && places.get(slot.name) === slot) places.delete(slot.name);
          if (name && places.has(name)) places.get(name).left();
          slot.name = name;
          if (name) places.set(name, slot);
          place(node, name ? screen.form(name) : null);
        }
        if (focus && name) focusIn(node);
        changed(name);
      },
      /** Show a form that holds what was typed and not saved, unless it is shown elsewhere. */
      showKept(name) {
        if (!slot.name && !places.has(name) && isKept(screen, name)) slot.show(name);
      },
      left() {
        slot.name = null;
        place(node);
        changed(null);
      },
    };
    return slot;
  };
}

/**
 * Whether a form holds what was typed and not saved: before this kernel, or while none answered.
 * @param {Screen} screen
 * @param {string} name
 */
export function isKept(screen, name) {
  const known = screen.model.get("forms")[name];
  return Boolean(known?.state.restored_at) || screen.outbox.waiting.some((each) => each.form === name && each.values);
}
