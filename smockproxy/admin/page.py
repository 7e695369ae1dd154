"""The page that unknown GETs get until there is a user interface: what this is, and its routes.

Source: Smocker, whose admin port answers any unknown GET with its user interface.
"""

from collections.abc import Sequence
from html import escape

from starlette.routing import Route

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><base href="{base}"><title>smockproxy</title></head>
<body>
<h1>smockproxy</h1>
<p>This is the admin API. Its routes:</p>
<ul>
{routes}
</ul>
</body>
</html>
"""


def page_of(routes: Sequence[Route], base_path: str = "/") -> bytes:
    """The page, in UTF-8; its links are under a path where a reverse proxy shows it."""
    listed = "\n".join(map(_listed, lines_of(routes)))
    return _PAGE.format(routes=listed, base=escape(f"{base_path.rstrip('/')}/")).encode()


def _listed(line: str) -> str:
    """A route, linked if it can be followed."""
    method, path = line.split(" ", 1)
    shown = f"<code>{escape(line)}</code>"
    is_link = method == "GET" and "{" not in path
    return f'<li><a href="{escape(path.lstrip("/"))}">{shown}</a></li>' if is_link else f"<li>{shown}</li>"


def lines_of(routes: Sequence[Route]) -> list[str]:
    """A line for each route: `GET /mocks`."""
    return [
        f"{method} {route.path}"
        for route in routes
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]
