"""papermill's engine that makes reports: in a clean child of a process that has imported everything already.

papermill finds `engine.ForkEngine` by the package's entry point. Nothing is imported here, as papermill would be while
it still loads its engines.
"""
