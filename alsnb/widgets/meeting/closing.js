// Closing: the last steps, what the meeting should bring, and its end.

function closingPart(screen, board) {
  const yields = h("div", {});
  const last = steps(board, "Closing steps");
  const end = h("div", { class: "alsnb-card" });
  const outcomes = h("div", { class: "alsnb-card" });
  const id = freshId();
  const minutes = h("input", { type: "number", id, min: 0, step: 1, onchange: () => minutes.value !== "" && board.setMinutes(Number(minutes.value)) });
  const minutesField = h("div", { class: "alsnb-field" }, h("label", { for: id }, "Minutes the meeting took"), minutes);
  let shown = null;
  const node = h("div", {}, h("div", { class: "alsnb-apart" }, last.node), h("div", { class: "alsnb-apart" }, yields), outcomes, end);
  return {
    node,
    show(meeting) {
      const { format } = meeting;
      last.show(format?.closing ?? []);
      redraw(yields, [meeting.yields, meeting.airtimes.length], () =>
        meeting.yields.length
          ? [
              h("h3", {}, "What the meeting should bring"),
              h("ul", { class: "alsnb-list" }, meeting.yields.map(({ what, per, optional, shown, missing }) =>
                h("li", { class: "alsnb-row" }, mark(shown ? "✓ there" : optional ? "not yet, optional" : "✗ not yet"),
                  h("span", {}, `${what}, for ${per === "presenter" ? "each presenter" : "the meeting"}`),
                  missing.length ? h("span", { class: "alsnb-quiet" }, `missing: ${missing.join(", ")}`) : null))),
            ]
          : [],
      );
      const name = `closing:${JSON.stringify([meeting.cohort, meeting.learning_set, meeting.cycle])}`;
      if (shown !== name) {
        shown = name;
        place(outcomes, screen.form(name));
      }
      const { started } = board.live;
      const said = meeting.minutes ?? (board.over ? Math.round(board.live.ended / 60) : null);
      if (document.activeElement !== minutes) minutes.value = said ?? "";
      redraw(end, [started, board.over, meeting.held_on, board.live.airtime?.ended === null], () => {
        if (started === null) return meeting.held_on ? [h("p", {}, `Held on ${longDate(meeting.held_on)}.`), minutesField] : h("p", {}, "The meeting has not started yet.");
        if (board.over)
          return [h("p", {}, "The meeting has ended."), minutesField, button("Go on with the meeting", () => board.goOn(), { "data-part": "end" })];
        if (board.live.airtime?.ended === null) return h("p", {}, `The airtime of ${board.live.airtime.presenter} is still under way; end it first.`);
        return button("End the meeting", (event) => (saveTyped(screen.root), board.endMeeting(event)), { class: "alsnb-primary alsnb-big", "data-part": "end" });
      });
    },
  };
}
