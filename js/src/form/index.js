// A form alone.

import { openScreen } from "../kit/screen.js";

export default { render: (shown) => openScreen(shown, (screen) => void screen.root.append(screen.form("form"))) };
