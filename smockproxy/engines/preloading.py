"""What a worker needs to have imported before a script begins: the script's time is its own."""

from smockproxy.engines import fakes
from smockproxy.engines.contract import Program
from smockproxy.engines.table import engine


def needs(program: Program) -> tuple[str, ...]:
    """What a program needs: its engine, and what its text names besides."""
    return (program.engine, fakes.NAME) if fakes.NAME in program.source else (program.engine,)


def preload(name: str) -> None:
    """Import one of these. Raises `ScriptError` when there is none, or it can't be loaded."""
    if name == fakes.NAME:
        fakes.faker()
    else:
        engine(name)
