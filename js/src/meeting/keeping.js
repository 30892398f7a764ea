// What a browser keeps of a meeting: in localStorage at each change, and as a draft in the log within two seconds, for
// another browser.

import { Time } from "./time.js";

/** @import { Live, Teller } from "./types.d.ts" */

const DRAFT_AFTER = 1200; // milliseconds; with the way to the log, less than two seconds
const FORGET_AFTER = 3 * 86400000; // what a browser kept of a meeting is in the log by then
const VERSION = 2; // of what is kept

/** @returns {Live} */
const blank = () => ({
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
  ticks: {},
});

export class Keeping {
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
    /** Where it is kept. @type {string | null} */
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
    if (event.type === "storage") return /** @type {StorageEvent} */ (event).key === `alsnb:${this.place}`;
    const { place, by } = /** @type {CustomEvent} */ (event).detail;
    return place === this.place && by !== this;
  }

  /**
   * Keep another meeting from now on.
   * @param {string} place
   */
  move(place) {
    this.flush();
    this.place = place;
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
    const { live, place } = this;
    live.at = Math.max(live.at + 1, Math.round(this.time.at()));
    try {
      localStorage.setItem(`alsnb:${place}`, JSON.stringify(live));
    } catch {
      // A browser that keeps nothing still sends everything.
    }
    this.draftSoon();
    dispatchEvent(new CustomEvent("alsnb:board", { detail: { by: this, place } }));
    this.changed();
  }

  /**
   * Go on from what another page, or another view of this one, has kept since.
   * @param {Live | null} other
   */
  takeUp(other) {
    if (!other || other.at <= this.live.at) return;
    const live = { ...blank(), ...other, version: VERSION };
    // Kept by an earlier version, which held the contributions of one airtime and undid nothing else.
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
    const { place } = this;
    if (place) this.screen.tell("board", { slot: `board:${place}`, board: place, state: this.live });
  }

  #forgetOld() {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith("alsnb:board/") || name === `alsnb:${this.place}`) continue;
        const at = JSON.parse(localStorage.getItem(name) ?? "null")?.at ?? 0;
        if (Date.now() - at > FORGET_AFTER) localStorage.removeItem(name);
      }
    } catch {
      // Nothing is kept, so there is nothing to forget.
    }
  }
}
