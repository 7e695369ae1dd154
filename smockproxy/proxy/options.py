"""The settings as mitmproxy options (`--set smock_unmatched=refuse`), for those who load us as an addon.

mitmproxy has options of its own for the listener, the certificates and the log; the rest of the table is
declared here.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mitmproxy.addonmanager import Loader
from mitmproxy.exceptions import OptionsError
from mitmproxy.optmanager import OptManager, _UnconvertedStrings

from smockproxy.app.settings.rows import ROWS, Row
from smockproxy.app.settings.table import Settings
from smockproxy.app.settings.values import BadValueError, parse_value
from smockproxy.core.problem import did_you_mean

OPTION_PREFIX = "smock_"
MITMPROXYS_OWN = frozenset(
    {"host", "port", "confdir", "scripts", "options", "log_level", "quiet", "web", "web_host", "web_port"}
)

ADDON_ROWS = tuple(row for row in ROWS if row.name not in MITMPROXYS_OWN)
"""The settings that are declared as options."""


class BadOptionsError(ValueError):
    """Options that have no meaning; its text has a line for each."""


def option_name(row: Row) -> str:
    """The option of a setting."""
    return OPTION_PREFIX + row.name


def _option_value(row: Row, value: Any) -> Any:
    if row.is_list:
        return list(value)
    if row.type is float:  # mitmproxy has no such options
        return str(value)
    return getattr(value, "value", value)


def declare_options(loader: Loader, defaults: Settings) -> None:
    """Declare an option for each setting; the defaults are what variables and files say."""
    for row in ADDON_ROWS:
        typespec: Any = Sequence[str] if row.is_list else row.type if row.type in {int, bool} else str
        value = _option_value(row, getattr(defaults, row.name))
        loader.add_option(option_name(row), typespec, value, row.summary, choices=row.choices or None)


def take_given(options: OptManager) -> None:
    """Set our options to what the user gave for them before they were declared. Raises `BadOptionsError`.

    mitmproxy would do it later, and would run on without us if it came upon a value that it can't read.
    """
    given = {name: options.deferred.pop(name) for name in tuple(options.deferred) if _is_ours(name)}
    problems = [problem for name, value in given.items() if (problem := _set(options, name, value))]
    if problems:
        raise BadOptionsError("\n".join(problems))


def _is_ours(name: str) -> bool:
    return name.startswith(OPTION_PREFIX)


def _set(options: OptManager, name: str, value: Any) -> str:
    """Set one option; what is wrong, if anything is."""
    if name not in options:
        meant = did_you_mean(name.removeprefix(OPTION_PREFIX), (row.name for row in ADDON_ROWS))
        hint = meant and "; " + meant.replace('"', f'"{OPTION_PREFIX}', 1)
        return f"option {name}: there is no such option{hint}"
    try:
        if isinstance(value, _UnconvertedStrings):
            options.set(*([f"{name}={text}" for text in value.val] or [name]))
        else:
            options.update(**{name: value})
    except (OptionsError, TypeError) as error:
        return f"option {name}: {error}"
    return ""


def settings_from(options: OptManager, defaults: Settings) -> Settings:
    """The settings as the options have them now. Raises `BadOptionsError`."""
    given, problems = {}, []
    for row in ADDON_ROWS:
        try:
            given[row.name] = parse_value(row, getattr(options, option_name(row)))
        except BadValueError as error:
            problems.append(f"option {option_name(row)}: {error}")
    if problems:
        raise BadOptionsError("\n".join(problems))
    own = {"host": options.listen_host or defaults.host, "confdir": options.confdir}
    return replace(defaults, **given, **own)
