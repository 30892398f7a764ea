"""The student's reflective log."""
