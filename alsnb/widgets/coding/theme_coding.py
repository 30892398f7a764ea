"""Coding reflections with the themes of a codebook."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module
from threading import Thread
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from alsnb.analyses import themes as analyses
from alsnb.errors import AlsnbError, LogError, RecordError
from alsnb.log import Log
from alsnb.log.revisions import entry_of
from alsnb.privacy.codes import code_doubts
from alsnb.records import Code, Coding, Rating, Record, Theme
from alsnb.widgets.coding import events, views
from alsnb.widgets.coding.codebook import PASSAGES, Histories, Moment, merged, removed, split, theme_of, undone
from alsnb.widgets.coding.desk import Desk, passages_of, rows_of
from alsnb.widgets.coding.names import Names
from alsnb.widgets.coding.themes import NewTheme, came_back, in_words
from alsnb.widgets.events import Event, handles
from alsnb.widgets.fields import Fields
from alsnb.widgets.screen import Screen, screen_key, script, style
from alsnb.words import gettext, listing, ngettext

LEVELS: tuple[str, ...] = get_args(Rating.model_fields["level"].annotation)
AHEAD = 6
"""Reflections sent to the browser ahead of their turn, so that the next one is there at once."""
_READ = ("cohort", "learning_set", "member", "reflection", "theme", "coding", "rating")


class ThemeCoding(Screen):
    """Codes the reflections that the tutor may read with the themes of a codebook, alone or with other coders.

    Coders work blind: of what others judged, the screen knows only what concerns reflections and themes that the
    coder has judged too. A share of the reflections, the same for every coder, is to be coded by all of them; how far
    they agree is shown as it grows.

    Parameters
    ----------
    log : Log
        Where the reflections are, and the codings go.
    coder : str, optional
        Code of the coder. By default the log's author; where it has none, the screen asks.
    cohort : str, optional
        Code of the cohort. May be left out where the log holds one; where it holds several, the screen asks.
    share : float, default 0.2
        The share of the reflections that every coder is to code.
    seed : int, default 1
        Another seed draws other reflections for double coding, and puts them in another order.
    roster : path, optional
        The roster of the cohort, by which names are marked; by default the one in the platform's folder for a user's
        data, where there is one.
    """

    _esm = script("theme_coding")
    _css = style("coding/theme_coding.css")

    def __init__(
        self, log: Log, coder: str | None = None, cohort: str | None = None, share: float = 0.2, seed: int = 1,
        roster: str | os.PathLike[str] | None = None,
    ) -> None:  # fmt: skip
        if not 0 <= share <= 1:
            raise AlsnbError(
                gettext(
                    "share: found {found}, expected a number from 0 to 1, such as 0.2 for a fifth", found=repr(share)
                )
            )
        cohort = None if cohort is None else str(cohort)
        super().__init__(log, screen_key("theme_coding", log.name, cohort), gettext("Coding of themes"))
        self._given = _code(str(coder)) if coder else log.author
        self._coder = self._given
        self._cohort = cohort
        self._share, self._seed, self._names = share, seed, Names(roster)
        self._tab: views.Tab = "code"
        self._scope: views.Scope = "left"
        self._order: views.Order = "shuffled"
        self._members = False
        self._at: str | None = None
        self._from: str | None = None
        self._trail: list[str] = []
        self._skipped: list[str] = []
        self._moved: str | None = None
        # What suggests themes takes seconds to import; meanwhile the notebook goes on.
        Thread(target=import_module, args=("sklearn.feature_extraction.text",), daemon=True).start()
        self.start()

    # What is shown

    def look(self) -> views.View:
        """The reflection to code, those that follow, and the tab that is open."""
        cohorts = []
        if self._cohort is None:
            cohorts = sorted(self._log.frames(kinds=("cohort",)).cohorts["cohort"])
            self._cohort = cohorts[0] if len(cohorts) == 1 else None
        choices: views.Choices = {
            "cohorts": cohorts, "cohort": self._cohort, "coder": self._coder, "given": self._given is not None,
            "moved": self._moved, "scope": self._scope, "order": self._order, "members": self._members,
        }  # fmt: skip
        if self._cohort is None or self._coder is None:
            asks: Literal["coder", "which", "cohort"]
            asks = "coder" if self._cohort is not None else "which" if cohorts else "cohort"
            return {**choices, "asks": asks}
        self._names.look(self._cohort)
        desk = self._desk()
        if self._at not in desk.places:
            self._at = next(iter(self._upcoming(desk, self._from)), None)
        ahead = [] if self._at is None else self._upcoming(desk, self._at)[:AHEAD]
        before = self._before(desk)
        shown = [entry for entry in (before, self._at, *ahead) if entry is not None]
        codebook = self._codebook(desk) if self._tab == "codebook" else None
        agreement = self._agreement(desk) if self._tab == "agreement" else None
        return {
            **choices, "asks": None, "themes": desk.themes, "at": self._at, "ahead": ahead, "before": before,
            "items": self._items(desk, shown), "progress": desk.progress(), "last": desk.last(),
            "codebook": codebook, "agreement": agreement, "share": self._share,
            "roster": {"known": self._names.known, "why": self._names.why},
        }  # fmt: skip

    def _desk(self, coder: str | None = None) -> Desk:
        frames = self._log.frames(self._cohort, kinds=_READ).readable_by("tutor")
        themes = Histories(self._log, str(frames.cohort["cohort"]), "theme").themes()
        return Desk(frames, themes, coder or self._coder or "", self._share, self._seed)

    def _upcoming(self, desk: Desk, after: str | None) -> list[str]:
        """The reflections that follow another one, as the choices made on the screen have it."""
        order = desk.shuffled if self._order == "shuffled" else desk.by_set
        start = order.index(after) + 1 if after in desk.places else 0
        wanted = [each for each in (*order[start:], *order[:start]) if each != after and self._is_wanted(desk, each)]
        if after is None:  # what was begun comes first
            begun = {key.rpartition("/")[2] for key in self._log.drafts(self._working_key(desk.coder, ""))}
            wanted.sort(key=lambda entry: entry not in begun)
        return sorted(wanted, key=lambda entry: entry in self._skipped)

    def _is_wanted(self, desk: Desk, entry: str) -> bool:
        state = desk.state(entry)
        if self._scope == "sample":
            return entry in desk.sample and state != "done"
        return {"left": state != "done", "again": state == "again", "all": True}[self._scope]

    def _before(self, desk: Desk) -> str | None:
        return next((entry for entry in reversed(self._trail) if entry in desk.places and entry != self._at), None)

    def _items(self, desk: Desk, entries: list[str]) -> dict[str, views.Item]:
        waiting = [entry for entry in entries if desk.state(entry) != "done"]
        suggested: dict[str, list[views.Suggestion]] = {entry: [] for entry in entries}
        if desk.themes:
            for row in analyses.suggest(desk.seen, desk.coder, entries=waiting).itertuples():
                suggested[str(row.reflection)].append({"theme": str(row.theme), "words": str(row.words)})
        items: dict[str, views.Item] = {}
        for entry in entries:
            draft = self._log.draft(self._working_key(desk.coder, entry))
            item = desk.item(entry, self._members)
            working: Any = draft.content if draft else None
            items[entry] = {
                **item,
                "suggested": suggested[entry],
                "working": working,
                "names": self._names.places(item["text"]),
                "named_notes": self._names.noted(working["themes"] if working else item["mine"]),
                "formerly": self._formerly(desk, entry) if desk.state(entry) == "again" else [],
            }
        return items

    def _formerly(self, desk: Desk, entry: str) -> list[views.Formerly]:
        """What this coder marked with themes that were split since."""
        found: list[views.Formerly] = []
        for theme in desk.split:
            coding = Coding(cohort=self._cohort, cycle=0, reflection=entry, theme=theme, coder=desk.coder, present=True)
            try:
                record = self._log.get(entry_of(coding))
            except LogError:
                continue
            if isinstance(record, Coding) and record.present:
                found.append({"theme": theme, "passages": passages_of(record.passage)})
        return found

    def _codebook(self, desk: Desk) -> views.Codebook:
        counts = desk.counts()
        standing: list[views.ThemeHistory] = []
        gone: list[views.ThemeHistory] = []
        for name, said in desk.histories.items():
            now, at = theme_of(said[-1]), said[-1].at
            texts = {"name": name, "definition": now.description, "example": now.example}
            others = [other for other in desk.histories.values() if other is not said]
            about: views.ThemeHistory = {
                "entry": said[-1].entry, "theme": name, "description": now.description, "example": now.example,
                "named": [label for label, text in texts.items() if self._names.places(text)],
                "parent": now.parent, "counts": counts.get(name, []), "at": at, "merged_into": now.merged_into,
                "split_into": [theme_of(each[0]).theme for each in others if each[0].at == at],
                "history": in_words(said),
            }  # fmt: skip
            if not now.withdrawn:
                standing.append(about)
            elif not any(came_back(each, at) for each in others):  # else it was made by what has been undone
                gone.append(about)
        places = {theme["theme"]: place for place, theme in enumerate(desk.themes)}
        standing.sort(key=lambda theme: places.get(theme["theme"], 0))
        gone.sort(key=lambda theme: -theme["at"])
        return {"themes": standing, "gone": gone}

    def _agreement(self, desk: Desk) -> views.Agreement:
        counts = not desk.all_reflexive
        return {
            "fewest": analyses.FEWEST,
            "reflexive": desk.reflexive,
            "coders": desk.other_coders(),
            "all_reflexive": desk.all_reflexive,
            "themes": rows_of(analyses.agreement(desk.seen)) if counts else [],
            "pairs": rows_of(analyses.agreement_of_pairs(desk.seen)) if counts else [],
            "levels": rows_of(analyses.agreement_on_levels(desk.seen)) if counts else [],
            "disagreements": desk.disagreements() if counts else None,
        }

    # What people do

    @handles(events.ChooseCoder)
    def on_coder(self, event: events.ChooseCoder) -> None:
        """Somebody says who codes; a code that looks like a name is asked about first."""
        if self._given is None:
            coder = _code(event.coder) if event.coder else None
            if coder and not event.keep and (doubts := code_doubts(coder, self._coders())):
                self.send(views.Message(coder_doubts=doubts))
                return
            self._coder = coder
            self._at, self._from, self._trail, self._skipped = None, None, [], []
        self.refresh()

    def _coders(self) -> set[str]:
        """The codes of those who have coded in this cohort."""
        frames = self._log.frames(self._cohort, kinds=("cohort", "coding", "rating"))
        return {*frames.codings["coder"], *frames.ratings["coder"]}

    @handles(events.ChooseCohort)
    def on_cohort(self, event: events.ChooseCohort) -> None:
        """Somebody says which cohort is coded."""
        self._cohort = event.cohort
        self._at, self._from, self._trail, self._skipped = None, None, [], []
        self.refresh()

    @handles(events.Show)
    def on_show(self, event: events.Show) -> None:
        """A tab is opened, or something is chosen: which reflections, in which order, and whether with members."""
        self._tab = event.tab or self._tab
        self._members = self._members if event.members is None else event.members
        if event.scope or event.order:
            self._scope, self._order = event.scope or self._scope, event.order or self._order
            self._skipped = []
            stays = self._at is not None and self._is_wanted(self._desk(), self._at)
            self._move(event, self._at if stays else None)
        self.refresh()

    @handles(events.Working)
    def on_working(self, event: events.Working) -> None:
        """What was chosen and noted so far, before the reflection is done."""
        key = self._working_key(event.coder, event.entry)
        if event.work is None:
            self._log.drop_draft(key)
        else:
            work = event.work.sent()
            self._log.keep_draft(key, work)
            self._show_named(event.entry, self._names.noted(work["themes"]))

    def _show_named(self, entry: str, themes: list[str]) -> None:
        """Say of which themes the notes name somebody, and leave the rest of the view as it is."""
        items = self.view.get("items", {})
        if entry in items and items[entry]["named_notes"] != themes:
            self.view = self.view | {"items": items | {entry: items[entry] | {"named_notes": themes}}}

    @handles(events.Done)
    def on_done(self, event: events.Done) -> None:
        """A reflection is coded: themes that were looked at and not chosen are not in it."""
        desk = self._desk(event.coder)
        try:
            self._log.add(list(self._judged(desk, event)))
        except RecordError as error:
            self.say(gettext("Not recorded: {problem}", problem=error), bad=True)
            self._move(event, event.entry)
        else:
            self._log.drop_draft(self._working_key(event.coder, event.entry))
            self.say("")
            self._move(event, event.next)
        self.refresh()

    @handles(events.Go)
    def on_go(self, event: events.Go) -> None:
        """Another reflection is shown: one that is named, or the next; the one before may be skipped for now."""
        if event.skip and event.skip not in self._skipped:
            self._skipped.append(event.skip)
        self._move(event, event.to, back=event.back)
        self.refresh()

    @handles(events.UndoDone)
    def on_undo(self, event: events.UndoDone) -> None:
        """The reflection that was done last is taken back, and shown as it was left."""
        desk = self._desk(event.coder)
        last = desk.last()
        if last is not None and last["entry"] == event.entry and last["at"] == event.at_done:
            work = {"themes": desk.mine(event.entry), "level": desk.level(event.entry)}
            self._log.keep_draft(self._working_key(event.coder, event.entry), work)
            histories = Histories(self._log, desk.cohort, "coding", "rating")
            self._log.add(undone(histories, last["at"], event.entry))
            self.say(gettext("Undone: the reflection is to be coded again. What you had chosen is still chosen."))
        self._move(event, event.entry)
        self.refresh()

    @handles(events.Starter)
    def on_starter(self, event: events.Starter) -> None:
        """The codebook begins with the themes of the synthetic cohort."""
        from alsnb.sample.bank import bank

        themes = [
            Theme(cohort=event.cohort, theme=each.theme, description=each.description, example=each.example)
            for each in bank().theme
        ]
        self._log.add(themes)
        self.say(
            ngettext(
                "{n} theme added. Edit it, or add your own.",
                "{n} themes added. Edit them, remove what you do not need, add your own.",
                len(themes),
            )
        )
        self.refresh()

    @handles(events.Merge)
    def on_merge(self, event: events.Merge) -> None:
        """A theme is merged into another, and its codings with it."""

        def make(histories: Histories, old: Theme) -> list[Record]:
            standing = histories.standing()
            if event.into not in standing or event.into == old.theme:
                raise RecordError(gettext("There is no other theme {theme} to merge into", theme=event.into))
            return merged(histories, old, standing[event.into])

        done = gettext(
            "{theme} was merged into {into}. It can be undone under “No longer in the codebook”.",
            theme=event.theme,
            into=event.into,
        )
        self._change(event, make, done)

    @handles(events.RenameTheme)
    def on_rename(self, event: events.RenameTheme) -> None:
        """A theme gets another name."""

        def make(histories: Histories, old: Theme) -> list[Record]:
            name = event.name.strip()
            if name in histories.standing():
                raise RecordError(gettext("There is a theme {theme} already; to join the two, merge them", theme=name))
            new = Theme(cohort=old.cohort, theme=name, description=old.description, example=old.example)
            return merged(histories, old, new.model_copy(update={"parent": old.parent}))

        done = gettext(
            "{theme} is called {name} now. It can be undone under “No longer in the codebook”.",
            theme=event.theme,
            name=event.name.strip(),
        )
        self._change(event, make, done)

    @handles(events.Split)
    def on_split(self, event: events.Split) -> None:
        """A theme is split into several; the reflections it was in are to be coded again."""
        parts = [{"theme": part.theme.strip(), "description": part.description.strip() or None} for part in event.parts]
        names = listing(part["theme"] or "" for part in parts)
        told = gettext(
            "{theme} was split into {parts}. Reflections it was in wait under “to code again”. "
            "It can be undone under “No longer in the codebook”.",
            theme=event.theme,
            parts=names,
        )
        self._change(event, lambda histories, old: split(histories, old, parts), told)

    @handles(events.Remove)
    def on_remove(self, event: events.Remove) -> None:
        """A theme leaves the codebook."""
        done = gettext(
            "{theme} was removed. It can be restored under “No longer in the codebook”.",
            theme=event.theme,
        )
        self._change(event, removed, done)

    @handles(events.Restore)
    def on_restore(self, event: events.Restore) -> None:
        """What was done to a theme last (merged, split, removed) is undone."""
        histories = Histories(self._log, event.cohort, "theme", "coding")
        said = histories.themes().get(event.theme)
        if said and said[-1].at == event.at_change:
            self._log.add(undone(histories, event.at_change))
            back = histories.themes().keys() - histories.standing().keys()
            restored = gettext("{theme} is back, with its codings.", theme=event.theme)
            self.say(restored if event.theme in back else gettext("Undone."))
        self.refresh()

    def _change(self, event: events.ThemeEvent, make: Any, told: str) -> None:
        """Change the codebook; said again after it happened, nothing more happens."""
        histories = Histories(self._log, event.cohort, "theme", "coding")
        old = histories.standing().get(event.theme)
        if old is not None:
            self._log.add(make(histories, old))
            self.say(told)
        self.refresh()

    def _move(self, event: Event, to: str | None, *, back: bool = False) -> None:
        """Go to a reflection, or where none is named to the one before, or to that which `look` finds next."""
        if back:
            if to is None or to not in self._trail:
                to = self._trail[-1] if self._trail else self._at
            while self._trail and self._trail.pop() != to:
                pass
        elif self._at is not None and self._at != to:
            self._trail.append(self._at)
        self._from, self._at, self._moved = self._at, to, event.id

    def _judged(self, desk: Desk, event: events.Done) -> Iterable[Record]:
        """The codings and the rating that a finished reflection has."""
        entry, coder = event.entry, desk.coder
        where = desk.where(entry)
        moment = Moment(desk.newest)
        standing = {theme["theme"] for theme in desk.themes}
        for theme in event.looked_at:
            if theme not in standing:  # merged or removed meanwhile
                continue
            chosen = event.themes.get(theme) or events.Judgement()
            coding = Coding(
                **where,
                reflection=entry,
                theme=theme,
                coder=coder,
                present=chosen.present,
                passage=PASSAGES.join(chosen.passages) or None if chosen.present else None,
                note=(chosen.note or "").strip() or None,
            )
            first = self._first(coding, chosen.present, desk.others_judged(entry, theme))
            yield moment.said(coding, at_first=first)
        rated = Rating(**where, reflection=entry, coder=coder, level=event.level or LEVELS[0])
        if event.level:
            yield moment.said(rated, at_first=self._first(rated, event.level, desk.others_rated(entry)))
        elif desk.level(entry) is not None:
            yield moment.said(self._log.get(entry_of(rated)), withdrawn=True)

    def _first(self, now: Coding | Rating, value: Any, others: bool) -> Any:
        """What the coder judged before others' judgements could be seen, where it is not what is judged now."""
        if not others:
            return None
        try:
            before = self._log.get(entry_of(now))
        except LogError:
            return None
        said = before.present if isinstance(before, Coding) else before.level if isinstance(before, Rating) else None
        first = getattr(before, "at_first", None)
        first = said if first is None else first
        return first if first != value else None

    def _working_key(self, coder: str, entry: str) -> str:
        # Not below the screen's key: what is there belongs to forms.
        return f"{self.key}-working/{coder}/{entry}"

    # Forms

    def make_form(self, name: str) -> Fields:
        """``theme:new:COHORT`` adds a theme, ``theme:ENTRY`` changes one."""
        kind, _, about = name.partition(":")
        if kind != "theme":
            return super().make_form(name)
        key = self.draft_key(name)

        def saved(entry: str) -> None:
            self.refresh()

        def added(entry: str) -> None:
            self.refresh()
            self.say(gettext("The theme {theme} is in the codebook.", theme=getattr(self._log.get(entry), "theme", "")))

        if about.startswith("new:"):
            cohort = about.removeprefix("new:")
            return NewTheme(
                self._log, Theme, key, known={"cohort": cohort}, ask=["theme", "description", "example", "parent"],
                title=gettext("A new theme"), save=gettext("Add the theme"), saved=added,
            )  # fmt: skip
        theme = self._log.get(about)
        if not isinstance(theme, Theme):
            raise LogError(f"there is no theme {about}")
        return Fields(
            self._log, Theme, key, known={}, entry=about, ask=["description", "example", "parent"],
            title=gettext("Edit {theme}", theme=theme.theme), saved=saved,
        )  # fmt: skip


def _code(text: str) -> str:
    try:
        found: str = TypeAdapter(Code).validate_python(text.strip())
    except ValidationError:
        raise RecordError(
            gettext("A coder goes by a code of one line, such as T1; found {found}", found=f"{text!r:.60}")
        ) from None
    return found
