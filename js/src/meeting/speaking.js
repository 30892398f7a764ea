// Who speaks, of what kind a contribution is, and what was said so far.

import { button, freshId, h, keyed, place } from "../kit/dom.js";
import { mark, redraw, write } from "./drawing.js";
import { isHere } from "./presenter.js";
import { KIND_GROUPS, KINDS, kindWords, minutesWords } from "./words.js";

/** @import { Board, Meeting } from "./types.d.ts" */

const SHOWN_ITEMS = 30;
/** @type {[value: boolean | null, words: string][]} */
const INVITED = [
  [null, "not noted"],
  [true, "yes"],
  [false, "no"],
];

/**
 * Who may speak: those present, and the facilitator.
 * @param {Board} board
 * @param {Meeting} meeting
 */
export function voices(board, meeting) {
  const there = meeting.members
    .filter((each) => isHere(each) || each.member === board.live.airtime?.presenter)
    .map((each) => each.member);
  const from = board.facilitator;
  return from && !there.includes(from) ? [...there, from] : there;
}

/** @param {Board} board */
export function tilesPart(board) {
  const grid = keyed("div", { class: "alsnb-tiles", role: "group", "aria-label": "Who speaks" }, (member) => {
    const key = h("span", { class: "alsnb-key", "aria-hidden": "true" });
    const role = h("span", { class: "alsnb-role" });
    const said = h("span", { class: "alsnb-role" });
    const node = button(
      [key, h("b", {}, member), role, said],
      (event) => {
        board.tap(member, event);
        // A key pressed next is meant for the board, not for the button that the finger happened to touch.
        const live = /** @type {HTMLElement} */ (node.closest(".alsnb-board"));
        if (event.detail) live.focus({ preventScroll: true });
      },
      { class: "alsnb-tile", "data-member": member },
    );
    return {
      node,
      update() {
        const { live } = board;
        const at = voices(board, board.meeting).indexOf(member);
        const number = at < 9 ? String(at + 1) : "";
        write(key, number);
        if (number) node.setAttribute("aria-keyshortcuts", number);
        const running = live.running && board.find(live.running);
        const speaks = running?.member === member;
        node.setAttribute("aria-pressed", String(speaks));
        const theirs = board.items.filter((each) => each.member === member && !each.withdrawn);
        const seconds = theirs.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
        const who = member === live.airtime.presenter ? "presents" : member === board.facilitator ? "facilitates" : "";
        write(role, who);
        write(said, speaks ? "speaking" : theirs.length ? `${theirs.length} × · ${minutesWords(seconds)}` : "not yet");
      },
    };
  });
  return grid;
}

/** @param {Board} board */
export function palettePart(board) {
  const heading = h("h4", { class: "alsnb-target", "aria-live": "polite" });
  const buttons = new Map();
  const draw = (kind) => {
    const { key, short } = KINDS[kind];
    const note = h("span", { class: "alsnb-policy" });
    const drawn = button(
      [h("span", { class: "alsnb-key", "aria-hidden": "true" }, key.toUpperCase()), short, note],
      () => board.setKind(kind),
      { "aria-keyshortcuts": key, class: "alsnb-kind", "data-kind": kind },
    );
    buttons.set(kind, { drawn, note });
    return drawn;
  };
  const groups = KIND_GROUPS.map(([title, kinds]) =>
    h(
      "div",
      { class: "alsnb-group", role: "group", "aria-label": title },
      h("span", { class: "alsnb-quiet" }, title),
      h("div", { class: "alsnb-row" }, kinds.map(draw)),
    ),
  );
  const inviting = (value, key, words) =>
    button([h("span", { class: "alsnb-key", "aria-hidden": "true" }, key), words], () => board.setInvited(value), {
      "aria-keyshortcuts": key.toLowerCase(),
    });
  const invited = inviting(true, "I", "Invited by the presenter");
  const uninvited = inviting(false, "U", "Not invited");
  const pause = button(
    [h("span", { class: "alsnb-key", "aria-hidden": "true" }, "P"), "The facilitator pauses the set"],
    (event) => board.pauseByFacilitator(event),
    { "aria-keyshortcuts": "p" },
  );
  const node = h(
    "div",
    { class: "alsnb-palette" },
    heading,
    h(
      "p",
      { class: "alsnb-quiet" },
      "Tap who speaks, and then the kind if you like: it goes to the latest contribution of the set, also while the presenter answers. Without one, the contribution is not classified; you can sort those after the airtime.",
    ),
    groups,
    h(
      "div",
      { class: "alsnb-group" },
      h("span", { class: "alsnb-quiet" }, "Other"),
      h("div", { class: "alsnb-row" }, invited, uninvited, pause),
    ),
  );
  return {
    node,
    show() {
      const { live } = board;
      const target = board.target();
      const running = target && target.id === live.running;
      const { kind = null, invited: asked = null } = target ?? live.next;
      write(
        heading,
        target
          ? `What kind: ${target.member}, ${running ? "speaking now" : "who spoke last"}`
          : "What kind: the next speaker",
      );
      const usual = board.stage()?.questions ?? [];
      for (const [each, { drawn, note }] of buttons) {
        drawn.setAttribute("aria-pressed", String(each === kind));
        const words =
          { by_invitation: "by invitation", discouraged: "discouraged in this format" }[board.policy(each)] ??
          (usual.includes(each) ? "this stage" : "");
        write(note, words);
        note.classList.toggle("alsnb-flag", words.startsWith("discouraged"));
      }
      invited.setAttribute("aria-pressed", String(asked === true));
      uninvited.setAttribute("aria-pressed", String(asked === false));
      const paused = live.running && board.find(live.running).kind === "facilitator_pause";
      pause.setAttribute("aria-pressed", String(Boolean(paused)));
    },
  };
}

/**
 * The contributions of this airtime, newest first; each can be put right.
 * @param {Board} board
 * @param {() => void} changed
 */
export function itemsPart(board, changed) {
  let open = null;
  let all = false;
  const list = keyed("ol", { class: "alsnb-list alsnb-items" }, ({ id }) => {
    const time = h("span", { class: "alsnb-at" });
    const who = h("b", {});
    const kind = h("span", {});
    const marks = h("span", { class: "alsnb-row" });
    const lasted = h("span", { class: "alsnb-quiet" });
    const note = h("span", { class: "alsnb-said alsnb-quiet" });
    const toggle = button(
      "Change",
      () => {
        open = open === id ? null : id;
        changed();
      },
      { class: "alsnb-small" },
    );
    const editor = h("div", { class: "alsnb-editor" });
    const node = h("li", {}, h("div", { class: "alsnb-row" }, time, who, kind, lasted, marks, note, toggle), editor);
    const fresh = () => board.find(id);
    let fill = () => {}; // shows the contribution in the editor, once that is drawn
    function draw() {
      const name = freshId();
      const kinds = h(
        "select",
        {
          id: `${name}-kind`,
          onchange: () => board.edit(id, `${fresh().member}: another kind`, { kind: kinds.value || null }),
        },
        h("option", { value: "" }, "not classified"),
        Object.entries(KINDS).map(([value, { long }]) => h("option", { value }, long)),
      );
      const members = h(
        "select",
        {
          id: `${name}-who`,
          onchange: () => board.edit(id, `${fresh().member}: another member`, { member: members.value }),
        },
        [...new Set([...voices(board, board.meeting), fresh().member])].map((each) =>
          h("option", { value: each }, each),
        ),
      );
      const text = h("input", {
        type: "text",
        id: `${name}-text`,
        autocomplete: "off",
        oninput: () => board.note(id, text.value),
      });
      const asked = h(
        "select",
        {
          id: `${name}-asked`,
          onchange: () => board.setInvited(INVITED.find(([value]) => String(value) === asked.value)[0], fresh()),
        },
        INVITED.map(([value, words]) => h("option", { value: String(value) }, words)),
      );
      fill = () => {
        const item = fresh();
        kinds.value = item.kind ?? "";
        members.value = item.member;
        asked.value = String(item.invited);
        if (document.activeElement !== text) text.value = item.text ?? "";
      };
      place(
        editor,
        h("div", { class: "alsnb-field" }, h("label", { for: members.id }, "Who"), members),
        h("div", { class: "alsnb-field" }, h("label", { for: kinds.id }, "Kind"), kinds),
        h("div", { class: "alsnb-field alsnb-grow" }, h("label", { for: text.id }, "Note"), text),
        h("div", { class: "alsnb-field" }, h("label", { for: asked.id }, "Invited by the presenter"), asked),
        button("Delete it", () => {
          open = null;
          board.takeBack(id);
        }),
      );
    }
    return {
      node,
      update(item) {
        const { airtime, running } = board.live;
        write(time, minutesWords(item.at - airtime.began));
        write(who, item.member);
        const presents = item.member === airtime.presenter;
        write(kind, item.kind ? kindWords(item.kind) : presents ? "presents" : "not classified");
        write(lasted, item.id === running ? "speaking now" : minutesWords(item.seconds));
        write(note, item.text ?? "");
        const policy = board.policy(item.kind);
        const stage = board.meeting.format?.stages.find((each) => each.key === item.stage);
        const broke = stage?.uninterrupted && !presents && item.member !== board.facilitator;
        redraw(marks, [policy, item.invited, broke], () => [
          policy === "discouraged" ? mark("discouraged in this format", true) : null,
          item.invited === true ? mark("invited") : null,
          item.invited === false ? mark("not invited", policy === "by_invitation") : null,
          item.invited === null && policy === "by_invitation" ? mark("invited? not noted") : null,
          broke ? mark("interrupted", true) : null,
        ]);
        toggle.setAttribute("aria-expanded", String(open === id));
        toggle.setAttribute("aria-label", `Change: ${item.member}, ${kindWords(item.kind)}`);
        editor.hidden = open !== id;
        if (open === id) {
          if (!editor.firstChild) draw();
          fill();
        } else if (editor.firstChild) place(editor);
      },
    };
  });
  const more = button("", () => {
    all = !all;
    changed();
  });
  const empty = h(
    "p",
    { class: "alsnb-empty" },
    "Nothing yet. Tap the speaker, then the type, while they speak or while the presenter answers.",
  );
  const title = h("h3", {});
  const node = h("div", {}, title, empty, list.list, more);
  return {
    node,
    show() {
      const items = board.items.filter((each) => !each.withdrawn);
      const open = items.filter((each) => each.kind === null && each.member !== each.presenter).length;
      write(title, `Contributions: ${items.length}${open ? `, ${open} not classified` : ""}`);
      empty.hidden = items.length > 0;
      const newest = items.toReversed();
      list.show(all ? newest : newest.slice(0, SHOWN_ITEMS), (each) => each.id);
      more.hidden = items.length <= SHOWN_ITEMS;
      write(more, all ? "Show the latest only" : `Show all ${items.length}`);
    },
  };
}
