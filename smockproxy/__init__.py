"""smockproxy: run any program against mocked HTTP dependencies, without a changed line of code."""

from smockproxy.version import VERSION

__all__ = ["VERSION"]
