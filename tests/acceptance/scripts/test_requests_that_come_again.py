"""A request that came before, byte for byte: scripts are told it as ever, each time with its own moment."""

import http.client
import json
from contextlib import closing
from typing import Any

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy

TIMES = 5
SCRIPTS = {
    "lua": """
        local asked = request.query_params.q[1]
        return {body = to_json({request.date, request.path_params.id, asked, request.body.n, mock.uses})}
    """,
    "javascript": """
        const shown = [request.date, request.path_params.id, request.query_params.q[0], request.body.n]
        request.body.n += 1; request.path_params.id = request.headers.added = "changed"
        res.body = to_json([...shown, mock.uses])
    """,
    "python": """
shown = [request.date, request.path_params.id, request.query_params.q[0], request.body["n"], mock.uses]
request.body["n"] += 1
request.path_params["id"] = request.headers["added"] = "changed"
return 200, shown
    """,
}
"""Each changes what it was given, where it can."""
MOCKS = json.dumps(
    [
        {
            "request": {"method": "POST", "path_template": f"/{engine}/{{id}}"},
            "dynamic_response": {"engine": engine, "script": script},
        }
        for engine, script in SCRIPTS.items()
    ]
)


def told(server: Smockproxy, engine: str) -> list[list[Any]]:
    """What the script of a mock was told of the same request, again and again on one connection."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        answers = []
        for _ in range(TIMES):
            connection.request(
                "POST",
                f"http://again.test/{engine}/7?q=%C3%A9",
                b'{"n": 1}',
                {"Content-Type": "application/json"},
            )
            response = connection.getresponse()
            answers.append(json.loads(response.read()))
    return answers


@pytest.fixture(scope="module")
def servers(start_for_module: Start) -> tuple[Smockproxy, Smockproxy]:
    return start_for_module(MOCKS), start_for_module(MOCKS, "--no-lane")


@pytest.mark.parametrize("engine", SCRIPTS)
def test_it_is_told_each_time_with_its_own_moment(
    servers: tuple[Smockproxy, Smockproxy], engine: str
) -> None:
    for server in servers:
        answers = told(server, engine)
        assert [answer[1:] for answer in answers] == [["7", "é", 1, uses] for uses in range(1, TIMES + 1)]
        moments = [answer[0] for answer in answers]
        assert moments == sorted(set(moments))
