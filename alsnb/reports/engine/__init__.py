"""papermill's engine that makes reports: in a clean child of a process that has imported everything already."""

from alsnb.reports.engine.engine import ForkEngine

__all__ = ["ForkEngine"]
