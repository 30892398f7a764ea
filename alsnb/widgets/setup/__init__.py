"""Setting a cohort up."""
