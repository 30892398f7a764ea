// Built by `make js` from js/src. Do not edit.

// src/kit/dom.js
var FOCUSABLE = /* @__PURE__ */ new Set(["A", "BUTTON", "INPUT", "SELECT", "SUMMARY", "TEXTAREA"]);
function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  if (FOCUSABLE.has(made.tagName) || "tabindex" in attributes) made.setAttribute("data-lm-suppress-shortcuts", "true");
  made.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return made;
}
function place(parent, ...nodes) {
  const said = nodes.flat(Infinity).filter((node) => node != null && node !== false && node !== "");
  const wanted = said.map((node, at) => {
    if (node instanceof Node) return node;
    const there = parent.childNodes[at];
    return there?.nodeType === Node.TEXT_NODE && there.data === String(node) ? there : new Text(node);
  });
  wanted.forEach((node, at) => {
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] ?? null);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

// src/kit/focus.js
function seen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  let from = 0;
  let to = innerHeight;
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (around.scrollHeight <= around.clientHeight || getComputedStyle(around).overflowY === "visible") continue;
    const box = around.getBoundingClientRect();
    [from, to] = [Math.max(from, box.top), Math.min(to, box.bottom)];
  }
  return { height: Math.min(bottom, to) - Math.max(top, from), whole: top >= from && bottom <= to };
}
function bringIntoView(element) {
  if (element.isConnected && !seen(element).whole) element.scrollIntoView({ block: "nearest" });
}
var TYPED_INTO = "input, textarea, select, [contenteditable='true']";
function focusWhenReady(root) {
  const around = () => root.closest(".jp-Notebook") ?? document.body;
  const isFree = (element) => !element || element === document.body || around().contains(element) && !root.contains(element) && !element.closest(".alsnb") && !element.matches(TYPED_INTO);
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

// src/kit/ids.js
var latest = 0;
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  latest = Math.max(latest + 1, Date.now());
  let at = latest;
  for (let place2 = 5; place2 >= 0; place2--, at = Math.floor(at / 256)) bytes[place2] = at % 256;
  bytes[6] = 112 | bytes[6] & 15;
  bytes[8] = 128 | bytes[8] & 63;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
var UUID7 = /"([0-9a-f]{8}-[0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/g;
function withoutFuture(text) {
  const again = /* @__PURE__ */ new Map();
  return text?.replace(UUID7, (id, time) => {
    if (parseInt(time.replace("-", ""), 16) < Date.now() + 864e5) return id;
    if (!again.has(id)) again.set(id, `"${newId()}"`);
    return again.get(id);
  });
}

// src/kit/words.js
function dayOf(iso) {
  const day = /* @__PURE__ */ new Date(`${iso}T12:00`);
  return Number.isNaN(day.getTime()) ? iso : day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}
var clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
function moment(at) {
  const when = new Date(at);
  const today = when.toDateString() === (/* @__PURE__ */ new Date()).toDateString();
  return today ? clock(at) : `${when.toLocaleDateString([], { day: "numeric", month: "short" })}, ${clock(at)}`;
}

// src/kit/validity.js
var UNREADABLE = {
  date: "Enter a whole date, such as 12 May 2026.",
  time: "Enter a whole time, such as 14:30.",
  "datetime-local": "Enter a whole date and time, such as 12 May 2026, 14:30.",
  number: "Enter a number, such as 90."
};
function readable(input2) {
  const { validity: wrong, type, min, max } = input2;
  if (!wrong) return null;
  if (wrong.badInput) return UNREADABLE[type] ?? "This cannot be read. Enter it again.";
  if (wrong.rangeUnderflow) return type === "number" ? `Enter ${min} or more.` : `Enter ${dayOf(min)} or later.`;
  if (wrong.rangeOverflow) return type === "number" ? `Enter ${max} or less.` : `Enter ${dayOf(max)} or earlier.`;
  if (wrong.stepMismatch && type === "number") return "Enter a whole number, such as 3.";
  return null;
}

// src/form/controls.js
var CONTROLS = {
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
      }
    };
  },
  several: (field) => boxes(field),
  choice: (field) => field.choices.length > 6 ? select(field) : radios(field)
};
var asText = {
  read: (control) => control.box.value,
  write: (control, value) => {
    control.box.value = value ?? "";
    grow(control.box);
  }
};
var asNumber = { read: (c) => c.box.value === "" ? null : Number(c.box.value) };
var asLines = {
  read: (control) => control.box.value.split("\n").map((line) => line.trim()).filter(Boolean),
  write: (control, value) => asText.write(control, (value ?? []).join("\n"))
};
var asTime = {
  read: (control) => control.box.value ? new Date(control.box.value).toISOString() : null,
  write: (control, value) => {
    const when = value ? new Date(value) : null;
    const local = when && new Date(when - when.getTimezoneOffset() * 6e4).toISOString().slice(0, 16);
    control.box.value = local ?? "";
  }
};
function described(field) {
  return {
    id: field.id,
    name: field.name,
    "aria-describedby": `${field.id}-help ${field.id}-problem`,
    "aria-required": field.required ? "true" : null
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
function grow(box) {
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
  const boxes2 = field.choices.map(
    ({ value }) => h("input", { type: "radio", id: `${field.id}-${value}`, name: field.id, value })
  );
  const labels = boxes2.map((box2, place2) => h("label", { for: box2.id }, box2, field.choices[place2].label));
  const box = h("div", { class: "alsnb-choices" }, ...labels);
  return {
    box,
    focus: boxes2[0],
    read: () => boxes2.find((each) => each.checked)?.value ?? null,
    write: (_, value) => boxes2.forEach((each) => {
      each.checked = each.value === value;
    })
  };
}
function boxes(field) {
  let others = [];
  const made = field.choices.map(({ value }) => h("input", { type: "checkbox", id: `${field.id}-${value}`, value }));
  const labels = made.map((box, place2) => h("label", { for: box.id }, box, field.choices[place2].label));
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
    }
  };
}

// src/form/field.js
function words(text) {
  return (text.match(/\S+/g) ?? []).length;
}
function drawField(field) {
  const control = CONTROLS[field.control](field);
  const required = field.required ? h("span", { class: "alsnb-required" }, " (required)") : null;
  const grouped = control.box.tagName === "DIV";
  const label = grouped ? h("legend", {}, field.label, required) : h("label", { for: field.id }, field.label, required);
  const help = h("p", { class: "alsnb-help", id: `${field.id}-help` }, field.help);
  const problem = h("p", { class: "alsnb-problem", id: `${field.id}-problem` });
  let own = null;
  let told = null;
  let doubted = false;
  function showProblem() {
    problem.textContent = own ?? told ?? "";
    problem.classList.toggle("alsnb-doubt", doubted && !own);
    control.focus.setAttribute("aria-invalid", own || told && !doubted ? "true" : "false");
  }
  const isEmpty = (value) => value === null || value === "" || Array.isArray(value) && !value.length;
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
    }
  };
}

// src/form/form.js
var KEPT_AFTER = 400;
function firstWords(values) {
  const text = Object.values(values).find((each) => typeof each === "string" && each.trim()) ?? "";
  return text.length > 60 ? `${text.slice(0, 58)} …` : text;
}
function drawForm(screen, name, spec, stateNow) {
  const { outbox } = screen;
  const fields = spec.fields.map(drawField);
  const alert = h("div", { class: "alsnb-alert", role: "alert" });
  const status = h("p", { class: "alsnb-status", role: "status", tabindex: "-1" });
  const names = h("p", { class: "alsnb-help", role: "status" });
  const save = h("button", { type: "submit", class: "alsnb-primary" }, spec.save);
  const put = (kind, about) => () => outbox.put({ kind, form: name, entry: about?.() ?? entryNow() });
  const undo = h("button", { type: "button", onclick: put("undo") }, "Undo the last save");
  const another = h("button", { type: "button", onclick: put("another") });
  const last = () => stateNow().last.entry;
  const change = h("button", { type: "button", class: "alsnb-link", onclick: put("change", last) }, "Change");
  const undoLast = h("button", { type: "button", class: "alsnb-link", onclick: put("undo", last) }, "Undo");
  const bring = h("button", { type: "button", class: "alsnb-link", onclick: put("bring_back", last) }, "Bring it back");
  const aside = h("ul", { class: "alsnb-list" });
  const history = h("ol", {});
  const past = h("details", { class: "alsnb-history" }, h("summary", {}, "History"), history);
  const title = h("h3", {}, spec.title);
  const form = h(
    "form",
    { novalidate: true, "aria-label": spec.title },
    title,
    alert,
    fields.map((each) => each.drawn),
    names,
    spec.note ? h("p", { class: "alsnb-help" }, spec.note) : null,
    h("div", { class: "alsnb-actions" }, save, undo, another, status, change, undoLast, bring),
    aside,
    past
  );
  let timer = null;
  let typing = false;
  let shown = {};
  let slow = null;
  let waiting = [];
  let isEmpty = false;
  let next = null;
  const read = () => Object.fromEntries(fields.map((each) => [each.field.name, each.read()]));
  function write(values) {
    for (const each of fields) each.write(values[each.field.name]);
    for (const each of fields) each.showCount();
    requestAnimationFrame(
      () => fields.forEach((each) => {
        each.grow();
      })
    );
  }
  function say(text, stands = "typed") {
    form.dataset.stands = stands;
    if (status.textContent !== text) status.textContent = text;
  }
  function showWaiting(now) {
    waiting = now;
    clearTimeout(slow);
    if (!waiting.length) return show();
    const saving = waiting.findLast((each) => each.kind === "save");
    const about = saving && stateNow().adds ? `“${firstWords(saving.values)}”` : "";
    if (saving && !typing) say(`saving ${about} …`, isEmpty ? "empty" : "typed");
    slow = setTimeout(() => {
      const kept = `draft kept in this browser ${clock(waiting.at(-1).at)}`;
      const unsaved = about ? `${about} is kept in this browser, and saved when the kernel answers` : `not saved yet: the kernel does not answer; ${kept}`;
      say(saving ? unsaved : kept, isEmpty ? "empty" : "typed");
      bringIntoView(status);
    }, 1500);
  }
  let unsent = false;
  function show() {
    const state = stateNow();
    const newer = typing || waiting.some((each) => each.kind === "draft");
    if (state.reset !== shown.reset && !newer) {
      write(state.values);
      next = null;
    }
    const answered = shown.answer !== void 0 && state.answer !== shown.answer;
    for (const each of fields) {
      const { name: name2 } = each.field;
      each.showProblem(state.problems[name2] ?? state.doubts[name2], !(name2 in state.problems));
    }
    if (state.message || !unsent) place(alert, state.message ? h("p", {}, state.message) : null);
    const added = state.adds && state.last ? state.last : null;
    const words2 = added && `“${added.words}”`;
    const refused = state.message !== "" || unsent;
    if (state.restored_at) say(`restored from ${moment(state.restored_at)}, not saved yet`);
    else if (refused) say(state.drafted_at ? `not saved yet; draft kept ${clock(state.drafted_at)}` : "not saved yet");
    else if (state.drafted_at) say(`draft kept ${clock(state.drafted_at)}; save it when it is ready`);
    else if (added?.withdrawn) say(`taken back: ${words2}`, "empty");
    else if (added && state.new) say(`saved: ${words2}`, "added");
    else if (state.withdrawn_at) say(`taken back ${moment(state.withdrawn_at)}; save to bring it back`);
    else if (state.saved_at)
      say(state.undone ? "undone: this is what you saved before" : `saved ${moment(state.saved_at)}`, "saved");
    else say("", "empty");
    const isAdded = state.new && Boolean(added) && !refused;
    change.hidden = undoLast.hidden = !isAdded || added.withdrawn;
    bring.hidden = !isAdded || !added.withdrawn;
    const like = state.names.length > 1 ? "look like names" : "looks like a name";
    const said = state.names.length ? `${state.names.join(", ")} ${like}. A role (“my manager”) or a member's code says as much, and tells nobody who it is.` : "";
    if (names.textContent !== said) names.textContent = said;
    const changing = state.adds && !state.new;
    title.textContent = changing ? `Change: ${spec.title}` : spec.title;
    save.textContent = Object.keys(state.doubts).length ? "Save anyway" : state.saved_at ? "Save the change" : spec.save;
    undo.hidden = !state.can_undo;
    undo.textContent = state.undone ? "Bring the change back" : "Undo the last save";
    another.hidden = !changing;
    another.textContent = state.drafted_at ? "Leave it as it was" : spec.another ?? "";
    past.hidden = state.history.length < 2;
    place(
      aside,
      state.aside.map(
        ({ entry, words: words3 }) => h(
          "li",
          { class: "alsnb-row" },
          h("span", {}, `Not saved yet: “${words3}”`),
          h("button", { type: "button", class: "alsnb-link", onclick: put("reopen", () => entry) }, "Open it")
        )
      )
    );
    place(
      history,
      state.history.map(
        ({ at, author, said: said2 }) => h("li", {}, h("b", {}, `${moment(at)}${author ? `, ${author}` : ""}`), h("p", {}, said2))
      )
    );
    const before = shown;
    shown = state;
    if (answered) goOn(state, before);
  }
  function goOn(state, before) {
    const { activeElement: now } = document;
    const here = form.contains(now) || now === screen.root || now === document.body;
    if (!here || !form.offsetParent) return;
    const marked = fields.find(({ field }) => state.problems[field.name] ?? state.doubts[field.name]);
    if (marked) return marked.focus();
    const isTyping = form.contains(now) && now.matches(TYPED_INTO);
    if (state.adds && state.new && state.entry !== before.entry && !state.message && !typing) fields[0].focus();
    else if (!isTyping) status.focus({ preventScroll: true });
    bringIntoView(status);
  }
  const entryNow = () => next ?? waiting.findLast((each) => each.kind === "save")?.entry ?? stateNow().entry;
  function keep() {
    clearTimeout(timer);
    timer = null;
    typing = false;
    outbox.put({ kind: "draft", form: name, slot: `draft:${name}`, values: read(), entry: entryNow() });
  }
  function look() {
    const wrong = fields.filter((each) => !each.look());
    unsent = wrong.length > 0;
    if (!unsent) return true;
    place(alert, h("p", {}, "Not saved yet: please look at what is marked below."));
    say("not saved yet");
    wrong[0].focus();
    return false;
  }
  form.addEventListener("input", (event) => {
    const field = fields.find((each) => each.drawn.contains(event.target));
    field?.showCount();
    field?.lookAgain();
    typing = true;
    isEmpty = false;
    if (form.dataset.stands === "saved") say("changed since; save it when it is ready");
    form.dataset.stands = "typed";
    if (timer === null) timer = setTimeout(keep, KEPT_AFTER);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { adds, blank, new: isNew } = stateNow();
    const saving = waiting.some((each) => each.kind === "save");
    if (adds && saving && isEmpty) return;
    if (!look()) return void (timer !== null && keep());
    clearTimeout(timer);
    timer = null;
    typing = false;
    outbox.clear(`draft:${name}`);
    const was = entryNow();
    const entry = next ?? (isNew && (adds || !saving) ? newId() : was);
    const values = read();
    if (adds && isNew) {
      next = newId();
      isEmpty = true;
      write(blank);
    }
    outbox.put({ kind: "save", form: name, slot: adds ? `save:${name}:${entry}` : `save:${name}`, values, entry, was });
  });
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter")) {
      event.preventDefault();
      event.stopPropagation();
      form.requestSubmit();
    }
  });
  return {
    form,
    show,
    showWaiting,
    begin(unsent2) {
      show();
      const { adds, entry } = stateNow();
      const typed = unsent2.filter((each) => each.values && (each.kind === "draft" || !adds));
      const newest = typed.findLast((each) => each.entry === entry) ?? typed.at(-1);
      if (newest) write(newest.values);
      if (newest && adds) next = newest.entry;
      showWaiting(unsent2);
    },
    /** Nothing that was typed waits while the page goes. */
    leave() {
      if (timer !== null) keep();
    },
    close() {
      if (timer !== null) keep();
      clearTimeout(slow);
    }
  };
}

// src/form/opening.js
var NO_KERNEL = "Still opening: the kernel does not answer. What you typed before is kept. If the kernel has stopped, run the notebook again.";
function openForm(screen, name) {
  const { model, outbox } = screen;
  const opening = h("p", { class: "alsnb-status", role: "status" }, "opening …");
  const node = h("div", { class: "alsnb-form" }, opening);
  const slow = setTimeout(() => {
    opening.textContent = NO_KERNEL;
  }, 3e3);
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
    showWaiting(now) {
      waiting = now;
      drawn?.showWaiting(now);
    },
    leave: () => drawn?.leave(),
    close: () => {
      clearTimeout(slow);
      drawn?.close();
    }
  };
}

// src/kit/outbox.js
var Outbox = class {
  constructor(model, key, changed = () => {
  }) {
    this.model = model;
    this.place = `alsnb:${key}`;
    this.changed = changed;
    this.page = newId();
    this.waiting = this.#stored();
    this.pause = 1e3;
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
    }
    this.changed(this.waiting);
  }
  #forget(ids) {
    this.waiting = this.waiting.filter((each) => !ids.has(each.id));
    this.pause = 1e3;
    this.#keep();
  }
  #deliver(events) {
    if (!events.length) return;
    try {
      this.model.send({ events });
    } catch {
    }
  }
  #again() {
    this.timer = setTimeout(() => {
      const late = this.waiting.filter((each) => Date.now() - each.at > 900);
      if (late.length) this.pause = Math.min(2 * this.pause, 3e4);
      this.#deliver(late);
      this.#again();
    }, this.pause);
  }
};

// src/kit/screen.js
function openScreen({ model, el }, draw) {
  const key = model.get("outbox");
  const forms = /* @__PURE__ */ new Map();
  const heard = [];
  const notice = h("div", { class: "alsnb-notice", role: "status", tabindex: "-1" });
  const unsent = h("div", { class: "alsnb-unsent", role: "status" });
  const root = h("section", { class: "alsnb", "aria-label": model.get("label"), tabindex: "-1" }, unsent, notice);
  root.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && event.target.tagName === "TEXTAREA" && event.stopPropagation()
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
    () => forms.forEach((form) => {
      form.leave();
    })
  ];
  const leave = () => leaving.forEach((last) => {
    last();
  });
  const hide = () => document.visibilityState === "hidden" && leave();
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", hide);
  const stopFocus = focusWhenReady(root);
  const top = () => notice.hasChildNodes() ? notice : root;
  function redraw(draw2) {
    const focused = root.contains(document.activeElement);
    const visible = root.isConnected && seen(root).height > 0;
    draw2();
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
      }
    }
  };
  el.append(root);
  const update = draw(screen);
  const showView = () => redraw(() => update?.(model.get("view")));
  const showForms = () => redraw(
    () => forms.forEach((form) => {
      form.show();
    })
  );
  const showNotice = () => {
    const { text, bad } = model.get("notice");
    notice.classList.toggle("alsnb-alert", Boolean(bad));
    place(notice, text ? h("p", {}, text) : null);
    if (!text) return;
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

// src/form/index.js
var form_default = { render: (shown) => openScreen(shown, (screen) => void screen.root.append(screen.form("form"))) };
export {
  form_default as default
};
