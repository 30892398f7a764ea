"""Names in scripts that put no spaces between words: their parts, and where those can be nothing but a name.

There each letter is a word: 王小明 is three. A part of two letters or more is looked for by itself; a single letter,
which is too ordinary, only next to a form of address (王老师, 林さん, 김 교수님).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

LETTERS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Chinese characters and Hangul, for a class of a regular expression."""

_HAN, _HANGUL = "々\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff", "\uac00-\ud7a3"
_KATAKANA, _HIRAGANA = "\u30a1-\u30fa\u30fc-\u30ff", "\u3041-\u309f"
_TABLE = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))["unspaced"]


def _either(name: str) -> str:
    return "|".join(sorted(_TABLE[name].split(), key=len, reverse=True))


_SURNAMES = frozenset(_TABLE["surnames"].split())
_TITLE = re.compile(rf"\s?(?:{_either('titles')})")
_AFTER = re.compile(rf"(?:{_either('korean_titles')})?(?:{_either('particles')}){{0,3}}(?![{_HANGUL}])")


def parts(chunks: Sequence[Sequence[str]]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The parts of a name that stand for the person, and whether only with a form of address.

    Parameters
    ----------
    chunks : sequence
        The words of a name, each as its letters.
    """
    for chunk in chunks:
        name = "".join(chunk)
        if re.fullmatch(f"[{_HANGUL}]+", name):
            surname = 2 if name[:2] in _SURNAMES and len(name) > 2 else 1
            cuts = {surname} if len(chunks) == 1 and len(name) > 1 else set()
        elif re.fullmatch(f"[{_HAN}]+", name):
            cuts = {*range(1, len(name))} if len(chunks) == 1 else set()
        else:
            continue
        for part in {name} | {name[:cut] for cut in cuts} | {name[cut:] for cut in cuts}:
            yield tuple(part), len(part) == 1
        if re.match(f"[{_HAN}]", name) and cuts:
            yield from (((familiar, name[0]), False) for familiar in "小老")  # 小王
            yield ("阿", name[-1]), False


def is_unspaced(letter: str) -> bool:
    """Whether a folded word is a letter of such a script."""
    return bool(re.match(f"[{LETTERS}々]", letter))


def stands(text: str, start: int, end: int, name: str, titled: bool) -> bool:
    """Whether a name in an unspaced script, found there, is one rather than a piece of another word."""
    before, after = text[max(0, start - 2) : start], text[end : end + 16]
    if titled:
        return bool(_TITLE.match(after))
    if re.match(f"[{_HANGUL}]", name) and len(name) < 3:
        return not re.search(f"[{_HANGUL}]$", before) and bool(_AFTER.match(after))
    if re.fullmatch(f"[{_KATAKANA}]+", name):
        return not re.search(f"[{_KATAKANA}]$", before) and not re.match(f"[{_KATAKANA}]", after)
    if re.fullmatch(f"[{_HIRAGANA}]+", name) and len(name) < 3:
        return bool(_TITLE.match(after))
    return True
