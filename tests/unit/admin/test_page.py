"""The page that names the routes."""

from starlette.routing import Route

from smockproxy.admin.page import lines_of, page_of


async def nothing(_request):
    raise NotImplementedError


ROUTES = [Route("/a", nothing, methods=["POST", "GET"]), Route("/<b>", nothing, methods=["PUT"])]


def test_a_line_for_each_route():
    assert lines_of(ROUTES) == ["GET /a", "POST /a", "PUT /<b>"]


def test_paths_are_escaped():
    page = page_of(ROUTES).decode()
    assert page.startswith("<!DOCTYPE html>")
    assert "<li><code>PUT /&lt;b&gt;</code></li>" in page
