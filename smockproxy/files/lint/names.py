"""Names that no request has: of headers, and of cookies.

Source: RFC 9110, 5.1 and 5.6.2 (the name of a header is a token; mitmproxy refuses requests with others).
User agents also send cookies whose names are no tokens, so there only what divides cookies counts.
"""

from collections.abc import Iterator, Mapping

from smockproxy.core.conditions import OnHeaders
from smockproxy.core.cookies import cookies_of
from smockproxy.core.matcher import ABSENT
from smockproxy.core.matchers import Matcher
from smockproxy.core.named import OnCookies
from smockproxy.files.fields import TOKEN
from smockproxy.files.lint.findings import Block, Finding, Placed
from smockproxy.files.scalars import quoted


def impossible_names(block: Block) -> Iterator[Finding]:
    """Names that a condition wants to be there, and that can't be."""
    for placed in block.own:
        match placed.condition:
            case OnHeaders(headers):
                for name in _wanted(headers):
                    if not name or not TOKEN.issuperset(name):
                        yield _of_header(placed, name)
            case OnCookies(cookies):
                for name in _wanted(cookies):
                    if name not in cookies_of([f"{name}=x"]):
                        yield _of_cookie(placed, name)
            case _:
                pass


def _wanted(names: Mapping[str, tuple[Matcher, ...]]) -> Iterator[str]:
    return (name for name, matchers in names.items() if ABSENT not in matchers)


def _of_header(placed: Placed, name: str) -> Finding:
    meant = name.strip().rstrip(":").rstrip()
    hint = "the name of a header is letters, digits and any of !#$%&'*+-.^_`|~"
    if name.startswith(":"):
        hint = "pseudo-headers of HTTP/2 are method:, scheme:, host: and path:"
    elif meant and TOKEN.issuperset(meant):
        hint = f"write {quoted(meant)}"
    steps = (*placed.steps, name)
    return Finding(steps, f"no header can be named {quoted(name)}", hint, (placed.condition,))


def _of_cookie(placed: Placed, name: str) -> Finding:
    meant = name.partition("=")[0].partition(";")[0].strip()
    hint = f"the name is what stands before the =: {quoted(meant)}" if meant else "a cookie has a name"
    steps = (*placed.steps, name)
    return Finding(steps, f"no cookie can be named {quoted(name)}", hint, (placed.condition,))
