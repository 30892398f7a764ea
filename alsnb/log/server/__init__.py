"""Administer a shared log on a PostgreSQL server."""
