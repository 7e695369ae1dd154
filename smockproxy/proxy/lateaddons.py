"""mitmproxy's package of addons without all of its modules: each is imported when it is asked for.

Importing the package imports every addon, with the web frameworks and directory clients that some need; a run
uses a few (`spares`). What the package itself has, it has as soon as somebody wants it.
Source: mitmproxy 12.2, addons/__init__.py, which imports its modules and defines `default_addons`.
"""

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

PACKAGE = "mitmproxy.addons"


class LatePackage(ModuleType):
    """A package that has not been run yet."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        module = f"{self.__name__}.{name}"
        try:
            return import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
        return self._run(name)

    def _run(self, name: str) -> Any:
        """Run the package after all, for what it has beside modules."""
        spec = self.__spec__
        if spec is None or spec.loader is None or "__was_run__" in vars(self):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        vars(self)["__was_run__"] = True
        spec.loader.exec_module(self)
        return getattr(self, name)


def import_late(package: str = PACKAGE) -> None:
    """Let the modules of a package be imported one by one; nothing happens if it is imported already."""
    if package in sys.modules:
        return
    spec = find_spec(package)
    if spec is None:  # mitmproxy has none any more: whoever imports it will say so
        return
    made = module_from_spec(spec)
    late = LatePackage(package, made.__doc__)
    vars(late).update({name: value for name, value in vars(made).items() if name.startswith("__")})
    sys.modules[package] = late
    parent, _, name = package.rpartition(".")
    setattr(sys.modules[parent], name, late)
