// Elements made from text alone, and lists that leave what is in its place where it is.

const FOCUSABLE = new Set(["A", "BUTTON", "INPUT", "SELECT", "SUMMARY", "TEXTAREA"]);

/** An element; strings among the children become text, never markup. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  // The notebook would take keys pressed here for its own: it asks the element that has the focus, and no other.
  if (FOCUSABLE.has(made.tagName) || "tabindex" in attributes) made.setAttribute("data-lm-suppress-shortcuts", "true");
  made.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return made;
}

/** Make these the children of a parent, and leave alone what is in its place already: it may have the focus. */
export function place(parent, ...nodes) {
  const said = nodes.flat(Infinity).filter((node) => node != null && node !== false && node !== "");
  const wanted = said.map((node, at) => {
    if (node instanceof Node) return node;
    const there = parent.childNodes[at];
    return there?.nodeType === Node.TEXT_NODE && there.data === String(node) ? there : new Text(node);
  });
  wanted.forEach((node, at) => {
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] ?? null);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

/** A list whose items are drawn once for each key, and told when what they show has changed. */
export function keyed(tag, attributes, draw) {
  const list = h(tag, attributes);
  const drawn = new Map();
  const show = (items, keyOf) => {
    const here = new Set(items.map(keyOf));
    for (const key of drawn.keys()) if (!here.has(key)) drawn.delete(key);
    place(
      list,
      items.map((item) => {
        const key = keyOf(item);
        if (!drawn.has(key)) drawn.set(key, draw(item));
        const each = drawn.get(key);
        each.update?.(item);
        return each.node ?? each;
      }),
    );
  };
  return { list, show };
}

let made = 0;
export const freshId = () => `alsnb-${Date.now().toString(36)}-${made++}`;

export const button = (text, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, text);
