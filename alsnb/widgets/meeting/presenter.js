// Who presents next, and what.

const isHere = ({ status }) => status === null || status === "present" || status === "late";

/** Whoever waits longest comes first; who is not there comes last. */
function suggested(members) {
  const rank = (each) => [isHere(each) ? 0 : 1, each.presented ? 1 : 0, each.last ?? 0];
  return [...members].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((each, place) => each !== right[place]);
    return at < 0 ? (a.member < b.member ? -1 : 1) : left[at] - right[at];
  });
}

function whyWords({ status, presented, last }) {
  const away = { apologies: "sent apologies", absent: "is absent" }[status];
  const when = presented ? "has presented today" : last === null ? "has not presented yet" : `presented last in meeting ${last}`;
  return away ? `${away}; ${when}` : status === "late" ? `${when}; came late` : when;
}

function presenterPart(board, changed) {
  const name = freshId();
  let chosen = null;
  let shownFor = null;
  const people = h("div", { class: "alsnb-people" });
  const issues = h("div", {});
  const title = h("input", { type: "text", id: `${name}-title`, autocomplete: "off" });
  const titleField = h("div", { class: "alsnb-field" }, h("label", { for: title.id }, "What is it about? In a few words"), title);
  const start = button("", (event) => begin(event), { class: "alsnb-primary alsnb-big" });
  let issue = null;
  title.addEventListener("input", () => board.typeTitle(title.value));
  function begin(event) {
    const known = board.meeting.members.find((each) => each.member === chosen)?.issues.find((each) => each.entry === issue);
    const about = known?.title ?? (title.value.trim() || null);
    const before = Math.max(0, ...board.meeting.airtimes.map((each) => each.order ?? 0));
    title.value = "";
    board.startAirtime(chosen, known?.entry ?? null, about, before, event);
    chosen = issue = null;
  }
  const node = h(
    "div",
    {},
    h("h3", {}, "Who presents?"),
    h("p", { class: "alsnb-quiet" }, "Those who have waited longest come first."),
    people,
    h("h3", {}, "The issue"),
    issues,
    titleField,
    h("div", { class: "alsnb-actions" }, start),
  );
  title.value = board.live.typedTitle ?? "";
  return {
    node,
    show(meeting) {
      const order = suggested(meeting.members);
      if (!order.some((each) => each.member === chosen)) chosen = order[0]?.member ?? null;
      if (document.activeElement !== title && title.value !== (board.live.typedTitle ?? "")) title.value = board.live.typedTitle ?? "";
      redraw(people, [order, chosen], () =>
        order.map((each) => {
          const id = `${name}-${each.member}`;
          const pick = () => ((chosen = each.member), (issue = null), changed());
          const radio = h("input", { type: "radio", name, id, value: each.member, onchange: pick, "data-part": each.member });
          radio.checked = each.member === chosen;
          return h("label", { for: id, class: "alsnb-pick" }, radio, h("span", {}, h("b", {}, each.member), h("span", { class: "alsnb-quiet" }, ` ${whyWords(each)}`)));
        }),
      );
      const theirs = order.find((each) => each.member === chosen)?.issues ?? [];
      if (shownFor !== chosen) [shownFor, issue] = [chosen, theirs[0]?.entry ?? null];
      titleField.hidden = theirs.length > 0 && issue !== null;
      redraw(issues, [theirs, chosen, issue], () =>
        (theirs.length ? [...theirs, { entry: null, title: "Something new" }] : []).map((each) => {
          const id = `${name}-${each.entry}`;
          const pick = () => ((issue = each.entry), changed());
          const radio = h("input", { type: "radio", name: `${name}-issue`, id, value: each.entry ?? "", onchange: pick, "data-part": `${each.entry}` });
          radio.checked = each.entry === issue;
          const since = each.cycle ? h("span", { class: "alsnb-quiet" }, ` since meeting ${each.cycle}`) : null;
          return h("label", { for: id, class: "alsnb-pick" }, radio, h("span", { class: "alsnb-said" }, each.title, since));
        }),
      );
      write(start, chosen ? `Start the airtime of ${chosen}` : "");
      start.disabled = !chosen;
    },
  };
}
