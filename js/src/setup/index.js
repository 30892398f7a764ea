// Setting a cohort up, step by step.

import { freshId, h, place } from "../kit/dom.js";
import { openScreen } from "../kit/screen.js";
import { tabs } from "../kit/tabs.js";
import { drawCalendar } from "./calendar.js";
import { drawCourse } from "./course.js";
import { drawPeople } from "./people.js";
import { drawRules } from "./rules.js";
import { drawSets } from "./sets.js";

/**
 * @import { Model, Screen } from "../kit/types.d.ts"
 * @import { SetupMessage, SetupStepShown, SetupView } from "../protocol.d.ts"
 * @import { Names } from "./types.d.ts"
 */

/** @type {Record<SetupStepShown["name"], string>} */
export const STEPS = { course: "Course", people: "People", sets: "Sets", rules: "Ground rules", calendar: "Calendar" };

export default {
  /** @param {{ model: Model<SetupView>, el: HTMLElement }} shown */
  render: (shown) =>
    openScreen(shown, (/** @type {Screen<SetupView, SetupMessage>} */ screen) => {
      screen.root.classList.add("alsnb-wide");
      /** @type {Names} */
      const people = {
        told: null,
        shown: screen.recall("names", false),
        listeners: [],
        named: (code) => (people.shown && people.told?.names[code] ? `${code} ${people.told.names[code]}` : code),
      };
      const names = h("input", { type: "checkbox", id: freshId() });
      names.checked = people.shown;
      const parts = {
        course: drawCourse(screen, (name) => bar.choose(name, { focus: true })),
        people: drawPeople(screen, people),
        sets: drawSets(screen, people),
        rules: drawRules(screen),
        calendar: drawCalendar(screen),
      };
      /** @param {SetupView} view */
      const update = (view) => {
        Object.values(parts).forEach((each) => {
          each.update(view);
        });
        showEchoes();
      };
      names.addEventListener("change", () => {
        people.shown = names.checked;
        screen.remember("names", names.checked);
        update(screen.view);
      });
      screen.hear((message) => {
        if (!message.people) return;
        people.told = { ...people.told, ...message.people };
        people.listeners.forEach((listen) => {
          listen("text" in message.people);
        });
        update(screen.view);
      });
      // What is told stands at the top, which may be far from the button that was pressed: here it is shown again, with
      // the step that comes next.
      const echoes = Object.entries(parts).map(([name, part]) => {
        const next = Object.keys(STEPS)[Object.keys(STEPS).indexOf(name) + 1];
        const go =
          next &&
          h(
            "button",
            { type: "button", class: "alsnb-small", onclick: () => bar.choose(next, { focus: true }) },
            `Go on to ${STEPS[next]}`,
          );
        const echo = h("div", { class: "alsnb-echo alsnb-row", tabindex: "-1" });
        part.body.splice(part.body.indexOf(part.saves ?? part.body.at(-1)) + 1, 0, echo);
        return { name, go, echo };
      });
      function showEchoes() {
        const { text, bad } = screen.model.get("notice");
        for (const { name, go, echo } of echoes) {
          const done = !bad && screen.view.steps.find((each) => each.name === name)?.done;
          place(echo, echo.offsetParent && text ? [h("span", {}, text), done && go] : null);
        }
      }
      /** Bring what was told into view; a button that was pressed may be gone, or have nothing more to do. */
      function toEcho() {
        const echo = echoes.find((each) => each.echo.offsetParent)?.echo;
        if (!echo?.hasChildNodes()) return;
        const focused = /** @type {HTMLButtonElement} */ (document.activeElement);
        if (focused === document.body || focused === screen.root || focused.disabled || !focused.offsetParent)
          echo.focus();
        echo.scrollIntoView({ block: "nearest" });
      }
      screen.hear(() => {
        showEchoes();
        // Once all is drawn that came with it.
        if (here) setTimeout(toEcho, 100);
      }, "change:notice");
      let here = false; // whether the focus was here last: of a button that is gone, the page does not say so
      const focused = ({ target }) => {
        here = screen.root.contains(target);
      };
      document.addEventListener("focusin", focused);
      screen.whenClosed(() => document.removeEventListener("focusin", focused));
      const pages = Object.entries(STEPS).map(([name, title]) => ({
        name,
        title,
        body: h("div", {}, ...parts[name].body),
      }));
      const bar = tabs(screen, "Steps of setting a cohort up", pages);
      screen.root.append(
        h("h2", {}, "Setting a cohort up"),
        h(
          "div",
          { class: "alsnb-row alsnb-names" },
          names,
          h("label", { for: names.id }, "Show names beside codes, from the roster"),
        ),
        ...bar.nodes,
      );
      screen.tell("people_ask", { slot: "people_ask" });
      return update;
    }),
};
