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
  const write2 = (value) => text.write(
    /** @type {string[] | null} */
    value?.join("\n")
  );
  return { ...text, read: () => split().filter(Boolean), write: write2 };
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
function saveTyped(inside) {
  const forms = inside.querySelectorAll('form[data-stands="typed"]');
  for (const form of forms) form.requestSubmit();
}
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
  function write2(values) {
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
      write2(state.values);
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
    const { adds, blank: blank2, new: isNew } = stateNow();
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
      write2(blank2);
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
      if (newest?.values) write2(newest.values);
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
  function redraw2(draw2) {
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
    redraw: redraw2,
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
  const showView = () => redraw2(() => update?.(model.get("view")));
  const showForms = () => redraw2(() => {
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

// src/meeting/drawing.js
var mark = (text, flag = false) => h("span", { class: flag ? "alsnb-mark alsnb-flag" : "alsnb-mark" }, text);
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
var signatures = /* @__PURE__ */ new WeakMap();
function redraw(node, shown2, draw) {
  const signature = JSON.stringify(shown2);
  if (signatures.get(node) === signature) return;
  signatures.set(node, signature);
  const focused = (
    /** @type {HTMLElement} */
    document.activeElement
  );
  const active = node.contains(focused) ? focused.dataset.part : null;
  place(node, draw());
  if (active) [...node.querySelectorAll("[data-part]")].find((each) => each.dataset.part === active)?.focus();
}
function sure(text, question, yes, act) {
  const node = h("span", { class: "alsnb-row" });
  const ask = button(text, () => {
    const really = button(
      yes,
      () => {
        place(node, ask);
        act();
      },
      { class: "alsnb-danger" }
    );
    place(
      node,
      h("span", {}, question),
      really,
      button("No", () => {
        place(node, ask);
        ask.focus();
      })
    );
    really.focus();
  });
  place(node, ask);
  return node;
}
function problemOf(field, meant) {
  const words = h("span", {});
  const yes = button("It is correct", () => meant(), { class: "alsnb-small" });
  const node = h("p", { class: "alsnb-problem", role: "alert", id: `${field.id}-problem` }, words, " ", yes);
  yes.hidden = node.hidden = true;
  function tell(wrong, mayBeMeant) {
    field.setAttribute("aria-invalid", String(Boolean(wrong)));
    write(words, wrong);
    yes.hidden = !mayBeMeant;
    node.hidden = !wrong;
  }
  let doubtful = false;
  function isReadable() {
    const wrong = readable(field);
    if (wrong || !doubtful) tell(wrong ?? "", false);
    return wrong === null;
  }
  field.addEventListener("blur", isReadable);
  return {
    node,
    isReadable,
    /** What the kernel doubts of the field's value. */
    showDoubt(doubt) {
      if (!doubt && !doubtful) return;
      doubtful = Boolean(doubt);
      tell(doubt?.text ?? "", doubtful);
    }
  };
}

// src/meeting/words.js
var STATUSES = [
  ["present", "Present", "p"],
  ["late", "Late", "l"],
  ["apologies", "Apologies", "a"],
  ["absent", "Absent", "x"]
];
var REPORTS = [
  ["done", "Done"],
  ["partly", "Partly"],
  ["not_done", "Not done"],
  ["changed", "Changed"],
  ["dropped", "Dropped"]
];
var KINDS = {
  clarifying_question: { key: "c", short: "Clarifying", long: "clarifying question" },
  reflective_question: { key: "r", short: "Reflective", long: "reflective question" },
  analytical_question: { key: "a", short: "Analytical", long: "analytical question" },
  future_action_question: { key: "f", short: "Future action", long: "question about future action" },
  closed_question: { key: "x", short: "Closed", long: "closed question" },
  experience: { key: "e", short: "Experience", long: "experience" },
  idea: { key: "d", short: "Idea", long: "idea" },
  advice: { key: "v", short: "Advice", long: "advice" },
  advice_as_question: { key: "q", short: "Advice as a question", long: "advice as a question" },
  support: { key: "s", short: "Support", long: "support" },
  challenge: { key: "h", short: "Challenge", long: "challenge" },
  process_observation: { key: "o", short: "On the process", long: "observation on the process" },
  content_observation: { key: "t", short: "On the content", long: "observation on the content" },
  facilitator_pause: { key: "p", short: "Pause", long: "pause by the facilitator" }
};
var KIND_GROUPS = [
  [
    "Questions",
    ["clarifying_question", "reflective_question", "analytical_question", "future_action_question", "closed_question"]
  ],
  ["What members offer", ["experience", "idea", "advice", "advice_as_question", "support", "challenge"]],
  ["Observations", ["process_observation", "content_observation"]]
];
var kindWords = (kind) => kind && KINDS[kind]?.long || "not classified";
function minutesWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
function lengthWords(seconds) {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole < 3600 ? whole % 60 : 0, "s"]
  ];
  return parts.filter(([number]) => number).map((part) => part.join(" ")).join(" ") || "0 s";
}
var allOf = (names) => names.join(", ").replace(/, ([^,]*)$/, " and $1");
function spanWords(gone, span) {
  if (!span) return { text: "no time limit" };
  const { low, high, text } = span;
  const limit = high ?? null;
  if (limit !== null && gone > limit * 60)
    return { text: `of ${text} min: over by ${minutesWords(gone - limit * 60)}`, over: true };
  if (low !== null && gone < low * 60 && limit !== low) {
    const least = minutesWords(low * 60 - gone);
    const left = limit === null ? `at least ${least}` : `${least}–${minutesWords(limit * 60 - gone)}`;
    return { text: `of ${text} min: ${left} left` };
  }
  if (limit !== null) return { text: `of ${text} min: ${minutesWords(limit * 60 - gone)} left` };
  return { text: `of ${text} min: minimum reached` };
}
var longDate = (day) => day ? (/* @__PURE__ */ new Date(`${day}T12:00`)).toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" }) : "";

// src/meeting/clock.js
function clockPart(board) {
  const who = h("p", { class: "alsnb-presents" });
  const stage = h("h3", {});
  const marks = h("span", { class: "alsnb-row" });
  const time = h("div", { class: "alsnb-clock", role: "timer", "aria-live": "off" });
  const left = h("p", { class: "alsnb-left" });
  const what = h("p", { class: "alsnb-said" });
  const whole = h("p", { class: "alsnb-quiet" });
  const filled2 = h("i", {});
  const bar = h("div", { class: "alsnb-gone", "aria-hidden": "true" }, filled2);
  const previous = button("Previous stage", (event) => board.goTo(board.live.airtime.stage - 1, event), {
    "aria-keyshortcuts": "b"
  });
  const next = button("", (event) => board.goTo(board.live.airtime.stage + 1, event), {
    class: "alsnb-primary",
    "aria-keyshortcuts": "n"
  });
  const stop = button("", (event) => board.stopClock(event), { "aria-keyshortcuts": "k" });
  const finish = button("End the airtime", (event) => board.endAirtime(event));
  const told = h(
    "div",
    { class: "alsnb-grow" },
    h("div", { class: "alsnb-row" }, stage, marks),
    left,
    bar,
    what,
    whole
  );
  const around = h("div", { class: "alsnb-time" }, time, told);
  const node = h("div", {}, who, around, h("div", { class: "alsnb-row" }, previous, next, stop, finish));
  function tick(meeting) {
    const { airtime } = board.live;
    const gone = board.gone();
    const now = board.stage();
    const span = now ? now.minutes : meeting.format?.minutes ?? null;
    const stopped = airtime.since === null;
    const words = spanWords(now ? gone.stage : gone.airtime, span);
    write(time, minutesWords(now ? gone.stage : gone.airtime));
    write(left, stopped ? "The clock is stopped. Tap the speaker, or “Go on”." : words.text);
    around.classList.toggle("alsnb-late", Boolean(words.over) && !stopped);
    around.classList.toggle("alsnb-stopped", stopped);
    const all = spanWords(gone.airtime, meeting.format?.minutes ?? null);
    write(
      whole,
      now ? `The airtime so far: ${minutesWords(gone.airtime)} ${meeting.format.minutes ? all.text : ""}` : ""
    );
    whole.classList.toggle("alsnb-lateword", Boolean(now && all.over));
    bar.hidden = !span?.high;
    if (span?.high)
      filled2.style.width = `${Math.min(100, (now ? gone.stage : gone.airtime) / 60 / span.high * 100)}%`;
  }
  return {
    node,
    tick,
    /** @param {Meeting} meeting */
    show(meeting) {
      const { airtime } = board.live;
      const stages = meeting.format?.stages ?? [];
      const now = board.stage();
      write(who, `${airtime.presenter} presents${airtime.title ? `: ${airtime.title}` : ""}`);
      write(stage, now ? `${airtime.stage + 1} of ${stages.length}: ${now.title}` : "Airtime");
      redraw(marks, [now?.uninterrupted, now?.who, now?.optional], () => [
        now?.who.length ? mark(`${now.who.join(", ")} ${now.who.length > 1 ? "speak" : "speaks"}`) : null,
        now?.uninterrupted ? mark("no interruptions") : null,
        now?.optional ? mark("optional") : null
      ]);
      write(what, now?.what ?? "");
      previous.hidden = !now || airtime.stage === 0;
      next.hidden = !now || airtime.stage >= stages.length - 1;
      write(next, next.hidden ? "" : `Next stage: ${stages[airtime.stage + 1].title}`);
      write(stop, airtime.since === null ? "Go on" : "Stop the clock");
      finish.classList.toggle("alsnb-primary", next.hidden);
      tick(meeting);
    }
  };
}

// src/meeting/opening.js
function steps(board, label) {
  const node = h("div", { role: "group", "aria-label": label });
  return {
    node,
    show(stages) {
      redraw(
        node,
        [stages, stages.map(({ key }) => Boolean(board.live.ticks[key]))],
        () => stages.map(({ key, title, what, who, optional, minutes }) => {
          const id = freshId();
          const box = h("input", {
            type: "checkbox",
            id,
            "data-part": key,
            onchange: () => board.tick(key, box.checked)
          });
          box.checked = Boolean(board.live.ticks[key]);
          const said = [who.join(", "), minutes && `${minutes.text} min`, optional && "optional"].filter(Boolean).join("; ");
          const name = h("label", { for: id }, h("b", {}, title), said ? ` (${said})` : "");
          return h("div", { class: "alsnb-step" }, box, h("div", {}, name, h("p", { class: "alsnb-quiet" }, what)));
        })
      );
    }
  };
}
function attendance(board) {
  const wordsOf = (status) => STATUSES.find(([value]) => value === status)[1].toLowerCase();
  const set = (member, value) => board.setAttendance(`${member}: ${wordsOf(value)}`, { [member]: value });
  const rows = keyed("div", { class: "alsnb-here" }, ({ member, role }) => {
    const buttons = STATUSES.map(([value, words, key]) => {
      const said = h("span", { class: "alsnb-key", "aria-hidden": "true" }, key.toUpperCase());
      return button([words, said], () => set(member, value), { "aria-keyshortcuts": key });
    });
    const open = h("span", { class: "alsnb-quiet" });
    const name = h(
      "span",
      { class: "alsnb-who" },
      h("b", {}, member),
      role ? h("span", { class: "alsnb-quiet" }, ` ${role}`) : null,
      " ",
      open
    );
    const node = h(
      "div",
      { class: "alsnb-row", role: "group", "aria-label": `Attendance of ${member}` },
      name,
      h("span", { class: "alsnb-statuses" }, buttons)
    );
    node.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const found = STATUSES.find(([, , key]) => key === event.key.toLowerCase());
      const beside = { ArrowDown: node.nextElementSibling, ArrowUp: node.previousElementSibling }[event.key];
      if (found) set(member, found[0]);
      else if (beside)
        beside.querySelectorAll("button")[buttons.indexOf(
          /** @type {HTMLButtonElement} */
          event.target
        )]?.focus();
      else return;
      event.preventDefault();
    });
    return {
      node,
      update({ status }) {
        write(open, status === null ? `${role ? "· " : ""}not noted yet` : "");
        STATUSES.forEach(([value], at) => {
          buttons[at].setAttribute("aria-pressed", String(status === value));
        });
      }
    };
  });
  const unknown = (meeting) => meeting.members.filter(({ status }) => status === null).map(({ member }) => member);
  const everyone = button(
    "",
    () => board.setAttendance(
      "everyone else is here",
      Object.fromEntries(unknown(board.meeting).map((member) => [member, "present"]))
    )
  );
  return {
    node: h("div", {}, rows.list, everyone),
    /** @param {Meeting} meeting */
    show(meeting) {
      rows.show(meeting.members, ({ member }) => member);
      const left = unknown(meeting).length;
      everyone.hidden = !left;
      write(everyone, left < meeting.members.length ? "Everyone else is here" : "Everyone is here");
    }
  };
}
function cameWords(members) {
  const counts = STATUSES.map(([value, words]) => [
    members.filter(({ status }) => status === value).length,
    words.toLowerCase()
  ]);
  const unknown = members.filter(({ status }) => status === null).map(({ member }) => member);
  const noted = counts.filter(([number]) => number).map((each) => each.join(" ")).join(", ");
  return [noted, unknown.length ? `not noted: ${allOf(unknown)}` : ""].filter(Boolean).join("; ");
}
function reportBacks(screen, board, withForms) {
  return keyed("ul", { class: "alsnb-list" }, (first) => {
    const said = h("p", { class: "alsnb-quiet" });
    const buttons = REPORTS.map(([value, words]) => button(words, () => tell(value)));
    let shown2 = first;
    const tell = (status) => shown2.report?.status === status || board.report(shown2, status);
    const inside = h("div", {});
    const more = h("details", { hidden: true }, h("summary", {}, "What worked, what did not, what was learnt"), inside);
    more.addEventListener(
      "toggle",
      () => more.open && !inside.firstChild && place(inside, screen.form(`report:${shown2.report.entry}`))
    );
    const node = h(
      "li",
      { class: "alsnb-card" },
      h("p", {}, h("b", {}, first.member), " said: ", h("span", { class: "alsnb-said" }, first.what)),
      said,
      h("div", { class: "alsnb-row", role: "group", "aria-label": `How did it go: ${first.what}` }, buttons),
      withForms ? more : null
    );
    return {
      node,
      update(each) {
        shown2 = each;
        const before = each.before ? `${each.before.status.replace("_", " ")} by meeting ${each.before.cycle}` : null;
        const by = each.due ? `by ${longDate(each.due)}` : null;
        write(
          said,
          [`agreed in meeting ${each.cycle}`, by, before, each.success && `success: ${each.success}`].filter(Boolean).join(" · ")
        );
        REPORTS.forEach(([value], at) => {
          buttons[at].setAttribute("aria-pressed", String(each.report?.status === value));
        });
        more.hidden = !each.report?.status || Boolean(each.report.waiting);
      }
    };
  });
}
function openingPart(screen, board) {
  const here = attendance(board);
  const start = h("div", { class: "alsnb-card alsnb-start" });
  const rules = h("div", {});
  const opening = steps(board, "Opening steps");
  const due = reportBacks(screen, board, true);
  const dueTitle = h("h3", {});
  const dueHelp = h("p", { class: "alsnb-quiet" });
  const id = freshId();
  let timer = null;
  const facilitator = h("input", {
    type: "text",
    id,
    list: `${id}-codes`,
    autocomplete: "off",
    oninput: () => {
      board.setFacilitator(facilitator.value);
      clearTimeout(timer);
      timer = setTimeout(tellFacilitator, 600);
    },
    onchange: () => tellFacilitator()
  });
  const doubtful = problemOf(facilitator, () => tellFacilitator(true));
  function tellFacilitator(meant = false) {
    clearTimeout(timer);
    timer = null;
    board.tell("facilitator", { slot: "facilitator", facilitator: facilitator.value, meant });
  }
  const asLast = button(
    "",
    () => {
      facilitator.value = board.meeting.earlier_facilitator;
      board.setFacilitator(facilitator.value);
      tellFacilitator();
      facilitator.focus();
    },
    { class: "alsnb-small" }
  );
  const next = h("input", {
    type: "date",
    id: `${id}-next`,
    "aria-describedby": `${id}-next-problem`,
    onchange: () => tellNext()
  });
  const nextProblem = problemOf(next, () => tellNext(true));
  const planned = button(
    "",
    () => {
      next.value = board.meeting.next_suggested;
      tellNext();
      next.focus();
    },
    { class: "alsnb-small" }
  );
  function tellNext(meant = false) {
    if (nextProblem.isReadable()) board.tell("next", { slot: "next", on: next.value || null, meant });
  }
  function begin(event) {
    if (!nextProblem.isReadable()) return next.focus();
    board.startMeeting(event);
  }
  const nextField = h(
    "div",
    { class: "alsnb-field alsnb-narrow" },
    h("label", { for: next.id }, "Next meeting"),
    h("p", { class: "alsnb-help" }, "actions are due by then, unless you say otherwise"),
    next,
    nextProblem.node,
    planned
  );
  const codes = h("datalist", { id: `${id}-codes` });
  const who = h(
    "div",
    { class: "alsnb-field alsnb-narrow" },
    h("label", { for: id }, "Facilitator"),
    h("p", { class: "alsnb-help" }, "the facilitator's code: a member, or someone from outside the set"),
    facilitator,
    codes,
    doubtful.node,
    asLast
  );
  const openingTitle = h("h3", {}, "How the format opens");
  const node = h(
    "div",
    {},
    h("h3", {}, "Who is here"),
    here.node,
    h("div", { class: "alsnb-fields" }, who, nextField),
    start,
    rules,
    openingTitle,
    opening.node,
    dueTitle,
    dueHelp,
    due.list
  );
  return {
    node,
    /** Tell what was typed last, before the page goes. */
    flush() {
      if (timer !== null) tellFacilitator();
      if (next === document.activeElement && next.value && next.value !== board.meeting.next_on) tellNext();
    },
    /** @param {Meeting} meeting */
    show(meeting) {
      here.show(meeting);
      redraw(
        codes,
        meeting.members.map((each) => each.member),
        () => meeting.members.map(({ member }) => h("option", { value: member }))
      );
      const typed = board.live.facilitator ?? board.facilitator;
      if (document.activeElement !== facilitator && facilitator.value !== typed) facilitator.value = typed;
      asLast.hidden = Boolean(board.facilitator) || !meeting.earlier_facilitator;
      write(asLast, `As last time: ${meeting.earlier_facilitator}`);
      doubtful.showDoubt(meeting.doubts.facilitator);
      nextProblem.showDoubt(meeting.doubts.next);
      if (meeting.doubts.next) next.value ||= String(meeting.doubts.next.value ?? "");
      else if (document.activeElement !== next && !next.validity.badInput && next.value !== (meeting.next_on ?? ""))
        next.value = meeting.next_on ?? "";
      planned.hidden = Boolean(meeting.next_on) || !meeting.next_suggested;
      write(planned, `As the course plans: ${longDate(meeting.next_suggested)}`);
      const { started } = board.live;
      const past = started === null && meeting.held_on;
      const came = cameWords(meeting.members);
      redraw(
        start,
        [
          started,
          past,
          board.over,
          board.longAgo,
          Boolean(board.live.airtime),
          meeting.airtimes.length,
          meeting.held_on,
          meeting.planned_on,
          meeting.cycle,
          came
        ],
        () => {
          if (past)
            return h(
              "p",
              {},
              `This meeting was held on ${longDate(meeting.held_on)}. Choose another one above, or look at its summary.`
            );
          if (started === null) {
            const planned2 = meeting.planned_on && meeting.planned_on !== board.day ? `, planned for ${longDate(meeting.planned_on)}` : "";
            return [
              h(
                "p",
                {},
                `Meeting ${meeting.cycle}, held today, ${longDate(board.day)}${planned2}. ${came ? `Who is here: ${came}.` : ""}`
              ),
              button("Start the meeting", begin, { class: "alsnb-primary alsnb-big", "data-part": "start" }),
              h("p", { class: "alsnb-quiet" }, "The clock starts. Report-backs and airtimes follow.")
            ];
          }
          const untouched = !board.live.airtime && !meeting.airtimes.length && !board.over && !board.longAgo;
          return [
            h(
              "p",
              { "data-part": "start", tabindex: "-1" },
              `The meeting began at ${clock(started)}. ${came ? `Who is here: ${came}.` : ""}`
            ),
            untouched ? button("Cancel the start", () => board.takeStartBack()) : null
          ];
        }
      );
      const { format } = meeting;
      redraw(
        rules,
        [meeting.rules, meeting.own_rules],
        () => meeting.rules.length ? [
          h("h3", {}, "Ground rules"),
          h("p", { class: "alsnb-quiet" }, meeting.own_rules ? "as the set agreed them" : "from the format"),
          h(
            "ul",
            {},
            meeting.rules.map((each) => h("li", { class: "alsnb-said" }, each))
          )
        ] : []
      );
      opening.show(format?.opening ?? []);
      openingTitle.hidden = !format?.opening.length;
      write(dueTitle, meeting.due.length ? "Report-backs" : "");
      dueTitle.hidden = dueHelp.hidden = !meeting.due.length;
      const when = format?.in_airtime ? "In this format each presenter reports back at the start of the airtime; you will find these there, too. " : "";
      const what = format?.report_on.length ? `Report on: ${format.report_on.join(", ")}.` : "";
      write(dueHelp, `${when}One tap records how it went, as reported on ${longDate(board.day)}. ${what}`);
      due.show(meeting.due, (each) => each.action);
    }
  };
}

// src/meeting/presenter.js
var isHere = ({ status }) => status === null || status === "present" || status === "late";
function suggested(members) {
  const rank = (each) => [isHere(each) ? 0 : 1, each.presented ? 1 : 0, each.last ?? 0];
  return [...members].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((each, place2) => each !== right[place2]);
    return at < 0 ? a.member < b.member ? -1 : 1 : left[at] - right[at];
  });
}
function whyWords({ status, presented, last }) {
  const away = { apologies: "sent apologies", absent: "is absent" }[status];
  const when = presented ? "has presented today" : last === null ? "has not presented yet" : `presented last in meeting ${last}`;
  return away ? `${away}; ${when}` : status === "late" ? `${when}; came late` : when;
}
function presenterPart(board, changed) {
  const name = freshId();
  let chosen = null;
  const people = h("div", { class: "alsnb-people" });
  const issues = h("div", {});
  const title = h("input", { type: "text", id: `${name}-title`, autocomplete: "off" });
  const titleField = h(
    "div",
    { class: "alsnb-field" },
    h("label", { for: title.id }, "What is it about? In a few words"),
    title
  );
  const start = button("", (event) => begin(event), { class: "alsnb-primary alsnb-big" });
  let issue;
  title.addEventListener("input", () => board.typeTitle(title.value));
  function begin(event) {
    const theirs = board.meeting.members.find((each) => each.member === chosen)?.issues ?? [];
    const known = theirs.find((each) => each.entry === issue);
    const about = known?.title ?? (titleField.hidden ? null : title.value.trim() || null);
    const before = Math.max(0, ...board.meeting.airtimes.map((each) => each.order ?? 0));
    title.value = "";
    board.startAirtime(chosen, known?.entry ?? null, about, before, event);
    chosen = null;
    issue = void 0;
  }
  const node = h(
    "div",
    {},
    h("h3", {}, "Who presents?"),
    h("p", { class: "alsnb-quiet" }, "Those who have waited longest come first. Choose who presents."),
    people,
    h("h3", {}, "The issue"),
    issues,
    titleField,
    h("div", { class: "alsnb-actions" }, start)
  );
  title.value = board.live.typedTitle ?? "";
  return {
    node,
    /** @param {Meeting} meeting */
    show(meeting) {
      const order = suggested(meeting.members);
      if (!order.some((each) => each.member === chosen)) chosen = null;
      if (document.activeElement !== title && title.value !== (board.live.typedTitle ?? ""))
        title.value = board.live.typedTitle ?? "";
      redraw(
        people,
        [order, chosen],
        () => order.map((each) => {
          const id = `${name}-${each.member}`;
          const pick = () => {
            chosen = each.member;
            issue = void 0;
            changed();
          };
          const radio = h("input", {
            type: "radio",
            name,
            id,
            value: each.member,
            onchange: pick,
            "data-part": each.member
          });
          radio.checked = each.member === chosen;
          return h(
            "label",
            { for: id, class: "alsnb-pick" },
            radio,
            h("span", {}, h("b", {}, each.member), h("span", { class: "alsnb-quiet" }, ` ${whyWords(each)}`))
          );
        })
      );
      const theirs = order.find((each) => each.member === chosen)?.issues ?? [];
      titleField.hidden = theirs.length > 0 && issue !== null;
      redraw(
        issues,
        [theirs, chosen, issue === void 0 ? "none" : issue],
        () => (theirs.length ? [...theirs, { entry: null, title: "Something new", cycle: null }] : []).map((each) => {
          const id = `${name}-${each.entry}`;
          const pick = () => {
            issue = each.entry;
            changed();
          };
          const radio = h("input", {
            type: "radio",
            name: `${name}-issue`,
            id,
            value: each.entry ?? "",
            onchange: pick,
            "data-part": `${each.entry}`
          });
          radio.checked = each.entry === issue;
          const since = each.cycle ? h("span", { class: "alsnb-quiet" }, ` since meeting ${each.cycle}`) : null;
          return h(
            "label",
            { for: id, class: "alsnb-pick" },
            radio,
            h("span", { class: "alsnb-said" }, each.title, since)
          );
        })
      );
      write(start, chosen ? `Start the airtime of ${chosen}` : "Start the airtime");
      start.disabled = !chosen;
    }
  };
}

// src/meeting/sorting.js
function kindButtons(choose) {
  return KIND_GROUPS.map(
    ([title, kinds]) => h(
      "div",
      { class: "alsnb-group", role: "group", "aria-label": title },
      h("span", { class: "alsnb-quiet" }, title),
      h(
        "div",
        { class: "alsnb-row" },
        kinds.map(
          (kind) => button(
            [
              h("span", { class: "alsnb-key", "aria-hidden": "true" }, KINDS[kind].key.toUpperCase()),
              KINDS[kind].short
            ],
            () => choose(kind),
            { class: "alsnb-kind", "aria-keyshortcuts": KINDS[kind].key, "data-sort": kind }
          )
        )
      )
    )
  );
}
function sortingPart(board, belongs) {
  let queue = null;
  let at = 0;
  const left = () => board.unclassified(board.meeting).filter(belongs);
  const count = h("p", {});
  const begin = button("Sort them one by one", () => start(), { class: "alsnb-primary" });
  const progress = h("p", { class: "alsnb-quiet" });
  const about = h("p", { class: "alsnb-said" });
  const note = h("p", { class: "alsnb-said" });
  const now = h("p", { class: "alsnb-quiet" });
  const current = h(
    "div",
    { class: "alsnb-card", tabindex: "-1", role: "group", "aria-label": "Contribution to be sorted" },
    progress,
    about,
    note,
    now
  );
  const back = button("Back", () => go(at - 1), { "aria-keyshortcuts": "ArrowLeft" });
  const skip = button("Skip", () => go(at + 1), { "aria-keyshortcuts": "ArrowRight" });
  const stop = button("Stop sorting", () => finish());
  const pass = h(
    "div",
    { class: "alsnb-sorting" },
    current,
    kindButtons(choose),
    h("div", { class: "alsnb-actions" }, back, skip, stop),
    h(
      "p",
      { class: "alsnb-quiet" },
      "One letter or one tap gives the kind and goes on. Right arrow: skip · left arrow: back · Ctrl+Z: undo."
    )
  );
  const done = h("p", { tabindex: "-1", role: "status" });
  const title = h("h3", {}, "Contribution types");
  const node = h(
    "div",
    { class: "alsnb-apart", role: "group", "aria-label": "Sorting contributions" },
    title,
    count,
    begin,
    done,
    pass
  );
  function start() {
    [queue, at] = [left(), 0];
    draw();
    current.focus();
  }
  function go(to) {
    if (to >= queue.length) return finish();
    at = Math.max(0, to);
    draw();
    current.focus();
  }
  function finish() {
    queue = null;
    const rest = left().length;
    write(done, rest ? `${rest} ${rest === 1 ? "is" : "are"} still not classified.` : "All are classified.");
    draw();
    done.focus();
  }
  function choose(kind) {
    board.classify(queue[at], kind);
    go(at + 1);
  }
  function undo() {
    const taken = board.undo();
    if (!taken) return;
    const ids = [...taken.items.before.map(([id]) => id), ...taken.tells.before.map(([, told]) => told.entry)];
    const place2 = queue.findIndex((each) => ids.includes(each.id));
    if (place2 >= 0) go(place2);
  }
  node.addEventListener("keydown", (event) => {
    if (queue === null || event.altKey) return;
    const key = event.key.toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    const kind = Object.keys(KINDS).find((each) => KINDS[each].key === key && each !== "facilitator_pause");
    let act = null;
    if (command) act = key === "z" && !event.shiftKey ? undo : null;
    else if (event.repeat) act = null;
    else if (key === "arrowright") act = () => go(at + 1);
    else if (key === "arrowleft") act = () => go(at - 1);
    else if (kind) act = () => choose(kind);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  function draw() {
    const rest = left().length;
    node.hidden = queue === null && !rest && !done.textContent;
    count.hidden = begin.hidden = queue !== null || !rest;
    pass.hidden = queue === null;
    if (queue !== null) write(done, "");
    write(
      count,
      `${rest === 1 ? "1 contribution is" : `${rest} contributions are`} not classified yet. Presenters' contributions in their own airtimes are not counted.`
    );
    if (queue === null) return;
    const { id, member, at: said, began, presenter, stage, seconds, text } = queue[at];
    const since = began ?? null;
    const when = said === null || said === void 0 ? "" : since === null ? `${minutesWords(said)} into the meeting` : `${minutesWords(said - since)} into the airtime of ${presenter}`;
    write(progress, `${at + 1} of ${queue.length}`);
    write(
      about,
      [
        member,
        when || (presenter ? `in the airtime of ${presenter}` : ""),
        stage ? `stage: ${stage}` : "",
        seconds === null ? "" : `for ${lengthWords(seconds)}`
      ].filter(Boolean).join(" · ")
    );
    write(note, text ? `“${text}”` : "no note");
    const kind = board.kindOf(id);
    write(now, kind ? `You said: ${kindWords(kind)}.` : "");
    back.disabled = at === 0;
    for (const each of pass.querySelectorAll("[data-sort]"))
      each.setAttribute("aria-pressed", String(kind === each.getAttribute("data-sort")));
  }
  return {
    node,
    show: draw
  };
}

// src/meeting/speaking.js
var SHOWN_ITEMS = 30;
var INVITED = [
  [null, "not noted"],
  [true, "yes"],
  [false, "no"]
];
function voices(board, meeting) {
  const there = meeting.members.filter((each) => isHere(each) || each.member === board.live.airtime?.presenter).map((each) => each.member);
  const from = board.facilitator;
  return from && !there.includes(from) ? [...there, from] : there;
}
function tilesPart(board) {
  const grid = keyed("div", { class: "alsnb-tiles", role: "group", "aria-label": "Who speaks" }, (member) => {
    const key = h("span", { class: "alsnb-key", "aria-hidden": "true" });
    const role = h("span", { class: "alsnb-role" });
    const said = h("span", { class: "alsnb-role" });
    const node = button(
      [key, h("b", {}, member), role, said],
      (event) => {
        board.tap(member, event);
        const live = (
          /** @type {HTMLElement} */
          node.closest(".alsnb-board")
        );
        if (event.detail) live.focus({ preventScroll: true });
      },
      { class: "alsnb-tile", "data-member": member }
    );
    return {
      node,
      update() {
        const { live } = board;
        const at = voices(board, board.meeting).indexOf(member);
        const number = at < 9 ? String(at + 1) : "";
        write(key, number);
        if (number) node.setAttribute("aria-keyshortcuts", number);
        const running = live.running && board.find(live.running);
        const speaks = running?.member === member;
        node.setAttribute("aria-pressed", String(speaks));
        const theirs = board.items.filter((each) => each.member === member && !each.withdrawn);
        const seconds = theirs.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
        const who = member === live.airtime.presenter ? "presents" : member === board.facilitator ? "facilitates" : "";
        write(role, who);
        write(said, speaks ? "speaking" : theirs.length ? `${theirs.length} × · ${minutesWords(seconds)}` : "not yet");
      }
    };
  });
  return grid;
}
function palettePart(board) {
  const heading = h("h4", { class: "alsnb-target", "aria-live": "polite" });
  const buttons = /* @__PURE__ */ new Map();
  const draw = (kind) => {
    const { key, short } = KINDS[kind];
    const note = h("span", { class: "alsnb-policy" });
    const drawn = button(
      [h("span", { class: "alsnb-key", "aria-hidden": "true" }, key.toUpperCase()), short, note],
      () => board.setKind(kind),
      { "aria-keyshortcuts": key, class: "alsnb-kind", "data-kind": kind }
    );
    buttons.set(kind, { drawn, note });
    return drawn;
  };
  const groups = KIND_GROUPS.map(
    ([title, kinds]) => h(
      "div",
      { class: "alsnb-group", role: "group", "aria-label": title },
      h("span", { class: "alsnb-quiet" }, title),
      h("div", { class: "alsnb-row" }, kinds.map(draw))
    )
  );
  const inviting = (value, key, words) => button([h("span", { class: "alsnb-key", "aria-hidden": "true" }, key), words], () => board.setInvited(value), {
    "aria-keyshortcuts": key.toLowerCase()
  });
  const invited = inviting(true, "I", "Invited by the presenter");
  const uninvited = inviting(false, "U", "Not invited");
  const pause = button(
    [h("span", { class: "alsnb-key", "aria-hidden": "true" }, "P"), "The facilitator pauses the set"],
    (event) => board.pauseByFacilitator(event),
    { "aria-keyshortcuts": "p" }
  );
  const node = h(
    "div",
    { class: "alsnb-palette" },
    heading,
    h(
      "p",
      { class: "alsnb-quiet" },
      "Tap who speaks, and then the kind if you like: it goes to the latest contribution of the set, also while the presenter answers. Without one, the contribution is not classified; you can sort those after the airtime."
    ),
    groups,
    h(
      "div",
      { class: "alsnb-group" },
      h("span", { class: "alsnb-quiet" }, "Other"),
      h("div", { class: "alsnb-row" }, invited, uninvited, pause)
    )
  );
  return {
    node,
    show() {
      const { live } = board;
      const target = board.target();
      const running = target && target.id === live.running;
      const { kind = null, invited: asked = null } = target ?? live.next;
      write(
        heading,
        target ? `What kind: ${target.member}, ${running ? "speaking now" : "who spoke last"}` : "What kind: the next speaker"
      );
      const usual = board.stage()?.questions ?? [];
      for (const [each, { drawn, note }] of buttons) {
        drawn.setAttribute("aria-pressed", String(each === kind));
        const words = { by_invitation: "by invitation", discouraged: "discouraged in this format" }[board.policy(each)] ?? (usual.includes(each) ? "this stage" : "");
        write(note, words);
        note.classList.toggle("alsnb-flag", words.startsWith("discouraged"));
      }
      invited.setAttribute("aria-pressed", String(asked === true));
      uninvited.setAttribute("aria-pressed", String(asked === false));
      const paused = live.running && board.find(live.running).kind === "facilitator_pause";
      pause.setAttribute("aria-pressed", String(Boolean(paused)));
    }
  };
}
function itemsPart(board, changed) {
  let open = null;
  let all = false;
  const list = keyed("ol", { class: "alsnb-list alsnb-items" }, ({ id }) => {
    const time = h("span", { class: "alsnb-at" });
    const who = h("b", {});
    const kind = h("span", {});
    const marks = h("span", { class: "alsnb-row" });
    const lasted = h("span", { class: "alsnb-quiet" });
    const note = h("span", { class: "alsnb-said alsnb-quiet" });
    const toggle = button(
      "Change",
      () => {
        open = open === id ? null : id;
        changed();
      },
      { class: "alsnb-small" }
    );
    const editor = h("div", { class: "alsnb-editor" });
    const node2 = h("li", {}, h("div", { class: "alsnb-row" }, time, who, kind, lasted, marks, note, toggle), editor);
    const fresh = () => board.find(id);
    let fill = () => {
    };
    function draw() {
      const name = freshId();
      const kinds = h(
        "select",
        {
          id: `${name}-kind`,
          onchange: () => board.edit(id, `${fresh().member}: another kind`, { kind: kinds.value || null })
        },
        h("option", { value: "" }, "not classified"),
        Object.entries(KINDS).map(([value, { long }]) => h("option", { value }, long))
      );
      const members = h(
        "select",
        {
          id: `${name}-who`,
          onchange: () => board.edit(id, `${fresh().member}: another member`, { member: members.value })
        },
        [.../* @__PURE__ */ new Set([...voices(board, board.meeting), fresh().member])].map(
          (each) => h("option", { value: each }, each)
        )
      );
      const text = h("input", {
        type: "text",
        id: `${name}-text`,
        autocomplete: "off",
        oninput: () => board.note(id, text.value)
      });
      const asked = h(
        "select",
        {
          id: `${name}-asked`,
          onchange: () => board.setInvited(INVITED.find(([value]) => String(value) === asked.value)[0], fresh())
        },
        INVITED.map(([value, words]) => h("option", { value: String(value) }, words))
      );
      fill = () => {
        const item = fresh();
        kinds.value = item.kind ?? "";
        members.value = item.member;
        asked.value = String(item.invited);
        if (document.activeElement !== text) text.value = item.text ?? "";
      };
      place(
        editor,
        h("div", { class: "alsnb-field" }, h("label", { for: members.id }, "Who"), members),
        h("div", { class: "alsnb-field" }, h("label", { for: kinds.id }, "Kind"), kinds),
        h("div", { class: "alsnb-field alsnb-grow" }, h("label", { for: text.id }, "Note"), text),
        h("div", { class: "alsnb-field" }, h("label", { for: asked.id }, "Invited by the presenter"), asked),
        button("Delete it", () => {
          open = null;
          board.takeBack(id);
        })
      );
    }
    return {
      node: node2,
      update(item) {
        const { airtime, running } = board.live;
        write(time, minutesWords(item.at - airtime.began));
        write(who, item.member);
        const presents = item.member === airtime.presenter;
        write(kind, item.kind ? kindWords(item.kind) : presents ? "presents" : "not classified");
        write(lasted, item.id === running ? "speaking now" : minutesWords(item.seconds));
        write(note, item.text ?? "");
        const policy = board.policy(item.kind);
        const stage = board.meeting.format?.stages.find((each) => each.key === item.stage);
        const broke = stage?.uninterrupted && !presents && item.member !== board.facilitator;
        redraw(marks, [policy, item.invited, broke], () => [
          policy === "discouraged" ? mark("discouraged in this format", true) : null,
          item.invited === true ? mark("invited") : null,
          item.invited === false ? mark("not invited", policy === "by_invitation") : null,
          item.invited === null && policy === "by_invitation" ? mark("invited? not noted") : null,
          broke ? mark("interrupted", true) : null
        ]);
        toggle.setAttribute("aria-expanded", String(open === id));
        toggle.setAttribute("aria-label", `Change: ${item.member}, ${kindWords(item.kind)}`);
        editor.hidden = open !== id;
        if (open === id) {
          if (!editor.firstChild) draw();
          fill();
        } else if (editor.firstChild) place(editor);
      }
    };
  });
  const more = button("", () => {
    all = !all;
    changed();
  });
  const empty = h(
    "p",
    { class: "alsnb-empty" },
    "Nothing yet. Tap the speaker, then the type, while they speak or while the presenter answers."
  );
  const title = h("h3", {});
  const node = h("div", {}, title, empty, list.list, more);
  return {
    node,
    show() {
      const items = board.items.filter((each) => !each.withdrawn);
      const open2 = items.filter((each) => each.kind === null && each.member !== each.presenter).length;
      write(title, `Contributions: ${items.length}${open2 ? `, ${open2} not classified` : ""}`);
      empty.hidden = items.length > 0;
      const newest = items.toReversed();
      list.show(all ? newest : newest.slice(0, SHOWN_ITEMS), (each) => each.id);
      more.hidden = items.length <= SHOWN_ITEMS;
      write(more, all ? "Show the latest only" : `Show all ${items.length}`);
    }
  };
}

// src/meeting/airtime.js
function reviewPart(screen, board) {
  let shown2 = null;
  const title = h("h3", {});
  const times = h("p", { class: "alsnb-quiet" });
  const insight = h("div", { class: "alsnb-card" });
  const action = h("div", { class: "alsnb-card" });
  const agreed = h("ul", {});
  const agreedTitle = h("h4", {}, "Agreed so far");
  const sorting = sortingPart(board, (each) => each.airtime === board.live.airtime?.entry);
  const node = h(
    "div",
    {},
    title,
    times,
    h(
      "div",
      { class: "alsnb-row alsnb-apart" },
      button("Back to the clock", (event) => board.backToClock(event))
    ),
    insight,
    action,
    agreedTitle,
    agreed,
    sorting.node,
    h(
      "div",
      { class: "alsnb-actions" },
      button(
        "Next presenter",
        () => {
          saveTyped(node);
          board.nextPresenter();
        },
        { class: "alsnb-primary alsnb-big" }
      )
    )
  );
  return {
    node,
    /** @param {Meeting} meeting */
    show(meeting) {
      const { airtime } = board.live;
      sorting.show();
      write(title, `The airtime of ${airtime.presenter} has ended`);
      const each = (meeting.format?.stages ?? []).filter(({ key }) => airtime.spent[key]).map(({ key, title: title2 }) => `${title2} ${lengthWords(airtime.spent[key])}`);
      write(times, [`${lengthWords(board.gone().airtime)} in all`, ...each].join(" · "));
      if (shown2 !== airtime.entry) {
        shown2 = airtime.entry;
        place(insight, screen.form(`airtime:${shown2}`));
        place(action, screen.form(`action:${shown2}`));
      }
      const actions = meeting.airtimes.find((each2) => each2.entry === airtime.entry)?.actions ?? [];
      agreedTitle.hidden = !actions.length;
      redraw(agreed, actions, () => actions.map(actionLine));
    }
  };
}
var actionLine = ({ what, due, success }) => h(
  "li",
  { class: "alsnb-said" },
  what,
  due ? h("span", { class: "alsnb-quiet" }, ` · by ${longDate(due)}`) : null,
  success ? h("span", { class: "alsnb-quiet" }, ` · success: ${success}`) : null
);
function airtimePart(screen, board, changed) {
  const waiting = h("p", { class: "alsnb-empty" });
  const presenter = presenterPart(board, changed);
  const clockShown = clockPart(board);
  const tiles = tilesPart(board);
  const palette = palettePart(board);
  const items = itemsPart(board, changed);
  const review = reviewPart(screen, board);
  const due = reportBacks(screen, board, false);
  const dueBox = h("details", {}, h("summary", {}, "Report-back of the presenter"), due.list);
  const silence = button(
    [
      h("span", { class: "alsnb-key", "aria-hidden": "true" }, "0"),
      h("b", {}, "Silence"),
      h("span", { class: "alsnb-role" }, "nobody speaks")
    ],
    (event) => board.silence(event),
    { class: "alsnb-tile", "aria-keyshortcuts": "0" }
  );
  const keys = h(
    "details",
    { class: "alsnb-quiet" },
    h("summary", {}, "Keys"),
    h(
      "p",
      {},
      "1–9: who speaks · 0 or space: silence · letters on the buttons: the kind · I: invited · U: not invited · P: the facilitator pauses the set · N, B: next stage, stage before · K: stop the clock · Ctrl+Z: undo · Ctrl+Y: redo. Enter presses the button that has the focus. In a field for text, keys type."
    )
  );
  const wrong = sure(
    "Delete this airtime",
    "Delete the airtime and all its contributions?",
    "Yes, delete it",
    () => board.takeAirtimeBack()
  );
  const live = h(
    "div",
    { class: "alsnb-board", tabindex: "0", role: "group", "aria-label": "The board; keys are listed below" },
    clockShown.node,
    dueBox,
    h("h3", { class: "alsnb-ask" }, "Who speaks?"),
    h("div", { class: "alsnb-speak" }, tiles.list, silence),
    palette.node,
    items.node,
    keys,
    wrong
  );
  function meant(event) {
    const { airtime } = board.live;
    if (!live.offsetParent || event.target.matches("input, textarea, select")) return null;
    if (event.ctrlKey || event.metaKey || event.altKey) return null;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) {
      const member = voices(board, board.meeting)[key - 1];
      return member && (() => board.tap(member, event));
    }
    if (key === "0" || key === " ") return () => board.silence(event);
    if (key === "n")
      return board.stage() && airtime.stage < board.meeting.format.stages.length - 1 && (() => board.goTo(airtime.stage + 1, event));
    if (key === "b") return airtime.stage > 0 && (() => board.goTo(airtime.stage - 1, event));
    if (key === "k") return () => board.stopClock(event);
    if (key === "i" || key === "u") return () => board.setInvited(key === "i");
    if (key === "p") return () => board.pauseByFacilitator(event);
    const kind = Object.keys(KINDS).find((each) => KINDS[each].key === key);
    return kind && (() => board.setKind(kind));
  }
  function heard(event) {
    const act = meant(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === "keydown" && !event.repeat) act();
  }
  for (const kind of ["keydown", "keyup"]) screen.root.addEventListener(kind, heard);
  const node = h("div", {}, waiting, presenter.node, live, review.node);
  let was = null;
  return {
    node,
    /** @param {Meeting} meeting */
    tick: (meeting) => board.live.airtime?.ended === null && clockShown.tick(meeting),
    /**
     * @param {Meeting} meeting
     * @param {(page: string) => void} goTo
     */
    show(meeting, goTo) {
      const { airtime, started } = board.live;
      const now = started === null || board.over ? "waiting" : !airtime ? "presenter" : airtime.ended === null ? "live" : "review";
      waiting.hidden = now !== "waiting";
      presenter.node.hidden = now !== "presenter";
      live.hidden = now !== "live";
      review.node.hidden = now !== "review";
      if (now === "waiting") {
        redraw(waiting, [started, board.over, meeting.held_on], () => {
          if (board.over) return "The meeting has ended. To go on with it, see Closing.";
          if (meeting.held_on && started === null)
            return `This meeting was held on ${longDate(meeting.held_on)}. Choose another one above.`;
          return ["The meeting has not started yet. ", button("Go to the opening", () => goTo("opening"))];
        });
      } else if (now === "presenter") presenter.show(meeting);
      else if (now === "review") review.show(meeting);
      else {
        clockShown.show(meeting);
        tiles.show(voices(board, meeting), (member) => member);
        palette.show();
        items.show();
        const theirs = meeting.due.filter((each) => each.member === airtime.presenter);
        wrong.hidden = board.longAgo;
        dueBox.hidden = !theirs.length || !meeting.format?.in_airtime;
        due.show(dueBox.hidden ? [] : theirs, (each) => each.action);
      }
      if (was !== null && was !== now && !node.closest("[hidden]")) {
        if (now === "live") live.focus({ preventScroll: true });
        node.scrollIntoView?.({ block: "nearest" });
      }
      was = now;
    }
  };
}

// src/meeting/begin.js
function quickStart(screen) {
  const id = freshId();
  const typed = screen.recall("quick", {});
  const fields = {
    cohort: h("input", { type: "text", id: `${id}-cohort`, autocomplete: "off" }),
    learning_set: h("input", { type: "text", id: `${id}-set`, autocomplete: "off" }),
    format: h("select", { id: `${id}-format` }),
    members: h("textarea", { id: `${id}-members`, rows: 7, "aria-describedby": `${id}-members-help` })
  };
  const field = (name, label, help) => h(
    "div",
    { class: "alsnb-field" },
    h("label", { for: fields[name].id }, label),
    help ? h("p", { class: "alsnb-help", id: `${fields[name].id}-help` }, help) : null,
    fields[name]
  );
  const read = () => Object.fromEntries(Object.entries(fields).map(([name, box]) => [name, box.value]));
  function tell(meant) {
    const said = read();
    screen.tell("quick_start", { slot: "quick_start", ...said, members: said.members.split(/\n|,/), meant });
  }
  const words = h("p", {});
  const doubts = h(
    "div",
    { class: "alsnb-alert", role: "alert", hidden: true },
    words,
    button("The codes are correct: make the set", () => tell(true))
  );
  const form = h(
    "form",
    {
      "aria-label": "Begin here",
      novalidate: true,
      oninput: () => screen.remember("quick", read()),
      onsubmit: (event) => {
        event.preventDefault();
        tell(false);
      }
    },
    h("h3", {}, "Begin here"),
    field("cohort", "Code of the cohort", "such as 2026-spring"),
    field("learning_set", "Code of the set", "such as A"),
    field("format", "Format", "how the set runs its meetings: the stages, and what is welcome"),
    field("members", "Codes of the members, one per line", "such as A1; never a name"),
    doubts,
    h("div", { class: "alsnb-actions" }, h("button", { type: "submit", class: "alsnb-primary" }, "Make the set"))
  );
  const node = h(
    "div",
    {},
    h("h2", {}, "Set meeting"),
    h(
      "p",
      { class: "alsnb-empty" },
      "This log has no set with members yet. To set up a whole cohort, use the notebook cohort_setup. To hold a meeting right now, a few codes are enough."
    ),
    form
  );
  let filled2 = false;
  return {
    node,
    /** @param {MeetingBeginView} view */
    show(view) {
      doubts.hidden = !view.doubts.quick_start;
      write(words, view.doubts.quick_start?.text ?? "");
      if (filled2) return;
      filled2 = true;
      const options = view.formats.map(([key, title]) => h("option", { value: key }, `${title} (${key})`));
      fields.format.append(h("option", { value: "" }, "none: a plain clock, without stages"), ...options);
      fields.cohort.value = typed.cohort || view.cohort || "";
      fields.learning_set.value = typed.learning_set || view.learning_set || "";
      fields.format.value = typed.format || "";
      fields.members.value = typed.members || "";
    }
  };
}

// src/meeting/steps.js
var UNDO_STEPS = 200;
var LONG_AGO = 12 * 36e5;
var KEPT = ["started", "ended", "airtime", "order", "running", "next", "typedTitle"];
var only = (names, from) => structuredClone(Object.fromEntries(names.map((name) => [name, from[name]])));
function newSteps({ live, find, carryOut, now }) {
  function found(id) {
    const item = find(id);
    if (!item) throw new Error(`there is no contribution ${id}`);
    return item;
  }
  function last(steps2) {
    const step = live()[steps2].at(-1);
    return step && now() - step.at < LONG_AGO ? step : null;
  }
  return {
    /** What was taken back or done again last, until the next step. */
    said: "",
    last,
    /**
     * Take a step: `make` changes what the board keeps, adds and edits contributions, and says what the log is told.
     * @param {string} label
     * @param {(making: Making) => void} make
     */
    step(label, make) {
      const board = live();
      const was = only(KEPT, board);
      const before = /* @__PURE__ */ new Map();
      const tells = { before: [], after: [] };
      make({
        add(item) {
          before.set(item.id, null);
          board.items.push(item);
          board.running = item.id;
        },
        edit(id, values) {
          if (!before.has(id)) before.set(id, { ...found(id) });
          Object.assign(found(id), values);
        },
        tell(kind, undone, done, undoneKind = kind) {
          tells.before.unshift([undoneKind, undone]);
          tells.after.push([kind, done]);
        }
      });
      const names = KEPT.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(board[name]));
      if (!before.size && !names.length && !tells.after.length) return;
      const step = {
        label,
        at: Math.round(now()),
        items: { before: [...before], after: [...before.keys()].map((id) => [id, { ...found(id) }]) },
        kept: { before: only(names, was), after: only(names, board) },
        tells
      };
      board.undo.push(step);
      board.undo.splice(0, board.undo.length - UNDO_STEPS);
      board.redo = [];
      this.said = "";
      carryOut(step, "after");
    },
    /**
     * Take back the last step, or do again the last that was taken back, and return it.
     * @param {"undo" | "redo"} from
     * @param {"undo" | "redo"} to
     * @param {Side} side
     * @param {string} words
     */
    move(from, to, side, words) {
      const taken = last(from);
      if (!taken) return null;
      const board = live();
      board[from].pop();
      board[to].push(taken);
      for (const [id, values] of taken.items[side]) {
        const item = found(id);
        Object.assign(item, values ? { ...values, text: item.text } : { withdrawn: true });
      }
      Object.assign(board, structuredClone(taken.kept[side]));
      this.said = `${words}: ${taken.label}`;
      carryOut(taken, side);
      return taken;
    }
  };
}

// src/meeting/time.js
var Time = class {
  constructor(notBefore = 0) {
    this.wall = Math.max(Date.now(), notBefore);
    this.page = performance.now();
  }
  /**
   * Now, or when an event of the browser happened.
   * @param {Event} [event]
   */
  at(event) {
    const now = performance.now();
    if (Date.now() - (this.wall + now - this.page) > 5e3) [this.wall, this.page] = [Date.now(), performance.now()];
    const stamp = event && event.timeStamp > now - 6e4 && event.timeStamp <= now ? event.timeStamp : now;
    return this.wall + stamp - this.page;
  }
};
var dateHere = (at) => {
  const day = new Date(at);
  return new Date(day.getTime() - day.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
};
var exactly = (seconds) => Math.round(seconds * 1e3) / 1e3;

// src/meeting/airtimes.js
var secondsSpent = ({ spent }) => Object.values(spent).reduce((sum, each) => sum + each, 0);
function airtimeRecord(format, airtime, withdrawn = false) {
  const { entry, presenter, issue, order, ended, spent } = airtime;
  const minutes = (seconds) => Math.round(seconds / 0.6) / 100;
  const all = secondsSpent(airtime);
  const known = ended !== null && all * 1e3 < LONG_AGO;
  const stages = (format?.stages ?? []).filter(({ key }) => spent[key]);
  return {
    slot: `airtime:${entry}`,
    record: {
      entry,
      member: presenter,
      issue,
      order,
      minutes: known ? minutes(all) : null,
      stages: known ? stages.map(({ key }) => ({ stage: key, minutes: minutes(spent[key]) })) : [],
      withdrawn
    }
  };
}
function airtimesOf(core) {
  const { step, end } = core;
  const keyNow = () => core.stage()?.key ?? "";
  function underWay() {
    const { airtime } = core.live;
    if (!airtime) throw new Error("there is no airtime");
    return airtime;
  }
  const recordOf = (airtime, withdrawn = false) => airtimeRecord(core.format, airtime, withdrawn);
  function bank(airtime, now) {
    if (airtime.since === null) return;
    airtime.spent[keyNow()] = (airtime.spent[keyNow()] ?? 0) + now - airtime.since;
    airtime.since = now;
  }
  return {
    /**
     * Seconds spent, in the stage and in the airtime.
     * @param {Event} [event]
     */
    gone(event) {
      const { airtime } = core.live;
      if (!airtime) return { stage: 0, airtime: 0 };
      const running = airtime.since === null ? 0 : core.seconds(event) - airtime.since;
      return { stage: (airtime.spent[keyNow()] ?? 0) + running, airtime: secondsSpent(airtime) + running };
    },
    /**
     * @param {string} presenter
     * @param {string | null} issue the issue's entry, if the log has it
     * @param {string | null} title
     * @param {number} before the order of the last airtime that the log has
     * @param {Event} [event]
     */
    startAirtime(presenter, issue, title, before, event) {
      const { live } = core;
      step(`start of the airtime of ${presenter}`, ({ tell }) => {
        let about = issue;
        if (!about && title) {
          about = newId();
          const brought = { slot: `issue:${about}`, entry: about, member: presenter, title };
          tell("issue", { ...brought, withdrawn: true }, { ...brought, withdrawn: false });
        }
        const since = core.seconds(event);
        live.order = Math.max(live.order, before) + 1;
        const { order } = live;
        const airtime = {
          presenter,
          issue: about,
          title,
          order,
          stage: 0,
          began: since,
          since,
          spent: {},
          ended: null
        };
        live.airtime = { entry: newId(), ...airtime };
        Object.assign(live, { typedTitle: "", running: null, next: {} });
        tell("airtime", recordOf(live.airtime, true), recordOf(live.airtime));
      });
    },
    /**
     * @param {number} at
     * @param {Event} [event]
     */
    goTo(at, event) {
      const airtime = underWay();
      const to = core.format?.stages[at];
      if (!to) return;
      step(`${at > airtime.stage ? "next" : "previous"} stage, ${to.title}`, () => {
        bank(airtime, core.seconds(event));
        airtime.stage = at;
        core.live.next = {};
      });
    },
    /** @param {Event} [event] */
    stopClock(event) {
      const airtime = underWay();
      const now = core.seconds(event);
      step(airtime.since === null ? "going on with the clock" : "stopping the clock", ({ edit }) => {
        if (airtime.since === null) airtime.since = now;
        else {
          end(edit, exactly(now));
          bank(airtime, now);
          airtime.since = null;
        }
      });
    },
    /** @param {Event} [event] */
    endAirtime(event) {
      const airtime = underWay();
      const now = core.seconds(event);
      step(`end of the airtime of ${airtime.presenter}`, ({ edit, tell }) => {
        const before = recordOf(airtime);
        end(edit, exactly(now));
        bank(airtime, now);
        Object.assign(airtime, { since: null, ended: now });
        tell("airtime", before, recordOf(airtime));
      });
    },
    /** @param {Event} [event] */
    backToClock(event) {
      const airtime = underWay();
      step("back to the clock", ({ tell }) => {
        const before = recordOf(airtime);
        Object.assign(airtime, { ended: null, since: core.seconds(event) });
        tell("airtime", before, recordOf(airtime));
      });
    },
    takeAirtimeBack() {
      const airtime = underWay();
      step(`deletion of the airtime of ${airtime.presenter}`, ({ edit, tell }) => {
        for (const each of core.ofAirtime()) if (!each.withdrawn) edit(each.id, { withdrawn: true });
        tell("airtime", recordOf(airtime), recordOf(airtime, true));
        Object.assign(core.live, { airtime: null, running: null, next: {}, order: core.live.order - 1 });
      });
    },
    nextPresenter() {
      step(`after the airtime of ${underWay().presenter}`, () => {
        Object.assign(core.live, { airtime: null, running: null, next: {} });
      });
    }
  };
}

// src/meeting/contributions.js
var SENT_AFTER = 500;
var isPause = (item) => item.kind === "facilitator_pause";
function sendItem(core, item) {
  const { sent } = core.live;
  const { id } = item;
  if (item.seconds === null ? !(item.withdrawn && sent[id]) : item.withdrawn && !sent[id]) return;
  sent[id] = true;
  item.unsent = false;
  const { airtime, presenter, member, kind, at, seconds, invited, text, withdrawn = false } = item;
  const record = { entry: id, airtime, presenter, member, kind, at, seconds, invited, text, withdrawn };
  core.tell("contribution", { slot: `contribution:${id}`, record });
}
function contributionsOf(core) {
  const { step, end } = core;
  const noting = /* @__PURE__ */ new Map();
  function found(id) {
    const item = core.find(id);
    if (!item) throw new Error(`there is no contribution ${id}`);
    return item;
  }
  function target() {
    const key = core.stage()?.key ?? "";
    return core.ofAirtime().findLast((each) => !each.withdrawn && each.stage === key && each.member !== each.presenter && !isPause(each));
  }
  function tap(member, event, given) {
    const { live } = core;
    const { airtime } = live;
    if (!airtime || airtime.ended !== null) return;
    const now = exactly(core.seconds(event));
    const { entry, presenter, began } = airtime;
    const awaited = given || member === presenter ? {} : live.next;
    const kind = given ?? awaited.kind ?? null;
    step(kind ? `${member}, ${kindWords(kind)}` : member, ({ add, edit }) => {
      if (airtime.since === null) airtime.since = now;
      if (awaited === live.next) live.next = {};
      end(edit, now);
      add({
        id: newId(),
        airtime: entry,
        began,
        presenter,
        member,
        kind,
        invited: awaited.invited ?? null,
        at: now,
        seconds: null,
        text: null,
        stage: core.stage()?.key ?? "",
        withdrawn: false
      });
    });
  }
  function silence(event) {
    const { running } = core.live;
    if (running) step(`silence after ${found(running).member}`, ({ edit }) => end(edit, exactly(core.seconds(event))));
  }
  function say(name, value, words, item) {
    const { live } = core;
    if (!live.airtime) return;
    if (item?.[name] === value) return;
    if (item) return step(`${item.member}: ${words}`, ({ edit }) => edit(item.id, { [name]: value }));
    const again = live.next[name] === value;
    step(`the next speaker: ${words}${again ? ", no more" : ""}`, () => {
      const { [name]: _, ...others } = live.next;
      live.next = again ? others : { ...others, [name]: value };
    });
  }
  return {
    target,
    tap,
    silence,
    /**
     * @param {string} kind
     * @param {Item} [item]
     */
    setKind: (kind, item = target()) => say("kind", kind, kindWords(kind), item),
    /**
     * Whether the presenter asked for it: said again, it is not known any more.
     * @param {boolean | null} invited
     * @param {Item} [item]
     */
    setInvited(invited, item = target()) {
      const value = item?.invited === invited ? null : invited;
      say("invited", value, value === null ? "not noted whether invited" : value ? "invited" : "not invited", item);
    },
    /**
     * Contributions that nobody has classified, oldest first: those kept here, and those that the log alone has.
     * @param {Meeting} meeting
     * @returns {Unclassified[]}
     */
    unclassified(meeting) {
      const { items, sorted } = core.live;
      const here = new Set(items.map((each) => each.id));
      const mine = items.filter(
        (each) => each.kind === null && !each.withdrawn && each.seconds !== null && each.member !== each.presenter
      );
      const titles = Object.fromEntries((core.format?.stages ?? []).map(({ key, title }) => [key, title]));
      const others = meeting.unclassified.filter((each) => !here.has(each.entry) && !sorted[each.entry]);
      return [
        ...others.map(({ entry: id, ...each }) => ({ id, stage: null, ...each })),
        ...mine.map((each) => ({ ...each, stage: titles[each.stage] ?? null }))
      ].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    },
    /**
     * Say of what kind a contribution was, afterwards.
     * @param {Pick<Item, "id" | "member">} item
     * @param {string} kind
     */
    classify({ id, member }, kind) {
      step(`${member}: ${kindWords(kind)}`, ({ edit, tell }) => {
        if (core.find(id)) return edit(id, { kind });
        const slot = `classify:${id}`;
        tell("classify", { slot, entry: id, said: null }, { slot, entry: id, said: kind });
      });
    },
    /**
     * What a contribution was said to be, here or of one that the log alone has.
     * @param {string} id
     */
    kindOf: (id) => core.find(id)?.kind ?? core.live.sorted[id] ?? null,
    /**
     * @param {string} id
     * @param {string} text
     */
    note(id, text) {
      Object.assign(found(id), { text: text.trim() ? text : null, unsent: true });
      core.save();
      clearTimeout(noting.get(id));
      const send = () => {
        noting.delete(id);
        const item = core.find(id);
        if (item) sendItem(core, item);
      };
      noting.set(id, setTimeout(send, SENT_AFTER));
    },
    /** Send what was typed last, before the page goes. */
    flushNotes() {
      for (const [id, timer] of noting) {
        clearTimeout(timer);
        const item = core.find(id);
        if (item) sendItem(core, item);
      }
      noting.clear();
    },
    /**
     * @param {string} id
     * @param {string} label
     * @param {Partial<Item>} values
     */
    edit: (id, label, values) => step(label, ({ edit }) => edit(id, values)),
    /** @param {string} id */
    takeBack(id) {
      const { live } = core;
      const { member, kind } = found(id);
      step(`deletion of ${member}, ${kindWords(kind)}`, ({ edit }) => {
        edit(id, { withdrawn: true });
        if (live.running === id) live.running = null;
      });
    },
    /** @param {Event} [event] */
    pauseByFacilitator(event) {
      const { running } = core.live;
      if (running && isPause(found(running))) silence(event);
      else if (core.facilitator) tap(core.facilitator, event, "facilitator_pause");
      else core.say("No facilitator is named yet. Enter one under Opening.");
    }
  };
}

// src/meeting/keeping.js
var DRAFT_AFTER = 1200;
var FORGET_AFTER = 3 * 864e5;
var VERSION = 2;
var blank = () => ({
  version: VERSION,
  at: 0,
  started: null,
  ended: null,
  airtime: null,
  order: 0,
  items: [],
  sent: {},
  sorted: {},
  running: null,
  next: {},
  facilitator: null,
  typedTitle: "",
  undo: [],
  redo: [],
  ticks: {}
});
var Keeping = class {
  /** @type {ReturnType<typeof setTimeout> | null} */
  #drafting = null;
  /** @type {(event: Event) => void} */
  #elsewhere;
  /**
   * @param {Teller} screen
   * @param {() => void} changed
   */
  constructor(screen, changed) {
    this.screen = screen;
    this.changed = changed;
    this.place = null;
    this.live = blank();
    this.time = new Time();
    this.#elsewhere = (event) => {
      if (!this.#isOfAnother(event)) return;
      this.takeUp(this.stored());
      changed();
    };
    for (const kind of ["storage", "alsnb:board"]) addEventListener(kind, this.#elsewhere);
  }
  /** @param {Event} event */
  #isOfAnother(event) {
    if (event.type === "storage") return (
      /** @type {StorageEvent} */
      event.key === `alsnb:${this.place}`
    );
    const { place: place2, by } = (
      /** @type {CustomEvent} */
      event.detail
    );
    return place2 === this.place && by !== this;
  }
  /**
   * Keep another meeting from now on.
   * @param {string} place
   */
  move(place2) {
    this.flush();
    this.place = place2;
    this.live = blank();
    this.#forgetOld();
  }
  /** @returns {Live | null} */
  stored() {
    try {
      return JSON.parse(localStorage.getItem(`alsnb:${this.place}`) ?? "null");
    } catch {
      return null;
    }
  }
  save() {
    const { live, place: place2 } = this;
    live.at = Math.max(live.at + 1, Math.round(this.time.at()));
    try {
      localStorage.setItem(`alsnb:${place2}`, JSON.stringify(live));
    } catch {
    }
    this.draftSoon();
    dispatchEvent(new CustomEvent("alsnb:board", { detail: { by: this, place: place2 } }));
    this.changed();
  }
  /**
   * Go on from what another page, or another view of this one, has kept since.
   * @param {Live | null} other
   */
  takeUp(other) {
    if (!other || other.at <= this.live.at) return;
    const live = { ...blank(), ...other, version: VERSION };
    if (other.version !== VERSION) {
      const { entry = null, began = 0, presenter = null } = live.airtime ?? {};
      Object.assign(live, { undo: [], redo: [] });
      for (const each of live.items) Object.assign(each, { airtime: entry, began, presenter });
    }
    this.live = live;
    this.time = new Time(live.at);
  }
  draftSoon() {
    this.#drafting ??= setTimeout(() => this.#sendDraft(), DRAFT_AFTER);
  }
  /** Send the draft that waits. */
  flush() {
    if (this.#drafting !== null) this.#sendDraft();
  }
  close() {
    for (const kind of ["storage", "alsnb:board"]) removeEventListener(kind, this.#elsewhere);
  }
  #sendDraft() {
    if (this.#drafting !== null) clearTimeout(this.#drafting);
    this.#drafting = null;
    const { place: place2 } = this;
    if (place2) this.screen.tell("board", { slot: `board:${place2}`, board: place2, state: this.live });
  }
  #forgetOld() {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith("alsnb:board/") || name === `alsnb:${this.place}`) continue;
        const at = JSON.parse(localStorage.getItem(name) ?? "null")?.at ?? 0;
        if (Date.now() - at > FORGET_AFTER) localStorage.removeItem(name);
      }
    } catch {
    }
  }
};

// src/meeting/proceedings.js
function proceedingsOf(core) {
  const { step } = core;
  return {
    /**
     * Whether members came: their codes and statuses, of which null is that nothing is known.
     * @param {string} label
     * @param {Record<string, string | null>} statuses
     */
    setAttendance(label, statuses) {
      step(label, ({ tell }) => {
        for (const [member, status] of Object.entries(statuses)) {
          const slot = `attendance:${member}`;
          const before = core.meeting.members.find((each) => each.member === member)?.status ?? null;
          tell("attendance", { slot, member, status: before }, { slot, member, status });
        }
      });
    },
    /**
     * What became of an action.
     * @param {Due} due
     * @param {string} status
     */
    report({ action, member, what, report }, status) {
      const said = { slot: `report:${action}`, action, member, entry: report?.entry ?? newId(), on: core.day };
      const label = `${member}: “${what}” ${status.replace("_", " ")}`;
      step(label, ({ tell }) => tell("report", { ...said, status: report?.status ?? null }, { ...said, status }));
    },
    /** @param {Event} [event] */
    startMeeting(event) {
      const { live } = core;
      step("start of the meeting", ({ tell }) => {
        const started = Math.round(core.now(event));
        Object.assign(live, { started, ended: null });
        tell("start", { slot: "start" }, { slot: "start", started, on: dateHere(started) }, "unstart");
      });
    },
    takeStartBack() {
      const { live } = core;
      const { started } = live;
      if (started === null) return;
      step("cancelling the start", ({ tell }) => {
        live.started = null;
        tell("unstart", { slot: "start", started, on: dateHere(started) }, { slot: "start" }, "start");
      });
    },
    /**
     * The meeting ends; how long it took is what the person was shown, or nothing.
     * @param {number | null} minutes
     * @param {Event} [event]
     */
    endMeeting(minutes, event) {
      step("end of the meeting", ({ tell }) => {
        core.live.ended = core.seconds(event);
        tell("end", { slot: "end", minutes: core.meeting.minutes }, { slot: "end", minutes });
      });
    },
    goOn() {
      step("going on with the meeting", ({ tell }) => {
        core.live.ended = null;
        tell("end", { slot: "end", minutes: core.meeting.minutes }, { slot: "end", minutes: null });
      });
    },
    /** @param {number | null} minutes */
    setMinutes(minutes, meant = false) {
      const words = minutes === null ? "length not known" : `${minutes} minutes`;
      step(`the meeting: ${words}`, ({ tell }) => {
        tell("end", { slot: "end", minutes: core.meeting.minutes }, { slot: "end", minutes, meant });
      });
    },
    /** @param {string} code */
    setFacilitator(code) {
      core.live.facilitator = code;
      core.save();
    },
    /** @param {string} text */
    typeTitle(text) {
      core.live.typedTitle = text;
      core.save();
    },
    /**
     * @param {string} key
     * @param {boolean} ticked
     */
    tick(key, ticked) {
      core.live.ticks[key] = ticked;
      core.save();
    }
  };
}

// src/meeting/board.js
function newBoard(screen, changed) {
  const keeping = new Keeping(screen, changed);
  let where = null;
  let format = null;
  let facilitator = null;
  let meeting = null;
  function show(view) {
    const shown2 = view.meeting;
    format = shown2.format;
    facilitator = shown2.facilitator;
    if (view.where !== keeping.place) {
      keeping.move(view.where);
      where = [shown2.cohort, shown2.learning_set, shown2.cycle];
    }
    const kept = (
      /** @type {Live | null} */
      view.board
    );
    for (const other of [keeping.stored(), kept]) keeping.takeUp(other);
    const { live } = keeping;
    for (const each of live.items) if (each.unsent) sendItem(core, each);
    if (view.board && live.at > view.board.at) keeping.draftSoon();
    if (!live.at && shown2.started_at && shown2.held_on === shown2.today && shown2.minutes === null) {
      live.started = shown2.started_at;
    }
  }
  function carryOut({ items, tells }, side) {
    for (const [id] of items[side]) {
      const item = core.find(id);
      if (item) sendItem(core, item);
    }
    for (const [kind, values] of tells[side]) {
      if (kind === "classify") keeping.live.sorted[values.entry] = values.said;
      core.tell(kind, values);
    }
    keeping.save();
  }
  const steps2 = newSteps({
    live: () => keeping.live,
    find: (id) => core.find(id),
    carryOut,
    now: () => keeping.time.at()
  });
  const core = {
    get live() {
      return keeping.live;
    },
    get format() {
      return format;
    },
    get meeting() {
      if (!meeting) throw new Error("no meeting is shown");
      return meeting;
    },
    /** Not a code that is being asked about. */
    get facilitator() {
      return (meeting?.doubts.facilitator ? null : keeping.live.facilitator) ?? facilitator ?? "";
    },
    /** The meeting's day, or today if it has not begun. */
    get day() {
      return core.meeting.held_on ?? dateHere(keeping.live.started ?? Date.now());
    },
    seconds(event) {
      const { started } = keeping.live;
      return started === null ? 0 : Math.max(0, (keeping.time.at(event) - started) / 1e3);
    },
    now: (event) => keeping.time.at(event),
    save: () => keeping.save(),
    changed,
    find: (id) => keeping.live.items.find((each) => each.id === id),
    tell: (kind, { slot, ...values }) => {
      screen.tell(kind, { where, slot: `${slot}@${keeping.place}`, ...values });
    },
    step: (label, make) => steps2.step(label, make),
    stage: () => format?.stages[keeping.live.airtime?.stage ?? -1] ?? null,
    ofAirtime: () => keeping.live.items.filter((each) => each.airtime === keeping.live.airtime?.entry),
    end(edit, now) {
      const { live } = keeping;
      const item = live.running && core.find(live.running);
      if (!item) return;
      edit(item.id, { seconds: exactly(Math.max(0, now - item.at)) });
      live.running = null;
    },
    say(text) {
      steps2.said = text;
      changed();
    }
  };
  const contributions = contributionsOf(core);
  const flush = () => {
    contributions.flushNotes();
    keeping.flush();
  };
  const own = {
    /** As the screen has it now. @param {Meeting | null} now */
    set meeting(now) {
      meeting = now;
    },
    get meeting() {
      return meeting;
    },
    get live() {
      return keeping.live;
    },
    get where() {
      return where;
    },
    /** The contributions of the airtime under way. */
    get items() {
      return core.ofAirtime();
    },
    get facilitator() {
      return core.facilitator;
    },
    get day() {
      return core.day;
    },
    get over() {
      return keeping.live.ended !== null;
    },
    /** Whether it began so long ago that its clock can only have been left running. */
    get longAgo() {
      const { started } = keeping.live;
      return started !== null && keeping.time.at() - started > LONG_AGO;
    },
    /** What an undo would take back, and a redo do again; and what was taken back or done again last. */
    get undoable() {
      return steps2.last("undo")?.label ?? null;
    },
    get redoable() {
      return steps2.last("redo")?.label ?? null;
    },
    get said() {
      return steps2.said;
    },
    /** @param {string} kind */
    policy: (kind) => format?.policies[kind] ?? "not_stated",
    undo: () => steps2.move("undo", "redo", "before", "Undone"),
    redo: () => steps2.move("redo", "undo", "after", "Redone"),
    show,
    flush,
    close() {
      keeping.close();
      flush();
    },
    seconds: core.seconds,
    stage: core.stage,
    find: core.find,
    tell: core.tell,
    dateHere
  };
  return Object.assign(own, contributions, airtimesOf(core), proceedingsOf(core));
}

// src/meeting/closing.js
function closingPart(screen, board) {
  const yields = h("div", {});
  const last = steps(board, "Closing steps");
  const end = h("div", { class: "alsnb-card" });
  const outcomes = h("div", { class: "alsnb-card" });
  const id = freshId();
  let typed = false;
  const minutes = h("input", {
    type: "number",
    id,
    min: 0,
    step: 1,
    "aria-describedby": `${id}-help ${id}-problem`,
    oninput: () => {
      typed = true;
    },
    onchange: () => running() || tellMinutes()
  });
  const problem = problemOf(minutes, () => board.setMinutes(shownMinutes(), true));
  const help = h("p", { class: "alsnb-help", id: `${id}-help` });
  const minutesField = h(
    "div",
    { class: "alsnb-field" },
    h("label", { for: id }, "Minutes the meeting took"),
    help,
    minutes,
    problem.node
  );
  const running = () => board.live.started !== null && !board.over;
  const shownMinutes = () => minutes.value === "" ? null : Number(minutes.value);
  function tellMinutes() {
    if (problem.isReadable() && shownMinutes() !== board.meeting.minutes) board.setMinutes(shownMinutes());
  }
  function finish(event) {
    if (!problem.isReadable()) return minutes.focus();
    saveTyped(screen.root);
    board.endMeeting(shownMinutes(), event);
  }
  const byClock = () => board.longAgo ? null : Math.round(board.seconds() / 60);
  let shown2 = null;
  const sorting = sortingPart(board, () => true);
  const node = h(
    "div",
    {},
    h("div", { class: "alsnb-apart" }, last.node),
    h("div", { class: "alsnb-apart" }, yields),
    outcomes,
    end,
    sorting.node
  );
  function tick() {
    if (running() && !typed && document.activeElement !== minutes) minutes.value = String(byClock() ?? "");
  }
  return {
    node,
    tick,
    flush: () => typed && !running() && tellMinutes(),
    /** @param {Meeting} meeting */
    show(meeting) {
      const { format } = meeting;
      last.show(format?.closing ?? []);
      redraw(
        yields,
        [meeting.yields, meeting.airtimes.length],
        () => meeting.yields.length ? [
          h("h3", {}, "Expected outputs"),
          h(
            "ul",
            { class: "alsnb-list" },
            meeting.yields.map(
              ({ what, per, optional, shown: shown3, missing }) => h(
                "li",
                { class: "alsnb-row" },
                mark(shown3 ? "✓ there" : optional ? "not yet, optional" : "✗ not yet"),
                h("span", {}, `${what}, for ${per === "presenter" ? "each presenter" : "the meeting"}`),
                missing.length ? h("span", { class: "alsnb-quiet" }, `missing: ${missing.join(", ")}`) : null
              )
            )
          )
        ] : []
      );
      const name = `closing:${JSON.stringify([meeting.cohort, meeting.learning_set, meeting.cycle])}`;
      if (shown2 !== name) {
        shown2 = name;
        place(outcomes, screen.form(name));
      }
      const { started } = board.live;
      sorting.show();
      problem.showDoubt(meeting.doubts.minutes);
      if (meeting.doubts.minutes) minutes.value ||= String(meeting.doubts.minutes.value ?? "");
      else if (!running() && document.activeElement !== minutes && !minutes.validity.badInput)
        [minutes.value, typed] = [String(meeting.minutes ?? ""), false];
      write(
        help,
        !running() ? "" : board.longAgo ? "The clock has been running for many hours: say how long the meeting took, or leave it empty." : "by the clock, unless you say otherwise"
      );
      tick();
      redraw(end, [started, board.over, meeting.held_on, board.live.airtime?.ended === null], () => {
        if (started === null)
          return meeting.held_on ? [h("p", {}, `Held on ${longDate(meeting.held_on)}.`), minutesField] : h("p", {}, "The meeting has not started yet.");
        if (board.over)
          return [
            h("p", { "data-part": "end", tabindex: "-1" }, "The meeting has ended."),
            minutesField,
            button("Go on with the meeting", () => board.goOn())
          ];
        if (board.live.airtime?.ended === null)
          return h("p", {}, `The airtime of ${board.live.airtime.presenter} is still under way; end it first.`);
        return [
          minutesField,
          button("End the meeting", finish, { class: "alsnb-primary alsnb-big", "data-part": "end" })
        ];
      });
    }
  };
}

// src/meeting/head.js
var titleWords = ({ learning_set: set, name, cycle }) => `Set ${set}${name && name !== set ? `, ${name}` : ""} · meeting ${cycle}`;
function headPart(screen, board) {
  const id = freshId();
  const title = h("h2", {});
  const sets = h("select", { id: `${id}-set`, onchange: () => choose(true) });
  const cycles = h("select", { id: `${id}-cycle`, onchange: () => choose(false) });
  const time = h("p", { class: "alsnb-quiet", role: "timer", "aria-live": "off" });
  const undo = button("Undo", () => board.undo(), { "aria-keyshortcuts": "Control+Z" });
  const redo = button("Redo", () => board.redo(), { "aria-keyshortcuts": "Control+Y" });
  const last = h("span", { class: "alsnb-quiet", role: "status" });
  const trouble = h("p", { class: "alsnb-alert" });
  const label = (box, text) => h("label", { for: box.id, class: "alsnb-row" }, text, box);
  const setLabel = label(sets, "Set");
  let known = [];
  function choose(another) {
    const { cohort, learning_set } = known[sets.value] ?? known[0];
    const cycle = another ? null : Number(cycles.value);
    screen.tell("choose", { slot: "choose", cohort, learning_set, cycle });
  }
  return {
    node: h(
      "header",
      {},
      h(
        "div",
        { class: "alsnb-row alsnb-head" },
        title,
        h("span", { class: "alsnb-row" }, setLabel, label(cycles, "Meeting"))
      ),
      time,
      h("div", { class: "alsnb-row" }, undo, redo, last),
      trouble
    ),
    /** @param {Meeting} meeting */
    tick(meeting) {
      const { started, ended } = board.live;
      if (started === null)
        return write(
          time,
          meeting.held_on ? `held on ${longDate(meeting.held_on)}` : meeting.planned_on ? `planned for ${longDate(meeting.planned_on)}` : "not started yet"
        );
      const of = meeting.planned_minutes ? ` of ${lengthWords(meeting.planned_minutes * 60)} planned` : "";
      write(
        time,
        ended === null ? `began at ${clock(started)} · ${minutesWords(board.seconds())}${of || " gone"}` : `began at ${clock(started)}, ended after ${lengthWords(ended)}`
      );
    },
    /**
     * @param {MeetingBoardView} view
     * @param {Meeting} meeting
     */
    show(view, meeting) {
      known = view.sets;
      write(title, titleWords(meeting));
      setLabel.hidden = known.length < 2;
      redraw(sets, known, () => known.map((each, at) => h("option", { value: at }, each.label)));
      const { cohort, learning_set: set } = meeting;
      sets.value = String(known.findIndex((each) => each.cohort === cohort && each.learning_set === set));
      redraw(
        cycles,
        meeting.cycles,
        () => meeting.cycles.map(
          ({ cycle, held_on, planned_on }) => h(
            "option",
            { value: cycle },
            `${cycle}${held_on === meeting.today ? ", today" : held_on ? `, held ${longDate(held_on)}` : planned_on ? `, planned ${longDate(planned_on)}` : ""}`
          )
        )
      );
      cycles.value = String(meeting.cycle);
      const words = [
        meeting.trouble,
        meeting.format || meeting.trouble ? "" : "Neither the set nor its cohort names a format: the board keeps time without stages."
      ].filter(Boolean).join(" ");
      trouble.classList.toggle("alsnb-alert", Boolean(meeting.trouble));
      trouble.classList.toggle("alsnb-quiet", !meeting.trouble);
      write(trouble, words);
      undo.disabled = board.undoable === null;
      redo.disabled = board.redoable === null;
      write(last, board.said || (board.undoable === null ? "" : `last: ${board.undoable}`));
      this.tick(meeting);
    }
  };
}

// src/meeting/overlaid.js
function overlaid(waiting, shown2) {
  const meeting = structuredClone(shown2);
  for (const event of waiting) {
    if (JSON.stringify(event.where) !== JSON.stringify([meeting.cohort, meeting.learning_set, meeting.cycle])) continue;
    if (event.kind === "attendance") {
      const member = meeting.members.find((each) => each.member === event.member);
      if (member) member.status = event.status;
    } else if (event.kind === "report") {
      const due = meeting.due.find((each) => each.action === event.action);
      if (due) {
        const entry = due.report?.entry ?? event.entry ?? "";
        due.report = { ...due.report, entry, status: event.status, waiting: !due.report };
      }
    } else if (event.kind === "end") meeting.minutes = event.minutes;
    else if (event.kind === "next") meeting.next_on = event.on;
  }
  for (const event of waiting) {
    if (event.kind !== "save" || !event.form?.startsWith("action:")) continue;
    const airtime = meeting.airtimes.find((each) => `action:${each.entry}` === event.form);
    if (!airtime || airtime.actions.some((each) => each.entry === event.entry)) continue;
    const typed = { ...event.values, entry: event.entry, member: airtime.member };
    airtime.actions.push(
      /** @type {MeetingActionShown} */
      typed
    );
  }
  return meeting;
}

// src/meeting/sheet.js
var escaped = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
function actionSheet({ title, held, next, format, people }) {
  const rows = people.map(({ member, issue, actions }) => {
    const told = (actions.length ? actions : [{}]).map(
      ({ what, due, success }) => `
      <article>
        <dl>
          <div class="wide"><dt>I will</dt><dd>${escaped(what)}</dd></div>
          <div><dt>By when</dt><dd>${escaped(longDate(due))}</dd></div>
          <div><dt>Success measure</dt><dd>${escaped(success)}</dd></div>
        </dl>
        <div class="space">
          ${["What worked", "What did not", "Why", "What I am learning"].map((each) => `<p>${each}</p>`).join("")}
        </div>
      </article>`
    );
    return `
    <section>
      <h2>${escaped(member)}${issue ? `<small>${escaped(issue)}</small>` : ""}</h2>${told.join("")}
    </section>`;
  });
  const about = [held && `Agreed on ${longDate(held)}`, next && `next meeting ${longDate(next)}`, format].filter(
    Boolean
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Action review sheet: ${escaped(title)}</title>
<style>
  @page { size: A4; margin: 16mm; }
  body { color: #111; font: 11pt/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 48rem; padding: 0 1rem; }
  h1 { font-size: 1.5rem; margin: 0; }
  h2 { border-bottom: 2px solid #111; font-size: 1.1rem; margin: 1.5rem 0 0.5rem; }
  h2 small { font-weight: 400; margin-left: 0.75rem; }
  article { border: 1px solid #777; break-inside: avoid; margin-bottom: 0.75rem; }
  dl { display: flex; flex-wrap: wrap; margin: 0; }
  dl div { flex: 1 1 12rem; padding: 0.4rem 0.6rem; }
  dl .wide { flex-basis: 100%; font-weight: 600; }
  dt { color: #444; font-size: 0.8rem; font-weight: 400; }
  dd { margin: 0; min-height: 1.4em; overflow-wrap: anywhere; white-space: pre-wrap; }
  .space { border-top: 1px solid #777; display: grid; grid-template-columns: 1fr 1fr; }
  .space p { border: 0 solid #bbb; border-width: 0 1px 1px 0; color: #444; font-size: 0.8rem; margin: 0; min-height: 4.5rem; padding: 0.3rem 0.6rem; }
  h2 { break-after: avoid; }
  @media print { body { margin: 0; max-width: none; padding: 0; } .screen { display: none; } }
</style>
</head>
<body>
<h1>Action review sheet</h1>
<p>${escaped([title, ...about].join(" · "))}</p>
<p class="screen">Print this page, or save it as a PDF, from the browser's own menu.</p>
${rows.join("") || "<p>No action was agreed yet.</p>"}
</body>
</html>`;
}
function openPage(html) {
  const address = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  const opened = window.open(address, "_blank");
  setTimeout(() => URL.revokeObjectURL(address), 6e5);
  return opened !== null;
}

// src/meeting/summary.js
function shareWords(shares) {
  const silent = shares.filter((each) => !each.contributions).map((each) => each.member);
  const spoke = shares.filter((each) => each.contributions);
  if (!spoke.length) return "Only the presenters spoke.";
  const all = spoke.reduce((sum, each) => sum + each.seconds, 0);
  const share = (each) => Math.round(100 * each.seconds / all);
  const first = spoke.filter((each) => share(each) === share(spoke[0])).map((each) => each.member);
  const most = all && spoke.length > 1 ? `${allOf(first)} spoke most, ${share(spoke[0])} %${first.length > 1 ? " each" : ""} of the time the set spoke. ` : "";
  return `${most}${silent.length ? `${silent.join(", ")} did not speak.` : "Everybody spoke."}`;
}
function bars(entries) {
  const most = Math.max(...entries.map((each) => each.amount), 1e-9);
  return h(
    "table",
    { class: "alsnb-table alsnb-bars" },
    h(
      "tbody",
      {},
      entries.map(({ name, amount, words }) => {
        const fill = h("i", { hidden: !amount });
        fill.style.width = `${100 * amount / most}%`;
        return h(
          "tr",
          {},
          h("th", { scope: "row" }, name),
          h("td", { class: "alsnb-bar", "aria-hidden": "true" }, fill),
          h("td", { class: "alsnb-number" }, words)
        );
      })
    )
  );
}
function summaryPart(screen, board, goTo) {
  const node = h("div", {});
  const blocked = h("p", { role: "status" });
  const forms = /* @__PURE__ */ new Map();
  const print = button("Print the action review sheet", () => {
    const { meeting } = board;
    const people = meeting.airtimes.map(({ member, title, actions }) => ({ member, issue: title, actions }));
    for (const each of meeting.outside)
      people.push({ member: each.member, issue: "noted outside the airtimes", actions: [each] });
    const page = actionSheet({
      title: titleWords(meeting),
      held: meeting.held_on ?? (board.live.started === null ? null : board.dateHere(board.live.started)),
      next: meeting.next_on,
      format: meeting.format?.title,
      people
    });
    write(
      blocked,
      openPage(page) ? "The sheet is in a new tab." : "The browser did not open a new tab; allow pop-ups for this page, and try again."
    );
  });
  const body = h("div", {});
  place(node, h("div", { class: "alsnb-row" }, print, blocked), body);
  return {
    node,
    /** @param {Meeting} meeting */
    show(meeting) {
      redraw(
        body,
        [
          board.unclassified(meeting).length,
          meeting.members,
          meeting.airtimes,
          meeting.outside,
          meeting.kinds,
          meeting.shares,
          meeting.summary,
          meeting.minutes,
          meeting.held_on
        ],
        () => {
          const unknown = meeting.members.filter((each) => each.status === null).map((each) => each.member);
          const open = board.unclassified(meeting).length;
          const statuses = STATUSES.map(([status, words]) => [
            words,
            meeting.members.filter((each) => each.status === status).map((each) => each.member)
          ]);
          const came = statuses.filter(([, who]) => who.length);
          return [
            h("h3", {}, "Attendance"),
            came.length ? h(
              "ul",
              {},
              came.map(([words, who]) => h("li", {}, `${words}: ${who.join(", ")}`)),
              unknown.length ? h("li", {}, `Not noted: ${unknown.join(", ")}`) : null
            ) : h("p", { class: "alsnb-empty" }, "Nothing is noted yet: start the meeting first."),
            meeting.summary ? [h("h3", {}, "Outcomes"), h("p", { class: "alsnb-said" }, meeting.summary)] : null,
            h("h3", {}, "Airtimes"),
            meeting.airtimes.length ? meeting.airtimes.map(airtimeCard) : h(
              "p",
              { class: "alsnb-empty" },
              meeting.held_on && meeting.held_on !== meeting.today ? "No airtime is noted." : "No airtime yet."
            ),
            meeting.outside.length ? [
              h("h3", {}, "Actions noted outside the airtimes"),
              h(
                "p",
                { class: "alsnb-quiet" },
                "such as in a member's own log; they do not count as agreed at this meeting"
              ),
              h(
                "ul",
                {},
                meeting.outside.map((each) => actionLine({ ...each, what: `${each.member}: ${each.what}` }))
              )
            ] : null,
            meeting.kinds.length ? [
              h("h3", {}, "Contributions"),
              meeting.airtimes.length ? h("p", { class: "alsnb-quiet" }, "without what presenters said in their own airtimes") : null,
              open ? h(
                "p",
                {},
                `${open} of ${meeting.kinds.reduce((sum, each) => sum + each.contributions, 0)} contributions ${open === 1 ? "is" : "are"} not classified: `,
                button("Sort them in Closing", () => goTo("closing"), { "data-part": "sort" })
              ) : null,
              bars(
                meeting.kinds.map(({ kind, contributions }) => ({
                  name: kindWords(kind),
                  amount: contributions,
                  words: String(contributions)
                }))
              )
            ] : null,
            meeting.shares.length ? [
              h("h3", {}, meeting.airtimes.length ? "Who spoke while others presented" : "Who spoke"),
              h("p", {}, shareWords(meeting.shares)),
              bars(
                meeting.shares.map(({ member, seconds, contributions }) => ({
                  name: member,
                  amount: seconds,
                  words: `${lengthWords(seconds)} · ${contributions} ×`
                }))
              )
            ] : null
          ].flat();
        }
      );
    }
  };
  function airtimeCard({ member, title, minutes, insight, goal, process_feedback: feedback, actions }) {
    const said = [
      ["Insight", insight],
      ["Goal", goal],
      ["On the process", feedback]
    ].filter(([, text]) => text);
    const inside = h("div", {});
    return h(
      "div",
      { class: "alsnb-card" },
      h(
        "h4",
        {},
        member,
        title ? `: ${title}` : "",
        minutes ? h("span", { class: "alsnb-quiet" }, ` · ${lengthWords(minutes * 60)}`) : null
      ),
      said.map(([label, text]) => h("p", { class: "alsnb-said" }, h("b", {}, `${label}: `), text)),
      actions.length ? h(
        "ul",
        {},
        actions.map((each) => {
          const line = actionLine(each);
          line.append(
            " ",
            button(
              "Change",
              () => {
                const form = `edit:${each.entry}`;
                forms.set(form, screen.form(form));
                place(inside, inside.firstChild === forms.get(form) ? null : forms.get(form));
              },
              { class: "alsnb-small", "aria-label": `Change the action: ${each.what}` }
            )
          );
          return line;
        })
      ) : h("p", { class: "alsnb-quiet" }, "no action agreed"),
      inside
    );
  }
}

// src/meeting/index.js
function keptFocus(root, next) {
  let last = null;
  root.addEventListener("focusin", (event) => {
    last = event.target;
  });
  return () => {
    if (last === null || document.activeElement !== document.body || last.isConnected && last.offsetParent) return;
    last = null;
    next()?.focus({ preventScroll: true });
  };
}
function wholeScreen(screen) {
  screen.root.classList.add("alsnb-wide");
  const page = h("div", {});
  screen.root.append(page);
  let drawn = null;
  let begin = null;
  let queued = false;
  const changed = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      show();
    });
  };
  const board = newBoard(screen, changed);
  const outboxChanged = screen.outbox.changed;
  screen.outbox.changed = (waiting) => {
    outboxChanged(waiting);
    changed();
  };
  function draw() {
    const head = headPart(screen, board);
    const parts = {
      opening: openingPart(screen, board),
      airtime: airtimePart(screen, board, changed),
      closing: closingPart(screen, board),
      summary: summaryPart(screen, board, (name) => pages.choose(name, { focus: true }))
    };
    const pages = tabs(screen, "Parts of the meeting", [
      { name: "opening", title: "Opening", body: parts.opening.node },
      { name: "airtime", title: "Airtime", body: parts.airtime.node },
      { name: "closing", title: "Closing", body: parts.closing.node },
      { name: "summary", title: "Summary", body: parts.summary.node }
    ]);
    for (const tab of pages.nodes[0].children)
      if (["Closing", "Summary"].includes(tab.textContent))
        tab.addEventListener("click", () => screen.tell("look", { slot: "look" }));
    for (const panel of pages.nodes.slice(1)) {
      panel.tabIndex = -1;
      panel.dataset.lmSuppressShortcuts = "true";
    }
    place(page, head.node, pages.nodes);
    return { head, parts, pages };
  }
  const focusStays = keptFocus(screen.root, () => {
    const live = (
      /** @type {HTMLElement | null} */
      page.querySelector(".alsnb-board")
    );
    return live?.offsetParent ? live : drawn?.pages.nodes.slice(1).find((each) => !each.hidden);
  });
  let viewed = null;
  function show() {
    const { view } = screen;
    if ("formats" in view) {
      begin ??= quickStart(screen);
      begin.show(view);
      place(page, begin.node);
      return;
    }
    if (view !== viewed) {
      viewed = view;
      board.show(view);
    }
    const meeting = overlaid(screen.outbox.waiting, view.meeting);
    board.meeting = meeting;
    drawn ??= draw();
    drawn.head.show(view, meeting);
    drawn.parts.opening.show(meeting);
    drawn.parts.airtime.show(meeting, (name) => drawn.pages.choose(name, { focus: true }));
    drawn.parts.closing.show(meeting);
    drawn.parts.summary.show(meeting);
    requestAnimationFrame(focusStays);
  }
  screen.root.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return;
    const at = (
      /** @type {HTMLElement} */
      event.target
    );
    if (at.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "y" || event.shiftKey) board.redo();
    else board.undo();
  });
  const ticking = setInterval(() => {
    if (!drawn) return;
    focusStays();
    drawn.head.tick(board.meeting);
    drawn.parts.airtime.tick(board.meeting);
    drawn.parts.closing.tick();
  }, 200);
  function leave() {
    drawn?.parts.opening.flush();
    drawn?.parts.closing.flush();
    board.flush();
  }
  screen.whenLeaving(leave);
  screen.whenClosed(() => {
    clearInterval(ticking);
    board.close();
  });
  return show;
}
var meeting_default = { render: (shown2) => openScreen(shown2, wholeScreen) };
export {
  meeting_default as default
};
