"""The page that unknown GETs get until there is a user interface: what this is, and its routes.

Source: Smocker, whose admin port answers any unknown GET with its user interface.
"""

from collections.abc import Sequence
from html import escape

from starlette.routing import Route

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>smockproxy</title></head>
<body>
<h1>smockproxy</h1>
<p>This is the admin API. Its routes:</p>
<ul>
{routes}
</ul>
</body>
</html>
"""


def page_of(routes: Sequence[Route]) -> bytes:
    """The page, in UTF-8."""
    listed = "\n".join(f"<li><code>{escape(line)}</code></li>" for line in lines_of(routes))
    return _PAGE.format(routes=listed).encode()


def lines_of(routes: Sequence[Route]) -> list[str]:
    """A line for each route: `GET /mocks`."""
    return [
        f"{method} {route.path}"
        for route in routes
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]
