// What runs during a meeting, in the browser alone: the clock, the airtime under way, who speaks, and what can be undone.
// All of it is kept in localStorage at each change, and as a draft in the log within two seconds, for another browser.
// Whatever was said is sent as a whole record under an id made at the tap, so that it may arrive late or twice.

const DRAFT_AFTER = 1200; // milliseconds; with the way to the log, less than two seconds
const FORGET_AFTER = 3 * 86400000; // what a browser kept of a meeting is in the log by then
const LONG_AGO = 12 * 3600000; // after which nobody takes back a start or an airtime
const UNDO_STEPS = 200;

/** Milliseconds since 1970 that never go back: the page's own clock, anchored to the wall's once. */
class Time {
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

const BLANK = {
  at: 0, // when it last changed
  started: null, // milliseconds since 1970
  ended: null, // seconds since the start, as all that follows
  airtime: null,
  order: 0,
  items: [], // the airtime's contributions, oldest first
  sent: {},
  running: null,
  next: {},
  undo: [],
  redo: [],
  ticks: {},
};

function newBoard(screen, changed) {
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
        if (Date.now() - (JSON.parse(localStorage.getItem(name))?.at ?? 0) > FORGET_AFTER) localStorage.removeItem(name);
      }
    } catch {
      // Nothing is kept, so there is nothing to forget.
    }
  }

  /** Take up what is newest: this page's, this browser's or the log's. */
  function show(view) {
    const { meeting } = view;
    format = meeting.format;
    facilitator = meeting.facilitator ?? meeting.earlier_facilitator;
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
    live = { ...structuredClone(BLANK), ...other };
    time = new Time(live.at);
  }

  const elsewhere = (event) => {
    const theirs = event.type === "storage" ? event.key === `alsnb:${place_}` : event.detail.place === place_ && event.detail.board !== board;
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
    const { member, kind, at, seconds: lasted, invited, text, withdrawn = false } = item;
    const { entry: airtime, presenter } = live.airtime;
    const record = { entry: id, airtime, presenter, member, kind, at, seconds: lasted, invited, text, withdrawn };
    tell("contribution", { slot: `contribution:${id}`, record });
  }

  function sendAirtime(more = {}) {
    const { entry, presenter, issue, order, ended, spent } = live.airtime;
    const minutes = (each) => Math.round(each / 0.6) / 100;
    const stages = (format?.stages ?? []).filter(({ key }) => spent[key]);
    const record = {
      entry,
      member: presenter,
      issue,
      order,
      minutes: ended === null ? null : minutes(gone().airtime),
      stages: ended === null ? [] : stages.map(({ key }) => ({ stage: key, minutes: minutes(spent[key]) })),
      ...more,
    };
    tell("airtime", { slot: `airtime:${entry}`, record });
  }

  // ---- contributions

  const find = (id) => live.items.find((each) => each.id === id);

  /** Change contributions in one step that can be undone. */
  function change(label, make) {
    const before = new Map();
    const was = live.running;
    make({
      add(item) {
        before.set(item.id, null);
        live.items.push(item);
        live.running = item.id;
      },
      edit(id, values) {
        if (!before.has(id)) before.set(id, { ...find(id) });
        Object.assign(find(id), values);
      },
    });
    if (!before.size) return;
    const after = [...before.keys()].map((id) => [id, { ...find(id) }]);
    live.undo.push({ label, before: [...before], after, running: [was, live.running] });
    live.undo.splice(0, live.undo.length - UNDO_STEPS);
    live.redo = [];
    before.forEach((_, id) => send(id));
    save();
  }

  function step(from, to, side) {
    const taken = live[from].pop();
    if (!taken) return;
    live[to].push(taken);
    for (const [id, said] of taken[side]) {
      // A note is typed, and no step: it stays.
      const { text } = find(id);
      Object.assign(find(id), said ? { ...said, text } : { withdrawn: true });
    }
    live.running = taken.running[side === "before" ? 0 : 1];
    taken[side].forEach(([id]) => send(id));
    save();
  }

  /** End what runs. */
  function end(edit, now) {
    if (!live.running) return;
    edit(live.running, { seconds: exactly(Math.max(0, now - find(live.running).at)) });
    live.running = null;
  }

  const policy = (kind) => format?.policies[kind] ?? "not_stated";
  const invitation = (kind) => (policy(kind) === "by_invitation" ? false : null);
  const usual = () => stage()?.questions[0] ?? null;
  const isPause = (item) => item.kind === "facilitator_pause";

  /** The contribution that a kind is said of: the set's latest in this stage, also while the presenter answers it. */
  function target() {
    const key = stage()?.key ?? "";
    return live.items.findLast(
      (each) => !each.withdrawn && each.stage === key && each.member !== live.airtime?.presenter && !isPause(each),
    );
  }

  function tap(member, event, given) {
    if (!live.airtime || live.airtime.ended !== null) return;
    const now = exactly(seconds(event));
    if (live.airtime.since === null) live.airtime.since = now;
    const presents = member === live.airtime.presenter;
    const kind = given ?? (presents ? null : (live.next.kind ?? usual()));
    const invited = given || presents ? null : live.next.invited ? true : invitation(kind);
    if (!presents && !given) live.next = {};
    change(`${member}, ${kindWords(kind)}`, ({ add, edit }) => {
      end(edit, now);
      const key = stage()?.key ?? "";
      add({ id: newId(), member, kind, invited, at: now, seconds: null, text: null, stage: key, withdrawn: false });
    });
  }

  function silence(event) {
    if (live.running) change(`silence after ${find(live.running).member}`, ({ edit }) => end(edit, exactly(seconds(event))));
  }

  function setKind(kind, item = target()) {
    if (!live.airtime) return;
    if (item) {
      const invited = item.invited === true ? true : invitation(kind);
      change(`${item.member}: ${kindWords(kind)}`, ({ edit }) => edit(item.id, { kind, invited }));
    } else {
      live.next = { ...live.next, kind: live.next.kind === kind ? undefined : kind };
      save();
    }
  }

  function setInvited(item = target()) {
    if (!live.airtime) return;
    if (item) {
      const invited = item.invited === true ? invitation(item.kind) : true;
      const label = `${item.member}: ${invited ? "" : "not "}invited`;
      change(label, ({ edit }) => edit(item.id, { invited }));
    } else {
      live.next = { ...live.next, invited: !live.next.invited };
      save();
    }
  }

  const noting = new Map();
  function note(id, text) {
    Object.assign(find(id), { text: text.trim() ? text : null, unsent: true });
    save();
    clearTimeout(noting.get(id));
    noting.set(id, setTimeout(() => (noting.delete(id), find(id) && send(id)), 500));
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
    usual,
    policy,
    tap,
    silence,
    setKind,
    setInvited,
    note,
    find,
    tell,
    dateHere,
    get live() {
      return live;
    },
    get facilitator() {
      return live.facilitator ?? facilitator ?? "";
    },
    get where() {
      return where;
    },
    get over() {
      return live.ended !== null;
    },
    /** Whether it began so long ago that its clock can only have been left running. */
    get longAgo() {
      return live.started !== null && time.at() - live.started > LONG_AGO;
    },
    undo: () => step("undo", "redo", "before"),
    redo: () => step("redo", "undo", "after"),
    edit: (id, label, values) => change(label, ({ edit }) => edit(id, values)),
    takeBack(id) {
      const label = `taking back ${find(id).member}, ${kindWords(find(id).kind)}`;
      change(label, ({ edit }) => {
        edit(id, { withdrawn: true });
        if (live.running === id) live.running = null;
      });
    },
    pauseByFacilitator(event) {
      if (live.running && isPause(find(live.running))) silence(event);
      else tap(live.facilitator || facilitator || "facilitator", event, "facilitator_pause");
    },
    startMeeting(noted, event) {
      live.started = Math.round(time.at(event));
      live.ended = null;
      const { started } = live;
      tell("start", { slot: "start", started, on: dateHere(started), noted, facilitator: live.facilitator ?? facilitator });
      save();
    },
    takeStartBack() {
      live.started = null;
      tell("unstart", { slot: "start" });
      save();
    },
    endMeeting(event) {
      live.ended = seconds(event);
      tell("end", { slot: "end", minutes: Math.round(live.ended / 60) });
      save();
    },
    goOn() {
      live.ended = null;
      tell("end", { slot: "end", minutes: null });
      save();
    },
    setMinutes: (minutes) => tell("end", { slot: "end", minutes }),
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
      const entry = newId();
      if (!issue && title) {
        issue = newId();
        tell("issue", { slot: `issue:${issue}`, entry: issue, member: presenter, title });
      }
      live.order = Math.max(live.order, before) + 1;
      const since = seconds(event);
      live.airtime = { entry, presenter, issue, title, order: live.order, stage: 0, began: since, since, spent: {}, ended: null };
      live.typedTitle = "";
      Object.assign(live, { items: [], sent: {}, running: null, next: {}, undo: [], redo: [] });
      sendAirtime();
      save();
    },
    goTo(at, event) {
      bank(seconds(event));
      live.airtime.stage = at;
      live.next = {};
      save();
    },
    stopClock(event) {
      const now = seconds(event);
      if (live.airtime.since === null) live.airtime.since = now;
      else {
        silence(event);
        bank(now);
        live.airtime.since = null;
      }
      save();
    },
    endAirtime(event) {
      const now = seconds(event);
      silence(event);
      bank(now);
      Object.assign(live.airtime, { since: null, ended: now });
      sendAirtime();
      save();
    },
    backToClock(event) {
      Object.assign(live.airtime, { ended: null, since: seconds(event) });
      save();
    },
    takeAirtimeBack() {
      for (const each of live.items) {
        each.withdrawn = true;
        send(each.id);
      }
      sendAirtime({ withdrawn: true });
      Object.assign(live, { airtime: null, items: [], running: null, undo: [], redo: [], order: live.order - 1 });
      save();
    },
    nextPresenter() {
      Object.assign(live, { airtime: null, items: [], running: null, next: {}, undo: [], redo: [] });
      save();
    },
    close() {
      for (const kind of ["storage", "alsnb:board"]) removeEventListener(kind, elsewhere);
      for (const [id, timer] of noting) {
        clearTimeout(timer);
        if (find(id)) send(id);
      }
      if (drafting !== null) sendDraft();
    },
  };
  return board;
}
