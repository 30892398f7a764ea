// The time of a meeting.

/** Milliseconds since 1970 that never go back: the page's own clock, anchored to the wall's once. */
export class Time {
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
    // A machine that slept: the page's clock may have stopped meanwhile.
    if (Date.now() - (this.wall + now - this.page) > 5000) [this.wall, this.page] = [Date.now(), performance.now()];
    const stamp = event && event.timeStamp > now - 60000 && event.timeStamp <= now ? event.timeStamp : now;
    return this.wall + stamp - this.page;
  }
}

/**
 * The day of a time, where this browser is, as a date field holds it.
 * @param {number} at
 */
export const dateHere = (at) => {
  const day = new Date(at);
  return new Date(day.getTime() - day.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
};

/**
 * Seconds as they are recorded.
 * @param {number} seconds
 */
export const exactly = (seconds) => Math.round(seconds * 1000) / 1000;
