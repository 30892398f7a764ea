"""The rules of disclosure control as data, and their loader: by name, from the shipped ones and the log's folder."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from alsnb.errors import DisclosureError
from alsnb.formats.files import own_files
from alsnb.words import gettext, listing, sentence

DEFAULT = "rounded"


class Policy(BaseModel):
    """The rules of publication; ``rounded.toml`` has the defaults for values that a file does not set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str
    says: str = Field(description="the rules in sentences, as reports give them")
    cites: tuple[str, ...] = Field(description="keys of references.bib")
    leaves_open: str = Field(description="one sentence: what a reader may still work out")
    base: int = Field(ge=1, description="counts are rounded to the nearest multiple")
    fewest: int = Field(ge=0, description="smaller counts, none included, are given as such; 0: none")
    rest: bool = Field(description="whether a part that leaves fewer of its whole is given as such")
    fitted: bool = Field(description="whether parts are fitted to their whole where it would give a hidden one away")
    together: bool = Field(description="whether the next smallest part is hidden with one that is hidden alone")
    shares_of: Literal["published", "true"] = Field(description="the counts that shares are made from")
    people_for_shares: int = Field(ge=1, description="a share of fewer people is not given")
    people_for_means: int = Field(ge=1, description="a mean, median, index or estimate of fewer people is not given")
    degrees_of_freedom: int = Field(ge=0, description="an estimate of a model with fewer, residual, is not given")
    largest_share: float = Field(gt=0, le=1, description="the most of a total that one person may make up")
    digits: int = Field(ge=1, description="significant digits of means and estimates")
    outwards: float = Field(gt=0, lt=1, description="intervals of shares are rounded outwards to multiples of this …")
    outwards_under: int = Field(ge=0, description="… under so many people, and to whole per cent otherwise")
    events: int = Field(ge=1, description="a curve has a step for so many events")
    quoted: int = Field(ge=1, description="a quotation is given of a theme of so many people")

    @property
    def in_words(self) -> str:
        """Return the rules in sentences, and what they leave open."""
        each = [sentence(gettext(text)) for text in (self.says, self.leaves_open) if text]
        return " ".join(each)


def keys() -> list[str]:
    """The keys of the policies that come with alsnb, the default first."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("*.toml"))
    return sorted(found, key=lambda key: key != DEFAULT)


def load(name: str | None = None, folder: Path | None = None) -> Policy:
    """Load a policy by its name.

    Parameters
    ----------
    name
        The key of a policy that comes with alsnb, or the name of a ``.toml`` file in `folder`; None: the default. A
        log may say anything here, so a text is never opened as a path.
    folder
        Where a course keeps its own: the folder of its log.

    Raises
    ------
    DisclosureError
        There is no such policy, or its file is not usable; the message says what was found and what is expected.
    """
    name = name or DEFAULT
    own = own_files(folder)
    shipped = Path(__file__).parent
    path = shipped / f"{name}.toml" if name in keys() else own.get(f"{name.removesuffix('.toml')}.toml")
    if path is None:
        known = listing([*keys(), *own], last="or")
        raise DisclosureError(
            gettext(
                "Disclosure policy not found: {name}. Use {known}, or the name of a .toml file beside the log.",
                name=repr(name), known=known,
            )
        )  # fmt: skip
    try:
        said = {**tomllib.loads((shipped / f"{DEFAULT}.toml").read_text("utf-8"))}
        said |= tomllib.loads(path.read_text("utf-8-sig"))
        return Policy.model_validate({**said, "key": path.stem})
    except (OSError, ValueError) as error:
        problems = error.errors(include_url=False) if isinstance(error, ValidationError) else []
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}" for each in problems)
        raise DisclosureError(
            gettext("Not a valid disclosure policy: {file}. {problems}", file=path.name, problems=told or str(error))
        ) from None
