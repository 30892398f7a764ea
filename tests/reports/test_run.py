"""A report is one file that needs nothing else, says what there is and what there is not, and leaks nothing."""

import getpass
import json
import re
import socket
from html.parser import HTMLParser
from pathlib import Path

import pytest

import alsnb
from alsnb.reports import run, task
from alsnb.reports.files import html
from alsnb.sample import records

ROOT = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted(
    name for name in {*task.reports()} - {"write_up"} if task.about(task.notebooks() / f"{name}.ipynb") == "cohort"
)
"""All about a cohort, but that for a paper, which is about those who consent to research: see test_paper.py."""


def test_a_screen_to_work_in_is_no_report(tmp_path):
    screens = {path.stem for path in task.notebooks().glob("*.ipynb")} - set(task.reports())
    assert "cohort_report" not in screens
    for name in screens:
        with pytest.raises(alsnb.ReportError, match="to work in, not a report"):
            alsnb.report("alsnb:sample", tmp_path, notebook=name)


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.images, self.links, self.scripts, self.headings, self.words = [], [], [], [], []
        self._inside = []
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._inside.append(tag)
        if tag == "img":
            self.images.append(attrs)
            self._inside.pop()
        if tag == "script":
            self.scripts.append(attrs)
        self.links += [value for name, value in attrs.items() if name in ("src", "href")]

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"style", "script", "pre"} & set(self._inside):
            self.words.append(data)
        if {"h1", "h2", "h3"} & set(self._inside):
            self.headings.append(data)


def log_of(path, *records):
    with alsnb.open_log(path, create=True) as log:
        log.add(list(records))
    return path


def one_set(cohort="tiny"):
    """One set, one cycle, no reflections, no actions."""
    shared = {"cohort": cohort, "learning_set": "A"}
    yield alsnb.Cohort(cohort=cohort)
    yield alsnb.LearningSet(**shared)
    yield from (alsnb.Member(**shared, member=f"A{n}") for n in range(1, 5))
    yield alsnb.Meeting(**shared, cycle=1, held_on="2026-02-01")
    yield from (alsnb.Attendance(**shared, cycle=1, member=f"A{n}", status="present") for n in range(1, 5))


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    path = alsnb.report("alsnb:sample", folder / "made" / "here")
    return path, Page(path.read_text())


def test_the_report_is_one_html_file_named_after_the_cohort(sample):
    path, page = sample
    assert [each.name for each in path.parent.iterdir()] == ["cohort_report-sample.html"]
    assert page.headings[0] == "Cohort report: cohort sample"


def test_the_report_asks_for_nothing_from_elsewhere(sample):
    _, page = sample
    assert page.scripts == [{}]  # its own, inside it
    assert [link for link in page.links if not link.startswith(("data:", "#"))] == []


def test_the_contents_lead_to_every_part(sample):
    path, page = sample
    anchors = re.findall(r'<h[23] id="([^"]+)"', path.read_text())
    assert len(anchors) == len(set(anchors)) == 10
    assert [link for link in page.links if link.startswith("#")] == [f"#{anchor}" for anchor in anchors]


def test_headings_of_the_same_words_lead_apart_and_stay_text(tmp_path):
    own = json.loads((ROOT / "notebooks" / "participation.ipynb").read_text())
    own["cells"] = own["cells"][:3] + [
        {"cell_type": "markdown", "id": f"m{n}", "metadata": {}, "source": "## Of &lt;i&gt; and *you*"}
        for n in range(3)
    ]
    (tmp_path / "own.ipynb").write_text(json.dumps(own))
    html = alsnb.report("alsnb:sample", tmp_path, notebook=tmp_path / "own.ipynb").read_text()
    links = re.findall(r'<a href="(#part-\d)">Of &lt;i&gt; and you</a>', html)
    assert links == ["#part-1", "#part-2", "#part-3"]


def test_every_figure_says_what_it_shows(sample):
    _, page = sample
    assert len(page.images) == 7
    for image in page.images:
        assert re.search(r"\d", image["alt"])
        assert len(image["alt"]) > 60


def test_the_report_says_what_the_analyses_say(sample):
    _, page = sample
    frames = alsnb.open_log("alsnb:sample").frames()
    attended = alsnb.participation.attendance(frames, by=()).iloc[0]
    assert f"Attendance rate: {attended['attendance_rate']:.0%}" in page.text
    done = alsnb.actions.completion(frames, by=()).iloc[0]
    assert f"were done. Completion rate: {done['completion']:.0%}" in page.text


def test_the_code_is_folded_away_but_there(sample):
    path, page = sample
    html = path.read_text()
    assert "<details" in html
    assert "participation.attendance" in html
    assert "participation.attendance" not in page.text


def test_no_parameter_path_user_or_machine_is_told(sample, tmp_path):
    path = log_of(tmp_path / "secret-folder-name.db", *one_set("c1"))
    html = alsnb.report(path, tmp_path / "out", as_of="2026-03-04").read_text() + sample[0].read_text()
    for leak in ("secret-folder-name", str(tmp_path), str(ROOT), "/tmp", "injected", "papermill", socket.gethostname()):
        assert leak not in html
    assert not re.search(rf"\b{re.escape(getpass.getuser())}\b", Page(html).text)
    assert "alsnb:sample" not in html


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_notebook_reports_on_another_cohort(notebook, tmp_path):
    path = log_of(tmp_path / "two.db", *records("north", seed=1, sets=2, members=9, cycles=3), *one_set("south"))
    page = Page(alsnb.report(path, tmp_path, cohort="north", notebook=notebook).read_text())
    assert "cohort north" in page.headings[0]
    assert "has 9 members. There are 2 sets." in page.text
    assert "south" not in page.text


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_one_set_one_cycle_no_reflections_no_actions_is_said_in_words(notebook, tmp_path):
    path = log_of(tmp_path / "tiny.db", *one_set())
    page = Page(alsnb.report(path, tmp_path, notebook=notebook).read_text())
    assert "Cohort tiny has 4 members. There is one set." in page.text
    expected = {
        "cohort_report": ["No action has been agreed", "No reflections have been shared", "No airtime was recorded"],
        "participation": ["Attendance rate: 100%", "No contribution was recorded"],
        "action_completion": ["No action has been agreed", "No action was due to be reported"],
        "learning_themes": ["No reflections have been shared", "there are no themes to report"],
        "fidelity": ["Fidelity cannot be assessed"],
    }
    for sentence in expected[notebook]:
        assert sentence in page.text
    figures = {"cohort_report": 1, "participation": 2}
    assert len(page.images) == figures.get(notebook, 0)
    assert not re.search(r"\b(nan|NaN|None|inf)\b", page.text)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_cohort_of_which_nothing_is_recorded_is_said_in_words(notebook, tmp_path):
    path = log_of(tmp_path / "empty.db", alsnb.Cohort(cohort="empty"))
    page = Page(alsnb.report(path, tmp_path, notebook=notebook).read_text())
    assert "No meeting has been held" in page.text
    assert page.images == []


def test_what_people_typed_is_shown_as_text(tmp_path):
    evil = "<script>alert('x')</script><img src=x onerror=alert(1)> $x^2$ [a](javascript:b) **bold**"
    context = {"cohort": "<b>c</b>", "learning_set": "A<i>", "cycle": 1, "member": "m"}
    invented = [
        alsnb.Cohort(cohort="<b>c</b>", module=evil),
        alsnb.LearningSet(cohort="<b>c</b>", learning_set="A<i>"),
        alsnb.Member(cohort="<b>c</b>", learning_set="A<i>", member="m"),
        alsnb.Meeting(cohort="<b>c</b>", learning_set="A<i>", cycle=1, held_on="2026-01-01"),
        alsnb.Theme(cohort="<b>c</b>", theme=evil[:100]),
        reflection := alsnb.Reflection(**context, text=evil, visibility="tutor"),
        alsnb.Coding(**context, reflection=reflection.entry, theme=evil[:100], coder="t", present=True),
    ]  # fmt: skip
    path = log_of(tmp_path / "evil.db", *invented)
    report = alsnb.report(path, tmp_path / "out")
    page = Page(report.read_text())
    assert page.scripts == [{}]
    assert all(image["src"].startswith("data:image/svg+xml") for image in page.images)
    assert evil in page.text
    assert "cohort <b>c</b>" in page.headings[0]
    assert report.parent == tmp_path / "out"


def test_a_reflection_kept_private_changes_nothing_in_the_report(tmp_path):
    secret = "a secret about my line manager"
    shared = {"cohort": "tiny", "learning_set": "A", "cycle": 1, "member": "A1"}
    hidden = [alsnb.Reflection(**shared, text=secret, visibility=who) for who in ("private", "set")]
    codings = [
        alsnb.Coding(**shared, reflection=each.entry, theme="secret", coder="t", present=True) for each in hidden
    ]
    with_it = alsnb.report(log_of(tmp_path / "a.db", *one_set(), *hidden, *codings), tmp_path / "a").read_text()
    without = alsnb.report(log_of(tmp_path / "b.db", *one_set()), tmp_path / "b").read_text()
    assert with_it == without


def test_the_same_log_gives_the_same_file(sample, tmp_path):
    assert alsnb.report("alsnb:sample", tmp_path).read_text() == sample[0].read_text()


def test_a_notebook_that_fails_writes_nothing_and_says_where(tmp_path):
    own = (
        (ROOT / "notebooks" / "participation.ipynb")
        .read_text()
        .replace("participation.exposure(", "participation.exposed(")
    )
    (tmp_path / "own.ipynb").write_text(own)
    with pytest.raises(alsnb.ReportError, match=r"own.ipynb stopped at its cell \d+: AttributeError"):
        alsnb.report("alsnb:sample", tmp_path / "out", notebook=tmp_path / "own.ipynb")
    assert list((tmp_path / "out").iterdir()) == []


def test_passages_need_a_roster_and_reflexive_sets_show_their_audit_trail(tmp_path):
    made = [
        each.model_copy(update={"coding_approach": "reflexive"}) if isinstance(each, alsnb.LearningSet) else each
        for each in records("north", sets=2, members=9, cycles=3)
    ]
    path = log_of(tmp_path / "north.db", *made)
    roster = tmp_path / "people" / "roster.csv"
    alsnb.privacy.Roster.open("north", path=roster, create=True)
    parameters = {"log": str(path), "cohort": "north"}
    source = task.notebooks() / "learning_themes.ipynb"
    page = Page(html.html(run.run(source, {**parameters, "roster": str(roster)}), "themes").decode())
    assert "consent to be quoted, each under a pseudonym" in page.text
    assert "Audit trail of the reflexive analysis" in page.text
    plain = Page(alsnb.report(path, tmp_path, notebook="learning_themes").read_text())
    assert "No excerpts are shown" in plain.text
    assert "Audit trail of the" in plain.text
    assert "based on shared words" in plain.text
    for_research = Page(alsnb.report(path, tmp_path, notebook="learning_themes", purpose="research").read_text())
    assert "Suggested themes are for the course team only" in for_research.text
    assert "Audit trail of the" not in for_research.text
    frames, _ = alsnb.open_log(path).frames(purpose="quotation").redacted([])
    for passage in alsnb.themes.quotations(frames, most=1)["passage"]:
        assert " ".join(passage.split()) in page.text
        assert " ".join(passage.split()) not in plain.text


def test_plain_papermill_runs_the_report(tmp_path):
    import papermill

    path = log_of(tmp_path / "tiny.db", *one_set())
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        str(ROOT / "notebooks" / "cohort_report.ipynb"),
        str(out),
        {"log": str(path), "cohort": "tiny"},
        progress_bar=False,
    )
    assert "Cohort tiny has 4 members. There is one set." in out.read_text()
