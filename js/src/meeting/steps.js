// What can be taken back: each step keeps how things were before it and after it, and what the log is told of either.

/** @import { Item, Live, Making, Side, Step } from "./types.d.ts" */

const UNDO_STEPS = 200;
export const LONG_AGO = 12 * 3600000; // milliseconds after which nobody means to take back a step

/** What a step may change. @type {(keyof Live)[]} */
const KEPT = ["started", "ended", "airtime", "order", "running", "next", "typedTitle"];

/**
 * @param {(keyof Live)[]} names
 * @param {Partial<Live>} from
 * @returns {Partial<Live>}
 */
const only = (names, from) => structuredClone(Object.fromEntries(names.map((name) => [name, from[name]])));

/**
 * The steps of a board, kept in `live().undo` and `live().redo` with all else it keeps. Taking one back puts things as
 * if it had not been taken: time that a clock was stopped by mistake has gone by all the same.
 *
 * @param {object} board
 * @param {() => Live} board.live
 * @param {(id: string) => Item | undefined} board.find
 * @param {(step: Step, side: Side) => void} board.carryOut tells the log what a step says on one of its sides
 * @param {() => number} board.now
 */
export function newSteps({ live, find, carryOut, now }) {
  /** @param {string} id */
  function found(id) {
    const item = find(id);
    if (!item) throw new Error(`there is no contribution ${id}`);
    return item;
  }

  /**
   * The step to be taken back or done again next.
   * @param {"undo" | "redo"} steps
   */
  function last(steps) {
    const step = live()[steps].at(-1);
    return step && now() - step.at < LONG_AGO ? step : null;
  }

  return {
    /** What was taken back or done again last, until the next step. */
    said: "",
    last,

    /**
     * Take a step: `make` changes what the board keeps, adds and edits contributions, and says what the log is told.
     * @param {string} label
     * @param {(making: Making) => void} make
     */
    step(label, make) {
      const board = live();
      const was = only(KEPT, board);
      /** @type {Map<string, Item | null>} */
      const before = new Map();
      /** @type {Step["tells"]} */
      const tells = { before: [], after: [] };
      make({
        add(item) {
          before.set(item.id, null);
          board.items.push(item);
          board.running = item.id;
        },
        edit(id, values) {
          if (!before.has(id)) before.set(id, { ...found(id) });
          Object.assign(found(id), values);
        },
        tell(kind, undone, done, undoneKind = kind) {
          tells.before.unshift([undoneKind, undone]);
          tells.after.push([kind, done]);
        },
      });
      const names = KEPT.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(board[name]));
      if (!before.size && !names.length && !tells.after.length) return;
      /** @type {Step} */
      const step = {
        label,
        at: Math.round(now()),
        items: { before: [...before], after: [...before.keys()].map((id) => [id, { ...found(id) }]) },
        kept: { before: only(names, was), after: only(names, board) },
        tells,
      };
      board.undo.push(step);
      board.undo.splice(0, board.undo.length - UNDO_STEPS);
      board.redo = [];
      this.said = "";
      carryOut(step, "after");
    },

    /**
     * Take back the last step, or do again the last that was taken back, and return it.
     * @param {"undo" | "redo"} from
     * @param {"undo" | "redo"} to
     * @param {Side} side
     * @param {string} words
     */
    move(from, to, side, words) {
      const taken = last(from);
      if (!taken) return null;
      const board = live();
      board[from].pop();
      board[to].push(taken);
      for (const [id, values] of taken.items[side]) {
        const item = found(id);
        // A note is typed, and no step: it stays.
        Object.assign(item, values ? { ...values, text: item.text } : { withdrawn: true });
      }
      Object.assign(board, structuredClone(taken.kept[side]));
      this.said = `${words}: ${taken.label}`;
      carryOut(taken, side);
      return taken;
    },
  };
}
