"""`GET /history/summary`: the history as a sequence of arrows."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.smocker.ports import AdminPort, MockPort


@pytest.fixture(scope="module")
def servers() -> Iterator[list[HttpUpstream]]:
    with HttpUpstream() as one, HttpUpstream() as two:
        yield [one, two]


def arrows(admin: AdminPort, query: str = "") -> list[tuple[str, str, str, str]]:
    shapes = admin.json("GET", f"/history/summary{query}")
    return [(shape["type"], shape["message"], shape["from"], shape["to"]) for shape in shapes]


def test_nothing(admin: AdminPort) -> None:
    assert admin.json("GET", "/history/summary") == []


def test_a_mock_that_answers(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {status: 201}}]")
    port.post("/a?x=1", "")
    (entry,) = admin.history(1)
    shapes = admin.json("GET", "/history/summary")
    assert [list(shape) for shape in shapes] == [["type", "message", "from", "to", "date"]] * 3
    assert arrows(admin) == [
        ("request", "POST /a?x=1", "Client", "Smocker"),
        ("processing", "use response mock", "Smocker", "Smocker"),
        ("response", "201", "Smocker", "Client"),
    ]
    assert shapes[0]["date"] == entry["request"]["date"]
    assert shapes[2]["date"] == entry["response"]["date"]
    assert shapes[1]["date"] < shapes[2]["date"]


def test_no_mock(admin: AdminPort, port: MockPort) -> None:
    port.get("/none")
    admin.history(1)
    assert arrows(admin) == [
        ("request", "GET /none", "Client", "Smocker"),
        ("response", "666", "Smocker", "Client"),
    ]


def test_the_query_is_sorted_and_decoded(admin: AdminPort, port: MockPort) -> None:
    port.get("/p?z=1&a=%C3%BC&a=b+c")
    admin.history(1)
    assert arrows(admin)[0][1] == "GET /p?a=ü&a=b c&z=1"


def test_forwards(admin: AdminPort, port: MockPort, servers: list[HttpUpstream]) -> None:
    one, two = servers
    admin.upload_json(
        [
            {"request": {"path": "/one"}, "proxy": {"host": one.url}},
            {"request": {"path": "/two"}, "proxy": {"host": two.url}},
        ]
    )
    for number, path in enumerate(("/one", "/two", "/one"), 1):
        port.get(path)
        admin.history(number)
    found = arrows(admin)
    assert found[:4] == [
        ("request", "GET /one", "Client", "Smocker"),
        ("request", "GET /one", "Smocker", "Endpoint1"),
        ("response", "200", "Endpoint1", "Smocker"),
        ("response", "200", "Smocker", "Client"),
    ]
    assert found[5][3] == found[6][2] == "Endpoint2"
    assert found[9][3] == "Endpoint1"


def test_names_from_headers(admin: AdminPort, port: MockPort, servers: list[HttpUpstream]) -> None:
    admin.upload_json([{"proxy": {"host": servers[0].url}}])
    port.get("/x", "X-From: web", "X-To: store")
    port.get("/y")
    admin.history(2)
    found = arrows(admin, "?src=X-From&dest=x-to")
    assert [(arrow[2], arrow[3]) for arrow in found] == [
        ("web", "Smocker"),
        ("Smocker", "store"),
        ("store", "Smocker"),
        ("Smocker", "web"),
        ("Client", "Smocker"),
        ("Smocker", "Endpoint1"),
        ("Endpoint1", "Smocker"),
        ("Smocker", "Client"),
    ]


def test_they_are_in_the_order_of_their_dates(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {}}]")
    for path in ("/a", "/b", "/c"):
        port.get(path)
    admin.history(3)
    dates: list[Any] = [
        datetime.fromisoformat(s["date"][:26].rstrip("Z")) for s in admin.json("GET", "/history/summary")
    ]
    assert dates == sorted(dates)
    assert len(dates) == 9


def test_an_older_session_and_yaml(admin: AdminPort, base: MockPort) -> None:
    base.get("/none")
    admin.history(1)
    old = admin.summaries()[0]["id"]
    admin.begin("new")
    assert arrows(admin) == []
    assert len(arrows(admin, f"?session={old}")) == 2
    shapes = admin.yaml("GET", f"/history/summary?session={old}")
    assert [shape["message"] for shape in shapes] == ["GET /none", "666"]
