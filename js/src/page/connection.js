// The half of a screen that a page has without a notebook: traits from the server, events to it, over one connection.

/** @import { Model } from "../kit/types.d.ts" */
/** @import { Message } from "../protocol.d.ts" */

const SOONEST = 500; // milliseconds until the first attempt to connect again; each time twice as long, at most
const LATEST = 10000;

/**
 * A connection that is made again whenever it ends. The server then has a new screen, which is ready to be drawn, and
 * the outbox sends it what was not acknowledged.
 * @param {() => WebSocket} connect
 * @param {{ ready: (model: Model) => void, problem: (text: string) => void, connected: (is: boolean) => void }} told
 * @param {(what: () => void, after: number) => void} later
 */
export function openConnection(connect, told, later = setTimeout) {
  /** @type {Map<string, any>} */
  const values = new Map();
  /** @type {Map<string, Set<(message: Message) => void>>} */
  const listeners = new Map();
  /** @type {WebSocket} */
  let socket;
  let pause = SOONEST;
  let isReady = false;
  let ended = false;

  /**
   * @param {string} event
   * @param {Message} message
   */
  const emit = (event, message) => {
    for (const listen of [...(listeners.get(event) ?? [])]) listen(message);
  };

  /** @type {Model} */
  const model = {
    get: (/** @type {string} */ name) => values.get(name),
    send(content) {
      if (socket.readyState !== socket.OPEN) throw new Error("not connected");
      socket.send(JSON.stringify(content));
    },
    on(event, listen) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event).add(listen);
    },
    off: (event, listen) => void listeners.get(event)?.delete(listen),
  };

  /** @param {{ state?: Record<string, unknown>, custom?: Message, problem?: string }} message */
  function take({ state, custom, problem }) {
    if (problem) {
      ended = true;
      told.problem(problem);
    }
    if (custom) emit("msg:custom", custom);
    if (!state) return;
    for (const [name, value] of Object.entries(state)) values.set(name, value);
    if (!isReady && values.has("view")) {
      isReady = true;
      told.ready(model);
    } else for (const name of Object.keys(state)) emit(`change:${name}`, {});
  }

  function begin() {
    socket = connect();
    socket.addEventListener("open", () => {
      pause = SOONEST;
      told.connected(true);
    });
    socket.addEventListener("message", ({ data }) => take(JSON.parse(data)));
    socket.addEventListener("close", () => {
      if (ended) return;
      isReady = false; // the next connection has a screen of its own
      told.connected(false);
      later(begin, pause);
      pause = Math.min(2 * pause, LATEST);
    });
  }
  begin();
  return model;
}
