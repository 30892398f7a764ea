// What runs during a meeting, in the browser alone: the clock, the airtime under way, who speaks, and what can be undone.
// All of it is kept in localStorage at each change, and as a draft in the log within two seconds, for another browser.
// Whatever was said is sent as a whole record under an id made at the tap, so that it may arrive late or twice.

import { newId } from "../kit/ids.js";
import { LONG_AGO, newSteps } from "./steps.js";
import { Time } from "./time.js";
import { kindWords } from "./words.js";

const DRAFT_AFTER = 1200; // milliseconds; with the way to the log, less than two seconds
const FORGET_AFTER = 3 * 86400000; // what a browser kept of a meeting is in the log by then
const VERSION = 2; // of what is kept

const BLANK = {
  version: VERSION,
  at: 0, // when it last changed
  started: null, // milliseconds since 1970
  ended: null, // seconds since the start, as all that follows
  airtime: null,
  order: 0,
  items: [], // the meeting's contributions, oldest first
  sent: {},
  sorted: {}, // kinds given to contributions that are in the log alone
  running: null,
  next: {}, // what was said of the contribution to come
  facilitator: null,
  typedTitle: "",
  undo: [],
  redo: [],
  ticks: {},
};

export function newBoard(screen, changed) {
  let where = null; // cohort, set and cycle
  let place_ = null; // where it is kept
  let live = structuredClone(BLANK);
  let time = new Time();
  let format = null;
  let facilitator = null;
  let drafting = null;

  // ---- keeping it

  function stored() {
    try {
      return JSON.parse(localStorage.getItem(`alsnb:${place_}`));
    } catch {
      return null;
    }
  }

  function save() {
    live.at = Math.max(live.at + 1, Math.round(time.at()));
    try {
      localStorage.setItem(`alsnb:${place_}`, JSON.stringify(live));
    } catch {
      // A browser that keeps nothing still sends everything.
    }
    drafting ??= setTimeout(sendDraft, DRAFT_AFTER);
    dispatchEvent(new CustomEvent("alsnb:board", { detail: { board, place: place_ } }));
    changed();
  }

  function sendDraft() {
    clearTimeout(drafting);
    drafting = null;
    if (place_) screen.tell("board", { slot: `board:${place_}`, board: place_, state: live });
  }

  function forgetOld() {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith("alsnb:board/") || name === `alsnb:${place_}`) continue;
        if (Date.now() - (JSON.parse(localStorage.getItem(name))?.at ?? 0) > FORGET_AFTER)
          localStorage.removeItem(name);
      }
    } catch {
      // Nothing is kept, so there is nothing to forget.
    }
  }

  /** Take up what is newest: this page's, this browser's or the log's. */
  function show(view) {
    const { meeting } = view;
    format = meeting.format;
    facilitator = meeting.facilitator;
    if (view.where !== place_) {
      if (drafting !== null) sendDraft();
      [place_, where] = [view.where, [meeting.cohort, meeting.learning_set, meeting.cycle]];
      live = structuredClone(BLANK);
      forgetOld();
    }
    for (const other of [stored(), view.board]) takeUp(other);
    // A note whose last words had not been sent when the page went.
    for (const each of live.items) if (each.unsent) send(each.id);
    if (view.board && live.at > view.board.at) drafting ??= setTimeout(sendDraft, DRAFT_AFTER);
    // Started where nothing was kept but the meeting's own record.
    if (!live.at && meeting.started_at && meeting.held_on === meeting.today && meeting.minutes === null) {
      live.started = meeting.started_at;
    }
  }

  /** Go on from what another page, or another view of this one, has kept since. */
  function takeUp(other) {
    if (!other || other.at <= live.at) return;
    live = { ...structuredClone(BLANK), ...other, version: VERSION };
    // Kept by an earlier version, which held the contributions of one airtime and undid nothing else.
    if (other.version !== VERSION) {
      Object.assign(live, { undo: [], redo: [] });
      for (const each of live.items)
        Object.assign(each, {
          airtime: live.airtime?.entry ?? null,
          began: live.airtime?.began ?? 0,
          presenter: live.airtime?.presenter ?? null,
        });
    }
    time = new Time(live.at);
  }

  const elsewhere = (event) => {
    const theirs =
      event.type === "storage"
        ? event.key === `alsnb:${place_}`
        : event.detail.place === place_ && event.detail.board !== board;
    if (!theirs) return;
    takeUp(stored());
    changed();
  };
  for (const kind of ["storage", "alsnb:board"]) addEventListener(kind, elsewhere);

  // ---- time

  const seconds = (event) => (live.started === null ? 0 : Math.max(0, (time.at(event) - live.started) / 1000));
  const exactly = (number) => Math.round(number * 1000) / 1000;

  function bank(now) {
    const { airtime } = live;
    if (airtime.since === null) return;
    const key = stage()?.key ?? "";
    airtime.spent[key] = (airtime.spent[key] ?? 0) + now - airtime.since;
    airtime.since = now;
  }

  const stage = () => format?.stages[live.airtime?.stage] ?? null;

  function gone(event) {
    const { airtime } = live;
    if (!airtime) return { stage: 0, airtime: 0 };
    const running = airtime.since === null ? 0 : seconds(event) - airtime.since;
    const spent = Object.values(airtime.spent).reduce((sum, each) => sum + each, 0);
    return { stage: (airtime.spent[stage()?.key ?? ""] ?? 0) + running, airtime: spent + running };
  }

  // ---- what is sent

  const tell = (kind, { slot, ...values }) => screen.tell(kind, { where, slot: `${slot}@${place_}`, ...values });

  function send(id) {
    const item = find(id);
    if (item.seconds === null ? !(item.withdrawn && live.sent[id]) : item.withdrawn && !live.sent[id]) return;
    live.sent[id] = true;
    item.unsent = false;
    const { airtime, presenter, member, kind, at, seconds: lasted, invited, text, withdrawn = false } = item;
    const record = { entry: id, airtime, presenter, member, kind, at, seconds: lasted, invited, text, withdrawn };
    tell("contribution", { slot: `contribution:${id}`, record });
  }

  /** What the log is to hear of an airtime; a clock left running for days measured nothing. */
  function airtimeRecord({ entry, presenter, issue, order, ended, spent }, withdrawn = false) {
    const minutes = (each) => Math.round(each / 0.6) / 100;
    const all = Object.values(spent).reduce((sum, each) => sum + each, 0);
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

  // ---- steps, each of which can be taken back

  const find = (id) => live.items.find((each) => each.id === id);

  /** Tell the log what a step says on one of its sides. */
  function carryOut({ items, tells }, side) {
    items[side].forEach(([id]) => {
      send(id);
    });
    for (const [kind, values] of tells[side]) {
      if (kind === "classify") live.sorted[values.entry] = values.said;
      tell(kind, values);
    }
    save();
  }

  const steps = newSteps({ live: () => live, find, carryOut, now: () => time.at() });
  const step = (label, make) => steps.step(label, make);

  /** End what runs. */
  function end(edit, now) {
    if (!live.running) return;
    edit(live.running, { seconds: exactly(Math.max(0, now - find(live.running).at)) });
    live.running = null;
  }

  const policy = (kind) => format?.policies[kind] ?? "not_stated";
  const isPause = (item) => item.kind === "facilitator_pause";
  const ofAirtime = () => live.items.filter((each) => each.airtime === live.airtime?.entry);

  /** The contribution that a kind is said of: the set's latest in this stage, also while the presenter answers it. */
  function target() {
    const key = stage()?.key ?? "";
    return ofAirtime().findLast(
      (each) => !each.withdrawn && each.stage === key && each.member !== each.presenter && !isPause(each),
    );
  }

  /** Somebody speaks. Of what kind it is, and whether it was asked for, is known only if somebody says so. */
  function tap(member, event, given) {
    if (!live.airtime || live.airtime.ended !== null) return;
    const now = exactly(seconds(event));
    const { entry: airtime, presenter, began } = live.airtime;
    const awaited = given || member === presenter ? {} : live.next;
    const kind = given ?? awaited.kind ?? null;
    step(kind ? `${member}, ${kindWords(kind)}` : member, ({ add, edit }) => {
      if (live.airtime.since === null) live.airtime.since = now;
      if (awaited === live.next) live.next = {};
      end(edit, now);
      const invited = awaited.invited ?? null;
      add({
        id: newId(),
        airtime,
        began,
        presenter,
        member,
        kind,
        invited,
        at: now,
        seconds: null,
        text: null,
        stage: stage()?.key ?? "",
        withdrawn: false,
      });
    });
  }

  function silence(event) {
    if (live.running)
      step(`silence after ${find(live.running).member}`, ({ edit }) => end(edit, exactly(seconds(event))));
  }

  /** Say something of a contribution, or of the one to come; said again of that one, it is said no more. */
  function say(name, value, words, item) {
    if (!live.airtime) return;
    if (item?.[name] === value) return;
    if (item) return step(`${item.member}: ${words}`, ({ edit }) => edit(item.id, { [name]: value }));
    const again = live.next[name] === value;
    step(`whoever speaks next: ${words}${again ? ", no more" : ""}`, () => {
      const { [name]: _, ...others } = live.next;
      live.next = again ? others : { ...others, [name]: value };
    });
  }

  const setKind = (kind, item = target()) => say("kind", kind, kindWords(kind), item);

  /** Whether the presenter asked for it: said again, it is not known any more. */
  function setInvited(invited, item = target()) {
    const value = item?.invited === invited ? null : invited;
    say("invited", value, value === null ? "not noted whether invited" : value ? "invited" : "not invited", item);
  }

  /** Contributions that nobody has classified, oldest first: those kept here, and those that the log alone has. */
  function unclassified(meeting) {
    const here = new Set(live.items.map((each) => each.id));
    const mine = live.items.filter(
      (each) => each.kind === null && !each.withdrawn && each.seconds !== null && each.member !== each.presenter,
    );
    const titles = Object.fromEntries((format?.stages ?? []).map(({ key, title }) => [key, title]));
    const others = meeting.unclassified.filter((each) => !here.has(each.entry) && !live.sorted[each.entry]);
    return [
      ...others.map(({ entry: id, ...each }) => ({ id, stage: null, ...each })),
      ...mine.map((each) => ({ ...each, stage: titles[each.stage] ?? null })),
    ].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  }

  /** Say of what kind a contribution was, afterwards. */
  function classify({ id, member }, kind) {
    step(`${member}: ${kindWords(kind)}`, ({ edit, tell }) => {
      if (find(id)) return edit(id, { kind });
      const slot = `classify:${id}`;
      tell("classify", { slot, entry: id, said: null }, { slot, entry: id, said: kind });
    });
  }

  const noting = new Map();
  function note(id, text) {
    Object.assign(find(id), { text: text.trim() ? text : null, unsent: true });
    save();
    clearTimeout(noting.get(id));
    noting.set(
      id,
      setTimeout(() => {
        noting.delete(id);
        if (find(id)) send(id);
      }, 500),
    );
  }

  /** Send what was typed last, before the page goes. */
  function flush() {
    for (const [id, timer] of noting) {
      clearTimeout(timer);
      if (find(id)) send(id);
    }
    noting.clear();
    if (drafting !== null) sendDraft();
  }

  // ---- the airtime and the meeting

  const dateHere = (at) => {
    const day = new Date(at);
    return new Date(day - day.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  };

  const board = {
    meeting: null, // as the screen has it now
    show,
    seconds,
    gone,
    stage,
    target,
    policy,
    tap,
    silence,
    setKind,
    setInvited,
    unclassified,
    classify,
    /** What a contribution was said to be, here or of one that the log alone has. */
    kindOf: (id) => find(id)?.kind ?? live.sorted[id] ?? null,
    note,
    find,
    tell,
    dateHere,
    flush,
    get live() {
      return live;
    },
    /** The contributions of the airtime under way. */
    get items() {
      return ofAirtime();
    },
    /** Whoever facilitates; not a code that is being asked about. */
    get facilitator() {
      return (board.meeting?.doubts.facilitator ? null : live.facilitator) ?? facilitator ?? "";
    },
    get where() {
      return where;
    },
    get over() {
      return live.ended !== null;
    },
    /** The day that what is noted now belongs to: the meeting's, or today if it has not begun. */
    get day() {
      return board.meeting.held_on ?? dateHere(live.started ?? Date.now());
    },
    /** Whether it began so long ago that its clock can only have been left running. */
    get longAgo() {
      return live.started !== null && time.at() - live.started > LONG_AGO;
    },
    /** What an undo would take back, and a redo do again; and what was taken back or done again last. */
    get undoable() {
      return steps.last("undo")?.label ?? null;
    },
    get redoable() {
      return steps.last("redo")?.label ?? null;
    },
    get said() {
      return steps.said;
    },
    undo: () => steps.move("undo", "redo", "before", "Taken back"),
    redo: () => steps.move("redo", "undo", "after", "Done again"),
    edit: (id, label, values) => step(label, ({ edit }) => edit(id, values)),
    takeBack(id) {
      step(`taking back ${find(id).member}, ${kindWords(find(id).kind)}`, ({ edit }) => {
        edit(id, { withdrawn: true });
        if (live.running === id) live.running = null;
      });
    },
    pauseByFacilitator(event) {
      if (live.running && isPause(find(live.running))) silence(event);
      else if (board.facilitator) tap(board.facilitator, event, "facilitator_pause");
      else {
        steps.said = "Nobody is named as the facilitator yet: say in Opening who facilitates.";
        changed();
      }
    },
    /** Whether members came: their codes and statuses, of which null is that nothing is known. */
    setAttendance(label, statuses) {
      step(label, ({ tell }) => {
        for (const [member, status] of Object.entries(statuses)) {
          const [slot, before] = [
            `attendance:${member}`,
            board.meeting.members.find((each) => each.member === member)?.status ?? null,
          ];
          tell("attendance", { slot, member, status: before }, { slot, member, status });
        }
      });
    },
    /** What became of an action. */
    report({ action, member, what, report }, status) {
      const said = { slot: `report:${action}`, action, member, entry: report?.entry ?? newId(), on: board.day };
      const label = `${member}: “${what}” ${status.replace("_", " ")}`;
      step(label, ({ tell }) => tell("report", { ...said, status: report?.status ?? null }, { ...said, status }));
    },
    startMeeting(event) {
      step("start of the meeting", ({ tell }) => {
        live.started = Math.round(time.at(event));
        live.ended = null;
        tell(
          "start",
          { slot: "start" },
          { slot: "start", started: live.started, on: dateHere(live.started) },
          "unstart",
        );
      });
    },
    takeStartBack() {
      const { started } = live;
      step("taking back the start", ({ tell }) => {
        live.started = null;
        tell("unstart", { slot: "start", started, on: dateHere(started) }, { slot: "start" }, "start");
      });
    },
    /** The meeting ends; how long it took is what the person was shown, or nothing. */
    endMeeting(minutes, event) {
      step("end of the meeting", ({ tell }) => {
        live.ended = seconds(event);
        tell("end", { slot: "end", minutes: board.meeting.minutes }, { slot: "end", minutes });
      });
    },
    goOn() {
      step("going on with the meeting", ({ tell }) => {
        live.ended = null;
        tell("end", { slot: "end", minutes: board.meeting.minutes }, { slot: "end", minutes: null });
      });
    },
    setMinutes(minutes, meant = false) {
      const words = minutes === null ? "length not known" : `${minutes} minutes`;
      step(`the meeting: ${words}`, ({ tell }) =>
        tell("end", { slot: "end", minutes: board.meeting.minutes }, { slot: "end", minutes, meant }),
      );
    },
    setFacilitator(code) {
      live.facilitator = code;
      save();
    },
    typeTitle(text) {
      live.typedTitle = text;
      save();
    },
    tick(key, ticked) {
      live.ticks[key] = ticked;
      save();
    },
    startAirtime(presenter, issue, title, before, event) {
      step(`start of the airtime of ${presenter}`, ({ tell }) => {
        if (!issue && title) {
          issue = newId();
          const brought = { slot: `issue:${issue}`, entry: issue, member: presenter, title };
          tell("issue", { ...brought, withdrawn: true }, { ...brought, withdrawn: false });
        }
        const since = seconds(event);
        live.order = Math.max(live.order, before) + 1;
        live.airtime = {
          entry: newId(),
          presenter,
          issue,
          title,
          order: live.order,
          stage: 0,
          began: since,
          since,
          spent: {},
          ended: null,
        };
        Object.assign(live, { typedTitle: "", running: null, next: {} });
        tell("airtime", airtimeRecord(live.airtime, true), airtimeRecord(live.airtime));
      });
    },
    goTo(at, event) {
      const { title } = format.stages[at];
      step(`${at > live.airtime.stage ? "next" : "previous"} stage, ${title}`, () => {
        bank(seconds(event));
        live.airtime.stage = at;
        live.next = {};
      });
    },
    stopClock(event) {
      const now = seconds(event);
      step(live.airtime.since === null ? "going on with the clock" : "stopping the clock", ({ edit }) => {
        if (live.airtime.since === null) live.airtime.since = now;
        else {
          end(edit, exactly(now));
          bank(now);
          live.airtime.since = null;
        }
      });
    },
    endAirtime(event) {
      const now = seconds(event);
      step(`end of the airtime of ${live.airtime.presenter}`, ({ edit, tell }) => {
        const before = airtimeRecord(live.airtime);
        end(edit, exactly(now));
        bank(now);
        Object.assign(live.airtime, { since: null, ended: now });
        tell("airtime", before, airtimeRecord(live.airtime));
      });
    },
    backToClock(event) {
      step("back to the clock", ({ tell }) => {
        const before = airtimeRecord(live.airtime);
        Object.assign(live.airtime, { ended: null, since: seconds(event) });
        tell("airtime", before, airtimeRecord(live.airtime));
      });
    },
    takeAirtimeBack() {
      step(`taking back the airtime of ${live.airtime.presenter}`, ({ edit, tell }) => {
        for (const each of ofAirtime()) if (!each.withdrawn) edit(each.id, { withdrawn: true });
        tell("airtime", airtimeRecord(live.airtime), airtimeRecord(live.airtime, true));
        Object.assign(live, { airtime: null, running: null, next: {}, order: live.order - 1 });
      });
    },
    nextPresenter() {
      step(`after the airtime of ${live.airtime.presenter}`, () =>
        Object.assign(live, { airtime: null, running: null, next: {} }),
      );
    },
    close() {
      for (const kind of ["storage", "alsnb:board"]) removeEventListener(kind, elsewhere);
      flush();
    },
  };
  return board;
}
