"""Mocks whose host and path are written much like a request's, found without looking at all mocks.

Three orders of the mocks: by path, by path read backwards, and by host and then path. What stands around the
request in each of them begins, or ends, like it.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from smockproxy.core.conditions import OnField, OnPathTemplate
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.recalled import as_written
from smockproxy.core.resource import OnResource

type Address = tuple[str, str]
"""A host, in lower case, and a path; empty where a mock does not say."""
type Key = Callable[[Address], tuple[str, str]]


def _by_path(address: Address) -> tuple[str, str]:
    return address[1], address[0]


def _by_end_of_path(address: Address) -> tuple[str, str]:
    return address[1][::-1], address[0]


def _by_host(address: Address) -> tuple[str, str]:
    return address


_KEYS: tuple[Key, ...] = (_by_path, _by_end_of_path, _by_host)


def address_of(mock: Mock) -> Address:
    """The host and the path that a mock's conditions are written with."""
    host = path = ""
    for condition in map(as_written, mock.conditions.all_of):
        match condition:
            case OnField("host", matcher):
                host = matcher.value
            case OnField("path", matcher):
                path = matcher.value
            case OnPathTemplate(template):
                path = template.text
            case OnResource(at):
                path = at.entry.text
            case _:
                pass
    return host, path


class Neighbours:
    """The three orders of some mocks. Making it takes a while for many of them."""

    def __init__(self, mocks: Sequence[Mock]) -> None:
        self._mocks = mocks
        self._addresses = list(map(address_of, mocks))
        self._orders = tuple((key, _ordered(list(map(key, self._addresses)))) for key in _KEYS)

    def around(self, request: Request, reach: int) -> Iterator[Mock]:
        """The mocks around a request, `reach` to either side in each order; some come more than once."""
        wanted = (request.host.lower(), request.path)
        for key, order in self._orders:
            place = bisect_left(order, key(wanted), key=lambda at, key=key: key(self._addresses[at]))  # type: ignore[misc]
            for at in order[max(0, place - reach) : place + reach]:
                yield self._mocks[at]


def _ordered(keys: list[tuple[str, str]]) -> "array[int]":
    """The places of keys, by their order."""
    return array("L", sorted(range(len(keys)), key=keys.__getitem__))
