// Hand in: consents, and what is handed in.

import { button, freshId, h, keyed, place } from "../kit/dom.js";
import { moment, plural } from "../kit/words.js";
import { labelled, land, quiet } from "./drawing.js";

/**
 * @import { Screen } from "../kit/types.d.ts"
 * @import { StudentConsentShown, StudentHandingIn, StudentListed, StudentPreview } from "../protocol.d.ts"
 */

export function drawHandIn(screen) {
  const consents = keyed("ul", { class: "alsnb-list" }, (/** @type {StudentConsentShown} */ consent) =>
    drawConsent(screen, consent),
  );
  const release = quiet();
  const preview = h("div", {});
  const asking = h("div", { class: "alsnb-card", hidden: true, role: "group", "aria-label": "Replace the file?" });
  const proof = drawSlip(screen);
  let shownAll = false;
  /** @type {StudentHandingIn["asking"]} */
  let asked = null;
  /** @type {StudentPreview | null} */
  let last = null;
  const write = (what, replace = false) => screen.tell("hand_in", { what, replace, slot: "hand_in" });
  const bundle = button("Write the bundle", () => write("bundle"), { class: "alsnb-primary" });
  const text = button("Save all my data as text", () => write("text"));
  const WORDS = { new: "new", changed: "changed since you handed it in", before: "handed in before" };
  /** @param {StudentListed} entry */
  const item = ({ kind, text, cycle, readers, sent }) => {
    const about = [
      kind,
      cycle === null ? null : `cycle ${cycle}`,
      readers && `readers: ${readers}`,
      sent && WORDS[sent],
    ];
    const quietly = h("span", { class: "alsnb-quiet" }, ` (${about.filter(Boolean).join(", ")})`);
    if (text.length <= 90) return h("li", {}, h("span", { class: "alsnb-said" }, text), quietly);
    return h(
      "li",
      {},
      h("details", {}, h("summary", {}, `${text.slice(0, 90)} …`, quietly), h("p", { class: "alsnb-said" }, text)),
    );
  };
  /** @param {StudentListed[]} items */
  const listed = (items) => h("ul", {}, (shownAll ? items : items.slice(0, 10)).map(item));
  const all = button(
    "Show all",
    () => {
      shownAll = true;
      drawPreview(last);
    },
    { class: "alsnb-link" },
  );
  /** @param {StudentPreview | null} now */
  function drawPreview(now) {
    last = now;
    if (!now) return place(preview, quiet("Looking …"));
    const nothing = now.leaving.length === 0 && now.taken_back.length === 0;
    const long = [now.leaving, now.taken_back, now.staying].some((items) => items.length > 10);
    place(
      preview,
      now.last ? h("p", {}, `You last wrote a bundle: ${moment(now.last)}.`) : null,
      now.outdated
        ? h(
            "p",
            { class: "alsnb-problem" },
            "The bundle beside your log is out of date: you have recorded something since. Write it again before you send it.",
          )
        : null,
      nothing
        ? h(
            "p",
            { class: "alsnb-empty" },
            "There is nothing to hand in yet. Your actions, reports and issues are handed in; of your reflections, only those that you share with “my set and the tutor”.",
          )
        : null,
      now.leaving.length
        ? [
            h("h4", {}, `Your tutor gets: ${plural(now.leaving.length, "entry", "entries")}, as they are now`),
            listed(now.leaving),
          ]
        : null,
      now.taken_back.length
        ? [
            h("h4", {}, `Deleted since you handed it in: ${plural(now.taken_back.length, "entry", "entries")}`),
            h(
              "p",
              {},
              "The bundle says that you deleted these. Their text is not in it, and your tutor’s log deletes its copy.",
            ),
            listed(now.taken_back),
          ]
        : null,
      h("h4", {}, `Stays here: ${plural(now.staying.length, "reflection")} marked “only me” or “my set”`),
      now.staying.length ? listed(now.staying) : null,
      long && !shownAll ? all : null,
      h(
        "p",
        { class: "alsnb-quiet alsnb-gap" },
        "Earlier versions stay here, and so does anything you deleted before you handed it in.",
      ),
    );
    bundle.disabled = nothing;
  }
  /** @param {StudentHandingIn} now */
  const update = (now) => {
    consents.show(now.consents, ({ purpose }) => purpose);
    release.textContent = now.release ? `What you say here stays sealed from your tutor until ${now.release}.` : "";
    release.hidden = !now.release;
    proof.update(now.proves);
    if (now.preview || !last) drawPreview(now.preview);
    const about = now.asking && now.preview?.files[now.asking];
    asking.hidden = !about;
    if (about && asked !== now.asking) {
      const keep = button("Keep the old one", () => screen.tell("keep_file", { slot: "hand_in" }));
      place(
        asking,
        h(
          "p",
          { class: "alsnb-said" },
          `${about.path} already exists, written ${moment(about.written)}. Replace it with what you see here now?`,
        ),
        h(
          "div",
          { class: "alsnb-row" },
          button("Replace it", () => write(now.asking, true), { class: "alsnb-primary" }),
          keep,
        ),
      );
      keep.focus();
    }
    asked = about ? now.asking : null;
  };
  return {
    nodes: [
      h("div", {}, h("h3", {}, "What I consent to"), release, consents.list),
      h("h3", {}, "What I hand in to my tutor"),
      preview,
      proof.node,
      h("div", { class: "alsnb-row alsnb-gap" }, bundle, text),
      quiet("Both are files beside your log, which only you can read. Nothing is sent: you send the bundle."),
      asking,
    ],
    update,
  };
}

/** The secret on a member's slip: typed once, and never shown again. */
function drawSlip(screen) {
  const secret = h("input", { type: "text", id: freshId(), autocomplete: "off", spellcheck: "false" });
  const state = quiet();
  const keep = button("Keep it", () => {
    if (!secret.value.trim()) return secret.focus();
    screen.tell("slip", { secret: secret.value, slot: "slip" });
    secret.value = "";
  });
  const node = h(
    "details",
    {},
    h("summary", {}, "Prove that a hand-in is yours"),
    state,
    h("div", { class: "alsnb-row" }, labelled("Secret on your slip", secret), keep),
  );
  /** @param {boolean} proves */
  const update = (proves) => {
    state.textContent = proves
      ? "Your secret is kept on this computer, so your hand-ins prove that they are yours. Type it again if you were given a new one."
      : "If your tutor gave you a slip with a secret, type it here. It is kept on this computer, outside your log. You can hand in without one.";
  };
  return { node, update };
}

/**
 * @param {Screen} screen
 * @param {StudentConsentShown} first
 */
function drawConsent(screen, first) {
  const title = h("h4", {}, first.title);
  const words = h("p", {}, first.words);
  const state = quiet();
  let told = null; // what was pressed, until it is recorded
  const tell = (given) => () => {
    told = given;
    screen.tell("consent", { purpose: first.purpose, given, slot: `consent:${first.purpose}` });
  };
  const give = button("I consent", tell(true));
  const refuse = button("", tell(false));
  const node = h(
    "li",
    { class: "alsnb-card" },
    title,
    words,
    state,
    h("div", { class: "alsnb-row", role: "group", "aria-label": first.title }, give, refuse),
  );
  /** @param {StudentConsentShown} consent */
  const update = ({ given, on }) => {
    state.textContent =
      given === null
        ? "You have not answered yet; this counts as not given."
        : given
          ? `Given on ${on}.`
          : `Not given (answered on ${on}).`;
    give.hidden = given === true;
    refuse.hidden = given === false;
    refuse.textContent = given ? "Withdraw my consent" : "I do not consent";
    if (told === null || told !== given) return;
    told = null;
    land(node, "✓ Recorded");
  };
  return { node, update };
}
