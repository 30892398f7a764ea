// What can be taken back: each step keeps how things were before it and after it, and what the log is told of either.

const UNDO_STEPS = 200;
const KEPT = ["started", "ended", "airtime", "order", "running", "next", "typedTitle"];
export const LONG_AGO = 12 * 3600000; // milliseconds after which nobody means to take back a step

/**
 * The steps of a board, kept in `live().undo` and `live().redo` with all else it keeps. Taking one back puts things as
 * if it had not been taken: time that a clock was stopped by mistake has gone by all the same.
 */
export function newSteps({ live, find, carryOut, now }) {
  const only = (names, from) => structuredClone(Object.fromEntries(names.map((name) => [name, from[name]])));

  /** The step to be taken back or done again next. */
  function last(steps) {
    const step = live()[steps].at(-1);
    return step && now() - step.at < LONG_AGO ? step : null;
  }

  return {
    /** What was taken back or done again last, until the next step. */
    said: "",
    last,

    /** Take a step: `make` changes what the board keeps, adds and edits contributions, and says what the log is told. */
    step(label, make) {
      const board = live();
      const was = only(KEPT, board);
      const before = new Map();
      const tells = { before: [], after: [] };
      make({
        add(item) {
          before.set(item.id, null);
          board.items.push(item);
          board.running = item.id;
        },
        edit(id, values) {
          if (!before.has(id)) before.set(id, { ...find(id) });
          Object.assign(find(id), values);
        },
        /** Tell the log something, and something else when the step is taken back. */
        tell(kind, undone, done, undoneKind = kind) {
          tells.before.unshift([undoneKind, undone]);
          tells.after.push([kind, done]);
        },
      });
      const names = KEPT.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(board[name]));
      if (!before.size && !names.length && !tells.after.length) return;
      const items = { before: [...before], after: [...before.keys()].map((id) => [id, { ...find(id) }]) };
      const kept = { before: only(names, was), after: only(names, board) };
      board.undo.push({ label, at: Math.round(now()), items, kept, tells });
      board.undo.splice(0, board.undo.length - UNDO_STEPS);
      board.redo = [];
      this.said = "";
      carryOut(board.undo.at(-1), "after");
    },

    /** Take back the last step, or do again the last that was taken back, and return it. */
    move(from, to, side, words) {
      const taken = last(from);
      if (!taken) return null;
      const board = live();
      board[to].push(board[from].pop());
      for (const [id, values] of taken.items[side]) {
        // A note is typed, and no step: it stays.
        const { text } = find(id);
        Object.assign(find(id), values ? { ...values, text } : { withdrawn: true });
      }
      Object.assign(board, structuredClone(taken.kept[side]));
      this.said = `${words}: ${taken.label}`;
      carryOut(taken, side);
      return taken;
    },
  };
}
