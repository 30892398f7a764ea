// Time that passes only when a test says so.

const real = { setTimeout, clearTimeout, now: Date.now, performance: globalThis.performance };

/** Take the place of timers and clocks, and return what makes time pass. */
export function fakeTime(start = 1767600000000) {
  const time = { wall: start, page: 0, timers: new Map(), made: 0 };
  globalThis.setTimeout = (act, delay = 0, ...given) => {
    time.timers.set(++time.made, { at: time.page + delay, act: () => act(...given) });
    return time.made;
  };
  globalThis.clearTimeout = (id) => time.timers.delete(id);
  globalThis.requestAnimationFrame = (act) => globalThis.setTimeout(act, 16);
  Date.now = () => time.wall;
  Object.defineProperty(globalThis, "performance", { value: { now: () => time.page }, configurable: true });

  function next(until) {
    const due = [...time.timers].filter(([, each]) => each.at <= until);
    return due.sort(([, a], [, b]) => a.at - b.at)[0];
  }

  return Object.assign(time, {
    /** Let milliseconds pass, and do what is due meanwhile. */
    pass(milliseconds) {
      const until = time.page + milliseconds;
      for (let due = next(until); due; due = next(until)) {
        const [id, { at, act }] = due;
        time.timers.delete(id);
        time.wall += Math.max(0, at - time.page);
        time.page = Math.max(time.page, at);
        act();
      }
      time.wall += until - time.page;
      time.page = until;
    },
    restore() {
      Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
      Object.defineProperty(globalThis, "performance", { value: real.performance, configurable: true });
      Date.now = real.now;
    },
  });
}
