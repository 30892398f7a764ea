// Codes that are changed everywhere at once.

/** Change a code; one that looks like a name is asked about first. `now` tells the code as it is. */
function drawRename(screen, of, now) {
  const box = h("input", { type: "text", autocomplete: "off" });
  const doubts = h("div", { class: "alsnb-row", role: "status" });
  const tell = (more = {}) => {
    if (!box.value.trim()) return box.focus();
    screen.tell("rename", { of, code: now(), to: box.value.trim(), slot: `rename ${of}`, ...more });
  };
  const change = h("button", { type: "button", class: "alsnb-small", onclick: () => tell() }, "Change the code");
  const keepIt = h("button", { type: "button", class: "alsnb-small", onclick: () => tell({ keep: true }) }, "Keep it");
  box.addEventListener("input", () => place(doubts));
  screen.hear(({ code }) => {
    if (code?.of !== of || code.code !== now()) return;
    place(doubts, h("span", { class: "alsnb-problem" }, code.doubts.join(" ")), keepIt);
    box.focus();
  });
  return h("details", { class: "alsnb-rename" }, h("summary", {}, "Change the code"),
    labelled("New code", box, "changed in all that is recorded, in drafts and on the roster"), doubts,
    h("div", { class: "alsnb-actions" }, change));
}
