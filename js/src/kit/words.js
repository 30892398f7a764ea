// Numbers, days and times as people write them.

/**
 * A day as people write it, from what a date field holds.
 * @param {string} iso
 */
export function dayOf(iso) {
  const day = new Date(`${iso}T12:00`);
  return Number.isNaN(day.getTime())
    ? iso
    : day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** @param {number} at */
export const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/**
 * The day before the time, where it is not today.
 * @param {number} at
 */
export function moment(at) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  return today ? clock(at) : `${when.toLocaleDateString([], { day: "numeric", month: "short" })}, ${clock(at)}`;
}

/**
 * @param {number} count
 * @param {string} one
 */
export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
