// The course: where things stand, its form, the code it is kept under, and formats side by side.

import { freshId, h, place } from "../kit/dom.js";
import { drawRename } from "./codes.js";
import { STEPS } from "./index.js";
import { option, table, writeInto } from "./inputs.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { SetupMessage, SetupView } from "../protocol.d.ts"
 */

/**
 * @param {Screen<SetupView, SetupMessage>} screen
 * @param {(step: string) => void} choose
 */
export function drawCourse(screen, choose) {
  const steps = h("ol", { class: "alsnb-list alsnb-steps" });
  const form = h("div", {});
  const says = h("p", { class: "alsnb-quiet", role: "status" });
  const problem = h("p", { class: "alsnb-alert" });
  const which = h("select", { id: freshId() });
  which.addEventListener("change", () => screen.tell("cohort", { cohort: which.value }));
  const whichRow = h("div", { class: "alsnb-row" }, h("label", { for: which.id }, "Cohort"), which);
  let shown = null;
  let formatNow = "";

  // The code: one is offered, made of the course and its year; once it is saved, it stays.
  const use = h("button", { type: "button", class: "alsnb-small alsnb-offer" });
  use.addEventListener("click", () => {
    field("cohort").value = use.dataset.code;
    field("cohort").dispatchEvent(new Event("input", { bubbles: true }));
    field("cohort").focus();
  });
  function offerCode() {
    const box = field("cohort");
    if (!box) return;
    const plain = (field("module")?.value ?? "")
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase();
    const name = plain
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 30)
      .replace(/^-+|-+$/g, "");
    const year = (field("start")?.value ?? "").slice(0, 4) || String(new Date().getFullYear());
    use.dataset.code = name.endsWith(year) ? name : `${name}-${year}`;
    use.hidden = !name || box.value === use.dataset.code;
    place(use, `Use ${use.dataset.code}`);
    if (use.previousSibling !== box) box.after(use);
  }
  form.addEventListener("input", offerCode);
  const drawnAnew = () => {
    formatNow ||= chosen();
    showFormat();
    offerCode();
  };
  screen.hear(() => requestAnimationFrame(drawnAnew), "change:forms");
  const stays = h("p", { class: "alsnb-quiet" });
  const over = h(
    "button",
    { type: "button", onclick: () => screen.tell("start_over", { cohort: screen.view.cohort }) },
    "Delete this cohort and start again",
  );
  const mistyped = h(
    "div",
    { class: "alsnb-row alsnb-stays" },
    stays,
    over,
    drawRename(screen, "cohort", () => screen.view.cohort),
  );

  const formats = () => screen.view.course.formats;
  const field = (name) => /** @type {HTMLInputElement | null} */ (form.querySelector(`[name="${name}"]`));
  const radios = () =>
    [...form.querySelectorAll("input")].filter(
      (each) => each.type === "radio" && formats().some(({ key }) => key === each.value),
    );
  const chosen = () => field("format")?.value ?? radios().find((each) => each.checked)?.value ?? "";

  /** What a format prescribes goes into fields that are empty, or say what the format before it prescribed. */
  function fill() {
    const key = chosen();
    const said = formats().find((each) => each.key === key);
    const before = formats().find((each) => each.key === formatNow)?.defaults ?? {};
    formatNow = key;
    showFormat();
    const filled = [];
    for (const [name, value] of Object.entries(said?.defaults ?? {})) {
      const box = field(name);
      if (!box || (box.value !== "" && (before[name] == null || Number(box.value) !== before[name]))) continue;
      if (box.value === String(value ?? "")) continue;
      writeInto(box, value);
      filled.push(box);
    }
    filled[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function showFormat() {
    const said = formats().find((each) => each.key === chosen());
    const told = said?.says || "neither how many meetings, nor how long or how often";
    place(says, said ? `${said.title} states ${told}. What it does not state is left empty.` : "");
  }
  form.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.name === "format" || radios().includes(box)) fill();
  });
  function chooseFormat(key) {
    const radio = radios().find((each) => each.value === key);
    if (radio) radio.checked = true;
    else if (field("format")) field("format").value = key;
    const box = radio ?? field("format");
    if (!box) return;
    fill();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  // Formats side by side.
  let ticked = screen.recall("compared", ["chester", "wales"]);
  const compared = h("div", {});
  const ticks = h("fieldset", { class: "alsnb-field" }, h("legend", {}, "Formats to compare"));
  const differ = h("input", { type: "checkbox", id: freshId() });
  differ.checked = screen.recall("differ", true);
  differ.addEventListener("change", () => {
    screen.remember("differ", differ.checked);
    showCompared();
  });
  const comparing = h(
    "details",
    { class: "alsnb-compare" },
    h("summary", {}, "Compare formats"),
    ticks,
    h("div", { class: "alsnb-row" }, differ, h("label", { for: differ.id }, "differences only")),
    compared,
  );
  function showTicks() {
    if (ticks.childNodes.length > 1) return;
    const boxes = formats().map(({ key, title }) => {
      const box = h("input", { type: "checkbox", id: freshId(), value: key });
      box.checked = ticked.includes(key);
      box.addEventListener("change", () => {
        ticked = formats()
          .map((each) => each.key)
          .filter((each) => (each === key ? box.checked : ticked.includes(each)));
        screen.remember("compared", ticked);
        showCompared();
      });
      return h("label", { for: box.id }, box, title);
    });
    ticks.append(h("div", { class: "alsnb-choices" }, ...boxes));
    showCompared();
  }
  function showCompared() {
    const { traits, formats: told } = screen.view.course.comparison;
    const columns = ticked.filter((key) => told[key]);
    if (!columns.length) return place(compared, h("p", { class: "alsnb-empty" }, "Tick the formats to compare."));
    const rows = traits
      .map((trait, at) => [trait, ...columns.map((key) => told[key][at])])
      .filter(([, ...cells]) => !differ.checked || columns.length < 2 || new Set(cells).size > 1);
    const titleOf = (key) => formats().find((each) => each.key === key)?.title ?? key;
    const pick = columns.map((key) => {
      const title = titleOf(key);
      return h(
        "button",
        { type: "button", class: "alsnb-small", "aria-label": `Choose ${title}`, onclick: () => chooseFormat(key) },
        "Choose this one",
      );
    });
    place(
      compared,
      table(
        "Formats side by side (– : not stated in the source)",
        ["What", ...columns.map(titleOf)],
        [["Format", ...pick], ...rows],
      ),
    );
  }

  return {
    saves: form,
    body: [h("h3", {}, "Progress"), steps, whichRow, mistyped, form, says, problem, comparing],
    /** @param {SetupView} view */
    update(view) {
      const items = view.steps.map(({ name, done, text }) => {
        const go = h("button", { type: "button", class: "alsnb-small" }, STEPS[name]);
        go.addEventListener("click", () => choose(name));
        const mark = h("span", { class: done ? "alsnb-mark" : "alsnb-mark alsnb-todo" }, done ? "✓ done" : "○ to do");
        return h("li", { class: "alsnb-row" }, go, mark, h("span", { class: "alsnb-grow" }, text));
      });
      if (!steps.contains(document.activeElement)) place(steps, items);
      else
        [...steps.children].forEach((each, at) => {
          place(each, each.firstChild, ...[...items[at].childNodes].slice(1));
        });
      whichRow.hidden = !view.cohorts.length;
      place(which, ...view.cohorts.map((code) => option(code, code)), option("", "a new cohort …"));
      which.value = view.cohort ?? "";
      if (shown !== view.course.form) {
        const had = form.contains(document.activeElement);
        if (shown !== null) screen.closeForm(shown);
        shown = view.course.form;
        place(form, screen.form(shown));
        formatNow = "";
        if (had)
          requestAnimationFrame(() =>
            /** @type {HTMLElement | null} */ (form.querySelector("button[type=submit]"))?.focus(),
          );
      }
      requestAnimationFrame(drawnAnew);
      mistyped.hidden = !view.cohort;
      const { recorded } = view.course;
      place(
        stays,
        recorded
          ? `Recorded under the code ${view.cohort}: ${recorded}.`
          : `Nothing is recorded under the code ${view.cohort} yet. If it is mistyped, now is the time:`,
      );
      over.hidden = Boolean(recorded);
      problem.hidden = !view.course.format_problem;
      place(problem, view.course.format_problem);
      showTicks();
    },
  };
}
