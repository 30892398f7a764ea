// The time of a meeting.

/** Milliseconds since 1970 that never go back: the page's own clock, anchored to the wall's once. */
export class Time {
  constructor(notBefore = 0) {
    this.#anchor(Math.max(Date.now(), notBefore));
  }

  #anchor(wall) {
    this.wall = wall;
    this.page = performance.now();
  }

  /** Now, or when an event of the browser happened. */
  at(event) {
    const now = performance.now();
    // A machine that slept: the page's clock may have stopped meanwhile.
    if (Date.now() - (this.wall + now - this.page) > 5000) this.#anchor(Date.now());
    const stamp = event?.timeStamp > now - 60000 && event.timeStamp <= now ? event.timeStamp : now;
    return this.wall + stamp - this.page;
  }
}
