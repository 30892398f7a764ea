"""Other content of a report: the frames in its scope, a portfolio's texts, excerpts, suggestions."""
