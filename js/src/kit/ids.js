// Ids that sort by the time they were made.

let latest = 0;

/** A UUIDv7: sorts by the time it was made, and after those made before it in the same millisecond. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  latest = Math.max(latest + 1, Date.now());
  let at = latest;
  for (let place = 5; place >= 0; place--, at = Math.floor(at / 256)) bytes[place] = at % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const UUID7 = /"([0-9a-f]{8}-[0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/g;

/**
 * What was kept while this computer's clock was ahead, with ids of now: the kernel takes none of a day to come.
 * @param {string | null} text
 */
export function withoutFuture(text) {
  if (text === null) return text;
  /** @type {Map<string, string>} */
  const again = new Map();
  /**
   * @param {string} id
   * @param {string} time
   */
  function now(id, time) {
    if (parseInt(time.replace("-", ""), 16) < Date.now() + 864e5) return id;
    const known = again.get(id) ?? `"${newId()}"`;
    again.set(id, known);
    return known;
  }
  return text.replace(UUID7, now);
}
