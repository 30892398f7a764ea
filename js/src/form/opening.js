// A form of a screen by its name, from before the kernel has said what it asks for until the screen closes.

import { h, place } from "../kit/dom.js";
import { drawForm } from "./form.js";

/** @import { Screen, SentEvent } from "../kit/types.d.ts" */

const NO_KERNEL =
  "Still opening: not connected. What you typed before is kept. If alsnb or the notebook has stopped, start it again.";

const SLOW = 3000; // milliseconds after which a kernel does not answer

/**
 * A form of a screen, by its name; drawn as soon as the kernel has said what it asks for.
 * @param {Screen} screen
 * @param {string} name
 */
export function openForm(screen, name) {
  const { model, outbox } = screen;
  const opening = h("p", { class: "alsnb-status", role: "status" }, "opening …");
  const node = h("div", { class: "alsnb-form" }, opening);
  const slow = setTimeout(() => {
    opening.textContent = NO_KERNEL;
  }, SLOW);
  /** @type {ReturnType<typeof drawForm> | null} */
  let drawn = null;
  let waiting = outbox.waiting.filter((each) => each.form === name);
  function show() {
    const known = model.get("forms")[name];
    if (!known) return;
    if (drawn) return drawn.show();
    clearTimeout(slow);
    drawn = drawForm(screen, name, known.spec, () => model.get("forms")[name]?.state ?? known.state);
    place(node, drawn.form);
    drawn.begin(waiting);
  }
  show();
  return {
    node,
    show,
    /** @param {SentEvent[]} now */
    showWaiting(now) {
      waiting = now;
      drawn?.showWaiting(now);
    },
    leave: () => drawn?.leave(),
    close: () => {
      clearTimeout(slow);
      drawn?.close();
    },
  };
}
