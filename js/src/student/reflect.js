// The student's log: one question at a time.

import { button, freshId, h, place } from "../kit/dom.js";
import { labelled } from "./drawing.js";
import { isKept } from "./slots.js";

/** @import { StudentPromptSet, StudentReflect } from "../protocol.d.ts" */

export function drawReflect(screen, makeSlot) {
  const FREE = "free";
  const ways = h("div", { class: "alsnb-row alsnb-gap", role: "group", "aria-label": "Way of reflecting" });
  const about = h("p", { class: "alsnb-quiet alsnb-gap" });
  const source = h("p", { class: "alsnb-help alsnb-gap" });
  const group = h("select", { id: freshId(), onchange: () => go({ set: at.set, group: group.value, step: null }) });
  const now = button("", () => go({ set: at.set, group: view.group, step: null }, { focus: true }), {
    class: "alsnb-link",
  });
  const where = h("div", { class: "alsnb-row alsnb-gap" }, labelled("I write about", group), now);
  const steps = h("ol", { class: "alsnb-steps", "aria-label": "Steps" });
  const slot = makeSlot();
  const next = button("", () => onwards(), { class: "alsnb-primary" });
  const said = h("p", { role: "status", class: "alsnb-quiet" });
  const after = h("div", { class: "alsnb-row alsnb-next" }, next, said);
  /** @type {StudentReflect | null} */
  let view = null;
  let at = null; // the set, group and step one is at
  /**
   * @template {{ key: string }} Keyed
   * @param {Keyed[]} list
   * @param {string} key
   */
  const find = (list, key) => list.find((each) => each.key === key);

  const groupNow = () => {
    const set = find(view.sets, at.set);
    return set && (find(set.groups, at.group) ?? set.groups[0]);
  };
  /** @param {StudentPromptSet} set */
  const stepsOf = (set) =>
    set.groups.flatMap((each) => each.steps.map((step) => ({ set: set.key, group: each.key, step })));

  /** Where to begin: at what was typed and not saved, where one was last time, or at the first question that is open. */
  function begin() {
    const kept = view.sets.flatMap(stepsOf).find(({ step }) => isKept(screen, step.form));
    if (kept) return { set: kept.set, group: kept.group, step: kept.step.form };
    if (isKept(screen, view.free)) return { set: FREE };
    const last = screen.recall("reflect", null);
    if (last?.set === FREE) return last;
    // Where one was when something else came next is not where one is.
    const past = last?.now !== view.group && last?.group === last?.now;
    if (
      last &&
      !past &&
      last.cycle === view.cycle &&
      view.sets.flatMap(stepsOf).some(({ step }) => step.form === last.step)
    )
      return last;
    return { set: last && find(view.sets, last.set) ? last.set : view.sets[0].key, group: view.group, step: null };
  }

  function go(to, { focus = false } = {}) {
    at = to;
    if (at.set !== FREE) {
      const now = groupNow();
      at.group = now.key;
      if (!now.steps.some((each) => each.form === at.step))
        at.step = (now.steps.find((each) => !each.done) ?? now.steps[0]).form;
    }
    screen.remember("reflect", { ...at, cycle: view.cycle, now: view.group });
    show();
    slot.show(at.set === FREE ? view.free : at.step, { focus });
  }

  function onwards() {
    const now = groupNow();
    const here = now.steps.findIndex((each) => each.form === at.step);
    const open = [...now.steps.slice(here + 1), ...now.steps.slice(0, here)].find((each) => !each.done);
    if (open) return go({ ...at, step: open.form }, { focus: true });
    go({ set: at.set, group: view.group, step: null }, { focus: true });
  }

  function show() {
    const choices = [...view.sets, { key: FREE, title: "Write freely" }];
    place(
      ways,
      choices.map(({ key, title }) => {
        const each =
          ways.querySelector(`[data-set="${key}"]`) ??
          button(title, () => go({ set: key, group: view.group, step: null }), { "data-set": key });
        each.setAttribute("aria-pressed", String(at.set === key));
        return each;
      }),
    );
    const set = find(view.sets, at.set);
    about.textContent = set
      ? set.about
      : "No question: write what you want to keep. " +
        (view.freely
          ? `You have written freely ${view.freely === 1 ? "once" : `${view.freely} times`} in this cycle.`
          : "");
    source.textContent = set?.source ?? "";
    source.hidden = !set?.source;
    where.hidden = !set || set.groups.length < 2;
    steps.hidden = !set;
    after.hidden = !set;
    if (!set) return;
    const here = groupNow();
    place(
      group,
      set.groups.map(({ key, title }) =>
        h("option", { value: key }, key === view.group && set.groups.length > 1 ? `${title} (now)` : title),
      ),
    );
    group.value = here.key;
    const current = find(set.groups, view.group);
    now.hidden = !current || current === here;
    now.textContent = current ? `Where you are now: ${current.title}` : "";
    place(
      steps,
      here.steps.map((each, number) => {
        const item =
          steps.querySelector(`[data-step="${each.form}"]`) ??
          h(
            "li",
            { "data-step": each.form },
            button("", () => go({ ...at, step: each.form }, { focus: true })),
          );
        item.firstElementChild.textContent = `${number + 1}. ${each.title}${each.done ? " ✓ written" : ""}`;
        item.firstElementChild.setAttribute("aria-current", each.form === at.step ? "step" : "false");
        return item;
      }),
    );
    const asked = here.steps.find((each) => each.form === at.step);
    const left = here.steps.filter((each) => !each.done && each.form !== at.step).length;
    next.hidden = !left;
    next.textContent = asked?.done ? "Next question" : "Another question";
    next.classList.toggle("alsnb-primary", Boolean(asked?.done));
    said.textContent = asked?.done && !left ? "You have answered all of these in this cycle." : "";
  }

  /** @param {StudentReflect} now */
  const update = (now) => {
    const moved = view?.cycle !== now.cycle;
    view = now;
    if (moved || !at) go(begin());
    else show();
  };
  return {
    nodes: [h("h3", {}, "How do you want to reflect?"), ways, about, source, where, steps, slot.node, after],
    update,
  };
}
