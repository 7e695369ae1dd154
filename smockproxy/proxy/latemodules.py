"""Modules that mitmproxy imports for what a run may never do: each is run when something is asked of it.

The grammar of its commands, YAML that it reads options from, certificates of QUIC: importing these takes
as long as reading a hundred mocks. A module is made late only if whoever imports it asks nothing of it
meanwhile; otherwise it is run at once, and nothing is lost but time.
Source: the imports of mitmproxy 12.2 and aioquic.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import MappingProxyType, ModuleType
from typing import Any

UNASKED = frozenset({"__path__", "__file__", "__cached__", "__loader__", "__spec__", "__class__"})
"""Names that the import system itself asks for."""

LATE: Mapping[str, Iterable[str]] = {
    "pyparsing": (),
    "mitmproxy.command_lexer": ("quote", "unquote"),
    "ruamel.yaml": (),
    "service_identity": (),
}
"""Names of modules, and their functions that are imported by name."""


class LateModule(ModuleType):
    """A module that is run when a name is asked of it that it does not have yet."""

    def __init__(self, made: ModuleType, functions: Iterable[str]) -> None:
        super().__init__(made.__name__, made.__doc__)
        vars(self).update({name: value for name, value in vars(made).items() if name.startswith("__")})
        vars(self)["__late__"] = RLock()
        vars(self).update({name: self._function(name) for name in functions})

    def __getattr__(self, name: str) -> Any:
        if name not in UNASKED:
            self._run()
        return ModuleType.__getattribute__(self, name)

    def _run(self) -> None:
        """Run it, if that was not done yet; other threads wait until it is done."""
        own = vars(self)
        with own["__late__"]:
            spec = self.__spec__
            if spec is None or spec.loader is None or own.get("__was_run__"):
                return
            own["__was_run__"] = True
            try:
                spec.loader.exec_module(self)
            except BaseException:
                own["__was_run__"] = False
                raise

    def _function(self, name: str) -> Callable[..., Any]:
        def late(*arguments: Any, **named: Any) -> Any:
            self._run()
            return vars(self)[name](*arguments, **named)

        return late


def import_late(modules: Mapping[str, Iterable[str]] = MappingProxyType(LATE)) -> None:
    """Let modules be run late; nothing happens to those that are imported already, or not there."""
    for name, functions in modules.items():
        if name in sys.modules:
            continue
        try:
            spec = find_spec(name)
        except ModuleNotFoundError:
            continue
        if spec is None or spec.loader is None:
            continue
        late = sys.modules[name] = LateModule(module_from_spec(spec), functions)
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, late)
