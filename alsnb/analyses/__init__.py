"""The analyses: plain functions from tidy frames to small tidy frames.

Each takes a log's frames (anything with the attributes of `alsnb.Frames`, whose frames may be of any kind Narwhals
reads: pandas, Polars, DuckDB …), aggregates them where they are, and returns a small pandas frame. Every estimate comes
with its interval (``…_low``, ``…_high``), the count it rests on and the number of people behind it (``members``).
Nothing recorded is an empty frame with the same columns, never an error.

``by`` names what a row stands for: ``"cycle"``, ``"learning_set"``, ``"member"``, several of them, or ``()`` for one
row.
"""
