"""Change what is recorded: amend, withdraw and rename."""
