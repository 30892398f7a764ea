"""Word documents and PDFs hold what the page holds, can be read aloud, and are the same bytes twice."""

import io
import re
import zipfile
from html import unescape

import nbformat
import pandas as pd
import pypdf
import pytest
from matplotlib.figure import Figure
from PIL import Image

import alsnb
from alsnb import Page
from alsnb.disclosure import Protected
from alsnb.reports.drawing import Drawn
from alsnb.reports.files import html
from alsnb.reports.grid import laid_out
from alsnb.reports.page import Shown

EVIL = "#evil[x] $x^2$ @y <b>z</b> \\n *w* `v` _u_ ~ \x08 \ufffe = https://e.example // *[[t"
ALT = 'Rates: "94%" in cycle 1 \\ 100% in cycle 2.'


def result(rows=40):
    return pd.DataFrame({
        "theme": [EVIL, *(f"theme {n}" for n in range(1, rows))],
        "what_it_says": "words enough to be set in several lines of a column, whatever else there is beside them",
        "completion": 0.5,
        "completion_low": 0.25,
        "completion_high": 0.75,
    })  # fmt: skip


def shown(*cells):
    made = nbformat.v4.new_notebook()
    for cell in cells:
        if isinstance(cell, str):
            made.cells.append(nbformat.v4.new_markdown_cell(cell))
        else:
            data = {"data": cell.forms, "metadata": cell.metadata}
            made.cells.append(nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", **data)]))
    return made


@pytest.fixture(scope="module")
def notebook():
    drawing = Figure(figsize=(6, 3))
    drawing.add_subplot().plot([1, 2])
    rounded = pd.DataFrame({"n_actions": [25.0, None, None]})
    marks = pd.DataFrame({"n_actions": ["", "<5", "all but <5"]})
    hidden = laid_out(Protected(rounded, marks, ("Left out: so few <are> in it.",)), {"n_actions"}, "Hidden", 3)
    page = Page(None)
    return shown(
        Shown({"text/html": f'<h1>{"A report"}</h1><p class="subtitle">Of a module</p>'}),
        "## First part\n\n### Within it\n\n- one\n- two",
        page.say(EVIL),
        page.show_figure(Drawn(drawing, ALT, None)),
        page.table(result(), "All themes", folded=True),
        "## Second part",
        page.show_table(hidden),
        Shown({"text/html": "<details><summary>More &amp; more</summary><p>Unfolded.</p></details>"}),
    )


@pytest.fixture(scope="module")
def word(notebook):
    return zipfile.ZipFile(io.BytesIO(html.docx(notebook, "A report: cohort c")))


@pytest.fixture(scope="module")
def printed(notebook):
    return pypdf.PdfReader(io.BytesIO(html.pdf(notebook, "A report: cohort c")))


def text_of(document):
    """What a document tells, without spaces: where a line ends does not matter."""
    if isinstance(document, pypdf.PdfReader):
        text = "".join(each.extract_text() for each in document.pages)
    else:
        text = unescape(re.sub(r"<[^>]*>", "", document.read("word/document.xml").decode()))
    return re.sub(r"[\s\u200b\xad]", "", text)


@pytest.fixture(params=["docx", "pdf"])
def text(request):
    return text_of(request.getfixturevalue({"docx": "word", "pdf": "printed"}[request.param]))


def test_what_the_page_tells_they_tell(text):
    for told in (
        "A report", "Of a module", "First part", "Within it", "one", "theme 39", "50%", "(25% to 75%)", "all but <5",
        "Left out: so few <are> in it.", "More & more", "Unfolded.",
    ):  # fmt: skip
        assert re.sub(r"\s", "", told) in text
    assert text.count("Allthemes") == 1, "the caption of a folded table stands there once"


def test_what_people_typed_stays_text(text):
    typed = re.sub(r"[\s\x08\ufffe]", "", EVIL)
    assert text.count(typed) == 2


def test_quotation_marks_in_a_pdf_are_those_of_the_page():
    quoted = "‘Out of control?’ – “why?” – a member’s 'own' \"words\""
    made = pypdf.PdfReader(io.BytesIO(html.pdf(shown(quoted), "x")))
    assert re.sub(r"\s", "", quoted) in text_of(made)


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_the_same_report_is_the_same_bytes(notebook, kind):
    assert getattr(html, kind)(notebook, "x") == getattr(html, kind)(notebook, "x")


def test_word_has_tables_headings_a_title_a_language_and_page_numbers(word):
    document = word.read("word/document.xml").decode()
    assert document.count("<w:tbl>") == document.count("<w:tblHeader ") == 2
    rows = re.findall("<w:tr>.*?</w:tr>", document)
    assert rows
    assert all(each.startswith("<w:tr><w:trPr><w:cantSplit />") for each in rows)  # no row stands on two pages
    styles = re.findall(r'<w:pStyle w:val="(\w+)"', document)
    assert [each for each in styles if each in ("Title", "Subtitle", "Heading1", "Heading2")] == [
        "Title", "Subtitle", "Heading1", "Heading2", "Heading1",
    ]  # fmt: skip
    assert {"TableCaption", "Note", "Figure"} <= set(styles)
    assert set(styles) <= set(re.findall(r'w:styleId="(\w+)"', word.read("word/styles.xml").decode()))
    core = word.read("docProps/core.xml").decode()
    assert "<dc:title>A report</dc:title>" in core
    assert "<dc:creator></dc:creator>" in core
    assert '<w:lang w:bidi="ar-SA" w:eastAsia="en-GB" w:val="en-GB"' in word.read("word/styles.xml").decode()
    (footer,) = [word.read(name).decode() for name in word.namelist() if "footer" in name and "rels" not in name]
    assert " PAGE " in footer
    assert "<w:footerReference" in document


def test_words_figures_are_sharp_and_say_what_they_show(word):
    document = word.read("word/document.xml").decode()
    (told,) = re.findall(r'<wp:docPr descr="([^"]*)"', document)
    assert unescape(told) == ALT
    (name,) = [name for name in word.namelist() if "media/" in name and name.endswith(".png")]
    ((width,),) = [re.findall(r'<wp:extent cx="(\d+)"', document)]
    inches = int(width) / 914400
    assert inches == pytest.approx(6)
    assert Image.open(io.BytesIO(word.read(name))).width / inches >= 200


def elements(thing):
    thing = thing.get_object()
    if isinstance(thing, list):
        for each in thing:
            yield from elements(each)
    elif isinstance(thing, dict):
        yield thing
        yield from elements(thing["/K"]) if "/K" in thing else ()


def test_a_pdf_is_tagged_has_a_title_a_language_bookmarks_and_alternative_texts(printed):
    root = printed.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert dict(printed.metadata).keys() == {"/Title", "/Creator"}
    assert printed.metadata.title == "A report"
    first, within, second = printed.outline
    assert [first.title, within[0].title, second.title] == ["First part", "Within it", "Second part"]
    found = [*elements(root["/StructTreeRoot"]["/K"])]
    kinds = [each.get("/S") for each in found]
    assert kinds.count("/Table") == kinds.count("/Caption") == kinds.count("/THead") == 2
    assert kinds.count("/H1") == 2
    assert [each["/Alt"] for each in found if "/Alt" in each] == [ALT]


def test_a_pdf_claims_to_be_accessible_where_it_is(printed):
    assert b"pdfuaid:part>1<" in printed.trailer["/Root"]["/Metadata"].get_data()
    untold = '<p>x</p><img src="data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=">'
    skipping = shown("# Title\n\n## One\n\n#### Three", Shown({"text/html": untold}))
    made = pypdf.PdfReader(io.BytesIO(html.pdf(skipping, "x")))
    assert b"pdfuaid" not in made.trailer["/Root"]["/Metadata"].get_data()
    assert "Three" in text_of(made)


def test_a_table_goes_on_over_pages_with_its_head_and_pages_are_numbered(printed):
    pages = [each.extract_text() for each in printed.pages]
    heads = [each.count("What it says") for each in pages]
    assert heads == [1] * (len(pages) - 1) + [heads[-1]]
    assert len(pages) > 2
    for number, each in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in each
    assert not [image for each in printed.pages for image in each.images], "figures are drawn, not dots"


def test_a_heading_goes_with_its_table_to_a_page_turned_sideways():
    many = pd.DataFrame({f"some_long_name_{n}": ["text of several words"] * 3 for n in range(9)})
    wide = shown("# Report", "Before it.", "## Of many columns\n\n### Widest", Page(None).table(many, "Wide"))
    made = html.pdf(wide, "Report")
    first, second = pypdf.PdfReader(io.BytesIO(made)).pages
    assert first.mediabox.width < first.mediabox.height
    assert second.mediabox.width > second.mediabox.height
    assert "Of many columns" in second.extract_text()
    assert "Widest" in second.extract_text()
    assert "Before it." in first.extract_text()
    assert "Of many columns" not in first.extract_text()


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_figure_that_cannot_be_read_is_a_mistake_in_words(kind):
    broken = shown(Shown({"image/svg+xml": "<svg"}))
    with pytest.raises(alsnb.ReportError, match=r"Typst could not make the P(NG|DF) file: .*SVG"):
        getattr(html, kind)(broken, "x")


def test_pandoc_failing_or_missing_is_a_mistake_in_words(monkeypatch, tmp_path):
    failing = tmp_path / "pandoc"
    failing.write_text("#!/bin/sh\necho out of ink >&2; exit 3\n")
    failing.chmod(0o700)
    monkeypatch.setattr("pypandoc.get_pandoc_path", lambda: str(failing))
    with pytest.raises(alsnb.ReportError, match="pandoc could not make the docx file: out of ink"):
        html.docx(shown("x"), "x")
    failing.unlink()
    with pytest.raises(alsnb.ReportError, match="pandoc cannot be started"):
        html.pdf(shown("x"), "x")


def test_nothing_is_fetched_and_no_script_is_linked():
    notebook = shown(
        "![A map](https://e.example/map.png) and [a link](javascript:alert(1)), [another](https://e.example)"
    )
    word = zipfile.ZipFile(io.BytesIO(html.docx(notebook, "x")))
    printed = html.pdf(notebook, "x")
    assert "A map" in unescape(re.sub("<[^>]*>", "", word.read("word/document.xml").decode()))
    for linked in (word.read("word/_rels/document.xml.rels"), printed):
        assert b"https://e.example" in linked
        assert b"map.png" not in linked
        assert b"javascript" not in linked
