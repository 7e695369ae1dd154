"""Which file a path stands for, and what a request is after."""

from json import loads
from uuid import UUID

import pytest

from smockproxy.core.chance import NO_CHANCE
from smockproxy.core.conditions import Conditions
from smockproxy.core.creation import Creation
from smockproxy.core.decision import Answer, Forward, Script
from smockproxy.core.engine import Engine
from smockproxy.core.fixtures import Fixtures, Intent, OnFixture, looks_like_id, looks_like_id_to_mockstack
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import TEMPLATE, Scripted
from smockproxy.core.session import Session, SessionFacts

DASHED = "23faa8cf-5daa-4bcb-8c92-27018b712aa9"
PLAIN = DASHED.replace("-", "")
FIXTURES = Fixtures("mocks/templates", {"users": "list", "users.7": "seven", "users-orders": "{{ users }}"})


def ask(method, path, **changes):
    return Request(method, "http", "a.test", 80, path, **changes)


@pytest.mark.parametrize(
    ("segment", "ours", "theirs"),
    [
        (DASHED, True, True),
        (PLAIN, True, True),
        (DASHED.upper(), True, True),
        ("123", True, False),
        ("1234", True, True),
        ("7", True, False),
        ("feed", False, True),
        ("cafe", False, True),
        ("face", False, True),
        ("dead", False, True),
        ("added", False, False),
        ("deadbeef", False, True),
        ("a1b2c3d4", True, True),
        ("a1b2c3d", False, False),
        ("a1b2", False, True),
        ("v1", False, False),
        ("users", False, False),
        ("23faa8cf-5daa-4bcb-8c92-27018b712aaz", False, False),
        ("1.5", False, False),
        ("", False, False),
    ],
)
def test_what_is_an_id(segment, ours, theirs):
    assert (looks_like_id(segment), looks_like_id_to_mockstack(segment)) == (ours, theirs)


@pytest.mark.parametrize(
    ("path", "files"),
    [
        ("/", []),
        ("/77", []),
        ("/users", ["users"]),
        ("//users/", ["users"]),
        ("/users/7", ["users.7", "users"]),
        (f"/a%20b/{DASHED}/c/8", [f"a b-c.{DASHED}.8", f"a b-c.{DASHED}", "a b-c"]),
        ("/a/" + "7/" * 40, ["a" + ".7" * count for count in range(16, -1, -1)]),
    ],
)
def test_files_of_a_path(path, files):
    assert list(FIXTURES.address_of(path).files()) == files


def test_ids_have_the_name_of_the_segment_before_them():
    assert FIXTURES.address_of("/9/users/7/orders/8").ids == (("id", "9"), ("users", "7"), ("orders", "8"))
    theirs = Fixtures("x", has_mockstacks_ids=True)
    assert theirs.address_of("/users/feed").ids == (("users", "feed"),)


@pytest.mark.parametrize(
    ("method", "path", "intent"),
    [
        ("GET", "/a", Intent.READ),
        ("HEAD", "/a_search", Intent.READ),
        ("POST", "/a", Intent.CREATE),
        ("POST", "/research", Intent.CREATE),
        ("POST", "/embedding_search/", Intent.SEARCH),
        ("POST", "/a/query", Intent.SEARCH),
        ("POST", "/a/do-run", Intent.COMMAND),
        ("POST", "/a_execute", Intent.COMMAND),
        ("DELETE", "/a", Intent.CHANGE),
        ("OPTIONS", "/a", Intent.OPTIONS),
        ("BREW", "/a", Intent.OTHER),
    ],
)
def test_what_a_request_is_after(method, path, intent):
    assert FIXTURES.intent_of(ask(method, path)) is intent


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/users/7", 200, "seven"),
        ("GET", "/users/8", 200, "list"),
        ("HEAD", "/users/8", 200, "list"),
        ("POST", "/users/run", None, None),
        ("GET", "/none", None, None),
        ("BREW", "/users", None, None),
    ],
)
def test_templates_answer(method, path, status, body):
    request = ask(method, path)
    assert FIXTURES.answers(request) == OnFixture(FIXTURES).holds(request) == (status is not None)
    if status is None:
        return
    made = FIXTURES.answer(request, NO_CHANCE)
    assert isinstance(made, Scripted)
    assert made.engine == TEMPLATE
    assert loads(made.script) == {
        "status": status,
        "headers": {"Content-Type": ["application/json"]},
        "body": body,
    }
    assert made.file.startswith("mocks/templates/users")


def test_the_index_answers_all_but_creations():
    fixtures = Fixtures("t", {"index": "any"}, media_type="text/plain")
    for request, status in (
        (ask("GET", "/x"), 200),
        (ask("POST", "/x_search"), 200),
        (ask("POST", "/x_run"), 201),
    ):
        made = fixtures.answer(request, NO_CHANCE)
        assert isinstance(made, Scripted)
        assert loads(made.script)["status"] == status
        assert loads(made.script)["headers"] == {"Content-Type": ["text/plain"]}
    assert isinstance(fixtures.answer(ask("POST", "/x"), NO_CHANCE), Response)


def test_creations_may_be_off_or_templates():
    request = ask("POST", "/users")
    off = Fixtures("t", {"users": "x"}, Creation(is_on=False))
    asking = Fixtures("t", {"users": "x"}, Creation(asks_templates=True))
    assert all(isinstance(each.answer(request, NO_CHANCE), Scripted) for each in (off, asking))
    assert (off.answers(ask("POST", "/y")), asking.answers(ask("POST", "/y"))) == (False, True)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/users", 413), ("POST", "/users/run", 413), ("GET", "/users", 200), ("PUT", "/x", 204)],
)
def test_a_body_that_was_too_large_to_be_held(method, path, status):
    fixtures = Fixtures("t", {"users": "x"})
    made = fixtures.answer(ask(method, path, body=None), NO_CHANCE)
    assert (made.status if isinstance(made, Response) else 200) == status


def test_changes_and_options():
    assert FIXTURES.answers(ask("PATCH", "/any"))
    assert FIXTURES.answer(ask("DELETE", "/any"), NO_CHANCE) == Response(204)
    options = FIXTURES.answer(ask("OPTIONS", "/any"), NO_CHANCE)
    assert isinstance(options, Response)
    assert (options.status, "PATCH" in options.headers.get("Allow")) == (204, True)


def test_a_mismatch_names_the_files():
    mismatch = OnFixture(FIXTURES).mismatch(ask("GET", "/none/7"))
    assert mismatch is not None
    assert "mocks/templates/none.7.j2, mocks/templates/none.j2, mocks/templates/index.j2" in mismatch.expected
    assert mismatch.actual == "GET /none/7"
    other = OnFixture(FIXTURES).mismatch(ask("BREW", "/users"))
    assert other is not None
    assert "GET, HEAD" in other.expected
    assert OnFixture(FIXTURES).mismatch(ask("GET", "/users")) is None


def test_a_creation():
    body = Request("POST", "http", "a.test", 80, "/users/", Headers(), b'{"name": "x"}')
    made = FIXTURES.answer(body, NO_CHANCE)
    assert isinstance(made, Response)
    told = loads(made.body)
    assert UUID(told["id"]).version == 4
    assert made.headers.get("Location") == f"/users/{told['id']}"


def test_the_engine_answers_with_them():
    engine = Engine(Session(SessionFacts("s", "s", 0.0)))
    mock = Mock("m", FIXTURES, Conditions((OnFixture(FIXTURES),)))
    engine.replace_files([mock])
    assert isinstance(engine.decide(ask("GET", "/users")), Script)
    assert isinstance(engine.decide(ask("DELETE", "/users")), Answer)
    assert isinstance(engine.decide(ask("GET", "/none")), Forward)
