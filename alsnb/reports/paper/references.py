"""References: citations such as ``[@wilson1927]``, formatted by pandoc (Chicago style), in LaTeX and as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources

from alsnb.reports.files.documents import converted

_BIBLIOGRAPHY = resources.files(__package__) / "references.bib"
_CITATION = re.compile(r"\[@(\w+(?:; @\w+)*)\]")


@cache
def bibliography() -> dict[str, str]:
    """Return the entries of ``references.bib`` as BibTeX, by key."""
    text = _BIBLIOGRAPHY.read_text("utf-8")
    return {key: f"@{entry}" for entry, key in re.findall(r"^@(\w+\{(\w+),\n.*?\n\})", text, re.M | re.S)}


def cited(text: str) -> list[str]:
    """Return the keys that a text cites, sorted."""
    return sorted({key for citation in _citations(text) for key in _keys(citation)})


def in_words(text: str) -> str:
    """Return the text with its citations formatted: ``(Wilson 1927)``."""
    citations = _citations(text)
    labels = dict(zip(citations, _formatted(citations)[0], strict=True))
    return _replaced(text, labels.__getitem__, str)


def in_latex(text: str, escape: Callable[[str], str]) -> str:
    """Return the text in LaTeX, with citations such as ``\\cite{wilson1927}``; `escape` escapes the rest."""
    return _replaced(text, lambda citation: rf"\cite{{{','.join(_keys(citation))}}}", escape)


def listed(text: str) -> list[str]:
    """Return the formatted entries of the works that a text cites."""
    return _formatted(_citations(text))[1]


def as_bibtex(text: str) -> str:
    """Return the works that a text cites, as BibTeX."""
    return "\n\n".join(bibliography()[key] for key in cited(text)) + "\n"


@cache
def _formatted(citations: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the label of each citation, and the entries of all. Only these citations reach pandoc, no other text."""
    if not citations:
        return [], []
    with resources.as_file(_BIBLIOGRAPHY) as path:
        options = ("--citeproc", f"--bibliography={path}", "--metadata=lang:en-GB", "--wrap=none")
        paragraphs = converted("\n\n".join(citations), "markdown", "plain", *options).decode().split("\n\n")
    return paragraphs[: len(citations)], [entry.strip() for entry in paragraphs[len(citations) :]]


def _citations(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each[0] for each in _CITATION.finditer(text) if _is_ours(each[0])))


def _is_ours(citation: str) -> bool:
    """Return whether all keys are in the bibliography: if not, these are someone's words."""
    return {*_keys(citation)} <= {*bibliography()}


def _keys(citation: str) -> list[str]:
    return re.findall(r"\w+", citation)


def _replaced(text: str, cite: Callable[[str], str], escape: Callable[[str], str]) -> str:
    parts, end = [], 0
    for match in _CITATION.finditer(text):
        if _is_ours(match[0]):
            parts += [escape(text[end : match.start()]), cite(match[0])]
            end = match.end()
    return "".join([*parts, escape(text[end:])])
