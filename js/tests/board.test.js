// The board's clock and steps without a browser: what they keep, and what they tell the log.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeStorage, fakeWindow } from "./support/browser.js";
import { fakeTime } from "./support/time.js";

const { newBoard } = await import("../src/meeting/board.js");

const STAGES = ["outline", "clarify", "explore"].map((key) => ({
  key,
  title: key,
  questions: ["clarifying_question"],
}));
const FORMAT = { stages: STAGES, policies: { advice: "by_invitation" } };
const MEETING = {
  cohort: "c",
  learning_set: "A",
  cycle: 1,
  format: FORMAT,
  facilitator: null,
  earlier_facilitator: "F1",
  held_on: null,
  started_at: null,
  minutes: null,
  today: "2026-01-05",
  airtimes: [],
  unclassified: [],
  doubts: {},
  members: ["A1", "A2", "A3"].map((member) => ({ member, status: null })),
  due: [{ action: "x", member: "A2", what: "ask", report: null }],
};

/** A board, the time it reads, and the log as it would be from what the board has told it. */
function opened(meeting = MEETING) {
  fakeStorage();
  fakeWindow();
  const time = fakeTime();
  const clock = { pass: (seconds) => time.pass(1000 * seconds) };
  const log = {};
  const shown = structuredClone(meeting);
  const tell = (kind, { slot, where, ...values }) => {
    if (kind === "board") return;
    if (kind === "attendance") shown.members.find((each) => each.member === values.member).status = values.status;
    if (kind === "report") shown.due[0].report = values.status && { entry: values.entry, status: values.status };
    if (kind === "end") shown.minutes = values.minutes;
    log[slot.split("@")[0]] = { kind, ...values };
  };
  const board = newBoard({ tell }, () => {});
  board.show({ meeting: shown, where: "board/x", board: null });
  board.meeting = shown;
  return { board, clock, log, shown };
}

const contributions = (log) =>
  Object.values(log)
    .filter((each) => each.kind === "contribution")
    .map((each) => each.record)
    .filter((each) => !each.withdrawn);

test("a tap alone says who and when, and nothing of the kind", () => {
  const { board, clock, log } = opened();
  board.startMeeting();
  board.startAirtime("A1", null, "", 0);
  board.tap("A2");
  clock.pass(5);
  board.tap("A3");
  board.setKind("advice");
  clock.pass(7);
  board.silence();
  assert.deepEqual(
    contributions(log).map(({ member, kind, invited, at, seconds }) => [member, kind, invited, at, seconds]),
    [
      ["A2", null, null, 0, 5],
      ["A3", "advice", null, 5, 7],
    ],
  );
  board.setInvited(false);
  assert.equal(contributions(log)[1].invited, false);
  board.setInvited(false);
  assert.equal(contributions(log)[1].invited, null);
});

test("what is said of whoever speaks next is theirs, and of nobody after", () => {
  const { board, log } = opened();
  board.startMeeting();
  board.startAirtime("A1", null, "", 0);
  board.setKind("idea");
  board.setInvited(true);
  for (const member of ["A1", "A2", "A3"]) board.tap(member);
  board.silence();
  assert.deepEqual(
    contributions(log).map(({ member, kind, invited }) => [member, kind, invited]),
    [
      ["A1", null, null],
      ["A2", "idea", true],
      ["A3", null, null],
    ],
  );
});

test("a facilitator whom nobody named is not recorded", () => {
  const { board, log } = opened();
  board.startMeeting();
  assert.equal(log.start.facilitator, undefined);
  board.startAirtime("A1", null, "", 0);
  board.pauseByFacilitator();
  board.silence();
  assert.deepEqual(contributions(log), []);
  assert.match(board.said, /No facilitator is named yet/);
  board.setFacilitator("F2");
  board.pauseByFacilitator();
  board.silence();
  assert.deepEqual(
    contributions(log).map(({ member, kind }) => [member, kind]),
    [["F2", "facilitator_pause"]],
  );
});

test("of whoever nobody spoke for, the start says nothing", () => {
  const { board, log } = opened();
  board.setAttendance("A2: late", { A2: "late" });
  board.startMeeting();
  assert.deepEqual(Object.keys(log).sort(), ["attendance:A2", "start"]);
  assert.deepEqual(Object.keys(log.start).sort(), ["kind", "on", "started"]);
});

test("a clock left running for days measures nothing", () => {
  const { board, clock, log } = opened();
  board.startMeeting();
  board.startAirtime("A1", null, "", 0);
  clock.pass(30 * 3600);
  board.endAirtime();
  const [airtime] = Object.values(log).filter((each) => each.kind === "airtime");
  assert.deepEqual([airtime.record.minutes, airtime.record.stages], [null, []]);
  assert.equal(board.undoable, "end of the airtime of A1");
  clock.pass(13 * 3600);
  assert.equal(board.undoable, null, "nobody means to take back what was done yesterday");
});

test("a start is cancelled on its day and not long after", () => {
  const { board, clock, log } = opened();
  board.startMeeting();
  clock.pass(3600);
  assert.equal(board.longAgo, false);
  board.takeStartBack();
  assert.equal(board.live.started, null);
  assert.equal(log.start.started, undefined);
  board.undo();
  assert.notEqual(board.live.started, null);
  clock.pass(29 * 3600);
  assert.equal(board.longAgo, true, "it is no longer offered");
});

test("undo puts a stage back as if it had not been left, and says which step it took back", () => {
  const { board, clock, log } = opened();
  board.startMeeting();
  board.startAirtime("A1", null, "", 0);
  clock.pass(60);
  board.goTo(1);
  clock.pass(30);
  board.undo();
  assert.equal(board.stage().key, "outline");
  assert.equal(board.said, "Undone: next stage, clarify");
  assert.equal(board.gone().stage, 90);
  board.redo();
  assert.equal(board.said, "Redone: next stage, clarify");
  assert.deepEqual([board.stage().key, board.gone().stage], ["clarify", 30]);
  board.endAirtime();
  const [airtime] = Object.values(log).filter((each) => each.kind === "airtime");
  assert.deepEqual(airtime.record.stages, [
    { stage: "outline", minutes: 1 },
    { stage: "clarify", minutes: 0.5 },
  ]);
});

const ACTS = {
  attendance: ({ board }) => board.setAttendance("A3: late", { A3: "late" }),
  everyone: ({ board }) => board.setAttendance("everyone", { A1: "present", A2: "present" }),
  report: ({ board }) => board.report(board.meeting.due[0], "partly"),
  start: ({ board }) => board.live.started === null && board.startMeeting(),
  airtime: ({ board }) =>
    board.live.started !== null && !board.live.airtime && board.startAirtime("A1", null, "Mondays", 0),
  tap: ({ board }) => board.tap("A2"),
  presenter: ({ board }) => board.tap("A1"),
  kind: ({ board }) => board.setKind("support"),
  invited: ({ board }) => board.setInvited(true),
  silence: ({ board }) => board.silence(),
  next: ({ board }) => running(board) && board.live.airtime.stage < 2 && board.goTo(board.live.airtime.stage + 1),
  clock: ({ board }) => running(board) && board.stopClock(),
  ended: ({ board }) => running(board) && board.endAirtime(),
  again: ({ board }) => board.live.airtime && !running(board) && board.backToClock(),
  away: ({ board }) => running(board) && board.takeAirtimeBack(),
  another: ({ board }) => board.live.airtime && !running(board) && board.nextPresenter(),
  sorted: ({ board }) =>
    board.unclassified(board.meeting)[0] && board.classify(board.unclassified(board.meeting)[0], "challenge"),
  over: ({ board }) => board.live.started !== null && !board.over && !running(board) && board.endMeeting(61),
};
const running = (board) => Boolean(board.live.airtime) && board.live.airtime.ended === null;

/** What the log would show of what it was told: nothing of what was withdrawn or is not known. */
function shownBy(log) {
  const told = Object.entries(log).map(([slot, { kind, ...each }]) => {
    if (
      kind === "unstart" ||
      each.withdrawn ||
      each.record?.withdrawn ||
      each.status === null ||
      each.minutes === null ||
      each.said === null
    )
      return null;
    return [slot, each];
  });
  return Object.fromEntries(told.filter(Boolean).sort());
}

const same = ({ undo, redo, at, sent, ...live }) => ({
  ...live,
  items: live.items.filter((each) => !each.withdrawn).map(({ unsent, ...each }) => each),
  sorted: Object.fromEntries(Object.entries(live.sorted).filter(([, kind]) => kind)),
});

test("each step can be taken back and done again, whatever came before it", () => {
  const old = { entry: "old", airtime: null, presenter: null, member: "A3", at: 1, seconds: 2, text: null };
  let seed = 7;
  const dice = (most) => {
    seed = (seed * 48271) % 2147483647;
    return seed % most;
  };
  const used = new Set();
  for (let round = 0; round < 300; round++) {
    const it = opened({ ...MEETING, unclassified: [old] });
    const { board, clock, log } = it;
    for (let count = 0; count < 25; count++) {
      const before = structuredClone(same(board.live));
      const told = structuredClone(shownBy(log));
      const steps = board.live.undo.length;
      const names = Object.keys(ACTS);
      const name = names[dice(names.length)];
      ACTS[name](it);
      clock.pass(dice(50) / 10);
      if (board.live.undo.length === steps) continue;
      used.add(name);
      const after = structuredClone(same(board.live));
      const toldAfter = structuredClone(shownBy(log));
      board.undo();
      assert.deepEqual(same(board.live), before, name);
      // A contribution that runs again is told anew when it ends.
      const runs = board.live.running;
      const known = (each) =>
        Object.fromEntries(Object.entries(each).filter(([slot]) => slot !== `contribution:${runs}`));
      assert.deepEqual(known(shownBy(log)), known(told), name);
      board.redo();
      assert.deepEqual(same(board.live), after, name);
      assert.deepEqual(shownBy(log), toldAfter, name);
    }
    while (board.undoable) board.undo();
    assert.deepEqual(shownBy(log), {}, "with every step taken back, the log shows nothing");
  }
  assert.deepEqual([...used].sort(), Object.keys(ACTS).sort());
});
