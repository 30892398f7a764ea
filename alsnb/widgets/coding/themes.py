"""The form for a new theme, and the history of one in words."""

from __future__ import annotations

from itertools import pairwise

from alsnb.log import Revision
from alsnb.records import Theme
from alsnb.widgets.coding.codebook import Histories, theme_of
from alsnb.widgets.events import Save
from alsnb.widgets.fields import Fields
from alsnb.widgets.views import Said
from alsnb.words import gettext


class NewTheme(Fields):
    """A form for a theme, which does not write over one that is there already."""

    def _save(self, event: Save) -> bool:
        values = event.values
        cohort = self._known["cohort"]
        there = Histories(self._log, cohort, "theme").standing().get(str(values.get("theme") or "").strip())
        asked = ("description", "example", "parent")
        # The same again is a save that was sent twice.
        if there and any((values.get(name) or None) != getattr(there, name) for name in asked):
            problem = gettext("This theme is in the codebook already. Edit that one, or choose another name.")
            self._answer(message=gettext("Not saved yet: correct what is marked below."), problems={"theme": problem})
            return True
        taken = super()._save(event)
        if taken and self.state["saved_at"] and not self.state["problems"]:
            # What is typed next is another theme; it would else rename this one.
            self._start_another(event)
        return taken


def in_words(said: list[Revision]) -> list[Said]:
    """A theme's history: when, who, and what changed."""
    lines: list[Said] = []
    before: Theme | None = None
    for each in said:
        now = theme_of(each)
        lines.append({"at": each.at, "author": each.author, "said": _changed(before, now)})
        before = now
    return lines


def came_back(said: list[Revision], at: int) -> bool:
    """Whether a theme that had been withdrawn was brought back at a moment."""
    return any(now.at == at and theme_of(old).withdrawn and not theme_of(now).withdrawn for old, now in pairwise(said))


def _changed(before: Theme | None, now: Theme) -> str:
    names = ("description", "example", "parent")
    labels = {name: Theme.model_fields[name].title for name in names}
    if now.withdrawn and not (before and before.withdrawn):
        if now.merged_into:
            return gettext("merged into {theme}", theme=now.merged_into)
        return gettext("removed from the codebook")
    none = gettext("none")
    lines = [
        gettext("{label}: {value}", label=labels[name], value=getattr(now, name) or none)
        for name in names
        if (getattr(before, name) if before else None) != getattr(now, name)
    ]
    if before is None:
        lines.insert(0, gettext("added"))
    elif before.withdrawn:
        lines.insert(0, gettext("restored"))
    return "\n".join(lines) or gettext("recorded again")
