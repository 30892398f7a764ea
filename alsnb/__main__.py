"""``python -m alsnb``: the command line."""

from alsnb.cli import main

main(prog_name="alsnb")
