"""safekeeping."""
