// Numbers, days and times as people write them.

/** A day as people write it, from what a date field holds. */
export function dayOf(iso) {
  const day = new Date(`${iso}T12:00`);
  return Number.isNaN(day.getTime())
    ? iso
    : day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

export const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** The day before the time, where it is not today. */
export function moment(at) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  return today ? clock(at) : `${when.toLocaleDateString([], { day: "numeric", month: "short" })}, ${clock(at)}`;
}

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
