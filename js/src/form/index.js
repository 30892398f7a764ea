// A form alone.

import { openScreen } from "../kit/screen.js";

/** @import { Model } from "../kit/types.d.ts" */

export default {
  render: (/** @type {{ model: Model, el: HTMLElement }} */ shown) =>
    openScreen(shown, (screen) => void screen.root.append(screen.form("form"))),
};
