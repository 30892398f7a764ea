"""What a report shows besides results: the frames of its scope, a portfolio's texts, excerpts, suggestions."""
