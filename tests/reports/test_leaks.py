"""No file of a report tells what is not in the report: every byte of it is looked at, unpacked."""

import base64
import binascii
import getpass
import io
import json
import re
import socket
import zipfile
import zlib
from html import unescape
from pathlib import Path

import nbformat
import pypdf
import pytest

import alsnb
from alsnb.privacy import Roster
from alsnb.reports import batch, task
from alsnb.reports.files import html
from alsnb.sample import records

KINDS = ("html", "docx", "pdf")
PNG = b"\x89PNG\r\n\x1a\n"
NAME, MAIL = "Zebedee Quillfeather", "zq@leaky-mail.example"
PLANTED = {
    "a name in a text kept private": "Hyacinth Brackenbury",
    "a name in a text shared": NAME,
    "an address": MAIL,
    "the words of who does not consent": "xylophone-unconsented",
    "the words of who does": "marzipan-consented",
    "an action": "vermilion-action",
    "the learning from it": "chartreuse-learning",
    "a role": "sub-almoner-of-the-realm",
    "an employer": "Brackwater-Holdings",
    "a draft": "aubergine-draft",
    "where the log is": "Odd folder 7 ü & Co",
    "the log's file": "peculiar-log",
    "a parameter": "unlikely-roster-place",
    "the user": "quince-user",
}


def inside(data: bytes):
    """Whatever is packed into a file, and in that, and so on; the file itself first."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive.comment + repr(archive.infolist()).encode()
            for name in archive.namelist():
                yield from inside(archive.read(name))
    if data.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        yield "".join(page.extract_text() for page in reader.pages).encode()
        for number in range(1, int(reader.trailer["/Size"])):
            yield from within_pdf(reader.get_object(number))
    if data.startswith(PNG):
        at = len(PNG)
        while at < len(data):
            size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
            chunk = data[at + 8 : at + 8 + size]
            at += 12 + size
            if kind in (b"zTXt", b"iTXt", b"iCCP"):
                name, _, packed = chunk.partition(b"\0")
                yield name
                yield zlib.decompress(packed[1:]) if kind != b"iTXt" else packed
    for found in re.findall(rb";base64,([A-Za-z0-9+/=]+)", data):
        try:
            yield from inside(base64.b64decode(found))
        except binascii.Error:
            continue


def within_pdf(thing):
    if isinstance(thing, pypdf.generic.StreamObject):
        yield from inside(thing.get_data())
    if isinstance(thing, dict):
        for name, value in thing.items():
            yield str(name).encode()
            yield from within_pdf(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from within_pdf(value)
    elif isinstance(thing, str | bytes):
        yield thing.encode() if isinstance(thing, str) else thing


def leaks(data: bytes, markers) -> set[str]:
    """The markers found in a file; however they are written, and where lines or tags break them."""
    found = set()
    for part in inside(data):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            text = part.decode(encoding, errors="ignore")
            for each in (text, unescape(re.sub(r"<[^>]*>", "", text)), unescape(text)):
                flat = re.sub(r"[\s\u200b]", "", each).casefold()
                found |= {marker for marker in markers if re.sub(r"\s", "", marker).casefold() in flat}
    return found


def planted(cohort="north"):
    """A cohort whose texts are all marked."""
    made = [*records(cohort, seed=3, sets=2, members=10, cycles=3)]
    consents = {
        each.member for each in made if isinstance(each, alsnb.Consent) and each.purpose == "research" and each.given
    }
    members = {each.member for each in made if isinstance(each, alsnb.Member)}
    assert consents
    assert members - consents
    for each in made:
        if isinstance(each, alsnb.Reflection):
            words = "the words of who does" if each.member in consents else "the words of who does not consent"
            shared = f"{NAME} ({MAIL}) {PLANTED[words]} {each.text}"
            private = f"{PLANTED['a name in a text kept private']} {MAIL} {each.text}"
            yield each.model_copy(update={"text": shared if each.visibility == "tutor" else private})
        elif isinstance(each, alsnb.Action):
            yield each.model_copy(update={"what": f"{PLANTED['an action']} with {NAME}"})
        elif isinstance(each, alsnb.ActionReport):
            yield each.model_copy(update={"learning": PLANTED["the learning from it"]})
        elif isinstance(each, alsnb.Member):
            yield each.model_copy(update={"role": PLANTED["a role"], "organisation": PLANTED["an employer"]})
        else:
            yield each


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leaks") / PLANTED["where the log is"]
    folder.mkdir()
    path = folder / (PLANTED["the log's file"] + ".db")
    with alsnb.open_log(path, create=True, author=PLANTED["the user"]) as opened:
        opened.add(list(planted()))
        opened.keep_draft("x", {"text": PLANTED["a draft"]})
    return path


@pytest.fixture(scope="module")
def markers(log):
    machine = [socket.gethostname(), getpass.getuser(), str(Path.home()), str(log.parent.parent), str(Path.cwd())]
    # What is as short as "root" stands in many a word.
    return {*PLANTED.values(), *(each for each in machine if len(each) > 5)}


def made_of(log, out, notebook, monkeypatch, **parameters):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, PLANTED["the user"])
    roster = out / PLANTED["a parameter"] / "roster.csv"
    roster.parent.mkdir(parents=True)
    Roster.open(path=roster, create=True)
    told = json.loads(notebook.read_text())
    (cell,) = (each for each in told["cells"] if "parameters" in each["metadata"].get("tags", []))
    cell["source"] = "".join(cell["source"]) + "\nroster = None"
    own = out / notebook.name
    own.write_text(json.dumps(told))
    (task,) = batch.tasks(log, own, to=KINDS, roster=roster, **parameters)
    return {path.suffix[1:]: path.read_bytes() for path in batch.make_one(task, out)}


def test_a_report_tells_no_name_text_path_user_machine_or_parameter(log, markers, tmp_path, monkeypatch):
    files = made_of(log, tmp_path, task.notebooks() / "cohort_report.ipynb", monkeypatch, purpose="research")
    assert {*files} == {*KINDS}
    for data in files.values():
        assert leaks(data, {"Attendance was"})  # it is a report, and it was read
        assert leaks(data, markers) == set()


def test_the_check_finds_what_a_notebook_lets_out(log, markers, tmp_path, monkeypatch):
    own = json.loads((task.notebooks() / "cohort_report.ipynb").read_text())
    tell = (
        "import getpass, os, IPython.display as d\n"
        "every = alsnb.open_log(log, author=getpass.getuser())\n"
        "every_frame = every.frames(cohort)\n"
        "print(log, roster, getpass.getuser(), every.draft('x'))\n"
        "d.HTML(' '.join(map(str, [*every_frame.reflections['text'], *every_frame.actions['what'],"
        " *every_frame.action_reports['learning'], *every_frame.members['role'],"
        " *every_frame.members['organisation']])))"
    )
    own["cells"] = [*own["cells"][:2], {**own["cells"][2], "source": tell}]
    (tmp_path / "own.ipynb").write_text(json.dumps(own))
    for kind, data in made_of(log, tmp_path, tmp_path / "own.ipynb", monkeypatch).items():
        assert {*PLANTED.values()} - leaks(data, markers) == set(), kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_finds_what_is_said_of_a_file(kind):
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "marked-picture", zip=True)
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG", pnginfo=told)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"><metadata>marked-drawing</metadata></svg>'
    )
    outputs = [
        nbformat.v4.new_output("display_data", {"image/png": base64.b64encode(picture.getvalue()).decode()}),
        nbformat.v4.new_output(
            "display_data", {"image/svg+xml": drawing}, metadata={"image/svg+xml": {"alt": "m-alt"}}
        ),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=outputs)])
    found = leaks(
        getattr(html, kind)(notebook, "marked-title"), ["marked-title", "m-alt", "marked-picture", "marked-drawing"]
    )
    # Neither Word nor a PDF gets what a drawing says of itself; a PDF not what a picture does.
    kept = {"html": {"marked-picture", "marked-drawing"}, "docx": {"marked-picture"}, "pdf": set()}
    assert found == {"marked-title", "m-alt"} | kept[kind]
