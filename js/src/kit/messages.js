// Messages in the user's language. docs/messages.py collects them; none is glued from parts.

/** @type {Record<string, string>} */
let catalogue = {};

/**
 * Take the translations that the kernel sends: none in English.
 * @param {Record<string, string> | undefined} messages
 */
export function translate(messages) {
  catalogue = messages ?? {};
}

/**
 * @param {string} message
 * @param {Record<string, unknown>} values
 */
const filled = (message, values) =>
  message.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));

/**
 * A message in the user's language, with values in place of its {names}.
 * @param {string} message
 * @param {Record<string, unknown>} [values]
 */
export const gettext = (message, values = {}) => filled(catalogue[message] ?? message, values);

/**
 * A message about one thing or many; {n} is how many.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Record<string, unknown>} [values]
 */
export function ngettext(one, many, n, values = {}) {
  const form = n === 1 ? 0 : 1;
  return filled(catalogue[`${one} | ${form}`] ?? [one, many][form], { n, ...values });
}
