// Built by `make js` from js/src. Do not edit.

// src/page/start.js
var AGAIN = 2e3;
var address = new URL("/presence", location.href);
address.protocol = address.protocol.replace("http", "ws");
new WebSocket(address);
var get = async (path) => (await fetch(path)).json();
var due = document.getElementById("due");
get("/due").then(({ due: sentences }) => {
  due.replaceChildren(
    ...sentences.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    })
  );
});
var form = document.getElementById("make");
var making = document.getElementById("making");
var problem = document.getElementById("problem");
var list = document.getElementById("reports");
var none = document.getElementById("none");
function show({ reports, making: { waiting, problem: text } }) {
  making.hidden = waiting.length === 0;
  problem.hidden = !text;
  problem.textContent = text;
  none.hidden = reports.length > 0;
  list.replaceChildren(
    ...reports.map(({ name, title }) => {
      const link = Object.assign(document.createElement("a"), {
        textContent: title,
        target: "_blank",
        rel: "noopener"
      });
      link.href = `/reports/${encodeURIComponent(name)}`;
      const line = document.createElement("li");
      line.append(link);
      return line;
    })
  );
}
async function follow() {
  const state = await get("/reports");
  show(state);
  if (state.making.waiting.length) setTimeout(follow, AGAIN);
}
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { value } = (
    /** @type {HTMLSelectElement} */
    document.getElementById("notebook")
  );
  await fetch("/reports", { method: "POST", body: new URLSearchParams({ notebook: value }) });
  follow();
});
if (list) follow();
