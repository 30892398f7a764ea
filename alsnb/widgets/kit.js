// What every screen is built with: elements made from text alone, times as people write them, and an outbox that keeps
// in the browser whatever the kernel has not acknowledged yet.

/** An element; strings among the children become text, never markup. */
function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** Keep the notebook from taking keys pressed here for its own: it asks the element that has the focus, and no other. */
function keepKeys(root) {
  for (const each of root.querySelectorAll("input, textarea, select, button, summary")) {
    each.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** The day before the time, where it is not today. */
function moment(at) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  return today ? clock(at) : `${when.toLocaleDateString([], { day: "numeric", month: "short" })}, ${clock(at)}`;
}

/** A UUIDv7: sorts by the time it was made. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let at = Date.now();
  for (let place = 5; place >= 0; place--, at = Math.floor(at / 256)) bytes[place] = at % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Events on their way to the kernel. One that it has not acknowledged stays in the browser, survives a reload and a
 * restart of the kernel, and is delivered again; the kernel takes the same event twice without harm. An event with a
 * `slot` replaces the one before it in that slot.
 */
class Outbox {
  constructor(model, key, changed = () => {}) {
    this.model = model;
    this.place = `alsnb:${key}`;
    this.changed = changed;
    this.waiting = this.#stored();
    this.pause = 1000;
    this.received = (message) => message.acknowledged && this.#forget(new Set(message.acknowledged));
    model.on("msg:custom", this.received);
    this.#deliver(this.waiting);
    this.#again();
  }

  put(event) {
    const sent = { id: newId(), at: Date.now(), ...event };
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
      return JSON.parse(localStorage.getItem(this.place)) ?? [];
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
