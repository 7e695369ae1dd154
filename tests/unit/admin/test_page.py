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


def test_what_can_be_followed_is_linked_under_the_base_path():
    page = page_of(ROUTES, "/mock&s/").decode()
    assert '<base href="/mock&amp;s/">' in page
    assert '<li><a href="a"><code>GET /a</code></a></li>' in page
    assert '<base href="/">' in page_of(ROUTES).decode()
