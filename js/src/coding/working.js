// What a coder has chosen in reflections that are not done: kept by the kernel as it is chosen, and gone on with.

import { KEPT_AFTER } from "../form/form.js";

/** @import { Screen } from "../kit/types.d.ts" */
/** @import { CodingItem } from "../protocol.d.ts" */

/** @typedef {{ present: boolean, passages: string[], note: string }} Judgement */
/** @typedef {{ themes: Record<string, Judgement>, level: string | null }} Work */
/** @typedef {Partial<Pick<CodingItem, "working" | "mine" | "level">>} Known */

export class Working {
  /** @type {Map<string, Work>} */
  #kept = new Map();
  /** What waits to be sent, by the reflection. @type {Map<string, { timer: ReturnType<typeof setTimeout>, coder: string }>} */
  #waiting = new Map();

  /**
   * @param {Pick<Screen, "outbox" | "tell" | "whenLeaving">} screen
   * @param {(entry: string) => Known} known what the kernel knows of a reflection
   * @param {() => string} coder
   */
  constructor(screen, known, coder) {
    this.screen = screen;
    this.known = known;
    this.coder = coder;
    screen.whenLeaving(() => this.#sendAll());
  }

  /**
   * What is chosen in a reflection: here, on its way to the kernel, kept there, or recorded.
   * @param {string} entry
   */
  of(entry) {
    const kept = this.#kept.get(entry);
    if (kept) return kept;
    const { working, mine, level } = this.known(entry);
    const unsent = this.screen.outbox.waiting.findLast(
      (each) => each.kind === "working" && each.entry === entry && each.coder === this.coder(),
    );
    /** @type {Partial<Work>} */
    const from = unsent?.work ?? working ?? { themes: mine, level };
    const work = structuredClone({ themes: from.themes ?? {}, level: from.level ?? null });
    this.#kept.set(entry, work);
    return work;
  }

  /**
   * @param {string} entry
   * @param {string} theme
   */
  judgement(entry, theme) {
    const { themes } = this.of(entry);
    themes[theme] ??= { present: false, passages: [], note: "" };
    return themes[theme];
  }

  /**
   * Have the kernel keep what is chosen, a moment after the last choice.
   * @param {string} entry
   */
  keepSoon(entry) {
    clearTimeout(this.#waiting.get(entry)?.timer);
    const timer = setTimeout(() => this.#send(entry), KEPT_AFTER);
    this.#waiting.set(entry, { timer, coder: this.coder() });
  }

  /**
   * Nothing more is to be kept: it is recorded.
   * @param {string} entry
   */
  drop(entry) {
    clearTimeout(this.#waiting.get(entry)?.timer);
    this.#waiting.delete(entry);
    this.screen.outbox.clear(`working:${entry}`);
  }

  /**
   * From here on, it is as the kernel says.
   * @param {string} entry
   */
  forget(entry) {
    this.#kept.delete(entry);
  }

  /** Another coder goes on. */
  forgetAll() {
    this.#sendAll();
    this.#kept.clear();
  }

  /** @param {string} entry */
  #send(entry) {
    const [waiting, work] = [this.#waiting.get(entry), this.#kept.get(entry)];
    clearTimeout(waiting?.timer);
    this.#waiting.delete(entry);
    if (waiting && work) this.screen.tell("working", { entry, coder: waiting.coder, work, slot: `working:${entry}` });
  }

  #sendAll() {
    for (const entry of [...this.#waiting.keys()]) this.#send(entry);
  }
}
