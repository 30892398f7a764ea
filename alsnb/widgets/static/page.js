// Built by `make js` from js/src. Do not edit.

// src/page/connection.js
var SOONEST = 500;
var LATEST = 1e4;
function openConnection(connect, told, later = setTimeout) {
  const values = /* @__PURE__ */ new Map();
  const listeners = /* @__PURE__ */ new Map();
  let socket;
  let pause = SOONEST;
  let isReady = false;
  let ended = false;
  const emit = (event, message) => {
    for (const listen of [...listeners.get(event) ?? []]) listen(message);
  };
  const model = {
    get: (name) => values.get(name),
    send(content) {
      if (socket.readyState !== socket.OPEN) throw new Error("not connected");
      socket.send(JSON.stringify(content));
    },
    on(event, listen) {
      if (!listeners.has(event)) listeners.set(event, /* @__PURE__ */ new Set());
      listeners.get(event).add(listen);
    },
    off: (event, listen) => void listeners.get(event)?.delete(listen)
  };
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
      isReady = false;
      told.connected(false);
      later(begin, pause);
      pause = Math.min(2 * pause, LATEST);
    });
  }
  begin();
  return model;
}

// src/page/index.js
var SLOW = 1500;
var VERY_SLOW = 1e4;
var { screen, bundle } = document.body.dataset;
var place = document.getElementById("screen");
var texts = ["opening", "slow", "away"].map((name) => document.getElementById(name));
function show(id) {
  for (const text of texts) text.hidden = text.id !== id;
}
var timers = [setTimeout(() => show("opening"), SLOW), setTimeout(() => show("slow"), VERY_SLOW)];
var address = new URL(`/screens/${screen}/socket`, location.href);
address.protocol = address.protocol.replace("http", "ws");
var close = () => {
};
openConnection(() => new WebSocket(address), {
  async ready(model) {
    const { default: drawn } = await import(`/static/${bundle}.js`);
    for (const timer of timers) clearTimeout(timer);
    show();
    close();
    place.replaceChildren();
    close = drawn.render({ model, el: place });
  },
  problem(text) {
    for (const timer of timers) clearTimeout(timer);
    show();
    const problem = document.getElementById("problem");
    problem.textContent = text;
    problem.hidden = false;
  },
  connected: (is) => show(is ? void 0 : "away")
});
