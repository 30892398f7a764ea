import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeStorage, fakeWindow } from "./support/browser.js";
import { fakeTime } from "./support/time.js";

const { newBoard } = await import("../src/meeting/board.js");

const MEETING = {
  cohort: "c",
  learning_set: "A",
  cycle: 1,
  format: { stages: [{ key: "outline", title: "Outline" }], policies: {} },
  facilitator: null,
  held_on: null,
  started_at: null,
  minutes: null,
  today: "2026-01-05",
  airtimes: [],
  unclassified: [],
  doubts: {},
  members: [{ member: "A1", status: null }],
  due: [],
};
const PLACE = "board/x";

let time;
let storage;
beforeEach(() => {
  time = fakeTime();
  storage = fakeStorage();
  fakeWindow();
});

/** A page with the board of a meeting, and what it has told the log. */
function opened({ meeting = {}, board: kept = null, where = PLACE } = {}) {
  const told = [];
  let shown = 0;
  const board = newBoard({ tell: (kind, values) => told.push({ kind, ...structuredClone(values) }) }, () => shown++);
  const view = { meeting: { ...MEETING, ...meeting }, where, board: kept };
  board.show(view);
  board.meeting = view.meeting;
  return {
    board,
    told,
    view,
    get shown() {
      return shown;
    },
  };
}
const of = (told, kind) => told.filter((each) => each.kind === kind);
const stored = (place = PLACE) => JSON.parse(storage.getItem(`alsnb:${place}`));

/** A board on which A1 presents and A2 speaks, five seconds in. */
function running() {
  const page = opened();
  page.board.startMeeting();
  page.board.startAirtime("A1", null, "Mondays", 0);
  time.pass(5000);
  page.board.tap("A2");
  return page;
}

test("each change is in this browser at once, and in the log's draft within two seconds", () => {
  const { board, told } = running();
  assert.deepEqual(stored(), JSON.parse(JSON.stringify(board.live)));
  time.pass(2000);
  const draft = of(told, "board").at(-1);
  assert.deepEqual([draft.board, draft.slot], [PLACE, `board:${PLACE}`]);
  assert.deepEqual(draft.state, stored());
});

test("a reload goes on with the same airtime, clock, speaker and undo", () => {
  const { board } = running();
  board.close();
  time.pass(10000);
  const again = opened();
  assert.equal(again.board.live.airtime.presenter, "A1");
  assert.equal(again.board.gone().airtime, 15);
  assert.equal(again.board.find(again.board.live.running).member, "A2");
  again.board.silence();
  const [{ record }] = of(again.told, "contribution");
  assert.deepEqual([record.member, record.at, record.seconds], ["A2", 5, 10]);
  assert.equal(again.board.undoable, "silence after A2");
});

test("another browser goes on from the log's draft, and the newest of both counts", () => {
  const { board, told } = running();
  board.flush();
  const draft = of(told, "board").at(-1).state;
  storage = fakeStorage();
  assert.equal(opened({ board: draft }).board.live.airtime.presenter, "A1");
  // What this browser kept later is newer than the draft.
  const here = opened({ board: draft });
  here.board.nextPresenter();
  here.board.close();
  assert.equal(opened({ board: draft }).board.live.airtime, null);
});

test("what the log's draft does not have yet is sent to it", () => {
  const { board } = running();
  const old = { ...structuredClone(board.live), at: 1 };
  board.close();
  const { told } = opened({ board: old });
  time.pass(2000);
  assert.equal(of(told, "board").length, 1);
});

test("two pages of one browser show the same board", () => {
  const one = running();
  const two = opened();
  one.board.silence();
  assert.equal(two.board.live.running, null);
  assert.ok(two.shown > 0);
  two.board.tap("A3");
  assert.equal(one.board.find(one.board.live.running).member, "A3");
  // A page of another meeting is not concerned.
  const other = opened({ where: "board/y" });
  one.board.silence();
  assert.equal(other.board.live.started, null);
});

test("a browser that keeps nothing loses nothing of what is sent", () => {
  storage.full = true;
  const { board, told } = running();
  board.silence();
  assert.equal(of(told, "contribution").length, 1);
  assert.equal(of(told, "airtime").length, 1);
  time.pass(2000);
  assert.equal(of(told, "board").at(-1).state.items.length, 1);
});

test("something odd in the storage is no board, and no error", () => {
  storage.setItem(`alsnb:${PLACE}`, "{not JSON");
  const { board } = opened();
  assert.equal(board.live.started, null);
  board.startMeeting();
  assert.equal(stored().started, board.live.started);
});

test("a contribution is told when it ends, under one id, with whatever is said of it later", () => {
  const { board, told } = running();
  const { running: id } = board.live;
  assert.equal(of(told, "contribution").length, 0);
  board.silence();
  board.setKind("idea");
  board.edit(id, "another member", { member: "A3" });
  const records = of(told, "contribution").map((each) => each.record);
  assert.deepEqual(
    records.map(({ entry, member, kind }) => [entry === id, member, kind]),
    [
      [true, "A2", null],
      [true, "A2", "idea"],
      [true, "A3", "idea"],
    ],
  );
  assert.equal(new Set(of(told, "contribution").map((each) => each.slot)).size, 1);
});

test("one that was taken back before the log heard of it is never told", () => {
  const { board, told } = running();
  board.takeBack(board.live.running);
  assert.deepEqual(of(told, "contribution"), []);
  board.tap("A3");
  board.silence();
  board.takeBack(board.items.at(-1).id);
  assert.deepEqual(
    of(told, "contribution").map(({ record }) => [record.member, record.withdrawn]),
    [
      ["A3", false],
      ["A3", true],
    ],
  );
});

test("a note is kept at each keystroke, told a moment after the last, and at once when the page goes", () => {
  const { board, told } = running();
  const { running: id } = board.live;
  board.silence();
  for (const text of ["a", "ab", "abc"]) board.note(id, text);
  assert.equal(stored().items[0].text, "abc");
  assert.equal(of(told, "contribution").length, 1);
  time.pass(600);
  assert.deepEqual(
    of(told, "contribution").map(({ record }) => record.text),
    [null, "abc"],
  );
  board.note(id, "abcd");
  board.close();
  assert.equal(of(told, "contribution").at(-1).record.text, "abcd");
  time.pass(60000);
  assert.equal(of(told, "contribution").length, 3);
});

test("a note whose last words were not told is told when the page is opened again", () => {
  const { board } = running();
  const { running: id } = board.live;
  board.silence();
  board.note(id, "killed in the middle");
  // Nothing was closed: the browser died.
  const { told } = opened();
  assert.equal(of(told, "contribution")[0].record.text, "killed in the middle");
});

test("taking back a step keeps a note that was typed since", () => {
  const { board } = running();
  const { running: id } = board.live;
  board.silence();
  board.setKind("idea");
  board.note(id, "typed later");
  board.undo();
  assert.deepEqual([board.find(id).kind, board.find(id).text], [null, "typed later"]);
});

test("what an earlier version kept is gone on with, and undoes nothing of that version", () => {
  const old = {
    at: time.wall,
    started: time.wall - 60000,
    airtime: {
      entry: "e",
      presenter: "A1",
      issue: null,
      title: null,
      order: 1,
      stage: 0,
      began: 10,
      since: 10,
      spent: {},
      ended: null,
    },
    items: [{ id: "i", member: "A2", kind: "idea", at: 20, seconds: 5, stage: "outline", text: null }],
    undo: [{ label: "old" }],
  };
  const { board } = opened({ board: old });
  assert.deepEqual([board.live.version, board.undoable], [2, null]);
  const [item] = board.items;
  assert.deepEqual([item.airtime, item.began, item.presenter], ["e", 10, "A1"]);
});

test("going to another meeting sends the draft of this one, and keeps both apart", () => {
  const { board, told, view } = running();
  board.show({ ...view, where: "board/y" });
  assert.equal(of(told, "board").at(-1).board, PLACE);
  assert.equal(board.live.started, null);
  board.startMeeting();
  assert.notEqual(stored("board/y").started, null);
  board.show(view);
  assert.equal(board.live.airtime.presenter, "A1");
});

test("what was kept of old meetings is forgotten after days, and nothing else is", () => {
  storage.setItem("alsnb:board/old", JSON.stringify({ at: time.wall - 4 * 86400000 }));
  storage.setItem("alsnb:board/yesterday", JSON.stringify({ at: time.wall - 86400000 }));
  storage.setItem("alsnb:student@1", "[]");
  opened();
  assert.equal(storage.getItem("alsnb:board/old"), null);
  assert.notEqual(storage.getItem("alsnb:board/yesterday"), null);
  assert.equal(storage.getItem("alsnb:student@1"), "[]");
});

test("a meeting that the log alone knows to have begun goes on from there", () => {
  const meeting = { started_at: time.wall - 600000, held_on: "2026-01-05" };
  assert.equal(opened({ meeting }).board.seconds(), 600);
  assert.equal(opened({ meeting: { ...meeting, minutes: 60 } }).board.live.started, null);
});

test("a step that is not taken leaves nothing to take back, and one that is taken nothing to do again", () => {
  const { board } = running();
  const { length } = board.live.undo;
  board.silence();
  board.silence(); // nobody speaks any more
  assert.equal(board.live.undo.length, length + 1);
  board.undo();
  assert.equal(board.redoable, "silence after A2");
  board.tap("A3");
  assert.equal(board.redoable, null);
});

test("two hundred steps are kept, the newest", () => {
  const { board } = running();
  for (let count = 0; count < 250; count++) board.tap(count % 2 ? "A2" : "A3");
  assert.equal(board.live.undo.length, 200);
  assert.equal(board.undoable, "A2");
});
