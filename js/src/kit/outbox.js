// An outbox that keeps in the browser whatever the kernel has not acknowledged yet.

import { newId, withoutFuture } from "./ids.js";

/**
 * Events on their way to the kernel. One that it has not acknowledged stays in the browser, survives a reload and a
 * restart of the kernel, and is delivered again; the kernel takes the same event twice without harm. An event with a
 * `slot` replaces the one before it in that slot.
 */
export class Outbox {
  constructor(model, key, changed = () => {}) {
    this.model = model;
    this.place = `alsnb:${key}`;
    this.changed = changed;
    this.page = newId();
    this.waiting = this.#stored();
    this.pause = 1000;
    this.received = (message) => message.acknowledged && this.#forget(new Set(message.acknowledged));
    model.on("msg:custom", this.received);
    this.#deliver(this.waiting);
    this.#again();
  }

  put(event) {
    const sent = { id: newId(), at: Date.now(), page: this.page, ...event };
    if (event.slot) this.waiting = this.waiting.filter((each) => each.slot !== event.slot);
    this.waiting.push(sent);
    this.#keep();
    this.#deliver([sent]);
    return sent;
  }

  /** Drop what waits in a slot: something later made it pointless. */
  clear(slot) {
    this.waiting = this.waiting.filter((each) => each.slot !== slot);
    this.#keep();
  }

  close() {
    clearTimeout(this.timer);
    this.model.off("msg:custom", this.received);
  }

  #stored() {
    try {
      return JSON.parse(withoutFuture(localStorage.getItem(this.place))) ?? [];
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

  #forget(ids) {
    this.waiting = this.waiting.filter((each) => !ids.has(each.id));
    this.pause = 1000;
    this.#keep();
  }

  #deliver(events) {
    if (!events.length) return;
    try {
      this.model.send({ events });
    } catch {
      // The kernel is gone; the next one gets them.
    }
  }

  #again() {
    this.timer = setTimeout(() => {
      const late = this.waiting.filter((each) => Date.now() - each.at > 900);
      if (late.length) this.pause = Math.min(2 * this.pause, 30000);
      this.#deliver(late);
      this.#again();
    }, this.pause);
  }
}
