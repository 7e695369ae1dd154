"""For tests: a client of the admin API, and what it raises.

Rules of this package: standard library only, and of the rest of smockproxy types and words alone, so that it
runs beside any application.
"""

from typing import TYPE_CHECKING, Any

from smockproxy.testing.client import Client
from smockproxy.testing.errors import (
    BadAddressError,
    ClientError,
    NotReachableError,
    RefusedError,
    StrangerError,
)
from smockproxy.testing.eventstream import ServerEvent
from smockproxy.testing.verdicts import assert_passed

if TYPE_CHECKING:
    from smockproxy.testing.asyncclient import AsyncClient

__all__ = [
    "AsyncClient",
    "BadAddressError",
    "Client",
    "ClientError",
    "NotReachableError",
    "RefusedError",
    "ServerEvent",
    "StrangerError",
    "assert_passed",
]


def __getattr__(name: str) -> Any:
    """`AsyncClient`, for which asyncio is imported only now: commands do without."""
    if name == "AsyncClient":
        from smockproxy.testing.asyncclient import AsyncClient  # noqa: PLC0415 - see above

        return AsyncClient
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
