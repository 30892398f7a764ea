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

// src/coding/words.js
var LEVEL_WORDS = [
  ["habitual_action", "h", "Habitual action", "describes what was done or said, without thinking about it"],
  ["understanding", "u", "Understanding", "grasps an idea, without relating it to the writer's own experience"],
  ["reflection", "r", "Reflection", "relates it to the writer's own experience, and finds what it means there"],
  [
    "critical_reflection",
    "c",
    "Critical reflection",
    "sees that the writer's own beliefs or ways of seeing have changed"
  ]
];
var THEME_KEYS = [..."123456789abdefgijklmoqtvwxy"];
var KEYS = [
  ["1 … 9, a, b, d …", "choose a theme, or clear it; with a passage selected: mark it with the theme"],
  ["→ ←", "in the text: select the next or previous word; with Shift: extend the selection"],
  ["↓ ↑", "in the text: select the next or previous sentence; with Shift: extend the selection"],
  ["Esc", "clear the selection"],
  ["h u r c", "depth: habitual action, understanding, reflection, critical reflection"],
  ["Ctrl + Enter", "save, and go to the next"],
  ["n, p", "next, previous, leaving this one as it is"],
  ["s", "skip: it comes back at the end"],
  ["z", "undo the last reflection saved"],
  ["/", "find a theme"],
  ["?", "show these keys"]
];
var SCOPE_WORDS = {
  left: "remaining",
  sample: "left in the double-coding sample",
  again: "to code again",
  all: "all, including those done"
};

// src/coding/agreement.js
function agreementPanel(openReflection) {
  const waiting = h("p", { class: "alsnb-status", role: "status" }, "working it out …");
  const told = h("div", {});
  const heading = h("h3", {}, "To discuss");
  const settled = h("p", { class: "alsnb-quiet" });
  const list = keyed("ul", { class: "alsnb-list" }, drawDisagreement);
  const talk = h("div", { hidden: true }, heading, settled, list.list);
  const node = h("div", {}, waiting, told, talk);
  const two = (number) => number.toFixed(2).replace("-", "−");
  const levelName = (value) => LEVEL_WORDS.find(([name]) => name === value)?.[2].toLowerCase() ?? value;
  function estimate(row, name, fewest) {
    if (row.reflections < fewest)
      return h("span", { class: "alsnb-quiet" }, `too few: ${row.reflections} of ${fewest}`);
    if (row[name] === null) return h("span", { class: "alsnb-quiet" }, "all judged the same: not defined");
    const range = row[`${name}_low`] === null ? "" : ` (${two(row[`${name}_low`])} to ${two(row[`${name}_high`])})`;
    return `${two(row[name])}${range}`;
  }
  const share = (row) => row.agreeing_share_of_pairs === null ? "–" : `${Math.round(100 * row.agreeing_share_of_pairs)} %`;
  const verdict = ({ alpha, alpha_low: low }) => alpha === null ? "" : low === 1 ? "no difference yet" : low >= 0.8 ? "reliable" : low >= 0.667 ? "tentative" : alpha >= 0.667 ? "not sure yet" : "low";
  const table = (caption, heads, rows) => h(
    "div",
    { class: "alsnb-scroll", tabindex: "0", role: "group", "aria-label": caption },
    h(
      "table",
      { class: "alsnb-table" },
      h("caption", {}, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          heads.map((each) => h("th", { scope: "col" }, each))
        )
      ),
      h(
        "tbody",
        {},
        rows.map(
          ([first, ...rest]) => h(
            "tr",
            {},
            h("th", { scope: "row" }, first),
            rest.map((each) => h("td", {}, each))
          )
        )
      )
    )
  );
  function drawDisagreement() {
    let now = null;
    const what = h("h4", {});
    const where = h("p", { class: "alsnb-quiet" });
    const text = h("p", { class: "alsnb-said" });
    const said = h("ul", {});
    const change = button("Open it", () => openReflection(now.entry));
    const node2 = h(
      "li",
      { class: "alsnb-card" },
      h("div", { class: "alsnb-row" }, h("div", { class: "alsnb-grow" }, what, where), change),
      h("details", {}, h("summary", {}, "The reflection"), text),
      said
    );
    return {
      node: node2,
      /** @param {CodingDisagreement} item */
      update(item) {
        now = item;
        place(what, item.theme ?? "Depth of reflection");
        place(where, [item.set && `Set ${item.set}`, `cycle ${item.cycle}`, item.prompt].filter(Boolean).join(" · "));
        place(text, item.text);
        change.setAttribute("aria-label", `Open the reflection about which you disagree on ${item.theme ?? "depth"}`);
        const word = (value) => item.theme === null ? levelName(value) : value ? "present" : "not present";
        place(
          said,
          item.said.map(
            (each) => h(
              "li",
              {},
              h("b", {}, each.mine ? "You" : each.coder),
              `: ${word(each.value)}`,
              each.first !== null ? ` (at first: ${word(each.first)})` : "",
              each.passages.map((passage) => [" ", h("q", {}, passage)])
            )
          )
        );
      }
    };
  }
  return {
    node,
    /** @param {CodingReady} view */
    update(view) {
      const now = view.agreement;
      if (!now) return;
      waiting.hidden = true;
      const reflexive = now.reflexive.length && h(
        "p",
        { class: "alsnb-empty" },
        `${now.all_reflexive ? "No agreement is shown" : `Set ${now.reflexive.join(", ")} does not count here`}: `,
        "it is coded reflexively, where a theme is one reader's considered interpretation, so that two readers agreeing would not make it truer."
      );
      if (now.all_reflexive) {
        talk.hidden = true;
        return place(told, reflexive);
      }
      const both = now.themes.find((each) => each.theme === null);
      if (!both) {
        talk.hidden = true;
        return place(
          told,
          reflexive || null,
          h(
            "div",
            { class: "alsnb-empty" },
            h("p", {}, "No reflection is done by you and another coder yet."),
            h(
              "p",
              {},
              `About ${Math.round(100 * view.share)} % of the reflections, the same for every coder, are the double-coding sample: `,
              "choose Show: left in the double-coding sample under Code, and ask a second coder to do the same with this log. ",
              "Until you are done with a reflection, nothing that others judged in it is shown to you, nor counted here."
            )
          )
        );
      }
      const rows = [both, ...now.themes.filter((each) => each !== both)];
      const pairs = now.pairs.filter((each) => each.theme === null);
      place(
        told,
        reflexive || null,
        h(
          "p",
          {},
          `${plural(both.reflections, "reflection")} done by you and ${now.coders.join(", ")}. What counts is what each judged before seeing the other's.`
        ),
        table(
          "Whether a theme is there",
          ["Theme", "reflections", "same", "Krippendorff's alpha (95 % interval)", ""],
          rows.map((row) => [
            row.theme ?? "all themes",
            row.reflections,
            share(row),
            estimate(row, "alpha", now.fewest),
            verdict(row)
          ])
        ),
        h(
          "p",
          { class: "alsnb-help" },
          "1 is full agreement, 0 what chance would give. Krippendorff relies on 0.80 and more, draws tentative conclusions from 0.67, and none below. Here the whole interval has to be above; “not sure yet” is where only part of it is: code more of the sample. Rare themes take longest."
        ),
        pairs.length ? table(
          "Coder by coder",
          ["Coders", "reflections", "same", "Cohen's kappa (95 % interval)"],
          pairs.map((row) => [
            `${row.coder} and ${row.other_coder}`,
            row.reflections,
            share(row),
            estimate(row, "kappa", now.fewest)
          ])
        ) : null,
        now.levels.length ? table(
          "Depth of reflection (Kember)",
          ["Coders", "reflections", "same", "Krippendorff's alpha, ordinal (95 % interval)", ""],
          now.levels.map((row) => [
            row.coders,
            row.reflections,
            share(row),
            estimate(row, "alpha", now.fewest),
            verdict(row)
          ])
        ) : null
      );
      const { open, count, settled: done } = now.disagreements;
      talk.hidden = false;
      place(
        settled,
        count ? `${plural(count, "judgement")} differ${count === 1 ? "s" : ""}${count > open.length ? `; the first ${open.length} are shown` : ""}. ` : "You agree on all that both of you judged. ",
        done ? `${plural(done, "other")} ${done === 1 ? "was" : "were"} settled. ` : "",
        "Discuss these, then open and change what you now judge differently. The figures above and the history stay as they were."
      );
      list.show(open, (each) => `${each.entry} ${each.theme}`);
    }
  };
}

// src/coding/drawing.js
var MANY_THEMES = 10;
var showKeys = (keys) => keys.split(/(?<=\S), |(?<=\S) (?=\S)/).map((key) => h("kbd", {}, key));
function chooser(label, words, choose) {
  const id = freshId();
  const options = Object.entries(words).map(([value, text]) => h("option", { value }, text));
  const box = h("select", { id, onchange: () => choose(box.value) }, options);
  return { box, node: h("div", { class: "coding-choice" }, h("label", { for: id }, label), box) };
}
function ticked(label, change) {
  const id = freshId();
  const box = h("input", { type: "checkbox", id, onchange: () => change(box.checked) });
  return { box, node: h("label", { for: id, class: "coding-tick" }, box, label) };
}
function themeFinder(show) {
  const box = h("input", {
    type: "text",
    "aria-label": "Find a theme",
    placeholder: "find a theme",
    autocomplete: "off",
    oninput: () => show()
  });
  return {
    box,
    among(themes) {
      box.hidden = themes.length < MANY_THEMES;
      const wanted = box.hidden ? "" : box.value.trim().toLowerCase();
      return themes.filter(
        (each) => !wanted || `${each.theme} ${each.description ?? ""}`.toLowerCase().includes(wanted)
      );
    }
  };
}
function keptInput(screen, name, label, { long = false } = {}) {
  const id = freshId();
  const box = h(long ? "textarea" : "input", { id, autocomplete: "off", ...long ? { rows: 2 } : { type: "text" } });
  box.value = screen.recall(name, "");
  box.addEventListener("input", () => {
    screen.remember(name, box.value);
    grow(box);
  });
  box.addEventListener("grow", () => grow(box));
  const clear = () => {
    screen.remember(name, "");
    box.value = "";
  };
  return { box, clear, node: h("div", { class: "alsnb-field" }, h("label", { for: id }, label), box) };
}

// src/coding/marks.js
var NAME = { class: "coding-name" };
function withNames(text, names) {
  let done = 0;
  const pieces = names.flatMap(([start, end]) => {
    const before = text.slice(done, start);
    done = end;
    return [before, h("mark", NAME, text.slice(start, end))];
  });
  return [...pieces, text.slice(done)].filter((piece) => piece !== "");
}
function withMarks(text, marks) {
  const edges = [.../* @__PURE__ */ new Set([0, text.length, ...marks.flatMap((each) => [each.start, each.end])])];
  edges.sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, place2) => {
    const end = edges[place2 + 1];
    const piece = text.slice(start, end);
    const here = marks.filter((each) => each.start <= start && each.end >= end);
    if (!here.length) return new Text(piece);
    const labels = marks.filter((each) => each.end === end && each.label).map((each) => each.label);
    const attributes = labels.length ? { class: "coding-labelled", "data-label": labels.join(", ") } : {};
    return here.reduceRight(
      (inner, each) => h("mark", { class: each.class }, inner),
      h("span", attributes, piece)
    );
  });
}

// src/coding/spans.js
function trimmed(text, start, end) {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(text[from])) from++;
  while (to > from && /\s/.test(text[to - 1])) to--;
  return from < to ? { start: from, end: to } : null;
}
var wordsOf = (text) => [...text.matchAll(/\S+/g)].map((each) => ({ start: each.index, end: each.index + each[0].length }));
function sentencesOf(text) {
  const parts = "Segmenter" in Intl ? [...new Intl.Segmenter(void 0, { granularity: "sentence" }).segment(text)] : [];
  const spans = parts.flatMap(({ index, segment }) => trimmed(text, index, index + segment.length) ?? []);
  return spans.length ? spans : [{ start: 0, end: text.length }];
}
function offsetIn(node, container, place2) {
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(container, place2);
  return range.toString().length;
}
function placeIn(node, at) {
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let last = null;
  let left = at;
  while (walk.nextNode()) {
    last = /** @type {Text} */
    walk.currentNode;
    if (left <= last.length) return [last, left];
    left -= last.length;
  }
  return last ? [last, last.length] : [node, 0];
}
function spanOf(node, range) {
  const text = node.textContent ?? "";
  const { startContainer, startOffset, endContainer, endOffset } = range;
  const start = node.contains(startContainer) ? offsetIn(node, startContainer, startOffset) : 0;
  const end = node.contains(endContainer) ? offsetIn(node, endContainer, endOffset) : text.length;
  return trimmed(text, start, end);
}

// src/coding/passage.js
function passageText(changed) {
  const node = h("div", {
    class: "coding-text alsnb-said",
    tabindex: "0",
    dir: "auto",
    role: "group",
    "aria-label": "The reflection; select words with the arrow keys"
  });
  let text = "";
  let selected = null;
  let anchor = null;
  let head = null;
  let words = [];
  let sentences = [];
  function tell(now) {
    if (now?.start === selected?.start && now?.end === selected?.end) return;
    selected = now;
    changed(now && text.slice(now.start, now.end));
  }
  function select2({ start, end }) {
    const [from, to] = [placeIn(node, start), placeIn(node, end)];
    document.getSelection()?.setBaseAndExtent(...from, ...to);
    tell({ start, end });
  }
  function clear() {
    if (selected) document.getSelection()?.removeAllRanges();
    anchor = head = null;
    tell(null);
  }
  function move(units, forward, extend) {
    const now = head ?? selected;
    const first = forward ? units[0] : units.at(-1);
    const next = now ? forward ? units.find((each) => each.end > now.end) : units.findLast((each) => each.start < now.start) : first;
    if (!next) return;
    head = next;
    if (!extend || !anchor) anchor = extend && selected ? selected : next;
    select2({ start: Math.min(anchor.start, next.start), end: Math.max(anchor.end, next.end) });
  }
  node.addEventListener("keydown", (event) => {
    const { key } = event;
    const command = event.ctrlKey || event.metaKey;
    if (command && key === "a") {
      event.preventDefault();
      anchor = head = { start: 0, end: text.length };
      return select2(anchor);
    }
    if (command || event.altKey) return;
    const units = key === "ArrowRight" || key === "ArrowLeft" ? words : key === "ArrowDown" || key === "ArrowUp" ? sentences : null;
    if (!units) return;
    event.preventDefault();
    move(units, key === "ArrowRight" || key === "ArrowDown", event.shiftKey);
  });
  function fromMouse() {
    const chosen = document.getSelection();
    if (!chosen?.rangeCount || chosen.isCollapsed) {
      if (document.activeElement === node) tell(null);
      return;
    }
    const range = chosen.getRangeAt(0);
    if (!range.intersectsNode(node)) return;
    const now = spanOf(node, range);
    if (now && (now.start !== selected?.start || now.end !== selected?.end)) anchor = head = now;
    tell(now);
  }
  document.addEventListener("selectionchange", fromMouse);
  return {
    node,
    clear,
    /**
     * Show a text with its marks.
     * @param {string} now
     * @param {Mark[]} marks
     */
    show(now, marks) {
      if (now !== text) {
        text = now;
        anchor = head = null;
        words = wordsOf(text);
        sentences = sentencesOf(text);
        tell(null);
      }
      place(node, withMarks(text, marks));
      if (selected && document.activeElement === node) select2(selected);
    },
    get selected() {
      return selected;
    },
    close: () => document.removeEventListener("selectionchange", fromMouse)
  };
}

// src/coding/theme.js
function themeCard(theme, { choose, drop, write }) {
  const key = h("kbd", {});
  const pick = button([key, " ", h("span", {}, theme)], () => choose(theme), { "aria-pressed": "false" });
  const suggestion = h("span", { class: "alsnb-mark coding-suggested", hidden: true });
  const definition = h("p", { class: "alsnb-help coding-definition" });
  const passages = h("ul", { class: "alsnb-list" });
  const noteId = freshId();
  const named = h("p", { class: "alsnb-help coding-flag", id: `${noteId}-named`, role: "status" });
  const note = h("textarea", { id: noteId, rows: 1, "aria-describedby": named.id });
  note.addEventListener("input", () => {
    write(theme, note.value);
    grow(note);
  });
  note.addEventListener("grow", () => grow(note));
  const noting = h("div", {}, h("div", { class: "coding-note" }, h("label", { for: noteId }, "Note"), note), named);
  const node = h(
    "li",
    { class: "coding-theme" },
    h("div", { class: "alsnb-row" }, pick, suggestion),
    definition,
    passages,
    noting
  );
  function passage(said, line) {
    const quoted = h("q", { class: `coding-mark coding-line-${line}` }, withNames(said.text, said.names));
    const remove = button(
      "Remove",
      () => {
        drop(theme, said.text);
        pick.focus();
      },
      {
        "aria-label": `Remove the passage “${said.text.slice(0, 60)}” from ${theme}`
      }
    );
    return h("li", { class: "coding-passage" }, quoted, remove);
  }
  return {
    node,
    update({ said, quoted, letter, suggested, line, description, depth, noteNames }) {
      key.textContent = letter ?? "";
      key.hidden = !letter;
      pick.setAttribute("aria-pressed", String(said.present));
      if (letter) pick.setAttribute("aria-keyshortcuts", letter);
      else pick.removeAttribute("aria-keyshortcuts");
      node.className = `coding-theme coding-depth-${Math.min(depth, 3)} coding-line-${line}${said.present ? " coding-present" : ""}`;
      suggestion.hidden = !suggested;
      suggestion.textContent = suggested ? `suggested: ${suggested.words}` : "";
      definition.textContent = description ?? "";
      noting.hidden = !said.present;
      if (document.activeElement !== note && note.value !== said.note) note.value = said.note ?? "";
      requestAnimationFrame(() => grow(note));
      place(named, noteNames ? "This note names somebody on the roster: better to leave the name out." : null);
      place(
        passages,
        quoted.map((each) => passage(each, line))
      );
    }
  };
}

// src/coding/working.js
var Working = class {
  /** @type {Map<string, Work>} */
  #kept = /* @__PURE__ */ new Map();
  /** What waits to be sent, by the reflection. @type {Map<string, { timer: ReturnType<typeof setTimeout>, coder: string }>} */
  #waiting = /* @__PURE__ */ new Map();
  /**
   * @param {Pick<Screen, "outbox" | "tell" | "whenLeaving">} screen
   * @param {(entry: string) => Known} known what the kernel knows of a reflection
   * @param {() => string} coder
   */
  constructor(screen, known, coder) {
    this.screen = screen;
    this.known = known;
    this.coder = coder;
    screen.whenLeaving(() => this.#sendAll());
  }
  /**
   * What is chosen in a reflection: here, on its way to the kernel, kept there, or recorded.
   * @param {string} entry
   */
  of(entry) {
    const kept = this.#kept.get(entry);
    if (kept) return kept;
    const { working, mine, level } = this.known(entry);
    const unsent = this.screen.outbox.waiting.findLast(
      (each) => each.kind === "working" && each.entry === entry && each.coder === this.coder()
    );
    const from = unsent?.work ?? working ?? { themes: mine, level };
    const work = structuredClone({ themes: from.themes ?? {}, level: from.level ?? null });
    this.#kept.set(entry, work);
    return work;
  }
  /**
   * @param {string} entry
   * @param {string} theme
   */
  judgement(entry, theme) {
    const { themes } = this.of(entry);
    themes[theme] ??= { present: false, passages: [], note: "" };
    return themes[theme];
  }
  /**
   * Have the kernel keep what is chosen, a moment after the last choice.
   * @param {string} entry
   */
  keepSoon(entry) {
    clearTimeout(this.#waiting.get(entry)?.timer);
    const timer = setTimeout(() => this.#send(entry), KEPT_AFTER);
    this.#waiting.set(entry, { timer, coder: this.coder() });
  }
  /**
   * Nothing more is to be kept: it is recorded.
   * @param {string} entry
   */
  drop(entry) {
    clearTimeout(this.#waiting.get(entry)?.timer);
    this.#waiting.delete(entry);
    this.screen.outbox.clear(`working:${entry}`);
  }
  /**
   * From here on, it is as the kernel says.
   * @param {string} entry
   */
  forget(entry) {
    this.#kept.delete(entry);
  }
  /** Another coder goes on. */
  forgetAll() {
    this.#sendAll();
    this.#kept.clear();
  }
  /** @param {string} entry */
  #send(entry) {
    const [waiting, work] = [this.#waiting.get(entry), this.#kept.get(entry)];
    clearTimeout(waiting?.timer);
    this.#waiting.delete(entry);
    if (waiting && work) this.screen.tell("working", { entry, coder: waiting.coder, work, slot: `working:${entry}` });
  }
  #sendAll() {
    for (const entry of [...this.#waiting.keys()]) this.#send(entry);
  }
};

// src/coding/code.js
function codePanel(screen, openTab) {
  const starts = /* @__PURE__ */ new Map();
  const finished = /* @__PURE__ */ new Set();
  let view = { themes: [], items: {}, ahead: [], progress: {} };
  let at = null;
  let lastMove = null;
  let undoing = false;
  let drawn = null;
  let asked = null;
  const progress = h("p", { class: "coding-progress", role: "status" });
  const scope = chooser("Show", SCOPE_WORDS, (value) => move("show", { scope: value }));
  const order = chooser(
    "in order",
    { shuffled: "random order", by_set: "by set and cycle" },
    (value) => move("show", { order: value })
  );
  const members = ticked("show members' codes", (on) => screen.tell("show", { members: on, slot: "members" }));
  const empty = h("div", { class: "alsnb-empty", hidden: true });
  const about = h("p", { class: "alsnb-quiet coding-about" });
  const prompt = h("p", { class: "coding-prompt" });
  const text = passageText(showSelected);
  const chosen = h("p", { class: "alsnb-help coding-selected", role: "status" });
  const naming = h("p", { class: "alsnb-help coding-flag" });
  const formerly = h("div", { class: "alsnb-help" });
  const finder = themeFinder(() => showThemes());
  const find = finder.box;
  const list = keyed(
    "ul",
    { class: "alsnb-list coding-themes" },
    ({ theme }) => themeCard(theme, {
      choose,
      drop(theme2, passage) {
        const { passages } = working.judgement(at, theme2);
        passages.splice(passages.indexOf(passage), 1);
        change(at);
      },
      write(theme2, note) {
        working.judgement(at, theme2).note = note;
        working.keepSoon(at);
      }
    })
  );
  const suggesting = ticked("suggest themes", (on) => {
    screen.remember(item()?.sample ? "suggest-sample" : "suggest", on);
    showThemes();
  });
  const whyNot = h("p", { class: "alsnb-help" });
  const levels = LEVEL_WORDS.map(([value, key, name, words]) => ({
    value,
    node: button([h("kbd", {}, key), ` ${name}`], () => setLevel(value), {
      "aria-pressed": "false",
      title: words,
      "aria-keyshortcuts": key
    }),
    words
  }));
  const done = button([`Save and next `, h("kbd", {}, "Ctrl+Enter")], () => finish(), {
    class: "alsnb-primary",
    "aria-keyshortcuts": "Control+Enter"
  });
  const undo = button([h("kbd", {}, "z"), " Undo"], undoLast, { "aria-keyshortcuts": "z" });
  const recorded = h("p", { class: "alsnb-help" });
  const none = button([h("kbd", {}, "y"), " Yes, none"], () => finish({ sure: true }), {
    class: "alsnb-primary",
    "aria-keyshortcuts": "y"
  });
  const asking = h(
    "div",
    { class: "alsnb-row coding-asking", role: "group", "aria-label": "No theme fits this one?", hidden: true },
    h("b", {}, "No theme fits this one?"),
    none,
    button([h("kbd", {}, "n"), " No, look again"], lookAgain, { "aria-keyshortcuts": "n" })
  );
  const keys = h(
    "details",
    { class: "coding-keys" },
    h("summary", {}, "Keys (?)"),
    h(
      "dl",
      {},
      KEYS.map(([key, what]) => [h("dt", {}, showKeys(key)), h("dd", {}, what)])
    )
  );
  const desk = h(
    "div",
    { class: "coding-desk" },
    h(
      "div",
      { class: "coding-left" },
      about,
      prompt,
      text.node,
      naming,
      chosen,
      formerly,
      h(
        "div",
        { role: "group", "aria-label": "Depth of reflection", class: "coding-levels" },
        h(
          "h4",
          {},
          "Depth of reflection",
          h("span", { class: "alsnb-required" }, " (Kember's levels; may be left open)")
        ),
        levels.map(
          (each) => h("div", { class: "coding-level" }, each.node, h("span", { class: "alsnb-help" }, each.words))
        )
      )
    ),
    h(
      "div",
      { class: "coding-right" },
      h("div", { class: "alsnb-row" }, h("h4", { class: "alsnb-grow" }, "Themes in it"), suggesting.node),
      whyNot,
      find,
      list.list
    )
  );
  const actions = h(
    "div",
    { class: "coding-actions" },
    h(
      "div",
      { class: "alsnb-actions" },
      done,
      button([h("kbd", {}, "s"), " Skip"], skip, { "aria-keyshortcuts": "s" }),
      button([h("kbd", {}, "p"), " Previous"], back, { "aria-keyshortcuts": "p" }),
      button([h("kbd", {}, "n"), " Next"], next, { "aria-keyshortcuts": "n" }),
      undo
    ),
    asking,
    recorded
  );
  const whole = h("div", {}, desk, actions, keys);
  const node = h(
    "div",
    { tabindex: "-1", class: "coding-panel" },
    h("div", { class: "alsnb-row coding-bar" }, progress, scope.node, order.node, members.node),
    empty,
    whole
  );
  const item = () => view.items?.[at];
  const settled = () => lastMove === null || view.moved === lastMove;
  const coder = () => view.coder;
  const working = new Working(screen, (entry) => view.items[entry], coder);
  function change(entry) {
    asked = null;
    working.keepSoon(entry);
    show();
  }
  function choose(theme) {
    const its = item();
    if (!its) return;
    const said = working.judgement(at, theme);
    const span = text.selected;
    if (span) {
      for (const match of its.text.slice(span.start, span.end).matchAll(/[^\n]*\S[^\n]*/g)) {
        const passage = match[0].trim();
        if (!said.passages.includes(passage)) said.passages.push(passage);
        starts.set(`${at} ${passage}`, its.text.indexOf(passage, span.start + match.index));
      }
      said.present = true;
      text.clear();
    } else {
      said.present = !said.present;
    }
    change(at);
  }
  function setLevel(level) {
    if (!item()) return;
    const now = working.of(at);
    now.level = now.level === level ? null : level;
    change(at);
  }
  function move(kind, values) {
    lastMove = screen.tell(kind, { coder: coder(), ...values }).id;
  }
  const following = () => view.ahead.find((entry) => entry !== at && !finished.has(entry) && view.items[entry]) ?? null;
  function goTo(entry) {
    at = entry;
    asked = null;
    text.clear();
    show();
  }
  function finish({ sure = false } = {}) {
    if (!item()) return;
    const entry = at;
    const said = working.of(entry);
    if (!sure && !view.themes.some(({ theme }) => said.themes[theme]?.present)) {
      asked = entry;
      show();
      return none.focus();
    }
    working.drop(entry);
    finished.add(entry);
    const to = following();
    move("done", {
      entry,
      themes: said.themes,
      level: said.level,
      looked_at: view.themes.map((each) => each.theme),
      next: to
    });
    goTo(to);
  }
  function lookAgain() {
    asked = null;
    show();
  }
  function skip() {
    if (!item()) return;
    finished.add(at);
    const [entry, to] = [at, following()];
    move("go", { skip: entry, to });
    goTo(to);
  }
  function next() {
    const to = following();
    move("go", { to });
    if (to) goTo(to);
  }
  function back() {
    const to = settled() ? view.before : null;
    if (settled() && !to) return;
    move("go", { back: true, to });
    if (to) goTo(to);
  }
  function undoLast() {
    undoing = !settled();
    if (undoing) return;
    if (!view.last) return;
    working.forget(view.last.entry);
    move("undo", { entry: view.last.entry, at_done: view.last.at });
  }
  function showSelected(passage) {
    const short = passage && passage.length > 120 ? `${passage.slice(0, 80)} … ${passage.slice(-30)}` : passage;
    place(
      chosen,
      passage ? `Selected: “${short}”. Choose a theme to mark it.` : "Select a passage with the mouse or the arrow keys, then choose its theme; or choose a theme for the whole reflection."
    );
  }
  const suggestionsOn = () => screen.recall(item()?.sample ? "suggest-sample" : "suggest", false);
  function quotedIn(its, theme) {
    const said = working.of(at).themes[theme];
    return (said?.present ? said.passages : []).map((passage) => {
      const start = starts.get(`${at} ${passage}`) ?? its.text.indexOf(passage);
      const inside = its.names.filter(([from, to]) => from >= start && to <= start + passage.length);
      return { text: passage, start, names: start < 0 ? [] : inside.map(([from, to]) => [from - start, to - start]) };
    });
  }
  const visibleThemes = () => finder.among(view.themes);
  function showThemes() {
    const its = item();
    if (!its) return;
    const on = suggestionsOn();
    suggesting.box.checked = on;
    const off = its.sample ? "In the double-coding sample, leave suggestions off: shown to both coders, they would make them agree more than they do." : "Judge for yourself first: a suggestion seen before may steer you.";
    const none2 = its.state !== "done" && !its.suggested.length ? "No suggestions." : "";
    whyNot.textContent = on ? none2 : off;
    list.list.classList.toggle("coding-many", view.themes.length >= MANY_THEMES);
    const lines = new Map(view.themes.map((each, place2) => [each.theme, place2 % 5]));
    const suggested = new Map(on ? its.suggested.map((each) => [each.theme, each]) : []);
    const named = new Set(its.named_notes);
    list.show(
      visibleThemes().map((each, place2) => ({
        ...each,
        said: working.judgement(at, each.theme),
        quoted: quotedIn(its, each.theme),
        noteNames: named.has(each.theme),
        letter: THEME_KEYS[place2],
        suggested: suggested.get(each.theme),
        line: lines.get(each.theme)
      })),
      (each) => each.theme
    );
    const marks = view.themes.flatMap(
      ({ theme }) => quotedIn(its, theme).map(({ start, text: text2 }) => ({
        start,
        end: start + text2.length,
        label: theme,
        class: `coding-mark coding-line-${lines.get(theme)}`
      }))
    );
    text.show(its.text, [
      ...marks.filter((each) => each.start >= 0),
      ...its.names.map(([start, end]) => ({ start, end, ...NAME }))
    ]);
    for (const each of levels) each.node.setAttribute("aria-pressed", String(working.of(at).level === each.value));
    const present = view.themes.map(({ theme }) => theme).filter((theme) => working.of(at).themes[theme]?.present);
    place(
      recorded,
      present.length ? `Chosen: ${present.join(", ")}. Saving records the ${plural(view.themes.length - present.length, "theme")} not chosen as not present, so that shares are of all reflections judged.` : "Nothing is chosen. Once you confirm, saving records that none of the themes is in this reflection."
    );
  }
  function show() {
    const { all, done: coded, sample, sample_left: left, again } = view.progress ?? {};
    place(
      progress,
      all === void 0 ? "" : `${coded} of ${all} done`,
      sample ? `, ${left} of ${sample} left in the double-coding sample` : "",
      again ? `, ${again} to code again` : ""
    );
    scope.box.value = view.scope;
    order.box.value = view.order;
    members.box.checked = view.members;
    undo.disabled = !view.last && settled();
    const its = item();
    const answered = asking.contains(document.activeElement);
    asking.hidden = asked === null || asked !== at;
    recorded.hidden = !asking.hidden;
    const nothing = !view.themes?.length || !all;
    whole.hidden = nothing || at === null && settled();
    desk.hidden = !its;
    empty.hidden = !whole.hidden;
    if (!empty.hidden) {
      place(empty, ...emptyWords());
    } else if (its) {
      const parts = [
        its.set && `Set ${its.set}`,
        `cycle ${its.cycle}`,
        its.member ? `member ${its.member}` : "a member"
      ];
      place(
        about,
        parts.filter(Boolean).join(" · "),
        its.sample ? [" ", h("span", { class: "alsnb-mark" }, "double-coding sample: code it on your own")] : "",
        its.state === "done" ? [" ", h("span", { class: "alsnb-mark" }, "done")] : "",
        its.state === "again" ? [" ", h("span", { class: "alsnb-mark" }, `to code again: ${its.missing.join(", ")}`)] : ""
      );
      place(prompt, its.prompt ?? "");
      place(
        naming,
        its.names.length ? "Names on the roster are framed: keep them out of notes and definitions. A passage that holds one is quoted with it." : null
      );
      place(
        formerly,
        its.formerly.map(
          (each) => h(
            "p",
            {},
            `You had found ${each.theme} here, which was split since`,
            each.passages.length ? [": ", each.passages.map((passage) => h("q", {}, passage))] : "."
          )
        )
      );
      if (drawn !== at) showSelected(null);
      drawn = at;
      showThemes();
    }
    if (answered && asking.hidden) (its ? text.node : node).focus();
  }
  function emptyWords() {
    if (!view.progress?.all) {
      return [
        h("p", {}, "There is nothing to code yet: this log holds no reflection that its writer shares with the tutor."),
        h(
          "p",
          {},
          "Gather what students handed in, in a terminal: ",
          h("code", {}, "alsnb gather FOLDER cohort.db"),
          ". Then:"
        ),
        button("Look again", () => screen.tell("show", { slot: "look" }))
      ];
    }
    if (!view.themes.length) {
      return [
        h("p", {}, "There is no codebook yet: the themes to look for. "),
        button("Make the codebook", () => openTab("codebook"))
      ];
    }
    const more = view.scope === "all" || !(view.progress.all - view.progress.done) ? null : button("Show the remaining ones", () => move("show", { scope: "left" }));
    const words = {
      left: `All ${plural(view.progress.all, "reflection")} are done. Themes come out under Agreement, and in the learning_themes notebook.`,
      sample: "The double-coding sample is done. See Agreement for how far it goes with what others judged.",
      again: "Nothing needs to be coded again.",
      all: "There are no more."
    };
    return [h("p", {}, words[view.scope]), more, view.last ? button("Undo", undoLast) : null].filter(Boolean);
  }
  node.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      return finish();
    }
    const at2 = (
      /** @type {HTMLElement} */
      event.target
    );
    const typing = ["TEXTAREA", "SELECT"].includes(at2.tagName) || at2 === find;
    const answer = !asking.hidden && !typing && !event.ctrlKey && !event.metaKey && { y: () => finish({ sure: true }), n: lookAgain, Escape: lookAgain }[event.key];
    if (answer) {
      event.preventDefault();
      return answer();
    }
    if (event.target === find && ["Enter", "Escape"].includes(event.key)) {
      event.preventDefault();
      if (event.key === "Enter" && visibleThemes().length) choose(visibleThemes()[0].theme);
      find.value = "";
      text.node.focus();
      return showThemes();
    }
    if (typing && event.key === "Escape") return text.node.focus();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || whole.hidden) return;
    const level = levels.find((_, place2) => LEVEL_WORDS[place2][1] === event.key);
    const theme = visibleThemes()[THEME_KEYS.indexOf(event.key)];
    const command = { n: next, p: back, s: skip, z: undoLast, Escape: () => text.clear() }[event.key];
    if (event.key === "/" && !find.hidden) find.focus();
    else if (event.key === "?") keys.open = !keys.open;
    else if (level) setLevel(level.value);
    else if (theme && THEME_KEYS.includes(event.key)) choose(theme.theme);
    else if (command) command();
    else return;
    event.preventDefault();
  });
  return {
    node,
    goTo(entry) {
      move("go", { to: entry });
      if (view.items[entry]) goTo(entry);
    },
    /** @param {CodingReady} now */
    update(now) {
      const before = view;
      view = now;
      if (before.coder !== now.coder || before.cohort !== now.cohort) working.forgetAll();
      if (settled()) {
        if (at !== now.at) text.clear();
        at = now.at;
        for (const entry of finished) if (entry !== at || now.items[entry]?.state === "done") working.forget(entry);
        finished.clear();
      }
      show();
      if (undoing && settled()) undoLast();
    }
  };
}

// src/coding/codebook.js
function bookPanel(screen) {
  let view = null;
  const adding = h("div", {});
  const add = button("Add a theme", () => openNew(), { class: "alsnb-primary" });
  const starter = button(
    "Start from alsnb's themes",
    () => screen.tell("starter", { cohort: view.cohort, slot: "starter" })
  );
  const empty = h(
    "div",
    { class: "alsnb-empty", hidden: true },
    h(
      "p",
      {},
      "The codebook is empty. Add the first theme, or start from eight themes that come up in many sets (listening, delegation, difficult conversations, workload …) and change them."
    ),
    starter
  );
  const finder = themeFinder(() => showThemes());
  const list = keyed("ul", { class: "alsnb-list" }, drawTheme);
  const gone = keyed("ul", { class: "alsnb-list" }, drawGone);
  const goneHeading = h("h3", {}, "No longer in the codebook");
  const node = h(
    "div",
    {},
    h("div", { class: "coding-add" }, add),
    adding,
    empty,
    h("div", { class: "alsnb-field" }, finder.box),
    list.list,
    goneHeading,
    gone.list
  );
  const begun = (form) => {
    const state = screen.model.get("forms")[form]?.state;
    return state?.restored_at || state?.drafted_at;
  };
  const tell = (kind, values) => screen.tell(kind, { cohort: view.cohort, coder: view.coder, ...values });
  function showThemes() {
    const { themes } = view.codebook;
    const others = themes.map((each) => each.theme);
    const depths = new Map(view.themes.map((each) => [each.theme, each.depth]));
    const shown2 = finder.among(themes).map((each) => ({ ...each, others, depth: Math.min(depths.get(each.theme) ?? 0, 3) }));
    list.show(shown2, (each) => each.entry);
  }
  function openNew() {
    const form = screen.form(`theme:new:${view.cohort}`);
    place(adding, h("div", { class: "alsnb-card" }, form));
    form.querySelector("input")?.focus();
  }
  function drawTheme({ entry }) {
    let theme = null;
    const name = h("h4", { class: "alsnb-grow" });
    const definition = h("p", { class: "alsnb-said" });
    const example = h("p", { class: "alsnb-said alsnb-quiet" });
    const named = h("p", { class: "coding-flag" });
    const counts = h("p", { class: "alsnb-quiet" });
    const past = drawHistory();
    const open = h("div", {});
    const show = (panel) => {
      const same = open.firstChild === panel();
      place(open, same ? null : panel());
      open.querySelectorAll("textarea").forEach((each) => {
        each.dispatchEvent(new Event("grow"));
      });
      open.querySelector("input, textarea, select")?.focus();
    };
    const panels = {};
    const once = (which, make) => () => {
      panels[which] ??= make();
      return panels[which];
    };
    const edit = once("edit", () => screen.form(`theme:${entry}`));
    const target = chooser("Merge into", {}, () => {
    });
    const merge = once(
      "merge",
      () => h(
        "div",
        { class: "coding-change" },
        target.node,
        h(
          "p",
          { class: "alsnb-help" },
          "What was coded with this theme is coded with the other one then; this one leaves the codebook."
        ),
        button("Merge", () => {
          if (target.box.value) tell("merge", { theme: theme.theme, into: target.box.value });
          place(open);
        })
      )
    );
    const newName = keptInput(screen, `rename:${entry}`, "New name");
    const rename = once(
      "rename",
      () => h(
        "div",
        { class: "coding-change" },
        newName.node,
        button("Rename", () => {
          if (!newName.box.value.trim()) return newName.box.focus();
          tell("rename", { theme: theme.theme, name: newName.box.value });
          newName.clear();
          place(open);
        })
      )
    );
    const parts = [];
    const part = (place2) => ({
      name: keptInput(screen, `split:${entry}:${place2}:name`, `Theme ${place2 + 1}`),
      description: keptInput(screen, `split:${entry}:${place2}:definition`, "Definition", { long: true })
    });
    const many = () => Math.max(
      2,
      [2, 3, 4, 5].filter((place2) => screen.recall(`split:${entry}:${place2}:name`, "")).map((place2) => place2 + 1).at(-1) ?? 0
    );
    const drawPart = (each, place2) => h(
      "fieldset",
      { class: "coding-part" },
      h("legend", {}, `Part ${place2 + 1}`),
      each.name.node,
      each.description.node
    );
    const splitting = once("split", () => {
      const fields = h("div", {});
      const more = () => {
        parts.push(part(parts.length));
        fields.append(drawPart(parts.at(-1), parts.length - 1));
      };
      for (let count = many(); count; count--) more();
      return h(
        "div",
        { class: "coding-change" },
        fields,
        h(
          "p",
          { class: "alsnb-help" },
          "Reflections in which the theme was found are to be coded again; where it was not, none of its parts is."
        ),
        h(
          "div",
          { class: "alsnb-row" },
          button("Split", () => {
            const named2 = parts.filter((each) => each.name.box.value.trim());
            if (named2.length < 2) return parts.find((each) => !each.name.box.value.trim()).name.box.focus();
            tell("split", {
              theme: theme.theme,
              parts: named2.map((each) => ({ theme: each.name.box.value, description: each.description.box.value }))
            });
            parts.forEach((each) => {
              each.name.clear();
              each.description.clear();
            });
            place(open);
          }),
          button("One part more", more)
        )
      );
    });
    const buttons = {};
    const acts = {
      Edit: () => show(edit),
      Rename: () => show(rename),
      Merge: () => show(merge),
      Split: () => show(splitting),
      Remove: () => tell("remove", { theme: theme.theme })
    };
    for (const [verb, act] of Object.entries(acts)) buttons[verb] = button(verb, act);
    const node2 = h(
      "li",
      { class: "alsnb-card" },
      h("div", { class: "alsnb-row" }, name, Object.values(buttons)),
      definition,
      example,
      named,
      counts,
      open,
      past.node
    );
    if (begun(`theme:${entry}`)) place(open, edit());
    else if (newName.box.value) place(open, rename());
    else if ([0, 1, 2, 3, 4, 5].some(
      (place2) => screen.recall(`split:${entry}:${place2}:name`, "") || screen.recall(`split:${entry}:${place2}:definition`, "")
    ))
      place(open, splitting());
    return {
      node: node2,
      /** @param {CodingThemeHistory & { depth: number, others: string[] }} now */
      update(now) {
        theme = now;
        node2.style.marginInlineStart = `${1.5 * now.depth}rem`;
        place(name, now.theme);
        for (const [verb, each] of Object.entries(buttons)) each.setAttribute("aria-label", `${verb} ${now.theme}`);
        place(definition, now.description ?? h("span", { class: "alsnb-quiet" }, "no definition yet"));
        place(
          example,
          now.example ? ["Example: ", h("q", {}, now.example)] : null,
          now.parent ? ` Part of ${now.parent}.` : null
        );
        place(
          named,
          now.named.length ? `The ${now.named.join(" and the ")} of this theme names somebody on the roster: better to leave the name out.` : null
        );
        place(counts, tally(now.counts));
        past.update(now.history);
        const others = now.others.filter((each) => each !== now.theme);
        const chosen = target.box.value;
        if (target.box.options.length !== others.length || [...target.box.options].some((each, at) => each.value !== others[at])) {
          place(
            target.box,
            others.map((each) => h("option", { value: each }, each))
          );
          if (others.includes(chosen)) target.box.value = chosen;
        }
        buttons.Merge.disabled = !others.length;
      }
    };
  }
  function tally(counts) {
    if (!counts.length) return "There are no judgements that you can see yet.";
    return `Found in ${counts.map((each) => `${each.present} of ${plural(each.judged, "reflection")} ${each.mine ? "by you" : `by ${each.coder} (of those you judged too)`}`).join(", in ")}.`;
  }
  function drawHistory() {
    const items = h("ol", {});
    const node2 = h("details", { class: "alsnb-history" }, h("summary", {}, "History"), items);
    return {
      node: node2,
      update: (history) => place(
        items,
        history.map(
          ({ at, author, said }) => h("li", {}, h("b", {}, `${moment(at)}${author ? `, ${author}` : ""}`), h("p", {}, said))
        )
      )
    };
  }
  function drawGone() {
    let theme = null;
    const name = h("h4", { class: "alsnb-grow" });
    const what = h("p", { class: "alsnb-quiet" });
    const past = drawHistory();
    const restore = button("Bring back", () => tell("restore", { theme: theme.theme, at_change: theme.at }));
    const node2 = h("li", { class: "alsnb-card" }, h("div", { class: "alsnb-row" }, name, restore), what, past.node);
    return {
      node: node2,
      /** @param {CodingThemeHistory} now */
      update(now) {
        theme = now;
        place(name, now.theme);
        restore.setAttribute("aria-label", `Bring back ${now.theme}`);
        const how = now.merged_into ? `merged into ${now.merged_into}` : now.split_into.length ? `split into ${now.split_into.join(" and ")}` : "removed";
        place(what, `${how}, ${moment(now.at)}`);
        past.update(now.history);
      }
    };
  }
  return {
    node,
    /** @param {CodingReady} now */
    update(now) {
      view = now;
      const codebook = now.codebook;
      if (!codebook) return;
      const form = `theme:new:${now.cohort}`;
      if (!adding.firstChild && begun(form)) openNew();
      empty.hidden = codebook.themes.length > 0;
      showThemes();
      goneHeading.hidden = !codebook.gone.length;
      gone.show(codebook.gone, (each) => each.entry);
    }
  };
}

// src/coding/index.js
function drawCoding(screen) {
  screen.root.classList.add("alsnb-wide");
  const who = h("p", { class: "alsnb-quiet alsnb-row" });
  const ask = h("div", {});
  const minding = h("p", { class: "alsnb-quiet alsnb-row", hidden: true });
  let pages = null;
  let asked = false;
  const openTab = (name) => pages.choose(name, { focus: true });
  const code = codePanel(screen, openTab);
  const book = bookPanel(screen);
  const agreement = agreementPanel((entry) => {
    pages.choose("code");
    code.goTo(entry);
    code.node.focus();
  });
  const shown2 = (tab) => () => screen.tell("show", { tab, slot: "tab" });
  const body = h("div", { hidden: true });
  screen.root.append(h("h2", {}, "Coding of themes"), who, ask, minding, body);
  const input2 = keptInput(screen, "coder-typed", "Your code as a coder");
  let started = null;
  const doubts = h("div", { class: "alsnb-row", role: "status" });
  const start = (more = {}) => {
    started = input2.box.value.trim();
    if (!started) return input2.box.focus();
    screen.tell("coder", { coder: started, slot: "coder", ...more });
  };
  const form = h(
    "form",
    {
      class: "alsnb-card",
      onsubmit: (event) => {
        event.preventDefault();
        start();
      }
    },
    input2.node,
    h("p", { class: "alsnb-help" }, "A short code such as T1, not a name. This browser remembers it."),
    doubts,
    h("button", { type: "submit", class: "alsnb-primary" }, "Start coding")
  );
  input2.box.addEventListener("input", () => place(doubts));
  screen.hear(({ coder_doubts: said }) => {
    if (!said) return;
    place(
      doubts,
      h("span", { class: "alsnb-problem" }, said.join(" ")),
      button("Keep it", () => start({ keep: true }))
    );
    input2.box.focus();
  });
  input2.box.addEventListener("keydown", (event) => {
    if (
      /** @type {KeyboardEvent} */
      event.key === "Enter"
    ) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  function askFor(view) {
    if (view.asks === "cohort") {
      return h(
        "div",
        { class: "alsnb-empty" },
        h(
          "p",
          {},
          "This log holds no cohort yet. Describe it in the notebook cohort_setup, or gather what students handed in; in a terminal: ",
          h("code", {}, "alsnb gather FOLDER cohort.db"),
          ". Then:"
        ),
        button("Look again", () => screen.tell("show", { slot: "look" }))
      );
    }
    if (view.asks === "which") {
      return h(
        "div",
        { class: "alsnb-empty" },
        h("p", {}, "Which cohort do you code?"),
        h(
          "div",
          { class: "alsnb-row" },
          view.cohorts.map((each) => button(each, () => screen.tell("cohort", { cohort: each, slot: "cohort" })))
        )
      );
    }
    return form;
  }
  function mindNames(view) {
    minding.hidden = !("roster" in view) || view.roster.known || screen.recall("names-minded", false);
    if (minding.hidden || !("roster" in view)) return;
    const why = view.roster.why ? `The roster cannot be used (${view.roster.why}), so names` : "Without a roster, names";
    place(
      minding,
      h("span", {}, `${why} are not marked here: copy none into notes and definitions.`),
      button("Understood", () => {
        screen.remember("names-minded", true);
        minding.hidden = true;
      })
    );
  }
  return (view) => {
    if (view.asks === "coder" && !asked && screen.recall("coder", "")) {
      asked = true;
      screen.tell("coder", { coder: screen.recall("coder", ""), keep: true, slot: "coder" });
      return;
    }
    place(
      who,
      view.asks ? null : [
        `You code as ${view.coder}, cohort ${view.cohort}.`,
        view.given ? null : button("Change coder", () => {
          screen.remember("coder", "");
          asked = true;
          screen.tell("coder", { coder: null, slot: "coder" });
        })
      ]
    );
    if (view.asks) place(ask, view.asks === "coder" && ask.firstChild === form ? form : askFor(view));
    else place(ask);
    body.hidden = Boolean(view.asks);
    mindNames(view);
    if (view.asks) return;
    if (!pages) {
      pages = tabs(screen, "Coding of themes", [
        { name: "code", title: "Code", body: code.node, shown: shown2("code") },
        { name: "codebook", title: "Codebook", body: book.node, shown: shown2("codebook") },
        { name: "agreement", title: "Agreement", body: agreement.node, shown: shown2("agreement") }
      ]);
      body.append(...pages.nodes);
    }
    code.update(view);
    book.update(view);
    agreement.update(view);
    if (started && started === view.coder) {
      screen.remember("coder", started);
      started = null;
      input2.clear();
      place(doubts);
      if (code.node.offsetParent) code.node.focus();
    }
  };
}
var coding_default = { render: (shown2) => openScreen(shown2, drawCoding) };
export {
  coding_default as default
};
