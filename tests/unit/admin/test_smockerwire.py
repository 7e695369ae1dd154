"""How Smocker's answers are written."""

import pytest
from starlette.requests import Request

from smockproxy.admin.smockerwire import list_answer, smocker_route, wants_yaml


def asking(accept: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept", accept.encode())]})


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("application/x-yaml", True),
        ("text/html, application/X-YAML;q=0", True),
        ("text/yaml", False),
        ("application/yaml", False),
        ("*/*", False),
    ],
)
def test_who_wants_yaml(accept, wanted):
    assert wants_yaml(asking(accept)) is wanted


@pytest.mark.parametrize(
    ("accept", "media_type", "body"),
    [
        ("*/*", "application/json", b'[\n    {\n        "a": 1\n    }\n]\n'),
        ("application/x-yaml", "application/x-yaml", b"- a: 1\n"),
    ],
)
async def test_a_list(accept, media_type, body):
    answer = list_answer(asking(accept), [{"a": 1}])
    assert answer.headers["content-type"] == media_type
    assert b"".join([piece async for piece in answer.body_iterator]) == body


def test_a_get_takes_no_head():
    async def nothing(_request):
        raise NotImplementedError

    assert smocker_route("GET", "/a", nothing).methods == {"GET"}
