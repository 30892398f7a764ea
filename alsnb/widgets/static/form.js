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
  made.append(...shown(children).map((child) => child instanceof Node ? child : String(child)));
  return made;
}
function shown(children) {
  return children.flatMap((child) => {
    if (child == null || child === false) return [];
    return Array.isArray(child) ? shown(child) : [child];
  });
}
var button = (text, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, text);
function place(parent, ...nodes) {
  const wanted = shown(nodes).filter((node) => node !== "").map((node, at) => {
    if (node instanceof Node) return node;
    const there = parent.childNodes[at];
    return there instanceof Text && there.data === String(node) ? there : new Text(String(node));
  });
  wanted.forEach((node, at) => {
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] ?? null);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild?.remove();
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
  if (text === null) return text;
  const again = /* @__PURE__ */ new Map();
  function now(id, time) {
    if (parseInt(time.replace("-", ""), 16) < Date.now() + 864e5) return id;
    const known = again.get(id) ?? `"${newId()}"`;
    again.set(id, known);
    return known;
  }
  return text.replace(UUID7, now);
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
  line: (field) => asText(input(field, "text")),
  number: (field) => asNumber(input(field, "number", { step: field.step ?? "any", min: field.min })),
  date: (field) => asText(input(field, "date")),
  time: (field) => asTime(input(field, "datetime-local")),
  text: (field) => asText(textarea(field, 3)),
  lines: (field) => asLines(textarea(field, 2)),
  check: (field) => asCheck(h("input", { type: "checkbox", ...described(field) })),
  several: (field) => boxes(field),
  choice: (field) => field.choices.length > 6 ? asText(select(field)) : radios(field)
};
var asText = (box) => ({
  box,
  focus: box,
  read: () => box.value,
  write(value) {
    box.value = value == null ? "" : String(value);
    grow(box);
  }
});
var asNumber = (box) => ({ ...asText(box), read: () => box.value === "" ? null : Number(box.value) });
function asLines(box) {
  const text = asText(box);
  const split = () => box.value.split("\n").map((line) => line.trim());
  const write = (value) => text.write(
    /** @type {string[] | null} */
    value?.join("\n")
  );
  return { ...text, read: () => split().filter(Boolean), write };
}
var asTime = (box) => ({
  box,
  focus: box,
  read: () => box.value ? new Date(box.value).toISOString() : null,
  write(value) {
    const when = value ? new Date(
      /** @type {string | number} */
      value
    ) : null;
    const local = when && new Date(when.getTime() - when.getTimezoneOffset() * 6e4).toISOString().slice(0, 16);
    box.value = local ?? "";
  }
});
var asCheck = (box) => ({
  box,
  focus: box,
  read: () => box.checked,
  write(value) {
    box.checked = Boolean(value);
  }
});
function described(field) {
  return {
    id: field.id,
    name: field.name,
    "aria-describedby": `${field.id}-help ${field.id}-problem`,
    "aria-required": field.required ? "true" : null
  };
}
var input = (field, type, more = {}) => h("input", { type, autocomplete: "off", ...described(field), ...more });
function textarea(field, rows) {
  const box = h("textarea", { rows, ...described(field) });
  for (const event of ["input", "grow"]) box.addEventListener(event, () => grow(box));
  return box;
}
function grow(box) {
  if (!(box instanceof HTMLTextAreaElement) || !box.offsetParent) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}
function select(field) {
  const hasEmpty = field.choices.some(({ value }) => value === "");
  const empty = hasEmpty ? null : h("option", { value: "" }, field.required ? "choose …" : "–");
  const options = field.choices.map(({ value, label }) => h("option", { value }, label));
  return h("select", described(field), empty, ...options);
}
function radios(field) {
  const boxes2 = field.choices.map(
    ({ value }) => h("input", { type: "radio", id: `${field.id}-${value}`, name: field.id, value })
  );
  const labels = boxes2.map((box, place2) => h("label", { for: box.id }, box, field.choices[place2].label));
  return {
    box: h("div", { class: "alsnb-choices" }, ...labels),
    focus: boxes2[0],
    read: () => boxes2.find((each) => each.checked)?.value ?? null,
    write(value) {
      for (const each of boxes2) each.checked = each.value === value;
    }
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
    write(value) {
      const chosen = new Set(
        /** @type {string[] | null} */
        value ?? []
      );
      for (const each of made) each.checked = chosen.delete(each.value);
      others = [...chosen];
    }
  };
}

// src/form/field.js
var countWords = (text) => (text.match(/\S+/g) ?? []).length;
var isEmpty = (value) => value === null || value === "" || Array.isArray(value) && !value.length;
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
  const limit = field.limit ?? null;
  const count = limit === null ? null : h("p", { class: "alsnb-count", "aria-live": "off" });
  const attributes = grouped ? { "aria-describedby": `${field.id}-help ${field.id}-problem` } : {};
  const inside = field.control === "check" ? [control.box, label, help] : [label, help, control.box];
  const drawn = h(grouped ? "fieldset" : "div", { class: "alsnb-field", ...attributes }, ...inside, count, problem);
  function look() {
    own = control.box instanceof HTMLInputElement ? readable(control.box) : null;
    if (!own && field.required && isEmpty(control.read())) own = "is needed";
    showProblem();
    return !own;
  }
  return {
    drawn,
    field,
    focus: () => control.focus.focus(),
    read: () => control.read(),
    /** @param {unknown} value */
    write: (value) => control.write(value),
    look,
    /** What was marked may be right by now. */
    lookAgain() {
      if (own) look();
    },
    grow: () => grow(control.box),
    showCount() {
      if (!count || limit === null) return;
      const used = countWords(String(control.read() ?? ""));
      count.textContent = `${used}${limit ? ` of ${limit}` : ""} word${used === 1 && !limit ? "" : "s"}`;
      count.classList.toggle("alsnb-over", limit > 0 && used > limit);
    },
    /**
     * What the kernel says of it.
     * @param {string | null | undefined} message
     */
    showProblem(message, isDoubt = false) {
      [told, doubted] = [message, isDoubt];
      showProblem();
    }
  };
}

// src/form/standing.js
function standingOf(state, refused) {
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
var addedBy = (state) => state.adds && state.last ? state.last : null;
function namesWords(names) {
  if (!names.length) return "";
  const like = names.length > 1 ? "look like names" : "looks like a name";
  return `${names.join(", ")} ${like}. Use a role (“my manager”) or a member's code instead.`;
}
function firstWords(values) {
  const text = Object.values(values).find((each) => typeof each === "string" && each.trim());
  if (typeof text !== "string") return "";
  return text.length > 60 ? `${text.slice(0, 58)} …` : text;
}

// src/form/layout.js
function layOut(spec, fields, put, stateNow) {
  const alert = h("div", { class: "alsnb-alert", role: "alert" });
  const status = h("p", { class: "alsnb-status", role: "status", tabindex: "-1" });
  const names = h("p", { class: "alsnb-help", role: "status" });
  const save = h("button", { type: "submit", class: "alsnb-primary" }, spec.save);
  const undo = button("Undo the last save", () => put("undo"));
  const another = button("", () => put("another"));
  const link = { class: "alsnb-link" };
  const last = () => stateNow().last?.entry;
  const change = button("Change", () => put("change", last()), link);
  const undoLast = button("Undo", () => put("undo", last()), link);
  const bring = button("Restore it", () => put("bring_back", last()), link);
  const aside = h("ul", { class: "alsnb-list" });
  const history = h("ol", {});
  const past = h("details", { class: "alsnb-history" }, h("summary", {}, "History"), history);
  const title = h("h3", {}, spec.title);
  const form = h(
    "form",
    { novalidate: true, "aria-label": spec.title },
    title,
    alert,
    fields,
    names,
    spec.note ? h("p", { class: "alsnb-help" }, spec.note) : null,
    h("div", { class: "alsnb-actions" }, save, undo, another, status, change, undoLast, bring),
    aside,
    past
  );
  return {
    form,
    status,
    /** @param {string} message */
    warn: (message) => place(alert, message ? h("p", {}, message) : null),
    /**
     * @param {FormState} state
     * @param {boolean} refused whether something cannot be saved as it is
     */
    show(state, refused) {
      const added = addedBy(state);
      const isAdded = state.new && added !== null && !refused;
      change.hidden = undoLast.hidden = !isAdded || added.withdrawn;
      bring.hidden = !isAdded || !added.withdrawn;
      const said = namesWords(state.names);
      if (names.textContent !== said) names.textContent = said;
      const changing = state.adds && !state.new;
      title.textContent = changing ? `Change: ${spec.title}` : spec.title;
      const again = state.saved_at ? "Save the change" : spec.save;
      save.textContent = Object.keys(state.doubts).length ? "Save anyway" : again;
      undo.hidden = !state.can_undo;
      undo.textContent = state.undone ? "Redo the last save" : "Undo the last save";
      another.hidden = !changing;
      another.textContent = state.drafted_at ? "Leave it as it was" : spec.another ?? "";
      past.hidden = state.history.length < 2;
      const reopen = (entry) => button("Open it", () => put("reopen", entry), link);
      place(
        aside,
        state.aside.map(
          ({ entry, words }) => h("li", { class: "alsnb-row" }, h("span", {}, `Not saved yet: “${words}”`), reopen(entry))
        )
      );
      place(
        history,
        state.history.map(
          ({ at, author, said: said2 }) => h("li", {}, h("b", {}, `${moment(at)}${author ? `, ${author}` : ""}`), h("p", {}, said2))
        )
      );
    }
  };
}

// src/form/form.js
var KEPT_AFTER = 400;
var SLOW = 1500;
function drawForm(screen, name, spec, stateNow) {
  const { outbox } = screen;
  const fields = spec.fields.map(drawField);
  const layout = layOut(
    spec,
    fields.map((each) => each.drawn),
    (kind, entry = entryNow()) => void outbox.put({ kind, form: name, entry }),
    stateNow
  );
  const { form, status } = layout;
  let timer = null;
  let typing = false;
  let shown2 = null;
  let slow;
  let waiting = [];
  let isEmpty2 = false;
  let next = null;
  let unsent = false;
  const savesWaiting = () => waiting.filter((each) => each.kind === "save");
  const entryNow = () => next ?? savesWaiting().at(-1)?.entry ?? stateNow().entry;
  const read = () => Object.fromEntries(fields.map((each) => [each.field.name, each.read()]));
  function write(values) {
    for (const each of fields) each.write(values[each.field.name]);
    for (const each of fields) each.showCount();
    requestAnimationFrame(() => {
      for (const each of fields) each.grow();
    });
  }
  function say(text, stands = "typed") {
    form.dataset.stands = stands;
    if (status.textContent !== text) status.textContent = text;
  }
  function showWaiting(now) {
    waiting = now;
    clearTimeout(slow);
    const newest = waiting.at(-1);
    if (!newest) return show();
    const saving = savesWaiting().at(-1);
    const about = saving && stateNow().adds ? `“${firstWords(saving.values ?? {})}”` : "";
    if (saving && !typing) say(`saving ${about} …`, isEmpty2 ? "empty" : "typed");
    slow = setTimeout(() => {
      const kept = `draft kept in this browser ${clock(newest.at)}`;
      const unsaved = about ? `${about} is kept in this browser and will be saved when the notebook is running again` : `not saved yet: not connected; ${kept}`;
      say(saving ? unsaved : kept, isEmpty2 ? "empty" : "typed");
      bringIntoView(status);
    }, SLOW);
  }
  function show() {
    const state = stateNow();
    const before = shown2;
    const newer = typing || waiting.some((each) => each.kind === "draft");
    if (state.reset !== before?.reset && !newer) {
      write(state.values);
      next = null;
    }
    for (const each of fields) {
      const { name: name2 } = each.field;
      each.showProblem(state.problems[name2] ?? state.doubts[name2], !(name2 in state.problems));
    }
    if (state.message || !unsent) layout.warn(state.message);
    const refused = state.message !== "" || unsent;
    const { text, stands } = standingOf(state, refused);
    say(text, stands);
    layout.show(state, refused);
    shown2 = state;
    if (before && state.answer !== before.answer) goOn(state, before);
  }
  function goOn(state, before) {
    const { activeElement: now } = document;
    const inside = form.contains(now);
    if (!(inside || now === screen.root || now === document.body) || !form.offsetParent) return;
    const marked = fields.find(({ field }) => state.problems[field.name] ?? state.doubts[field.name]);
    if (marked) return marked.focus();
    const isTyping = inside && now?.matches(TYPED_INTO);
    if (state.adds && state.new && state.entry !== before.entry && !state.message && !typing) fields[0].focus();
    else if (!isTyping) status.focus({ preventScroll: true });
    bringIntoView(status);
  }
  function stopTimer() {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    typing = false;
  }
  function keep() {
    stopTimer();
    outbox.put({ kind: "draft", form: name, slot: `draft:${name}`, values: read(), entry: entryNow() });
  }
  function keepTyped() {
    if (timer !== null) keep();
  }
  function look() {
    const wrong = fields.filter((each) => !each.look());
    unsent = wrong.length > 0;
    if (!unsent) return true;
    layout.warn("Not saved yet: correct what is marked below.");
    say("not saved yet");
    wrong[0].focus();
    return false;
  }
  form.addEventListener("input", ({ target }) => {
    const field = fields.find((each) => target instanceof Node && each.drawn.contains(target));
    field?.showCount();
    field?.lookAgain();
    typing = true;
    isEmpty2 = false;
    if (form.dataset.stands === "saved") say("changed since you saved; save when you are ready");
    form.dataset.stands = "typed";
    timer ??= setTimeout(keep, KEPT_AFTER);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { adds, blank, new: isNew } = stateNow();
    const saving = savesWaiting().length > 0;
    if (adds && saving && isEmpty2) return;
    if (!look()) return keepTyped();
    stopTimer();
    outbox.clear(`draft:${name}`);
    const was = entryNow();
    const entry = next ?? (isNew && (adds || !saving) ? newId() : was);
    const values = read();
    if (adds && isNew) {
      next = newId();
      isEmpty2 = true;
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
    /**
     * What the last kernel did not acknowledge is newer than what this one knows.
     * @param {SentEvent[]} unacknowledged
     */
    begin(unacknowledged) {
      show();
      const { adds, entry } = stateNow();
      const typed = unacknowledged.filter((each) => each.values && (each.kind === "draft" || !adds));
      const newest = typed.findLast((each) => each.entry === entry) ?? typed.at(-1);
      if (newest?.values) write(newest.values);
      if (newest?.entry && adds) next = newest.entry;
      showWaiting(unacknowledged);
    },
    /** Nothing that was typed waits while the page goes. */
    leave: keepTyped,
    close() {
      keepTyped();
      clearTimeout(slow);
    }
  };
}

// src/form/opening.js
var NO_KERNEL = "Still opening: not connected. What you typed before is kept. If alsnb or the notebook has stopped, start it again.";
var SLOW2 = 3e3;
function openForm(screen, name) {
  const { model, outbox } = screen;
  const opening = h("p", { class: "alsnb-status", role: "status" }, "opening …");
  const node = h("div", { class: "alsnb-form" }, opening);
  const slow = setTimeout(() => {
    opening.textContent = NO_KERNEL;
  }, SLOW2);
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
    }
  };
}

// src/kit/memory.js
var memoryOf = (key) => ({
  /**
   * @param {string} name
   * @param {any} otherwise
   */
  recall(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`alsnb:${key}:${name}`) ?? "null") ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  /**
   * @param {string} name
   * @param {unknown} value
   */
  remember(name, value) {
    try {
      localStorage.setItem(`alsnb:${key}:${name}`, JSON.stringify(value));
    } catch {
    }
  }
});

// src/kit/messages.js
var catalogue = {};
function translate(messages) {
  catalogue = messages ?? {};
}
var filled = (message, values) => message.replace(/\{(\w+)\}/g, (place2, name) => name in values ? String(values[name]) : place2);
var gettext = (message, values = {}) => filled(catalogue[message] ?? message, values);

// src/kit/outbox.js
var SOON = 1e3;
var LONGEST = 3e4;
var LATE = 900;
var Outbox = class {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #pause = SOON;
  /** @type {(message: Message) => void} */
  #received;
  /**
   * @param {Model} model
   * @param {string} key under what the browser keeps it
   * @param {(waiting: SentEvent[]) => void} changed
   */
  constructor(model, key, changed = () => {
  }) {
    this.model = model;
    this.place = `alsnb:${key}`;
    this.changed = changed;
    this.page = newId();
    this.waiting = this.#stored();
    this.#received = ({ acknowledged }) => {
      if (acknowledged) this.#forget(new Set(acknowledged));
    };
    model.on("msg:custom", this.#received);
    this.#deliver(this.waiting);
    this.#again();
  }
  /** @param {NewEvent} event */
  put(event) {
    const sent = { id: newId(), at: Date.now(), page: this.page, ...event };
    if (event.slot) this.waiting = this.waiting.filter((each) => each.slot !== event.slot);
    this.waiting.push(sent);
    this.#keep();
    this.#deliver([sent]);
    return sent;
  }
  /**
   * Drop what waits in a slot: something later made it pointless.
   * @param {string} slot
   */
  clear(slot) {
    this.waiting = this.waiting.filter((each) => each.slot !== slot);
    this.#keep();
  }
  close() {
    clearTimeout(this.#timer);
    this.model.off("msg:custom", this.#received);
  }
  /** @returns {SentEvent[]} */
  #stored() {
    try {
      return JSON.parse(withoutFuture(localStorage.getItem(this.place)) ?? "[]") ?? [];
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
  /** @param {Set<string>} ids */
  #forget(ids) {
    this.waiting = this.waiting.filter((each) => !ids.has(each.id));
    this.#pause = SOON;
    this.#keep();
  }
  /** @param {SentEvent[]} events */
  #deliver(events) {
    if (!events.length) return;
    try {
      this.model.send({ events });
    } catch {
    }
  }
  #again() {
    this.#timer = setTimeout(() => {
      const late = this.waiting.filter((each) => Date.now() - each.at > LATE);
      if (late.length) this.#pause = Math.min(2 * this.#pause, LONGEST);
      this.#deliver(late);
      this.#again();
    }, this.#pause);
  }
};

// src/kit/screen.js
var SLOW3 = 1500;
function openScreen({ model, el }, draw) {
  translate(model.get("messages"));
  const key = model.get("outbox");
  const forms = /* @__PURE__ */ new Map();
  const heard = [];
  const notice = h("div", { class: "alsnb-notice", role: "status", tabindex: "-1" });
  const unsent = h("div", { class: "alsnb-unsent", role: "status" });
  const root = h("section", { class: "alsnb", "aria-label": model.get("label"), tabindex: "-1" }, unsent, notice);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLTextAreaElement) event.stopPropagation();
  });
  let slow;
  const outbox = new Outbox(model, key, (waiting) => {
    for (const [name, form] of forms) form.showWaiting(waiting.filter((each) => each.form === name));
    clearTimeout(slow);
    const others = waiting.filter((each) => !each.form);
    if (!others.length) return place(unsent);
    slow = setTimeout(() => {
      const text = gettext(
        "Not connected since {time}. Your changes are kept in this browser and will be sent once it is connected again. If alsnb or the notebook has stopped, start it again.",
        { time: clock(others[0].at) }
      );
      place(unsent, h("p", {}, text));
    }, SLOW3);
  });
  const closing = [];
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
    whenClosed: (last) => void closing.push(last),
    whenLeaving: (last) => void leaving.push(last),
    redraw,
    get view() {
      return model.get("view");
    },
    tell: (kind, values = {}) => outbox.put({ kind, ...values }),
    hideNotice: () => place(notice),
    hear(listen, event = "msg:custom") {
      const heed = (
        /** @type {(message: Message) => void} */
        listen
      );
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
    ...memoryOf(key)
  };
  el.append(root);
  const update = draw(screen);
  const showView = () => redraw(() => update?.(model.get("view")));
  const showForms = () => redraw(() => {
    for (const form of forms.values()) form.show();
  });
  function showNotice() {
    const { text, bad } = model.get("notice");
    notice.classList.toggle("alsnb-alert", Boolean(bad));
    place(notice, text ? h("p", {}, text) : null);
    if (!text) return;
    if (document.activeElement === root) notice.focus({ preventScroll: true });
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

// src/form/index.js
var form_default = {
  render: (shown2) => openScreen(shown2, (screen) => void screen.root.append(screen.form("form")))
};
export {
  form_default as default
};
