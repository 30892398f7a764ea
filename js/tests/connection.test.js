import assert from "node:assert/strict";
import { test } from "node:test";
import { openConnection } from "../src/page/connection.js";

/** A socket that a test opens, closes and answers with. */
class Socket extends EventTarget {
  OPEN = 1;
  readyState = 0;
  sent = [];

  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  say(message) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(message) }));
  }

  close() {
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }
}

function connection() {
  const made = { sockets: [], later: [], ready: [], problems: [], connected: [] };
  made.model = openConnection(
    () => {
      made.sockets.push(new Socket());
      return made.sockets.at(-1);
    },
    {
      ready: (model) => made.ready.push(model),
      problem: (text) => made.problems.push(text),
      connected: (is) => made.connected.push(is),
    },
    (what, after) => made.later.push({ what, after }),
  );
  return made;
}

test("a screen is drawn once, when its view has come, and hears of each change", () => {
  const { model, sockets, ready } = connection();
  const heard = [];
  for (const event of ["change:view", "change:notice", "msg:custom"]) model.on(event, (m) => heard.push([event, m]));
  sockets[0].open();
  sockets[0].say({ state: { label: "Log" } });
  assert.equal(ready.length, 0);
  sockets[0].say({ state: { view: { step: "you" }, notice: {} } });
  assert.deepEqual(ready, [model]);
  assert.deepEqual(model.get("view"), { step: "you" });
  sockets[0].say({ state: { view: { step: "ready" } } });
  sockets[0].say({ custom: { acknowledged: ["1"] } });
  assert.equal(ready.length, 1);
  assert.deepEqual(heard, [
    ["change:view", {}],
    ["msg:custom", { acknowledged: ["1"] }],
  ]);
});

test("a connection that ends is made again, later each time, and the screen that the server then has is drawn", () => {
  const { model, sockets, later, ready, connected } = connection();
  sockets[0].open();
  sockets[0].say({ state: { view: { n: 1 } } });
  sockets[0].close();
  assert.throws(() => model.send({ events: [] }));
  later.shift().what();
  sockets[1].close(); // the server is not there yet
  const second = later.shift();
  assert.ok(second.after > 500);
  second.what();
  sockets[2].open();
  sockets[2].say({ state: { view: { n: 2 } } });
  assert.deepEqual([ready.length, model.get("view").n, connected], [2, 2, [true, false, false, true]]);
  model.send({ events: [] });
  assert.deepEqual(sockets[2].sent, [{ events: [] }]);
  sockets[2].close();
  assert.equal(later.shift().after, 500); // it was there: no need to wait
});

test("a screen that cannot be opened says why, and asks no more", () => {
  const { sockets, later, problems } = connection();
  sockets[0].open();
  sockets[0].say({ problem: "cohort.db is no log" });
  sockets[0].close();
  assert.deepEqual([problems, later], [["cohort.db is no log"], []]);
});

test("whoever stops listening hears no more", () => {
  const { model, sockets } = connection();
  const heard = [];
  const listen = () => heard.push(1);
  model.on("change:view", listen);
  sockets[0].say({ state: { view: {} } });
  sockets[0].say({ state: { view: {} } });
  model.off("change:view", listen);
  sockets[0].say({ state: { view: {} } });
  assert.equal(heard.length, 1);
});
