// Who speaks, and what is said of it. Whatever was said is sent as a whole record under an id made at the tap, so that it
// may arrive late or twice.

import { newId } from "../kit/ids.js";
import { exactly } from "./time.js";
import { kindWords } from "./words.js";

/** @import { Core, Item, Meeting, Unclassified } from "./types.d.ts" */

const SENT_AFTER = 500; // milliseconds after the last keystroke of a note

/** @param {Pick<Item, "kind">} item */
const isPause = (item) => item.kind === "facilitator_pause";

/**
 * Tell the log of a contribution that is over; it hears of one that was withdrawn only if it has heard of it before.
 * @param {Core} core
 * @param {Item} item
 */
export function sendItem(core, item) {
  const { sent } = core.live;
  const { id } = item;
  if (item.seconds === null ? !(item.withdrawn && sent[id]) : item.withdrawn && !sent[id]) return;
  sent[id] = true;
  item.unsent = false;
  const { airtime, presenter, member, kind, at, seconds, invited, text, withdrawn = false } = item;
  const record = { entry: id, airtime, presenter, member, kind, at, seconds, invited, text, withdrawn };
  core.tell("contribution", { slot: `contribution:${id}`, record });
}

/** @param {Core} core */
export function contributionsOf(core) {
  const { step, end } = core;
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const noting = new Map();

  /** @param {string} id */
  function found(id) {
    const item = core.find(id);
    if (!item) throw new Error(`there is no contribution ${id}`);
    return item;
  }

  /** The contribution that a kind is said of: the set's latest in this stage, also while the presenter answers it. */
  function target() {
    const key = core.stage()?.key ?? "";
    return core
      .ofAirtime()
      .findLast((each) => !each.withdrawn && each.stage === key && each.member !== each.presenter && !isPause(each));
  }

  /**
   * Somebody speaks. Of what kind it is, and whether it was asked for, is known only if somebody says so.
   * @param {string} member
   * @param {Event} [event]
   * @param {string} [given]
   */
  function tap(member, event, given) {
    const { live } = core;
    const { airtime } = live;
    if (!airtime || airtime.ended !== null) return;
    const now = exactly(core.seconds(event));
    const { entry, presenter, began } = airtime;
    const awaited = given || member === presenter ? {} : live.next;
    const kind = given ?? awaited.kind ?? null;
    step(kind ? `${member}, ${kindWords(kind)}` : member, ({ add, edit }) => {
      if (airtime.since === null) airtime.since = now;
      if (awaited === live.next) live.next = {};
      end(edit, now);
      add({
        id: newId(),
        airtime: entry,
        began,
        presenter,
        member,
        kind,
        invited: awaited.invited ?? null,
        at: now,
        seconds: null,
        text: null,
        stage: core.stage()?.key ?? "",
        withdrawn: false,
      });
    });
  }

  /** @param {Event} [event] */
  function silence(event) {
    const { running } = core.live;
    if (running) step(`silence after ${found(running).member}`, ({ edit }) => end(edit, exactly(core.seconds(event))));
  }

  /**
   * Say something of a contribution, or of the one to come; said again of that one, it is said no more.
   * @param {"kind" | "invited"} name
   * @param {string | boolean | null} value
   * @param {string} words
   * @param {Item} [item]
   */
  function say(name, value, words, item) {
    const { live } = core;
    if (!live.airtime) return;
    if (item?.[name] === value) return;
    if (item) return step(`${item.member}: ${words}`, ({ edit }) => edit(item.id, { [name]: value }));
    const again = live.next[name] === value;
    step(`the next speaker: ${words}${again ? ", no more" : ""}`, () => {
      const { [name]: _, ...others } = live.next;
      live.next = again ? others : { ...others, [name]: value };
    });
  }

  return {
    target,
    tap,
    silence,

    /**
     * @param {string} kind
     * @param {Item} [item]
     */
    setKind: (kind, item = target()) => say("kind", kind, kindWords(kind), item),

    /**
     * Whether the presenter asked for it: said again, it is not known any more.
     * @param {boolean | null} invited
     * @param {Item} [item]
     */
    setInvited(invited, item = target()) {
      const value = item?.invited === invited ? null : invited;
      say("invited", value, value === null ? "not noted whether invited" : value ? "invited" : "not invited", item);
    },

    /**
     * Contributions that nobody has classified, oldest first: those kept here, and those that the log alone has.
     * @param {Meeting} meeting
     * @returns {Unclassified[]}
     */
    unclassified(meeting) {
      const { items, sorted } = core.live;
      const here = new Set(items.map((each) => each.id));
      const mine = items.filter(
        (each) => each.kind === null && !each.withdrawn && each.seconds !== null && each.member !== each.presenter,
      );
      const titles = Object.fromEntries((core.format?.stages ?? []).map(({ key, title }) => [key, title]));
      const others = meeting.unclassified.filter((each) => !here.has(each.entry) && !sorted[each.entry]);
      return [
        ...others.map(({ entry: id, ...each }) => ({ id, stage: null, ...each })),
        ...mine.map((each) => ({ ...each, stage: titles[each.stage] ?? null })),
      ].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    },

    /**
     * Say of what kind a contribution was, afterwards.
     * @param {Pick<Item, "id" | "member">} item
     * @param {string} kind
     */
    classify({ id, member }, kind) {
      step(`${member}: ${kindWords(kind)}`, ({ edit, tell }) => {
        if (core.find(id)) return edit(id, { kind });
        const slot = `classify:${id}`;
        tell("classify", { slot, entry: id, said: null }, { slot, entry: id, said: kind });
      });
    },

    /**
     * What a contribution was said to be, here or of one that the log alone has.
     * @param {string} id
     */
    kindOf: (id) => core.find(id)?.kind ?? core.live.sorted[id] ?? null,

    /**
     * @param {string} id
     * @param {string} text
     */
    note(id, text) {
      Object.assign(found(id), { text: text.trim() ? text : null, unsent: true });
      core.save();
      clearTimeout(noting.get(id));
      const send = () => {
        noting.delete(id);
        const item = core.find(id);
        if (item) sendItem(core, item);
      };
      noting.set(id, setTimeout(send, SENT_AFTER));
    },

    /** Send what was typed last, before the page goes. */
    flushNotes() {
      for (const [id, timer] of noting) {
        clearTimeout(timer);
        const item = core.find(id);
        if (item) sendItem(core, item);
      }
      noting.clear();
    },

    /**
     * @param {string} id
     * @param {string} label
     * @param {Partial<Item>} values
     */
    edit: (id, label, values) => step(label, ({ edit }) => edit(id, values)),

    /** @param {string} id */
    takeBack(id) {
      const { live } = core;
      const { member, kind } = found(id);
      step(`deletion of ${member}, ${kindWords(kind)}`, ({ edit }) => {
        edit(id, { withdrawn: true });
        if (live.running === id) live.running = null;
      });
    },

    /** @param {Event} [event] */
    pauseByFacilitator(event) {
      const { running } = core.live;
      if (running && isPause(found(running))) silence(event);
      else if (core.facilitator) tap(core.facilitator, event, "facilitator_pause");
      else core.say("No facilitator is named yet. Enter one under Opening.");
    },
  };
}
