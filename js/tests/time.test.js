import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "./support/browser.js";
import { fakeTime } from "./support/time.js";

const { dateHere, exactly, Time } = await import("../src/meeting/time.js");
const { lengthWords, minutesWords, spanWords } = await import("../src/meeting/words.js");

let time;
beforeEach(() => {
  time = fakeTime();
});

test("it goes with the page's clock, whatever the wall's is set to", () => {
  const clock = new Time();
  const began = clock.at();
  time.pass(60000);
  assert.equal(clock.at() - began, 60000);
  time.wall -= 3600000; // set back by an hour, as at the end of summer time
  assert.equal(clock.at() - began, 60000);
  time.pass(1000);
  assert.equal(clock.at() - began, 61000);
});

test("a machine that slept wakes at the wall's time", () => {
  const clock = new Time();
  const began = clock.at();
  time.wall += 600000; // the page's clock stood still
  assert.equal(clock.at() - began, 600000);
  time.pass(1000);
  assert.equal(clock.at() - began, 601000);
});

test("a wall clock a little off does not make it jump", () => {
  const clock = new Time();
  const began = clock.at();
  time.wall += 4000;
  assert.equal(clock.at(), began);
});

test("an event counts from when it happened, unless its time makes no sense", () => {
  time.pass(100000);
  const clock = new Time();
  const now = clock.at();
  assert.equal(clock.at({ timeStamp: 99000 }), now - 1000);
  assert.equal(clock.at({ timeStamp: 100500 }), now, "one of the time to come");
  assert.equal(clock.at({ timeStamp: 30000 }), now, "one of more than a minute ago");
  assert.equal(clock.at({}), now, "one without a time");
});

test("it never begins before what was kept last", () => {
  const kept = time.wall + 5000;
  assert.equal(new Time(kept).at(), kept);
});

test("days are those of this place, and seconds are recorded to the millisecond", () => {
  assert.equal(dateHere(new Date(2026, 0, 5, 0, 30).getTime()), "2026-01-05");
  assert.equal(dateHere(new Date(2026, 6, 5, 23, 30).getTime()), "2026-07-05");
  assert.equal(exactly(1.23456), 1.235);
});

test("times are said as people say them", () => {
  assert.deepEqual([0, 59.9, 187, 3727, -3].map(minutesWords), ["0:00", "0:59", "3:07", "1:02:07", "0:00"]);
  assert.deepEqual([0, 33, 93, 9000, 3600].map(lengthWords), ["0 s", "33 s", "1 min 33 s", "2 h 30 min", "1 h"]);
  const span = { low: 5, high: 10, text: "5–10" };
  assert.equal(spanWords(60, span).text, "of 5–10 min: 4:00–9:00 left");
  assert.equal(spanWords(400, span).text, "of 5–10 min: 3:20 left");
  assert.deepEqual(spanWords(660, span), { text: "of 5–10 min: over by 1:00", over: true });
  assert.equal(spanWords(400, { low: 5, high: null, text: "5+" }).text, "of 5+ min: minimum reached");
  assert.equal(spanWords(400, null).text, "no time limit");
});
