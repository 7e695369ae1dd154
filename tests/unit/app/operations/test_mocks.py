"""The operations on mocks."""

import json

import pytest

from smockproxy.app.mocks.row import definition_of
from smockproxy.app.operations.mocks import MockOperations
from smockproxy.app.operations.routes import RouteOperations
from smockproxy.app.usage import ConflictError, NotFoundError, UsageError
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed, Scripted
from tests.unit.exchanges import instance

OF_FILE = Mock("file-id", Fixed(Response()), source=Source("mocks/a.yml", 1))
ONE = b"{id: one, request: {method: GET, path: /a}, response: {body: !!binary /+8=}}"
RICH = b"""
- request: {method: POST, path: /a, headers: {X-A: b}, body: {matcher: ShouldEqualJSON, value: '{"a":1}'}}
  response: {status: 201, body: hi, headers: {A: [b, c]}, delay: 1s}
  context: {times: 3, after: 2, probability: 0.5, ttl: 3s}
  priority: 3
- request: {path_template: '/u/{id}', host: api.test, any_of: [{headers: {A: b}}, {headers: {A: c}}]}
  response: {template: true, body: '{{ request.path }}'}
- {proxy: {host: http://x.test, follow_redirect: true}}
- {request: {path: /}, dynamic_response: {engine: lua, script: 'return {body="x"}'}}
"""


@pytest.fixture
def operations() -> MockOperations:
    made = MockOperations(instance())
    made.instance.engine.replace_files([OF_FILE])
    return made


async def test_added_mocks_lie_above_those_of_files(operations):
    read = await operations.add(ONE, as_json=False)
    assert [mock.id for mock in operations.mocks()] == ["one", "file-id"]
    assert operations.mock("one") == read.mocks[0]
    assert operations.session is operations.instance.sessions.current()


async def test_no_mock_is_an_error(operations):
    with pytest.raises(UsageError, match="There is no mock in the body"):
        await operations.add(b"[]", as_json=True)
    assert operations.instance.sessions.all() == ()


@pytest.mark.parametrize(("taken", "label"), [("one", "one"), ("file-id", "mocks/a.yml:1")])
async def test_an_id_that_is_taken(operations, taken, label):
    await operations.add(ONE, as_json=False)
    with pytest.raises(ConflictError, match=f'The id "{taken}" is that of a mock already: {label}'):
        await operations.add(
            f"[{{id: new, response: {{}}}}, {{id: {taken}, response: {{}}}}]".encode(), as_json=False
        )
    assert len(operations.mocks()) == 2


async def test_ids_of_routes_are_kept_for_them(operations):
    with pytest.raises(UsageError, match=r'such as "route-a\.test", are those of routes'):
        await operations.add(b"[{id: route-a.test, response: {}}]", as_json=False)
    await RouteOperations(operations.instance).put({"host": "a.test", "to": "real"})
    with pytest.raises(ConflictError, match="`smockproxy route` makes and changes them"):
        await operations.patch("route-a.test", {"proxy": None, "response": {}})
    with pytest.raises(ConflictError, match="are those of routes"):
        await operations.replace("route-a.test", b"{response: {}}", as_json=False)
    await operations.delete("route-a.test")
    assert RouteOperations(operations.instance).routes() == []


async def test_a_mock_that_is_not_there(operations):
    with pytest.raises(NotFoundError, match=r'^There is no mock "file-di"; did you mean "file-id"\?$'):
        operations.mock("file-di")
    with pytest.raises(NotFoundError, match=r'^There is no mock "zzz"\.$'):
        operations.mock("zzz")


async def test_a_replaced_mock_keeps_id_place_and_uses(operations):
    await operations.add(b"- {id: low, response: {}}\n- {id: high, response: {}}", as_json=False)
    before = operations.mock("low")
    operations.session.reserve(before)
    mock = await operations.replace(
        "low", b'{"response": {"body": "new"}, "context": {"times": 5}}', as_json=True
    )
    assert (mock.id, mock.times, mock.created_at) == ("low", 5, before.created_at)
    assert [each.id for each in operations.mocks()] == ["high", "low", "file-id"]
    assert operations.session.uses(mock) == 1


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"[{response: {}}, {response: {}}]", "Expected one mock, found 2"),
        (b"{enabled: false, response: {}}", "Expected one mock, found none"),
        (b"{id: other, response: {}}", 'The definition has the id "other"; this mock\'s is "one"'),
        (b"{respnse: {}}", "unknown key"),
    ],
)
async def test_what_cannot_take_a_mocks_place(operations, raw, told):
    await operations.add(ONE, as_json=False)
    before = operations.mock("one")
    with pytest.raises(UsageError, match=told):
        await operations.replace("one", raw, as_json=False)
    assert operations.mock("one") == before


async def test_mocks_of_files_are_changed_in_their_files(operations):
    for change in (
        operations.replace("file-id", ONE, as_json=False),
        operations.patch("file-id", {}),
        operations.delete("file-id"),
    ):
        with pytest.raises(ConflictError, match=r'The mock "file-id" is in mocks/a\.yml:1: change it there'):
            await change


async def test_a_shown_definition_makes_the_same_mock_again(operations):
    for mock in (await operations.add(RICH, as_json=False)).mocks:
        shown = definition_of(mock, operations.session)
        again = await operations.replace(mock.id, json.dumps(shown).encode(), as_json=True)
        assert definition_of(again, operations.session) == shown
        assert again.conditions == mock.conditions
        assert isinstance(mock.responder, Scripted) or again.responder == mock.responder


async def test_a_patch_changes_what_it_names_and_nothing_else(operations):
    await operations.add(ONE, as_json=False)
    before = operations.mock("one")
    mock = await operations.patch("one", {"priority": 7, "context": {"times": 2}})
    assert (mock.priority, mock.times) == (7, 2)
    assert mock.responder == before.responder, "a body that is no text stays as it is"
    assert mock.conditions == before.conditions
    assert mock == operations.mock("one")
    again = await operations.patch("one", {"context": None, "request": {"method": None}})
    assert (again.times, len(again.conditions.all_of)) == (0, 1)


async def test_a_patch_that_makes_no_mock(operations):
    await operations.add(ONE, as_json=False)
    before = operations.mock("one")
    for patch, told in (
        ({"response": None}, "response"),
        ({"priorty": 1}, "unknown key"),
        ([], "Expected a JSON object"),
    ):
        with pytest.raises(UsageError, match=told):
            await operations.patch("one", patch)
    assert operations.mock("one") == before


async def test_mocks_are_switched_off_and_on(operations):
    assert operations.switch("file-id", enabled=False) == OF_FILE
    assert operations.session.disabled == {"file-id"}
    operations.switch("file-id", enabled=True)
    assert operations.session.disabled == frozenset()


async def test_a_deleted_mock_is_gone(operations):
    await operations.add(ONE, as_json=False)
    await operations.delete("one")
    assert operations.mocks() == (OF_FILE,)


WRITTEN = b"""
id: one
name: what for
request: {path: /a, headers: {X-A: 012, X-B: '1.50'}}
response: {headers: {X-C: 1.50}, json: {a: 1.50, b: '1'}}
"""


async def test_a_definition_is_shown_as_it_was_written(operations):
    await operations.add(WRITTEN, as_json=False)
    assert definition_of(operations.mock("one"), operations.session) == {
        "id": "one",
        "name": "what for",
        "request": {"path": "/a", "headers": {"X-A": "012", "X-B": "1.50"}},
        "response": {"headers": {"X-C": 1.5}, "json": {"a": 1.5, "b": "1"}},
    }


async def test_a_patch_leaves_the_rest_as_it_was_written(operations):
    (before,) = (await operations.add(WRITTEN, as_json=False)).mocks
    mock = await operations.patch("one", {"context": {"times": 2}, "response": {"headers": {"X-D": "03"}}})
    assert mock.conditions == before.conditions
    assert isinstance(mock.responder, Fixed)
    assert sorted(mock.responder.response.headers) == [
        ("Content-Type", "application/json"),
        ("X-C", "1.50"),
        ("X-D", "03"),
    ]
    assert mock.definition is not None
    assert '"X-A": 012' in mock.definition.text
    again = await operations.patch("one", {"context": None, "response": {"headers": {"X-D": None}}})
    assert (again.conditions, again.responder) == (before.conditions, before.responder)
