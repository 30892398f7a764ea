// What a browser remembers of a screen: which tab was open, and what was typed and has not been used.

/** @param {string} key under what it is remembered */
export const memoryOf = (key) => ({
  /**
   * @param {string} name
   * @param {any} otherwise
   */
  recall(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`alsnb:${key}:${name}`) ?? "null") ?? otherwise;
    } catch {
      return otherwise;
    }
  },

  /**
   * @param {string} name
   * @param {unknown} value
   */
  remember(name, value) {
    try {
      localStorage.setItem(`alsnb:${key}:${name}`, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing forgets what was open.
    }
  },
});
