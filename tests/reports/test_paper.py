"""A paper's files say what the analyses say, hold nothing that the page withholds, and come whole or not at all."""

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pypandoc
import pytest

import alsnb
from alsnb import actions, figures, participation, themes
from alsnb.reports import publishing, task
from alsnb.reports.files import documents
from alsnb.reports.page import Page
from alsnb.reports.paper import Paper, methods, paper, references, tables
from alsnb.reports.paper.fingerprint import fingerprint
from alsnb.sample import records

EVIL = r"""\input{/etc/passwd} 50% & $x$ #1 a_b {c} ~ ^ <script>alert('"x"')</script> <img src=/etc/passwd> | [d]"""
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "\t=1"]


@pytest.fixture(scope="module")
def researched():
    with alsnb.open_log("alsnb:sample") as log:
        return log.frames(purpose="research").readable_by("tutor")


def parsed(content, form):
    """The tables that pandoc finds in a document: of each, the caption and the rows, the heading first."""
    made = subprocess.run(
        [pypandoc.get_pandoc_path(), "--sandbox", f"--from={form}", "--to=json"], input=content, capture_output=True
    )
    assert made.returncode == 0, made.stderr
    assert not made.stderr, made.stderr
    found = []
    for block in walk(json.loads(made.stdout)["blocks"], "Table"):
        _, caption, _, head, bodies, _ = block
        rows = [*head[1], *(row for body in bodies for row in body[3])]
        found.append((words(caption), [[words(cell[4]) for cell in row[1]] for row in rows]))
    return found


def walk(node, kind):
    if isinstance(node, dict) and node.get("t") == kind:
        yield node["c"]
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(each, kind)


def words(node):
    """The text of a part of a document."""
    if isinstance(node, list):
        return "".join(map(words, node))
    if not isinstance(node, dict):
        return ""
    if node["t"] == "Str":
        return node["c"]
    assert node["t"] not in ("RawInline", "RawBlock", "Image", "Link"), node
    if node["t"] == "Math":
        return node["c"][1]
    return " " if node["t"] in ("Space", "SoftBreak") else words(node.get("c", []))


def three(grid, name="x"):
    """The rows of a table as its CSV, its LaTeX and its Word document have them."""
    rows = list(csv.reader(io.StringIO(tables.as_csv(grid))))
    ((_, latex),) = parsed(tables.latex_table(grid, name).encode(), "latex-smart")
    ((_, word),) = parsed(tables.as_docx([grid]), "docx")
    return rows, latex, word


def of(row, name, style):
    return f"{row[name]:{style}} ({row[f'{name}_low']:{style}} to {row[f'{name}_high']:{style}})"


def test_a_table_parsed_back_says_what_the_analysis_does(sample_frames):
    result = participation.attendance(sample_frames)
    grid = Page(None).grid(result, "Attendance by cycle")
    read = pd.read_csv(io.StringIO(tables.as_csv(grid)))
    pd.testing.assert_frame_equal(read, result, check_dtype=False, check_exact=True)
    _, latex, word = three(grid)
    rows = result.to_dict("records")
    expected = [
        [*(str(row[name]) for name in ("cycle", "meetings", "members", "expected", "attended")),
         of(row, "attendance_rate", ".0%")] for row in rows
    ]  # fmt: skip
    assert latex[1:] == word[1:] == expected
    assert latex[0] == word[0] == ["Cycle", "Meetings", "Members", "Expected", "Attended", "Attendance rate"]


def test_a_table_says_what_n_and_the_interval_are(sample_frames):
    grid = Page(None).grid(participation.voice_equity(sample_frames), "Voice & equity")
    interval, n, _ = tables.notes(grid)
    assert f"{interval} {n}" == (
        "Voice equity: 95% CI in brackets (Student's t over sets (of one set, over its airtimes), on the logit scale). "
        "n is in the column “Airtimes”."
    )
    latex = tables.latex_table(grid, "voice-equity")
    for part in (r"\toprule", r"\midrule", r"\bottomrule", r"\label{tab:voice-equity}", r"\caption{Voice \& equity}"):
        assert part in latex
    assert tables.as_latex(interval) in latex
    ((caption, _),) = parsed(tables.as_docx([grid]), "docx")
    assert caption == "Table 1. Voice & equity"


def test_every_estimate_of_the_notebook_has_its_interval_explained(frames_of):
    frames = frames_of(*records("n", sets=2, members=9, cycles=2))
    cells = json.loads((task.notebooks() / "write_up.ipynb").read_text())["cells"]
    asked = re.findall(r"paper\.table\(\"[\w-]+\", (\w+)\.(\w+)\(", "\n".join("".join(c["source"]) for c in cells))
    assert len(asked) > 20
    for module, name in asked:
        result = getattr(getattr(alsnb, module), name)(frames)
        estimates = {each.removesuffix("_low") for each in result if each.endswith("_low")}
        assert estimates <= {*tables.ESTIMATES}, name
        assert {tables.ESTIMATES[each].n for each in estimates} <= {*result.columns}, name
    assert {each.measure for each in tables.ESTIMATES.values()} <= {*methods.MEASURES}


def test_whatever_people_typed_stays_text():
    result = pd.DataFrame({"theme": [EVIL, "[x] y", "two\n\nlines \x0b\x00here", *FORMULAS], "members": range(10)})
    grid = Page(None).grid(result, EVIL)
    rows, latex, word = three(grid)
    assert [row[0] for row in rows[1:4]] == list(result["theme"][:3])
    assert [row[0] for row in rows[4:]] == [f"'{each}" for each in FORMULAS]
    for found in (latex, word):
        assert found[1][0].replace("’", "'") == EVIL  # as LaTeX sets an apostrophe
        assert [row[0] for row in found[2:4]] == ["[x] y", "two lines here"]
        assert [row[1] for row in found[1:]] == [str(n) for n in range(10)]
    ((caption, _),) = parsed(tables.latex_table(grid, "x").encode(), "latex-smart")
    assert caption.replace("’", "'") == EVIL
    text = tables.latex_table(grid, "x")
    assert r"\input" not in text
    assert not re.search(r"(?<!\\)[%$#]|\\\\\s*\[", text.replace("$|$", ""))


def test_negative_numbers_stay_numbers():
    grid = Page(None).grid(pd.DataFrame({"members": [1], "slope": [-0.5]}), "Slopes")
    assert tables.as_csv(grid) == "members,slope\n1,-0.5\n"


# What is published


def contents(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_files_hold_what_is_published_and_nothing_else(researched, tmp_path):
    made, results = Paper(Page(researched, publish="draft")), {}
    for name, result in (
        ("completion", actions.completion(researched)), ("mix", participation.question_mix(researched)),
        ("exposure", participation.exposure(researched)),
    ):  # fmt: skip
        results[name] = result
        made.table(name, result, f"Table of {name}")
    made.figure("mix", figures.question_mix, results["mix"])
    made.methods("alsnb:sample")
    made.write(tmp_path / "files")
    files = contents(tmp_path / "files")
    independent = publishing.Publication(researched)
    word = dict(parsed(files["tables.docx"], "docx"))
    for name in ("completion", "mix"):
        cells = independent.protect(results[name]).cells
        rows = list(csv.DictReader(io.StringIO(files[f"table-{name}.csv"].decode())))
        assert rows == [{key: "" if pd.isna(each) else str(each) for key, each in row.items()}
                        for row in cells.astype(object).to_dict("records")]  # fmt: skip
        ((_, latex),) = parsed(files[f"table-{name}.tex"], "latex-smart")
        docx = next(rows for caption, rows in word.items() if caption.endswith(f"Table of {name}"))
        assert latex == docx
    assert any("<5" in row for row in latex[1:]) or "<5" in files["table-completion.csv"].decode()
    readme = files["README.txt"].decode()
    assert "table-exposure\n    Table of exposure: not published. It has figures of single sets" in readme
    assert "table-exposure.csv" not in files
    true = {f"{value!r}" for result in (results["completion"], results["mix"]) for value in result.to_numpy().ravel()
            if isinstance(value, float) and value == value and len(f"{value!r}") > 6}  # fmt: skip
    assert len(true) > 10
    every = b"".join(content for name, content in files.items() if not name.endswith(("png", "docx"))).decode()
    assert not [each for each in true if each in every]
    assert "followed the policy “rounded” (" in files["methods.txt"].decode()
    assert "hesa2023" in files["references.bib"].decode()


@pytest.mark.parametrize(
    ("given", "members", "told"),
    [
        (41, 60, "The cohort has 60 members. 40 members consent to"),
        (27, 31, "The cohort has 31 members. All but fewer than 5 of the 31 members consent to"),
        (4, 31, "The cohort has 31 members. Fewer than 5 members consent to"),
        (0, 31, "The cohort has 31 members. Fewer than 5 members consent to"),
        (31, 31, "The cohort has 31 members. All but fewer than 5 of the 31 members consent to"),
        (22, None, "The total number of members is not available. 20 members consent to"),
    ],
)
def test_how_many_consent_is_rounded(researched, given, members, told):
    consent, publication = methods.Consent(given, members), publishing.Publication(researched)
    assert methods._consented(researched, consent, publication).startswith(told)


def test_for_the_team_consent_is_said_for_none_one_and_many(researched):
    def said(*consent):
        return methods._consented(researched, methods.Consent(*consent), None).split(" Only the records")[0]

    use = "to the use of their records for research."
    assert said(27, 31) == (
        f"The cohort has 31 members. 27 members consent {use} Consent rate: 87%. 4 do not, or were not asked."
    )
    assert said(1, 2) == (
        f"The cohort has 2 members. One member consents {use} Consent rate: 50%. One does not, or was not asked."
    )
    assert said(1, 1) == f"The cohort has one member. One member consents {use} Consent rate: 100%."
    assert said(0, 1) == (
        f"The cohort has one member. None consents {use} Consent rate: 0%. One does not, or was not asked."
    )
    assert said(0, 0) == "No members are recorded, so no one was asked for consent."
    assert said(5, None) == f"The total number of members is not available. 5 members consent {use}"
    sealed = "Consent to the use of records for research is sealed until 10 August 2026."
    assert said(None, 31, pd.Timestamp("2026-08-10")) == sealed


def test_consent_is_counted_and_what_is_sealed_is_not(tmp_path):
    assert methods.consent("alsnb:sample", None)[:2] == (27, 31)
    with alsnb.open_log(tmp_path / "c.db", create=True) as log:
        log.add(alsnb.Cohort(cohort="c", consent_release="2999-01-01"))
        log.add(alsnb.Member(member="m"))
        log.add(alsnb.Consent(member="m", purpose="research", given=True, on="2026-01-20"))
    assert methods.consent(tmp_path / "c.db", "c") == (None, 1, pd.Timestamp("2999-01-01"))


def test_the_methods_tell_the_numbers_and_cite_what_is_used(researched):
    made = Paper(Page(researched, as_of="2026-06-05"))
    made.table("attendance", participation.attendance(researched, by=()), "Attendance")
    text = made.methods("alsnb:sample").forms["text/plain"]
    coded = themes.writing(researched, by=())["coded_reflections"].iloc[0]
    expected = participation.attendance(researched, by=())["expected"].iloc[0]
    for part in (
        "The formats are chester, handout, ", "There were 6 cycles of meetings.",
        f"Records – expected attendances at meetings held: {expected}; airtimes: ",
        f"coded reflections: {coded}.", "as of 5 June 2026", "(Wilson 1927; Korn and Graubard 1998;",
        f"alsnb {alsnb.__version__} in Python {sys.version.split()[0]}", f"pandas {pd.__version__}",
        "27 members consent", fingerprint(researched),
    ):  # fmt: skip
        assert part in text
    assert "Fidelity" not in text  # no table tells of it
    made.table("completion", actions.completion(researched), "Actions, of which some were not done")
    assert "Completion:" in (text := made.methods("alsnb:sample").forms["text/plain"])
    assert "Kaplan" not in text
    listed = made.references().forms["text/plain"]
    assert "Wilson, Edwin B. 1927. ‘Probable Inference," in listed
    assert "https://doi.org/10.1080/01621459.1927.10502953" in listed
    assert "Kember" not in listed


def test_the_methods_of_nothing_are_a_text_too(frames_of):
    frames = frames_of(alsnb.Cohort(cohort="empty"))
    text = methods.paragraph(frames, methods.Consent(0, 0))
    assert "No sets or members are recorded for cohort empty. No meeting has been held." in text
    assert "Records – expected attendances at meetings held: 0; airtimes: 0;" in text
    assert not re.search(r"\b(nan|NaN|None|inf)\b", text)


def test_what_is_cited_is_what_the_analyses_name_as_their_sources():
    source = "".join(path.read_text() for path in Path(alsnb.__file__).parent.rglob("*.py"))
    named = {each.rstrip(").,;") for each in re.findall(r"doi:(10\.[^\s;]+)", source)}
    cited = {key for text in methods._CITED.values() for key in references.cited(text)}
    assert {"@" + key for text in methods._CITED.values() for key in re.findall(r"@(\w+)", text)} == {
        f"@{key}" for key in cited
    }
    dois = {doi for key in cited for doi in re.findall(r"doi = \{(.*)\}", references.bibliography()[key])}
    assert dois
    assert dois <= named
    assert references.in_latex("a_b [@wilson1927; @korn1998] [@nobody]", tables.as_latex) == (
        r"a\_b \cite{wilson1927,korn1998} {[}@nobody{]}"
    )


def test_every_citation_has_its_entry_and_no_other_work_is_listed():
    for keys in (["wilson1927"], ["korn1998", "wilson1927"], [*references.bibliography()]):
        text = f"As shown [@{'; @'.join(keys)}]."
        entries = references.listed(text)
        assert len(entries) == len(keys)
        for key in keys:
            entry = references.bibliography()[key]
            surname = re.search(r"author = \{+([^,}]+)", entry)[1]
            year = re.search(r"year = \{(\d+)\}", entry)[1]
            assert sum(each.startswith(surname) and f" {year}. " in each for each in entries) == 1
            assert re.search(rf"{surname}[^;)]* {year}", references.in_words(text))
            assert f"{{{key}," in references.as_bibtex(text)
        assert references.as_bibtex(text).count("\n@") + 1 == len(keys)
        assert re.findall(r"\\cite\{(.*?)\}", references.in_latex(text, tables.as_latex)) == [",".join(keys)]
    assert references.listed("No source [@nobody].") == []


def test_other_text_does_not_reach_pandoc():
    text = f"{EVIL}\n\n[@nobody; @wilson1927] [@wilson1927] ```{{=html}}"
    assert references.in_words(text) == text.replace("[@wilson1927] `", "(Wilson 1927) `")
    assert len(references.listed(text)) == 1


def test_references_are_the_same_in_every_file_kind():
    """The page, its Word and Typst documents and ``methods.txt`` have the same entries, as text."""
    text = f"All [@{'; @'.join(references.bibliography())}]"
    entries = references.listed(text)
    page = Page(alsnb.open_log("alsnb:sample").frames().readable_by("tutor"))
    shown = page.list_of(*entries).forms["text/html"]
    for form in ("html", "docx", "typst-smart"):
        content = shown.encode() if form == "html" else documents.pandoc(shown, form, "References")
        read = subprocess.run(
            [pypandoc.get_pandoc_path(), "--sandbox", f"--from={form}", "--to=json"], input=content, capture_output=True
        )
        assert read.returncode == 0, read.stderr
        (items,) = walk(json.loads(read.stdout)["blocks"], "BulletList")
        assert [" ".join(words(item).split()) for item in items] == entries


# Passages


def test_passages_are_quoted_of_those_who_consent_to_it_and_to_research(tmp_path):
    roster = tmp_path / "people" / "roster.csv"
    people = alsnb.privacy.Roster.open("n", path=roster, create=True)
    for n, name in enumerate(("王小明", "李大伟", "陈丽丽")):  # fewer than five
        people.add(alsnb.privacy.Person(code=f"Z{n}", name=name, email=f"z{n}@edu.uz"))
    people.save()
    path = tmp_path / "n.db"
    with alsnb.open_log(path, create=True) as log:
        log.add(list(records("n", sets=3, members=21, cycles=4)))
        researched = log.frames(purpose="research").readable_by("tutor")
        quotable, _ = log.frames(purpose="quotation").redacted([])
    every = themes.quotations(quotable, most=3)
    both = {*every["member"]} & {*researched.members["member"]}
    assert len(both) > 1
    gone = both.pop()
    fewer = replace(researched, members=researched.members[researched.members["member"] != gone])
    for publish in (False, "draft"):
        made = Paper(Page(fewer, publish=publish))
        shown = made.quotations(path, roster)
        assert gone not in shown.forms["text/plain"]
        made.methods(path)
        for said in (shown.forms["text/plain"], shown.forms["text/html"], made._contents()["methods.txt"].decode()):
            assert "names that are not on the roster" in said
            # What few people's names are written in, and where their phones are, is for the course team alone.
            assert [word in said for word in ("(Chinese", "UZ")] == [not publish] * 2
        quoted = made._tables["quotations"].protected.result
        expected = every[every["member"].isin(both)]
        if publish:
            counts = themes.prevalence(fewer, by=())
            told = {*counts.loc[counts["members"] >= 5, "theme"]}
            assert {*expected["theme"]} - told, "a theme that may not be told of"
            expected = expected[expected["theme"].isin(told)].drop_duplicates(["theme", "passage"])
            assert list(quoted.columns) == ["theme", "passage"]
        assert len(expected)
        assert sorted(quoted["passage"]) == sorted(expected["passage"])
        assert "without a roster" in made.quotations(path, None).forms["text/plain"]


# The folder


def small(frames):
    made = Paper(Page(frames))
    made.table("attendance", participation.attendance(frames), "Attendance")
    made.figure("attendance", figures.attendance, participation.attendance(frames))
    made.methods("alsnb:sample")
    return made


@pytest.fixture(scope="module")
def written(researched, tmp_path_factory):
    folder = tmp_path_factory.mktemp("written") / "deep" / "paper"
    made = small(researched)
    made.write(folder)
    return made, folder


def test_the_files_are_their_owners_alone_and_tell_no_date_and_no_place(written, tmp_path):
    made, folder = written
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    assert [each.name for each in folder.parent.iterdir()] == ["paper"]
    every = b"".join(contents(folder).values())
    for leak in (b"/tmp", str(Path.home()).encode(), b"matplotlib.org", b"Creator"):
        assert leak not in every
    made.write(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)


def test_a_figure_is_for_print_and_says_what_it_shows(written):
    from PIL import Image

    _, folder = written
    with Image.open(folder / "figure-attendance.png") as image:
        assert [round(each) for each in image.info["dpi"]] == [300, 300]
        assert image.info["Description"].startswith("Attendance rate, with 95% CI. Cycle 1: ")
        assert "Software" not in image.info
        told = image.info["Description"]
    svg = (folder / "figure-attendance.svg").read_text()
    assert f'aria-label="{told}"' in svg
    assert f"<dc:description>{told}</dc:description>" in svg
    assert "<dc:date>" not in svg


def test_only_what_alsnb_wrote_and_nobody_changed_is_overwritten(written, tmp_path):
    made, _ = written
    folder = tmp_path / "paper"
    folder.mkdir()
    made.write(folder)
    made.write(folder)
    before = contents(folder)
    (folder / "methods.txt").write_text("mine")
    with pytest.raises(alsnb.ReportError, match=r"methods.txt in .* was not written by alsnb, or was changed since"):
        made.write(folder)
    (folder / "methods.txt").write_bytes(before["methods.txt"])
    (folder / "thesis.docx").write_text("mine")
    with pytest.raises(alsnb.ReportError, match=r"thesis\.docx in"):
        made.write(folder)
    assert (folder / "thesis.docx").read_text() == "mine"
    with pytest.raises(alsnb.ReportError, match="is a file"):
        made.write(folder / "thesis.docx")
    assert contents(folder) == {**before, "thesis.docx": b"mine"}


def test_an_interrupted_write_leaves_nothing(written, tmp_path, monkeypatch):
    made, _ = written
    made.write(tmp_path / "old")
    before = contents(tmp_path / "old")
    full = OSError(28, "No space left on device")
    for where, name, fault in (
        (Path, "write_bytes", full),
        (paper, "as_docx", KeyboardInterrupt()),
        (paper, "put", full),
    ):

        def fail(*_, fault=fault):
            raise fault

        with monkeypatch.context() as patched:
            patched.setattr(where, name, fail)
            for folder in ("new", "old"):
                with pytest.raises((KeyboardInterrupt, alsnb.ReportError)):
                    made.write(tmp_path / folder)
        assert [each.name for each in tmp_path.iterdir()] == ["old"]
        assert contents(tmp_path / "old") == before


def test_where_nothing_can_be_renamed_the_old_folder_comes_back(written, tmp_path, monkeypatch):
    made, _ = written
    made.write(tmp_path / "old")
    before, rename = contents(tmp_path / "old"), Path.rename

    def fail(self, target):
        if self.name == "made":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(alsnb.ReportError, match="Input/output error"):
        made.write(tmp_path / "old")
    assert contents(tmp_path / "old") == before


def test_the_sample_writes_files_only_where_a_folder_is_named(written, tmp_path, monkeypatch):
    made, _ = written
    monkeypatch.chdir(tmp_path)
    assert "name a folder" in made.write(None, "alsnb:sample").forms["text/plain"]
    assert list(tmp_path.iterdir()) == []
    assert (
        "The methods were written into the folder write_up-sample. One table was written."
        in made.write(None, "a.db").forms["text/plain"]
    )
    assert (tmp_path / "write_up-sample" / "tables.docx").exists()


def test_a_name_of_a_file_is_plain(researched):
    with pytest.raises(alsnb.ReportError, match="Use small letters"):
        Paper(Page(researched)).table("../x", participation.attendance(researched), "x")


# The fingerprint


def test_the_same_records_have_the_same_fingerprint_however_they_are_merged(tmp_path):
    some = list(records("n", sets=1, members=6, cycles=2))
    logs = [alsnb.open_log(tmp_path / f"{name}.db", create=True) for name in "abcd"]
    logs[0].add(some[::2])
    logs[1].add(some[1::2])
    logs[2].merge(logs[0])
    logs[2].merge(logs[1])
    logs[3].merge(logs[1])
    logs[3].merge(logs[0])
    for purpose in (None, "research"):
        one, other = (log.frames(purpose=purpose) for log in logs[2:])
        assert fingerprint(one) == fingerprint(other)
    # Their pseudonyms are not the same.
    assert not {*one.members["member"]} & {*other.members["member"]}
    shuffled = replace(one, contributions=one.contributions.sample(frac=1, random_state=1))
    assert fingerprint(shuffled) == fingerprint(one)
    logs[2].add(alsnb.Publication(cohort="n", published_on="2026-05-03", report="x", figures="[]"))
    assert fingerprint(logs[2].frames(purpose="research")) == fingerprint(one)


def test_a_changed_value_changes_the_fingerprint(frames_of):
    researched = frames_of(*records("n", sets=2, members=9, cycles=2))
    before = fingerprint(researched)
    for name in ("attendance", "contributions", "actions", "reflections", "codings", "members", "consents"):
        frame = getattr(researched, name)
        assert fingerprint(replace(researched, **{name: frame.iloc[1:]})) != before, name
    contributions = researched.contributions
    changed = contributions["seconds"].where(contributions.index != 7, contributions["seconds"] + 0.001)
    assert fingerprint(replace(researched, contributions=contributions.assign(seconds=changed))) != before
    # Who did it counts, although what they are called does not.
    members = {*contributions["member"].dropna()}
    other = (members - {contributions["member"].iloc[7]}).pop()
    swapped = contributions["member"].where(contributions.index != 7, other)
    assert fingerprint(replace(researched, contributions=contributions.assign(member=swapped))) != before


# The notebook


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """The notebook on a cohort of which little is recorded, published: its page, and the folder beside it."""
    where = tmp_path_factory.mktemp("reported")
    shared = {"cohort": "tiny", "learning_set": "A"}
    with alsnb.open_log(where / "tiny.db", create=True) as log:
        log.add([
            alsnb.Cohort(cohort="tiny"), alsnb.LearningSet(**shared),
            *(alsnb.Member(**shared, member=f"A{n}") for n in range(4)),
            alsnb.Consent(cohort="tiny", member="A1", purpose="research", given=True, on="2026-01-01"),
            alsnb.Meeting(**shared, cycle=1, held_on="2026-02-01"),
            *(alsnb.Attendance(**shared, cycle=1, member=f"A{n}", status="present") for n in range(4)),
        ])  # fmt: skip
    return alsnb.report(where / "tiny.db", where / "out", notebook="write_up", publish=True), where / "tiny.db"


def test_the_notebook_is_for_research_and_its_files_stand_beside_its_page(reported):
    html, log = reported
    assert html.name == "write_up-tiny-research-public.html"
    assert sorted(each.name for each in html.parent.iterdir()) == [html.stem, html.name]
    files = contents(html.parent / html.stem)
    assert {"README.txt", "methods.txt", "methods.tex", "references.bib", "SHA256SUMS"} <= {*files}
    said = files["methods.txt"].decode()
    assert "The cohort has 4 members. Fewer than 5 members consent to the use of their records for research" in said
    assert "This report may be published" in html.read_text()
    with alsnb.open_log(log) as opened:
        assert opened.frames().publications.empty
    assert b"alsnb_published" not in b"".join(files.values())


def test_files_that_somebody_changed_stop_the_report_before_it_is_made(reported):
    html, log = reported
    (html.parent / html.stem / "methods.txt").write_text("mine")
    with pytest.raises(alsnb.ReportError, match=r"methods\.txt in"):
        alsnb.report(log, html.parent, notebook="write_up", publish=True)
