// What every screen is built with: elements made from text alone, times as people write them, and an outbox that keeps
// in the browser whatever the kernel has not acknowledged yet.

const FOCUSABLE = new Set(["A", "BUTTON", "INPUT", "SELECT", "SUMMARY", "TEXTAREA"]);

/** An element; strings among the children become text, never markup. */
function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  // The notebook would take keys pressed here for its own: it asks the element that has the focus, and no other.
  if (FOCUSABLE.has(made.tagName) || "tabindex" in attributes) made.setAttribute("data-lm-suppress-shortcuts", "true");
  made.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return made;
}

/** Make these the children of a parent, and leave alone what is in its place already: it may have the focus. */
function place(parent, ...nodes) {
  const said = nodes.flat(Infinity).filter((node) => node != null && node !== false && node !== "");
  const wanted = said.map((node, at) => {
    if (node instanceof Node) return node;
    const there = parent.childNodes[at];
    return there?.nodeType === Node.TEXT_NODE && there.data === String(node) ? there : new Text(node);
  });
  wanted.forEach((node, at) => parent.childNodes[at] !== node && parent.insertBefore(node, parent.childNodes[at] ?? null));
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

/** A list whose items are drawn once for each key, and told when what they show has changed. */
function keyed(tag, attributes, draw) {
  const list = h(tag, attributes);
  const drawn = new Map();
  const show = (items, keyOf) => {
    const here = new Set(items.map(keyOf));
    for (const key of drawn.keys()) if (!here.has(key)) drawn.delete(key);
    place(
      list,
      items.map((item) => {
        const key = keyOf(item);
        if (!drawn.has(key)) drawn.set(key, draw(item));
        const each = drawn.get(key);
        each.update?.(item);
        return each.node ?? each;
      }),
    );
  };
  return { list, show };
}

let made = 0;
const freshId = () => `alsnb-${Date.now().toString(36)}-${made++}`;

/** Tabs, moved through with the arrow keys; the one chosen is remembered in this browser, and `shown` is called. */
function tabs(screen, label, pages) {
  const bar = h("div", { class: "alsnb-tabs", role: "tablist", "aria-label": label });
  const parts = pages.map(({ name, title, body, shown }) => {
    const id = freshId();
    const panel = h("div", { role: "tabpanel", id, "aria-labelledby": `${id}-tab` }, body);
    const tab = h("button", { type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id }, title);
    return { name, tab, panel, shown };
  });
  function choose(name, { focus = false } = {}) {
    const chosen = parts.find((each) => each.name === name) ?? parts[0];
    for (const each of parts) {
      const here = each === chosen;
      each.tab.setAttribute("aria-selected", String(here));
      each.tab.tabIndex = here ? 0 : -1;
      each.panel.hidden = !here;
    }
    screen.remember("tab", chosen.name);
    chosen.shown?.();
    if (focus) chosen.tab.focus();
    // What grows with its text can only be measured where it is shown.
    chosen.panel.querySelectorAll("textarea").forEach((each) => each.dispatchEvent(new Event("grow")));
  }
  parts.forEach((each, at) => {
    each.tab.addEventListener("click", () => (screen.hideNotice(), choose(each.name)));
    each.tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: parts.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      screen.hideNotice();
      choose(parts[(to + parts.length) % parts.length].name, { focus: true });
    });
  });
  bar.append(...parts.map((each) => each.tab));
  choose(screen.recall("tab", parts[0].name));
  return {
    nodes: [bar, ...parts.map((each) => each.panel)],
    choose,
    rename: (name, title) => place(parts.find((each) => each.name === name).tab, title),
  };
}

const UNREADABLE = {
  date: "Enter a whole date, such as 12 May 2026.",
  time: "Enter a whole time, such as 14:30.",
  "datetime-local": "Enter a whole date and time, such as 12 May 2026, 14:30.",
  number: "Enter a number, such as 90.",
};

/**
 * What is wrong with what stands in an input, or null: half a date and “four” in a field for numbers have no value at
 * all, and would be taken for an empty field.
 */
function readable(input) {
  const { validity: wrong, type, min, max } = input;
  if (!wrong) return null;
  if (wrong.badInput) return UNREADABLE[type] ?? "This cannot be read. Enter it again.";
  if (wrong.rangeUnderflow) return type === "number" ? `Enter ${min} or more.` : `Enter ${dayOf(min)} or later.`;
  if (wrong.rangeOverflow) return type === "number" ? `Enter ${max} or less.` : `Enter ${dayOf(max)} or earlier.`;
  if (wrong.stepMismatch && type === "number") return "Enter a whole number, such as 3.";
  return null;
}

/** A day as people write it, from what a date field holds. */
function dayOf(iso) {
  const day = new Date(`${iso}T12:00`);
  return Number.isNaN(day.getTime()) ? iso : day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** The day before the time, where it is not today. */
function moment(at) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  return today ? clock(at) : `${when.toLocaleDateString([], { day: "numeric", month: "short" })}, ${clock(at)}`;
}

let latest = 0;

/** A UUIDv7: sorts by the time it was made, and after those made before it in the same millisecond. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let at = (latest = Math.max(latest + 1, Date.now()));
  for (let place = 5; place >= 0; place--, at = Math.floor(at / 256)) bytes[place] = at % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const UUID7 = /"([0-9a-f]{8}-[0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/g;

/** What was kept while this computer's clock was ahead, with ids of now: the kernel takes none of a day to come. */
function withoutFuture(text) {
  const again = new Map();
  return text && text.replace(UUID7, (id, time) => {
    if (parseInt(time.replace("-", ""), 16) < Date.now() + 864e5) return id;
    if (!again.has(id)) again.set(id, `"${newId()}"`);
    return again.get(id);
  });
}

/**
 * Events on their way to the kernel. One that it has not acknowledged stays in the browser, survives a reload and a
 * restart of the kernel, and is delivered again; the kernel takes the same event twice without harm. An event with a
 * `slot` replaces the one before it in that slot.
 */
class Outbox {
  constructor(model, key, changed = () => {}) {
    this.model = model;
    this.place = `alsnb:${key}`;
    this.changed = changed;
    this.page = newId();
    this.waiting = this.#stored();
    this.pause = 1000;
    this.received = (message) => message.acknowledged && this.#forget(new Set(message.acknowledged));
    model.on("msg:custom", this.received);
    this.#deliver(this.waiting);
    this.#again();
  }

  put(event) {
    const sent = { id: newId(), at: Date.now(), page: this.page, ...event };
    if (event.slot) this.waiting = this.waiting.filter((each) => each.slot !== event.slot);
    this.waiting.push(sent);
    this.#keep();
    this.#deliver([sent]);
    return sent;
  }

  /** Drop what waits in a slot: something later made it pointless. */
  clear(slot) {
    this.waiting = this.waiting.filter((each) => each.slot !== slot);
    this.#keep();
  }

  close() {
    clearTimeout(this.timer);
    this.model.off("msg:custom", this.received);
  }

  #stored() {
    try {
      return JSON.parse(withoutFuture(localStorage.getItem(this.place))) ?? [];
    } catch {
      return [];
    }
  }

  #keep() {
    try {
      if (this.waiting.length) localStorage.setItem(this.place, JSON.stringify(this.waiting));
      else localStorage.removeItem(this.place);
    } catch {
      // A browser that keeps nothing still sends everything.
    }
    this.changed(this.waiting);
  }

  #forget(ids) {
    this.waiting = this.waiting.filter((each) => !ids.has(each.id));
    this.pause = 1000;
    this.#keep();
  }

  #deliver(events) {
    if (!events.length) return;
    try {
      this.model.send({ events });
    } catch {
      // The kernel is gone; the next one gets them.
    }
  }

  #again() {
    this.timer = setTimeout(() => {
      const late = this.waiting.filter((each) => Date.now() - each.at > 900);
      if (late.length) this.pause = Math.min(2 * this.pause, 30000);
      this.#deliver(late);
      this.#again();
    }, this.pause);
  }
}

/** How much of an element can be seen, in pixels from its first line to its last: inside all that scrolls around it. */
function seen(element) {
  let { top, bottom } = element.getBoundingClientRect();
  let from = 0;
  let to = innerHeight;
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (around.scrollHeight <= around.clientHeight || getComputedStyle(around).overflowY === "visible") continue;
    const box = around.getBoundingClientRect();
    [from, to] = [Math.max(from, box.top), Math.min(to, box.bottom)];
  }
  return { height: Math.min(bottom, to) - Math.max(top, from), whole: top >= from && bottom <= to };
}

/** Scroll no further than it takes to see all of an element. */
function bringIntoView(element) {
  if (element.isConnected && !seen(element).whole) element.scrollIntoView({ block: "nearest" });
}

const TYPED_INTO = "input, textarea, select, [contenteditable='true']";

/**
 * Give a screen the focus as soon as it can be seen, unless somebody is at work elsewhere: after it ran a cell, a
 * notebook takes single letters for its own commands, and two of them delete the screen. A notebook that takes the
 * focus back, before anybody has pressed anything, gives it up again.
 */
function focusWhenReady(root) {
  const around = () => root.closest(".jp-Notebook") ?? document.body;
  const isFree = (element) =>
    !element || element === document.body ||
    (around().contains(element) && !root.contains(element) && !element.closest(".alsnb") && !element.matches(TYPED_INTO));
  const take = () => root.isConnected && isFree(document.activeElement) && root.focus({ preventScroll: true });
  const later = () => requestAnimationFrame(take);
  const ready = new ResizeObserver(() => {
    if (!root.offsetHeight) return;
    ready.disconnect();
    take();
    document.addEventListener("focusin", later);
  });
  const stop = () => {
    ready.disconnect();
    document.removeEventListener("focusin", later);
    for (const event of ["pointerdown", "keydown"]) document.removeEventListener(event, stop, true);
  };
  ready.observe(root);
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, stop, true);
  return stop;
}

/**
 * A screen: draws itself once with `draw`, which returns what shows a new `view` of the log. It has one outbox, and the
 * forms that were opened in it by name.
 */
function openScreen({ model, el }, draw) {
  const key = model.get("outbox");
  const forms = new Map();
  const heard = [];
  const notice = h("div", { class: "alsnb-notice", role: "status", tabindex: "-1" });
  const unsent = h("div", { class: "alsnb-unsent", role: "status" });
  // Letters typed while the screen itself has the focus are nobody's, and not the notebook's either.
  const root = h("section", { class: "alsnb", "aria-label": model.get("label"), tabindex: "-1" }, unsent, notice);
  // JupyterLab lets no line be broken inside a cell, once it has heard the key.
  root.addEventListener("keydown", (event) => event.key === "Enter" && event.target.tagName === "TEXTAREA" && event.stopPropagation());
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
  const leaving = [() => forms.forEach((form) => form.leave())];
  const leave = () => leaving.forEach((last) => last());
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
  const showForms = () => redraw(() => forms.forEach((form) => form.show()));
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
    closing.forEach((last) => last());
    forms.forEach((form) => form.close());
    clearTimeout(slow);
    outbox.close();
    heard.forEach(([event, listen]) => model.off(event, listen));
    model.off("change:view", showView);
    model.off("change:forms", showForms);
    model.off("change:notice", showNotice);
  };
}
