// An outbox that keeps in the browser whatever the kernel has not acknowledged yet.

import { newId, withoutFuture } from "./ids.js";

/**
 * @import { Message } from "../protocol.d.ts"
 * @import { Model, NewEvent, SentEvent } from "./types.d.ts"
 */

const SOON = 1000; // milliseconds until what was not acknowledged is sent again; each time twice as long, at most
const LONGEST = 30000;
const LATE = 900; // milliseconds after which an answer is late

/**
 * Events on their way to the kernel. One that it has not acknowledged stays in the browser, survives a reload and a
 * restart of the kernel, and is delivered again; the kernel takes the same event twice without harm. An event with a
 * `slot` replaces the one before it in that slot.
 */
export class Outbox {
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
  constructor(model, key, changed = () => {}) {
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
    /** @type {SentEvent} */
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
      // A browser that keeps nothing still sends everything.
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
      // The kernel is gone; the next one gets them.
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
}
