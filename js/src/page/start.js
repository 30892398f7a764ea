// The start page: what is due, which takes reading the log, and the reports, which take making.

const AGAIN = 2000; // milliseconds until the server is asked again what became of a report

const address = new URL("/presence", location.href);
address.protocol = address.protocol.replace("http", "ws");
new WebSocket(address);

const get = async (path) => (await fetch(path)).json();
const due = document.getElementById("due");

get("/due").then(({ due: sentences }) => {
  due.replaceChildren(
    ...sentences.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }),
  );
});

const form = document.getElementById("make");
const making = document.getElementById("making");
const problem = document.getElementById("problem");
const list = document.getElementById("reports");
const none = document.getElementById("none");

/** @param {{ reports: { name: string, title: string }[], making: { waiting: string[], problem: string } }} state */
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
        rel: "noopener",
      });
      link.href = `/reports/${encodeURIComponent(name)}`;
      const line = document.createElement("li");
      line.append(link);
      return line;
    }),
  );
}

async function follow() {
  const state = await get("/reports");
  show(state);
  if (state.making.waiting.length) setTimeout(follow, AGAIN);
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { value } = /** @type {HTMLSelectElement} */ (document.getElementById("notebook"));
  await fetch("/reports", { method: "POST", body: new URLSearchParams({ notebook: value }) });
  follow();
});
if (list) follow();
