// How the board says things.

/** @import { MeetingSpan } from "../protocol.d.ts" */

export const STATUSES = [
  ["present", "Present", "p"],
  ["late", "Late", "l"],
  ["apologies", "Apologies", "a"],
  ["absent", "Absent", "x"],
];
export const REPORTS = [
  ["done", "Done"],
  ["partly", "Partly"],
  ["not_done", "Not done"],
  ["changed", "Changed"],
  ["dropped", "Dropped"],
];
/** @type {Record<string, { key: string, short: string, long: string }>} */
export const KINDS = {
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
/** @type {[title: string, kinds: string[]][]} */
export const KIND_GROUPS = [
  [
    "Questions",
    ["clarifying_question", "reflective_question", "analytical_question", "future_action_question", "closed_question"],
  ],
  ["What members offer", ["experience", "idea", "advice", "advice_as_question", "support", "challenge"]],
  ["Observations", ["process_observation", "content_observation"]],
];
/** @param {string | null} kind */
export const kindWords = (kind) => (kind && KINDS[kind]?.long) || "not classified";

/**
 * 3:07, or 1:02:07.
 * @param {number} seconds
 */
export function minutesWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/**
 * How long something took: 33 s, 1 min 33 s or 2 h 30 min.
 * @param {number} seconds
 */
export function lengthWords(seconds) {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole < 3600 ? whole % 60 : 0, "s"],
  ];
  return (
    parts
      .filter(([number]) => number)
      .map((part) => part.join(" "))
      .join(" ") || "0 s"
  );
}

/**
 * A2, A3 and A4.
 * @param {string[]} names
 */
export const allOf = (names) => names.join(", ").replace(/, ([^,]*)$/, " and $1");

/**
 * How a time stands to the span it should take, in words; `over` where it is past it.
 * @param {number} gone seconds
 * @param {MeetingSpan | null} span minutes
 * @returns {{ text: string, over?: boolean }}
 */
export function spanWords(gone, span) {
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

/** @param {string | null} day */
export const longDate = (day) =>
  day ? new Date(`${day}T12:00`).toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" }) : "";
