"""A notebook's content as a Word document or tagged PDF, by pandoc and Typst; reproducible byte for byte.

Both read the HTML of `alsnb.reports.files.html.content`. Nothing else is read: no file beside the template, no network.
The documents do not contain who made them, when, or where.
"""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import tempfile
import zipfile
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from alsnb.errors import ReportError
from alsnb.words import gettext

_FOLDER = resources.files(__package__) / "template"
_DOTS = 220
"""Resolution of a figure in a Word document, in dots per inch."""
_EPOCH = "315532800"
"""The date of all parts: 1 January 1980, the earliest that a zip file can hold."""
_NO_CHARACTER = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML does not allow."""
_IMAGE = re.compile(r'<img( [^>]*?)? src="data:image/(svg\+xml|png|jpeg|gif|webp);base64,([^"]*)"[^>]*>')


def docx(content: str, title: str) -> bytes:
    """Return a notebook's content as a Word document."""
    shown, images = _apart(content)
    drawn = [name for name in images if name.endswith(".svg")]
    made = dict(zip(drawn, _as_png([images[name] for name in drawn]), strict=True))
    for name, image in images.items():
        kind = "png" if name in made else name.partition(".")[2]
        data = base64.b64encode(made.get(name, image)).decode()
        # Widths are said: an image without, of any resolution, would be as wide as the page.
        width = f' width="{_width(image)}"' if name in made else ""
        shown = shown.replace(f'src="{name}"', f'src="data:image/{kind};base64,{data}"{width}', 1)
    with tempfile.TemporaryDirectory(prefix="alsnb-") as scratch:
        reference = Path(scratch) / "reference.docx"
        reference.write_bytes(_reference())
        told = [f"--lua-filter={_FOLDER / 'document.lua'}", f"--reference-doc={reference}"]
        return _with_whole_rows(pandoc(shown, "docx", title, *told))


def _with_whole_rows(document: bytes) -> bytes:
    """Return the document with table rows that do not break across pages; pandoc has no option for this."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == "word/document.xml":
                whole = b"<w:cantSplit />"
                content = content.replace(b"<w:tr><w:tc>", b"<w:tr><w:trPr>" + whole + b"</w:trPr><w:tc>")
                content = content.replace(b"<w:trPr><w:tblHeader", b"<w:trPr>" + whole + b"<w:tblHeader")
            after.writestr(part, content)
    return made.getvalue()


def pdf(content: str, title: str) -> bytes:
    """Return a notebook's content as a tagged PDF."""
    shown, images = _apart(content)
    told = [f"--lua-filter={_FOLDER / 'document.lua'}", f"--template={_FOLDER / 'document.typ'}"]
    # Quotation marks stay as they are: the extension `smart` would straighten them, and Typst guess their direction.
    markup = pandoc(shown, "typst-smart", title, *told)
    # pandoc would have tables in the middle.
    markup = markup.replace(b"#figure(\n  align(center)[#table(", b"#figure(\n  align(left)[#table(")
    files = {"main": markup, **images}
    try:
        return bytes(_compiled(files, format="pdf", pdf_standards="ua-1"))
    except ReportError:
        # A notebook of somebody's own may skip a level of headings: then it is no PDF/UA, and a PDF all the same.
        return bytes(_compiled(files, format="pdf"))


def pandoc(html: str, to: str, title: str, *options: str) -> bytes:
    """Return HTML as a document of another format."""
    page = f"<html><head><title>{escape(title)}</title></head><body>{html}</body></html>"
    return converted(page, "html", to, "--standalone", "--metadata=lang:en-GB", *options)


def converted(text: str, source: str, to: str, *options: str) -> bytes:
    """Convert a text from one of pandoc's formats to another.

    Raises
    ------
    ReportError
        pandoc cannot be started, or cannot convert the text.
    """
    import pypandoc

    # It may read only the files that the command names, and none of the user's settings.
    command = [
        pypandoc.get_pandoc_path(), "--sandbox", f"--data-dir={_FOLDER}", f"--from={source}", f"--to={to}",
        "--output=-", *options,
    ]  # fmt: skip
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _EPOCH}
    try:
        made = subprocess.run(command, input=text.encode(), capture_output=True, check=False, env=environment)
    except OSError as error:
        raise ReportError(
            gettext("pandoc cannot be started: {reason}. Reinstall pypandoc-binary.", reason=error.strerror)
        ) from None
    if made.returncode:
        told = made.stderr.decode(errors="replace").strip()[:200]
        raise ReportError(gettext("pandoc could not make the {type} file: {reason}", type=to, reason=told))
    return made.stdout


def _apart(content: str) -> tuple[str, dict[str, bytes]]:
    """Return the content with folds open and images named, and the images by name."""
    images: dict[str, bytes] = {}

    def named(image: re.Match[str]) -> str:
        name = f"figure-{len(images) + 1}.{image[2].partition('+')[0]}"
        images[name] = base64.b64decode(image[3])
        return f'<img{image[1] or ""} src="{name}">'

    content = _IMAGE.sub(named, content)
    # A table has its caption; whatever else is folded keeps the line that unfolds it.
    content = re.sub(r'<summary>[^<]*</summary>(?=<div class="table")', "", content)
    content = re.sub(r"<summary>(.*?)</summary>", r"<p><strong>\1</strong></p>", content, flags=re.DOTALL)
    # pandoc knows no classes of paragraphs.
    content = re.sub(r'<p class="(note|subtitle)">(.*?)</p>', r'<div class="\1"><p>\2</p></div>', content, flags=re.S)
    return _NO_CHARACTER.sub("", content), images


def _width(svg: bytes) -> str:
    found = re.search(rb'<svg[^>]*? width="([\d.]+)pt"', svg)
    return f"{min(6.5, float(found[1]) / 72):.2f}in" if found else "100%"


def _as_png(drawings: list[bytes]) -> list[bytes]:
    if not drawings:
        return []
    names = [f"{number}.svg" for number in range(len(drawings))]
    pages = "\n#pagebreak()\n".join(f'#image("{name}")' for name in names)
    markup = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}"
    made = _compiled({"main": markup.encode(), **dict(zip(names, drawings, strict=True))}, format="png", ppi=_DOTS)
    return [made] if isinstance(made, bytes) else made


def _compiled(files: dict[str, bytes], **options: Any) -> Any:
    import typst

    with tempfile.TemporaryDirectory(prefix="alsnb-") as scratch:
        for name, content in files.items():
            (Path(scratch) / name).write_bytes(content)
        try:
            return typst.compile(Path(scratch) / "main", root=scratch, font_paths=[_fonts()], **options)
        except (RuntimeError, ValueError, OSError) as error:  # a TypstError is a RuntimeError
            told, to = str(error)[:200], options["format"].upper()
            raise ReportError(gettext("Typst could not make the {type} file: {reason}", type=to, reason=told)) from None


@cache
def _fonts() -> str:
    """Return a folder of fonts that is always present: matplotlib's."""
    import matplotlib as mpl

    return f"{mpl.get_data_path()}/fonts/ttf"


@cache
def _reference() -> bytes:
    """Return the reference document from which pandoc takes styles and footer."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {"document": "document.main", "styles": "styles", "footer1": "footer"}
    declared = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{types}.{t}+xml"/>' for n, t in parts.items())
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{declared}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{office}/footer" '
        'Target="footer1.xml"/></Relationships>',
        **{f"word/{name}.xml": (_FOLDER / "docx" / f"{name}.xml").read_text("utf-8") for name in parts},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()
