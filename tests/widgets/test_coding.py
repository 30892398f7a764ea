"""The coding screen in the kernel: what is recorded, what is hidden from whom, and what can be undone."""

import json
import re
from pathlib import Path

import pytest

import alsnb
from alsnb.log.revisions import entry_of
from alsnb.privacy import Person, Roster
from alsnb.widgets import ThemeCoding
from alsnb.widgets.coding.codebook import Histories

TEXTS = [
    "I listened. Nobody spoke for a while.",
    "The grant was cut, and I said nothing.",
    "We laughed.",
    "Again I talked too much.",
]


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True) as log:
        log.add(
            [alsnb.Cohort(cohort="K"), alsnb.LearningSet(learning_set="s"), alsnb.Member(member="m1", learning_set="s")]
        )
        yield log


@pytest.fixture
def written(log):
    """The ids of four reflections, shared with the tutor, and a codebook of three themes."""
    log.add(alsnb.Theme(theme=name) for name in ("listening", "money", "voice"))
    records = [
        alsnb.Reflection(cycle=1, member="m1", text=text, prompt="How was it?", visibility="tutor") for text in TEXTS
    ]
    log.add(alsnb.Reflection(cycle=1, member="m1", text="SECRET private", visibility="private"))
    log.add(alsnb.Reflection(cycle=1, member="m1", text="SECRET of the set", visibility="set"))
    return log.add(records)


class Browser:
    """What the browser's side of the screen sends, and what it is answered."""

    def __init__(self, log, coder=None, **more):
        self.acknowledged = []
        self.shown = ThemeCoding(log, coder=coder, **more)
        self.shown.send = lambda message: self.acknowledged.extend(message["acknowledged"])
        self.coder = coder

    @property
    def view(self):
        return self.shown.view

    def tell(self, event_kind, /, **values):
        return self.again(
            {"id": alsnb.new_id(), "at": 1, "kind": event_kind, "coder": self.coder, "cohort": "K", **values}
        )

    def again(self, event):
        self.shown._receive(None, {"events": [event]}, [])
        return event

    def done(self, entry, *present, level=None, passages=None, **more):
        chosen = {name: {"present": True, "passages": (passages or {}).get(name, []), "note": ""} for name in present}
        names = [theme["theme"] for theme in self.view["themes"]]
        return self.tell("done", entry=entry, themes=chosen, level=level, looked_at=names, **more)


def said(log, theme=None, coder=None):
    """Reflection, theme and coder of every coding that stands → whether the theme is present."""
    rows = log.frames().codings.to_dict("records")
    return {
        (row["reflection"], row["theme"], row["coder"]): row["present"]
        for row in rows
        if theme in (None, row["theme"]) and coder in (None, row["coder"])
    }


# Done


def test_done_records_what_is_present_and_what_is_not(log, written):
    browser = Browser(log, "T1")
    browser.tell("done", entry=written[0], level="reflection", looked_at=["listening", "money", "voice"],
                 themes={"listening": {"present": True, "passages": ["I listened.", "Nobody spoke"], "note": " sure "},
                         "voice": {"present": False, "passages": ["left over"], "note": "hardly"}})  # fmt: skip
    codings = log.frames().codings.drop(columns="at_first").fillna("")
    found = {row["theme"]: row for row in codings.to_dict("records")}
    assert {name: row["present"] for name, row in found.items()} == {"listening": True, "money": False, "voice": False}
    assert (found["listening"]["passage"], found["listening"]["note"]) == ("I listened.\nNobody spoke", "sure")
    assert (found["voice"]["passage"], found["voice"]["note"]) == ("", "hardly")
    context = ["cohort", "learning_set", "cycle", "member", "coder"]
    assert {tuple(row[name] for name in context) for row in found.values()} == {("K", "s", 1, "m1", "T1")}
    (rating,) = log.frames().ratings.to_dict("records")
    assert (rating["reflection"], rating["coder"], rating["level"]) == (written[0], "T1", "reflection")
    assert browser.view["progress"]["done"] == 1
    assert alsnb.check(log) == []


def test_done_sent_twice_is_done_once_and_the_next_kernel_knows_it(log, written):
    event = Browser(log, "T1").done(written[0], "listening", level="reflection")
    count = len(list(log.revisions()))
    later = Browser(log, "T1")
    later.again(event)
    assert later.acknowledged == [event["id"]]
    assert len(list(log.revisions())) == count


def test_the_coder_of_an_event_counts_whoever_is_asked_for_now(log, written):
    event = Browser(log, "T1").done(written[0], "listening")
    Browser(log, "T2").again(event | {"id": alsnb.new_id(), "entry": written[1]})
    assert {coder for _, _, coder in said(log)} == {"T1"}


def test_what_is_chosen_and_not_done_comes_back(log, written):
    browser = Browser(log, "T1")
    entry = browser.view["at"]
    work = {"themes": {"money": {"present": True, "passages": ["x"], "note": "n"}}, "level": None}
    browser.tell("working", entry=entry, work=work)
    other = next(each for each in written if each != entry)
    browser.tell("go", to=other)
    again = Browser(log, "T1")
    assert again.view["at"] == entry
    assert again.view["items"][entry]["working"] == work
    assert Browser(log, "T2").view["items"].get(entry, {}).get("working") is None
    assert said(log) == {}
    again.done(entry, "money")
    assert Browser(log, "T1").view["items"].get(entry, {}).get("working") is None


def test_the_last_one_done_is_taken_back_and_what_was_chosen_is_kept(log, written):
    browser = Browser(log, "T1")
    browser.done(written[0], "listening")
    browser.done(written[1], "money", level="understanding", passages={"money": ["The grant"]})
    last = browser.view["last"]
    assert last["entry"] == written[1]
    event = browser.tell("undo", entry=last["entry"], at_done=last["at"])
    assert set(said(log)) == {(written[0], name, "T1") for name in ("listening", "money", "voice")}
    assert log.frames().ratings.empty
    assert browser.view["at"] == written[1]
    working = browser.view["items"][written[1]]["working"]
    assert working["themes"]["money"] == {"present": True, "passages": ["The grant"], "note": ""}
    assert working["level"] == "understanding"
    Browser(log, "T1").again(event)  # sent again, to the next kernel
    assert len(said(log)) == 3
    # One that was done before is as it was before.
    browser.done(written[0], "voice")
    last = browser.view["last"]
    browser.tell("undo", entry=written[0], at_done=last["at"])
    assert said(log)[written[0], "listening", "T1"] is True


def test_a_rating_taken_off_is_withdrawn(log, written):
    browser = Browser(log, "T1")
    browser.done(written[0], level="reflection")
    browser.done(written[0])
    assert log.frames().ratings.empty


# The queue


def walk(browser, count):
    found = []
    for _ in range(count):
        found.append(browser.view["at"])
        browser.done(browser.view["at"], next=None)
    return found


def test_a_coders_code_that_looks_like_a_name_is_asked_about_before_it_is_anybodys(log, written):
    browser = Browser(log)
    asked = []
    browser.shown.send = lambda message: asked.extend(message.get("coder_doubts", []))
    for code in ("Elizabeth Smith", "EDM 2026 Autumn!"):
        browser.tell("coder", coder=code)
        assert browser.view["coder"] is None
    assert "looks like a name" in asked[0]
    assert len(asked) > 2
    browser.tell("coder", coder="Elizabeth Smith", keep=True)
    assert browser.view["coder"] == "Elizabeth Smith"
    browser.tell("coder", coder="T1")
    assert browser.view["coder"] == "T1"


def test_each_coder_goes_through_all_in_an_order_of_their_own(log, written):
    log.add([alsnb.Reflection(cycle=2, member="m1", text=f"{n}", visibility="tutor") for n in range(6)])
    orders = {coder: walk(Browser(log, coder), 10) for coder in ("T1", "T2")}
    assert all(len(set(order)) == 10 for order in orders.values())
    assert orders["T1"] != orders["T2"]
    assert Browser(log, "T3").view["ahead"] == Browser(log, "T3").view["ahead"]
    assert Browser(log, "T1").view["at"] is None
    assert "SECRET" not in str(orders)


def test_what_is_skipped_comes_back_at_the_end_and_previous_goes_back(log, written):
    browser = Browser(log, "T1")
    first, second = browser.view["at"], browser.view["ahead"][0]
    browser.tell("go", skip=first, to=None)
    assert browser.view["at"] == second
    assert browser.view["ahead"][-1] == first
    browser.done(second, next=None)
    browser.tell("go", back=True, to=None)
    assert browser.view["at"] == second
    assert browser.view["items"][second]["state"] == "done"
    browser.tell("go", back=True, to=None)
    assert browser.view["at"] == first
    assert browser.view["before"] is None


def test_only_what_is_asked_for_is_shown(log, written):
    log.add([alsnb.Reflection(cycle=2, member="m1", text=f"{n}", visibility="tutor") for n in range(20)])
    browser = Browser(log, "T1", share=0.3)
    progress = browser.view["progress"]
    assert 0 < progress["sample"] < 24
    browser.tell("show", scope="sample")
    sample = walk(browser, progress["sample"])
    assert browser.view["at"] is None
    frames = log.frames().readable_by("tutor")
    assert set(sample) == set(alsnb.themes.drawn(frames.reflections["entry"], 0.3, 1))
    browser.tell("show", scope="left", order="by_set")
    assert browser.view["progress"]["sample_left"] == 0
    cycles = [browser.view["items"][entry]["cycle"] for entry in (browser.view["at"], *browser.view["ahead"])]
    assert cycles == sorted(cycles)
    assert Browser(log, "T1", share=0).view["progress"]["sample"] == 0


def test_nobody_is_named_unless_asked_for(log, written):
    browser = Browser(log, "T1")
    assert "m1" not in json.dumps(browser.view)
    browser.tell("show", members=True)
    assert browser.view["items"][browser.view["at"]]["member"] == "m1"


# Blind


def test_of_other_coders_nothing_is_known_before_one_has_judged_oneself(log, written):
    other, alone = Browser(log, "T2"), Browser(log, "T1")
    for tab in ("code", "codebook", "agreement"):
        alone.tell("show", tab=tab)
        before = json.dumps(alone.view | {"moved": None})
        for place, entry in enumerate(written):
            other.done(entry, "money", level="critical_reflection", passages={"money": [f"PASSAGE {tab} {place}"]})
        alone.tell("show", tab=tab)
        assert json.dumps(alone.view | {"moved": None}) == before
        assert "PASSAGE" not in json.dumps(alone.view) + json.dumps(alone.shown.forms) + json.dumps(alone.shown.notice)
    alone.done(written[0], "voice")
    told = json.dumps(alone.view)
    assert "PASSAGE agreement 0" in told  # the agreement tab is open
    assert "PASSAGE agreement 1" not in told
    assert "critical" not in told  # no rating was given
    about = alone.view["agreement"]["disagreements"]
    assert {(each["entry"], each["theme"]) for each in about["open"]} == {(written[0], "money"), (written[0], "voice")}
    alone.tell("show", tab="codebook")
    (theme,) = [each for each in alone.view["codebook"]["themes"] if each["theme"] == "money"]
    assert [(each["coder"], each["present"], each["judged"]) for each in theme["counts"]] == [
        ("T1", 0, 1),
        ("T2", 1, 1),
    ]
    last = alone.view["last"]
    alone.tell("undo", entry=last["entry"], at_done=last["at"])
    alone.tell("show", tab="agreement")
    assert "PASSAGE" not in json.dumps(alone.view)


def test_what_was_judged_before_the_others_judgement_could_be_seen_stays_on_record(log, written):
    one, two = Browser(log, "T1"), Browser(log, "T2")
    one.done(written[0], "money", level="reflection")
    one.done(written[0], "voice", level="understanding")  # nobody else has judged it: this is what counts
    two.done(written[0], "listening", level="reflection")

    def first(coder):
        codings = log.frames().codings.query("coder == @coder").set_index("theme")
        return codings["at_first"].dropna().to_dict()

    assert first("T1") == first("T2") == {}
    one.done(written[0], "listening", level="reflection")  # after talking
    assert first("T1") == {"voice": True, "listening": False}
    one.done(written[0], "listening", "money", level="critical_reflection")
    assert first("T1") == {"voice": True, "listening": False, "money": False}
    one.done(written[0], "voice", level="understanding")  # as it was at first
    assert first("T1") == {}
    one.done(written[0], level="reflection")
    assert log.frames().ratings.set_index("coder")["at_first"].astype(object).to_dict()["T1"] == "understanding"
    # Taken back and judged anew, it is still not what was judged at first.
    last = one.view["last"]
    one.tell("undo", entry=written[0], at_done=last["at"])
    assert first("T1") == {}
    one.done(written[0], "listening", level="reflection")
    assert first("T1") == {"listening": False, "voice": True}


# Agreement


def test_agreement_is_that_of_the_analysis_and_reflexive_sets_have_none(log, written):
    one, two = Browser(log, "T1", share=1), Browser(log, "T2", share=1)
    more = log.add([alsnb.Reflection(cycle=2, member="m1", text=f"{n}", visibility="tutor") for n in range(8)])
    for place, entry in enumerate([*written, *more]):
        one.done(entry, *(["money"] if place % 2 else []), level="reflection")
        two.done(entry, *(["money"] if place % 3 else []), level="understanding")
    one.tell("show", tab="agreement")
    told = one.view["agreement"]
    frames = log.frames().readable_by("tutor")
    expected = alsnb.themes.agreement(frames).set_index("theme")["alpha"]
    (money,) = [each for each in told["themes"] if each["theme"] == "money"]
    assert money["alpha"] == expected["money"]
    assert money["reflections"] == 12
    assert told["levels"][0]["agreeing"] == 0
    log.add(alsnb.LearningSet(learning_set="s", coding_approach="reflexive"))
    one.tell("show", tab="agreement")
    assert one.view["agreement"]["all_reflexive"]
    assert one.view["agreement"]["themes"] == []
    assert one.view["progress"]["sample"] == 0


# The codebook


def code_all(log, written):
    one, two = Browser(log, "T1"), Browser(log, "T2")
    one.done(written[0], "listening", passages={"listening": ["I listened."]})
    one.done(written[1], "listening", "voice", passages={"listening": ["one", "both"], "voice": ["both", "two"]})
    two.done(written[0], "voice")
    two.done(written[2])
    return one, two


def test_a_merged_theme_takes_its_codings_along_for_every_coder_and_can_be_brought_back(log, written):
    one, _ = code_all(log, written)
    before = said(log)
    event = one.tell("merge", theme="listening", into="voice")
    assert said(log, "listening") == {}
    assert said(log, "voice") == {
        (written[0], "voice", "T1"): True, (written[1], "voice", "T1"): True,
        (written[0], "voice", "T2"): True, (written[2], "voice", "T2"): False,
    }  # fmt: skip
    passages = log.frames().codings.query("theme == 'voice'").set_index(["reflection", "coder"])["passage"]
    assert passages[written[0], "T1"] == "I listened."
    assert passages[written[1], "T1"] == "both\ntwo\none"
    assert list(log.frames().themes["theme"]) == ["money", "voice"]
    gone = log.get(entry_of(alsnb.Theme(cohort="K", theme="listening")))
    assert (gone.withdrawn, gone.merged_into) == (True, "voice")
    count = len(list(log.revisions()))
    Browser(log, "T1").again(event)
    assert len(list(log.revisions())) == count
    one.tell("show", tab="codebook")
    (gone,) = one.view["codebook"]["gone"]
    assert (gone["theme"], gone["merged_into"]) == ("listening", "voice")
    assert [each["said"].split("\n")[0] for each in gone["history"]] == ["added", "merged into voice"]
    event = one.tell("restore", theme="listening", at_change=gone["at"])
    assert said(log) == before
    assert one.view["codebook"]["gone"] == []
    count = len(list(log.revisions()))
    Browser(log, "T1").again(event)
    assert len(list(log.revisions())) == count
    assert alsnb.check(log) == []


def test_what_was_judged_since_a_merge_stays_when_it_is_undone(log, written):
    one, two = code_all(log, written)
    one.tell("merge", theme="listening", into="voice")
    one.done(written[1], "money")
    two.done(written[3], "voice")
    one.tell("show", tab="codebook")
    one.tell("restore", theme="listening", at_change=one.view["codebook"]["gone"][0]["at"])
    assert said(log, "voice")[written[1], "voice", "T1"] is False
    assert said(log, "voice")[written[3], "voice", "T2"] is True
    assert said(log, "listening")[written[1], "listening", "T1"] is True


def test_what_was_judged_at_first_is_merged_too(log, written):
    one, two = Browser(log, "T1"), Browser(log, "T2")
    one.done(written[0], "listening")
    two.done(written[0])
    one.done(written[0])  # gave in
    one.tell("merge", theme="listening", into="voice")
    row = log.frames().codings.query("coder == 'T1' and theme == 'voice'").iloc[0]
    assert (row["present"], row["at_first"]) == (False, True)


def test_a_renamed_theme_keeps_definition_parts_and_codings(log, written):
    one, _ = code_all(log, written)
    log.add(
        [
            alsnb.Theme(theme="voice", description="speaking", parent="money"),
            alsnb.Theme(theme="whisper", parent="voice"),
        ]
    )
    judged = said(log, "voice")
    one.tell("rename", theme="voice", name=" speaking up ")
    assert {(entry, coder): present for (entry, _, coder), present in said(log, "speaking up").items()} == {
        (entry, coder): present for (entry, _, coder), present in judged.items()
    }  # fmt: skip
    themes = log.frames().themes.set_index("theme")
    assert tuple(themes.loc["speaking up", ["description", "parent"]]) == ("speaking", "money")
    assert themes.loc["whisper", "parent"] == "speaking up"
    one.tell("rename", theme="money", name="listening")
    assert "already" in one.shown.notice["text"]
    one.tell("show", tab="codebook")
    (gone,) = one.view["codebook"]["gone"]
    one.tell("restore", theme="voice", at_change=gone["at"])
    assert said(log, "voice") == judged
    assert set(log.frames().themes["theme"]) == {"listening", "money", "voice", "whisper"}
    assert one.view["codebook"]["gone"] == []


def test_a_split_theme_is_absent_where_it_was_and_to_be_coded_again_where_it_was_present(log, written):
    one, two = code_all(log, written)
    before = said(log)
    parts = [{"theme": "silence", "description": "Leaving it."}, {"theme": "asking", "description": " "}]
    one.tell("split", theme="listening", parts=parts)
    assert said(log, "listening") == {}
    assert said(log, "silence") == {(written[0], "silence", "T2"): False, (written[2], "silence", "T2"): False}
    assert set(log.frames().themes["theme"]) == {"asking", "money", "silence", "voice"}
    assert one.view["progress"]["again"] == 2
    one.tell("show", scope="again")
    entry = one.view["at"]
    item = one.view["items"][entry]
    assert (item["state"], item["missing"]) == ("again", ["asking", "silence"])
    assert item["formerly"][0]["theme"] == "listening"
    two.tell("show", tab="codebook")
    assert two.view["progress"]["again"] == 0
    (gone,) = two.view["codebook"]["gone"]
    assert sorted(gone["split_into"]) == ["asking", "silence"]
    one.tell("restore", theme="listening", at_change=gone["at"])
    assert said(log) == before
    assert set(log.frames().themes["theme"]) == {"listening", "money", "voice"}


def test_parts_coded_since_stay_when_a_split_is_undone(log, written):
    one, _ = code_all(log, written)
    one.tell(
        "split",
        theme="listening",
        parts=[{"theme": "silence", "description": ""}, {"theme": "asking", "description": ""}],
    )
    one.done(written[0], "silence")
    one.tell("show", tab="codebook")
    one.tell("restore", theme="listening", at_change=one.view["codebook"]["gone"][0]["at"])
    assert set(log.frames().themes["theme"]) >= {"listening", "silence"}
    assert said(log, "silence")[written[0], "silence", "T1"] is True


@pytest.mark.parametrize(
    ("parts", "told"),
    [([], "two or more"), ([("a", "")], "two or more"), ([("a", ""), ("a", "")], "two or more"),
     ([("a", ""), ("money", "")], "already"), ([("a", ""), ("b\x00", "")], "code")],
)  # fmt: skip
def test_a_split_that_cannot_be_is_told_and_changes_nothing(log, written, parts, told):
    browser = Browser(log, "T1")
    count = len(list(log.revisions()))
    browser.tell("split", theme="voice", parts=[{"theme": name, "description": words} for name, words in parts])
    assert told in browser.shown.notice["text"]
    assert len(list(log.revisions())) == count
    assert len(browser.acknowledged) == 1


def test_a_removed_theme_leaves_with_its_codings_and_comes_back_with_them(log, written):
    one, _ = code_all(log, written)
    before = said(log)
    one.tell("remove", theme="voice")
    assert said(log, "voice") == {}
    one.tell("show", tab="codebook")
    one.tell("restore", theme="voice", at_change=one.view["codebook"]["gone"][0]["at"])
    assert said(log) == before


def test_a_change_of_the_codebook_is_all_of_one_moment(log, written):
    one, _ = code_all(log, written)
    known = {each.id for each in log.revisions()}
    one.tell("merge", theme="listening", into="voice")
    made = [each for each in log.revisions() if each.id not in known]
    assert len({each.at for each in made}) == 1
    assert {each.kind for each in made} == {"theme", "coding"}
    assert Histories(log, "K", "theme", "coding").newest == made[0].at
    assert one.view["last"]["entry"] == written[1]  # a change of the codebook is not what one was done with last


def test_a_new_theme_does_not_write_over_one_there_is(log, written):
    browser = Browser(log, "T1")
    name = "theme:new:K"
    form = browser.shown.form(name)
    event = {"form": name, "entry": form.state["entry"], "values": {"theme": "money", "description": "mine now"}}
    browser.tell("save", **event)
    assert "already" in form.state["problems"]["theme"]
    assert log.frames().themes.set_index("theme").isna()["description"]["money"]
    event = browser.tell("save", **event | {"values": {"theme": "trust", "description": "believing"}})
    # What is typed next is another theme, and no new name of this one.
    assert form.state["values"]["theme"] is None
    assert form.state["entry"] != event["entry"]
    assert browser.shown.notice["text"] == "The theme trust is in the codebook."
    browser.tell("save", form=name, entry=form.state["entry"], values={"theme": "time"})
    again = Browser(log, "T1")
    again.again(event)  # the same save, to the next kernel
    assert again.shown.form(name).state["problems"] == {}
    assert list(log.frames().themes["theme"]) == ["listening", "money", "time", "trust", "voice"]


# Names


@pytest.fixture
def roster(tmp_path):
    """A roster of two people, where the screen is told to look for it."""
    (tmp_path / "kept").mkdir()
    made = Roster.open("K", path=tmp_path / "kept" / "roster.csv", create=True)
    made.add(Person(code="m1", name="Gwendolyn Price", also_known_as=("Gwen",)))
    made.add(Person(code="m2", name="Will Ng"))
    made.save()
    return made


def framed(text, places):
    """What a browser finds at these places, which counts in UTF-16."""
    units = text.encode("utf-16-le")
    return [units[2 * start : 2 * end].decode("utf-16-le") for start, end in places]


def test_names_on_the_roster_are_framed_where_they_stand_and_nothing_of_the_roster_is_sent(log, roster):
    log.add(alsnb.Theme(theme="listening"))
    text = "\U0001f642 Gwen told me, and I will tell Price's boss."
    entry = log.add(alsnb.Reflection(cycle=1, member="m1", text=text, visibility="tutor"))
    item = Browser(log, "T1", roster=roster.path).view["items"][entry]
    assert framed(text, item["names"]) == ["Gwen", "Price"]
    sent = json.dumps(Browser(log, "T1", roster=roster.path).view)
    assert "Gwendolyn" not in sent
    assert "m1" not in sent, "who it is stays with the roster"
    assert Browser(log, "T1", roster=roster.path).view["roster"] == {"known": True, "why": ""}


def test_a_note_and_a_theme_that_name_somebody_say_so(log, written, roster):
    browser = Browser(log, "T1", roster=roster.path)
    entry = browser.view["at"]
    note = {"present": True, "passages": [], "note": "as Gwen does"}
    browser.tell("working", entry=entry, work={"themes": {"money": note}, "level": None})
    assert browser.view["items"][entry]["named_notes"] == ["money"]
    browser.tell("working", entry=entry, work={"themes": {"money": note | {"note": "as others do"}}, "level": None})
    assert browser.view["items"][entry]["named_notes"] == []
    browser.tell("done", entry=entry, level=None, looked_at=["money"], themes={"money": note}, next=entry)
    assert browser.view["items"][entry]["named_notes"] == ["money"], "recorded, it still does"
    log.add(alsnb.Theme(theme="money", description="What Gwen pays", example="It will cost"))
    browser.tell("show", tab="codebook")
    assert {each["theme"]: each["named"] for each in browser.view["codebook"]["themes"]} == {
        "listening": [], "money": ["definition"], "voice": [],
    }  # fmt: skip


def test_without_a_roster_nothing_is_framed_and_why_one_cannot_be_used_is_told(log, written, roster, tmp_path):
    there = Browser(log, "T1", roster=tmp_path / "none.csv").view
    assert there["roster"] == {"known": False, "why": ""}
    assert all(each["names"] == [] for each in there["items"].values())
    roster.path.chmod(0o644)
    told = Browser(log, "T1", roster=roster.path).view["roster"]
    assert not told["known"]
    assert "can be read by others" in told["why"]
    browser = Browser(log, "T1", roster=tmp_path / "kept" / "later.csv")
    made = Roster.open("K", path=tmp_path / "kept" / "later.csv", create=True)
    made.add(Person(code="m3", name="Nobody Spoke"))
    made.save()
    browser.tell("show")
    assert browser.view["roster"]["known"], "it is read as soon as it is there"


# Asking, and nothing there


def test_whoever_codes_is_asked_where_nobody_said_so(log, written):
    browser = Browser(log)
    assert browser.view["asks"] == "coder"
    browser.tell("coder", coder=" T9 ")
    assert (browser.view["asks"], browser.view["coder"], browser.view["given"]) == (None, "T9", False)
    browser.tell("coder", coder="two\nlines")
    assert "one line" in browser.shown.notice["text"]
    given = Browser(log, "T1")
    given.tell("coder", coder="T9")
    assert given.view["coder"] == "T1"
    author = alsnb.open_log(log.database.path, author="T5")
    assert Browser(author).view["coder"] == "T5"
    author.close()


def test_an_empty_log_says_what_is_missing(tmp_path):
    with alsnb.open_log(tmp_path / "y.db", create=True) as log:
        browser = Browser(log, "T1")
        assert browser.view["asks"] == "cohort"
        log.add(alsnb.Cohort(cohort="K"))
        browser.tell("show", tab="codebook")
        assert browser.view["asks"] is None
        assert browser.view["progress"]["all"] == 0
        browser.tell("starter")
        assert len(log.frames().themes) == 8
        log.add(alsnb.Cohort(cohort="L"))
        several = Browser(log, "T1")
        assert (several.view["asks"], several.view["cohorts"]) == ("which", ["K", "L"])
        several.tell("cohort", cohort="L")
        assert several.view["cohort"] == "L"
        assert several.view["themes"] == []
        neither = Browser(log)
        assert neither.view["asks"] == "which"
        neither.tell("cohort", cohort="L")
        assert neither.view["asks"] == "coder"
        with pytest.raises(alsnb.LogError, match="no cohort 'M'"):
            Browser(log, "T1", cohort="M")
        with pytest.raises(alsnb.AlsnbError, match="from 0 to 1"):
            Browser(log, "T1", share=20)


def test_a_reflection_that_is_not_shared_any_more_is_not_coded(log, written):
    browser = Browser(log, "T1")
    log.amend(written[0], visibility="private")
    browser.done(written[0], "money")
    assert browser.shown.notice["bad"]
    assert said(log) == {}


def test_what_a_notebook_keeps_says_nothing_of_the_reflections(log, written):
    browser = Browser(log, "T1")
    assert "listened" in json.dumps(browser.view)
    assert "listened" not in str(browser.shown._repr_mimebundle_()[0])
    assert str(log.database.path) not in json.dumps(browser.view)


def test_style_sheets_say_nothing_that_webkit_does_not_draw():
    sheets = [path.read_text() for path in Path(alsnb.widgets.__file__).parent.rglob("*.css")]
    assert len(sheets) > 3
    for sheet in sheets:
        # Of text-decoration, it takes no shorthand longer than one word.
        assert re.findall(r"text-decoration:\s*[^;\s]+ [^;]+;", sheet) == []
    assert any(".jp-Notebook-cell:has(.alsnb) { content-visibility: visible; }" in sheet for sheet in sheets)
