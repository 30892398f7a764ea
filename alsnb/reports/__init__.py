"""Reports: a parameterised notebook, run by papermill and written as one HTML file.

`sentences` tells an analysis's result in words, `page` puts words, figures and tables on the page of a notebook, `run`
executes a notebook for a cohort and `html` writes it as a file that needs nothing else.
"""
