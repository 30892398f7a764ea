"""What is published says nothing of a few people: by itself, together with the rest, or with earlier reports."""

import json
import re
from dataclasses import replace

import attack
import attacked
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import alsnb
from alsnb import actions, fidelity, figures, participation, themes
from alsnb.analyses.quotations import QUOTABLE
from alsnb.reports import page, publishing, run, sentences
from alsnb.reports.publishing import Publication, Refused
from alsnb.reports.sums import earlier_figures
from alsnb.sample import records

COHORTS = (19, 196, 228, 1532, 3014, 3856, 5199, 6037)
"""Those are attacked here, as they once gave way; `python tests/attack.py 1000` attacks more."""


@pytest.mark.parametrize("seed", COHORTS)
def test_nothing_withheld_is_worked_out_of_the_reports_of_a_random_cohort(seed):
    assert attack.attack(seed) == []


@pytest.mark.parametrize("without", ["secondary", "memory"])
def test_without_a_part_of_the_control_the_same_attack_succeeds(without):
    # As soon as one cohort's figures are worked out; with the control, none of the above are.
    assert any(attack.attack(seed, without) for seed in COHORTS)


# One case worked by hand


def came(counts, of, smallest=10):
    """Frames of one set a letter, one meeting a cycle: how many came, of how many, in each cycle and set."""
    rows = {name: [] for name in attacked.COLUMNS}
    for learning_set, size in of.items():
        members = [f"{learning_set}{n}" for n in range(size)]
        alone = {"learning_set": learning_set, "first_cycle": 1, "manages": (), "managed_by": ()}
        rows["members"] += [{**alone, "member": m} for m in members]
        for cycle, present in enumerate(counts[learning_set], 1):
            rows["meetings"].append({"learning_set": learning_set, "cycle": cycle, "held_on": f"2026-0{cycle}-01"})
            rows["attendance"] += [
                {
                    "learning_set": learning_set,
                    "cycle": cycle,
                    "member": m,
                    "status": "present" if n < present else "absent",
                }
                for n, m in enumerate(members)
            ]
    return attacked.frames(rows, smallest)


def shown(publication, result, *columns):
    """What is shown of some columns, None where it is withheld."""
    seen = publication.protect(result).result
    return [tuple(None if pd.isna(v) else v for v in row) for row in seen[list(columns)].itertuples(index=False)]


def remembered(publication, day="2026-05-03"):
    return list(earlier_figures(pd.DataFrame([{"figures": publication.published(), "published_on": day}])))


def test_worked_by_hand_few_all_but_few_and_what_tells_them():
    # 40 members, three meetings: 20, 36 and 18 came. In the second 4 stayed away, which 36 of 40 would tell: withheld.
    # In all 74 came of 120. With that, 74 - 20 - 18 = 36 again: so another cycle goes as well, one of less weight.
    publication = Publication(came({"A": [20, 36, 18]}, {"A": 40}), earlier=[])
    assert shown(publication, participation.attendance(publication.frames, by=()), "attended") == [(74,)]
    result = participation.attendance(publication.frames)
    assert shown(publication, result, "expected", "attended") == [(40, 20), (40, None), (40, None)]
    # Its share and interval go with a count.
    hidden = publication.protect(result).withheld
    assert hidden.loc[1, ["attended", "attendance_rate", "attendance_rate_low"]].all()
    assert not hidden.loc[0].any()


def test_worked_by_hand_the_difference_of_two_reports():
    # In May 20 of 40 came. By June one who had come was entered as absent: 19. Both together tell of that one.
    before, after = (came({"A": [n]}, {"A": 40}) for n in (20, 19))
    may = Publication(before, earlier=[])
    assert shown(may, participation.attendance(before), "attended") == [(20,)]
    june = Publication(after, earlier=remembered(may))
    assert shown(june, participation.attendance(after), "expected", "attended") == [(40, None)]
    assert "from what was published on 2026-05-03" in june.why
    # Nothing has changed: it may be told again. Ten have changed their minds: that is enough people.
    assert shown(Publication(before, earlier=remembered(may)), participation.attendance(before), "attended") == [(20,)]
    many = came({"A": [30]}, {"A": 40})
    assert shown(Publication(many, earlier=remembered(may)), participation.attendance(many), "attended") == [(30,)]


def test_worked_by_hand_what_came_since_is_as_secret_as_what_changed():
    # In May 20 of 40 came in all. In the meeting since, 3 came: 23 in all would tell that.
    before, after = came({"A": [20]}, {"A": 40}), came({"A": [20, 3]}, {"A": 40})
    may = Publication(before, earlier=[])
    shown(may, participation.attendance(before, by=()), "attended")
    june = Publication(after, earlier=remembered(may))
    assert shown(june, participation.attendance(after, by=()), "expected", "attended") == [(80, None)]
    assert shown(Publication(after, earlier=[]), participation.attendance(after, by=()), "attended") == [(23,)]


def rated(*cycles, level="reflection", unrated=0):
    """Frames of one set: how many reflections of whom were rated in each cycle, and of as many more cycles none."""
    rows = {name: [] for name in attacked.COLUMNS}
    rows["members"] = [{"learning_set": "A", "member": f"A{n}", "first_cycle": 1} for n in range(60)]
    for cycle, counts in enumerate([*cycles, *[{0: 1}] * unrated], 1):
        where = {"learning_set": "A", "cycle": cycle}
        rows["meetings"].append({**where, "held_on": f"2026-0{cycle}-01"})
        for number, times in counts.items():
            of_level = level(cycle, number) if callable(level) else level
            for n in range(times):
                entry = f"{cycle}-{number}-{n}"
                rows["reflections"].append({**where, "member": f"A{number}", "entry": entry, "text": "a"})
                if cycle <= len(cycles):
                    rows["ratings"].append({"reflection": entry, "coder": "T1", "level": of_level})
    return attacked.frames(rows, 10)


def test_worked_by_hand_what_came_since_is_secret_where_other_cycles_have_none():
    # In May 20 wrote one reflection each. Since, two wrote six each: 32 in all would tell of the two, as it tells of
    # the third cycle that there is nothing more.
    may_frames = rated(dict.fromkeys(range(20), 1))
    may = Publication(may_frames, earlier=[])
    assert shown(may, themes.levels(may_frames, by=()), "rated_reflections") == [(20,)]
    june_frames = rated(dict.fromkeys(range(20), 1), {30: 6, 31: 6}, unrated=1)
    june = Publication(june_frames, earlier=remembered(may))
    assert shown(june, themes.levels(june_frames, by=()), "rated_reflections") == [(None,)]
    # Twelve wrote one each: that may be told.
    many_frames = rated(dict.fromkeys(range(20), 1), dict.fromkeys(range(30, 42), 1), unrated=1)
    many = Publication(many_frames, earlier=remembered(may))
    assert shown(many, themes.levels(many_frames, by=()), "rated_reflections") == [(32,)]


def test_worked_by_hand_what_changed_and_what_came_since_are_few_together():
    # Of the first cycle, twelve more of one member are rated; in the second, twelve of another. 24 more are of two.
    may_frames = rated(dict.fromkeys(range(20), 1))
    may = Publication(may_frames, earlier=[])
    shown(may, themes.levels(may_frames, by=()), "rated_reflections")
    june_frames = rated(dict.fromkeys(range(20), 1) | {0: 13}, {30: 12})
    june = Publication(june_frames, earlier=remembered(may))
    assert shown(june, themes.levels(june_frames, by=()), "rated_reflections") == [(None,)]
    assert shown(Publication(june_frames, earlier=[]), themes.levels(june_frames, by=()), "rated_reflections") == [
        (44,)
    ]


def beside_another_set(frames):
    """The same, with a set B in which 20 wrote one reflection each, of which none is rated."""
    frames.meetings = pd.concat([frames.meetings, frames.meetings.assign(learning_set="B")], ignore_index=True)
    members = [f"B{n}" for n in range(20)]
    more = {"learning_set": "B", "cycle": 1, "text": "a", "cohort": "k", "member": members, "entry": members}
    frames.reflections = pd.concat([frames.reflections, pd.DataFrame(more)], ignore_index=True)
    return frames


def test_worked_by_hand_a_change_is_secret_where_another_set_has_none():
    # In May a reflection each of 20 was rated, all of set A. By June one of these is gone: 19 would tell of that one.
    may, june = (beside_another_set(rated(dict.fromkeys(range(number), 1))) for number in (20, 19))
    first = Publication(may, earlier=[])
    assert shown(first, themes.levels(may), "rated_reflections") == [(20,)]
    second = Publication(june, earlier=remembered(first))
    assert shown(second, themes.levels(june), "rated_reflections") == [(None,)]


def test_worked_by_hand_that_a_set_has_nothing_is_not_told_by_the_others():
    # 20 rated in all, and 20 of set A, would tell that there are none of set B.
    frames = beside_another_set(rated(dict.fromkeys(range(20), 1)))
    publication = Publication(frames, earlier=[])
    assert shown(publication, themes.levels(frames), "rated_reflections") == [(20,)]
    assert shown(publication, themes.levels(frames, by="learning_set"), "rated_reflections") == [(None,)]


def test_levels_are_told_where_each_is_that_of_enough():
    at = dict(enumerate(themes.LEVELS))
    each = ["at_habitual_action", "at_understanding", "at_reflection", "at_critical_reflection", "median_level"]
    # 60 members, 15 at each level: all is told. 12, 12, 30 and 6: six are few, and their share would tell them.
    frames = rated(dict.fromkeys(range(60), 1), level=lambda _, n: at[n % 4])
    assert shown(Publication(frames, earlier=[]), themes.levels(frames), *each) == [(15, 15, 15, 15, 2.5)]
    frames = rated(dict.fromkeys(range(60), 1), level=lambda _, n: at[(n > 11) + (n > 23) + (n > 53)])
    protected = Publication(frames, earlier=[]).protect(themes.levels(frames))
    row = protected.result.iloc[0]
    assert row["rated_reflections"] == 60
    assert row[["at_critical_reflection", "share_at_critical_reflection", "median_level"]].isna().all()
    assert row[each[:4]].isna().sum() == 2  # one more, or what is left of 60 were six
    assert row[[f"share_{name}" for name in each[:4]]].isna().tolist() == row[each[:4]].isna().tolist()


def test_how_levels_changed_is_told_where_each_cycle_may_be():
    # At habitual action are 20 and then 10, or 3, of 60, at critical reflection 10 and then 20.
    every = dict.fromkeys(range(60), 1)
    for few, told in ((10, True), (3, False)):
        below = {1: (20, 35, 50), 2: (few, 25, 40)}
        frames = rated(
            every, every, level=lambda cycle, n, at=below: themes.LEVELS[sum(n >= each for each in at[cycle])]
        )
        result = themes.levels_change(frames)
        assert result["level_odds_ratio"].notna().all()
        ((ratio, of),) = shown(Publication(frames, earlier=[]), result, "level_odds_ratio", "rated_reflections")
        assert (ratio is not None, of) == (told, 120)


def test_how_a_theme_changed_does_not_hang_on_other_themes():
    rows = {name: [] for name in attacked.COLUMNS}
    rows["members"] = [{"learning_set": "A", "member": f"A{n}", "first_cycle": 1} for n in range(40)]
    for cycle in (1, 2):
        where = {"learning_set": "A", "cycle": cycle}
        rows["meetings"].append({**where, "held_on": f"2026-0{cycle}-01"})
        for n in range(40):
            mine = {**where, "member": f"A{n}"}
            rows["reflections"].append({**mine, "entry": f"{cycle}-{n}", "text": "a"})
            # 15 and 25 write of trust, 8 and 9 of time.
            for theme, number in (("trust", 5 + 10 * cycle), ("time", 7 + cycle)):
                rows["codings"].append(
                    {**mine, "reflection": f"{cycle}-{n}", "theme": theme, "coder": "T1", "present": n < number}
                )
    frames = attacked.frames(rows, 10)
    result = themes.prevalence_change(frames)
    told = dict(shown(Publication(frames, earlier=[]), result, "theme", "prevalence_odds_ratio"))
    assert told["trust"] > 1
    assert told.get("time") is None


def test_passages_are_published_without_writers_and_only_of_themes_that_are_told(frames):
    publication = Publication(frames, earlier=[])
    made = pd.DataFrame(
        {"cohort": "k", "theme": ["workload", "listening", "listening"], "passage": ["c", "b [member A3]", "a"],
         "member": ["P1", "P1", "P2"], "cycle": [1, 2, 1], "coders": 1}
    )  # fmt: skip
    with pytest.raises(Refused, match="do not come from"):
        publication.protect(made)
    made.attrs[QUOTABLE] = True
    seen = publication.protect(made)
    # Of workload too few wrote.
    assert seen.result.to_dict("list") == {"theme": ["listening", "listening"], "passage": ["a", "b [name]"]}


def test_the_same_in_another_table_is_decided_alike():
    frames = came({"A": [20, 36, 18]}, {"A": 40})
    publication = Publication(frames, earlier=[])
    first = shown(publication, participation.attendance(frames), "attended")
    assert shown(publication, participation.attendance(frames), "attended") == first
    part = participation.attendance(frames).tail(2).reset_index(drop=True)
    assert shown(publication, part, "attended") == first[1:]


# What cannot be judged


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    with alsnb.open_log(tmp_path_factory.mktemp("logs") / "s.db", create=True) as log:
        log.add(list(records()))
        return log.frames().readable_by("tutor")


def test_what_does_not_say_how_many_people_are_behind_it_is_refused(frames):
    publication = Publication(frames)
    for result in (
        participation.attendance(frames).drop(columns="members"),
        participation.attendance(frames).rename(columns={"attended": "came"}),
        participation.attendance(frames).assign(median_age=40),
        frames.meetings,
    ):
        with pytest.raises(Refused, match="does not say"):
            publication.protect(result)


def test_what_cannot_be_published_soundly_is_refused_with_the_reason(frames):
    publication = Publication(frames)
    for why, *results in (
        ("single sets", participation.exposure(frames)),
        ("pairs of members", participation.asking_network(frames)),
        ("single members", participation.who_asks_whom(frames), actions.learning_chain(frames), actions.states(frames)),
        ("two themes at once", themes.co_occurrence(frames)),
        ("members' own words", themes.discover(frames).themes),
        ("of the coders", themes.agreement(frames), themes.agreement_of_pairs(frames),
         themes.agreement_on_levels(frames)),
        ("single reflections", themes.suggest(frames), themes.discover(frames).reflections),
        ("their own words", pd.DataFrame(columns=["cohort", "on", "who", "did", "theme", "said"])),
        ("single actions", actions.carry_over(frames), actions.flow(frames), actions.cycles_lived(frames),
         actions.time_to_done(frames)),
    ):  # fmt: skip
        for result in results:
            with pytest.raises(Refused, match=why):
                publication.protect(result)


def test_a_trend_is_told_where_each_cycle_is():
    # 200 members; 20, 40 and 60 stayed away: each cycle may be told, and so may the trend. With 5 it may not.
    for missing, told in (((20, 40, 60), True), ((20, 5, 60), False)):
        frames = came({"A": [200 - n for n in missing]}, {"A": 200})
        publication = Publication(frames, earlier=[])
        result = participation.attendance_change(frames)
        assert result["attendance_odds_ratio"].notna().all()
        ((ratio, cycles, members),) = shown(publication, result, "attendance_odds_ratio", "cycles", "members")
        assert (ratio is not None, cycles) == (told, 3 if told else None)
        assert members == 200
        # What a trend tells is remembered as if it had been shown cycle by cycle.
        came_in = [
            each.value for each in remembered(publication) if each.figure.quantity == "attended" and each.figure.key
        ]
        assert [value is not None for value in came_in].count(True) == (3 if told else 2)


def test_of_rules_what_is_counted_of_members_is_told_and_what_is_of_meetings_is_not(frames):
    one_format = replace(frames, learning_sets=frames.learning_sets.assign(format="carnegie"))
    seen = Publication(one_format, earlier=[]).protect(fidelity.rules(one_format))
    shown = seen.result.set_index("rule")
    assert not {"size", "line_management", "facilitation", "interval"} & {*shown.index}
    assert shown["observed"].notna().any()
    # What is always kept is kept by all but none.
    told = shown.dropna(subset=["observed", "observable"])
    assert not (told["observed"] == told["observable"]).any()


def test_a_rule_always_kept_is_not_told_by_the_others_that_could_be_kept_as_often(frames):
    # Of the wales format, every stage could be held in the same 35 airtimes, and one was held in all of them.
    true = fidelity.rules(frames).set_index(["format", "rule"])
    assert true.loc["wales"].loc[["stage:outline", "stage:clarify"], "observable"].tolist() == [35, 35]
    assert true.loc[("wales", "stage:outline"), "observed"] == 35
    seen = Publication(frames, earlier=[]).protect(fidelity.rules(frames)).result.set_index(["format", "rule"])
    assert seen.loc[("wales", "stage:clarify"), "observable"] == 35
    assert pd.isna(seen["observed"].get(("wales", "stage:outline")))


def test_a_rule_published_before_is_reckoned_with():
    # 36 of 40 came. Of these it is observable whether they presented: of 36, says the report on rules.
    counts = came({"A": [36]}, {"A": 40})
    counts.cohorts = pd.DataFrame([{"cohort": "k", "format": "chester"}])
    counts.learning_sets = pd.DataFrame(
        [{"cohort": "k", "learning_set": "A", "format": None, "facilitation": None, "agreed_on": pd.NaT}]
    )
    those = counts.attendance[counts.attendance["status"] == "present"]
    counts.airtimes = pd.DataFrame(
        {"cohort": "k", "learning_set": "A", "cycle": 1, "member": member, "entry": member, "minutes": 20.0,
         "insight": None, "goal": None} for member in those["member"].head(20)
    )  # fmt: skip
    rules = fidelity.rules(counts)
    every = rules[rules["rule"] == "every_member"]
    assert every[["observable", "observed"]].to_numpy().tolist() == [[36, 20]]
    for order in ((0, 1), (1, 0)):
        results = [(rules, fidelity.rules), (participation.attendance(counts, by=()), participation.attendance)]
        earlier, told = [], {}
        for number in order:
            publication = Publication(counts, earlier=earlier)
            seen = publication.protect(results[number][0]).result
            told[number] = seen
            earlier += remembered(publication)
        row = told[0].set_index("rule").reindex(["every_member"]).iloc[0]
        shows = [told[1]["expected"].notna().all(), told[1]["attended"].notna().any() or pd.notna(row["observable"])]
        assert not all(shows)
        assert any(shows)


def test_one_member_who_said_much_and_is_erased_is_not_told_by_the_difference():
    # 30 said once each, one 300 times. Without that one, 300 less are as much as 30 people's ten times.
    def said(members):
        rows = {name: [] for name in attacked.COLUMNS}
        context = {"learning_set": "A", "cycle": 1}
        rows["meetings"].append({**context, "held_on": "2026-01-10"})
        for member, times in members.items():
            rows["members"].append({"learning_set": "A", "member": member, "first_cycle": 1})
            for kind in ("advice", "support"):
                rows["contributions"] += [{**context, "member": member, "kind": kind}] * (times // 2)
        return attacked.frames(rows, 10)

    before = said({f"A{n}": 10 for n in range(30)} | {"loud": 300})
    after = said({f"A{n}": 10 for n in range(30)})
    first = Publication(before, earlier=[])
    assert shown(first, participation.question_mix(before), "all_contributions") == [(600,), (600,)]
    second = Publication(after, earlier=remembered(first))
    assert shown(second, participation.question_mix(after), "all_contributions") in ([], [(None,)], [(None,)] * 2)


def test_that_all_contributions_are_of_one_kind_is_not_told():
    def said(**kinds):
        rows = {name: [] for name in attacked.COLUMNS}
        context = {"learning_set": "A", "cycle": 1}
        rows["meetings"].append({**context, "held_on": "2026-01-10"})
        for number in range(20):
            rows["contributions"] += [
                {**context, "member": f"A{number}", "kind": kind} for kind, most in kinds.items() if number < most
            ]
        return attacked.frames(rows, 10)

    both, one = said(advice=20, support=10), said(advice=20)
    mix = participation.question_mix(both, by=())
    assert shown(Publication(both, earlier=[]), mix, "contributions", "all_contributions") == [(20, 30), (10, 30)]
    mix = participation.question_mix(one, by=())
    assert (20, 20) not in shown(Publication(one, earlier=[]), mix, "contributions", "all_contributions")


def test_what_is_of_single_members_or_is_not_so_is_refused(frames):
    publication = Publication(frames)
    with pytest.raises(Refused, match="single members"):
        publication.protect(participation.attendance(frames, by="member"))
    with pytest.raises(Refused, match="not those that the analysis makes"):
        publication.protect(participation.attendance(frames).assign(attended=30))
    fewer = replace(frames, attendance=frames.attendance.head(40))
    with pytest.raises(Refused, match="not those that the analysis makes"):
        publication.protect(participation.attendance(fewer))


ALL = [
    participation.attendance, participation.airtime, participation.question_mix, actions.completion,
    actions.follow_through, actions.action_yield, themes.writing, themes.prevalence,
]  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from([(f, by) for f in ALL for by in ((), "cycle")]), min_size=1, max_size=4, unique=True))
def test_whatever_is_asked_in_whatever_order_no_figure_of_few_is_shown(frames, asked):
    publication = Publication(frames, earlier=[])
    for analysis, by in asked:
        seen = publication.protect(analysis(frames, by=by)).result
        assert not (seen["members"].dropna() < 10).any()
        for column in {"attended", "done", "open", "not_yet_due", "reported_next", "with_theme"} & {*seen}:
            assert not (seen[column].dropna() < 10).any()


# The page


@pytest.fixture
def published(frames):
    """A page to be published, of the sample."""
    page.start(frames, publish=True)
    yield frames
    publishing.start(None)


def test_a_table_gives_the_reason_in_place_of_the_figure(published):
    html = page.table(participation.attendance(published), "Who came").forms["text/html"]
    assert html.count('<td class="number"><span class="withheld">withheld</span></td>') == 12
    assert "fewer than 10 people are behind such a figure" in html
    assert not re.search(r"\d+%", html)


def test_a_table_that_cannot_be_judged_is_not_there(published):
    shown = page.table(participation.exposure(published), "Meetings <held>")
    assert "Meetings &lt;held&gt;: not published, as it has figures of single sets" in shown.forms["text/html"]
    assert "<table" not in shown.forms["text/html"]


def test_a_figure_draws_what_is_shown_and_says_what_is_not(published):
    drawn = page.figure(figures.prevalence, themes.prevalence(published, by=())).forms["text/plain"]
    assert "listening 23%" in drawn
    assert "workload" not in drawn
    by_cycle = page.figure(figures.prevalence_by_cycle, themes.prevalence(published)).forms["text/plain"]
    assert "nan" not in by_cycle
    assert "What is withheld is not drawn, as fewer than 10 people" in drawn
    assert "withheld" in page.figure(figures.action_states, actions.completion(published)).forms["text/html"]
    nothing = page.figure(figures.attendance, participation.attendance(published))
    assert "The figure of attendance is withheld" in nothing.forms["text/html"]
    assert (
        page.figure(figures.attendance, participation.exposure(published))
        .forms["text/plain"]
        .startswith("The figure of attendance: not")
    )


def test_sentences_leave_out_what_is_withheld(published):
    said = sentences.completion(actions.completion(published, by=()))
    assert "Of 143 actions due, 114 were done: 80%" in said
    assert "dropped" not in said
    assert "Other figures are withheld, as fewer than 10" in said
    assert "31 members" not in sentences.cohort(published)
    assert ": five sets, which follow the formats" in sentences.cohort(published)
    assert ": one set, which follows the" in sentences.cohort(published.of(learning_set="A"))
    assert sentences.audience(published).startswith("This report may be published.")
    one_set = participation.attendance(published, by="learning_set").head(1)
    assert sentences.attendance(one_set).startswith("How many members came is withheld.")


def test_a_figure_of_ones_own_is_refused(published):
    def own(ax, result):
        raise AssertionError("not to be drawn")

    with pytest.raises(alsnb.ReportError, match="draws only with"):
        page.figure(own, participation.attendance(published))


def test_what_is_shown_is_remembered_though_it_was_made_before(published):
    result = participation.question_mix(published)
    page.table(result, "Made, and not shown")
    again = page.table(result, "Made again, and shown")
    _, metadata = again._repr_mimebundle_()
    assert "all_contributions" in metadata["alsnb_published"]["figures"]


def test_other_words_than_those_of_sentences_are_refused(published):
    attended = participation.attendance(published)["attended"].iloc[0]
    for show in (page.say, page.listed):
        with pytest.raises(alsnb.ReportError, match="says only what"):
            show(sentences.versions(), f"{attended} came")


def test_for_the_course_team_nothing_is_withheld(frames):
    page.start(frames)
    assert "withheld" not in page.table(participation.attendance(frames, by="learning_set"), "Sets").forms["text/html"]
    assert page.say("Anything at all")._repr_mimebundle_()[1] == {}


# The report


@pytest.fixture
def log(tmp_path):
    with alsnb.open_log(tmp_path / "s.db", create=True) as made:
        made.add(list(records(sets=3, members=24, cycles=3)))
    return tmp_path / "s.db"


def notebook(folder, *cells, publish=True):
    head = ["log = cohort = purpose = as_of = None\npublish = False"]
    head.append(
        "import alsnb\nfrom alsnb.reports import page\nframes = alsnb.open_log(log).frames(cohort)"
        + ("\npage.start(frames, publish=publish)" if publish else "")
    )
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {"tags": ["parameters"] * (n == 0)}, "execution_count": None,
         "outputs": [], "source": source}
        for n, source in enumerate([*head, *cells])
    ]  # fmt: skip
    path = folder / "own.ipynb"
    path.write_text(
        json.dumps(
            {
                "cells": made,
                "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "p"}},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        )
    )
    return path


def test_a_published_report_is_remembered_and_the_next_reckons_with_it(log, tmp_path):
    first = run.report(log, tmp_path, publish=True)
    assert first.name == "cohort_report-sample-public.html"
    html = first.read_text()
    assert "This report may be published" in html
    assert "alsnb_published" not in html
    with alsnb.open_log(log) as opened:
        publications = opened.frames().publications
    assert publications["report"].tolist() == ["cohort_report"]
    assert len(list(earlier_figures(publications))) > 50
    second = run.report(log, tmp_path, notebook="participation", publish=True).read_text()
    assert "does not say of each figure" not in html + second
    assert f"from what was published on {publications['published_on'][0]:%Y-%m-%d}" in second


@pytest.mark.parametrize(
    ("cells", "publish"),
    [
        (["print(frames.members)"], True),
        (["frames.members"], True),
        (["page.table(alsnb.participation.attendance(frames, by='member'), 'All')"], False),
    ],
)
def test_a_notebook_cannot_show_what_has_not_been_judged(log, tmp_path, cells, publish):
    own = notebook(tmp_path, *cells, publish=publish)
    with pytest.raises(alsnb.ReportError, match=r"cell (3|4) shows"):
        run.report(log, tmp_path / "out", notebook=own, publish=True)
    assert not list((tmp_path / "out").glob("*.html"))
    with alsnb.open_log(log) as opened:
        assert opened.frames().publications.empty


def test_a_notebook_that_begins_its_page_twice_is_refused(log, tmp_path):
    again = "page.start(frames, publish=publish)\npage.table(alsnb.participation.attendance(frames), 'Again')"
    own = notebook(tmp_path, "page.table(alsnb.participation.attendance(frames), 'Once')", again)
    with pytest.raises(alsnb.ReportError, match="calls page"):
        run.report(log, tmp_path / "out", notebook=own, publish=True)


@pytest.mark.parametrize(
    "name", sorted(each for each in run.reports() if run.about(run.notebooks() / f"{each}.ipynb") == "cohort")
)
def test_every_report_of_a_cohort_can_be_published(log, tmp_path, name):
    html = run.report(log, tmp_path, notebook=name, publish=True).read_text()
    assert "does not say of each figure" not in html


def test_what_is_remembered_wrongly_is_said(frames):
    broken = pd.DataFrame([{"figures": "{", "published_on": pd.Timestamp("2026-05-03")}])
    with pytest.raises(alsnb.ReportError, match="published on 2026-05-03 cannot be read"):
        list(earlier_figures(broken))
