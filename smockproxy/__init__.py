"""smockproxy: run any program against mocked HTTP dependencies, without a changed line of code."""

from smockproxy.engines.declared import Mocks
from smockproxy.version import VERSION

mock = Mocks()
"""Decorators for functions that answer requests, in modules of mocks."""

__all__ = ["VERSION", "mock"]
