// Sorting: contributions that nobody classified are gone through one by one, after an airtime or after the meeting.

import { button, h } from "../kit/dom.js";
import { write } from "./drawing.js";
import { KIND_GROUPS, KINDS, kindWords, lengthWords, minutesWords } from "./words.js";

/** @import { Board, Unclassified } from "./types.d.ts" */

/** Kinds that may be given afterwards, in groups; a pause is the facilitator's own button. */
function kindButtons(choose) {
  return KIND_GROUPS.map(([title, kinds]) =>
    h(
      "div",
      { class: "alsnb-group", role: "group", "aria-label": title },
      h("span", { class: "alsnb-quiet" }, title),
      h(
        "div",
        { class: "alsnb-row" },
        kinds.map((kind) =>
          button(
            [
              h("span", { class: "alsnb-key", "aria-hidden": "true" }, KINDS[kind].key.toUpperCase()),
              KINDS[kind].short,
            ],
            () => choose(kind),
            { class: "alsnb-kind", "aria-keyshortcuts": KINDS[kind].key, "data-sort": kind },
          ),
        ),
      ),
    ),
  );
}

/**
 * The pass over what nobody classified and is to be gone through here: `belongs` says of which.
 * @param {Board} board
 * @param {(each: Unclassified) => boolean} belongs
 */
export function sortingPart(board, belongs) {
  let queue = null; // the contributions of this pass, in their order; null before it begins
  let at = 0;
  const left = () => board.unclassified(board.meeting).filter(belongs);

  const count = h("p", {});
  const begin = button("Sort them one by one", () => start(), { class: "alsnb-primary" });
  const progress = h("p", { class: "alsnb-quiet" });
  const about = h("p", { class: "alsnb-said" });
  const note = h("p", { class: "alsnb-said" });
  const now = h("p", { class: "alsnb-quiet" });
  const current = h(
    "div",
    { class: "alsnb-card", tabindex: "-1", role: "group", "aria-label": "Contribution to be sorted" },
    progress,
    about,
    note,
    now,
  );
  const back = button("Back", () => go(at - 1), { "aria-keyshortcuts": "ArrowLeft" });
  const skip = button("Skip", () => go(at + 1), { "aria-keyshortcuts": "ArrowRight" });
  const stop = button("Stop sorting", () => finish());
  const pass = h(
    "div",
    { class: "alsnb-sorting" },
    current,
    kindButtons(choose),
    h("div", { class: "alsnb-actions" }, back, skip, stop),
    h(
      "p",
      { class: "alsnb-quiet" },
      "One letter or one tap gives the kind and goes on. Right arrow: skip · left arrow: back · Ctrl+Z: undo.",
    ),
  );
  const done = h("p", { tabindex: "-1", role: "status" });
  const title = h("h3", {}, "Contribution types");
  const node = h(
    "div",
    { class: "alsnb-apart", role: "group", "aria-label": "Sorting contributions" },
    title,
    count,
    begin,
    done,
    pass,
  );

  function start() {
    [queue, at] = [left(), 0];
    draw();
    current.focus();
  }

  function go(to) {
    if (to >= queue.length) return finish();
    at = Math.max(0, to);
    draw();
    current.focus();
  }

  function finish() {
    queue = null;
    const rest = left().length;
    write(done, rest ? `${rest} ${rest === 1 ? "is" : "are"} still not classified.` : "All are classified.");
    draw();
    done.focus();
  }

  function choose(kind) {
    board.classify(queue[at], kind);
    go(at + 1);
  }

  /** Take back the last step; the contribution that it was about is shown again. */
  function undo() {
    const taken = board.undo();
    if (!taken) return;
    const ids = [...taken.items.before.map(([id]) => id), ...taken.tells.before.map(([, told]) => told.entry)];
    const place = queue.findIndex((each) => ids.includes(each.id));
    if (place >= 0) go(place);
  }

  node.addEventListener("keydown", (event) => {
    if (queue === null || event.altKey) return;
    const key = event.key.toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    const kind = Object.keys(KINDS).find((each) => KINDS[each].key === key && each !== "facilitator_pause");
    let act = null;
    if (command) act = key === "z" && !event.shiftKey ? undo : null;
    else if (event.repeat) act = null;
    else if (key === "arrowright") act = () => go(at + 1);
    else if (key === "arrowleft") act = () => go(at - 1);
    else if (kind) act = () => choose(kind);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });

  function draw() {
    const rest = left().length;
    node.hidden = queue === null && !rest && !done.textContent;
    count.hidden = begin.hidden = queue !== null || !rest;
    pass.hidden = queue === null;
    if (queue !== null) write(done, "");
    write(
      count,
      `${rest === 1 ? "1 contribution is" : `${rest} contributions are`} not classified yet. Presenters' contributions in their own airtimes are not counted.`,
    );
    if (queue === null) return;
    const { id, member, at: said, began, presenter, stage, seconds, text } = queue[at];
    const since = began ?? null;
    const when =
      said === null || said === undefined
        ? ""
        : since === null
          ? `${minutesWords(said)} into the meeting`
          : `${minutesWords(said - since)} into the airtime of ${presenter}`;
    write(progress, `${at + 1} of ${queue.length}`);
    write(
      about,
      [
        member,
        when || (presenter ? `in the airtime of ${presenter}` : ""),
        stage ? `stage: ${stage}` : "",
        seconds === null ? "" : `for ${lengthWords(seconds)}`,
      ]
        .filter(Boolean)
        .join(" · "),
    );
    write(note, text ? `“${text}”` : "no note");
    const kind = board.kindOf(id);
    write(now, kind ? `You said: ${kindWords(kind)}.` : "");
    back.disabled = at === 0;
    for (const each of pass.querySelectorAll("[data-sort]"))
      each.setAttribute("aria-pressed", String(kind === each.getAttribute("data-sort")));
  }

  return {
    node,
    show: draw,
  };
}
