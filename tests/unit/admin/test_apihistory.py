"""Our own routes on the history."""

import json
from threading import get_ident
from urllib.parse import parse_qsl

import pytest
from httpx import ASGITransport, AsyncClient

from smockproxy.admin.app import admin_app
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.core.conditions import Conditions, OnField, OnHeaders
from smockproxy.core.history import Outcome
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from smockproxy.interop.entry import entry_shape
from smockproxy.interop.formats import HAR, JSONL, Format, by_name
from tests.unit.exchanges import exchange, several, text_headers


async def test_an_empty_history(client):
    empty = {"entries": [], "next": "", "cut_short": False, "reached": None}
    assert (await client.get("/api/v1/history")).json() == empty


async def test_pages(client, operations):
    for number in range(5):
        operations.instance.history.append(exchange(id=str(number)))
    seen, cursor = [], ""
    for _ in range(3):
        page = (await client.get("/api/v1/history", params={"limit": 2, "after": cursor})).json()
        seen.append([entry["id"] for entry in page["entries"]])
        cursor = page["next"]
    assert seen == [["0", "1"], ["2", "3"], ["4"]]
    assert cursor == ""


async def test_the_newest(client, operations):
    for number in range(5):
        operations.instance.history.append(exchange(id=str(number)))
    page = (await client.get("/api/v1/history?last=2")).json()
    assert ([entry["id"] for entry in page["entries"]], page["next"]) == (["3", "4"], "")


@pytest.mark.usefixtures("full")
async def test_a_page_has_whole_entries_or_none_of_their_bodies(client):
    whole = (await client.get("/api/v1/history")).json()["entries"]
    assert whole == [entry_shape(entry) for entry in several()]
    light = (await client.get("/api/v1/history?bodies=false")).json()["entries"]
    assert light == [entry_shape(entry, with_bodies=False) for entry in several()]


@pytest.mark.usefixtures("full")
async def test_one_exchange(client):
    assert (await client.get("/api/v1/history/2")).json() == entry_shape(several()[1])


@pytest.mark.usefixtures("full")
async def test_an_exchange_that_is_not_there(client):
    answer = await client.get("/api/v1/history/17")
    assert answer.status_code == 404
    assert answer.json() == {"message": 'There is no exchange "17" in the history; it holds 6, from 1 to 6.'}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("format_", [HAR, JSONL])
async def test_export(client, format_):
    answer = await client.get("/api/v1/history/export", params={"format": format_.name})
    assert answer.content == b"".join(format_.write(several()))
    assert answer.headers["content-type"] == format_.media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="history{format_.suffix}"'


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "format is missing; expected one of: har, mitm, jsonl, smocker."),
        ("?format=pcap", 'format is "pcap"; expected one of: har, mitm, jsonl, smocker.'),
        ("?format=hra", 'format is "hra"; expected one of: har, mitm, jsonl, smocker. Did you mean "har"?'),
        ("?format=mitm", "format is mitm, which this run has not."),
    ],
)
async def test_unknown_format(client, query, message):
    answer = await client.get(f"/api/v1/history/export{query}")
    assert (answer.status_code, answer.json()) == (400, {"message": message})


@pytest.mark.parametrize("asked", ["0", "1001", "-1", "x", "1.5", "²", "", "9" * 5000])
async def test_bad_page_size(client, asked):
    answer = await client.get("/api/v1/history", params={"limit": asked})
    assert answer.status_code == 400
    message = answer.json()["message"]
    assert message == f'limit is "{asked[:100]}"; expected a number from 1 to 1000.'


async def test_an_export_is_written_off_the_event_loop(operations):
    writers = set()

    def write(entries):
        for entry in entries:
            writers.add(get_ident())
            yield entry.id.encode()

    operations.instance.history.append(exchange())
    format_ = Format("har", "text/plain", ".txt", write)
    transport = ASGITransport(admin_app(Instances(operations.instance), by_name(format_)))
    async with AsyncClient(transport=transport, base_url="http://admin.test") as client:
        assert (await client.get("/api/v1/history/export?format=har")).content == b"1"
    assert len(writers) == 1
    assert get_ident() not in writers


class TestWhy:
    PATH = Mock(
        "m", Fixed(Response()), Conditions((OnField("path", equal("/hello")),)), source=Source("no.yml", 3)
    )

    async def test_a_request(self, client, operations):
        operations.instance.engine.replace_files([self.PATH])
        told = (await client.post("/api/v1/why", json={"url": "http://a.test/helo"})).json()
        assert told["verdict"] == "no mock matches; it is forwarded"
        assert [miss["mock"]["source"] for miss in told["nearest"]] == ["no.yml:3"]
        assert told["new_mock"].startswith("- request:")
        hit = (await client.post("/api/v1/why", json={"url": "http://a.test/hello"})).json()
        assert (hit["mock"], hit["uses_after"]) == ({"id": "m", "source": "no.yml:3"}, 1)
        assert operations.instance.engine.session.uses(self.PATH) == 0

    async def test_an_exchange_and_its_trace(self, client, operations):
        engine = operations.instance.engine
        engine.replace_files([self.PATH])
        asked = exchange().request
        operations.instance.history.append(exchange(trace=engine.decide(asked).trace))
        trace = (await client.get("/api/v1/history/1/trace")).json()
        assert (trace["exchange"], trace["mock"]["id"], trace["uses_after"]) == ("1", "m", 1)
        told = (await client.post("/api/v1/why", json={"id": "1"})).json()
        assert told == trace | {"edit": None, "new_mock": ""}

    @pytest.mark.parametrize(
        ("question", "status"), [({"id": "17"}, 404), ({"url": "x"}, 400), ([], 400), ({"ulr": ""}, 400)]
    )
    async def test_bad_questions(self, client, question, status):
        answer = await client.post("/api/v1/why", json=question)
        assert (answer.status_code, list(answer.json())) == (status, ["message"])

    async def test_no_json_and_no_exchange(self, client):
        assert (await client.post("/api/v1/why", content=b"{")).status_code == 400

    @pytest.mark.parametrize(
        "question",
        [
            {"method": "GET\r\nX: 1"},
            {"method": "GE T"},
            {"headers": [["X\r\nY", "1"]]},
            {"headers": [["X", "1\nY: 2"]]},
            {"headers": [["X", "\0"]]},
        ],
        ids=str,
    )
    async def test_what_no_request_can_have(self, client, question):
        answer = await client.post("/api/v1/why", json={"url": "http://a.test/", **question})
        assert answer.status_code == 400
        message = answer.json()["message"]
        assert message.isprintable()
        assert "RFC 9110" in message
        assert (await client.get("/api/v1/history/17/trace")).status_code == 404


SECRET = "s3cret-of-ann"
LONG_SECRET = "l0ng" * 200


@pytest.fixture
def with_secrets(operations):
    """A history with secrets, and settings that hide them; a mock that misses the first request by one."""
    operations.instance.settings = Settings()
    mock = Mock("m", Fixed(Response()), Conditions((OnHeaders({"Authorization": (equal("Bearer x"),)}),)))
    operations.instance.engine.replace_files([mock])
    lines = text_headers(Authorization=f"Bearer {LONG_SECRET}", Cookie=f"a={SECRET}", Accept="*/*")
    asked = Request("GET", "http", "a.test", 80, f"/?n=1&api_key={SECRET}", lines)
    refused = {"outcome": Outcome.REFUSED, "mock": None, "error": f"no mock for {SECRET}"}
    operations.instance.history.append(exchange(asked, id="1", **refused))
    return operations


ABOUT_SECRETS = (
    "/api/v1/history",
    "/api/v1/history?last=1",
    "/api/v1/history/1",
    "/api/v1/history/1/trace",
    "/api/v1/history/export?format=har",
    "/api/v1/history/export?format=jsonl",
)


@pytest.mark.usefixtures("with_secrets")
@pytest.mark.parametrize("path", ABOUT_SECRETS)
async def test_credentials_are_shown_to_who_asks_for_them_only(client, path):
    shown = (await client.get(path)).text
    assert "redacted" in shown
    assert SECRET not in shown
    assert "l0ng" not in shown
    asked = await client.get(path, params={**dict(parse_qsl(path.partition("?")[2])), "redact": "false"})
    assert "redacted" not in asked.text
    assert "l0ng" in asked.text


@pytest.mark.usefixtures("with_secrets")
async def test_an_explanation_shows_no_credentials(client):
    asked = {"id": "1"}
    shown = (await client.post("/api/v1/why", json=asked)).text
    assert "redacted" in shown
    assert SECRET not in shown
    assert "l0ng" not in shown
    assert "l0ng" in (await client.post("/api/v1/why?redact=false", json=asked)).text


async def test_another_word_than_true_or_false(client):
    answer = await client.get("/api/v1/history?redact=maybe")
    assert answer.status_code == 400
    assert answer.json() == {"message": 'redact is "maybe"; expected true or false.'}


async def test_a_long_id_is_not_repeated_whole(client):
    told = (await client.get(f"/api/v1/history/{'7' * 5000}")).json()["message"]
    assert "7" * 60 in told
    assert len(told) < 200


def ids(answer) -> list[str]:
    return [entry["id"] for entry in answer.json()["entries"]]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("path=/hello", ["1", "3", "4", "5", "6"]),
        ("path=/caf*", ["2"]),
        ("host=API.test", ["2"]),
        ("method=post", ["2"]),
        ("status=201", ["2"]),
        ("status=6xx", ["3"]),
        ("mock=hello-id", ["1"]),
        ("decision=failed", ["4", "5"]),
        ("since=2026-11-21T08:36:56Z", []),
        ("where=~m POST", ["2"]),
        ("where=~m GET&decision=mocked", ["1", "6"]),
        ("order=newest&limit=2", ["6", "5"]),
        ("session=", ["1", "2", "3", "4", "5", "6"]),
        ("session=w", []),
        ("last=2", ["5", "6"]),
        ("last=1&decision=forwarded", ["2"]),
    ],
)
async def test_filters(client, query, found):
    assert ids(await client.get(f"/api/v1/history?{query}")) == found
    if "last" not in query and "limit" not in query:
        lines = (await client.get(f"/api/v1/history/export?format=jsonl&{query}")).text.splitlines()
        assert [json.loads(line)["id"] for line in lines] == found


@pytest.mark.usefixtures("full")
async def test_a_page_goes_on_backwards(client):
    first = await client.get("/api/v1/history?order=newest&limit=4")
    second = await client.get(f"/api/v1/history?order=newest&limit=4&before={first.json()['next']}")
    assert (ids(first), ids(second), second.json()["next"]) == (["6", "5", "4", "3"], ["2", "1"], "")


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("where=~nosuch", "there is no term"),
        ("status=40", "status: "),
        ("since=soon", "since: "),
        ("decision=mockd", 'Did you mean "mocked"?'),
        ("pth=/a", 'did you mean "path"?'),
    ],
)
async def test_what_is_asked_wrongly(client, query, told):
    for path in ("/api/v1/history?", "/api/v1/history/export?format=jsonl&"):
        answer = await client.get(f"{path}{query}")
        assert (answer.status_code, told in answer.json()["message"]) == (400, True)


async def test_without_a_session_all_are_listed_and_a_header_names_one(client, operations):
    for number, name in enumerate(["", "w"]):
        operations.instance.history.append(exchange(id=str(number), session_name=name))
    assert ids(await client.get("/api/v1/history")) == ["0", "1"]
    assert ids(await client.get("/api/v1/history", headers={"X-Smockproxy-Session": "w"})) == ["1"]
    assert ids(await client.get("/api/v1/history?session=", headers={"X-Smockproxy-Session": "w"})) == ["0"]
    assert (await client.delete("/api/v1/history?session=w")).status_code == 204
    assert ids(await client.get("/api/v1/history")) == ["0"]
    await client.delete("/api/v1/history")
    assert ids(await client.get("/api/v1/history")) == []


@pytest.mark.usefixtures("full")
async def test_bodies_are_their_bytes_and_never_a_page_of_ours(client):
    answer = await client.get("/api/v1/history/2/response/body")
    assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG\x00\xff", "image/png")
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await client.get("/api/v1/history/2/request/body")).content == '{"name": "<ż>"}'.encode()
    assert (await client.get("/api/v1/history/4/response/body")).status_code == 404


async def test_an_export_for_smocker_is_of_sessions(client, operations):
    own = operations.instance.sessions.begin("mine").facts.id
    operations.instance.history.append(exchange(session=own))
    (session,) = (await client.get("/api/v1/history/export?format=smocker")).json()
    assert (session["name"], len(session["history"])) == ("mine", 1)
    for query in ("session=w", "session_id=other"):
        assert (await client.get(f"/api/v1/history/export?format=smocker&{query}")).json() == []


async def test_a_large_answer_goes_out_in_pieces(client, operations):
    body = bytes(range(256)) * 1024
    operations.instance.history.append(exchange(response=Response(200, body=body)))
    assert (await client.get("/api/v1/history/1/response/body")).content == body
