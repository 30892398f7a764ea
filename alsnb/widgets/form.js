// A form: drawn from its record's declaration, it validates in the kernel and keeps every keystroke.

const KEPT_AFTER = 400; // milliseconds without a keystroke

/** One field: how it is drawn, read and written. */
const CONTROLS = {
  line: (field) => input(field, "text"),
  number: (field) => ({ ...input(field, "number", { step: field.step ?? "any", min: field.min }), ...asNumber }),
  date: (field) => input(field, "date"),
  time: (field) => ({ ...input(field, "datetime-local"), ...asTime }),
  text: (field) => textarea(field, 3),
  lines: (field) => ({ ...textarea(field, 2), ...asLines }),
  check: (field) => {
    const box = h("input", { type: "checkbox", ...described(field) });
    return { box, focus: box, read: (c) => c.box.checked, write: (c, value) => (c.box.checked = Boolean(value)) };
  },
  several: (field) => boxes(field),
  choice: (field) => (field.choices.length > 6 ? select(field) : radios(field)),
};

const asText = {
  read: (control) => control.box.value,
  write: (control, value) => {
    control.box.value = value ?? "";
    grow(control.box);
  },
};
const asNumber = { read: (c) => (c.box.value === "" ? null : Number(c.box.value)) };
const asLines = {
  read: (control) => control.box.value.split("\n").map((line) => line.trim()).filter(Boolean),
  write: (control, value) => asText.write(control, (value ?? []).join("\n")),
};
const asTime = {
  read: (control) => (control.box.value ? new Date(control.box.value).toISOString() : null),
  write: (control, value) => {
    const when = value ? new Date(value) : null;
    const local = when && new Date(when - when.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
    control.box.value = local ?? "";
  },
};

function described(field) {
  return {
    id: field.id,
    name: field.name,
    "aria-describedby": `${field.id}-help ${field.id}-problem`,
    "aria-required": field.required ? "true" : null,
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
  const boxes = field.choices.map(({ value }) =>
    h("input", { type: "radio", id: `${field.id}-${value}`, name: field.id, value }),
  );
  const labels = boxes.map((box, place) => h("label", { for: box.id }, box, field.choices[place].label));
  const box = h("div", { class: "alsnb-choices" }, ...labels);
  return {
    box,
    focus: boxes[0],
    read: () => boxes.find((each) => each.checked)?.value ?? null,
    write: (_, value) => boxes.forEach((each) => (each.checked = each.value === value)),
  };
}

function boxes(field) {
  let others = []; // what was recorded and is no longer offered stays
  const made = field.choices.map(({ value }) => h("input", { type: "checkbox", id: `${field.id}-${value}`, value }));
  const labels = made.map((box, place) => h("label", { for: box.id }, box, field.choices[place].label));
  return {
    box: h("div", { class: "alsnb-choices" }, ...labels),
    focus: made[0] ?? h("span"),
    read: () => [...made.filter((each) => each.checked).map((each) => each.value), ...others],
    write(_, value) {
      const chosen = new Set(value ?? []);
      made.forEach((each) => (each.checked = chosen.delete(each.value)));
      others = [...chosen];
    },
  };
}

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
  let own = null; // what the browser alone knows to be wrong: half a date has no value
  let told = null;
  let doubted = false;
  function showProblem() {
    problem.textContent = own ?? told ?? "";
    problem.classList.toggle("alsnb-doubt", doubted && !own);
    control.focus.setAttribute("aria-invalid", own || (told && !doubted) ? "true" : "false");
  }
  const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && !value.length);
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
    },
  };
}

/** Save what was typed inside an element and not saved: whoever goes on there means it. */
function saveTyped(inside) {
  inside.querySelectorAll('form[data-stands="typed"]').forEach((form) => form.requestSubmit());
}

const NO_KERNEL =
  "Still opening: the kernel does not answer. What you typed before is kept. If the kernel has stopped, run the notebook again.";

/** A form of a screen, by its name; drawn as soon as the kernel has said what it asks for. */
function openForm(screen, name) {
  const { model, outbox } = screen;
  const opening = h("p", { class: "alsnb-status", role: "status" }, "opening …");
  const node = h("div", { class: "alsnb-form" }, opening);
  const slow = setTimeout(() => (opening.textContent = NO_KERNEL), 3000);
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
    close: () => (clearTimeout(slow), drawn?.close()),
  };
}

/** The first text that was typed, as far as it tells one entry from another. */
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
  // What a form for many saved last: it is no longer in the form.
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
    past,
  );

  let timer = null;
  let typing = false; // something is on the screen that the kernel has not been sent
  let shown = {};
  let slow = null;
  let waiting = [];
  let isEmpty = false; // nothing was typed since what was added went its way
  let next = null; // the entry that is typed in a form for many while the one before is on its way
  const read = () => Object.fromEntries(fields.map((each) => [each.field.name, each.read()]));

  function write(values) {
    for (const each of fields) each.write(values[each.field.name]);
    for (const each of fields) each.showCount();
    requestAnimationFrame(() => fields.forEach((each) => each.grow()));
  }

  /** Where things stand: nothing yet, typed and not saved, or saved. */
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

  let unsent = false; // whether this page itself found what cannot be saved, and the kernel knows nothing of it

  function show() {
    const state = stateNow();
    // What was typed since is newer than any answer.
    const newer = typing || waiting.some((each) => each.kind === "draft");
    if (state.reset !== shown.reset && !newer) {
      write(state.values);
      next = null;
    }
    const answered = shown.answer !== undefined && state.answer !== shown.answer;
    for (const each of fields) {
      const { name } = each.field;
      each.showProblem(state.problems[name] ?? state.doubts[name], !(name in state.problems));
    }
    if (state.message || !unsent) place(alert, state.message ? h("p", {}, state.message) : null);
    const added = state.adds && state.last ? state.last : null;
    const words = added && `“${added.words}”`;
    const refused = state.message !== "" || unsent;
    if (state.restored_at) say(`restored from ${moment(state.restored_at)}, not saved yet`);
    else if (refused) say(state.drafted_at ? `not saved yet; draft kept ${clock(state.drafted_at)}` : "not saved yet");
    else if (state.drafted_at) say(`draft kept ${clock(state.drafted_at)}; save it when it is ready`);
    else if (added?.withdrawn) say(`taken back: ${words}`, "empty");
    else if (added && state.new) say(`saved: ${words}`, "added");
    else if (state.withdrawn_at) say(`taken back ${moment(state.withdrawn_at)}; save to bring it back`);
    else if (state.saved_at) say(state.undone ? "undone: this is what you saved before" : `saved ${moment(state.saved_at)}`, "saved");
    else say("", "empty");
    // While something is refused, the entry before it is not what one looks at.
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
    another.textContent = state.drafted_at ? "Leave it as it was" : (spec.another ?? "");
    past.hidden = state.history.length < 2;
    place(
      aside,
      state.aside.map(({ entry, words }) =>
        h("li", { class: "alsnb-row" }, h("span", {}, `Not saved yet: “${words}”`), h("button", { type: "button", class: "alsnb-link", onclick: put("reopen", () => entry) }, "Open it")),
      ),
    );
    place(
      history,
      state.history.map(({ at, author, said }) =>
        h("li", {}, h("b", {}, `${moment(at)}${author ? `, ${author}` : ""}`), h("p", {}, said)),
      ),
    );
    const before = shown;
    shown = state;
    if (answered) goOn(state, before);
  }

  /** To what came of a save: to what is to be looked at, or to where it says that it is saved. */
  function goOn(state, before) {
    const { activeElement: now } = document;
    const here = form.contains(now) || now === screen.root || now === document.body;
    if (!here || !form.offsetParent) return;
    const marked = fields.find(({ field }) => state.problems[field.name] ?? state.doubts[field.name]);
    if (marked) return marked.focus();
    const isTyping = form.contains(now) && now.matches(TYPED_INTO);
    // A form for many is empty again: what is typed next belongs in it.
    if (state.adds && state.new && state.entry !== before.entry && !state.message && !typing) fields[0].focus();
    else if (!isTyping) status.focus({ preventScroll: true });
    bringIntoView(status);
  }

  /** What is put while a first save is on its way is of the same entry, or in a form for many, of the next. */
  const entryNow = () => next ?? waiting.findLast((each) => each.kind === "save")?.entry ?? stateNow().entry;

  function keep() {
    clearTimeout(timer);
    timer = null;
    typing = false;
    outbox.put({ kind: "draft", form: name, slot: `draft:${name}`, values: read(), entry: entryNow() });
  }

  /** Mark what cannot be read, or is needed and empty; whether all of it can be saved. */
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
    // Kept a moment after the first keystroke, and again after the next one that follows.
    if (timer === null) timer = setTimeout(keep, KEPT_AFTER);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { adds, blank, new: isNew } = stateNow();
    const saving = waiting.some((each) => each.kind === "save");
    // A second click on what is on its way already.
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
    begin(unsent) {
      show();
      // What the last kernel did not acknowledge is newer than what this one knows.
      // In a form for many, what is being saved is on its way, and no longer in the form.
      const { adds, entry } = stateNow();
      const typed = unsent.filter((each) => each.values && (each.kind === "draft" || !adds));
      const newest = typed.findLast((each) => each.entry === entry) ?? typed.at(-1);
      if (newest) write(newest.values);
      if (newest && adds) next = newest.entry;
      showWaiting(unsent);
    },
    /** Nothing that was typed waits while the page goes. */
    leave() {
      if (timer !== null) keep();
    },
    close() {
      if (timer !== null) keep();
      clearTimeout(slow);
    },
  };
}
