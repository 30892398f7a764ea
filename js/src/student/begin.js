// Setting up the student's log, in two short steps.

import { button, h, place } from "../kit/dom.js";
import { formSlots } from "./slots.js";

/** @import { StudentCourseStep, StudentYouStep } from "../protocol.d.ts" */

export function drawCourse(screen) {
  const slot = formSlots(screen)();
  const choices = h("div", { class: "alsnb-row", role: "group", "aria-label": "Courses in this log" });
  const lead = h("p", { class: "alsnb-said alsnb-gap" });
  /** @param {StudentCourseStep} view */
  const update = ({ cohorts, form, missing }) => {
    place(
      choices,
      cohorts.map(({ cohort, module }) =>
        button(module ? `${cohort}: ${module}` : cohort, () => screen.tell("course", { cohort, slot: "course" })),
      ),
    );
    const none = missing ? `There is no cohort ${missing} in this log yet. ` : "";
    lead.textContent =
      none +
      (cohorts.length
        ? "This log holds several courses. Which is yours?"
        : "Two short steps, and your log is ready. First, your course: enter the code your tutor gave you. If you have none, agree on one with your tutor.");
    choices.hidden = !cohorts.length;
    slot.show(cohorts.length ? null : form);
  };
  return { nodes: [h("h2", {}, "Step 1 of 2: your course"), lead, choices, slot.node], update };
}

export function drawYou(screen) {
  const slot = formSlots(screen)();
  const people = h("div", { class: "alsnb-row", role: "group", "aria-label": "Members in this log" });
  const lead = h("p", { class: "alsnb-said alsnb-gap" });
  const add = button("I am not in this list", () => screen.tell("who", { member: "", slot: "who" }), {
    class: "alsnb-link",
  });
  /** @param {StudentYouStep} view */
  const update = ({ members, form, missing }) => {
    const label = ({ member, set }) => (set ? `${member} (set ${set})` : member);
    place(
      people,
      members.map((each) => button(label(each), () => screen.tell("who", { member: each.member, slot: "who" }))),
      members.length && !form ? add : null,
    );
    const none = missing && members.length ? `There is no member ${missing} in this log yet. ` : "";
    lead.textContent =
      none +
      (members.length
        ? "Who are you? Choose your code. It is remembered, and you can change it later."
        : "Who are you? Enter the code your tutor gave you. Never enter your name: the log must not contain names.");
    people.hidden = !members.length;
    slot.show(form);
  };
  return { nodes: [h("h2", {}, "Step 2 of 2: you"), lead, people, slot.node], update };
}
