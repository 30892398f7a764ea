// A form alone.

export default { render: (shown) => openScreen(shown, (screen) => void screen.root.append(screen.form("form"))) };
