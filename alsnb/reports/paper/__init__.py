"""Files for a paper on a cohort: tables, figures, excerpts, methods and references."""

from alsnb.reports.paper.paper import Paper

__all__ = ["Paper"]
