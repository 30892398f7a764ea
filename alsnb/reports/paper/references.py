"""References: what is cited in a text, as ``[@wilson1927]``, told in words, in LaTeX and as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources

_CITED = re.compile(r"\[@(\w+(?:; @\w+)*)\]")


@cache
def bibliography() -> dict[str, str]:
    """Key → entry of ``references.bib``, as it stands there."""
    text = resources.files(__package__).joinpath("references.bib").read_text("utf-8")
    return {key: f"@{entry}" for entry, key in re.findall(r"^@(\w+\{(\w+),\n.*?\n\})", text, re.M | re.S)}


def cited(text: str) -> list[str]:
    """The keys that a text cites, in order of the alphabet."""
    found = {key for each in _CITED.findall(text) for key in each.split("; @")}
    return sorted(found & {*bibliography()})


def in_words(text: str) -> str:
    """The text with its references as readers know them: ``(Wilson 1927)``."""
    return _replaced(text, lambda keys: f" ({'; '.join(map(_label, keys))})".lstrip(), str)


def in_latex(text: str, escape: Callable[[str], str]) -> str:
    """The text in LaTeX, its references as ``\\cite{wilson1927}``; the rest goes through `escape`."""
    return _replaced(text, lambda keys: rf"\cite{{{','.join(keys)}}}", escape)


def listed(text: str) -> list[str]:
    """What a text cites, written out."""
    return [_written_out(_fields(key)) for key in cited(text)]


def as_bibtex(text: str) -> str:
    """What a text cites, as BibTeX."""
    return "\n\n".join(bibliography()[key] for key in cited(text)) + "\n"


def _replaced(text: str, cite: Callable[[list[str]], str], escape: Callable[[str], str]) -> str:
    parts, end = [], 0
    for found in _CITED.finditer(text):
        keys = found[1].split("; @")
        if {*keys} <= {*bibliography()}:  # anything else is somebody's text
            parts += [escape(text[end : found.start()]), cite(keys)]
            end = found.end()
    return "".join([*parts, escape(text[end:])])


def _fields(key: str) -> dict[str, str]:
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", bibliography()[key], re.M))
    return {name: value.replace(r"\&", "&").replace("--", "–") for name, value in fields.items()}


def _label(key: str) -> str:
    fields = _fields(key)
    names = [each.split(",")[0] for each in fields["author"].split(" and ")]
    few = " & ".join(names) if len(names) < 3 and names[-1] != "others" else f"{names[0]} et al."
    return f"{few} {fields['year']}"


def _written_out(fields: dict[str, str]) -> str:
    names = [each if each != "others" else "et al." for each in fields["author"].split(" and ")]
    people = ", ".join(names[:-1]) + (" " if names[-1] == "et al." else " & ") + names[-1] if names[1:] else names[0]
    where = fields.get("journal") or fields.get("booktitle") or fields["publisher"]
    volume = fields.get("volume", "") + (f"({fields['number']})" if "number" in fields else "")
    at = ", ".join(each for each in (where, volume, fields.get("pages", "")) if each)
    link = f"https://doi.org/{fields['doi']}" if "doi" in fields else fields.get("url", "")
    title = fields["title"]
    stop = "" if title.endswith("?") else "."
    return f"{people} ({fields['year']}). {title}{stop} {at}. {link}".rstrip()
