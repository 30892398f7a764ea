"""Write the TypeScript types of what screens take and send, from the types that Python reads and builds them with.

``python js/protocol.py`` writes js/src/protocol.d.ts; with ``--check`` it writes nothing and fails if that is stale.
"""

import json
import re
import sys
from pathlib import Path

from pydantic import TypeAdapter

from alsnb import widgets
from alsnb.widgets import coding, meeting, setup, student, views
from alsnb.widgets.events import FORM_EVENTS, union_of

TARGET = Path(__file__).parent / "src" / "protocol.d.ts"
SCREENS = {
    "Student": (widgets.StudentLog, student.views),
    "Meeting": (widgets.SetMeeting, meeting.views),
    "Setup": (widgets.CohortSetup, setup.views),
    "Coding": (widgets.ThemeCoding, coding.views),
}
"""Prefix of the types → the screen, and the module of what it sends."""
SHARED = views.KnownForm | views.Notice | views.Message
_PLAIN = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}
_ENVELOPE = {"id", "at", "page"}
"""What the outbox adds to an event."""


def typescript(schema: dict, prefix: str) -> str:
    """Return the TypeScript type of a JSON schema."""
    if "$ref" in schema:
        return prefix + schema["$ref"].rpartition("/")[2]
    if "const" in schema or "enum" in schema:
        return " | ".join(json.dumps(each) for each in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(typescript(each, prefix) for each in schema["anyOf"]))
    if "prefixItems" in schema:
        return f"[{', '.join(typescript(each, prefix) for each in schema['prefixItems'])}]"
    if schema.get("type") == "array":
        items = typescript(schema["items"], prefix)
        return f"({items})[]" if " | " in items else f"{items}[]"
    if schema.get("type") == "object":
        return f"Record<string, {typescript(schema['additionalProperties'], prefix)}>"
    return _PLAIN[schema["type"]]


def interface(name: str, schema: dict, prefix: str) -> str:
    """Return the TypeScript interface of a model's JSON schema, or the type of anything else."""
    about = f"/** {' '.join(schema['description'].split())} */\n" if "description" in schema else ""
    if "properties" not in schema:
        return f"{about}export type {prefix}{name} = {typescript(schema, prefix)};\n"
    required = {*schema.get("required", ()), "kind"}
    lines = [
        f"  {field}{'' if field in required else '?'}: {typescript(each, prefix)};"
        for field, each in schema["properties"].items()
        if not ("kind" in schema["properties"] and "id" in schema["properties"] and field in _ENVELOPE)
    ]
    lines += ["  [more: string]: unknown;"] if schema.get("additionalProperties") is True else []
    return "\n".join([f"{about}export interface {prefix}{name} {{", *lines, "}", ""])


def events(prefix: str, adapter: TypeAdapter) -> list[str]:
    """Return the types of a screen's events, and their union."""
    schema = adapter.json_schema()
    types = [interface(name, each, prefix) for name, each in schema["$defs"].items()]
    members = [typescript(each, prefix) for each in schema["oneOf"]]
    return [*types, "\n".join([f"export type {prefix}Event =", *(f"  | {each}" for each in members)]) + ";\n"]


def shown(prefix: str, of: object) -> list[str]:
    """Return the types of what a screen sends: its view, and its messages if it has any."""
    named = [name for name in ("View", "Message") if hasattr(of, name)]
    # In one schema, so that what both refer to is written once.
    tops, schema = TypeAdapter.json_schemas([(name, "validation", TypeAdapter(getattr(of, name))) for name in named])
    unions = {name: each for (name, _), each in tops.items() if name not in schema["$defs"]}
    return [interface(name, each, prefix) for name, each in (schema["$defs"] | unions).items()]


def protocol() -> str:
    """Return the types of all events and views."""
    types = events("Form", union_of(FORM_EVENTS))
    types += [interface(name, each, "") for name, each in TypeAdapter(SHARED).json_schema()["$defs"].items()]
    for prefix, (screen, of) in SCREENS.items():
        types += events(prefix, union_of(screen.event_types().values()))
        types += shown(prefix, of)
    names = re.findall(r"^export \w+ (\w+)", "\n".join(types), re.MULTILINE)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        sys.exit(f"js/protocol.py: two types are called {', '.join(twice)}. Rename one of each in its views or events.")
    return "\n".join(["// Made by `make js` from the events and views in alsnb/widgets. Do not edit.\n", *types])


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(protocol(), encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text("utf-8") != protocol():
        sys.exit("js/src/protocol.d.ts is out of date. Run: make js")
