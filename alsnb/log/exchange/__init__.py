"""Exchange records between logs: hand in, gather and merge."""
