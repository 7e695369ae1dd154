"""What a refusal says besides Smocker's words: to a person who reads text, and in a list of flows."""

from collections.abc import Sequence

from smockproxy.app.visible import visible
from smockproxy.core.http import Request
from smockproxy.core.nearmiss import NearMiss
from smockproxy.interop.entry import printable_url


def wants_text(request: Request) -> bool:
    """Whether a client asks for plain text, and not for JSON."""
    accepted = ",".join(request.headers.get_all("accept")).split(",")
    types = {kind.partition(";")[0].strip().lower() for kind in accepted}
    return "text/plain" in types and "application/json" not in types


def refusal_text(request: Request, misses: Sequence[NearMiss]) -> str:
    """Why nothing answers, as text."""
    first = f"No mock matches {visible(request.method)} {visible(printable_url(request))}"
    if not misses:
        return f"{first}\nThere are no mocks.\n"
    from smockproxy.app.why.shape import nearest_shape  # noqa: PLC0415 - a start has no use for it
    from smockproxy.app.why.text import nearest_text  # noqa: PLC0415 - a start has no use for it

    return f"{first}\n\nNearest:\n{nearest_text(nearest_shape(misses))}\n"


def remark_on(misses: Sequence[NearMiss]) -> str:
    """The nearest mock and what is amiss with it, in a few words: `mocks/a.yml:3 path`."""
    if not misses:
        return ""
    miss = misses[0]
    amiss = [mismatch.field for mismatch in miss.mismatches] or [
        miss.held_back.value if miss.held_back else ""
    ]
    return f"{miss.mock.label} {', '.join(amiss)}".rstrip()
