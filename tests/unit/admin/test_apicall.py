"""What a request gives to an operation, held against the table."""

import pytest

from smockproxy.admin.apicall import given_of, value_of
from smockproxy.app.api.row import Parameter
from smockproxy.app.usage import UsageError

NUMBER = Parameter(name="limit", summary="x", type="integer", low=1, high=1000, default=100)
TRUTH = Parameter(name="bodies", summary="x", type="boolean", default=True)
WORD = Parameter(name="order", summary="x", choices=("oldest", "newest"))
TEXT = Parameter(name="path", summary="x")
NEEDED = Parameter(name="format", summary="x", choices=("har",), required=True)


def test_values():
    sent = [("limit", "007"), ("bodies", "false"), ("order", "newest"), ("path", "/a b")]
    given = given_of([NUMBER, TRUTH, WORD, TEXT], sent)
    assert given == {"limit": 7, "bodies": False, "order": "newest", "path": "/a b"}


def test_what_is_left_out_has_its_default_or_is_not_there():
    assert given_of([NUMBER, TRUTH, WORD, TEXT], []) == {"limit": 100, "bodies": True}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ([("limt", "3")], 'There is no parameter "limt" here; did you mean "limit"?'),
        ([("zzz", "3")], 'There is no parameter "zzz" here; there are: limit, bodies.'),
        ([("limit", "3"), ("limit", "4")], "limit is given twice."),
        ([("bodies", "maybe")], 'bodies is "maybe"; expected true or false.'),
    ],
)
def test_what_is_refused(sent, message):
    with pytest.raises(UsageError) as refused:
        given_of([NUMBER, TRUTH], sent)
    assert str(refused.value) == message


def test_an_operation_without_parameters():
    with pytest.raises(UsageError, match=r'^There is no parameter "x" here; there are none\.$'):
        given_of([], [("x", "")])


def test_what_is_needed():
    with pytest.raises(UsageError, match=r"^format is missing; expected one of: har\.$"):
        given_of([NEEDED], [])


@pytest.mark.parametrize("text", ["0", "1001", "-1", "x", "1.5", "²", "", "9" * 5000])
def test_numbers_within_bounds(text):
    with pytest.raises(UsageError, match="expected a number from 1 to 1000"):
        value_of(NUMBER, text)


def test_a_word_that_is_nearly_one():
    with pytest.raises(
        UsageError, match=r'^order is "newst"; expected one of: oldest, newest\. Did you mean'
    ):
        value_of(WORD, "newst")


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/why"), ("PUT", "/api/v1/state")])
async def test_a_question_has_a_limit(client, monkeypatch, method, path):
    monkeypatch.setattr("smockproxy.admin.apicall.LARGEST_QUESTION", 10)
    answer = await client.request(method, path, content=b'{"id": "17"}')
    assert (answer.status_code, answer.json()) == (413, {"message": "The body is larger than 10 bytes."})


@pytest.mark.parametrize(("content", "told"), [(b"{", "is not JSON"), (b"", "is empty")])
async def test_a_body_that_is_no_json(client, content, told):
    answer = await client.post("/api/v1/called", content=content)
    assert answer.status_code == 400
    assert told in answer.json()["message"]


async def test_a_body_that_may_be_left_out(client):
    assert (await client.post("/api/v1/verify")).status_code == 200


@pytest.mark.parametrize("kind", ["", "application/x-yaml", "text/yaml; charset=utf-8", "application/json"])
async def test_types_of_texts_of_mocks(client, kind):
    content = b'[{"request": {"path": "/a"}, "response": {}}]'
    answer = await client.post("/api/v1/mocks", content=content, headers={"content-type": kind})
    assert answer.status_code == 201


async def test_a_type_that_is_not_read(client):
    answer = await client.post("/api/v1/mocks", content=b"<a/>", headers={"content-type": "text/xml"})
    told = 'The body is of type "text/xml"; expected application/json or application/x-yaml.'
    assert (answer.status_code, answer.json()) == (415, {"message": told})


async def test_the_session_of_a_parameter_wins_over_that_of_the_header(client):
    for name in ("a", "b"):
        await client.put(f"/api/v1/sessions/{name}")
    await client.put("/api/v1/state?session=a", json={"whose": "a"})
    header = {"X-Smockproxy-Session": "b"}
    assert (await client.get("/api/v1/state?session=a", headers=header)).json() == {"state": {"whose": "a"}}
    assert (await client.get("/api/v1/state", headers=header)).json() == {"state": {}}
    assert (await client.get("/api/v1/state?session=", headers={"X-Smockproxy-Session": "a"})).json() == {
        "state": {}
    }
