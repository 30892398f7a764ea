// Setting a cohort up, step by step.

const STEPS = { course: "Course", people: "People", sets: "Sets", rules: "Ground rules", calendar: "Calendar" };

function drawRules(screen) {
  const text = h("textarea", { rows: 6 });
  const kept = keptInputs(
    screen,
    "rules_text",
    () => ({ text: text.value }),
    ({ text: said }) => (writeInto(text, said), grow(text)),
  );
  text.addEventListener("input", () => (grow(text), kept.changed()));
  text.addEventListener("grow", () => grow(text));
  const give = h("button", { type: "button", class: "alsnb-primary" }, "Give these rules to every set");
  give.addEventListener("click", () => {
    kept.drop();
    screen.tell("rules_give", { slot: "rules_give", values: { text: text.value } });
  });
  const giving = h("div", { class: "alsnb-actions" }, give);
  const from = h("p", { class: "alsnb-quiet" });
  const offers = h("div", {});
  const none = h("p", { class: "alsnb-empty" }, "There is no set yet. Make sets first, on the tab Sets; the rules can be written already.");
  const cards = keyed("div", {}, ({ set, form }) => {
    const told = h("span", { class: "alsnb-quiet" });
    const inside = h("div", {});
    const each = h("details", { class: "alsnb-card" }, h("summary", {}, h("b", {}, `Set ${set}`), " ", told), inside);
    const renames = drawRename(screen, "learning_set", () => set);
    const openIt = () => each.open && place(inside, screen.form(form), renames);
    each.addEventListener("toggle", () => (openIt(), screen.remember(`open ${set}`, each.open)));
    each.open = screen.recall(`open ${set}`, false);
    openIt();
    return {
      node: each,
      update({ rules, agreed_by, agreed_on, members }) {
        const agreed = agreed_on ? `✓ agreed on ${agreed_on} by ${agreed_by} of ${members} members` : "○ not agreed yet";
        place(told, `${rules ? `${rules} ground rules` : "no ground rules yet"}; ${agreed}`);
      },
    };
  });
  let offered = "";
  return {
    saves: giving,
    body: [
      h("h3", {}, "Ground rules"),
      h("p", {}, "Start from the format's, change what you like, and give them to the sets. Each set then makes them its own, and agrees."),
      from,
      labelled("Ground rules for every set, one a line", text),
      offers,
      giving,
      h("h4", {}, "Set by set"),
      none,
      cards.list,
    ],
    update({ rules, cohort }) {
      place(from, rules.from ? `These come from the format ${rules.from}, until you change them.` : "The format chosen states no ground rules; those of others may help.");
      kept.show({ text: rules.text });
      give.disabled = !rules.sets.length || !cohort;
      none.hidden = rules.sets.length > 0;
      if (offered !== JSON.stringify(rules.offers)) {
        offered = JSON.stringify(rules.offers);
        const rows = rules.offers.map(({ format, rules: lines }) =>
          h(
            "li",
            { class: "alsnb-row" },
            h("span", { class: "alsnb-quiet" }, `${format}:`),
            ...lines.map((line) => {
              const put = h("button", { type: "button", class: "alsnb-small" }, `+ ${line}`);
              put.addEventListener("click", () => {
                const lines = text.value.split("\n").map((each) => each.trim()).filter(Boolean);
                if (!lines.includes(line)) text.value = [...lines, line].join("\n");
                grow(text);
                kept.changed();
              });
              return put;
            }),
          ),
        );
        place(offers, rows.length > 0 && h("details", {}, h("summary", {}, "Rules of other formats, to add"), h("ul", { class: "alsnb-list" }, ...rows)));
      }
      cards.show(rules.sets, (each) => each.form);
    },
  };
}

export default {
  render: (shown) =>
    openScreen(shown, (screen) => {
      screen.root.classList.add("alsnb-wide");
      const people = {
        told: null,
        shown: screen.recall("names", false),
        listeners: [],
        named: (code) => (people.shown && people.told?.names[code] ? `${code} ${people.told.names[code]}` : code),
      };
      const names = h("input", { type: "checkbox", id: freshId() });
      names.checked = people.shown;
      const parts = {
        course: drawCourse(screen, (name) => bar.choose(name, { focus: true })),
        people: drawPeople(screen, people),
        sets: drawSets(screen, people),
        rules: drawRules(screen),
        calendar: drawCalendar(screen),
      };
      const update = (view) => {
        Object.values(parts).forEach((each) => each.update(view));
        showEchoes();
      };
      names.addEventListener("change", () => {
        people.shown = names.checked;
        screen.remember("names", names.checked);
        update(screen.view);
      });
      screen.hear((message) => {
        if (!message.people) return;
        people.told = { ...people.told, ...message.people };
        people.listeners.forEach((listen) => listen("text" in message.people));
        update(screen.view);
      });
      // What is told stands at the top, which may be far from the button that was pressed: here it is shown again, with
      // the step that comes next.
      const echoes = Object.entries(parts).map(([name, part]) => {
        const next = Object.keys(STEPS)[Object.keys(STEPS).indexOf(name) + 1];
        const go = next && h("button", { type: "button", class: "alsnb-small", onclick: () => bar.choose(next, { focus: true }) }, `Go on to ${STEPS[next]}`);
        const echo = h("div", { class: "alsnb-echo alsnb-row", tabindex: "-1" });
        part.body.splice(part.body.indexOf(part.saves ?? part.body.at(-1)) + 1, 0, echo);
        return { name, go, echo };
      });
      function showEchoes() {
        const { text, bad } = screen.model.get("notice");
        for (const { name, go, echo } of echoes) {
          const done = !bad && screen.view.steps.find((each) => each.name === name)?.done;
          place(echo, echo.offsetParent && text ? [h("span", {}, text), done && go] : null);
        }
      }
      /** Bring what was told into view; a button that was pressed may be gone, or have nothing more to do. */
      function toEcho() {
        const echo = echoes.find((each) => each.echo.offsetParent)?.echo;
        if (!echo?.hasChildNodes()) return;
        const focused = document.activeElement;
        if (focused === document.body || focused === screen.root || focused.disabled || !focused.offsetParent) echo.focus();
        echo.scrollIntoView({ block: "nearest" });
      }
      screen.hear(() => {
        showEchoes();
        // Once all is drawn that came with it.
        if (here) setTimeout(toEcho, 100);
      }, "change:notice");
      let here = false; // whether the focus was here last: of a button that is gone, the page does not say so
      const focused = ({ target }) => (here = screen.root.contains(target));
      document.addEventListener("focusin", focused);
      screen.whenClosed(() => document.removeEventListener("focusin", focused));
      const pages = Object.entries(STEPS).map(([name, title]) => ({ name, title, body: h("div", {}, ...parts[name].body) }));
      const bar = tabs(screen, "Steps of setting a cohort up", pages);
      screen.root.append(
        h("h2", {}, "Setting a cohort up"),
        h("div", { class: "alsnb-row alsnb-names" }, names, h("label", { for: names.id }, "Show names beside codes, from the roster")),
        ...bar.nodes,
      );
      screen.tell("people_ask", { slot: "people_ask" });
      return update;
    }),
};
