"""Decide what may come into a log: who owns an id, what has to move to another, whose settings hold."""
