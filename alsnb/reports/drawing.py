"""Figures: how one is drawn with its alternative text, and saved as the content of a file."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import escape
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd

from alsnb.figures import STYLE


class Drawn(NamedTuple):
    """A figure that may be shown, and its alternative text."""

    figure: Any
    alt: str
    box: Any


def draw(function: Callable[..., Any], result: pd.DataFrame, notes: Sequence[str] = ()) -> Drawn:
    """Draw a figure of a result, with notes below.

    Raises
    ------
    NothingToShow
        The result holds nothing that can be drawn.
    """
    from matplotlib.figure import Figure

    with _style():
        figure = Figure()
        alt = function(result, figure.add_subplot()).get_label()
        if notes:
            alt = " ".join([alt, *notes])
            figure.text(0, -0.01, "\n".join(wrap(" ".join(notes), 110)), va="top", fontsize=7)
    return Drawn(figure, alt, "tight" if notes else None)


def saved(drawn: Drawn, form: str, **metadata: str | None) -> bytes:
    """Return a figure as the content of a file, which holds its text and not when or with what it was made."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    unset = {"svg": ("Date", "Creator"), "png": ("Software",)}[form]
    values: Any = dict.fromkeys(unset) | metadata
    file, text = io.BytesIO(), io.StringIO()
    with _style():
        if form != "svg":
            drawn.figure.savefig(file, format=form, dpi=300, metadata=values, bbox_inches=drawn.box)
            return file.getvalue()
        if drawn.box is None:
            # As `savefig` does, which draws everything once more, unseen.
            FigureCanvasSVG(drawn.figure).print_svg(text, metadata=values)  # type: ignore[no-untyped-call]
        else:
            drawn.figure.savefig(text, format=form, metadata=values, bbox_inches=drawn.box)
    return text.getvalue().replace("<svg", f'<svg role="img" aria-label="{escape(drawn.alt)}"', 1).encode()


def _style() -> Any:
    import matplotlib as mpl
    import matplotlib.style

    return mpl.style.context(STYLE)
