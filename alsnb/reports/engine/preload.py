"""What reports need, imported once in the process from which each is forked."""

import contextlib
import gc
import io
import os
import signal
from importlib import import_module

from alsnb.reports.engine import isolation

# Ctrl-C in a terminal is meant for the program that asks, and reaches this process too.
_before = signal.signal(signal.SIGINT, signal.SIG_IGN)

for _name, _value in isolation.DEFAULTS.items():
    os.environ.setdefault(_name, _value)

for _name in (
    "IPython.core.completerlib", "IPython.core.logger", "IPython.core.oinspect", "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin", "PIL.PpmImagePlugin", "ipykernel.debugger", "ipykernel.inprocess.ipkernel",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "matplotlib.figure", "matplotlib.style",
    "mistune.plugins.def_list", "mistune.plugins.task_lists", "mistune.plugins.url", "narwhals", "nbconvert", "pandas",
    "pandas.io.formats.string", "papermill", "pyarrow.pandas_compat", "pypandoc", "scipy.optimize",
    "sklearn.feature_extraction.text", "statsmodels.duration.survfunc",
    "statsmodels.genmod.generalized_estimating_equations", "statsmodels.stats.proportion", "statsmodels.stats.rates",
    "tornado.platform.asyncio", "typst", "xmlrpc.server",
    "alsnb.analyses", "alsnb.figures", "alsnb.log", "alsnb.sample",
    "alsnb.reports.engine.client", "alsnb.reports.engine.engine", "alsnb.reports.files.documents",
    "alsnb.reports.files.html", "alsnb.reports.page", "alsnb.reports.run", "alsnb.reports.sentences",
):  # fmt: skip
    import_module(_name)

# Done once here, and so in each child: a page, a query and a figure, for what is imported, compiled and found then.
import_module("alsnb.log.schema").fingerprint()

_format = import_module("nbformat.v4")
_shown = [_format.new_output("display_data", {kind: "a"}) for kind in ("text/html", "image/svg+xml", "text/plain")]
_cells = [_format.new_markdown_cell("# a"), _format.new_code_cell("a", outputs=_shown)]
_notebook = import_module("nbformat").from_dict(_format.new_notebook(cells=_cells))
import_module("nbformat").reads(import_module("nbformat").writes(_notebook), as_version=4)
with contextlib.suppress(ValueError):  # no templates are installed: a page's reader is told
    import_module("alsnb.reports.files.html").html(_notebook, "a")

_frame = import_module("narwhals").from_native(import_module("pandas").DataFrame({"a": [1]})).lazy()
_frame.join(_frame, on="a").group_by("a").agg(import_module("narwhals").len()).collect()

with import_module("matplotlib.style").context(import_module("alsnb.figures").STYLE):
    _figure = import_module("matplotlib.figure").Figure()
    _figure.add_subplot()
    _figure.savefig(io.BytesIO(), format="svg")

gc.collect()
gc.freeze()  # no child touches, and so copies, what is here only to count it
signal.signal(signal.SIGINT, _before)
