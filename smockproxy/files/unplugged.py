"""pydantic without plugins, while models of our own are made.

To look for plugins, pydantic imports what reads the metadata of packages, with mail and archives below it.
Models that are made otherwise, such as those of a user's script, have plugins as ever.
Source: pydantic 2, `plugin/_schema_validator.py`, which imports `get_plugins` from `_loader` for each model.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

LOADER = "pydantic.plugin._loader"
"""The module that looks for plugins."""


def _no_plugins() -> tuple[Any, ...]:
    return ()


@contextmanager
def unplugged() -> Iterator[None]:
    """Let the models that are made meanwhile have no plugins; nothing happens once they were looked for."""
    if LOADER in sys.modules:
        yield
        return
    empty = ModuleType(LOADER, __doc__)
    vars(empty)["get_plugins"] = _no_plugins
    sys.modules[LOADER] = empty
    try:
        yield
    finally:
        sys.modules.pop(LOADER, None)
