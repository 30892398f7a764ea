// Coding of themes: a codebook, one reflection at a time to code with it, and how far coders agree.

import { button, h, place } from "../kit/dom.js";
import { openScreen } from "../kit/screen.js";
import { tabs } from "../kit/tabs.js";
import { agreementPanel } from "./agreement.js";
import { codePanel } from "./code.js";
import { bookPanel } from "./codebook.js";
import { keptInput } from "./drawing.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { CodingAsking, CodingMessage, CodingView } from "../protocol.d.ts"
 */

/** @param {Screen<CodingView, CodingMessage>} screen */
function drawCoding(screen) {
  screen.root.classList.add("alsnb-wide");
  const who = h("p", { class: "alsnb-quiet alsnb-row" });
  const ask = h("div", {});
  const minding = h("p", { class: "alsnb-quiet alsnb-row", hidden: true });
  let pages = null;
  let asked = false;
  const openTab = (name) => pages.choose(name, { focus: true });
  const code = codePanel(screen, openTab);
  const book = bookPanel(screen);
  const agreement = agreementPanel((entry) => {
    pages.choose("code");
    code.goTo(entry);
    code.node.focus();
  });
  const shown = (tab) => () => screen.tell("show", { tab, slot: "tab" });
  const body = h("div", { hidden: true });
  screen.root.append(h("h2", {}, "Coding of themes"), who, ask, minding, body);
  const input = keptInput(screen, "coder-typed", "Your code as a coder");
  let started = null; // the code somebody starts with; remembered once the kernel has taken it
  const doubts = h("div", { class: "alsnb-row", role: "status" });
  const start = (more = {}) => {
    started = input.box.value.trim();
    if (!started) return input.box.focus();
    screen.tell("coder", { coder: started, slot: "coder", ...more });
  };
  const form = h(
    "form",
    {
      class: "alsnb-card",
      onsubmit: (event) => {
        event.preventDefault();
        start();
      },
    },
    input.node,
    h("p", { class: "alsnb-help" }, "A short code such as T1, not a name. This browser remembers it."),
    doubts,
    h("button", { type: "submit", class: "alsnb-primary" }, "Start coding"),
  );
  input.box.addEventListener("input", () => place(doubts));
  screen.hear(({ coder_doubts: said }) => {
    if (!said) return;
    place(
      doubts,
      h("span", { class: "alsnb-problem" }, said.join(" ")),
      button("Keep it", () => start({ keep: true })),
    );
    input.box.focus();
  });

  // The notebook keeps Enter from sending a form.
  input.box.addEventListener("keydown", (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  /** @param {CodingAsking} view */
  function askFor(view) {
    if (view.asks === "cohort") {
      return h(
        "div",
        { class: "alsnb-empty" },
        h(
          "p",
          {},
          "This log holds no cohort yet. Describe it in the notebook cohort_setup, or gather what students handed in; in a terminal: ",
          h("code", {}, "alsnb gather FOLDER cohort.db"),
          ". Then:",
        ),
        button("Look again", () => screen.tell("show", { slot: "look" })),
      );
    }
    if (view.asks === "which") {
      return h(
        "div",
        { class: "alsnb-empty" },
        h("p", {}, "Which cohort do you code?"),
        h(
          "div",
          { class: "alsnb-row" },
          view.cohorts.map((each) => button(each, () => screen.tell("cohort", { cohort: each, slot: "cohort" }))),
        ),
      );
    }
    return form;
  }

  /**
   * Without a roster, only the coder can watch for names: shown until it has been read.
   * @param {CodingView} view
   */
  function mindNames(view) {
    minding.hidden = !("roster" in view) || view.roster.known || screen.recall("names-minded", false);
    if (minding.hidden || !("roster" in view)) return;
    const why = view.roster.why
      ? `The roster cannot be used (${view.roster.why}), so names`
      : "Without a roster, names";
    place(
      minding,
      h("span", {}, `${why} are not marked here: copy none into notes and definitions.`),
      button("Understood", () => {
        screen.remember("names-minded", true);
        minding.hidden = true;
      }),
    );
  }

  return (view) => {
    if (view.asks === "coder" && !asked && screen.recall("coder", "")) {
      asked = true;
      screen.tell("coder", { coder: screen.recall("coder", ""), keep: true, slot: "coder" });
      return;
    }
    place(
      who,
      view.asks
        ? null
        : [
            `You code as ${view.coder}, cohort ${view.cohort}.`,
            view.given
              ? null
              : button("Change coder", () => {
                  screen.remember("coder", "");
                  asked = true;
                  screen.tell("coder", { coder: null, slot: "coder" });
                }),
          ],
    );
    if (view.asks) place(ask, view.asks === "coder" && ask.firstChild === form ? form : askFor(view));
    else place(ask);
    body.hidden = Boolean(view.asks);
    mindNames(view);
    if (view.asks) return;
    if (!pages) {
      pages = tabs(screen, "Coding of themes", [
        { name: "code", title: "Code", body: code.node, shown: shown("code") },
        { name: "codebook", title: "Codebook", body: book.node, shown: shown("codebook") },
        { name: "agreement", title: "Agreement", body: agreement.node, shown: shown("agreement") },
      ]);
      body.append(...pages.nodes);
    }
    code.update(view);
    book.update(view);
    agreement.update(view);
    if (started && started === view.coder) {
      screen.remember("coder", started);
      started = null;
      input.clear();
      place(doubts);
      if (code.node.offsetParent) code.node.focus();
    }
  };
}

export default { render: (shown) => openScreen(shown, drawCoding) };
