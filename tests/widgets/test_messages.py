"""Every text of a screen's view, forms and notices goes through gettext: in a locale of brackets, none is without them."""

TEXTS = {
    "about", "about_one", "airtime", "another", "before", "change", "doubts", "drawn", "due", "format_problem", "help",
    "kind", "kinds", "label", "message", "minutes", "note", "off", "on", "problem", "problems", "readers", "recorded",
    "said", "save", "says", "separator", "shared", "skip_problems", "skipped", "sources", "status", "text", "title",
    "trouble", "what", "when", "who", "why", "why_not_kept", "words", "yields",
}  # fmt: skip
"""Fields of views that may hold a text of a screen; others hold ids, codes, days, or what people or formats say."""


def told(name, value):
    """Yield the texts that a field holds, however deep."""
    if isinstance(value, str):
        yield from [value] if name in TEXTS else []
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from told(key if not name or key in FIELDS else name, each)
