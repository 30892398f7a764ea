// Agreement: how far coders judged the same, and where they did not.

import { button, h, keyed, place } from "../kit/dom.js";
import { plural } from "../kit/words.js";
import { LEVEL_WORDS } from "./words.js";

/** @import { CodingDisagreement, CodingReady, CodingReliability } from "../protocol.d.ts" */

export function agreementPanel(openReflection) {
  const waiting = h("p", { class: "alsnb-status", role: "status" }, "working it out …");
  const told = h("div", {});
  const heading = h("h3", {}, "To discuss");
  const settled = h("p", { class: "alsnb-quiet" });
  const list = keyed("ul", { class: "alsnb-list" }, drawDisagreement);
  const talk = h("div", { hidden: true }, heading, settled, list.list);
  const node = h("div", {}, waiting, told, talk);
  const two = (number) => number.toFixed(2).replace("-", "−");
  const levelName = (value) => LEVEL_WORDS.find(([name]) => name === value)?.[2].toLowerCase() ?? value;

  function estimate(row, name, fewest) {
    if (row.reflections < fewest)
      return h("span", { class: "alsnb-quiet" }, `too few: ${row.reflections} of ${fewest}`);
    if (row[name] === null) return h("span", { class: "alsnb-quiet" }, "all judged the same: not defined");
    const range = row[`${name}_low`] === null ? "" : ` (${two(row[`${name}_low`])} to ${two(row[`${name}_high`])})`;
    return `${two(row[name])}${range}`;
  }
  /** @param {Pick<CodingReliability, "agreeing_share_of_pairs">} row */
  const share = (row) =>
    row.agreeing_share_of_pairs === null ? "–" : `${Math.round(100 * row.agreeing_share_of_pairs)} %`;
  // By the low end of the interval, as so few reflections leave much open.
  /** @param {Pick<CodingReliability, "alpha" | "alpha_low">} row */
  const verdict = ({ alpha, alpha_low: low }) =>
    alpha === null
      ? ""
      : low === 1
        ? "no difference yet"
        : low >= 0.8
          ? "reliable"
          : low >= 0.667
            ? "tentative"
            : alpha >= 0.667
              ? "not sure yet"
              : "low";
  const table = (caption, heads, rows) =>
    h(
      "div",
      { class: "alsnb-scroll", tabindex: "0", role: "group", "aria-label": caption },
      h(
        "table",
        { class: "alsnb-table" },
        h("caption", {}, caption),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            heads.map((each) => h("th", { scope: "col" }, each)),
          ),
        ),
        h(
          "tbody",
          {},
          rows.map(([first, ...rest]) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, first),
              rest.map((each) => h("td", {}, each)),
            ),
          ),
        ),
      ),
    );

  function drawDisagreement() {
    let now = null;
    const what = h("h4", {});
    const where = h("p", { class: "alsnb-quiet" });
    const text = h("p", { class: "alsnb-said" });
    const said = h("ul", {});
    const change = button("Open it", () => openReflection(now.entry));
    const node = h(
      "li",
      { class: "alsnb-card" },
      h("div", { class: "alsnb-row" }, h("div", { class: "alsnb-grow" }, what, where), change),
      h("details", {}, h("summary", {}, "The reflection"), text),
      said,
    );
    return {
      node,
      /** @param {CodingDisagreement} item */
      update(item) {
        now = item;
        place(what, item.theme ?? "Depth of reflection");
        place(where, [item.set && `Set ${item.set}`, `cycle ${item.cycle}`, item.prompt].filter(Boolean).join(" · "));
        place(text, item.text);
        change.setAttribute("aria-label", `Open the reflection about which you disagree on ${item.theme ?? "depth"}`);
        const word = (value) => (item.theme === null ? levelName(value) : value ? "present" : "not present");
        place(
          said,
          item.said.map((each) =>
            h(
              "li",
              {},
              h("b", {}, each.mine ? "You" : each.coder),
              `: ${word(each.value)}`,
              each.first !== null ? ` (at first: ${word(each.first)})` : "",
              each.passages.map((passage) => [" ", h("q", {}, passage)]),
            ),
          ),
        );
      },
    };
  }

  return {
    node,
    /** @param {CodingReady} view */
    update(view) {
      const now = view.agreement;
      if (!now) return;
      waiting.hidden = true;
      const reflexive =
        now.reflexive.length &&
        h(
          "p",
          { class: "alsnb-empty" },
          `${now.all_reflexive ? "No agreement is shown" : `Set ${now.reflexive.join(", ")} does not count here`}: `,
          "it is coded reflexively, where a theme is one reader's considered interpretation, so that two readers agreeing would not make it truer.",
        );
      if (now.all_reflexive) {
        talk.hidden = true;
        return place(told, reflexive);
      }
      const both = now.themes.find((each) => each.theme === null);
      if (!both) {
        talk.hidden = true;
        return place(
          told,
          reflexive || null,
          h(
            "div",
            { class: "alsnb-empty" },
            h("p", {}, "No reflection is done by you and another coder yet."),
            h(
              "p",
              {},
              `About ${Math.round(100 * view.share)} % of the reflections, the same for every coder, are the double-coding sample: `,
              "choose Show: left in the double-coding sample under Code, and ask a second coder to do the same with this log. ",
              "Until you are done with a reflection, nothing that others judged in it is shown to you, nor counted here.",
            ),
          ),
        );
      }
      const rows = [both, ...now.themes.filter((each) => each !== both)];
      const pairs = now.pairs.filter((each) => each.theme === null);
      place(
        told,
        reflexive || null,
        h(
          "p",
          {},
          `${plural(both.reflections, "reflection")} done by you and ${now.coders.join(", ")}. What counts is what each judged before seeing the other's.`,
        ),
        table(
          "Whether a theme is there",
          ["Theme", "reflections", "same", "Krippendorff's alpha (95 % interval)", ""],
          rows.map((row) => [
            row.theme ?? "all themes",
            row.reflections,
            share(row),
            estimate(row, "alpha", now.fewest),
            verdict(row),
          ]),
        ),
        h(
          "p",
          { class: "alsnb-help" },
          "1 is full agreement, 0 what chance would give. Krippendorff relies on 0.80 and more, draws tentative conclusions from 0.67, and none below. Here the whole interval has to be above; “not sure yet” is where only part of it is: code more of the sample. Rare themes take longest.",
        ),
        pairs.length
          ? table(
              "Coder by coder",
              ["Coders", "reflections", "same", "Cohen's kappa (95 % interval)"],
              pairs.map((row) => [
                `${row.coder} and ${row.other_coder}`,
                row.reflections,
                share(row),
                estimate(row, "kappa", now.fewest),
              ]),
            )
          : null,
        now.levels.length
          ? table(
              "Depth of reflection (Kember)",
              ["Coders", "reflections", "same", "Krippendorff's alpha, ordinal (95 % interval)", ""],
              now.levels.map((row) => [
                row.coders,
                row.reflections,
                share(row),
                estimate(row, "alpha", now.fewest),
                verdict(row),
              ]),
            )
          : null,
      );
      const { open, count, settled: done } = now.disagreements;
      talk.hidden = false;
      place(
        settled,
        count
          ? `${plural(count, "judgement")} differ${count === 1 ? "s" : ""}${count > open.length ? `; the first ${open.length} are shown` : ""}. `
          : "You agree on all that both of you judged. ",
        done ? `${plural(done, "other")} ${done === 1 ? "was" : "were"} settled. ` : "",
        "Discuss these, then open and change what you now judge differently. The figures above and the history stay as they were.",
      );
      list.show(open, (each) => `${each.entry} ${each.theme}`);
    },
  };
}
