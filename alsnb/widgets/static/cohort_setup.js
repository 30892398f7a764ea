// Built by `make js` from js/src. Do not edit.

// src/kit/dom.js
var FOCUSABLE = /* @__PURE__ */ new Set(["A", "BUTTON", "INPUT", "SELECT", "SUMMARY", "TEXTAREA"]);
function h(tag, attributes = {}, ...children) {
  const made2 = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made2.addEventListener(name.slice(2), value);
    else if (value === true) made2.setAttribute(name, "");
    else if (value !== false && value != null) made2.setAttribute(name, value);
  }
  if (FOCUSABLE.has(made2.tagName) || "tabindex" in attributes) made2.setAttribute("data-lm-suppress-shortcuts", "true");
  made2.append(...shown(children).map((child) => child instanceof Node ? child : String(child)));
  return made2;
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
function keyed(tag, attributes, draw) {
  const list = h(tag, attributes);
  const drawn = /* @__PURE__ */ new Map();
  const show = (items, keyOf) => {
    const here = new Set(items.map(keyOf));
    for (const key of drawn.keys()) if (!here.has(key)) drawn.delete(key);
    place(
      list,
      items.map((item) => {
        const key = keyOf(item);
        const each = drawn.get(key) ?? draw(item);
        drawn.set(key, each);
        if (each instanceof HTMLElement) return each;
        each.update?.(item);
        return each.node;
      })
    );
  };
  return { list, show };
}
var made = 0;
var freshId = () => `alsnb-${Date.now().toString(36)}-${made++}`;

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
  const made2 = field.choices.map(({ value }) => h("input", { type: "checkbox", id: `${field.id}-${value}`, value }));
  const labels = made2.map((box, place2) => h("label", { for: box.id }, box, field.choices[place2].label));
  return {
    box: h("div", { class: "alsnb-choices" }, ...labels),
    focus: made2[0] ?? h("span"),
    read: () => [...made2.filter((each) => each.checked).map((each) => each.value), ...others],
    write(value) {
      const chosen = new Set(
        /** @type {string[] | null} */
        value ?? []
      );
      for (const each of made2) each.checked = chosen.delete(each.value);
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

// src/kit/tabs.js
function tabs(screen, label, pages) {
  const bar = h("div", { class: "alsnb-tabs", role: "tablist", "aria-label": label });
  const parts = pages.map(({ name, title, body, shown: shown2 }) => {
    const id = freshId();
    const panel = h("div", { role: "tabpanel", id, "aria-labelledby": `${id}-tab` }, body);
    const tab = h("button", { type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id }, title);
    return { name, tab, panel, shown: shown2 };
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
    chosen.panel.querySelectorAll("textarea").forEach((each) => {
      each.dispatchEvent(new Event("grow"));
    });
  }
  parts.forEach((each, at) => {
    each.tab.addEventListener("click", () => {
      screen.hideNotice();
      choose(each.name);
    });
    each.tab.addEventListener("keydown", (event) => {
      const places = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: parts.length - 1 };
      const to = places[event.key];
      if (to === void 0) return;
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
    /**
     * @param {string} name
     * @param {string} title
     */
    rename(name, title) {
      const part = parts.find((each) => each.name === name);
      if (part) place(part.tab, title);
    }
  };
}

// src/setup/kept.js
var wrongOf = (box) => readable(
  /** @type {HTMLInputElement} */
  box
);
function unreadableOf(boxes2, { mark = false } = {}) {
  const wrong = Object.entries(boxes2).filter(([, box]) => wrongOf(box));
  if (mark) {
    for (const box of Object.values(boxes2)) sayUnreadable(box);
    wrong[0]?.[1].focus();
  }
  return wrong.map(([name]) => name);
}
var problems = /* @__PURE__ */ new WeakMap();
function sayProblem(box, problem) {
  const node = problems.get(box);
  if (node) place(node, problem);
}
function sayUnreadable(box) {
  const problem = wrongOf(box);
  sayProblem(box, problem);
  box.setAttribute("aria-invalid", problem ? "true" : "false");
}
function problemOf(box) {
  box.id ||= freshId();
  const problem = h("p", { class: "alsnb-problem", id: `${box.id}-problem` });
  problems.set(box, problem);
  box.setAttribute("aria-describedby", [box.getAttribute("aria-describedby"), problem.id].filter(Boolean).join(" "));
  box.addEventListener("blur", (event) => {
    const to = (
      /** @type {FocusEvent} */
      event.relatedTarget
    );
    if (!(to instanceof HTMLButtonElement)) setTimeout(() => sayUnreadable(box), 300);
  });
  box.addEventListener("input", () => {
    if (!wrongOf(box)) sayUnreadable(box);
  });
  return problem;
}
function keptInputs(screen, kind, read, write, boxes2 = {}) {
  let timer = null;
  const unsent = () => screen.outbox.waiting.findLast((each) => each.slot === kind);
  function stopTimer() {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }
  function send(more = {}) {
    stopTimer();
    screen.tell(kind, { slot: kind, values: read(), unreadable: unreadableOf(boxes2), ...more });
  }
  screen.whenLeaving(() => {
    if (timer !== null) send();
  });
  return {
    changed() {
      timer ??= setTimeout(() => send(), KEPT_AFTER);
    },
    send,
    /** Whether all can be read; what cannot is marked, and the first such field gets the focus. */
    ready: () => !unreadableOf(boxes2, { mark: true }).length,
    /** Nothing more is to be sent: it was saved. */
    drop() {
      stopTimer();
      screen.outbox.clear(kind);
    },
    /** @param {Kept} values */
    show(values) {
      if (timer === null) write(
        /** @type {Kept} */
        unsent()?.values ?? values
      );
    }
  };
}

// src/setup/inputs.js
function keepingFocus(update) {
  const focused = (
    /** @type {HTMLElement | null} */
    document.activeElement
  );
  update();
  if (focused?.isConnected && document.activeElement !== focused) focused.focus();
}
var writeInto = (box, value) => {
  const said = value == null ? "" : String(value);
  if (box.value !== said) box.value = said;
};
function labelled(label, box, help) {
  box.id ||= freshId();
  const told = help ? h("p", { class: "alsnb-help", id: `${box.id}-help` }, help) : null;
  if (told) box.setAttribute("aria-describedby", told.id);
  return h("div", { class: "alsnb-field" }, h("label", { for: box.id }, label), told, box, problemOf(box));
}
var option = (value, label, chosen) => h("option", { value, selected: chosen === value }, label);
function table(caption, headers, rows, { rowHeader = 0 } = {}) {
  const head = h("tr", {}, ...headers.map((each) => h("th", { scope: "col" }, each)));
  const body = rows.map(
    (cells) => h("tr", {}, ...cells.map((cell, at) => at === rowHeader ? h("th", { scope: "row" }, cell) : h("td", {}, cell)))
  );
  return h(
    "div",
    { class: "alsnb-scroll", role: "region", tabindex: "0", "aria-label": caption },
    h("table", { class: "alsnb-table" }, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body))
  );
}
function withoutEmpty(headers, rows) {
  const some = headers.map((_, at) => rows.some((cells) => cells[at]));
  const left = (cells) => cells.filter((_, at) => some[at]);
  return [left(headers), rows.map(left)];
}

// src/setup/calendar.js
function drawCalendar(screen) {
  const box = (type, more = {}) => h("input", { type, autocomplete: "off", ...more });
  const asked = {
    first: box("date"),
    number: box("number", { min: 1, step: 1 }),
    interval: box("number", { min: 0, step: "any" }),
    minutes: box("number", { min: 0, step: "any" }),
    starts: box("time"),
    skip: h("textarea", { rows: 3 })
  };
  const NUMBERS = /* @__PURE__ */ new Set(["number", "interval", "minutes"]);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let ofSets = {};
  let doubts = {};
  const typed = {};
  const read = () => ({
    ...Object.fromEntries(
      Object.entries(asked).map(([name, each]) => [
        name,
        NUMBERS.has(name) ? each.value === "" ? null : Number(each.value) : each.value
      ])
    ),
    sets: ofSets
  });
  const kept = keptInputs(
    screen,
    "plan",
    read,
    (values) => {
      for (const [name, each] of Object.entries(asked)) writeInto(each, values[name]);
      ofSets = JSON.parse(JSON.stringify(values.sets ?? {}));
      for (const label of Object.keys(doubts))
        if (typed[label]) ofSets[label] = { ...ofSets[label], facilitator: typed[label] };
      sets.show(screen.view.calendar.sets, (each) => each);
    },
    asked
  );
  screen.hear((message) => {
    if (!message.plan) return;
    doubts = message.plan.doubts;
    sets.show(screen.view.calendar.sets, (each) => each);
  });
  const sets = keyed("div", {}, (label) => {
    const day = h(
      "select",
      { "aria-label": `Weekday of set ${label}` },
      option("", "weekday of the first day"),
      ...screen.view.calendar.weekdays.map((each) => option(each, each))
    );
    const who = box("text", {
      "aria-label": `Facilitator of set ${label}, by code`,
      placeholder: "facilitator's code"
    });
    for (const [name, each] of Object.entries({ weekday: day, facilitator: who })) {
      each.addEventListener("input", () => {
        ofSets[label] = { ...ofSets[label], [name]: each.value.trim() };
        if (each === who) typed[label] = each.value.trim();
        kept.changed();
      });
    }
    const asking = h("div", { class: "alsnb-row", role: "status" });
    const keepIt = h(
      "button",
      { type: "button", class: "alsnb-small", "aria-label": `Keep the facilitator's code of set ${label}` },
      "Keep it"
    );
    keepIt.addEventListener("click", () => {
      kept.send({ keep: [who.value.trim()] });
      who.focus();
    });
    return {
      node: h("div", {}, h("div", { class: "alsnb-row alsnb-setrow" }, h("b", {}, `Set ${label}`), day, who), asking),
      update() {
        place(asking, doubts[label] && [h("span", { class: "alsnb-problem" }, doubts[label].join(" ")), keepIt]);
        who.setAttribute("aria-invalid", doubts[label] ? "true" : "false");
        const said = ofSets[label] ?? {};
        if (document.activeElement !== day) writeInto(day, said.weekday);
        if (document.activeElement !== who) writeInto(who, said.facilitator);
      }
    };
  });
  Object.values(asked).forEach((each) => {
    each.addEventListener("input", () => kept.changed());
  });
  const skipProblems = h("ul", { class: "alsnb-list", role: "status" });
  const skipped = h("p", { class: "alsnb-help" });
  const problems2 = h("div", {});
  const cells = /* @__PURE__ */ new Map();
  function cell(each) {
    const key = JSON.stringify([each.set, each.cycle]);
    if (!cells.has(key)) {
      const on2 = box("date", { "aria-label": `Set ${each.set}, meeting ${each.cycle}` });
      const problem2 = problemOf(on2);
      on2.addEventListener(
        "change",
        () => readable(on2) || screen.tell("plan_date", { set: each.set, cycle: each.cycle, on: on2.value, slot: `plan_date ${key}` })
      );
      cells.set(key, { on: on2, problem: problem2, state: h("span", { class: "alsnb-help" }) });
    }
    const { on, state: state2, problem } = cells.get(key);
    if (document.activeElement !== on && !readable(on)) writeInto(on, each.on);
    on.disabled = each.state === "held";
    const day = (/* @__PURE__ */ new Date(`${each.on}T00:00`)).toLocaleDateString([], { weekday: "short" });
    const told = {
      held: "held",
      planned: "saved",
      new: "new",
      changed: each.was && each.was !== each.on ? `was ${each.was}` : "changed"
    }[each.state];
    place(state2, `${day}, ${told}${each.beyond ? "; beyond the number planned" : ""}`);
    return [on, problem, state2];
  }
  const planned = h("div", {});
  function savePlan() {
    const days = Object.fromEntries(
      [...cells].filter(([, { on }]) => on.isConnected).map(([key, { on }]) => [key, on])
    );
    if (!kept.ready() || unreadableOf(days, { mark: true }).length) return;
    kept.send();
    screen.tell("plan_save");
  }
  const save = h("button", { type: "button", class: "alsnb-primary", onclick: savePlan }, "Save the meetings");
  const file = h(
    "button",
    { type: "button", onclick: () => screen.tell("plan_file", { zone }) },
    "Save calendar file (.ics)"
  );
  const state = h("span", { class: "alsnb-quiet" });
  const none = h(
    "p",
    { class: "alsnb-empty" },
    "There is no set yet. Make sets first, on the tab Sets; then their meetings are planned here."
  );
  const perSet = h("fieldset", { class: "alsnb-field" }, h("legend", {}, "Each set"), sets.list);
  const saving = h("div", { class: "alsnb-actions" }, save, file, state);
  let drawn = "";
  return {
    body: [
      h("h3", {}, "Calendar"),
      h(
        "div",
        { class: "alsnb-row alsnb-numbers" },
        labelled("First day", asked.first),
        labelled("Meetings", asked.number),
        labelled("Weeks between", asked.interval),
        labelled("Minutes", asked.minutes),
        labelled("Starts at (for the calendar file)", asked.starts, zone && `in the time zone ${zone}`)
      ),
      labelled(
        "Days to skip, one day or range per line",
        asked.skip,
        "such as 2026-12-21 – 2027-01-03 winter break; a meeting on one of these days moves by a week"
      ),
      skipProblems,
      skipped,
      perSet,
      none,
      problems2,
      planned,
      saving
    ],
    /** @param {SetupView} view */
    update({ calendar }) {
      kept.show(calendar.plan);
      sets.show(calendar.sets, (each) => each);
      place(
        skipProblems,
        calendar.skip_problems.map((said) => h("li", {}, h("span", { class: "alsnb-problem" }, said)))
      );
      place(skipped, calendar.skipped.length > 0 && `Skipped: ${calendar.skipped.join("; ")}.`);
      none.hidden = calendar.sets.length > 0;
      perSet.hidden = !calendar.sets.length;
      saving.hidden = !calendar.sets.length;
      place(
        problems2,
        calendar.problems.length > 0 && [
          h("h4", {}, "Needs attention"),
          h(
            "ul",
            { class: "alsnb-list" },
            ...calendar.problems.map((said) => h("li", {}, h("span", { class: "alsnb-problem" }, said)))
          )
        ]
      );
      const labels = calendar.sets.filter((label) => calendar.cells.some((each) => each.set === label));
      const cycles = [...new Set(calendar.cells.map((each) => each.cycle))].sort((one, other) => one - other);
      const find = (set, cycle) => calendar.cells.find((each) => each.set === set && each.cycle === cycle);
      const shape = JSON.stringify(calendar.cells.map((each) => [each.set, each.cycle]));
      if (shape !== drawn) {
        drawn = shape;
        const rows = cycles.map((cycle) => [
          `Meeting ${cycle}`,
          ...labels.map((label) => {
            const here = find(label, cycle);
            return h("div", { class: "alsnb-day" }, ...here ? cell(here) : ["–"]);
          })
        ]);
        place(
          planned,
          rows.length > 0 && table(
            "Meetings, set by set",
            ["", ...labels.map((label) => `Set ${label}`)].map((each) => each || "Meeting"),
            rows
          )
        );
      } else calendar.cells.forEach(cell);
      save.disabled = !calendar.unsaved;
      file.disabled = !calendar.planned;
      place(state, calendar.unsaved ? `${calendar.unsaved} not saved yet.` : calendar.planned ? "Saved as shown." : "");
    }
  };
}

// src/setup/codes.js
function drawRename(screen, of, now) {
  const box = h("input", { type: "text", autocomplete: "off" });
  const doubts = h("div", { class: "alsnb-row", role: "status" });
  const tell = (more = {}) => {
    if (!box.value.trim()) return box.focus();
    screen.tell("rename", { of, code: now(), to: box.value.trim(), slot: `rename ${of}`, ...more });
  };
  const change = h("button", { type: "button", class: "alsnb-small", onclick: () => tell() }, "Change the code");
  const keepIt = h("button", { type: "button", class: "alsnb-small", onclick: () => tell({ keep: true }) }, "Keep it");
  box.addEventListener("input", () => place(doubts));
  screen.hear(({ code }) => {
    if (code?.of !== of || code.code !== now()) return;
    place(doubts, h("span", { class: "alsnb-problem" }, code.doubts.join(" ")), keepIt);
    box.focus();
  });
  return h(
    "details",
    { class: "alsnb-rename" },
    h("summary", {}, "Change the code"),
    labelled("New code", box, "changes it in all records, in drafts and on the roster"),
    doubts,
    h("div", { class: "alsnb-actions" }, change)
  );
}
function drawSlips(screen) {
  const list = h("div", { class: "alsnb-slips" });
  const ask = h("button", { type: "button", onclick: () => screen.tell("slips_ask") }, "Show the slips");
  const print = h("button", { type: "button", hidden: true }, "Print the slips");
  print.addEventListener("click", () => {
    const frame = h("iframe", { hidden: true, title: "Slips" });
    screen.root.append(frame);
    frame.contentDocument.body.append(list.cloneNode(true));
    frame.contentWindow.print();
    frame.remove();
  });
  screen.hear(({ slips }) => {
    if (!slips) return;
    print.hidden = !slips.length;
    const rows = slips.map((each) => [each.code, each.name, each.set || "–", each.cohort, each.secret]);
    place(
      list,
      slips.length ? table("Slips", ["Your code", "For", "Set", "Cohort", "Secret"], rows) : h("p", {}, "Nobody is on the roster yet.")
    );
  });
  return h(
    "details",
    {},
    h("summary", {}, "Slips for members"),
    h(
      "p",
      { class: "alsnb-help" },
      "Give each member their own line: the code and the cohort to begin a log with, and the secret by which a hand-in shows that it is theirs. Secrets are kept with the roster, never in the log."
    ),
    h("div", { class: "alsnb-actions" }, ask, print),
    list
  );
}

// src/setup/course.js
function drawCourse(screen, choose) {
  const steps = h("ol", { class: "alsnb-list alsnb-steps" });
  const form = h("div", {});
  const says = h("p", { class: "alsnb-quiet", role: "status" });
  const problem = h("p", { class: "alsnb-alert" });
  const which = h("select", { id: freshId() });
  which.addEventListener("change", () => screen.tell("cohort", { cohort: which.value }));
  const whichRow = h("div", { class: "alsnb-row" }, h("label", { for: which.id }, "Cohort"), which);
  let shown2 = null;
  let formatNow = "";
  const use = h("button", { type: "button", class: "alsnb-small alsnb-offer" });
  use.addEventListener("click", () => {
    field("cohort").value = use.dataset.code;
    field("cohort").dispatchEvent(new Event("input", { bubbles: true }));
    field("cohort").focus();
  });
  function offerCode() {
    const box = field("cohort");
    if (!box) return;
    const plain = (field("module")?.value ?? "").normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    const name = plain.replace(/[^a-z0-9]+/g, "-").slice(0, 30).replace(/^-+|-+$/g, "");
    const year = (field("start")?.value ?? "").slice(0, 4) || String((/* @__PURE__ */ new Date()).getFullYear());
    use.dataset.code = name.endsWith(year) ? name : `${name}-${year}`;
    use.hidden = !name || box.value === use.dataset.code;
    place(use, `Use ${use.dataset.code}`);
    if (use.previousSibling !== box) box.after(use);
  }
  form.addEventListener("input", offerCode);
  const drawnAnew = () => {
    formatNow ||= chosen();
    showFormat();
    offerCode();
  };
  screen.hear(() => requestAnimationFrame(drawnAnew), "change:forms");
  const stays = h("p", { class: "alsnb-quiet" });
  const over = h(
    "button",
    { type: "button", onclick: () => screen.tell("start_over", { cohort: screen.view.cohort }) },
    "Delete this cohort and start again"
  );
  const mistyped = h(
    "div",
    { class: "alsnb-row alsnb-stays" },
    stays,
    over,
    drawRename(screen, "cohort", () => screen.view.cohort)
  );
  const formats = () => screen.view.course.formats;
  const field = (name) => (
    /** @type {HTMLInputElement | null} */
    form.querySelector(`[name="${name}"]`)
  );
  const radios2 = () => [...form.querySelectorAll("input")].filter(
    (each) => each.type === "radio" && formats().some(({ key }) => key === each.value)
  );
  const chosen = () => field("format")?.value ?? radios2().find((each) => each.checked)?.value ?? "";
  function fill() {
    const key = chosen();
    const said = formats().find((each) => each.key === key);
    const before = formats().find((each) => each.key === formatNow)?.defaults ?? {};
    formatNow = key;
    showFormat();
    const filled2 = [];
    for (const [name, value] of Object.entries(said?.defaults ?? {})) {
      const box = field(name);
      if (!box || box.value !== "" && (before[name] == null || Number(box.value) !== before[name])) continue;
      if (box.value === String(value ?? "")) continue;
      writeInto(box, value);
      filled2.push(box);
    }
    filled2[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function showFormat() {
    const said = formats().find((each) => each.key === chosen());
    const told = said?.says || "neither how many meetings, nor how long or how often";
    place(says, said ? `${said.title} states ${told}. What it does not state is left empty.` : "");
  }
  form.addEventListener("change", (event) => {
    const box = (
      /** @type {HTMLInputElement} */
      event.target
    );
    if (box.name === "format" || radios2().includes(box)) fill();
  });
  function chooseFormat(key) {
    const radio = radios2().find((each) => each.value === key);
    if (radio) radio.checked = true;
    else if (field("format")) field("format").value = key;
    const box = radio ?? field("format");
    if (!box) return;
    fill();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }
  let ticked = screen.recall("compared", ["chester", "wales"]);
  const compared = h("div", {});
  const ticks = h("fieldset", { class: "alsnb-field" }, h("legend", {}, "Formats to compare"));
  const differ = h("input", { type: "checkbox", id: freshId() });
  differ.checked = screen.recall("differ", true);
  differ.addEventListener("change", () => {
    screen.remember("differ", differ.checked);
    showCompared();
  });
  const comparing = h(
    "details",
    { class: "alsnb-compare" },
    h("summary", {}, "Compare formats"),
    ticks,
    h("div", { class: "alsnb-row" }, differ, h("label", { for: differ.id }, "differences only")),
    compared
  );
  function showTicks() {
    if (ticks.childNodes.length > 1) return;
    const boxes2 = formats().map(({ key, title }) => {
      const box = h("input", { type: "checkbox", id: freshId(), value: key });
      box.checked = ticked.includes(key);
      box.addEventListener("change", () => {
        ticked = formats().map((each) => each.key).filter((each) => each === key ? box.checked : ticked.includes(each));
        screen.remember("compared", ticked);
        showCompared();
      });
      return h("label", { for: box.id }, box, title);
    });
    ticks.append(h("div", { class: "alsnb-choices" }, ...boxes2));
    showCompared();
  }
  function showCompared() {
    const { traits, formats: told } = screen.view.course.comparison;
    const columns = ticked.filter((key) => told[key]);
    if (!columns.length) return place(compared, h("p", { class: "alsnb-empty" }, "Tick the formats to compare."));
    const rows = traits.map((trait, at) => [trait, ...columns.map((key) => told[key][at])]).filter(([, ...cells]) => !differ.checked || columns.length < 2 || new Set(cells).size > 1);
    const titleOf = (key) => formats().find((each) => each.key === key)?.title ?? key;
    const pick = columns.map((key) => {
      const title = titleOf(key);
      return h(
        "button",
        { type: "button", class: "alsnb-small", "aria-label": `Choose ${title}`, onclick: () => chooseFormat(key) },
        "Choose this one"
      );
    });
    place(
      compared,
      table(
        "Formats side by side (– : not stated in the source)",
        ["What", ...columns.map(titleOf)],
        [["Format", ...pick], ...rows]
      )
    );
  }
  return {
    saves: form,
    body: [h("h3", {}, "Progress"), steps, whichRow, mistyped, form, says, problem, comparing],
    /** @param {SetupView} view */
    update(view) {
      const items = view.steps.map(({ name, done, text }) => {
        const go = h("button", { type: "button", class: "alsnb-small" }, STEPS[name]);
        go.addEventListener("click", () => choose(name));
        const mark = h("span", { class: done ? "alsnb-mark" : "alsnb-mark alsnb-todo" }, done ? "✓ done" : "○ to do");
        return h("li", { class: "alsnb-row" }, go, mark, h("span", { class: "alsnb-grow" }, text));
      });
      if (!steps.contains(document.activeElement)) place(steps, items);
      else
        [...steps.children].forEach((each, at) => {
          place(each, each.firstChild, ...[...items[at].childNodes].slice(1));
        });
      whichRow.hidden = !view.cohorts.length;
      place(which, ...view.cohorts.map((code) => option(code, code)), option("", "a new cohort …"));
      which.value = view.cohort ?? "";
      if (shown2 !== view.course.form) {
        const had = form.contains(document.activeElement);
        if (shown2 !== null) screen.closeForm(shown2);
        shown2 = view.course.form;
        place(form, screen.form(shown2));
        formatNow = "";
        if (had)
          requestAnimationFrame(
            () => (
              /** @type {HTMLElement | null} */
              form.querySelector("button[type=submit]")?.focus()
            )
          );
      }
      requestAnimationFrame(drawnAnew);
      mistyped.hidden = !view.cohort;
      const { recorded } = view.course;
      place(
        stays,
        recorded ? `Recorded under the code ${view.cohort}: ${recorded}.` : `Nothing is recorded under the code ${view.cohort} yet. If it is mistyped, now is the time:`
      );
      over.hidden = Boolean(recorded);
      problem.hidden = !view.course.format_problem;
      place(problem, view.course.format_problem);
      showTicks();
    }
  };
}

// src/setup/people.js
function drawPeople(screen, people) {
  const text = h("textarea", { rows: 8, spellcheck: "false", class: "alsnb-paste", autocomplete: "off" });
  const kept = keptInputs(
    screen,
    "people_text",
    () => ({ text: text.value }),
    ({ text: said }) => writeInto(text, said)
  );
  text.addEventListener("input", () => kept.changed());
  const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/*" });
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    kept.drop();
    screen.tell("people_file", { slot: "people_file", content: btoa(binary) });
    file.value = "";
  });
  const clear = h(
    "button",
    {
      type: "button",
      onclick: () => {
        kept.drop();
        screen.tell("people_clear");
      }
    },
    "Clear the list"
  );
  const save = h("button", { type: "button", class: "alsnb-primary" }, "Save");
  const joins = joinsFrom();
  save.addEventListener("click", () => {
    if (!joins.node.hidden && !joins.ready()) return;
    kept.send();
    screen.tell("people_save", { first_cycle: joins.value() });
  });
  const where = h("p", { class: "alsnb-quiet" });
  const understood = h("div", {});
  const saving = h(
    "div",
    {},
    joins.node,
    h("div", { class: "alsnb-actions" }, save, h("span", { class: "alsnb-quiet" }, "Nothing is saved before."))
  );
  function joinsFrom() {
    const box2 = h("input", { type: "number", min: 0, step: 1, autocomplete: "off" });
    const node = labelled(
      "New people take part from meeting",
      box2,
      "1 if they are there from the start; they are not expected at the meetings before"
    );
    const missing = () => box2.value === "" && !readable(box2);
    let touched = false;
    box2.addEventListener("input", () => {
      touched = true;
    });
    return {
      node,
      value: () => box2.value === "" ? null : Number(box2.value),
      ready() {
        if (unreadableOf({ box: box2 }, { mark: true }).length) return false;
        if (!missing()) return true;
        sayProblem(box2, "Enter the number of the first meeting they take part in, such as 1");
        box2.focus();
        return false;
      },
      update() {
        if (!touched) writeInto(box2, screen.view.people.joins);
      }
    };
  }
  function toLine(line) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    text.scrollTop = (line - 2) * text.scrollHeight / Math.max(1, lines.length);
  }
  const columns = keyed("div", { class: "alsnb-columns" }, ({ key }) => {
    const box2 = h(
      "select",
      { id: freshId() },
      ...screen.view.people.columns.map(({ value, label: label2 }) => option(value, label2))
    );
    const label = h("label", { for: box2.id });
    box2.addEventListener("change", () => {
      const said = Object.fromEntries(people.told.headers.map((each) => [each.key, each.column]));
      for (const other of Object.keys(said)) if (box2.value && said[other] === box2.value) said[other] = "";
      screen.tell("people_columns", { slot: "people_columns", columns: { ...said, [key]: box2.value } });
    });
    return {
      node: h("div", { class: "alsnb-column" }, label, box2),
      update({ header, column }) {
        place(label, header || "(no header)");
        if (document.activeElement !== box2) box2.value = column;
      }
    };
  });
  let answered = false;
  function answer(keys, yes) {
    answered = true;
    screen.tell("people_answer", { answers: Object.fromEntries(keys.map((key) => [key, yes])) });
  }
  const yesNo = (each) => [
    h(
      "button",
      {
        type: "button",
        class: "alsnb-small alsnb-yes",
        "aria-label": `Yes, line ${each.line}: ${each.do}`,
        onclick: () => answer([each.ask], true)
      },
      "Yes"
    ),
    h(
      "button",
      {
        type: "button",
        class: "alsnb-small",
        "aria-label": `No, line ${each.line}: ${each.do}`,
        onclick: () => answer([each.ask], false)
      },
      "No"
    )
  ];
  const toLookAt = keyed(
    "ul",
    { class: "alsnb-list alsnb-problems", role: "list" },
    (each) => h(
      "li",
      { class: "alsnb-row" },
      h("button", { type: "button", class: "alsnb-small", onclick: () => toLine(each.line) }, `Line ${each.line}`),
      h(
        "span",
        { class: each.left_out ? "alsnb-mark alsnb-bad" : "alsnb-mark" },
        each.left_out ? "left out" : each.ask ? "yes or no" : "look"
      ),
      h("span", { class: "alsnb-grow" }, ` Found ${each.found}: ${each.do}${each.ask ? "" : "."}`),
      each.ask && yesNo(each)
    )
  );
  function showUnderstood() {
    const { told } = people;
    if (!told) return;
    const { people: found, problems: problems2, headers, missing } = told;
    const some = headers.length > 0;
    place(save, found.length ? `Save ${found.length} ${found.length === 1 ? "person" : "people"}` : "Save");
    saving.hidden = !some;
    joins.node.hidden = found.every((each) => each.known);
    joins.update();
    save.disabled = !found.length || !screen.view.cohort;
    place(
      where,
      screen.view.cohort ? `The roster is ${told.place}. It is yours alone: keep it out of the workbook, and do not send it with the log.` : "Save the course first (first tab): the roster is kept for a cohort. You can paste the list already."
    );
    columns.show(headers, ({ key }) => key);
    const out = problems2.filter((each) => each.left_out).length;
    toLookAt.show(problems2, (each) => JSON.stringify(each));
    const capitals = problems2.filter((each) => each.ask.startsWith("capitals:")).map((each) => each.ask);
    const cells = found.map((each) => [
      each.code,
      each.known ? "known, keeps the code" : "new",
      each.other.length ? `${each.name} (also ${each.other.join(", ")})` : each.name,
      each.email,
      each.role,
      each.organisation,
      each.level,
      each.manager
    ]);
    place(
      understood,
      told.why && h("p", { class: "alsnb-alert" }, told.why),
      !told.kept && h("p", { class: "alsnb-alert" }, `What you paste is kept only in this browser: ${told.why_not_kept}`),
      some && h("h4", {}, "What was understood"),
      some && h(
        "p",
        {},
        `${found.length} people. Cells are separated by ${told.separator}` + (told.encoding && told.encoding !== "utf-8" ? `; the file was read as ${told.encoding}: check the accents. ` : ". ") + "Choose what each column holds:"
      ),
      some && columns.list,
      problems2.length > 0 && h(
        "div",
        {},
        h("h4", {}, `Needs attention: ${problems2.length}${out ? `, of which ${out} left out` : ""}`),
        h(
          "p",
          { class: "alsnb-quiet" },
          "Correct the list above, or answer yes or no. The result is updated at once."
        ),
        capitals.length > 1 && h(
          "div",
          { class: "alsnb-actions" },
          h(
            "button",
            { type: "button", onclick: () => answer(capitals, true) },
            `Ordinary spelling for all ${capitals.length} names in capitals`
          )
        ),
        toLookAt.list
      ),
      told.answered > 0 && h(
        "p",
        { class: "alsnb-row" },
        h(
          "span",
          { class: "alsnb-quiet" },
          `${told.answered} ${told.answered === 1 ? "question" : "questions"} answered.`
        ),
        h("button", { type: "button", class: "alsnb-small", onclick: () => answer([], true) }, "Ask again")
      ),
      found.length > 0 && table(
        "People and their codes",
        ...withoutEmpty(
          ["Code", "New or known", "Name", "E-mail", "Role", "Organisation", "Level", "Line manager"],
          cells
        )
      ),
      found.some((each) => !each.known) && h(
        "p",
        { class: "alsnb-help" },
        "New codes are assigned at random: in the order of a class list they would reveal who is who."
      ),
      missing.length > 0 && h(
        "p",
        {},
        `On the roster, not on this list, and not touched: ${missing.map((code) => `${code} ${told.names[code] ?? ""}`.trim()).join(", ")}. Who has left gets a last cycle, below.`
      ),
      saving
    );
  }
  const box = (type = "text") => h("input", { type, autocomplete: "off" });
  const one = {
    name: box(),
    email: box("text"),
    role: box(),
    organisation: box(),
    level: box(),
    manager: h("select", {})
  };
  const keptOne = keptInputs(
    screen,
    "person_text",
    () => Object.fromEntries(Object.entries(one).map(([name, each]) => [name, each.value])),
    (values) => Object.entries(one).forEach(([name, each]) => {
      writeInto(each, values[name]);
    })
  );
  const oneJoins = joinsFrom();
  const aboutOne = h("p", { class: "alsnb-problem", role: "status" });
  const addOne = h("button", { type: "submit" }, "Add this person");
  const byHand = h(
    "form",
    { novalidate: true, "aria-label": "Add one person" },
    labelled("Full name (required)", one.name, "stored only in the roster"),
    labelled("E-mail", one.email, "stored only in the roster"),
    labelled("Role", one.role),
    labelled("Organisation", one.organisation),
    labelled("Level", one.level, "level of responsibility, such as junior, middle, senior"),
    labelled("Line manager", one.manager, "if they are in this cohort"),
    oneJoins.node,
    aboutOne,
    h("div", { class: "alsnb-actions" }, addOne)
  );
  byHand.addEventListener("input", () => keptOne.changed());
  byHand.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(Object.entries(one).map(([name, each]) => [name, each.value]));
    if (!oneJoins.ready()) return;
    keptOne.drop();
    screen.tell("person_save", { values, first_cycle: oneJoins.value() });
  });
  const alone = h("details", {}, h("summary", {}, "Add one person by hand"), byHand);
  const open = { code: null };
  const drawn = /* @__PURE__ */ new Map();
  const renames = (code) => drawn.get(code) ?? drawn.set(
    code,
    drawRename(screen, "member", () => code)
  ).get(code);
  const slips = drawSlips(screen);
  const member = h("div", {});
  const rows = keyed("tbody", {}, ({ member: code }) => {
    const who = h("th", { scope: "row" });
    const cells = ["role", "organisation", "level", "managed_by", "learning_set", "last_cycle"].map((name) => ({
      name,
      cell: h("td", {})
    }));
    const change = h("button", { type: "button", class: "alsnb-small", "aria-label": `Change ${code}` }, "Change");
    change.addEventListener("click", () => {
      open.code = open.code === code ? null : code;
      showMember();
      if (open.code) member.scrollIntoView({ block: "nearest" });
    });
    return {
      node: h("tr", {}, who, ...cells.map(({ cell }) => cell), h("td", {}, change)),
      update(row) {
        place(who, people.named(code));
        for (const { name, cell } of cells) {
          place(cell, Array.isArray(row[name]) ? row[name].join(", ") : String(row[name] ?? ""));
          cell.hidden = headOf[name].hidden;
        }
      }
    };
  });
  const heads = {
    member: "Member",
    role: "Role",
    organisation: "Organisation",
    level: "Level",
    managed_by: "Managed by",
    learning_set: "Set",
    last_cycle: "Last cycle",
    change: "Change"
  };
  const headOf = Object.fromEntries(
    Object.entries(heads).map(([name, head]) => [name, h("th", { scope: "col" }, head)])
  );
  const isEmpty2 = (name) => screen.view.people.members.every((row) => row[name] == null || row[name].length === 0);
  const members = h(
    "div",
    { class: "alsnb-scroll", role: "region", tabindex: "0", "aria-label": "Members in the log" },
    h(
      "table",
      { class: "alsnb-table" },
      h("caption", {}, "Members in the log"),
      h("thead", {}, h("tr", {}, ...Object.values(headOf))),
      rows.list
    )
  );
  const none = h(
    "p",
    { class: "alsnb-empty" },
    "There are no members in the log yet. Paste a list above, check the result, and save."
  );
  function showMember() {
    place(
      member,
      open.code ? h("div", { class: "alsnb-card" }, screen.form(`member:${open.code}`), renames(open.code)) : null
    );
  }
  people.listeners.push((written) => {
    if (written) {
      const browser = screen.recall("people_text", "");
      kept.show({ text: people.told.text || browser });
      keptOne.show(people.told.person);
      if (Object.values(people.told.person).some(Boolean)) alone.open = true;
      if (!people.told.text && browser && people.told.kept) kept.changed();
    }
    place(aboutOne, people.told.about_one);
    screen.remember("people_text", people.told.kept ? "" : text.value);
    keepingFocus(showUnderstood);
    if (answered)
      requestAnimationFrame(() => (
        /** @type {HTMLElement} */
        (understood.querySelector(".alsnb-yes") ?? save).focus()
      ));
    answered = false;
  });
  return {
    saves: understood,
    body: [
      h("h3", {}, "People"),
      h(
        "p",
        {},
        "Names and e-mail addresses are stored only in the roster, a file outside this workbook. The log has a code for each person."
      ),
      where,
      labelled(
        "Paste a list here, from a spreadsheet, a register or an e-mail",
        text,
        "one person per line; with a line of headers, if there is one"
      ),
      h("div", { class: "alsnb-row alsnb-file" }, labelled("or load a file (CSV, TSV, text)", file), clear),
      understood,
      alone,
      h("h4", {}, "Members"),
      none,
      members,
      member,
      slips
    ],
    /** @param {SetupView} view */
    update(view) {
      const there = view.people.members;
      none.hidden = there.length > 0;
      members.hidden = !there.length;
      for (const name of ["role", "organisation", "level", "managed_by", "learning_set", "last_cycle"])
        headOf[name].hidden = isEmpty2(name);
      keepingFocus(() => rows.show(there, (row) => row.member));
      const chosen = one.manager.value;
      place(
        one.manager,
        option("", "nobody here"),
        ...there.map((row) => option(row.member, people.named(row.member)))
      );
      writeInto(one.manager, chosen);
      oneJoins.update();
      if (open.code && !there.some((row) => row.member === open.code)) open.code = null;
      showMember();
      showUnderstood();
    }
  };
}

// src/setup/rules.js
function drawRules(screen) {
  const text = h("textarea", { rows: 6 });
  const kept = keptInputs(
    screen,
    "rules_text",
    () => ({ text: text.value }),
    ({ text: said }) => {
      writeInto(text, said);
      grow(text);
    }
  );
  text.addEventListener("input", () => {
    grow(text);
    kept.changed();
  });
  text.addEventListener("grow", () => grow(text));
  const give = h("button", { type: "button", class: "alsnb-primary" }, "Give these rules to every set");
  give.addEventListener("click", () => {
    kept.drop();
    screen.tell("rules_give", { slot: "rules_give", values: { text: text.value } });
  });
  const giving = h("div", { class: "alsnb-actions" }, give);
  const from = h("p", { class: "alsnb-quiet" });
  const offers = h("div", {});
  const none = h(
    "p",
    { class: "alsnb-empty" },
    "There is no set yet. Make sets first, on the tab Sets; the rules can be written already."
  );
  const cards = keyed("div", {}, ({ set, form }) => {
    const told = h("span", { class: "alsnb-quiet" });
    const inside = h("div", {});
    const each = h("details", { class: "alsnb-card" }, h("summary", {}, h("b", {}, `Set ${set}`), " ", told), inside);
    const renames = drawRename(screen, "learning_set", () => set);
    const openIt = () => each.open && place(inside, screen.form(form), renames);
    each.addEventListener("toggle", () => {
      openIt();
      screen.remember(`open ${set}`, each.open);
    });
    each.open = screen.recall(`open ${set}`, false);
    openIt();
    return {
      node: each,
      update({ rules, agreed_by, agreed_on, members }) {
        const agreed = agreed_on ? `✓ agreed on ${agreed_on} by ${agreed_by} of ${members} members` : "○ not agreed yet";
        place(told, `${rules ? `${rules} ground rules` : "no ground rules yet"}; ${agreed}`);
      }
    };
  });
  let offered = "";
  return {
    saves: giving,
    body: [
      h("h3", {}, "Ground rules"),
      h(
        "p",
        {},
        "Start from the format's, change what you like, and give them to the sets. Each set then makes them its own, and agrees."
      ),
      from,
      labelled("Ground rules for every set, one per line", text),
      offers,
      giving,
      h("h4", {}, "Set by set"),
      none,
      cards.list
    ],
    /** @param {SetupView} view */
    update({ rules, cohort }) {
      place(
        from,
        rules.format ? `These come from the format ${rules.format}, until you change them.` : "The format chosen states no ground rules; those of others may help."
      );
      kept.show({ text: rules.text });
      give.disabled = !rules.sets.length || !cohort;
      none.hidden = rules.sets.length > 0;
      if (offered !== JSON.stringify(rules.offers)) {
        offered = JSON.stringify(rules.offers);
        const rows = rules.offers.map(
          ({ format, rules: lines }) => h(
            "li",
            { class: "alsnb-row" },
            h("span", { class: "alsnb-quiet" }, `${format}:`),
            ...lines.map((line) => {
              const put = h("button", { type: "button", class: "alsnb-small" }, `+ ${line}`);
              put.addEventListener("click", () => {
                const lines2 = text.value.split("\n").map((each) => each.trim()).filter(Boolean);
                if (!lines2.includes(line)) text.value = [...lines2, line].join("\n");
                grow(text);
                kept.changed();
              });
              return put;
            })
          )
        );
        place(
          offers,
          rows.length > 0 && h("details", {}, h("summary", {}, "Rules from other formats"), h("ul", { class: "alsnb-list" }, ...rows))
        );
      }
      cards.show(rules.sets, (each) => each.form);
    }
  };
}

// src/setup/sets.js
var WEIGHTS = [
  ["must", "must"],
  ["prefer", "if possible"],
  ["ignore", "does not matter"]
];
function drawSets(screen, people) {
  const number = (min) => h("input", { type: "number", min, step: 1, autocomplete: "off" });
  const chooser = (choices) => h("select", {}, ...choices.map(([value, label]) => option(value, label)));
  const LIKE = [
    ["similar", "similar within each set"],
    ["mixed", "spread evenly across the sets"]
  ];
  const asked = {
    smallest: number(1),
    largest: number(1),
    sets: number(1),
    line: chooser(WEIGHTS),
    level: chooser(LIKE),
    level_weight: chooser(WEIGHTS),
    organisation: chooser(LIKE),
    organisation_weight: chooser(WEIGHTS),
    seed: number(0)
  };
  const NUMBERS = /* @__PURE__ */ new Set(["smallest", "largest", "sets", "seed"]);
  let pairs = [];
  const read = () => ({
    ...Object.fromEntries(
      Object.entries(asked).map(([name, box]) => [
        name,
        NUMBERS.has(name) ? box.value === "" ? null : Number(box.value) : box.value
      ])
    ),
    pairs
  });
  const kept = keptInputs(
    screen,
    "rules",
    read,
    (values) => {
      for (const [name, box] of Object.entries(asked)) writeInto(box, values[name]);
      pairs = values.pairs.map((each) => ({ ...each }));
      showPairs();
    },
    asked
  );
  const named = /* @__PURE__ */ new WeakMap();
  const pairList = keyed("ul", { class: "alsnb-list" }, ({ key }) => {
    const at = () => pairs.find((each) => each.key === key);
    const one = h("select", { "aria-label": "First member of the pair" });
    const other = h("select", { "aria-label": "Second member of the pair" });
    const how = h(
      "select",
      { "aria-label": "Together or apart" },
      option("together", "together"),
      option("apart", "apart")
    );
    const weight = h(
      "select",
      { "aria-label": "Importance" },
      ...WEIGHTS.slice(0, 2).map(([value, label]) => option(value, label))
    );
    const boxes2 = { one, other, how, weight };
    for (const [name, box] of Object.entries(boxes2)) {
      box.addEventListener("change", () => {
        at()[name] = box.value;
        kept.changed();
      });
    }
    const away = h("button", { type: "button", class: "alsnb-small", "aria-label": "Remove this pair" }, "Remove");
    away.addEventListener("click", () => {
      pairs = pairs.filter((each) => each.key !== key);
      showPairs();
      add.focus();
      kept.changed();
    });
    return {
      node: h("li", { class: "alsnb-row alsnb-pair" }, one, h("span", {}, "and"), other, how, weight, away),
      update(pair) {
        for (const box of [one, other]) {
          const codes = ["", ...screen.view.sets.members];
          if (box.options.length !== codes.length || named.get(box) !== people.shown) {
            place(box, ...codes.map((code) => option(code, code ? people.named(code) : "choose …")));
            named.set(box, people.shown);
          }
        }
        for (const [name, box] of Object.entries(boxes2)) if (document.activeElement !== box) writeInto(box, pair[name]);
      }
    };
  });
  const showPairs = () => keepingFocus(() => pairList.show(pairs, ({ key }) => key));
  const add = h("button", { type: "button" }, "Add a pair");
  add.addEventListener("click", () => {
    pairs.push({ key: newId(), one: "", other: "", how: "apart", weight: "must" });
    showPairs();
    pairList.list.lastElementChild.querySelector("select").focus();
    kept.changed();
  });
  const make = h("button", { type: "button", class: "alsnb-primary" }, "Make sets");
  const makeNow = (more = {}) => {
    if (!kept.ready()) return;
    const values = read();
    kept.drop();
    screen.tell("allocate", { slot: "allocate", values, ...more });
  };
  make.addEventListener("click", () => makeNow());
  const again = h("button", { type: "button" }, "Try another seed");
  again.addEventListener("click", () => {
    asked.seed.value = String(Number(asked.seed.value || 0) + 1);
    makeNow();
  });
  const rest = h("button", { type: "button" });
  rest.addEventListener("click", () => makeNow({ rest_stays: true }));
  const says = h("p", { class: "alsnb-quiet" });
  const sources = Object.fromEntries(
    ["size", "line", "level", "organisation"].map((rule) => [rule, h("p", { class: "alsnb-help", id: freshId() })])
  );
  const inLine = (label, rule, ...boxes2) => {
    const id = freshId();
    boxes2.forEach((box, at) => {
      box.id ||= `${id}-${at}`;
      if (at) box.setAttribute("aria-label", `${label}: importance`);
      box.setAttribute("aria-describedby", sources[rule].id);
    });
    return h(
      "div",
      { class: "alsnb-rule" },
      h("label", { for: boxes2[0].id }, label),
      h("div", { class: "alsnb-row" }, ...boxes2),
      sources[rule]
    );
  };
  const rules = h(
    "fieldset",
    { class: "alsnb-rules" },
    h("legend", {}, "Rules"),
    h(
      "div",
      { class: "alsnb-row alsnb-numbers" },
      labelled("Minimum set size", asked.smallest),
      labelled("Maximum set size", asked.largest),
      labelled("Number of sets (empty: automatic)", asked.sets)
    ),
    sources.size,
    inLine("Keep managers and their reports in different sets", "line", asked.line),
    inLine("Levels", "level", asked.level, asked.level_weight),
    inLine("Organisations", "organisation", asked.organisation, asked.organisation_weight),
    h("h4", {}, "Pairs to keep together or apart"),
    pairList.list,
    h("div", { class: "alsnb-actions" }, add)
  );
  rules.addEventListener("input", (event) => {
    if (Object.values(asked).some((each) => each === event.target)) kept.changed();
  });
  asked.seed.addEventListener("input", () => kept.changed());
  const draw = h(
    "div",
    { class: "alsnb-row alsnb-draw" },
    labelled(
      "Random seed",
      asked.seed,
      "members are allocated at random: the same seed gives the same sets; another seed gives others that follow the rules as well"
    )
  );
  const lockRow = (code, locked) => screen.tell("lock", { members: [code], locked });
  const rowOf = keyedRows();
  function keyedRows() {
    const made2 = /* @__PURE__ */ new Map();
    return (row, ...more) => {
      if (!made2.has(row.member)) made2.set(row.member, drawRow(row.member));
      const each = made2.get(row.member);
      each.update(row, ...more);
      return each.node;
    };
  }
  function drawRow(code) {
    const who = h("th", { scope: "row" });
    const what = h("span", { class: "alsnb-help alsnb-what" });
    const was = h("span", { class: "alsnb-help alsnb-what" });
    const to = h("select", { "aria-label": `Set of ${code}` });
    to.addEventListener("change", () => screen.tell("move", { member: code, to: to.value }));
    const stay = h("input", { type: "checkbox", "aria-label": `Lock ${code}` });
    stay.addEventListener("change", () => lockRow(code, stay.checked));
    return {
      node: h("tr", {}, who, h("td", {}, to, was), h("td", {}, stay)),
      /**
       * @param {SetupPlaced} row
       * @param {string} label
       * @param {string[]} labels
       * @param {string[]} broken
       */
      update(row, label, labels, broken) {
        const here = broken.some((said) => said.split(/[\s,]+/).includes(code));
        place(
          who,
          people.named(code),
          " ",
          here ? h("span", { class: "alsnb-mark alsnb-bad" }, "see below") : null,
          what
        );
        place(what, [row.level, row.role, row.organisation].filter(Boolean).join(", "));
        place(was, row.was ? `was in set ${row.was}` : "");
        if (to.dataset.labels !== labels.join("\n")) {
          place(to, option("", "in no set"), ...labels.map((each) => option(each, `set ${each}`)));
          to.dataset.labels = labels.join("\n");
        }
        writeInto(to, label);
        stay.checked = row.locked;
        stay.disabled = !label;
      }
    };
  }
  const heads = ["Member", "Move to", "Lock"];
  const card = (title, rows, broken) => h(
    "div",
    { class: "alsnb-card" },
    h(
      "div",
      { class: "alsnb-scroll", role: "region", tabindex: "0", "aria-label": title },
      h(
        "table",
        { class: "alsnb-table" },
        h("caption", {}, title),
        h("thead", {}, h("tr", {}, ...heads.map((each) => h("th", { scope: "col" }, each)))),
        h("tbody", {}, ...rows)
      )
    ),
    broken.length ? h(
      "ul",
      { class: "alsnb-list" },
      ...broken.map((said) => h("li", {}, h("span", { class: "alsnb-problem" }, said)))
    ) : null
  );
  const result = h("div", { class: "alsnb-cards" });
  const judged = h("div", {});
  const save = h(
    "button",
    { type: "button", class: "alsnb-primary", onclick: () => screen.tell("sets_save") },
    "Save these sets"
  );
  const undo = h("button", { type: "button", onclick: () => screen.tell("sets_undo") }, "Undo the last step");
  const unsave = h("button", { type: "button", onclick: () => screen.tell("sets_unsave") }, "Undo the last save");
  const locks = (locked) => () => screen.tell("lock", {
    members: screen.view.sets.groups.flatMap((each) => each.members.map((row) => row.member)),
    locked
  });
  const lockAll = h("button", { type: "button", onclick: locks(true) }, "Lock all");
  const unlockAll = h("button", { type: "button", onclick: locks(false) }, "Unlock all");
  const state = h("span", { class: "alsnb-quiet" });
  const actions = h("div", { class: "alsnb-actions" }, save, undo, unsave, lockAll, unlockAll, state);
  const none = h(
    "p",
    { class: "alsnb-empty" },
    "There are no members to allocate yet. Add people first, on the People tab."
  );
  const all = h(
    "div",
    {},
    says,
    rules,
    draw,
    h("div", { class: "alsnb-actions" }, make, again, rest),
    judged,
    result,
    actions
  );
  return {
    body: [h("h3", {}, "Sets"), none, all],
    /** @param {SetupView} view */
    update(view) {
      const { sets } = view;
      none.hidden = sets.members.length > 0;
      all.hidden = !sets.members.length;
      place(says, `${sets.says} Locked members stay; everyone else is reassigned.`);
      for (const [rule, told] of Object.entries(sources)) place(told, sets.sources[rule]);
      kept.show(sets.rules);
      showPairs();
      const rules2 = sets.kept.map(
        ({ rule, weight, broken }) => h(
          "li",
          { class: "alsnb-row" },
          broken ? h("span", { class: "alsnb-mark alsnb-bad" }, `✗ broken ${broken} ×`) : h("span", { class: "alsnb-mark" }, "✓ kept"),
          h("span", {}, `${rule} (${weight === "must" ? "must" : "if possible"})`)
        )
      );
      const { made: made2 } = sets;
      const best = made2?.proven ? "No other allocation would meet these rules better." : "No better allocation was found in the time available; there may be one.";
      const off = sets.off.map(
        ([rule, why]) => h(
          "li",
          { class: "alsnb-row" },
          h("span", { class: "alsnb-mark alsnb-todo" }, "○ not checked"),
          h("span", {}, `${rule} (${why})`)
        )
      );
      keepingFocus(() => {
        place(
          judged,
          made2 && h(
            "p",
            { class: "alsnb-drawn" },
            h("b", {}, `Random seed ${made2.seed}`),
            `, ${moment(made2.at)}: ${made2.drawn}. `,
            made2.change && `Compared with before: ${made2.change}. `,
            best
          ),
          rules2.length > 0 && h("h4", {}, "How well the rules are met"),
          rules2.length > 0 && h("ul", { class: "alsnb-list alsnb-kept" }, ...rules2, ...off)
        );
        place(
          result,
          sets.groups.map((group) => {
            const size = `${group.members.length} ${group.members.length === 1 ? "member" : "members"}`;
            return card(
              `Set ${group.set}: ${size}`,
              group.members.map((row) => rowOf(row, group.set, sets.labels, group.broken)),
              group.broken
            );
          }),
          sets.waiting.length ? card(
            `In no set: ${sets.waiting.length}`,
            sets.waiting.map((row) => rowOf(row, "", sets.labels, [])),
            []
          ) : null
        );
      });
      const proposed = sets.groups.length > 0;
      save.disabled = !sets.unsaved;
      for (const each of [lockAll, unlockAll]) each.hidden = !proposed;
      save.hidden = !proposed && !sets.unsaved;
      undo.hidden = !sets.can_undo;
      unsave.hidden = !sets.can_unsave;
      again.hidden = !made2;
      rest.hidden = !proposed || !sets.waiting.length;
      place(rest, `Place only the ${sets.waiting.length} in no set`);
      place(
        state,
        sets.unsaved ? `${sets.unsaved} ${sets.unsaved === 1 ? "place differs" : "places differ"} from what is saved.` : proposed ? "Saved as shown." : "",
        sets.left ? ` ${sets.left} who have left are not shown.` : ""
      );
    }
  };
}

// src/setup/index.js
var STEPS = { course: "Course", people: "People", sets: "Sets", rules: "Ground rules", calendar: "Calendar" };
var setup_default = {
  /** @param {{ model: Model<SetupView>, el: HTMLElement }} shown */
  render: (shown2) => openScreen(shown2, (screen) => {
    screen.root.classList.add("alsnb-wide");
    const people = {
      told: null,
      shown: screen.recall("names", false),
      listeners: [],
      named: (code) => people.shown && people.told?.names[code] ? `${code} ${people.told.names[code]}` : code
    };
    const names = h("input", { type: "checkbox", id: freshId() });
    names.checked = people.shown;
    const parts = {
      course: drawCourse(screen, (name) => bar.choose(name, { focus: true })),
      people: drawPeople(screen, people),
      sets: drawSets(screen, people),
      rules: drawRules(screen),
      calendar: drawCalendar(screen)
    };
    const update = (view) => {
      Object.values(parts).forEach((each) => {
        each.update(view);
      });
      showEchoes();
    };
    names.addEventListener("change", () => {
      people.shown = names.checked;
      screen.remember("names", names.checked);
      update(screen.view);
    });
    screen.hear((message) => {
      if (!message.people) return;
      people.told = { ...people.told, ...message.people };
      people.listeners.forEach((listen) => {
        listen("text" in message.people);
      });
      update(screen.view);
    });
    const echoes = Object.entries(parts).map(([name, part]) => {
      const next = Object.keys(STEPS)[Object.keys(STEPS).indexOf(name) + 1];
      const go = next && h(
        "button",
        { type: "button", class: "alsnb-small", onclick: () => bar.choose(next, { focus: true }) },
        `Go on to ${STEPS[next]}`
      );
      const echo = h("div", { class: "alsnb-echo alsnb-row", tabindex: "-1" });
      part.body.splice(part.body.indexOf(part.saves ?? part.body.at(-1)) + 1, 0, echo);
      return { name, go, echo };
    });
    function showEchoes() {
      const { text, bad } = screen.model.get("notice");
      for (const { name, go, echo } of echoes) {
        const done = !bad && screen.view.steps.find((each) => each.name === name)?.done;
        place(echo, echo.offsetParent && text ? [h("span", {}, text), done && go] : null);
      }
    }
    function toEcho() {
      const echo = echoes.find((each) => each.echo.offsetParent)?.echo;
      if (!echo?.hasChildNodes()) return;
      const focused2 = (
        /** @type {HTMLButtonElement} */
        document.activeElement
      );
      if (focused2 === document.body || focused2 === screen.root || focused2.disabled || !focused2.offsetParent)
        echo.focus();
      echo.scrollIntoView({ block: "nearest" });
    }
    screen.hear(() => {
      showEchoes();
      if (here) setTimeout(toEcho, 100);
    }, "change:notice");
    let here = false;
    const focused = ({ target }) => {
      here = screen.root.contains(target);
    };
    document.addEventListener("focusin", focused);
    screen.whenClosed(() => document.removeEventListener("focusin", focused));
    const pages = Object.entries(STEPS).map(([name, title]) => ({
      name,
      title,
      body: h("div", {}, ...parts[name].body)
    }));
    const bar = tabs(screen, "Steps of setting a cohort up", pages);
    screen.root.append(
      h("h2", {}, "Setting a cohort up"),
      h(
        "div",
        { class: "alsnb-row alsnb-names" },
        names,
        h("label", { for: names.id }, "Show names beside codes, from the roster")
      ),
      ...bar.nodes
    );
    screen.tell("people_ask", { slot: "people_ask" });
    return update;
  })
};
export {
  STEPS,
  setup_default as default
};
