// What every screen is: drawn once, shown each new view, with one outbox and its forms.

import { openForm } from "../form/opening.js";
import { h, place } from "./dom.js";
import { bringIntoView, focusWhenReady, seen } from "./focus.js";
import { memoryOf } from "./memory.js";
import { gettext, translate } from "./messages.js";
import { Outbox } from "./outbox.js";
import { clock } from "./words.js";

/**
 * @import { Message } from "../protocol.d.ts"
 * @import { Model, Screen } from "./types.d.ts"
 */

const SLOW = 1500; // milliseconds after which a kernel does not answer

/**
 * A screen: draws itself once with `draw`, which returns what shows a new `view` of the log. It has one outbox, and the
 * forms that were opened in it by name.
 * @template View
 * @template {Message} [Heard=Message]
 * @param {{ model: Model<View>, el: HTMLElement }} shown
 * @param {(screen: Screen<View, Heard>) => ((view: View) => void) | undefined} draw
 */
export function openScreen({ model, el }, draw) {
  translate(model.get("messages"));
  const key = model.get("outbox");
  /** @type {Map<string, ReturnType<typeof openForm>>} */
  const forms = new Map();
  /** @type {[event: string, listen: (message: Message) => void][]} */
  const heard = [];
  const notice = h("div", { class: "alsnb-notice", role: "status", tabindex: "-1" });
  const unsent = h("div", { class: "alsnb-unsent", role: "status" });
  // Letters typed while the screen itself has the focus are nobody's, and not the notebook's either.
  const root = h("section", { class: "alsnb", "aria-label": model.get("label"), tabindex: "-1" }, unsent, notice);
  // JupyterLab lets no line be broken inside a cell, once it has heard the key.
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLTextAreaElement) event.stopPropagation();
  });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let slow;
  const outbox = new Outbox(model, key, (waiting) => {
    for (const [name, form] of forms) form.showWaiting(waiting.filter((each) => each.form === name));
    clearTimeout(slow);
    const others = waiting.filter((each) => !each.form);
    if (!others.length) return place(unsent);
    slow = setTimeout(() => {
      const text = gettext(
        "Not connected since {time}. Your changes are kept in this browser and will be sent once it is connected again. If alsnb or the notebook has stopped, start it again.",
        { time: clock(others[0].at) },
      );
      place(unsent, h("p", {}, text));
    }, SLOW);
  });
  /** @type {(() => void)[]} */
  const closing = [];
  /** @type {(() => void)[]} */
  const leaving = [];
  function leave() {
    for (const form of forms.values()) form.leave();
    for (const last of leaving) last();
  }
  const hide = () => {
    if (document.visibilityState === "hidden") leave();
  };
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", hide);
  const stopFocus = focusWhenReady(root);
  const top = () => (notice.hasChildNodes() ? notice : root);

  /** @param {() => void} draw */
  function redraw(draw) {
    const focused = root.contains(document.activeElement);
    const visible = root.isConnected && seen(root).height > 0;
    draw();
    if (!root.isConnected) return;
    if (focused && !root.contains(document.activeElement)) top().focus({ preventScroll: true });
    if (visible && seen(root).height < Math.min(80, root.offsetHeight)) top().scrollIntoView({ block: "start" });
  }

  /** @type {Screen<View, Heard>} */
  const screen = {
    model,
    root,
    outbox,
    whenClosed: (last) => void closing.push(last),
    whenLeaving: (last) => void leaving.push(last),
    redraw,
    get view() {
      return model.get("view");
    },
    tell: (kind, values = {}) => outbox.put({ kind, ...values }),
    hideNotice: () => place(notice),
    hear(listen, event = "msg:custom") {
      // Which messages a screen hears is its kernel's to say.
      const heed = /** @type {(message: Message) => void} */ (listen);
      heard.push([event, heed]);
      model.on(event, heed);
    },
    form(name) {
      const form = forms.get(name) ?? openForm(screen, name);
      if (!forms.has(name)) {
        forms.set(name, form);
        if (!model.get("forms")[name]) outbox.put({ kind: "open", form: name, slot: `open:${name}` });
      }
      return form.node;
    },
    closeForm(name) {
      forms.get(name)?.close();
      forms.delete(name);
    },
    ...memoryOf(key),
  };

  el.append(root);
  const update = draw(screen);
  const showView = () => redraw(() => update?.(model.get("view")));
  const showForms = () =>
    redraw(() => {
      for (const form of forms.values()) form.show();
    });
  function showNotice() {
    const { text, bad } = model.get("notice");
    notice.classList.toggle("alsnb-alert", Boolean(bad));
    place(notice, text ? h("p", {}, text) : null);
    if (!text) return;
    // What was pressed may be gone: then the focus is on the screen itself, and goes to what came of it.
    if (document.activeElement === root) notice.focus({ preventScroll: true });
    /** @type {NodeListOf<HTMLElement>} */
    const echoes = root.querySelectorAll(".alsnb-echo");
    if (![...echoes].some((each) => seen(each).height > 0)) bringIntoView(notice);
  }
  model.on("change:view", showView);
  model.on("change:forms", showForms);
  model.on("change:notice", showNotice);
  showView();
  showNotice();
  outbox.changed(outbox.waiting);
  return () => {
    leave();
    stopFocus();
    window.removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", hide);
    for (const last of closing) last();
    for (const form of forms.values()) form.close();
    clearTimeout(slow);
    outbox.close();
    for (const [event, listen] of heard) model.off(event, listen);
    model.off("change:view", showView);
    model.off("change:forms", showForms);
    model.off("change:notice", showNotice);
  };
}
