// How the board says things, and what its parts are drawn with.

const STATUSES = [
  ["present", "Present", "p"],
  ["late", "Late", "l"],
  ["apologies", "Apologies", "a"],
  ["absent", "Absent", "x"],
];
const REPORTS = [
  ["done", "Done"],
  ["partly", "Partly"],
  ["not_done", "Not done"],
  ["changed", "Changed"],
  ["dropped", "Dropped"],
];
const KINDS = {
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
  facilitator_pause: { key: "p", short: "Pause", long: "pause by the facilitator" },
};
const KIND_GROUPS = [
  ["Questions", ["clarifying_question", "reflective_question", "analytical_question", "future_action_question", "closed_question"]],
  ["What members offer", ["experience", "idea", "advice", "advice_as_question", "support", "challenge"]],
  ["Observations", ["process_observation", "content_observation"]],
];
const kindWords = (kind) => KINDS[kind]?.long ?? "not classified";

/** 3:07, or 1:02:07. */
function minutesWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** How long something took: 33 s, 1 min 33 s or 2 h 30 min. */
function lengthWords(seconds) {
  const whole = Math.round(seconds);
  const parts = [[Math.floor(whole / 3600), "h"], [Math.floor(whole / 60) % 60, "min"], [whole < 3600 ? whole % 60 : 0, "s"]];
  return parts.filter(([number]) => number).map((part) => part.join(" ")).join(" ") || "0 s";
}

/** A2, A3 and A4. */
const allOf = (names) => names.join(", ").replace(/, ([^,]*)$/, " and $1");

/** How a time stands to the span it should take, in words; `over` where it is past it. */
function spanWords(gone, span) {
  if (!span) return { text: "no set time" };
  const { low, high, text } = span;
  const limit = high ?? null;
  if (limit !== null && gone > limit * 60) return { text: `of ${text} min: over time by ${minutesWords(gone - limit * 60)}`, over: true };
  if (low !== null && gone < low * 60 && limit !== low) {
    const most = limit === null ? "" : `, ${minutesWords(limit * 60 - gone)} at most`;
    return { text: `of ${text} min: ${minutesWords(low * 60 - gone)} to go at least${most}` };
  }
  if (limit !== null) return { text: `of ${text} min: ${minutesWords(limit * 60 - gone)} left` };
  return { text: `of ${text} min: enough, end it when it suits` };
}

const button = (text, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, text);
const mark = (text, flag = false) => h("span", { class: flag ? "alsnb-mark alsnb-flag" : "alsnb-mark" }, text);

/** Write a text only where it differs, so that nothing is read out or selected anew. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Draw a part anew only where what it shows is different; what had the focus has it again. */
function redraw(node, shown, draw) {
  const signature = JSON.stringify(shown);
  if (node.signature === signature) return;
  node.signature = signature;
  const active = node.contains(document.activeElement) ? document.activeElement.dataset.part : null;
  place(node, draw());
  if (active) [...node.querySelectorAll("[data-part]")].find((each) => each.dataset.part === active)?.focus();
}

/** A question asked where it belongs before something is thrown away. */
function sure(text, question, yes, act) {
  const node = h("span", { class: "alsnb-row" });
  const ask = button(text, () => {
    const really = button(yes, () => (place(node, ask), act()), { class: "alsnb-danger" });
    place(node, h("span", {}, question), really, button("No", () => (place(node, ask), ask.focus())));
    really.focus();
  });
  place(node, ask);
  return node;
}

/**
 * What is wrong with a field, shown beside it: what cannot be read is asked about, and not taken for nothing; what is
 * doubtful is recorded only once somebody says that it is meant.
 */
function problemOf(field, meant) {
  const words = h("span", {});
  const yes = button("It is right", () => meant(), { class: "alsnb-small" });
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
  // Half a date is no change to the browser, as the field's value is as empty as before.
  field.addEventListener("blur", isReadable);
  return {
    node,
    isReadable,
    /** What the kernel doubts of the field's value. */
    showDoubt(doubt) {
      if (!doubt && !doubtful) return;
      doubtful = Boolean(doubt);
      tell(doubt?.text ?? "", doubtful);
    },
  };
}
