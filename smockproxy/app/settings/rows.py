"""A row of the settings table, with everything that follows from it: flags, variable, what values it takes.

Rules of this file: standard library only, so that `--help` is quick.
"""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass
from enum import Enum
from typing import Any, get_origin, get_type_hints

from smockproxy.app.settings.table import SETTINGS, Settings

PREFIX = "SMOCKPROXY_"
"""What every variable of the environment that is ours begins with."""

SMOCKER_PREFIX = "SMOCKER_"
"""What every variable of the environment that is Smocker's begins with."""

OTHER_VARIABLES = ("SMOCKPROXY_ADMIN_URL", "SMOCKPROXY_ACTIVE")
"""Variables of ours that are no settings: where `history` finds the admin API; whether a proxy is set up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting."""

    name: str
    """Its name in `Settings` and in a TOML file."""
    summary: str
    """One sentence on it."""
    default: Any
    type: Any
    """The annotation in `Settings`."""
    flags: tuple[str, ...]
    """Its flags; none when it is what stands after the command."""
    metavar: str
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    """The texts that it takes, if they are few."""
    path: bool = False
    """Whether its values are paths, which are relative to where they are written."""
    smocker: str = ""
    """What Smocker calls it, in its flag; empty if it has no such thing. Source: Smocker's settings."""
    folds_case: bool = False
    """Whether its texts may be in upper case as well."""
    lenient_flag: bool = False
    """Whether a bad value of its flag is only warned of, as Smocker does."""
    secret: bool = False
    """Whether its value is not to be shown."""
    flaw_of: Callable[[str], str] | None = None
    """What is wrong with one of its texts; None if every text is right."""
    inert: str = ""
    """Why it has no effect; empty if it has one."""

    @property
    def variable(self) -> str:
        """Its variable of the environment."""
        return PREFIX + self.name.upper()

    @property
    def smocker_variable(self) -> str:
        """Smocker's variable of it; empty if there is none."""
        return SMOCKER_PREFIX + self.smocker.upper().replace("-", "_") if self.smocker else ""

    @property
    def alias_flag(self) -> str:
        """Smocker's flag of it, if it is not one of ours; else empty."""
        flag = f"--{self.smocker}"
        return flag if self.smocker and flag not in self.flags else ""

    @property
    def alias(self) -> str:
        """The name of that flag as a parameter."""
        return self.alias_flag.removeprefix("--").replace("-", "_")

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return get_origin(self.type) is tuple

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return self.type is bool

    @property
    def flag(self) -> str:
        """The flag to name in a message: the longest one."""
        return max(self.flags, key=len) if self.flags else self.metavar

    @property
    def off_flag(self) -> str:
        """The flag that turns a switch off."""
        return f"--no-{self.flag.removeprefix('--')}"

    @property
    def expected(self) -> str:
        """What values it takes, in words."""
        if self.choices:
            return " or ".join(filter(None, (", ".join(self.choices[:-1]), self.choices[-1])))
        if self.type is int:
            return _whole_number(self.low, self.high)
        if self.type is float:
            return f"a number from {self.low} to {self.high}"
        if self.is_switch:
            return "true or false"
        return "a list of texts" if self.is_list else "a text"


def _whole_number(low: int | None, high: int | None) -> str:
    match low, high:
        case None, None:
            return "a whole number"
        case _, None:
            return f"a whole number, {low} or more"
        case None, _:
            return f"a whole number, {high} or less"
        case _:
            return f"a whole number from {low} to {high}"


def _row(field: Field[Any], type_of: Mapping[str, Any]) -> Row:
    facts = dict(field.metadata)
    kind = type_of[field.name]
    if isinstance(kind, type) and issubclass(kind, Enum):
        facts["choices"] = tuple(member.value for member in kind)
    choices = facts.get("choices")
    fallback = f"[{'|'.join(choices)}]" if choices else "N" if kind in {int, float} else "TEXT"
    return Row(
        name=field.name,
        summary=facts.pop("help"),
        default=field.default,
        type=kind,
        flags=facts.pop("flags", (f"--{field.name.replace('_', '-')}",)),
        metavar=facts.pop("metavar", fallback),
        **facts,
    )


def _rows() -> tuple[Row, ...]:
    type_of = get_type_hints(Settings)
    return tuple(_row(field, type_of) for field in SETTINGS)


ROWS = _rows()
"""The settings, in the order of the table."""

BY_NAME: Mapping[str, Row] = {row.name: row for row in ROWS}
BY_VARIABLE: Mapping[str, Row] = {row.variable: row for row in ROWS}
BY_SMOCKERS_VARIABLE: Mapping[str, Row] = {row.smocker_variable: row for row in ROWS if row.smocker}
BY_ALIAS: Mapping[str, Row] = {row.alias: row for row in ROWS if row.alias_flag}
