"""What a form does in the kernel: drawn from any record, it saves once what is sent twice and acknowledges no loss."""

import typing

import pytest
from hypothesis import HealthCheck, assume, given, settings
from strategies import ANY_RECORD

import alsnb
from alsnb import plausible
from alsnb.log import schema
from alsnb.records import NOT_TOLD, RECORDS
from alsnb.widgets import form
from alsnb.widgets.controls import CONTROLS


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "x.db", create=True, author="A1") as log:
        yield log


class Browser:
    """What the browser's side of a form sends, and what it is answered."""

    def __init__(self, shown):
        self.shown, self.acknowledged = shown, []
        shown.send = lambda message: self.acknowledged.extend(message["acknowledged"])

    @property
    def spec(self):
        return self.shown.forms["form"]["spec"]

    @property
    def state(self):
        return self.shown.forms["form"]["state"]

    def send(self, event_kind, /, **values):
        event = {"id": alsnb.new_id(), "at": 1_700_000_000_000, "kind": event_kind, "form": "form"}
        event["entry"] = self.state["entry"]
        return self.again(event | ({"values": values} if event_kind in ("draft", "save") else {}))

    def again(self, event):
        self.shown._receive(self.shown, {"events": [event]}, [])
        return event


def reflect(log, **more):
    return Browser(form(log, alsnb.Reflection, member="A1", cohort="C", cycle=1, **more))


@pytest.mark.parametrize("kind", RECORDS)
def test_every_record_has_a_form_with_the_labels_and_help_of_its_declaration(log, kind):
    record = RECORDS[kind]
    names = [name for name in record.model_fields if name not in ("entry", "stages")]
    shown = Browser(form(log, record, ask=names)).spec
    assert [each["name"] for each in shown["fields"]] == names
    for each in shown["fields"]:
        declared = record.model_fields[each["name"]]
        assert (each["label"], each["help"]) == (declared.title, declared.description)
        assert each["required"] == declared.is_required()
        assert each["control"] in {*CONTROLS.values(), "text"}
        if each["control"] == "choice":
            literal = next(a for a in (declared.annotation, *typing.get_args(declared.annotation))
                           if typing.get_origin(a) is typing.Literal)  # fmt: skip
            assert [choice["value"] for choice in each["choices"]] == list(typing.get_args(literal))
    ids = [each["id"] for each in shown["fields"]]
    assert len(set(ids)) == len(ids)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(record=ANY_RECORD)
def test_what_a_record_says_typed_into_a_form_is_that_record(record):
    assume(not plausible.refused(record))
    with alsnb.open_log("alsnb:sample") as log:
        names = [name for name in type(record).model_fields if name not in {*NOT_TOLD, "stages"}]
        known = {"stages": record.stages} if "stages" in type(record).model_fields else {}
        browser = Browser(form(log, type(record), ask=names, **known))
        said = record.model_dump(mode="json")
        # What is recorded only if it is said is left as the form has it.
        typed = {name: said.get(name, type(record).model_fields[name].default) for name in names}
        browser.send("save", **typed)
        if browser.state["doubts"]:  # what is far away is asked about, once
            browser.send("save", **typed)
        assert browser.state["problems"] == {}, browser.state["message"]
        saved = log.history(browser.state["entry"])[-1].record
        # A field left empty says nothing, as does one with spaces alone.
        compared = set(type(record).model_fields) - {"entry", "learning_set"}
        assert {name: value for name, value in saved if name in compared} == {
            name: value if value != "" else None for name, value in record if name in compared
        }


def test_a_save_sent_twice_is_saved_once(log):
    browser = reflect(log)
    event = browser.send("save", text="one")
    browser.again(event)
    browser.again(browser.send("save", text="two"))
    entry = browser.state["entry"]
    assert [each.record.text for each in log.history(entry)] == ["one", "two"]
    browser.again(browser.send("undo"))
    assert [each.record.text for each in log.history(entry)] == ["one", "two", "one"]
    assert len(browser.acknowledged) == 6


def test_the_first_save_is_undone_by_taking_the_entry_back_and_saved_again_it_is_there(log):
    browser = reflect(log)
    browser.send("save", text="one")
    browser.again(browser.send("undo"))
    entry = browser.state["entry"]
    assert log.get(entry).withdrawn
    assert len(log.history(entry)) == 2
    assert log.frames().reflections.empty
    assert (browser.state["saved_at"], browser.state["can_undo"]) == (None, False)
    assert browser.state["values"]["text"] == "one"
    browser.send("save", text="one")
    assert list(log.frames().reflections["text"]) == ["one"]
    browser.send("undo")
    assert log.frames().reflections.empty


def test_a_save_that_reached_the_log_before_the_kernel_died_is_known_to_the_next(log):
    event = reflect(log).send("save", text="one")
    later = reflect(log)
    later.again(event)
    assert [each.text for each in map(log.get, log.frames().reflections["entry"])] == ["one"]
    assert later.acknowledged == [event["id"]]
    assert later.state["saved_at"] is not None


def test_a_draft_comes_back_and_goes_when_it_is_saved(log):
    browser = reflect(log)
    browser.send("draft", text="half a sen")
    again = reflect(log)
    assert again.state["values"]["text"] == "half a sen"
    assert again.state["restored_at"] is not None
    assert again.state["entry"] == browser.state["entry"]
    again.send("save", text="half a sentence")
    assert log.drafts() == []
    assert reflect(log).state["values"]["text"] is None


def test_what_was_typed_is_told_to_a_form_that_is_drawn_after_it_was_taken(log):
    browser = reflect(log)
    reset = browser.state["reset"]
    browser.send("draft", text="typed before the form was drawn")
    assert browser.state["values"]["text"] == "typed before the form was drawn"
    assert browser.state["reset"] == reset  # where it is drawn, nothing is written over


def test_drafts_of_different_forms_do_not_mix(log):
    reflect(log).send("draft", text="about cycle 1")
    other = form(log, alsnb.Reflection, member="A1", cohort="C", cycle=2)
    assert Browser(other).state["restored_at"] is None


def test_what_the_log_cannot_keep_is_not_acknowledged(log, monkeypatch):
    browser = reflect(log)

    def refuse(*_, **__):
        raise alsnb.LogError("the disk is full")

    for name in ("add", "keep_draft"):
        monkeypatch.setattr(log, name, refuse)
    browser.send("draft", text="x")
    assert "kept in this browser" in browser.state["message"]
    browser.send("save", text="x")
    assert browser.state["message"] == "Not saved: the disk is full. What you typed is still here."
    assert browser.acknowledged == []


def test_what_is_wrong_is_told_field_by_field(log):
    browser = Browser(form(log, alsnb.Action, member="A1", cohort="C", cycle=1))
    browser.send("save", what="", due="31 May")
    assert browser.state["problems"] == {"what": "is needed", "due": "expected a date such as 2026-11-01"}
    assert log.frames().actions.empty
    assert browser.state["saved_at"] is None


def test_a_name_typed_into_a_text_is_remarked_on_and_saved_all_the_same(log):
    browser = reflect(log)
    browser.send("draft", text="Will it work? Gwen said so; Grace and Gwen will tell Peter.")
    assert browser.state["names"] == ["Gwen", "Peter"]  # the others are ordinary words as well
    browser.send("save", text="Peter said so.")
    assert browser.state["names"] == ["Peter"]
    assert log.get(browser.state["entry"]).text == "Peter said so."
    browser.send("draft", text="My manager said so.")
    assert browser.state["names"] == []


def test_an_entry_is_amended_in_a_form(log):
    entry = log.add(alsnb.Reflection(member="A1", cohort="C", cycle=1, text="one", visibility="tutor"))
    browser = reflect(log, entry=entry)
    assert browser.state["values"]["text"] == "one"
    browser.send("save", text="two", visibility="tutor")
    assert log.get(entry).text == "two"
    assert [each["said"] for each in browser.state["history"]] == [
        "Reflection: one\nWho may read this: tutor", "Reflection: two\nWho may read this: tutor",
    ]  # fmt: skip


def test_a_field_emptied_is_emptied(log):
    browser = reflect(log)
    browser.send("save", text="one", prompt="Why?")
    browser.send("save", text="one", prompt="")
    assert log.get(browser.state["entry"]).prompt is None


def test_fields_that_are_not_asked_for_stay_as_they_are(log):
    entry = log.add(alsnb.Reflection(member="A1", cohort="C", cycle=1, text="one", prompt="Why?", visibility="set"))
    browser = reflect(log, entry=entry, ask=["text"])
    browser.send("save", text="two")
    now = log.get(entry)
    assert (now.text, now.prompt, now.visibility) == ("two", "Why?", "set")


def test_what_a_notebook_keeps_of_a_form_says_nothing_of_what_was_typed(log):
    browser = reflect(log)
    browser.send("save", text="a secret")
    assert "secret" in str(browser.state)
    kept = browser.shown._repr_mimebundle_()[0]
    assert "secret" not in str(kept)
    assert "application/vnd.jupyter.widget-view+json" in kept


def test_another_entry_can_be_started(log):
    browser = reflect(log, another="Write another")
    browser.send("save", text="one")
    first = browser.state["entry"]
    browser.send("another")
    browser.send("save", text="two")
    assert browser.state["entry"] != first
    assert sorted(log.frames().reflections["text"]) == ["one", "two"]


def test_a_field_there_is_not_is_refused(log):
    with pytest.raises(alsnb.RecordError, match="Reflection has no field 'mood'"):
        form(log, alsnb.Reflection, mood="calm")
    with pytest.raises(alsnb.RecordError, match="Reflection has no field 'mood'"):
        form(log, alsnb.Reflection, ask=["mood"])


def test_a_form_holds_no_path_of_the_log(log):
    assert str(log.database.path) not in str(Browser(form(log, alsnb.Reflection)).spec)
    assert schema.VERSION  # the log is one


def test_what_a_browser_keeps_is_kept_apart_for_logs_of_the_same_name(tmp_path, monkeypatch):
    keys, drafts = [], []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        monkeypatch.chdir(folder)
        with alsnb.open_log("cohort.db", create=True) as log:
            shown = form(log, alsnb.Reflection, member="A1", cohort="C", cycle=1)
            keys.append(shown.outbox)
            drafts.append(shown.draft_key("form"))
    assert len(set(keys)) == 2
    assert len(set(drafts)) == 1  # a folder that is moved takes its drafts along


# Nothing invented, nothing overwritten


def promise(log, **more):
    return Browser(form(log, alsnb.Action, member="A1", cohort="C", cycle=1, another="Add another", **more))


def actions(log):
    return sorted(log.frames().actions["what"])


def test_adding_never_overwrites_and_what_was_added_can_be_changed_and_undone(log):
    browser = promise(log)
    browser.send("save", what="Ask")
    assert (browser.state["values"]["what"], browser.state["new"]) == (None, True)
    first = browser.state["last"]
    assert (first["words"], first["withdrawn"]) == ("Ask", False)
    browser.send("save", what="Listen")
    assert actions(log) == ["Ask", "Listen"]
    browser.again(event("change", entry=first["entry"]))
    assert browser.state["values"]["what"] == "Ask"
    browser.again(event("save", entry=first["entry"], values={"what": "Ask twice"}))
    assert (actions(log), browser.state["values"]["what"]) == (["Ask twice", "Listen"], None)
    browser.again(event("undo", entry=first["entry"]))
    assert actions(log) == ["Ask", "Listen"]
    browser.send("save", what="Wait")
    third = browser.state["last"]["entry"]
    browser.again(event("undo", entry=third))
    assert (actions(log), browser.state["last"]["withdrawn"]) == (["Ask", "Listen"], True)
    back = browser.again(event("bring_back", entry=third))
    promise(log).again(back)
    assert actions(log) == ["Ask", "Listen", "Wait"]
    assert [each.record.withdrawn for each in log.history(third)] == [False, True, False]


def event(event_kind, **more):
    return {"id": alsnb.new_id(), "at": 1_700_000_000_000, "kind": event_kind, "form": "form"} | more


def test_what_is_added_while_no_kernel_answers_is_each_an_entry_however_it_arrives(log):
    browser = promise(log)
    was = browser.state["entry"]
    one, two = (
        event("save", entry=alsnb.new_id(), was=was, values={"what": "Ask"}),
        event("save", entry=(second := alsnb.new_id()), was=second, values={"what": "Listen"}),
    )
    late = event("draft", entry=was, values={"what": "As"}) | {"id": one["id"][:-1] + "0"}
    for each in (one, two, one):
        browser.again(each)
    assert actions(log) == ["Ask", "Listen"]
    later = promise(log)
    for each in (two, one):
        later.again(each)
    assert actions(log) == ["Ask", "Listen"]
    if late["id"] < one["id"]:
        browser.again(late)  # overtaken by the save of it
    assert log.drafts() == []


def test_what_is_typed_meanwhile_stays_and_what_was_refused_is_put_aside(log):
    browser = promise(log)
    refused = alsnb.new_id()
    browser.again(
        event("save", entry=refused, was=browser.state["entry"], values={"what": "", "success": "They answer"})
    )
    assert browser.state["problems"] == {"what": "is needed"}
    assert browser.state["values"]["success"] == "They answer"
    following = alsnb.new_id()
    browser.again(event("draft", entry=following, values={"what": "Listen", "success": ""}))
    assert browser.state["values"] | {"due": None} == browser.state["values"] | {
        "what": "Listen",
        "success": "",
        "due": None,
    }
    assert [each["words"] for each in browser.state["aside"]] == ["They answer"]
    again = promise(log)
    assert again.state["values"]["what"] == "Listen"
    again.again(event("reopen", entry=refused))
    assert again.state["values"]["success"] == "They answer"
    assert [each["words"] for each in again.state["aside"]] == ["Listen"]
    again.again(event("save", entry=refused, values={"what": "Ask", "success": "They answer"}))
    again.again(event("reopen", entry=following))
    again.again(event("save", entry=following, values={"what": "Listen"}))
    assert actions(log) == ["Ask", "Listen"]
    assert log.drafts() == []


def test_what_cannot_be_read_is_asked_about_and_kept_but_never_saved(log):
    browser = Browser(form(log, alsnb.Action, member="A1", cohort="C", cycle=1))
    browser.again(event("save", entry=browser.state["entry"], values={"what": "Ask", "due": ""}, unreadable=["due"]))
    assert browser.state["problems"] == {"due": "Enter a whole date, such as 12 May 2026."}
    assert log.frames().actions.empty
    later = Browser(form(log, alsnb.Action, member="A1", cohort="C", cycle=1))
    assert later.state["values"]["what"] == "Ask"


def test_what_is_doubtful_is_asked_about_once_at_its_field(log):
    log.add(alsnb.Cohort(cohort="C", start="2026-09-01"))
    browser = Browser(form(log, alsnb.Action, member="A1", cohort="C", cycle=1))
    first = browser.send("save", what="Ask", due="6122-05-12")
    assert set(browser.state["doubts"]) == {"due"}
    assert "6122" in browser.state["doubts"]["due"]
    later = Browser(form(log, alsnb.Action, member="A1", cohort="C", cycle=1))
    assert later.state["values"]["due"] == "6122-05-12"  # nothing that was typed is lost
    later.again(first)
    later.again(first)
    assert log.frames().actions.empty  # the same click sent again is no answer
    later.send("save", what="Ask", due="0024-05-12")
    assert set(later.state["doubts"]) == {"due"}
    later.send("save", what="Ask", due="0024-05-12")
    assert later.state["doubts"] == {}
    assert actions(log) == ["Ask"]


def test_what_was_confirmed_is_not_asked_about_when_something_else_is_changed(log):
    browser = Browser(form(log, alsnb.Meeting, cohort="C", learning_set="A", cycle=1, ask=["planned_minutes", "place"]))
    for _ in range(2):
        browser.send("save", planned_minutes=90_000)
    assert browser.state["doubts"] == {}
    browser.send("save", planned_minutes=90_000, place="room 1")
    assert browser.state["doubts"] == {}
    (row,) = log.frames().meetings.to_dict("records")
    assert (row["planned_minutes"], row["place"]) == (90_000, "room 1")


def test_a_form_amends_its_own_entry_and_no_other(log):
    mine, theirs = (
        log.add(alsnb.Reflection(member=member, cohort="C", cycle=1, text=member)) for member in ("A1", "A2")
    )
    for browser in (reflect(log), reflect(log, entry=mine), reflect(log, another="Write another")):
        browser.again(event("save", entry=theirs, values={"text": "not theirs", "visibility": "tutor"}))
        browser.again(event("undo", entry=theirs))
        assert (log.get(theirs).text, log.get(theirs).withdrawn) == ("A2", False)


def test_what_was_said_of_a_refused_save_stays_until_the_value_changes(log):
    browser = Browser(form(log, alsnb.Action, ask=["what", "due"], member="A1", cohort="C", cycle=1))
    browser.send("save", what="", due=None)
    refused = browser.state["problems"]
    assert refused
    browser.send("draft", what="", due=None)
    assert (browser.state["problems"], bool(browser.state["message"])) == (refused, True)
    browser.send("draft", what="Ask", due=None)
    assert (browser.state["problems"], browser.state["message"]) == ({}, "")


def test_an_undo_says_so_and_undone_twice_the_change_is_back(log):
    told = []
    browser = Browser(form(log, alsnb.Action, ask=["what"], member="A1", cohort="C", cycle=1, saved=told.append))
    for what in ("Ask", "Listen"):
        browser.send("save", what=what)
    browser.send("undo")
    assert (browser.state["values"]["what"], browser.state["undone"]) == ("Ask", True)
    browser.send("undo")
    assert (browser.state["values"]["what"], browser.state["undone"]) == ("Listen", False)
