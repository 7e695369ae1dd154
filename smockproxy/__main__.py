"""`python -m smockproxy`: the command line."""

from smockproxy.cli import main

main(prog_name="smockproxy")
