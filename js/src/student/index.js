// The student's reflective log: what the kernel says of the log, in five tabs; each entry is written in a form.

import { h, place } from "../kit/dom.js";
import { openScreen } from "../kit/screen.js";
import { drawCourse, drawYou } from "./begin.js";
import { drawLog } from "./log.js";

/**
 * @import { Model } from "../kit/types.d.ts"
 * @import { StudentView } from "../protocol.d.ts"
 */

export default {
  /** @param {{ model: Model<StudentView>, el: HTMLElement }} shown */
  render: (shown) =>
    openScreen(shown, (screen) => {
      const body = h("div", {});
      screen.root.classList.add("alsnb-student");
      screen.root.append(body);
      let step = null;
      let tag = null;
      let update = null;
      return (view) => {
        const of = view.step === "ready" ? view.tag : undefined;
        if (view.step !== step || of !== tag) {
          for (const name of ["setup/cohort", "setup/member"]) if (view.step === "ready") screen.closeForm(name);
          [step, tag] = [view.step, of];
          const draw = { course: drawCourse, you: drawYou, ready: drawLog }[step];
          const drawn = draw(screen);
          update = drawn.update;
          place(body, drawn.nodes);
        }
        update(view);
      };
    }),
};
