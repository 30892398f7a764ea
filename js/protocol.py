"""Write the TypeScript types of the events that screens take, from the models that Python reads them with.

``python js/protocol.py`` writes js/src/protocol.d.ts; with ``--check`` it writes nothing and fails if that is stale.
"""

import json
import sys
from pathlib import Path

from pydantic import TypeAdapter

from alsnb import widgets
from alsnb.widgets.events import FORM_EVENTS, union_of

TARGET = Path(__file__).parent / "src" / "protocol.d.ts"
SCREENS = {
    "Student": widgets.StudentLog,
    "Meeting": widgets.SetMeeting,
    "Setup": widgets.CohortSetup,
    "Coding": widgets.ThemeCoding,
}
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


def union(prefix: str, adapter: TypeAdapter) -> list[str]:
    """Return the types of a screen's events, and their union."""
    schema = adapter.json_schema()
    types = [interface(name, each, prefix) for name, each in schema["$defs"].items()]
    members = [typescript(each, prefix) for each in schema["oneOf"]]
    return [*types, "\n".join([f"export type {prefix}Event =", *(f"  | {each}" for each in members)]) + ";\n"]


def protocol() -> str:
    """Return the types of all events."""
    screens = {prefix: union_of(screen.event_types().values()) for prefix, screen in SCREENS.items()}
    unions = {"Form": union_of(FORM_EVENTS)} | screens
    types = [each for prefix, adapter in unions.items() for each in union(prefix, adapter)]
    return "\n".join(["// Made by `make js` from the events in alsnb/widgets. Do not edit.\n", *types])


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(protocol(), encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text("utf-8") != protocol():
        sys.exit("js/src/protocol.d.ts is out of date. Run: make js")
