// What every screen is: drawn once, shown each new view, with one outbox and its forms.

import { openForm } from "../form/opening.js";
import { h, place } from "./dom.js";
import { bringIntoView, focusWhenReady, seen } from "./focus.js";
import { Outbox } from "./outbox.js";
import { clock } from "./words.js";

/**
 * A screen: draws itself once with `draw`, which returns what shows a new `view` of the log. It has one outbox, and the
 * forms that were opened in it by name.
 */
export function openScreen({ model, el }, draw) {
  const key = model.get("outbox");
  const forms = new Map();
  const heard = [];
  const notice = h("div", { class: "alsnb-notice", role: "status", tabindex: "-1" });
  const unsent = h("div", { class: "alsnb-unsent", role: "status" });
  // Letters typed while the screen itself has the focus are nobody's, and not the notebook's either.
  const root = h("section", { class: "alsnb", "aria-label": model.get("label"), tabindex: "-1" }, unsent, notice);
  // JupyterLab lets no line be broken inside a cell, once it has heard the key.
  root.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && event.target.tagName === "TEXTAREA" && event.stopPropagation(),
  );
  let slow = null;
  const outbox = new Outbox(model, key, (waiting) => {
    for (const [name, form] of forms) form.showWaiting(waiting.filter((each) => each.form === name));
    clearTimeout(slow);
    const others = waiting.filter((each) => !each.form);
    if (!others.length) return place(unsent);
    slow = setTimeout(() => {
      const what = "The kernel does not answer. What you do is kept in this browser, and sent when it answers again";
      place(unsent, h("p", {}, `${what} (since ${clock(others[0].at)}; if it has stopped, run the notebook again).`));
    }, 1500);
  });
  const closing = [];
  const leaving = [
    () =>
      forms.forEach((form) => {
        form.leave();
      }),
  ];
  const leave = () =>
    leaving.forEach((last) => {
      last();
    });
  const hide = () => document.visibilityState === "hidden" && leave();
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", hide);
  const stopFocus = focusWhenReady(root);
  const top = () => (notice.hasChildNodes() ? notice : root);
  /** Redraw, and leave nobody without the focus they had, or before an empty page where the screen was. */
  function redraw(draw) {
    const focused = root.contains(document.activeElement);
    const visible = root.isConnected && seen(root).height > 0;
    draw();
    if (!root.isConnected) return;
    if (focused && !root.contains(document.activeElement)) top().focus({ preventScroll: true });
    if (visible && seen(root).height < Math.min(80, root.offsetHeight)) top().scrollIntoView({ block: "start" });
  }
  const screen = {
    model,
    root,
    outbox,
    /** Have something done when the screen is taken away. */
    whenClosed: (last) => closing.push(last),
    /** Have something kept at once when the page is left, hidden or closed: there may be no later. */
    whenLeaving: (last) => leaving.push(last),
    redraw,
    get view() {
      return model.get("view");
    },
    tell: (kind, values = {}) => outbox.put({ kind, ...values }),
    /** What was told is about what was done before. */
    hideNotice: () => place(notice),
    /** What the kernel sends to this page alone, and no notebook keeps; it is asked for again after a reload. */
    hear(listen, event = "msg:custom") {
      heard.push([event, listen]);
      model.on(event, listen);
    },
    /** The form of that name; what it is about is the kernel's to know. */
    form(name) {
      if (!forms.has(name)) {
        forms.set(name, openForm(screen, name));
        if (!model.get("forms")[name]) outbox.put({ kind: "open", form: name, slot: `open:${name}` });
      }
      return forms.get(name).node;
    },
    closeForm(name) {
      forms.get(name)?.close();
      forms.delete(name);
    },
    recall(name, otherwise) {
      try {
        return JSON.parse(localStorage.getItem(`alsnb:${key}:${name}`)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    remember(name, value) {
      try {
        localStorage.setItem(`alsnb:${key}:${name}`, JSON.stringify(value));
      } catch {
        // A browser that keeps nothing forgets what was open.
      }
    },
  };
  el.append(root);
  const update = draw(screen);
  const showView = () => redraw(() => update?.(model.get("view")));
  const showForms = () =>
    redraw(() =>
      forms.forEach((form) => {
        form.show();
      }),
    );
  const showNotice = () => {
    const { text, bad } = model.get("notice");
    notice.classList.toggle("alsnb-alert", Boolean(bad));
    place(notice, text ? h("p", {}, text) : null);
    if (!text) return;
    // What was pressed may be gone: then the focus is on the screen itself, and goes to what came of it.
    if (document.activeElement === root) notice.focus({ preventScroll: true });
    const isEchoed = [...root.querySelectorAll(".alsnb-echo")].some((each) => seen(each).height > 0);
    if (!isEchoed) bringIntoView(notice);
  };
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
    closing.forEach((last) => {
      last();
    });
    forms.forEach((form) => {
      form.close();
    });
    clearTimeout(slow);
    outbox.close();
    heard.forEach(([event, listen]) => {
      model.off(event, listen);
    });
    model.off("change:view", showView);
    model.off("change:forms", showForms);
    model.off("change:notice", showNotice);
  };
}
