"""The board of a set's meeting."""
