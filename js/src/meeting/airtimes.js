// The airtime under way, and the clock of its stages.

import { newId } from "../kit/ids.js";
import { LONG_AGO } from "./steps.js";
import { exactly } from "./time.js";

/** @import { Airtime, Core, Format } from "./types.d.ts" */

/** @param {Airtime} airtime */
const secondsSpent = ({ spent }) => Object.values(spent).reduce((sum, each) => sum + each, 0);

/**
 * What the log is to hear of an airtime; a clock left running for days measured nothing.
 * @param {Format | null} format
 * @param {Airtime} airtime
 */
export function airtimeRecord(format, airtime, withdrawn = false) {
  const { entry, presenter, issue, order, ended, spent } = airtime;
  /** @param {number} seconds */
  const minutes = (seconds) => Math.round(seconds / 0.6) / 100;
  const all = secondsSpent(airtime);
  const known = ended !== null && all * 1000 < LONG_AGO;
  const stages = (format?.stages ?? []).filter(({ key }) => spent[key]);
  return {
    slot: `airtime:${entry}`,
    record: {
      entry,
      member: presenter,
      issue,
      order,
      minutes: known ? minutes(all) : null,
      stages: known ? stages.map(({ key }) => ({ stage: key, minutes: minutes(spent[key]) })) : [],
      withdrawn,
    },
  };
}

/** @param {Core} core */
export function airtimesOf(core) {
  const { step, end } = core;
  const keyNow = () => core.stage()?.key ?? "";

  function underWay() {
    const { airtime } = core.live;
    if (!airtime) throw new Error("there is no airtime");
    return airtime;
  }

  /** @param {Airtime} airtime */
  const recordOf = (airtime, withdrawn = false) => airtimeRecord(core.format, airtime, withdrawn);

  /**
   * Add what the clock has measured to the stage.
   * @param {Airtime} airtime
   * @param {number} now
   */
  function bank(airtime, now) {
    if (airtime.since === null) return;
    airtime.spent[keyNow()] = (airtime.spent[keyNow()] ?? 0) + now - airtime.since;
    airtime.since = now;
  }

  return {
    /**
     * Seconds spent, in the stage and in the airtime.
     * @param {Event} [event]
     */
    gone(event) {
      const { airtime } = core.live;
      if (!airtime) return { stage: 0, airtime: 0 };
      const running = airtime.since === null ? 0 : core.seconds(event) - airtime.since;
      return { stage: (airtime.spent[keyNow()] ?? 0) + running, airtime: secondsSpent(airtime) + running };
    },

    /**
     * @param {string} presenter
     * @param {string | null} issue the issue's entry, if the log has it
     * @param {string | null} title
     * @param {number} before the order of the last airtime that the log has
     * @param {Event} [event]
     */
    startAirtime(presenter, issue, title, before, event) {
      const { live } = core;
      step(`start of the airtime of ${presenter}`, ({ tell }) => {
        let about = issue;
        if (!about && title) {
          about = newId();
          const brought = { slot: `issue:${about}`, entry: about, member: presenter, title };
          tell("issue", { ...brought, withdrawn: true }, { ...brought, withdrawn: false });
        }
        const since = core.seconds(event);
        live.order = Math.max(live.order, before) + 1;
        const { order } = live;
        const airtime = {
          presenter,
          issue: about,
          title,
          order,
          stage: 0,
          began: since,
          since,
          spent: {},
          ended: null,
        };
        live.airtime = { entry: newId(), ...airtime };
        Object.assign(live, { typedTitle: "", running: null, next: {} });
        tell("airtime", recordOf(live.airtime, true), recordOf(live.airtime));
      });
    },

    /**
     * @param {number} at
     * @param {Event} [event]
     */
    goTo(at, event) {
      const airtime = underWay();
      const to = core.format?.stages[at];
      if (!to) return;
      step(`${at > airtime.stage ? "next" : "previous"} stage, ${to.title}`, () => {
        bank(airtime, core.seconds(event));
        airtime.stage = at;
        core.live.next = {};
      });
    },

    /** @param {Event} [event] */
    stopClock(event) {
      const airtime = underWay();
      const now = core.seconds(event);
      step(airtime.since === null ? "going on with the clock" : "stopping the clock", ({ edit }) => {
        if (airtime.since === null) airtime.since = now;
        else {
          end(edit, exactly(now));
          bank(airtime, now);
          airtime.since = null;
        }
      });
    },

    /** @param {Event} [event] */
    endAirtime(event) {
      const airtime = underWay();
      const now = core.seconds(event);
      step(`end of the airtime of ${airtime.presenter}`, ({ edit, tell }) => {
        const before = recordOf(airtime);
        end(edit, exactly(now));
        bank(airtime, now);
        Object.assign(airtime, { since: null, ended: now });
        tell("airtime", before, recordOf(airtime));
      });
    },

    /** @param {Event} [event] */
    backToClock(event) {
      const airtime = underWay();
      step("back to the clock", ({ tell }) => {
        const before = recordOf(airtime);
        Object.assign(airtime, { ended: null, since: core.seconds(event) });
        tell("airtime", before, recordOf(airtime));
      });
    },

    takeAirtimeBack() {
      const airtime = underWay();
      step(`deletion of the airtime of ${airtime.presenter}`, ({ edit, tell }) => {
        for (const each of core.ofAirtime()) if (!each.withdrawn) edit(each.id, { withdrawn: true });
        tell("airtime", recordOf(airtime), recordOf(airtime, true));
        Object.assign(core.live, { airtime: null, running: null, next: {}, order: core.live.order - 1 });
      });
    },

    nextPresenter() {
      step(`after the airtime of ${underWay().presenter}`, () => {
        Object.assign(core.live, { airtime: null, running: null, next: {} });
      });
    },
  };
}
