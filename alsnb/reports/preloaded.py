"""What reports need, imported once in the process from which each is forked."""

import os

# Matplotlib asks for this when it is imported; without it, figures that a notebook leaves open would be lost.
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

import gc

import ipykernel.inprocess.ipkernel
import matplotlib.figure
import nbconvert
import numpy
import pandas
import papermill
import scipy.optimize
import sklearn.feature_extraction.text
import statsmodels.duration.survfunc
import statsmodels.genmod.generalized_estimating_equations
import statsmodels.stats.proportion

import alsnb.analyses
import alsnb.figures
import alsnb.log
import alsnb.reports.engine
import alsnb.reports.page
import alsnb.reports.run
import alsnb.reports.sentences

gc.collect()
gc.freeze()  # no child touches, and so copies, what is here only to count it
