// Codebook: themes added, changed, split and merged, each with its history.

import { button, h, keyed, place } from "../kit/dom.js";
import { moment, plural } from "../kit/words.js";
import { chooser, keptInput, themeFinder } from "./drawing.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { CodingCount, CodingReady, CodingSaid, CodingThemeHistory } from "../protocol.d.ts"
 */

/** @param {Screen} screen */
export function bookPanel(screen) {
  /** @type {CodingReady | null} */
  let view = null;
  const adding = h("div", {});
  const add = button("Add a theme", () => openNew(), { class: "alsnb-primary" });
  const starter = button("Start from alsnb's themes", () =>
    screen.tell("starter", { cohort: view.cohort, slot: "starter" }),
  );
  const empty = h(
    "div",
    { class: "alsnb-empty", hidden: true },
    h(
      "p",
      {},
      "The codebook is empty. Add the first theme, or start from eight themes that come up in many sets (listening, delegation, difficult conversations, workload …) and change them.",
    ),
    starter,
  );
  const finder = themeFinder(() => showThemes());
  const list = keyed("ul", { class: "alsnb-list" }, drawTheme);
  const gone = keyed("ul", { class: "alsnb-list" }, drawGone);
  const goneHeading = h("h3", {}, "No longer in the codebook");
  const node = h(
    "div",
    {},
    h("div", { class: "coding-add" }, add),
    adding,
    empty,
    h("div", { class: "alsnb-field" }, finder.box),
    list.list,
    goneHeading,
    gone.list,
  );
  const begun = (form) => {
    const state = screen.model.get("forms")[form]?.state;
    return state?.restored_at || state?.drafted_at;
  };
  const tell = (kind, values) => screen.tell(kind, { cohort: view.cohort, coder: view.coder, ...values });

  function showThemes() {
    const { themes } = view.codebook;
    const others = themes.map((each) => each.theme);
    const depths = new Map(view.themes.map((each) => [each.theme, each.depth]));
    const shown = finder
      .among(themes)
      .map((each) => ({ ...each, others, depth: Math.min(depths.get(each.theme) ?? 0, 3) }));
    list.show(shown, (each) => each.entry);
  }

  function openNew() {
    const form = screen.form(`theme:new:${view.cohort}`);
    place(adding, h("div", { class: "alsnb-card" }, form));
    form.querySelector("input")?.focus();
  }

  function drawTheme({ entry }) {
    let theme = null;
    const name = h("h4", { class: "alsnb-grow" });
    const definition = h("p", { class: "alsnb-said" });
    const example = h("p", { class: "alsnb-said alsnb-quiet" });
    const named = h("p", { class: "coding-flag" });
    const counts = h("p", { class: "alsnb-quiet" });
    const past = drawHistory();
    const open = h("div", {});
    const show = (panel) => {
      const same = open.firstChild === panel();
      place(open, same ? null : panel());
      open.querySelectorAll("textarea").forEach((each) => {
        each.dispatchEvent(new Event("grow"));
      });
      /** @type {HTMLElement | null} */ (open.querySelector("input, textarea, select"))?.focus();
    };
    const panels = {};
    const once = (which, make) => () => {
      panels[which] ??= make();
      return panels[which];
    };
    const edit = once("edit", () => screen.form(`theme:${entry}`));
    const target = chooser("Merge into", {}, () => {});
    const merge = once("merge", () =>
      h(
        "div",
        { class: "coding-change" },
        target.node,
        h(
          "p",
          { class: "alsnb-help" },
          "What was coded with this theme is coded with the other one then; this one leaves the codebook.",
        ),
        button("Merge", () => {
          if (target.box.value) tell("merge", { theme: theme.theme, into: target.box.value });
          place(open);
        }),
      ),
    );
    const newName = keptInput(screen, `rename:${entry}`, "New name");
    const rename = once("rename", () =>
      h(
        "div",
        { class: "coding-change" },
        newName.node,
        button("Rename", () => {
          if (!newName.box.value.trim()) return newName.box.focus();
          tell("rename", { theme: theme.theme, name: newName.box.value });
          newName.clear();
          place(open);
        }),
      ),
    );
    const parts = [];
    const part = (place) => ({
      name: keptInput(screen, `split:${entry}:${place}:name`, `Theme ${place + 1}`),
      description: keptInput(screen, `split:${entry}:${place}:definition`, "Definition", { long: true }),
    });
    const many = () =>
      Math.max(
        2,
        [2, 3, 4, 5]
          .filter((place) => screen.recall(`split:${entry}:${place}:name`, ""))
          .map((place) => place + 1)
          .at(-1) ?? 0,
      );
    const drawPart = (each, place) =>
      h(
        "fieldset",
        { class: "coding-part" },
        h("legend", {}, `Part ${place + 1}`),
        each.name.node,
        each.description.node,
      );
    const splitting = once("split", () => {
      const fields = h("div", {});
      const more = () => {
        parts.push(part(parts.length));
        fields.append(drawPart(parts.at(-1), parts.length - 1));
      };
      for (let count = many(); count; count--) more();
      return h(
        "div",
        { class: "coding-change" },
        fields,
        h(
          "p",
          { class: "alsnb-help" },
          "Reflections in which the theme was found are to be coded again; where it was not, none of its parts is.",
        ),
        h(
          "div",
          { class: "alsnb-row" },
          button("Split", () => {
            const named = parts.filter((each) => each.name.box.value.trim());
            if (named.length < 2) return parts.find((each) => !each.name.box.value.trim()).name.box.focus();
            tell("split", {
              theme: theme.theme,
              parts: named.map((each) => ({ theme: each.name.box.value, description: each.description.box.value })),
            });
            parts.forEach((each) => {
              each.name.clear();
              each.description.clear();
            });
            place(open);
          }),
          button("One part more", more),
        ),
      );
    });
    const buttons = {};
    const acts = {
      Edit: () => show(edit),
      Rename: () => show(rename),
      Merge: () => show(merge),
      Split: () => show(splitting),
      Remove: () => tell("remove", { theme: theme.theme }),
    };
    for (const [verb, act] of Object.entries(acts)) buttons[verb] = button(verb, act);
    const node = h(
      "li",
      { class: "alsnb-card" },
      h("div", { class: "alsnb-row" }, name, Object.values(buttons)),
      definition,
      example,
      named,
      counts,
      open,
      past.node,
    );
    // What was typed and not used yet is shown again.
    if (begun(`theme:${entry}`)) place(open, edit());
    else if (newName.box.value) place(open, rename());
    else if (
      [0, 1, 2, 3, 4, 5].some(
        (place) =>
          screen.recall(`split:${entry}:${place}:name`, "") || screen.recall(`split:${entry}:${place}:definition`, ""),
      )
    )
      place(open, splitting());
    return {
      node,
      /** @param {CodingThemeHistory & { depth: number, others: string[] }} now */
      update(now) {
        theme = now;
        node.style.marginInlineStart = `${1.5 * now.depth}rem`;
        place(name, now.theme);
        for (const [verb, each] of Object.entries(buttons)) each.setAttribute("aria-label", `${verb} ${now.theme}`);
        place(definition, now.description ?? h("span", { class: "alsnb-quiet" }, "no definition yet"));
        place(
          example,
          now.example ? ["Example: ", h("q", {}, now.example)] : null,
          now.parent ? ` Part of ${now.parent}.` : null,
        );
        place(
          named,
          now.named.length
            ? `The ${now.named.join(" and the ")} of this theme names somebody on the roster: better to leave the name out.`
            : null,
        );
        place(counts, tally(now.counts));
        past.update(now.history);
        const others = now.others.filter((each) => each !== now.theme);
        const chosen = target.box.value;
        if (
          target.box.options.length !== others.length ||
          [...target.box.options].some((each, at) => each.value !== others[at])
        ) {
          place(
            target.box,
            others.map((each) => h("option", { value: each }, each)),
          );
          if (others.includes(chosen)) target.box.value = chosen;
        }
        buttons.Merge.disabled = !others.length;
      },
    };
  }

  /** @param {CodingCount[]} counts */
  function tally(counts) {
    if (!counts.length) return "There are no judgements that you can see yet.";
    return `Found in ${counts.map((each) => `${each.present} of ${plural(each.judged, "reflection")} ${each.mine ? "by you" : `by ${each.coder} (of those you judged too)`}`).join(", in ")}.`;
  }

  function drawHistory() {
    const items = h("ol", {});
    const node = h("details", { class: "alsnb-history" }, h("summary", {}, "History"), items);
    return {
      node,
      update: (/** @type {CodingSaid[]} */ history) =>
        place(
          items,
          history.map(({ at, author, said }) =>
            h("li", {}, h("b", {}, `${moment(at)}${author ? `, ${author}` : ""}`), h("p", {}, said)),
          ),
        ),
    };
  }

  function drawGone() {
    let theme = null;
    const name = h("h4", { class: "alsnb-grow" });
    const what = h("p", { class: "alsnb-quiet" });
    const past = drawHistory();
    const restore = button("Bring back", () => tell("restore", { theme: theme.theme, at_change: theme.at }));
    const node = h("li", { class: "alsnb-card" }, h("div", { class: "alsnb-row" }, name, restore), what, past.node);
    return {
      node,
      /** @param {CodingThemeHistory} now */
      update(now) {
        theme = now;
        place(name, now.theme);
        restore.setAttribute("aria-label", `Bring back ${now.theme}`);
        const how = now.merged_into
          ? `merged into ${now.merged_into}`
          : now.split_into.length
            ? `split into ${now.split_into.join(" and ")}`
            : "removed";
        place(what, `${how}, ${moment(now.at)}`);
        past.update(now.history);
      },
    };
  }

  return {
    node,
    /** @param {CodingReady} now */
    update(now) {
      view = now;
      const codebook = now.codebook;
      if (!codebook) return;
      const form = `theme:new:${now.cohort}`;
      if (!adding.firstChild && begun(form)) openNew();
      empty.hidden = codebook.themes.length > 0;
      showThemes();
      goneHeading.hidden = !codebook.gone.length;
      gone.show(codebook.gone, (each) => each.entry);
    },
  };
}
