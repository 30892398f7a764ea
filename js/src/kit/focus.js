// Where the focus is, and what can be seen.

/**
 * How much of an element can be seen, in pixels from its first line to its last: inside all that scrolls around it.
 * @param {HTMLElement} element
 */
export function seen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  let from = 0;
  let to = innerHeight;
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (around.scrollHeight <= around.clientHeight || getComputedStyle(around).overflowY === "visible") continue;
    const box = around.getBoundingClientRect();
    [from, to] = [Math.max(from, box.top), Math.min(to, box.bottom)];
  }
  return { height: Math.min(bottom, to) - Math.max(top, from), whole: top >= from && bottom <= to };
}

/**
 * Scroll no further than it takes to see all of an element.
 * @param {HTMLElement} element
 */
export function bringIntoView(element) {
  if (element.isConnected && !seen(element).whole) element.scrollIntoView({ block: "nearest" });
}

export const TYPED_INTO = "input, textarea, select, [contenteditable='true']";

/**
 * Give a screen the focus as soon as it can be seen, unless somebody is at work elsewhere: after it ran a cell, a
 * notebook takes single letters for its own commands, and two of them delete the screen. A notebook that takes the
 * focus back, before anybody has pressed anything, gives it up again.
 * @param {HTMLElement} root
 */
export function focusWhenReady(root) {
  const around = () => root.closest(".jp-Notebook") ?? document.body;
  /** @param {Element | null} element */
  const isFree = (element) =>
    !element ||
    element === document.body ||
    (around().contains(element) &&
      !root.contains(element) &&
      !element.closest(".alsnb") &&
      !element.matches(TYPED_INTO));
  const take = () => root.isConnected && isFree(document.activeElement) && root.focus({ preventScroll: true });
  const later = () => requestAnimationFrame(take);
  const ready = new ResizeObserver(() => {
    if (!root.offsetHeight) return;
    ready.disconnect();
    take();
    document.addEventListener("focusin", later);
  });
  const stop = () => {
    ready.disconnect();
    document.removeEventListener("focusin", later);
    for (const event of ["pointerdown", "keydown"]) document.removeEventListener(event, stop, true);
  };
  ready.observe(root);
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, stop, true);
  return stop;
}
