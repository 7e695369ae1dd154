"""Real or mocked: conditions of routes, which send a part of the requests on, and what routes are called.

A route is a mock above all others that forwards; only what came to a proxy is ever sent on by one.
"""

from dataclasses import dataclass

from smockproxy.core.chance import drawn
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.http import Form, Request
from smockproxy.core.mismatch import Mismatch

ROUTE = "route-"
"""How the ids of routes begin."""
PRIORITY = 2**53 - 1
"""That of routes: the largest number that every reader of JSON has."""


@dataclass(frozen=True, slots=True)
class OnProxied:
    """Whether the request came as to a proxy, with a destination; or else straight to the port."""

    wanted: bool
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether it came so."""
        return (request.form is not Form.ORIGIN) is self.wanted

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        if self.holds(request):
            return None
        return Mismatch("proxied", str(self.wanted).lower(), str(not self.wanted).lower())


@dataclass(frozen=True, slots=True)
class OnShare:
    """A part of all clients, always the same ones: a header, a cookie or the address says who they are."""

    by: str
    """`header:NAME`, `cookie:NAME`, `ip`."""
    percent: float
    needs_body: bool = False

    def _who(self, request: Request) -> str:
        kind, _, name = self.by.partition(":")
        if kind == "header":
            return request.headers.get(name)
        return next(iter(request.cookies.get(name, ())), "") if kind == "cookie" else request.client

    def holds(self, request: Request) -> bool:
        """Whether the client is of that part; one that does not say who it is is not."""
        who = self._who(request)
        return bool(who) and drawn(f"share/{self.by}/{who}") * 100 < self.percent

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        if self.holds(request):
            return None
        return Mismatch("share", f"one of the {self.percent:g} % by {self.by}", self._who(request))


def hosts_of(conditions: Conditions) -> list[str]:
    """The hosts that conditions name; a route has one."""
    on_fields = (each for each in conditions.all_of if isinstance(each, OnField))
    return [each.matcher.value for each in on_fields if each.field == "host"]


def label_of(conditions: Conditions, probability: float) -> str:
    """What people know a route by: `route: api.test real (30 %)`."""
    parts = [f"{each.percent:g} % by {each.by}" for each in conditions.all_of if isinstance(each, OnShare)]
    parts += [f"{probability * 100:g} %"] if probability < 1 else []
    return f"route: {' '.join(hosts_of(conditions))} real" + (f" ({', '.join(parts)})" if parts else "")
