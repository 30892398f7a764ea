// Elements made from text alone, and lists that leave what is in its place where it is.

/** @import { Child } from "./types.d.ts" */

const FOCUSABLE = new Set(["A", "BUTTON", "INPUT", "SELECT", "SUMMARY", "TEXTAREA"]);

/**
 * An element; strings among the children become text, never markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} attributes those that begin with "on" are listeners
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  // The notebook would take keys pressed here for its own: it asks the element that has the focus, and no other.
  if (FOCUSABLE.has(made.tagName) || "tabindex" in attributes) made.setAttribute("data-lm-suppress-shortcuts", "true");
  made.append(...shown(children).map((child) => (child instanceof Node ? child : String(child))));
  return made;
}

/**
 * Children without those that stand for nothing.
 * @param {Child[]} children
 * @returns {(Node | string | number)[]}
 */
function shown(children) {
  return children.flatMap((child) => {
    if (child == null || child === false) return [];
    return Array.isArray(child) ? shown(child) : [child];
  });
}

/**
 * @param {Child} text
 * @param {(event: MouseEvent) => unknown} onclick
 */
export const button = (text, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, text);

/**
 * Make these the children of a parent, and leave alone what is in its place already: it may have the focus.
 * @param {Node} parent
 * @param {...Child} nodes
 */
export function place(parent, ...nodes) {
  const wanted = shown(nodes)
    .filter((node) => node !== "")
    .map((node, at) => {
      if (node instanceof Node) return node;
      const there = parent.childNodes[at];
      return there instanceof Text && there.data === String(node) ? there : new Text(String(node));
    });
  wanted.forEach((node, at) => {
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] ?? null);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild?.remove();
}

/**
 * A list whose items are drawn once for each key, and told when what they show has changed.
 * @template Item
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {Record<string, any>} attributes
 * @param {(item: Item) => HTMLElement | { node: HTMLElement, update?: (item: Item) => void }} draw
 */
export function keyed(tag, attributes, draw) {
  const list = h(tag, attributes);
  /** @type {Map<unknown, ReturnType<typeof draw>>} */
  const drawn = new Map();
  /**
   * @param {Item[]} items
   * @param {(item: Item) => unknown} keyOf
   */
  const show = (items, keyOf) => {
    const here = new Set(items.map(keyOf));
    for (const key of drawn.keys()) if (!here.has(key)) drawn.delete(key);
    place(
      list,
      items.map((item) => {
        const key = keyOf(item);
        const each = drawn.get(key) ?? draw(item);
        drawn.set(key, each);
        if (each instanceof HTMLElement) return each;
        each.update?.(item);
        return each.node;
      }),
    );
  };
  return { list, show };
}

let made = 0;
export const freshId = () => `alsnb-${Date.now().toString(36)}-${made++}`;
