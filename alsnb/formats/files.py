"""Load a `Format` from a file: find and parse it, merge it into the format it extends, and report mistakes."""

from __future__ import annotations

import json
import os
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from alsnb.errors import FormatError
from alsnb.formats.model import Format, expected
from alsnb.words import gettext

EXPECTED = {
    "string_type": "text in quotes",
    "string_too_short": "text that is not empty",
    "bool_type": "true or false",
    "float_type": "a number",
    "finite_number": "a finite number",
    "greater_than_equal": "a number from 0 up",
    "tuple_type": "a list in square brackets",
}


def shipped() -> dict[str, Path]:
    """The files alsnb ships, by their key."""
    return dict(sorted((path.stem, path) for path in Path(__file__).parent.glob("*.toml")))


def keys() -> list[str]:
    """The keys of the formats that come with alsnb."""
    return [key for key, path in shipped().items() if not read(path)[0].abstract]


def find(name: str, folder: Path | None, allowed: list[str], where: str = "format", *, by_end: bool = False) -> Path:
    """Find the file that a name means: one that is shipped, or one of the .toml files in a folder.

    A name comes from a log, or from a file, and so from anybody: it is compared with the files there are, and never
    opened as a path. With `by_end`, one that looks like a path means the file in the folder that it ends with, as a
    path was once noted in logs.
    """
    if name in allowed:
        return shipped()[name]
    own = own_files(folder)
    wanted = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1] if by_end else name)
    if wanted and (found := own.get(wanted) or own.get(f"{wanted}.toml")):
        return found
    beside = "the log" if by_end else "it"
    is_path = re.search(r"[/\\~\0]", name) is not None
    what = "not a format's name but a path" if is_path else f"not the name of a .toml file beside {beside}"
    raise FormatError(
        gettext(
            "{where}: found {shown}, {what}; {expected}",
            where=where,
            shown=_shown(name),
            what=what,
            expected=expected(name, [*allowed, *own]),
        )
    )


def own_files(folder: Path | None) -> dict[str, Path]:
    """The .toml files in a folder, by name: a course's own formats among them."""
    try:
        found = sorted(folder.glob("*.toml")) if folder is not None else []
        return {unicodedata.normalize("NFC", each.name): each for each in found if each.is_file()}
    except OSError:
        return {}


def read(path: Path, extending: tuple[Path, ...] = ()) -> tuple[Format, dict[str, Any]]:
    """A file as a format, and the facts it is made of; `extending` is the trail of files that led here."""
    trail = (*extending, Path(os.path.abspath(path)))
    if trail[-1] in extending:
        raise FormatError(
            gettext(
                "{path}: extends goes in a circle: {join}",
                path=path,
                join=" extends ".join(step.name for step in trail),
            )
        )
    own = _parsed(path)
    base: dict[str, Any] = {}
    if isinstance(name := own.get("extends"), str):
        _, base = read(find(name, path.parent, list(shipped()), f"{path}: extends"), trail)
    facts, positions = _laid_over(base, own)
    facts = {**facts, "key": own.get("key", path.stem), "abstract": own.get("abstract", False)}
    try:
        return Format.model_validate(_tuples(facts)), facts
    except ValidationError as error:
        mistakes = [_told(problem, positions, facts) for problem in error.errors(include_url=False)]
        raise FormatError("\n  ".join([f"{path} is not a usable format:", *mistakes])) from None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FormatError(
            gettext(
                "{path}: no such file; formats that come with alsnb: {keys}",
                path=path,
                keys=", ".join(keys()),
            )
        ) from None
    except IsADirectoryError:
        raise FormatError(gettext("{path}: found a folder, expected a .toml file", path=path)) from None
    except (OSError, ValueError) as error:
        raise FormatError(
            gettext(
                "{path}: cannot be read ({reason})",
                path=path,
                reason=getattr(error, "strerror", None) or error,
            )
        ) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FormatError(
            gettext(
                "{path}, line {line}: found a byte that is not UTF-8; save the file as UTF-8",
                path=path,
                line=line,
            )
        ) from None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib's own error is a ValueError, as is a number too long
        lines = text.rstrip("\r\n").split("\n")
        told = re.search(r"at line (\d+)", str(error))  # otherwise it is "at end of document"
        line = min(int(told[1]), len(lines)) if told else len(lines)
        raise FormatError(
            gettext(
                "{path}, line {line} is not TOML: found {shown}, expected key = value with text in "
                "quotes, [table] or [[stages]], and each key once",
                path=path,
                line=line,
                shown=_shown(lines[line - 1].strip()),
            )
        ) from None


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    """The facts of a file over those of its base, and for each stage its position in the file."""
    facts = base | own
    for name, value in own.items():
        if isinstance(value, dict) and isinstance(base.get(name), dict):
            facts[name] = base[name] | value
    if isinstance(rules := own.get("contributions"), dict):
        # A kind the file puts in one list leaves the list in which the base has it.
        moved = [kind for kinds in rules.values() if isinstance(kinds, list) for kind in kinds]
        for policy, kinds in base.get("contributions", {}).items():
            kept = [kind for kind in kinds if kind not in moved]
            if isinstance(ours := rules.get(policy, []), list):
                facts["contributions"][policy] = ours + kept
    stages: list[tuple[Any, int]] = [(stage, 0) for stage in base.get("stages", [])]
    if isinstance(given := own.get("stages"), list):
        after = 0
        for position, stage in enumerate(given, 1):
            key = stage.get("key") if isinstance(stage, dict) else None
            same = (at for at, (old, since) in enumerate(stages) if not since and old["key"] == key)
            at = next(same, None)
            if at is None:
                stages.insert(after, (stage, position))
            else:
                stages[at] = (stages[at][0] | stage, position)
            after = (after if at is None else at) + 1
        facts["stages"] = [stage for stage, _ in stages]
    return facts, [position for _, position in stages]


def _told(problem: Any, positions: list[int], facts: dict[str, Any]) -> str:
    """One mistake: the dotted key (list items count from 1), what was found and what is allowed."""
    loc, kind, found = problem["loc"], problem["type"], problem["input"]
    where = ""
    for depth, step in enumerate(loc):
        if isinstance(step, int):
            where += f"[{positions[step] if loc[:depth] == ('stages',) else step + 1}]"
        else:
            where += f".{step}" if re.fullmatch(r"[\w-]+", step) else f".{_shown(step)}"
    where = where.removeprefix(".")
    if loc[0] == "stages" and len(loc) > 2 and "key" in facts["stages"][loc[1]]:
        where += f" (stage {_shown(facts['stages'][loc[1]]['key'])})"
    parent, model = _model_at(loc[:-1]), _model_at(loc)
    if kind == "extra_forbidden":
        return f"{where}: found an unknown key, {expected(loc[-1], list(parent.model_fields))}"
    if kind == "missing":
        return f"{where} is missing ({parent.model_fields[loc[-1]].description})"
    if kind == "value_error":
        return f"{where}: {problem['ctx']['error']}"
    if kind == "literal_error":
        wanted = expected(found, re.findall(r"'([^']+)'", problem["ctx"]["expected"]))
    elif kind == "model_type":
        wanted = f"expected a table with the keys {', '.join(model.model_fields)}"
    else:
        wanted = f"expected {EXPECTED.get(kind, 'another value')}"
    return f"{where}: found {_shown(found)}, {wanted}"


def _model_at(loc: tuple[str | int, ...]) -> type[BaseModel]:
    """The model a dotted key leads to, or the last one on the way."""
    model: type[BaseModel] = Format
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _tuples(value: Any) -> Any:
    """TOML's lists as the tuples a frozen, strict model asks for."""
    if isinstance(value, dict):
        return {name: _tuples(item) for name, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:59] + "…"
