"""Check a log for problems, and describe them with the commands that fix them."""
