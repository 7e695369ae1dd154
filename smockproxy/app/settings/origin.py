"""Where the value of a setting was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from smockproxy.core.problem import Problem


class Source(Enum):
    """The sources of settings; the first one that has a value wins."""

    FLAG = "flag"
    ARGUMENT = "argument"
    VARIABLE = "variable"
    DOTENV = ".env"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """A source, and the place in it."""

    source: Source
    name: str = ""
    """What the value is called there: `--port`, `SMOCKPROXY_PORT`, `port`."""
    file: str = ""
    line: int = 0
    """Counts from 1; 0 when it is not known."""

    def __str__(self) -> str:
        """The source and the place in it: `flag --port`, `.env:3: SMOCKPROXY_PORT`, `default`."""
        match self.source:
            case Source.FLAG | Source.ARGUMENT | Source.VARIABLE:
                return f"{self.source.value} {self.name}"
            case Source.DOTENV | Source.FILE:
                place = f"{self.file}:{self.line}" if self.line else self.file
                return f"{place}: {self.name}"
            case Source.DEFAULT:
                return "default"


DEFAULT = Origin(Source.DEFAULT)


@dataclass(frozen=True, slots=True)
class Written:
    """One value, as it was written."""

    value: object
    origin: Origin
    is_lenient: bool = False
    """Whether a bad value is only warned of, and then counts as not written."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says."""

    written: Mapping[str, Written] = field(default_factory=dict)
    """By name of the setting."""
    smockers: Mapping[str, Written] = field(default_factory=dict)
    """The same, for what is written by Smocker's name of a setting."""
    problems: tuple[Problem, ...] = ()
    folder: Path | None = None
    """What its relative paths are relative to; None for the working directory."""
