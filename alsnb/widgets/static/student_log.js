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
var plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

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

// src/student/drawing.js
var quiet = (...text) => h("p", { class: "alsnb-quiet" }, ...text);
var labelled = (words, field) => h("span", { class: "alsnb-labelled" }, h("label", { for: field.id }, words), field);
function focusIn(node) {
  const order = ["form :is(textarea, input:not([type='radio']), input:checked)", "form input"];
  const first = () => order.map((each) => node.querySelector(each)).find(Boolean);
  if (first()) return first().focus();
  const drawn = new MutationObserver(() => {
    if (!first()) return;
    drawn.disconnect();
    first().focus();
  });
  drawn.observe(node, { childList: true, subtree: true });
}
var landed = null;
function land(node, words = "") {
  landed?.remove();
  landed = words ? h("p", { class: "alsnb-landed" }, words) : null;
  if (landed) node.prepend(landed);
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  bringIntoView(node);
}

// src/student/slots.js
function formSlots(screen) {
  const places = /* @__PURE__ */ new Map();
  return (changed = () => {
  }) => {
    const node = h("div", {});
    const slot = {
      node,
      name: null,
      show(name, { focus = false } = {}) {
        if (name !== slot.name || name && places.get(name) !== slot) {
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
      }
    };
    return slot;
  };
}
function isKept(screen, name) {
  const known = screen.model.get("forms")[name];
  return Boolean(known?.state.restored_at) || screen.outbox.waiting.some((each) => each.form === name && each.values);
}

// src/student/begin.js
function drawCourse(screen) {
  const slot = formSlots(screen)();
  const choices = h("div", { class: "alsnb-row", role: "group", "aria-label": "Courses in this log" });
  const lead = h("p", { class: "alsnb-said alsnb-gap" });
  const update = ({ cohorts, form, missing }) => {
    place(
      choices,
      cohorts.map(
        ({ cohort, module }) => button(module ? `${cohort}: ${module}` : cohort, () => screen.tell("course", { cohort, slot: "course" }))
      )
    );
    const none = missing ? `There is no cohort ${missing} in this log yet. ` : "";
    lead.textContent = none + (cohorts.length ? "This log holds several courses. Which is yours?" : "Two short steps, and your log is ready. First, your course: enter the code your tutor gave you. If you have none, agree on one with your tutor.");
    choices.hidden = !cohorts.length;
    slot.show(cohorts.length ? null : form);
  };
  return { nodes: [h("h2", {}, "Step 1 of 2: your course"), lead, choices, slot.node], update };
}
function drawYou(screen) {
  const slot = formSlots(screen)();
  const people = h("div", { class: "alsnb-row", role: "group", "aria-label": "Members in this log" });
  const lead = h("p", { class: "alsnb-said alsnb-gap" });
  const add = button("I am not in this list", () => screen.tell("who", { member: "", slot: "who" }), {
    class: "alsnb-link"
  });
  const update = ({ members, form, missing }) => {
    const label = ({ member, set }) => set ? `${member} (set ${set})` : member;
    place(
      people,
      members.map((each) => button(label(each), () => screen.tell("who", { member: each.member, slot: "who" }))),
      members.length && !form ? add : null
    );
    const none = missing && members.length ? `There is no member ${missing} in this log yet. ` : "";
    lead.textContent = none + (members.length ? "Who are you? Choose your code. It is remembered, and you can change it later." : "Who are you? Enter the code your tutor gave you. Never enter your name: the log must not contain names.");
    people.hidden = !members.length;
    slot.show(form);
  };
  return { nodes: [h("h2", {}, "Step 2 of 2: you"), lead, people, slot.node], update };
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

// src/student/hand_in.js
function drawHandIn(screen) {
  const consents = keyed(
    "ul",
    { class: "alsnb-list" },
    (consent) => drawConsent(screen, consent)
  );
  const release = quiet();
  const preview = h("div", {});
  const asking = h("div", { class: "alsnb-card", hidden: true, role: "group", "aria-label": "Replace the file?" });
  const proof = drawSlip(screen);
  let shownAll = false;
  let asked = null;
  let last = null;
  const write = (what, replace = false) => screen.tell("hand_in", { what, replace, slot: "hand_in" });
  const bundle = button("Write the bundle", () => write("bundle"), { class: "alsnb-primary" });
  const text = button("Save all my data as text", () => write("text"));
  const WORDS = { new: "new", changed: "changed since you handed it in", before: "handed in before" };
  const item = ({ kind, text: text2, cycle, readers, sent }) => {
    const about = [
      kind,
      cycle === null ? null : `cycle ${cycle}`,
      readers && `readers: ${readers}`,
      sent && WORDS[sent]
    ];
    const quietly = h("span", { class: "alsnb-quiet" }, ` (${about.filter(Boolean).join(", ")})`);
    if (text2.length <= 90) return h("li", {}, h("span", { class: "alsnb-said" }, text2), quietly);
    return h(
      "li",
      {},
      h("details", {}, h("summary", {}, `${text2.slice(0, 90)} …`, quietly), h("p", { class: "alsnb-said" }, text2))
    );
  };
  const listed = (items) => h("ul", {}, (shownAll ? items : items.slice(0, 10)).map(item));
  const all = button(
    "Show all",
    () => {
      shownAll = true;
      drawPreview(last);
    },
    { class: "alsnb-link" }
  );
  function drawPreview(now) {
    last = now;
    if (!now) return place(preview, quiet("Looking …"));
    const nothing = now.leaving.length === 0 && now.taken_back.length === 0;
    const long = [now.leaving, now.taken_back, now.staying].some((items) => items.length > 10);
    place(
      preview,
      now.last ? h("p", {}, `You last wrote a bundle: ${moment(now.last)}.`) : null,
      now.outdated ? h(
        "p",
        { class: "alsnb-problem" },
        "The bundle beside your log is out of date: you have recorded something since. Write it again before you send it."
      ) : null,
      nothing ? h(
        "p",
        { class: "alsnb-empty" },
        "There is nothing to hand in yet. Your actions, reports and issues are handed in; of your reflections, only those that you share with “my set and the tutor”."
      ) : null,
      now.leaving.length ? [
        h("h4", {}, `Your tutor gets: ${plural(now.leaving.length, "entry", "entries")}, as they are now`),
        listed(now.leaving)
      ] : null,
      now.taken_back.length ? [
        h("h4", {}, `Deleted since you handed it in: ${plural(now.taken_back.length, "entry", "entries")}`),
        h(
          "p",
          {},
          "The bundle says that you deleted these. Their text is not in it, and your tutor’s log deletes its copy."
        ),
        listed(now.taken_back)
      ] : null,
      h("h4", {}, `Stays here: ${plural(now.staying.length, "reflection")} marked “only me” or “my set”`),
      now.staying.length ? listed(now.staying) : null,
      long && !shownAll ? all : null,
      h(
        "p",
        { class: "alsnb-quiet alsnb-gap" },
        "Earlier versions stay here, and so does anything you deleted before you handed it in."
      )
    );
    bundle.disabled = nothing;
  }
  const update = (now) => {
    consents.show(now.consents, ({ purpose }) => purpose);
    release.textContent = now.release ? `What you say here stays sealed from your tutor until ${now.release}.` : "";
    release.hidden = !now.release;
    proof.update(now.proves);
    if (now.preview || !last) drawPreview(now.preview);
    const about = now.asking && now.preview?.files[now.asking];
    asking.hidden = !about;
    if (about && asked !== now.asking) {
      const keep = button("Keep the old one", () => screen.tell("keep_file", { slot: "hand_in" }));
      place(
        asking,
        h(
          "p",
          { class: "alsnb-said" },
          `${about.path} already exists, written ${moment(about.written)}. Replace it with what you see here now?`
        ),
        h(
          "div",
          { class: "alsnb-row" },
          button("Replace it", () => write(now.asking, true), { class: "alsnb-primary" }),
          keep
        )
      );
      keep.focus();
    }
    asked = about ? now.asking : null;
  };
  return {
    nodes: [
      h("div", {}, h("h3", {}, "What I consent to"), release, consents.list),
      h("h3", {}, "What I hand in to my tutor"),
      preview,
      proof.node,
      h("div", { class: "alsnb-row alsnb-gap" }, bundle, text),
      quiet("Both are files beside your log, which only you can read. Nothing is sent: you send the bundle."),
      asking
    ],
    update
  };
}
function drawSlip(screen) {
  const secret = h("input", { type: "text", id: freshId(), autocomplete: "off", spellcheck: "false" });
  const state = quiet();
  const keep = button("Keep it", () => {
    if (!secret.value.trim()) return secret.focus();
    screen.tell("slip", { secret: secret.value, slot: "slip" });
    secret.value = "";
  });
  const node = h(
    "details",
    {},
    h("summary", {}, "Prove that a hand-in is yours"),
    state,
    h("div", { class: "alsnb-row" }, labelled("Secret on your slip", secret), keep)
  );
  const update = (proves) => {
    state.textContent = proves ? "Your secret is kept on this computer, so your hand-ins prove that they are yours. Type it again if you were given a new one." : "If your tutor gave you a slip with a secret, type it here. It is kept on this computer, outside your log. You can hand in without one.";
  };
  return { node, update };
}
function drawConsent(screen, first) {
  const title = h("h4", {}, first.title);
  const words = h("p", {}, first.words);
  const state = quiet();
  let told = null;
  const tell = (given) => () => {
    told = given;
    screen.tell("consent", { purpose: first.purpose, given, slot: `consent:${first.purpose}` });
  };
  const give = button("I consent", tell(true));
  const refuse = button("", tell(false));
  const node = h(
    "li",
    { class: "alsnb-card" },
    title,
    words,
    state,
    h("div", { class: "alsnb-row", role: "group", "aria-label": first.title }, give, refuse)
  );
  const update = ({ given, on }) => {
    state.textContent = given === null ? "You have not answered yet; this counts as not given." : given ? `Given on ${on}.` : `Not given (answered on ${on}).`;
    give.hidden = given === true;
    refuse.hidden = given === false;
    refuse.textContent = given ? "Withdraw my consent" : "I do not consent";
    if (told === null || told !== given) return;
    told = null;
    land(node, "✓ Recorded");
  };
  return { node, update };
}

// src/student/issue.js
function drawIssue(screen, makeSlot) {
  const guide = h("div", { class: "alsnb-guide" });
  const add = makeSlot();
  const title = h("h3", {}, "My issues");
  const none = h("p", { class: "alsnb-empty" }, "No issue yet. What you save above waits here until your meeting.");
  const mine = keyed(
    "ul",
    { class: "alsnb-list" },
    (issue) => drawOneIssue(screen, makeSlot, issue)
  );
  let drawn = "";
  const update = ({ guidance, mine: issues, add: form }) => {
    if (JSON.stringify(guidance) !== drawn) place(guide, drawGuidance(guidance));
    drawn = JSON.stringify(guidance);
    none.hidden = issues.length > 0;
    mine.show(issues, ({ entry }) => entry);
    add.show(form);
  };
  return { nodes: [guide, add.node, h("div", { class: "alsnb-part" }, title, none, mine.list)], update };
}
function drawGuidance(guidance) {
  if (!guidance) {
    return [
      h("h3", {}, "What makes a good issue"),
      h(
        "p",
        {},
        "The format of your set is not known, so there is no guidance of its own here; your tutor knows it, and you can enter it under “Your course”. In general: bring something real, which is yours to act on, which matters to you, and to which you do not know the answer yet."
      )
    ];
  }
  const { format, should_be, kinds, airtime, speak, yields } = guidance;
  const list = (words) => h(
    "ul",
    {},
    words.map((each) => h("li", {}, each))
  );
  return [
    h("h3", {}, `What your format asks of you: ${format}`),
    should_be.length ? [h("p", {}, "Your issue should be"), list(should_be)] : null,
    kinds ? h("p", {}, `It is about ${kinds}.`) : null,
    airtime ? h("p", {}, `Your airtime: ${airtime}.`) : null,
    speak.length ? [
      h("p", {}, "When it is your turn to speak:"),
      list(
        speak.map(({ title, what, when, minutes }) => {
          const how = [
            when.toLowerCase() === title.toLowerCase() ? null : when,
            minutes ? `${minutes} minutes` : null
          ].filter(Boolean).join(", ");
          return `${title}${how ? ` (${how})` : ""}: ${what}`;
        })
      )
    ] : null,
    yields.length ? [h("p", {}, "By the end there should be:"), list(yields)] : null
  ].flat();
}
function drawOneIssue(screen, makeSlot, first) {
  let now = first;
  const title = h("h4", { class: "alsnb-said" });
  const facts = quiet();
  const about = h("p", { class: "alsnb-said" });
  const slot = makeSlot((name) => {
    change.setAttribute("aria-expanded", String(Boolean(name)));
    change.textContent = name ? "Close the form" : "Change";
  });
  const tell = (state) => () => screen.tell("issue", { entry: now.entry, state, slot: `issue:${now.entry}` });
  const goesOn = button("Continue", tell("continued"));
  const closed = button("Close", tell("closed"));
  const change = button("Change", () => slot.show(slot.name ? null : now.change, { focus: true }), {
    class: "alsnb-link"
  });
  const back = button("Delete", () => screen.tell("take_back", { entry: now.entry, slot: `back:${now.entry}` }), {
    class: "alsnb-link"
  });
  const row = h("div", { class: "alsnb-row", role: "group" }, goesOn, closed, change, back);
  const node = h("li", { class: "alsnb-card" }, title, facts, about, row, slot.node);
  const update = (issue) => {
    now = issue;
    title.textContent = issue.title;
    row.setAttribute("aria-label", issue.title);
    facts.textContent = [`state: ${issue.state}`, issue.kind, `cycle ${issue.cycle}`].filter(Boolean).join(" · ");
    about.textContent = issue.about;
    about.hidden = !issue.about;
    goesOn.setAttribute("aria-pressed", String(issue.state === "continued"));
    closed.setAttribute("aria-pressed", String(issue.state === "closed"));
    slot.showKept(issue.change);
  };
  return { node, update };
}

// src/student/journey.js
var COLUMNS = {
  attended: "Attended",
  presented: "Presented",
  contributions: "Contri­butions",
  questions: "of which ques­tions",
  agreed: "Actions agreed",
  done: "done",
  partly: "partly",
  open: "still open",
  reflections: "Reflec­tions"
};
function drawJourney(screen, makeSlot) {
  const table = h("table", { class: "alsnb-table alsnb-figures" });
  const empty = h(
    "p",
    { class: "alsnb-empty" },
    "Nothing is recorded yet. Your actions, reports and reflections will appear here, cycle by cycle."
  );
  const kind = h("select", { id: freshId(), onchange: () => look() });
  const words = h("input", { id: freshId(), type: "search", autocomplete: "off", oninput: () => later() });
  const found = h("p", { class: "alsnb-quiet alsnb-gap", role: "status" });
  const list = keyed(
    "ul",
    { class: "alsnb-list" },
    (entry) => drawEntry(screen, makeSlot, entry)
  );
  const back = keyed(
    "ul",
    { class: "alsnb-list" },
    (entry) => h(
      "li",
      { class: "alsnb-card alsnb-row" },
      h("span", { class: "alsnb-grow alsnb-said" }, `Deleted: ${entry.words}`),
      button("Undo", () => screen.tell("bring_back", { entry: entry.entry, slot: `back:${entry.entry}` }))
    )
  );
  const more = button("", () => look(shown2 + 25));
  let shown2 = 25;
  let timer = null;
  function look(count = 25) {
    clearTimeout(timer);
    shown2 = count;
    screen.tell("find", { of: kind.value, words: words.value, count, slot: "find" });
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  }
  const update = ({ figures, entries, found: number, all, kinds, taken_back }) => {
    const started = all > 0;
    empty.hidden = started;
    legend.hidden = scroll.hidden = !figures.length || !started;
    filters.hidden = !started;
    place(table, drawFigures(figures));
    const before = kind.value;
    place(
      kind,
      h("option", { value: "" }, "everything"),
      kinds.map((each) => h("option", { value: each.kind }, each.words))
    );
    kind.value = kinds.some((each) => each.kind === before) ? before : "";
    const count = number === all ? plural(number, "entry", "entries") : `${number} of ${plural(all, "entry", "entries")}`;
    found.textContent = started ? `${count}, newest first` : "";
    back.show([...taken_back].reverse(), ({ entry }) => entry);
    list.show(entries, ({ entry }) => entry);
    more.hidden = entries.length >= number;
    more.textContent = `Show 25 more (${number - entries.length} left)`;
  };
  const scroll = h(
    "div",
    { class: "alsnb-scroll", tabindex: "0", role: "region", "aria-label": "Your figures, cycle by cycle" },
    table
  );
  const legend = h(
    "p",
    { class: "alsnb-quiet alsnb-gap" },
    "Your own figures only. “Not recorded” means that there is no record; 0 means that there was none."
  );
  const filters = h("div", { class: "alsnb-row alsnb-gap" }, labelled("Show", kind), labelled("with the words", words));
  return {
    nodes: [
      h("h3", {}, "My figures"),
      empty,
      legend,
      scroll,
      h("h3", {}, "My entries"),
      filters,
      found,
      back.list,
      list.list,
      more
    ],
    update
  };
}
function drawFigures(figures) {
  const numeric = Object.keys(COLUMNS).filter((name) => name !== "attended");
  const most = Object.fromEntries(
    numeric.map((name) => [name, Math.max(1, ...figures.map((each) => each[name] ?? 0))])
  );
  const words = { present: "yes", late: "yes, late", apologies: "no, apologies", absent: "no" };
  const cell = (name, value) => {
    if (value === null) return h("td", { class: "alsnb-quiet" }, "not recorded");
    if (name === "attended") return h("td", {}, words[value]);
    const bar = value && most[name] ? h("div", { class: "alsnb-bar", "aria-hidden": "true" }) : null;
    if (bar) bar.style.width = `${Math.round(100 * value / most[name])}%`;
    return h("td", { class: "alsnb-number" }, String(value), bar);
  };
  const sum = (name) => {
    const known = figures.map((each) => each[name]).filter((each) => each !== null);
    return known.length ? String(known.reduce((all, each) => all + each, 0)) : "not recorded";
  };
  const kept = figures.filter((each) => each.attended !== null);
  const came = kept.filter((each) => ["present", "late"].includes(each.attended)).length;
  const attended = kept.length ? `${came} of ${kept.length} recorded` : "not recorded";
  const meetings = kept.length ? `attendance is recorded for ${kept.length} of them` : "no meetings recorded";
  return [
    h("caption", { class: "alsnb-gap" }, `${plural(figures.length, "cycle")}; ${meetings}`),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "Cycle"),
        Object.entries(COLUMNS).map(
          ([name, title]) => h("th", { scope: "col", class: name === "attended" ? null : "alsnb-number" }, title)
        )
      )
    ),
    h(
      "tbody",
      {},
      figures.map(
        (each) => h(
          "tr",
          {},
          h("th", { scope: "row" }, String(each.cycle)),
          Object.keys(COLUMNS).map((name) => cell(name, each[name]))
        )
      )
    ),
    figures.length > 1 ? h(
      "tfoot",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "row" }, "all"),
        h("td", {}, attended),
        numeric.map((name) => h("td", { class: "alsnb-number" }, sum(name)))
      )
    ) : null
  ];
}
function drawEntry(screen, makeSlot, first) {
  let now = first;
  const kind = h("span", { class: "alsnb-mark" });
  const facts = h("span", { class: "alsnb-quiet" });
  const title = h("h4", { class: "alsnb-said" });
  const text = h("p", { class: "alsnb-said" });
  const slot = makeSlot((name) => {
    change.setAttribute("aria-expanded", String(Boolean(name)));
    change.textContent = name ? "Close" : "Open";
    text.hidden = Boolean(name) || !now.text;
  });
  const change = button("Open", () => slot.show(slot.name ? null : now.change, { focus: true }), {
    class: "alsnb-link"
  });
  const back = button("Delete", () => screen.tell("take_back", { entry: now.entry, slot: `back:${now.entry}` }), {
    class: "alsnb-link"
  });
  const tools = h("div", { class: "alsnb-row", role: "group" }, change, back);
  const node = h(
    "li",
    { class: "alsnb-card" },
    h("div", { class: "alsnb-row" }, kind, facts),
    title,
    text,
    tools,
    slot.node
  );
  const update = (entry) => {
    now = entry;
    kind.textContent = entry.kind;
    const readers = entry.readers ? `readers: ${entry.readers}` : null;
    facts.textContent = [entry.cycle === null ? null : `cycle ${entry.cycle}`, moment(entry.at), readers].filter(Boolean).join(" · ");
    title.textContent = entry.title;
    title.hidden = !entry.title;
    text.textContent = entry.text;
    text.hidden = Boolean(slot.name) || !entry.text;
    tools.hidden = !entry.change;
    tools.setAttribute("aria-label", `${entry.kind}: ${entry.title || entry.text}`.slice(0, 100));
    if (entry.change) slot.showKept(entry.change);
  };
  return { node, update };
}

// src/student/promised.js
var STATUS = { done: "done", partly: "partly", not_done: "not done", changed: "changed", dropped: "dropped" };
function drawPromised(screen, makeSlot) {
  const drawOne = (action) => drawAction(screen, makeSlot, action);
  const opened = keyed("ul", { class: "alsnb-list" }, drawOne);
  const told = keyed("ul", { class: "alsnb-list" }, drawOne);
  const openTitle = h("h3", {});
  const toldTitle = h("h3", {});
  const none = h("p", { class: "alsnb-empty" });
  const add = makeSlot();
  const update = ({ open, reported, add: form, cycle }) => {
    openTitle.textContent = open.length ? `Open actions: ${open.length}` : "Open actions";
    none.hidden = open.length > 0;
    none.textContent = reported.length ? `You have reported on everything in cycle ${cycle}.` : "You have no actions yet. After a meeting, write down below what you will do, by when, and how you will know that it worked. At the next meeting you report how it went.";
    const held = (
      /** @type {HTMLElement | null} */
      document.activeElement?.closest("[data-action]") ?? null
    );
    opened.show(open, ({ entry }) => entry);
    toldTitle.textContent = `Reported in cycle ${cycle}`;
    toldTitle.hidden = reported.length === 0;
    told.show(reported, ({ entry, report }) => `${entry} ${report}`);
    add.show(form);
    const isSame = (each) => each.dataset.action === held.dataset.action;
    const now = held && !held.isConnected && [...told.list.children].find(isSame);
    if (now) land(now, "✓ Saved");
  };
  const adding = h("div", { class: "alsnb-part" }, add.node);
  return { nodes: [openTitle, none, opened.list, toldTitle, told.list, adding], update };
}
function drawAction(screen, makeSlot, first) {
  const what = h("h4", { class: "alsnb-said" });
  const due = h("span", {});
  const facts = quiet();
  const success = h("p", { class: "alsnb-said" });
  const learning = h("p", { class: "alsnb-said alsnb-quiet" });
  const mark = h("span", { class: "alsnb-mark" });
  let now = first;
  const slot = makeSlot((name) => {
    for (const { status, box } of buttons) {
      box.setAttribute("aria-expanded", String(name === now.form && status === chosen));
      box.setAttribute("aria-pressed", String(name === now.form && status === chosen));
    }
    change.setAttribute("aria-expanded", String(name !== null && name !== now.form));
    change.textContent = name === null ? changeWords() : "Close";
  });
  const changeWords = () => now.report ? "Change the report" : "Change the action";
  let chosen = null;
  function report(status) {
    chosen = status;
    screen.tell("report", { name: now.form, status, slot: `report:${now.form}` });
    slot.show(now.form, { focus: true });
    const box = slot.node.querySelector(`form input[type="radio"][value="${status}"]`);
    if (box && !box.checked) {
      box.checked = true;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    }
  }
  const buttons = Object.entries(STATUS).map(([status, words]) => ({
    status,
    box: button(words, () => report(status))
  }));
  const asking = h(
    "div",
    { class: "alsnb-row", role: "group" },
    h("span", {}, "How did it go?"),
    buttons.map(({ box }) => box)
  );
  const change = button("", () => slot.show(slot.name ? null : now.report ? now.form : now.change, { focus: true }), {
    class: "alsnb-link"
  });
  const back = button(
    "",
    () => screen.tell("take_back", { entry: now.report ?? now.entry, slot: `back:${now.entry}` }),
    { class: "alsnb-link" }
  );
  const node = h(
    "li",
    { class: "alsnb-card", "data-action": first.entry },
    what,
    facts,
    success,
    learning,
    asking,
    h("div", { class: "alsnb-row" }, mark, change, back),
    slot.node
  );
  const update = (action) => {
    now = action;
    what.textContent = action.what;
    asking.setAttribute("aria-label", `How did it go: ${action.what}`);
    asking.hidden = Boolean(action.report);
    due.textContent = action.due;
    due.classList.toggle("alsnb-late", action.overdue && !action.report);
    place(facts, due, ` · from cycle ${action.cycle}`, action.before ? ` · ${action.before}` : null);
    facts.hidden = Boolean(action.report);
    success.textContent = action.success ? `Success measure: ${action.success}` : "";
    success.hidden = !action.success || Boolean(action.report);
    learning.textContent = action.learning ?? "";
    learning.hidden = !action.learning;
    mark.hidden = !action.report;
    mark.textContent = `${action.status}${action.stays_open ? ", stays open for the next cycle" : ""}`;
    back.textContent = action.report ? "Undo report" : "Delete action";
    if (!slot.name) change.textContent = changeWords();
    for (const name of [action.form, action.change]) slot.showKept(name);
  };
  return { node, update };
}

// src/student/reflect.js
function drawReflect(screen, makeSlot) {
  const FREE = "free";
  const ways = h("div", { class: "alsnb-row alsnb-gap", role: "group", "aria-label": "Way of reflecting" });
  const about = h("p", { class: "alsnb-quiet alsnb-gap" });
  const source = h("p", { class: "alsnb-help alsnb-gap" });
  const group = h("select", { id: freshId(), onchange: () => go({ set: at.set, group: group.value, step: null }) });
  const now = button("", () => go({ set: at.set, group: view.group, step: null }, { focus: true }), {
    class: "alsnb-link"
  });
  const where = h("div", { class: "alsnb-row alsnb-gap" }, labelled("I write about", group), now);
  const steps = h("ol", { class: "alsnb-steps", "aria-label": "Steps" });
  const slot = makeSlot();
  const next = button("", () => onwards(), { class: "alsnb-primary" });
  const said = h("p", { role: "status", class: "alsnb-quiet" });
  const after = h("div", { class: "alsnb-row alsnb-next" }, next, said);
  let view = null;
  let at = null;
  const find = (list, key) => list.find((each) => each.key === key);
  const groupNow = () => {
    const set = find(view.sets, at.set);
    return set && (find(set.groups, at.group) ?? set.groups[0]);
  };
  const stepsOf = (set) => set.groups.flatMap((each) => each.steps.map((step) => ({ set: set.key, group: each.key, step })));
  function begin() {
    const kept = view.sets.flatMap(stepsOf).find(({ step }) => isKept(screen, step.form));
    if (kept) return { set: kept.set, group: kept.group, step: kept.step.form };
    if (isKept(screen, view.free)) return { set: FREE };
    const last = screen.recall("reflect", null);
    if (last?.set === FREE) return last;
    const past = last?.now !== view.group && last?.group === last?.now;
    if (last && !past && last.cycle === view.cycle && view.sets.flatMap(stepsOf).some(({ step }) => step.form === last.step))
      return last;
    return { set: last && find(view.sets, last.set) ? last.set : view.sets[0].key, group: view.group, step: null };
  }
  function go(to, { focus = false } = {}) {
    at = to;
    if (at.set !== FREE) {
      const now2 = groupNow();
      at.group = now2.key;
      if (!now2.steps.some((each) => each.form === at.step))
        at.step = (now2.steps.find((each) => !each.done) ?? now2.steps[0]).form;
    }
    screen.remember("reflect", { ...at, cycle: view.cycle, now: view.group });
    show();
    slot.show(at.set === FREE ? view.free : at.step, { focus });
  }
  function onwards() {
    const now2 = groupNow();
    const here = now2.steps.findIndex((each) => each.form === at.step);
    const open = [...now2.steps.slice(here + 1), ...now2.steps.slice(0, here)].find((each) => !each.done);
    if (open) return go({ ...at, step: open.form }, { focus: true });
    go({ set: at.set, group: view.group, step: null }, { focus: true });
  }
  function show() {
    const choices = [...view.sets, { key: FREE, title: "Write freely" }];
    place(
      ways,
      choices.map(({ key, title }) => {
        const each = ways.querySelector(`[data-set="${key}"]`) ?? button(title, () => go({ set: key, group: view.group, step: null }), { "data-set": key });
        each.setAttribute("aria-pressed", String(at.set === key));
        return each;
      })
    );
    const set = find(view.sets, at.set);
    about.textContent = set ? set.about : "No question: write what you want to keep. " + (view.freely ? `You have written freely ${view.freely === 1 ? "once" : `${view.freely} times`} in this cycle.` : "");
    source.textContent = set?.source ?? "";
    source.hidden = !set?.source;
    where.hidden = !set || set.groups.length < 2;
    steps.hidden = !set;
    after.hidden = !set;
    if (!set) return;
    const here = groupNow();
    place(
      group,
      set.groups.map(
        ({ key, title }) => h("option", { value: key }, key === view.group && set.groups.length > 1 ? `${title} (now)` : title)
      )
    );
    group.value = here.key;
    const current = find(set.groups, view.group);
    now.hidden = !current || current === here;
    now.textContent = current ? `Where you are now: ${current.title}` : "";
    place(
      steps,
      here.steps.map((each, number) => {
        const item = steps.querySelector(`[data-step="${each.form}"]`) ?? h(
          "li",
          { "data-step": each.form },
          button("", () => go({ ...at, step: each.form }, { focus: true }))
        );
        item.firstElementChild.textContent = `${number + 1}. ${each.title}${each.done ? " ✓ written" : ""}`;
        item.firstElementChild.setAttribute("aria-current", each.form === at.step ? "step" : "false");
        return item;
      })
    );
    const asked = here.steps.find((each) => each.form === at.step);
    const left = here.steps.filter((each) => !each.done && each.form !== at.step).length;
    next.hidden = !left;
    next.textContent = asked?.done ? "Next question" : "Another question";
    next.classList.toggle("alsnb-primary", Boolean(asked?.done));
    said.textContent = asked?.done && !left ? "You have answered all of these in this cycle." : "";
  }
  const update = (now2) => {
    const moved = view?.cycle !== now2.cycle;
    view = now2;
    if (moved || !at) go(begin());
    else show();
  };
  return {
    nodes: [h("h3", {}, "How do you want to reflect?"), ways, about, source, where, steps, slot.node, after],
    update
  };
}

// src/student/who.js
function drawCodes(screen) {
  const titles = { member: "Your code", learning_set: "The code of your set", cohort: "The code of your course" };
  const node = h("div", { class: "alsnb-card", hidden: true });
  const rows = Object.entries(titles).map(([of, title]) => {
    const box = h("input", { type: "text", id: freshId(), autocomplete: "off" });
    const problem = h("p", { class: "alsnb-problem alsnb-doubt", role: "status" });
    const save = h("button", { type: "submit" }, "Change");
    const form = h(
      "form",
      { novalidate: true, "aria-label": title },
      h("div", { class: "alsnb-row" }, labelled(title, box), save),
      problem
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      screen.tell("rename", { of, to: box.value, slot: `rename:${of}` });
    });
    return { of, box, problem, save, form, code: null };
  });
  place(
    node,
    quiet("If you mistyped a code, change it here: it changes in everything you recorded."),
    rows.map((each) => each.form)
  );
  return {
    node,
    toggle(opener) {
      node.hidden = !node.hidden;
      opener.setAttribute("aria-expanded", String(!node.hidden));
      if (!node.hidden) rows[0].box.focus();
    },
    /**
     * @param {StudentWho} who
     * @param {StudentRenaming | null} asked
     */
    update(who, asked) {
      const codes = { member: who.member, learning_set: who.set, cohort: who.cohort };
      for (const each of rows) {
        if (each.code !== codes[each.of]) each.box.value = codes[each.of] ?? "";
        each.code = codes[each.of];
        each.form.hidden = !each.code;
        const doubts = asked?.of === each.of ? asked.doubts : "";
        each.problem.textContent = doubts;
        each.save.textContent = doubts && asked.to ? "Change it anyway" : "Change";
      }
    }
  };
}
function drawWho(screen, makeSlot, move) {
  const title = h("h2", { class: "alsnb-grow" });
  const facts = quiet();
  const problem = h("p", { class: "alsnb-problem" });
  const shared = h("p", { class: "alsnb-shared" });
  const cycle = h("select", { id: freshId(), onchange: () => choose() });
  let chosen = null;
  function choose() {
    chosen = cycle.value;
    move();
    screen.tell("cycle", { cycle: chosen, slot: "cycle" });
  }
  const slot = makeSlot((name) => {
    mine.setAttribute("aria-expanded", String(Boolean(name) && name === names.you));
    course.setAttribute("aria-expanded", String(Boolean(name) && name === names.course));
  });
  let names = {};
  const toggle = (which) => () => slot.show(slot.name === names[which] ? null : names[which], { focus: true });
  const link = { class: "alsnb-link" };
  const mine = button("About you", toggle("you"), link);
  const course = button("Your course", toggle("course"), link);
  const codes = drawCodes(screen);
  const renaming = button("Change a code", () => codes.toggle(renaming), { ...link, "aria-expanded": "false" });
  const other = button("Not you?", () => screen.tell("who", { member: null, slot: "who" }), link);
  const node = h(
    "header",
    { class: "alsnb-who" },
    h("div", { class: "alsnb-row" }, title, labelled("Cycle", cycle)),
    facts,
    problem,
    shared,
    h("div", { class: "alsnb-row" }, mine, course, renaming, other),
    slot.node,
    codes.node
  );
  const update = ({ who, renaming: asked }) => {
    names = who;
    codes.update(who, asked);
    renaming.hidden = Boolean(who.shared);
    title.textContent = `Reflective log of ${who.member}`;
    const format = who.format ? `format: ${who.format}` : "format not known";
    const where = [who.set ? `set ${who.set}` : "no set yet", who.module ?? `cohort ${who.cohort}`, format];
    facts.textContent = where.join(" · ");
    problem.textContent = who.problem ?? "";
    shared.textContent = who.shared ?? "";
    place(
      cycle,
      who.cycles.map(({ cycle: cycle2, words }) => h("option", { value: cycle2 }, words))
    );
    if (chosen === String(who.cycle)) chosen = null;
    cycle.value = chosen ?? who.cycle;
    other.hidden = who.fixed;
    for (const name of [who.you, who.course]) slot.showKept(name);
  };
  return { node, update, isThere: () => chosen === null };
}

// src/student/log.js
function drawLog(screen) {
  const makeSlot = formSlots(screen);
  const parts = {
    promised: drawPromised(screen, makeSlot),
    issue: drawIssue(screen, makeSlot),
    reflect: drawReflect(screen, makeSlot),
    journey: drawJourney(screen, makeSlot),
    hand_in: drawHandIn(screen)
  };
  const titles = {
    promised: "My actions",
    issue: "Prepare my issue",
    reflect: "Reflect",
    journey: "My journey",
    hand_in: "Hand in"
  };
  let moving = null;
  const still = (bars) => bars.forEach((each) => {
    each.inert = false;
  });
  const move = () => {
    clearTimeout(moving);
    panels.forEach((each) => {
      each.inert = true;
    });
    moving = setTimeout(() => still(panels), 5e3);
  };
  const header = drawWho(screen, makeSlot, move);
  const undo = drawUndo(screen);
  const bar = tabs(
    screen,
    "Parts of your log",
    Object.entries(parts).map(([name, { nodes }]) => ({
      name,
      title: titles[name],
      body: nodes,
      shown: () => screen.tell("tab", { tab: name, slot: "tab" })
    }))
  );
  const panels = bar.nodes.slice(1);
  const update = (view) => {
    header.update(view);
    if (header.isThere()) still(panels);
    undo.update(view.undo);
    const { open } = view.promised;
    bar.rename("promised", open.length ? `${titles.promised} (${open.length})` : titles.promised);
    parts.promised.update(view.promised);
    parts.issue.update(view.issue);
    parts.reflect.update(view.reflect);
    parts.journey.update(view.journey);
    parts.hand_in.update(view.handing_in);
  };
  return { nodes: [header.node, bar.nodes[0], undo.node, ...panels], update };
}
function drawUndo(screen) {
  const words = h("span", { class: "alsnb-grow alsnb-said" });
  let now = null;
  const bring = button("Undo", () => screen.tell("bring_back", { entry: now.entry, slot: `back:${now.entry}` }));
  const inside = h("div", { class: "alsnb-card alsnb-row" }, words, bring);
  const node = h("div", { role: "status" });
  const update = (undo) => {
    const isNew = undo && undo.entry !== now?.entry;
    now = undo;
    words.textContent = undo ? `Deleted: ${undo.words}` : "";
    place(node, undo ? inside : null);
    if (isNew && screen.root.contains(document.activeElement) && !document.activeElement.closest("form")) land(inside);
  };
  return { node, update };
}

// src/student/index.js
var student_default = {
  /** @param {{ model: Model<StudentView>, el: HTMLElement }} shown */
  render: (shown2) => openScreen(shown2, (screen) => {
    const body = h("div", {});
    screen.root.classList.add("alsnb-student");
    screen.root.append(body);
    let step = null;
    let tag = null;
    let update = null;
    return (view) => {
      const of = view.step === "ready" ? view.tag : void 0;
      if (view.step !== step || of !== tag) {
        for (const name of ["setup/cohort", "setup/member"]) if (view.step === "ready") screen.closeForm(name);
        [step, tag] = [view.step, of];
        const draw = { course: drawCourse, you: drawYou, ready: drawLog }[step];
        const drawn = draw(screen);
        update = drawn.update;
        place(body, drawn.nodes);
      }
      update(view);
    };
  })
};
export {
  student_default as default
};
