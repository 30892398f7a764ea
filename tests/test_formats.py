"""The shipped formats against a table written by hand from their sources, and the loader against bad files."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import alsnb
from alsnb import formats
from alsnb.errors import FormatError
from alsnb.formats import KINDS, Format, Range
from alsnb.records import QUESTIONS

SHIPPED = ["carnegie", "chester", "handout", "science-council-experience", "science-council-questions", "wales"]
COUNCIL = ["science-council-questions", "science-council-experience"]

# What each source states, as (low, high, hedge) for a range; None is what it does not state.
# Columns: chester, carnegie, handout, wales, both science council formats.
RANGES = {
    "composition.size": [(6, 6, "about"), None, (4, 7, "usually"), (5, 7, "usually"), (None, 9, "usually")],
    "meetings.number": [(6, 6, None), None, None, None, None],
    "meetings.interval_months": [(1, 1, "usually"), None, None, None, (1, 2, "usually")],
    "meetings.minutes": [(180, None, None), None, None, None, None],
    "airtime.minutes": [(20, 20, "about"), (20, None, None), None, (30, 40, "usually"), None],
    "airtime.presenters": [None, None, (1, 2, None), None, None],
}
FACTS = {
    "meetings.regular": [True, True, True, None, True],
    "airtime.presenters_rule": ["every_member", "one_at_a_time", "one_at_a_time", "as_time_allows", None],
    "facilitation.by": [("external",), ("facilitator", "self"), ("facilitator", "self"), ("facilitator",), ()],
    "facilitation.qualification": ["trained", None, None, "skilled", None],
    "facilitation.may_become_self": [True, None, True, None, None],
    "facilitation.may_pause": [None, None, None, True, None],
    "composition.responsibility": ["similar", None, None, None, None],
    "composition.experience": [None, None, None, None, "mixed"],
    "composition.organisations": [("same", "different"), (), (), (), ("same", "different")],
    "composition.line_management": [False, None, None, None, None],
    "composition.voluntary": [None, None, "preferable", None, None],
    "judgement": [None, "none", "empathy instead", None, None],
    "agreed_at_start": [None, None, True, True, None],
    "issue.kinds": [(), (), (), ("project", "person", "pattern"), ()],
    "report_back.at": ["start_of_airtime", "next_meeting", None, "check_in", "start_of_meeting"],
    "report_back.by": ["presenter", "presenter", None, "earlier_presenters", None],
    "report_back.implied": [False, False, True, False, False],
}
# A word that the stated text must hold; None where nothing is stated.
WORDS = {
    "meetings.period": [None, "several months", None, "sessions", "confident"],
    "meetings.arranged": [None, None, "e-mail", None, None],
    "meetings.setting": ["away from work", None, None, "distraction", None],
    "composition.members": [None, "experienced educators", None, "wellbeing leads", None],
    "follow_on": ["new one", "cycle", None, None, None],
    "issue.should_be": ["personal significance", "mentoring or coaching", "mutual importance", "school", "resolution"],
    "report_back.what": ["action plan", "what did not", None, "actions", "progress"],
    "yields": ["action plan", "insight", "agreed action", "action review sheet", "summary of the outcomes"],
    "ground_rules": ["trust", "curious", "confidentiality", "confidential", "engage"],
}
OPEN = {"clarifying_question", "reflective_question", "analytical_question", "future_action_question"}
POLICY = {
    "chester": {"welcome": OPEN},
    "carnegie": {"welcome": OPEN - {"future_action_question"}, "by_invitation": {"idea", "advice"}},
    "handout": {"welcome": OPEN | {"experience", "support", "challenge"}, "discouraged": {"advice"}},
    "wales": {
        "welcome": OPEN | {"process_observation", "content_observation", "facilitator_pause"},
        "discouraged": {"advice_as_question"},
    },
    "science-council-questions": {"welcome": OPEN, "discouraged": {"experience"}},
    "science-council-experience": {"welcome": OPEN | {"experience"}},
}
# key, who, place, minutes, marks: r repeats, o optional, u uninterrupted, 1 first meeting, 2 from the second on
STAGES = {
    "chester": [
        ("report_back", "presenter", "during", None, "r2"),
        ("introduce", "presenter", "during", None, "r"),
        ("work", "set presenter", "during", None, "r"),
        ("action", "presenter", "during", None, "r"),
    ],
    "carnegie": [
        ("outline", "presenter", "during", None, "r"),
        ("discuss", "set", "during", None, "r"),
        ("question", "set", "during", None, "r"),
        ("insight", "presenter", "during", None, "r"),
        ("act", "presenter", "between", None, "r"),
        ("outcomes", "presenter", "next_meeting", None, "r2"),
        ("take_stock", "presenter", "next_meeting", None, "r2"),
    ],
    "handout": [
        ("clarify", "", "during", None, "r"),
        ("list", "", "during", None, "r"),
        ("choose", "presenter", "during", None, "r"),
    ],
    "wales": [
        ("prepare", "all", "before", None, ""),
        ("rules", "facilitator", "during", None, "o"),
        ("check_in", "all", "during", None, ""),
        ("report_back", "earlier_presenters", "during", None, "2"),
        ("outline", "presenter", "during", (5, 10, None), "ur"),
        ("clarify", "set", "during", None, "r"),
        ("explore", "set", "during", None, "r"),
        ("future", "set", "during", None, "r"),
        ("presenter_feedback", "presenter", "during", None, "r"),
        ("set_feedback", "set", "during", None, "r"),
        ("review_sheet", "", "during", None, "o"),
        ("review", "facilitator", "during", None, ""),
    ],
    "science-council": [
        ("introductions", "", "during", None, "1"),
        ("progress", "", "during", None, "2"),
        ("present", "presenter", "during", None, "r2"),
        ("respond", "set", "during", None, "r2"),
        ("summary", "", "during", None, "2"),
    ],
}


def columns(table):
    sources = ["chester", "carnegie", "handout", "wales", *COUNCIL]
    return [
        pytest.param(trait, key, stated, id=f"{key}-{trait}")
        for trait, row in table.items()
        for key, stated in zip(sources, [*row, row[-1]], strict=True)
    ]


def at(one, trait):
    for name in trait.split("."):
        one = getattr(one, name)
    return one


def bounds(span):
    return span and (span.low, span.high, span.hedge)


def test_the_shipped_formats():
    assert formats.keys() == SHIPPED
    assert [formats.load(key).key for key in SHIPPED] == SHIPPED


@pytest.mark.parametrize(("trait", "key", "stated"), columns(RANGES))
def test_range(trait, key, stated):
    assert bounds(at(formats.load(key), trait)) == stated


@pytest.mark.parametrize(("trait", "key", "stated"), columns(FACTS))
def test_fact(trait, key, stated):
    assert at(formats.load(key), trait) == stated


@pytest.mark.parametrize(("trait", "key", "stated"), columns(WORDS))
def test_words(trait, key, stated):
    found = at(formats.load(key), trait)
    if stated is None:
        assert found in (None, ())
    else:
        assert stated in ("; ".join(map(str, found)) if isinstance(found, tuple) else found)


@pytest.mark.parametrize("key", SHIPPED)
def test_policy(key):
    one = formats.load(key)
    for kind in KINDS:
        stated = next((policy for policy, kinds in POLICY[key].items() if kind in kinds), "not_stated")
        assert (kind, one.policy(kind)) == (kind, stated)


@pytest.mark.parametrize("key", SHIPPED)
def test_stages(key):
    found = []
    for stage in formats.load(key).stages:
        marks = "".join(mark for mark, on in [("u", stage.uninterrupted), ("o", stage.optional)] if on)
        marks += (
            "r" * stage.repeats + {None: "", (1, 1): "1", (2, None): "2"}[stage.meetings and bounds(stage.meetings)[:2]]
        )
        found.append((stage.key, " ".join(stage.who), stage.place, bounds(stage.minutes), marks))
    assert found == STAGES["science-council" if key in COUNCIL else key]


def test_questions_belong_to_stages():
    asked = {stage.key: stage.questions for stage in formats.load("wales").stages if stage.questions}
    assert asked == {
        "clarify": ("clarifying_question",),
        "explore": ("reflective_question", "analytical_question"),
        "future": ("future_action_question",),
    }
    assert formats.load("carnegie").stages[2].questions == QUESTIONS[:3]


def test_stages_at_a_meeting():
    council = formats.load("science-council-questions")
    assert [stage.key for stage in council.stages_at(1)] == ["introductions"]
    assert [stage.key for stage in council.stages_at(2)] == ["progress", "present", "respond", "summary"]
    assert [stage.key for stage in formats.load("chester").stages_at(1)] == ["introduce", "work", "action"]


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("carnegie", ["outcomes", "worked", "did not", "why", "learnt", "practice"]),
        ("wales", ["actions since the last meeting"]),
    ],
)
def test_report_back_items_in_order(key, what):
    items = formats.load(key).report_back.what
    assert [word for word, item in zip(what, items, strict=True) if word not in item] == []


def test_ground_rules_of_the_handout():
    words = ["time", "confidentiality", "attendance", "notes", "briefed", "plan", "act between"]
    assert all(word in rule for word, rule in zip(words, formats.load("handout").ground_rules, strict=True))


def test_yields_say_what_shows_them():
    shown = {key: [(y.per, y.shown_by, y.optional) for y in formats.load(key).yields] for key in SHIPPED}
    council = [("meeting", ("summary",), False)]
    assert shown == {
        "chester": [("presenter", ("action",), False)],
        "carnegie": [("presenter", ("insight",), False), ("presenter", ("goal", "action"), False)],
        "handout": [("meeting", ("action",), False), ("presenter", ("action",), False)],
        "wales": [("meeting", ("action", "learning"), True)],
        **dict.fromkeys(COUNCIL, council),
    }


def test_every_format_names_its_source():
    said = {key: (s.organisation, s.author) for key in SHIPPED if (s := formats.load(key).source).title}
    assert said == {
        "chester": ("University of Chester", None),
        "carnegie": ("Carnegie School of Education", "Rachel Lofthouse"),
        "handout": (None, None),
        "wales": ("Education Support", "Leonie Hurrell"),
        **dict.fromkeys(COUNCIL, ("Science Council", None)),
    }


def test_the_two_council_formats_differ_in_their_rule_alone():
    one, other = (formats.load(key).model_dump() for key in COUNCIL)
    assert {name for name in one if one[name] != other[name]} == {"key", "title", "contributions", "stages"}
    differing = [a["key"] for a, b in zip(one["stages"], other["stages"], strict=True) if a != b]
    assert differing == ["respond"]


# Ranges


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Range(low=6, high=6, hedge="about"), "about 6"),
        (Range(low=30, high=40, hedge="usually"), "usually 30–40"),
        (Range(low=20, note="for the stage at hand"), "at least 20 (for the stage at hand)"),
        (Range(high=9), "up to 9"),
        (Range(low=0.5, high=2), "0.5–2"),
    ],
)
def test_range_as_text(span, text):
    assert str(span) == text


def test_range_holds_with_slack_where_it_is_hedged():
    about, strict = Range(low=20, high=20, hedge="about"), Range(low=20, high=20)
    assert [value for value in (15.9, 16, 20, 24, 24.1) if about.holds(value, slack=0.2)] == [16, 20, 24]
    assert [value for value in (16, 20, 24) if strict.holds(value, slack=0.2)] == [20]
    assert [value for value in (19, 20, 21) if about.holds(value)] == [20]


numbers = st.none() | st.integers(0, 100)


@given(numbers, numbers, st.integers(0, 100))
def test_range_holds_what_lies_between(low, high, value):
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        with pytest.raises(ValueError, match="expected"):
            Range(low=low, high=high)
    else:
        within = set(range(low or 0, 101 if high is None else high + 1))
        assert Range(low=low, high=high).holds(value) == (value in within)


# A course's own format

SMALLEST = """
title = "Ours"
[source]
title = "Module handbook"
"""


@pytest.fixture
def write(tmp_path):
    def file(text, name="ours.toml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return file


def test_the_smallest_format_states_nothing_else(write):
    ours = formats.load(write(SMALLEST))
    assert (ours.key, ours.title, ours.source.title) == ("ours", "Ours", "Module handbook")
    assert {ours.policy(kind) for kind in KINDS} == {"not_stated"}
    stated = ours.model_dump(exclude_defaults=True)
    assert stated == {"key": "ours", "title": "Ours", "source": {"title": "Module handbook"}}


def test_the_file_may_come_from_notepad(write):
    assert formats.load(write("\ufeff" + SMALLEST.replace("\n", "\r\n"))).title == "Ours"


def test_a_path_may_begin_at_home(write, monkeypatch):
    monkeypatch.setenv("HOME", str(write(SMALLEST).parent))
    monkeypatch.setenv("USERPROFILE", str(write(SMALLEST).parent))
    assert formats.load(Path("~/ours.toml")).title == "Ours"


@pytest.mark.parametrize("name", ["ours", "ours.toml"])
def test_a_name_means_a_file_in_the_folder(write, name):
    folder = write(SMALLEST).parent
    assert formats.load(name, folder).title == "Ours"
    with pytest.raises(FormatError, match=r'did you mean "ours.toml"'):
        formats.load("our.toml", folder)
    with pytest.raises(FormatError, match=r"not the name of a \.toml file beside the log"):
        formats.load(name)


def test_a_path_once_noted_in_a_log_means_the_file_beside_the_log(write):
    folder = write(SMALLEST).parent
    for path in ("/home/tina/course/ours.toml", r"C:\Users\tina\ours.toml", "~/ours.toml", "../ours.toml"):
        assert formats.load(path, folder).title == "Ours"


SECRET = "password = correct horse"
PATHS = [
    "/dev/zero",
    "../secret.toml",
    "../secret",
    "~/secret.toml",
    "~",
    "/",
    "..",
    ".",
    "a/b",
    "a\\b",
    "a\0b",
    "C:x.toml",
]


@pytest.mark.parametrize("name", PATHS)
def test_no_name_is_opened_as_a_path(write, monkeypatch, name):
    outside = write(SECRET, "secret.toml").parent
    folder = write(SMALLEST, "course/ours.toml").parent
    monkeypatch.setenv("HOME", str(outside))
    monkeypatch.chdir(folder)
    for where in (folder, None):
        with pytest.raises(FormatError, match=r"not (a format's|the) name") as caught:
            formats.load(name, where)
        assert SECRET not in str(caught.value)
    with pytest.raises(FormatError, match=r"extends: found .* not (a format's|the) name") as caught:
        formats.load(write(f"extends = {json.dumps(name)}" + SMALLEST, "course/mine.toml"))
    assert SECRET not in str(caught.value)


def test_only_a_file_is_opened(tmp_path):
    """A folder, or a device behind a link, may bear the name of one."""
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "endless.toml").symlink_to("/dev/zero")
    for name in ("folder", "endless"):
        with pytest.raises(FormatError, match="not the name"):
            formats.load(name, tmp_path)


def test_a_format_may_give_its_own_key(write):
    assert formats.load(write('key = "spring"' + SMALLEST)).key == "spring"


def test_extending_takes_over_what_is_not_given(write):
    ours = formats.load(
        write("""
        extends = "wales"
        title = "Ours"
        ground_rules = ["phones off"]
        [composition]
        size = { low = 8 }
        [contributions]
        welcome = ["advice_as_question", "idea"]
        not_stated = ["content_observation"]
        [[stages]]
        key = "outline"
        minutes = { high = 8 }
        [[stages]]
        key = "silence"
        title = "Silence"
        what = "Nobody speaks."
        place = "during"
        """)
    )
    wales = formats.load("wales")
    assert (ours.key, ours.title, ours.extends, ours.ground_rules) == ("ours", "Ours", "wales", ("phones off",))
    assert ours.composition == wales.composition.model_copy(update={"size": Range(low=8)})
    assert (ours.source, ours.meetings, ours.airtime) == (wales.source, wales.meetings, wales.airtime)
    changed = {kind: ours.policy(kind) for kind in KINDS if ours.policy(kind) != wales.policy(kind)}
    assert changed == {"advice_as_question": "welcome", "idea": "welcome", "content_observation": "not_stated"}
    before = [stage.key for stage in wales.stages]
    assert [stage.key for stage in ours.stages] == [*before[:5], "silence", *before[5:]]
    assert ours.stages[4] == wales.stages[4].model_copy(update={"minutes": Range(high=8)})
    assert ours.stages[6:] == wales.stages[5:]


@pytest.mark.parametrize("name", ["base.toml", "base"])
def test_extending_a_file_beside_it_may_go_on(write, name):
    write('extends = "chester"\nabstract = true\ntitle = "Base"', "course/base.toml")
    ours = formats.load(write(f'extends = "{name}"\naim = "to learn"', "course/ours.toml"))
    assert (ours.title, ours.aim, ours.abstract) == ("Base", "to learn", False)
    assert ours.stages == formats.load("chester").stages


def test_an_abstract_shipped_file_may_be_extended(write):
    ours = formats.load(write('extends = "science-council"'))
    assert (ours.policy("experience"), len(ours.stages)) == ("not_stated", 5)


def test_check_opens_no_file_that_a_cohort_names(write):
    folder = write(SECRET, "secret.toml").parent / "course"
    for number, name in enumerate((str(folder.parent / "secret.toml"), "../secret.toml", "/dev/zero")):
        with alsnb.open_log(folder / f"{number}.db", create=True) as log:
            log.add(alsnb.Cohort(cohort="K", format=name))
            said = "\n".join(" ".join(problem) for problem in alsnb.check(log))
            assert "not a format's name but a path" in said
            assert SECRET not in said


# Bad files: what the message says

STAGE = '[[stages]]\nkey = "{}"\ntitle = "T"\nwhat = "W"\nplace = "during"\n'
BAD = {
    "a missing title": ('[source]\ntitle = "S"', "title is missing (name of the format)"),
    "a missing source": ('title = "Ours"', "source is missing"),
    "an unknown key": (
        SMALLEST + "[composition]\nsise = 4",
        "composition.sise: found an unknown key, expected one of size, ",
    ),
    "an unknown key's neighbour": (SMALLEST + "[composition]\nsise = 4", 'did you mean "size"?'),
    "an odd unknown key": ('"a\\nb" = 1' + SMALLEST, '  "a\\nb": found an unknown key'),
    "a place": (
        SMALLEST + STAGE.format("a") + STAGE.format("b").replace("during", "durring"),
        'stages[2].place (stage "b"): found "durring", expected one of before, during, between, next_meeting; did',
    ),
    "nothing near": (
        SMALLEST + STAGE.format("a").replace("during", "zz"),
        "expected one of before, during, between, next_meeting",
    ),
    "a stage without a key": (
        SMALLEST + '[[stages]]\ntitle = "T"\nwhat = "W"\nplace = "during"',
        "stages[1].key is missing",
    ),
    "two stages of one key": (
        SMALLEST + STAGE.format("a") * 2,
        "stages: found the key a more than once, expected a key of",
    ),
    "a kind of contribution": (
        SMALLEST + '[contributions]\nwelcome = ["idea", "advise"]',
        'contributions.welcome[2]: found "advise", expected one of clarifying_question, ',
    ),
    "a policy": (
        SMALLEST + '[contributions]\nallowed = ["idea"]',
        "contributions.allowed: found an unknown key, expected one of welcome",
    ),
    "a kind in two lists": (
        SMALLEST + '[contributions]\nwelcome = ["idea"]\ndiscouraged = ["idea"]',
        "contributions: found idea more than once, expected each kind in one list",
    ),
    "a question that is none": (
        SMALLEST + STAGE.format("a") + 'questions = ["idea"]',
        'stages[1].questions[1] (stage "a"): found "idea", expected one of clarifying_question',
    ),
    "a kind of issue": (
        SMALLEST + '[issue]\nkinds = ["persons"]',
        'issue.kinds[1]: found "persons", expected one of project',
    ),
    "low above high": (
        SMALLEST + "[composition]\nsize = { low = 7, high = 5 }",
        "composition.size: found low = 7 above high = 5, expected low at or below high",
    ),
    "an empty range": (SMALLEST + "[composition]\nsize = { }", "composition.size: found neither low nor high"),
    "a number for a range": (
        SMALLEST + "[composition]\nsize = 6",
        "composition.size: found 6, expected a table with the keys low, high, hedge, note",
    ),
    "text for a number": (
        SMALLEST + '[airtime]\nminutes = { low = "20" }',
        'airtime.minutes.low: found "20", expected a number',
    ),
    "a negative number": (
        SMALLEST + "[airtime]\nminutes = { low = -1 }",
        "airtime.minutes.low: found -1, expected a number from 0 up",
    ),
    "infinity": (
        SMALLEST + "[airtime]\nminutes = { high = inf }",
        "airtime.minutes.high: found Infinity, expected a finite number",
    ),
    "a number for a flag": (SMALLEST + "[meetings]\nregular = 1", "meetings.regular: found 1, expected true or false"),
    "a number for text": ("aim = 5" + SMALLEST, "aim: found 5, expected text in quotes"),
    "a date for text": ("aim = 2026-01-02" + SMALLEST, 'aim: found "2026-01-02", expected text in quotes'),
    "empty text": ('aim = ""' + SMALLEST, 'aim: found "", expected text that is not empty'),
    "text for a list": (
        'ground_rules = "be kind"' + SMALLEST,
        'ground_rules: found "be kind", expected a list in square brackets',
    ),
    "a number for a table": (
        "airtime = 20" + SMALLEST,
        "airtime: found 20, expected a table with the keys minutes, presenters",
    ),
    "a stage that is none": (
        "stages = [3]" + SMALLEST,
        "stages[1]: found 3, expected a table with the keys key, title",
    ),
    "stages that are none": ("stages = 3" + SMALLEST, "stages: found 3, expected a list in square brackets"),
    "extends that is none": ("extends = 3" + SMALLEST, "extends: found 3, expected text in quotes"),
    "a base nobody has": (
        'extends = "walse"' + SMALLEST,
        'extends: found "walse", not the name of a .toml file beside it; expected one of carnegie, chester, handout, ',
    ),
    "a list changed while extending": (
        'extends = "science-council"\n[contributions]\nwelcome = "idea"',
        'contributions.welcome: found "idea", expected a list in square brackets',
    ),
    "a stage changed while extending": (
        'extends = "wales"\n' + STAGE.format("new") + '[[stages]]\nkey = "review"\nplace = "later"',
        'stages[2].place (stage "review"): found "later"',
    ),
    "two new stages of one key while extending": (
        'extends = "wales"\n' + STAGE.format("review") * 2,
        "found the key review",
    ),
    "a table over text": ('extends = "wales"\n[title]\na = 1', 'title: found {"a": 1}, expected text in quotes'),
    "text over a table": ('extends = "wales"\nsource = "S"', 'source: found "S", expected a table with the keys title'),
    "not TOML": ('title = "Ours"\nsize = = 3\n', 'line 2 is not TOML: found "size = = 3", expected key = value'),
    "a key given twice": ('title = "Ours"\ntitle = "Mine"\n\n', 'line 2 is not TOML: found "title = \\"Mine\\""'),
    "nothing but an end": ("title =", 'line 1 is not TOML: found "title ="'),
    "a list left open": ("x = [1,\n\n", 'line 1 is not TOML: found "x = [1,"'),
    "a long value": (
        "follow_on = [" + "1, " * 30 + "]" + SMALLEST,
        "follow_on: found [" + "1, " * 19 + "1…, expected text",
    ),
    "an empty base": ('extends = ""' + SMALLEST, 'extends: found "", not the name of a .toml file'),
    "a number too long": ("x = " + "9" * 5000, "line 1 is not TOML"),
    "brackets without end": ("x = " + "[" * 20000, "line 1 is not TOML"),
    "not UTF-8": (
        b'title = "Ours"\naim = "d\xe9j\xe0"',
        "line 2: found a byte that is not UTF-8; save the file as UTF-8",
    ),
    "an abstract file": (
        "abstract = true" + SMALLEST,
        "abstract = true, so it is a base to extend; formats to load: carnegie",
    ),
}
JARGON = re.compile(
    r"pydantic|validation|Traceback|errors\.|model_|dict|tuple|str\b|Input should|Value error|tomllib", re.IGNORECASE
)


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=BAD)
def test_bad_file(write, text, told):
    path = write(text)
    with pytest.raises(FormatError) as caught:
        formats.load(path)
    message = str(caught.value)
    assert str(path) in message
    assert told in message
    assert not JARGON.search(message.replace(str(path), ""))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_every_mistake_in_a_file_is_told_at_once(write):
    with pytest.raises(FormatError) as caught:
        formats.load(write(SMALLEST + "[meetings]\nregular = 1\nminuets = 3"))
    assert [line.split(":")[0].strip() for line in str(caught.value).splitlines()[1:]] == [
        "meetings.regular",
        "meetings.minuets",
    ]


def test_a_mistake_in_the_base_names_the_base(write):
    base = write("title = 3", "base.toml")
    with pytest.raises(FormatError, match=r"base\.toml is not a usable format:\n  title: found 3") as caught:
        formats.load(write('extends = "base.toml"'))
    assert str(caught.value).startswith(str(base))


@pytest.mark.parametrize("files", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}])
def test_extends_in_a_circle(write, files):
    for name, base in files.items():
        path = write(f'extends = "{base}.toml"' + SMALLEST, f"{name}.toml")
    with pytest.raises(FormatError, match="extends goes in a circle") as caught:
        formats.load(path.parent / "a.toml")
    trail = re.findall(r"\w\.toml", str(caught.value).split("circle: ")[1])
    assert trail[0] == "a.toml"
    assert trail[-1] in trail[:-1]


def test_a_missing_file_lists_what_there_is(tmp_path):
    with pytest.raises(FormatError, match=r"none\.toml: no such file") as caught:
        formats.load(tmp_path / "none.toml")
    assert str(caught.value).endswith(", ".join(SHIPPED))


def test_a_missing_base_is_told(write):
    with pytest.raises(FormatError, match=r'extends: found "none\.toml", not the name of a \.toml file beside it'):
        formats.load(write('extends = "none.toml"'))


def test_a_folder_is_no_format(tmp_path):
    with pytest.raises(FormatError, match=r"found a folder, expected a \.toml file"):
        formats.load(tmp_path)


def test_a_path_no_file_can_have(tmp_path):
    with pytest.raises(FormatError, match="cannot be read"):
        formats.load(Path(f"{tmp_path}/a\0b.toml"))


@pytest.mark.parametrize("key", ["walse", "science-council", "", "Wales"])
def test_an_unknown_key_lists_the_formats(key):
    with pytest.raises(FormatError) as caught:
        formats.load(key)
    assert str(caught.value).startswith(
        f'format: found "{key}", not the name of a .toml file beside the log; expected one of {", ".join(SHIPPED)}'
    )
    assert ('did you mean "wales"?' in str(caught.value)) == (key in ("walse", "Wales"))


def test_an_unknown_kind_has_no_policy():
    with pytest.raises(
        FormatError, match=r'found "advise", expected one of clarifying_question.*did you mean "advice"'
    ):
        formats.load("wales").policy("advise")


def test_a_format_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        formats.load("wales").title = "Mine"


quiet = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
words = st.sampled_from(
    ["title", "source", "stages", "key", "who", "size", "low", "composition", "contributions", "welcome", "idea", "a b"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


def as_toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {as_toml(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return "nan" if value is None else json.dumps(value)


@quiet
@given(st.dictionaries(words, values, max_size=5), st.sampled_from(["", 'extends = "wales"\n']))
def test_any_toml_is_a_format_or_a_plain_mistake(write, facts, extends):
    text = extends + "\n".join(f"{json.dumps(name)} = {as_toml(value)}" for name, value in facts.items())
    try:
        told = ""
        assert isinstance(formats.load(write(text)), Format)
    except FormatError as error:
        told = str(error)
    assert told == "" or "is not a usable format" in told
    assert "another value" not in told


@quiet
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
@example(b"\x1c")
@example(b"")
@example(b"\n\n=")
def test_any_bytes_are_a_plain_mistake(write, content):
    with pytest.raises(FormatError):
        formats.load(write(content))


@given(st.lists(st.sampled_from(KINDS), unique=True), st.data())
@quiet
def test_each_kind_has_the_policy_of_its_list(write, kinds, data):
    stated = {kind: data.draw(st.sampled_from(formats.POLICIES)) for kind in kinds}
    lists = {policy: [kind for kind in kinds if stated[kind] == policy] for policy in formats.POLICIES}
    text = 'extends = "wales"\n[contributions]\n' + "\n".join(
        f"{policy} = {json.dumps(lists[policy])}" for policy in lists
    )
    ours, wales = formats.load(write(text)), formats.load("wales")
    assert {kind: ours.policy(kind) for kind in KINDS} == {kind: stated.get(kind, wales.policy(kind)) for kind in KINDS}


# Side by side


def test_compare_has_a_row_for_each_trait_and_a_column_for_each_format():
    table = formats.compare()
    assert list(table.columns) == SHIPPED
    assert table.index.name == "trait"
    assert table.index.is_unique
    assert table.map(lambda cell: isinstance(cell, str) and cell != "").all().all()
    assert table.loc["Size"].to_dict() == {
        "carnegie": "–",
        "chester": "about 6",
        "handout": "usually 4–7",
        "science-council-experience": "usually up to 9",
        "science-council-questions": "usually up to 9",
        "wales": "usually 5–7",
    }
    wales = table["wales"]
    assert (wales["Advice"], wales["Advice as question"], wales["Regular"]) == ("not stated", "discouraged", "–")
    assert (wales["Who presents"], wales["Issue about"]) == ("as time allows", "project; person; pattern")
    assert wales["Stages"].startswith("Before the meeting; Ground rules (optional); Check-in; Report-back; Outline; ")
    assert table.loc["Line management inside", "chester"] == "no"
    assert table.loc["Experience", COUNCIL].to_list() == ["discouraged", "welcome"]
    assert set(KINDS) <= {trait.lower().replace(" ", "_") for trait in table.index}
    assert wales["A meeting yields"] == "an action review sheet: key learning and action plans (a meeting, optional)"


def test_compare_takes_keys_paths_and_formats(write):
    table = formats.compare(["wales", write(SMALLEST), formats.load("chester")])
    assert list(table.columns) == ["wales", "ours", "chester"]
    stated = {trait for trait, cell in table["ours"].items() if cell not in ("–", "not stated", "no")}
    assert stated == {"Title", "Source"}


def test_two_formats_of_one_key_cannot_stand_side_by_side(write):
    with pytest.raises(FormatError, match='two formats of the key "wales"'):
        formats.compare(["wales", write(SMALLEST, "wales.toml")])


def test_no_two_traits_share_a_name():
    def count(facts):
        tables = [getattr(facts, name) for name in ("source", "composition", "meetings", "airtime", "facilitation")]
        tables += [facts.issue, facts.report_back]
        alone = set(type(facts).model_fields) - {"key", "extends", "abstract", "contributions"}
        return len(alone) - len(tables) + sum(len(type(table).model_fields) for table in tables) + len(KINDS)

    assert len(formats.compare(["wales"])) == count(formats.load("wales"))


def test_importing_formats_does_not_import_pandas():
    code = "import sys, alsnb.formats.files; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
