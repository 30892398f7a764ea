// The parts of a form, and how they show what the kernel says of it.

import { button, h, place } from "../kit/dom.js";
import { moment } from "../kit/words.js";
import { addedBy, namesWords } from "./standing.js";

/** @import { FormSpec, FormState } from "./types.d.ts" */

/**
 * @param {FormSpec} spec
 * @param {HTMLElement[]} fields
 * @param {(kind: string, entry?: string) => void} put sends an event of the form, about its entry or another
 * @param {() => FormState} stateNow
 */
export function layOut(spec, fields, put, stateNow) {
  const alert = h("div", { class: "alsnb-alert", role: "alert" });
  const status = h("p", { class: "alsnb-status", role: "status", tabindex: "-1" });
  const names = h("p", { class: "alsnb-help", role: "status" });
  const save = h("button", { type: "submit", class: "alsnb-primary" }, spec.save);
  const undo = button("Undo the last save", () => put("undo"));
  const another = button("", () => put("another"));
  const link = { class: "alsnb-link" };
  // What a form for many saved last: it is no longer in the form.
  const last = () => stateNow().last?.entry;
  const change = button("Change", () => put("change", last()), link);
  const undoLast = button("Undo", () => put("undo", last()), link);
  const bring = button("Restore it", () => put("bring_back", last()), link);
  const aside = h("ul", { class: "alsnb-list" });
  const history = h("ol", {});
  const past = h("details", { class: "alsnb-history" }, h("summary", {}, "History"), history);
  const title = h("h3", {}, spec.title);
  const form = h(
    "form",
    { novalidate: true, "aria-label": spec.title },
    title,
    alert,
    fields,
    names,
    spec.note ? h("p", { class: "alsnb-help" }, spec.note) : null,
    h("div", { class: "alsnb-actions" }, save, undo, another, status, change, undoLast, bring),
    aside,
    past,
  );

  return {
    form,
    status,

    /** @param {string} message */
    warn: (message) => place(alert, message ? h("p", {}, message) : null),

    /**
     * @param {FormState} state
     * @param {boolean} refused whether something cannot be saved as it is
     */
    show(state, refused) {
      const added = addedBy(state);
      // While something is refused, the entry before it is not what one looks at.
      const isAdded = state.new && added !== null && !refused;
      change.hidden = undoLast.hidden = !isAdded || added.withdrawn;
      bring.hidden = !isAdded || !added.withdrawn;
      const said = namesWords(state.names);
      if (names.textContent !== said) names.textContent = said;
      const changing = state.adds && !state.new;
      title.textContent = changing ? `Change: ${spec.title}` : spec.title;
      const again = state.saved_at ? "Save the change" : spec.save;
      save.textContent = Object.keys(state.doubts).length ? "Save anyway" : again;
      undo.hidden = !state.can_undo;
      undo.textContent = state.undone ? "Redo the last save" : "Undo the last save";
      another.hidden = !changing;
      another.textContent = state.drafted_at ? "Leave it as it was" : (spec.another ?? "");
      past.hidden = state.history.length < 2;
      const reopen = (/** @type {string} */ entry) => button("Open it", () => put("reopen", entry), link);
      place(
        aside,
        state.aside.map(({ entry, words }) =>
          h("li", { class: "alsnb-row" }, h("span", {}, `Not saved yet: “${words}”`), reopen(entry)),
        ),
      );
      place(
        history,
        state.history.map(({ at, author, said }) =>
          h("li", {}, h("b", {}, `${moment(at)}${author ? `, ${author}` : ""}`), h("p", {}, said)),
        ),
      );
    },
  };
}
