"""What a paper takes from a cohort: tables, figures, excerpts, methods and references, as files to paste from."""

from alsnb.reports.paper.paper import Paper

__all__ = ["Paper"]
