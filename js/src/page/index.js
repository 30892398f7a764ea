// A screen's page: connects, then draws the screen that the server has for it.

import { openConnection } from "./connection.js";

const SLOW = 1500; // milliseconds after which opening is said to take its time
const VERY_SLOW = 10000;

const { screen, bundle } = document.body.dataset;
const place = document.getElementById("screen");
const texts = ["opening", "slow", "away"].map((name) => document.getElementById(name));

/** @param {string} [id] of the text to show, in place of the others */
function show(id) {
  for (const text of texts) text.hidden = text.id !== id;
}

const timers = [setTimeout(() => show("opening"), SLOW), setTimeout(() => show("slow"), VERY_SLOW)];
const address = new URL(`/screens/${screen}/socket`, location.href);
address.protocol = address.protocol.replace("http", "ws");

let close = () => {};

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
  connected: (is) => show(is ? undefined : "away"),
});
