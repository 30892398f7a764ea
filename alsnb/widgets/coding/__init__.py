"""Coding reflections with themes."""
