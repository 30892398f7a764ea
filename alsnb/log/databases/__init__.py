"""Store a log in an SQLite file or on a PostgreSQL server."""
