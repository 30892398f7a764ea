"""What reports need, imported once in the process from which each is forked."""

import gc
import os
from importlib import import_module

# Matplotlib asks for this when it is imported; without it, figures that a notebook leaves open would be lost.
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # it warns of a debugger that nobody uses

for _name in (
    "ipykernel.inprocess.ipkernel", "matplotlib.figure", "nbconvert", "pandas", "papermill", "scipy.optimize",
    "sklearn.feature_extraction.text", "statsmodels.duration.survfunc", "statsmodels.stats.proportion",
    "statsmodels.genmod.generalized_estimating_equations",
    "alsnb.analyses", "alsnb.figures", "alsnb.log", "alsnb.sample",
    "alsnb.reports.engine", "alsnb.reports.export", "alsnb.reports.page", "alsnb.reports.run",
    "alsnb.reports.sentences",
):  # fmt: skip
    import_module(_name)

gc.collect()
gc.freeze()  # no child touches, and so copies, what is here only to count it
