import assert from "node:assert/strict";
import { test } from "node:test";

import { overlaid } from "../src/meeting/overlaid.js";

const WHERE = ["c", "A", 1];
const MEETING = {
  cohort: "c",
  learning_set: "A",
  cycle: 1,
  minutes: null,
  next_on: null,
  members: [{ member: "A1", status: null }],
  due: [{ action: "x", member: "A1", what: "ask", report: null }],
  airtimes: [{ entry: "t", member: "A1", actions: [{ entry: "old", what: "call" }] }],
};
const now = (...waiting) => overlaid(waiting, MEETING);

test("what waits is shown as if it had arrived, and the view stays as it was", () => {
  const before = structuredClone(MEETING);
  const meeting = now(
    { kind: "attendance", where: WHERE, member: "A1", status: "late" },
    { kind: "report", where: WHERE, action: "x", entry: "r", status: "done" },
    { kind: "end", where: WHERE, minutes: 90 },
    { kind: "next", where: WHERE, on: "2026-02-02" },
    { kind: "save", form: "action:t", entry: "new", values: { what: "write" } },
  );
  assert.equal(meeting.members[0].status, "late");
  assert.deepEqual(meeting.due[0].report, { entry: "r", status: "done", waiting: true });
  assert.deepEqual([meeting.minutes, meeting.next_on], [90, "2026-02-02"]);
  assert.deepEqual(meeting.airtimes[0].actions[1], { what: "write", entry: "new", member: "A1" });
  assert.deepEqual(MEETING, before);
});

test("what is of another meeting, or of nobody here, is not shown", () => {
  const meeting = now(
    { kind: "attendance", where: ["c", "A", 2], member: "A1", status: "late" },
    { kind: "attendance", where: WHERE, member: "B9", status: "late" },
    { kind: "report", where: WHERE, action: "unknown", status: "done" },
    { kind: "save", form: "action:unknown", entry: "new", values: {} },
    { kind: "save", form: "action:t", entry: "old", values: { what: "twice" } },
  );
  assert.deepEqual(meeting, MEETING);
});

test("a report that the log has keeps its entry", () => {
  const due = [{ ...MEETING.due[0], report: { entry: "first", status: "partly" } }];
  const event = { kind: "report", where: WHERE, action: "x", entry: "second", status: "done" };
  const { report } = overlaid([event], { ...MEETING, due }).due[0];
  assert.deepEqual(report, { entry: "first", status: "done", waiting: false });
});
