// The kernel's half of a screen: a model whose traits a test sets, and a kernel that takes each event once.

export class MockModel {
  constructor(traits = {}) {
    this.traits = {
      outbox: "screen@1",
      label: "A screen",
      forms: {},
      view: {},
      notice: { text: "", bad: false },
      ...traits,
    };
    this.listeners = new Map();
    /** Messages that were sent, each a list of events. */
    this.sent = [];
    /** What becomes of a message; a kernel that is gone throws. */
    this.receive = () => {};
  }

  get(name) {
    return this.traits[name];
  }

  /** Set a trait as the kernel does. */
  set(name, value) {
    this.traits[name] = value;
    this.tell(`change:${name}`);
  }

  on(event, listen) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listen]);
  }

  off(event, listen) {
    this.listeners.set(
      event,
      (this.listeners.get(event) ?? []).filter((each) => each !== listen),
    );
  }

  /** Tell a page something, as the kernel does. */
  tell(event, message) {
    for (const listen of this.listeners.get(event) ?? []) listen(message);
  }

  send({ events }) {
    const sent = structuredClone(events);
    this.receive(sent);
    this.sent.push(sent);
  }

  get events() {
    return this.sent.flat();
  }
}

/**
 * A log that takes each event once, however often it arrives, and acknowledges it to whatever page is open. `up`,
 * `deaf` (it loses what is sent) and `mute` (its answers are lost) are a test's to set; what it took outlives it.
 */
export class MockKernel {
  constructor() {
    this.taken = new Map();
    this.slots = new Map();
    this.latest = new Map();
    Object.assign(this, { up: true, deaf: false, mute: false, refuses: () => false });
  }

  /** Answer a page. */
  serve(model) {
    model.receive = (events) => {
      if (!this.up) throw new Error("the comm is closed");
      if (this.deaf) return;
      for (const event of events) this.#take(event);
      const acknowledged = events.filter(({ id }) => this.taken.has(id)).map(({ id }) => id);
      if (!this.mute && acknowledged.length) model.tell("msg:custom", { acknowledged });
    };
    return model;
  }

  #take(event) {
    if (this.taken.has(event.id) || this.refuses(event)) return;
    // One that its page has replaced since is acknowledged, and not taken.
    const place = JSON.stringify([event.page, event.slot]);
    const isOvertaken = event.slot && event.id < (this.latest.get(place) ?? "");
    this.taken.set(event.id, isOvertaken ? null : event);
    if (!event.slot || isOvertaken) return;
    this.latest.set(place, event.id);
    this.slots.set(event.slot, event);
  }
}
