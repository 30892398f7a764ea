// Who presents next, and what.

import { button, freshId, h } from "../kit/dom.js";
import { redraw, write } from "./drawing.js";

/**
 * @import { MeetingMemberShown } from "../protocol.d.ts"
 * @import { Board, Meeting } from "./types.d.ts"
 */

/** @param {Pick<MeetingMemberShown, "status">} member */
export const isHere = ({ status }) => status === null || status === "present" || status === "late";

/**
 * Those who have waited longest come first, and those who are absent last.
 * @param {MeetingMemberShown[]} members
 */
function suggested(members) {
  const rank = (each) => [isHere(each) ? 0 : 1, each.presented ? 1 : 0, each.last ?? 0];
  return [...members].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((each, place) => each !== right[place]);
    return at < 0 ? (a.member < b.member ? -1 : 1) : left[at] - right[at];
  });
}

/** @param {MeetingMemberShown} member */
function whyWords({ status, presented, last }) {
  const away = { apologies: "sent apologies", absent: "is absent" }[status];
  const when = presented
    ? "has presented today"
    : last === null
      ? "has not presented yet"
      : `presented last in meeting ${last}`;
  return away ? `${away}; ${when}` : status === "late" ? `${when}; came late` : when;
}

/**
 * @param {Board} board
 * @param {() => void} changed
 */
export function presenterPart(board, changed) {
  const name = freshId();
  let chosen = null; // nobody presents before somebody says so, nor brings an issue
  const people = h("div", { class: "alsnb-people" });
  const issues = h("div", {});
  const title = h("input", { type: "text", id: `${name}-title`, autocomplete: "off" });
  const titleField = h(
    "div",
    { class: "alsnb-field" },
    h("label", { for: title.id }, "What is it about? In a few words"),
    title,
  );
  const start = button("", (event) => begin(event), { class: "alsnb-primary alsnb-big" });
  let issue; // an issue's entry, null for something new; undefined while nobody says
  title.addEventListener("input", () => board.typeTitle(title.value));
  function begin(event) {
    const theirs = board.meeting.members.find((each) => each.member === chosen)?.issues ?? [];
    const known = theirs.find((each) => each.entry === issue);
    const about = known?.title ?? (titleField.hidden ? null : title.value.trim() || null);
    const before = Math.max(0, ...board.meeting.airtimes.map((each) => each.order ?? 0));
    title.value = "";
    board.startAirtime(chosen, known?.entry ?? null, about, before, event);
    chosen = null;
    issue = undefined;
  }
  const node = h(
    "div",
    {},
    h("h3", {}, "Who presents?"),
    h("p", { class: "alsnb-quiet" }, "Those who have waited longest come first. Choose who presents."),
    people,
    h("h3", {}, "The issue"),
    issues,
    titleField,
    h("div", { class: "alsnb-actions" }, start),
  );
  title.value = board.live.typedTitle ?? "";
  return {
    node,
    /** @param {Meeting} meeting */
    show(meeting) {
      const order = suggested(meeting.members);
      if (!order.some((each) => each.member === chosen)) chosen = null;
      if (document.activeElement !== title && title.value !== (board.live.typedTitle ?? ""))
        title.value = board.live.typedTitle ?? "";
      redraw(people, [order, chosen], () =>
        order.map((each) => {
          const id = `${name}-${each.member}`;
          const pick = () => {
            chosen = each.member;
            issue = undefined;
            changed();
          };
          const radio = h("input", {
            type: "radio",
            name,
            id,
            value: each.member,
            onchange: pick,
            "data-part": each.member,
          });
          radio.checked = each.member === chosen;
          return h(
            "label",
            { for: id, class: "alsnb-pick" },
            radio,
            h("span", {}, h("b", {}, each.member), h("span", { class: "alsnb-quiet" }, ` ${whyWords(each)}`)),
          );
        }),
      );
      const theirs = order.find((each) => each.member === chosen)?.issues ?? [];
      titleField.hidden = theirs.length > 0 && issue !== null;
      redraw(issues, [theirs, chosen, issue === undefined ? "none" : issue], () =>
        (theirs.length ? [...theirs, { entry: null, title: "Something new", cycle: null }] : []).map((each) => {
          const id = `${name}-${each.entry}`;
          const pick = () => {
            issue = each.entry;
            changed();
          };
          const radio = h("input", {
            type: "radio",
            name: `${name}-issue`,
            id,
            value: each.entry ?? "",
            onchange: pick,
            "data-part": `${each.entry}`,
          });
          radio.checked = each.entry === issue;
          const since = each.cycle ? h("span", { class: "alsnb-quiet" }, ` since meeting ${each.cycle}`) : null;
          return h(
            "label",
            { for: id, class: "alsnb-pick" },
            radio,
            h("span", { class: "alsnb-said" }, each.title, since),
          );
        }),
      );
      write(start, chosen ? `Start the airtime of ${chosen}` : "Start the airtime");
      start.disabled = !chosen;
    },
  };
}
