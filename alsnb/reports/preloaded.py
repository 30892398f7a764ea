"""What reports need, imported once in the process from which each is forked."""

import gc
import os
from importlib import import_module

from alsnb.reports import isolation

for _name, _value in isolation.DEFAULTS.items():
    os.environ.setdefault(_name, _value)

for _name in (
    "ipykernel.inprocess.ipkernel", "matplotlib.figure", "nbconvert", "pandas", "papermill", "pypandoc",
    "scipy.optimize", "sklearn.feature_extraction.text", "statsmodels.duration.survfunc",
    "statsmodels.genmod.generalized_estimating_equations", "statsmodels.stats.proportion", "typst",
    "alsnb.analyses", "alsnb.figures", "alsnb.log", "alsnb.sample",
    "alsnb.reports.documents", "alsnb.reports.engine", "alsnb.reports.export", "alsnb.reports.inprocess",
    "alsnb.reports.page",
    "alsnb.reports.run", "alsnb.reports.sentences",
):  # fmt: skip
    import_module(_name)

# Built once here, and so there in each child.
import_module("alsnb.reports.export").exporter()

gc.collect()
gc.freeze()  # no child touches, and so copies, what is here only to count it
