"""The settings as mitmproxy options (`--set smock_unmatched=refuse`), for those who load us as an addon.

mitmproxy has options of its own for the listener, the certificates and the log; the rest of the table is
declared here.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mitmproxy.addonmanager import Loader
from mitmproxy.optmanager import OptManager

from smockproxy.app.rows import ROWS, Row
from smockproxy.app.settings import Settings
from smockproxy.app.values import parse_value

OPTION_PREFIX = "smock_"
MITMPROXYS_OWN = frozenset({"host", "port", "confdir", "scripts", "options", "log_level", "quiet"})

ADDON_ROWS = tuple(row for row in ROWS if row.name not in MITMPROXYS_OWN)
"""The settings that are declared as options."""


def option_name(row: Row) -> str:
    """The option of a setting."""
    return OPTION_PREFIX + row.name


def _option_value(row: Row, value: Any) -> Any:
    if row.is_list:
        return list(value)
    return getattr(value, "value", value)


def declare_options(loader: Loader, defaults: Settings) -> None:
    """Declare an option for each setting; the defaults are what variables and files say."""
    for row in ADDON_ROWS:
        typespec: Any = Sequence[str] if row.is_list else row.type if row.type in {int, bool} else str
        value = _option_value(row, getattr(defaults, row.name))
        loader.add_option(option_name(row), typespec, value, row.summary, choices=row.choices or None)


def settings_from(options: OptManager, defaults: Settings) -> Settings:
    """The settings as the options have them now. Raises `BadValueError`."""
    given = {row.name: parse_value(row, getattr(options, option_name(row))) for row in ADDON_ROWS}
    own = {"host": options.listen_host or defaults.host, "confdir": options.confdir}
    return replace(defaults, **given, **own)
