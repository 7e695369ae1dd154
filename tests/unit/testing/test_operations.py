"""The questions are those of the table of operations: names, paths, parameters, bodies."""

import inspect
from typing import Any, get_type_hints, is_typeddict

import pytest

from smockproxy.app.api import bodies, shapes
from smockproxy.app.api.row import Operation
from smockproxy.app.api.table import BY_NAME, OPERATIONS
from smockproxy.testing import operations, parameters
from smockproxy.testing.ask import ROOT, Ask

NAMES = {
    name
    for name, found in vars(operations).items()
    if inspect.isfunction(found) and found.__module__ == operations.__name__ and not name.startswith("_")
}
TYPES = {
    **vars(parameters),
    **vars(operations),
    "bodies": bodies,
    "shapes": shapes,
    "Mapping": dict,
}
HEADERS = {"last_event"}
"""What goes into a header, of which the table says nothing."""
VALUES = {"states": {"a": "b"}, "mocks": "- {}", "mock": {"a": 1}, "patch": {}, "values": {"a": 1}}
REQUIRED: dict[str, dict[str, Any]] = {
    "export_history": {"format": "har"},
    "set_route": {"host": "api.test", "to": "real"},
    "set_clock": {"now": "now"},
    "get_resource": {"name": "pets"},
    "advance_clock": {"by": "2h"},
}


def parameters_of(name: str) -> list[inspect.Parameter]:
    return list(inspect.signature(getattr(operations, name)).parameters.values())


def named(name: str) -> set[str]:
    """The names that a question takes, with those of the types that it unpacks."""
    hints = get_type_hints(getattr(operations, name), TYPES)
    found: set[str] = set()
    for each in parameters_of(name):
        if each.kind is each.KEYWORD_ONLY or (each.name in {"key", "name"} and each.default is None):
            found.add(each.name)
        elif each.kind is each.VAR_KEYWORD:
            (unpacked,) = hints[each.name].__args__
            found |= set(unpacked.__annotations__)
    return found


def asked(operation: Operation, given: str = "a b/ż") -> Ask[Any]:
    """The question with that text for each name of the path, and something for the rest."""
    positional = [
        VALUES.get(each.name, given)
        for each in parameters_of(operation.name)
        if each.kind is each.POSITIONAL_OR_KEYWORD and each.default is each.empty
    ]
    return getattr(operations, operation.name)(*positional, **REQUIRED.get(operation.name, {}))


def test_there_is_one_for_each_operation():
    assert set(BY_NAME) == NAMES


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_method_and_path_are_those_of_the_table(operation):
    ask = asked(operation)
    path = operation.path_of(**dict.fromkeys(operation.in_path, "a%20b%2F%C5%BC"))
    assert (ask.method, ROOT + ask.path) == (operation.method, path)
    assert not ask.media or ask.media in operation.body_media
    assert (ask.body is None) == (operation.body is None)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_parameters_and_keys_are_those_of_the_table(operation):
    keys = set(operation.body.__annotations__) if is_typeddict(operation.body) else set()
    wanted = {parameter.name for parameter in operation.parameters} | keys
    assert named(operation.name) - HEADERS == wanted


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_session_can_be_the_clients(operation):
    has_session = any(parameter.name == "session" for parameter in operation.parameters)
    assert ("session" in asked(operation).query) == has_session


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_the_answer_has_the_type_of_the_table(operation):
    (answer,) = get_type_hints(getattr(operations, operation.name), TYPES)["return"].__args__
    if operation.answer is None:
        assert answer in {bytes, type(None)}
        assert (answer is bytes) == bool(operation.media)
    elif operation.name == "get_openapi":
        assert answer == dict[str, Any]
    else:
        assert answer is operation.answer


def test_the_unnamed_session_has_a_word_of_its_own_in_paths():
    assert operations.get_session("").path == "/sessions/~"
    assert operations.get_session("..").path == "/sessions/%2E%2E"


def test_what_is_chosen_is_asked_for():
    ask = operations.list_history(path="/a", status=404, last=3, session="w")
    assert ask.query == {"path": "/a", "status": 404, "last": 3, "session": "w"}
    assert operations.clear_state("k").query == {"session": None, "key": "k"}
    assert operations.reset_session("w", force=True).query == {"force": True}


@pytest.mark.parametrize(
    ("mocks", "body", "media"),
    [
        ("- {request: {}}", b"- {request: {}}", "application/x-yaml"),
        ([{"request": {}}], b'[{"request": {}}]', "application/json"),
    ],
)
def test_mocks_are_values_or_yaml(mocks, body, media):
    ask = operations.add_mocks(mocks)
    assert (ask.body, ask.media) == (body, media)


def test_questions_are_json():
    assert (
        operations.wait(mock="m", at_least=2, timeout=3.5).body
        == b'{"mock": "m", "at_least": 2, "timeout": 3.5}'
    )
    assert operations.wait(mock="m").patience == 60
    assert operations.verify().body == b"{}"


def test_events_go_on_after_the_last_one():
    assert operations.listen_events().headers == {"Accept": "text/event-stream"}
    assert operations.listen_events(last_event="7@1.5").headers["Last-Event-ID"] == "7@1.5"
