// The clock of an airtime and of its stages.

import { button, h } from "../kit/dom.js";
import { mark, redraw, write } from "./drawing.js";
import { minutesWords, spanWords } from "./words.js";

/** @import { Board, Meeting } from "./types.d.ts" */

/** @param {Board} board */
export function clockPart(board) {
  const who = h("p", { class: "alsnb-presents" });
  const stage = h("h3", {});
  const marks = h("span", { class: "alsnb-row" });
  const time = h("div", { class: "alsnb-clock", role: "timer", "aria-live": "off" });
  const left = h("p", { class: "alsnb-left" });
  const what = h("p", { class: "alsnb-said" });
  const whole = h("p", { class: "alsnb-quiet" });
  const filled = h("i", {});
  const bar = h("div", { class: "alsnb-gone", "aria-hidden": "true" }, filled);
  const previous = button("Previous stage", (event) => board.goTo(board.live.airtime.stage - 1, event), {
    "aria-keyshortcuts": "b",
  });
  const next = button("", (event) => board.goTo(board.live.airtime.stage + 1, event), {
    class: "alsnb-primary",
    "aria-keyshortcuts": "n",
  });
  const stop = button("", (event) => board.stopClock(event), { "aria-keyshortcuts": "k" });
  const finish = button("End the airtime", (event) => board.endAirtime(event));
  const told = h(
    "div",
    { class: "alsnb-grow" },
    h("div", { class: "alsnb-row" }, stage, marks),
    left,
    bar,
    what,
    whole,
  );
  const around = h("div", { class: "alsnb-time" }, time, told);
  const node = h("div", {}, who, around, h("div", { class: "alsnb-row" }, previous, next, stop, finish));
  /** @param {Meeting} meeting */
  function tick(meeting) {
    const { airtime } = board.live;
    const gone = board.gone();
    const now = board.stage();
    const span = now ? now.minutes : (meeting.format?.minutes ?? null);
    const stopped = airtime.since === null;
    const words = spanWords(now ? gone.stage : gone.airtime, span);
    write(time, minutesWords(now ? gone.stage : gone.airtime));
    write(left, stopped ? "The clock is stopped. Tap the speaker, or “Go on”." : words.text);
    around.classList.toggle("alsnb-late", Boolean(words.over) && !stopped);
    around.classList.toggle("alsnb-stopped", stopped);
    const all = spanWords(gone.airtime, meeting.format?.minutes ?? null);
    write(
      whole,
      now ? `The airtime so far: ${minutesWords(gone.airtime)} ${meeting.format.minutes ? all.text : ""}` : "",
    );
    whole.classList.toggle("alsnb-lateword", Boolean(now && all.over));
    bar.hidden = !span?.high;
    if (span?.high)
      filled.style.width = `${Math.min(100, ((now ? gone.stage : gone.airtime) / 60 / span.high) * 100)}%`;
  }
  return {
    node,
    tick,
    /** @param {Meeting} meeting */
    show(meeting) {
      const { airtime } = board.live;
      const stages = meeting.format?.stages ?? [];
      const now = board.stage();
      write(who, `${airtime.presenter} presents${airtime.title ? `: ${airtime.title}` : ""}`);
      write(stage, now ? `${airtime.stage + 1} of ${stages.length}: ${now.title}` : "Airtime");
      redraw(marks, [now?.uninterrupted, now?.who, now?.optional], () => [
        now?.who.length ? mark(`${now.who.join(", ")} ${now.who.length > 1 ? "speak" : "speaks"}`) : null,
        now?.uninterrupted ? mark("no interruptions") : null,
        now?.optional ? mark("optional") : null,
      ]);
      write(what, now?.what ?? "");
      previous.hidden = !now || airtime.stage === 0;
      next.hidden = !now || airtime.stage >= stages.length - 1;
      write(next, next.hidden ? "" : `Next stage: ${stages[airtime.stage + 1].title}`);
      write(stop, airtime.since === null ? "Go on" : "Stop the clock");
      finish.classList.toggle("alsnb-primary", next.hidden);
      tick(meeting);
    },
  };
}
