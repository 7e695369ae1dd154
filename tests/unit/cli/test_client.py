"""The client of the admin API, with connections of the test's own."""

import ssl
from http.client import BadStatusLine, IncompleteRead
from io import BytesIO

import click
import pytest

from smockproxy.cli import client
from smockproxy.cli.client import AdminClient, AdminError, GoneError


class Answer(BytesIO):
    """What `getresponse` gives."""

    def __init__(self, body: bytes = b"{}", status: int = 200, breaks: Exception | None = None) -> None:
        super().__init__(body)
        self.status = status
        self._breaks = breaks

    def read(self, size=-1):
        piece = super().read(size)
        if not piece and self._breaks:
            raise self._breaks
        return piece


class Connection:
    """Takes the place of `HTTPConnection`."""

    answer: Answer | Exception = Answer()
    refuses: OSError | None = None

    def __init__(self, host, port, **_) -> None:
        self.asked = self.made.append(self) or [host, port]
        self.closed = False

    def connect(self):
        if self.refuses:
            raise self.refuses

    def request(self, method, target, **content):
        self.asked += [method, target, *content.values()]

    def getresponse(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def close(self):
        self.closed = True


@pytest.fixture
def connection(monkeypatch) -> type[Connection]:
    class Fresh(Connection):
        made = None

    Fresh.made = []
    monkeypatch.setattr(client, "HTTPConnection", Fresh)
    return Fresh


ADMIN = "http://127.0.0.1:8081"


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (ADMIN, ["127.0.0.1", 8081, "GET", "/x?a=1+2&b=%2F"]),
        ("http://[::1]:99/", ["::1", 99, "GET", "/x?a=1+2&b=%2F"]),
        ("http://a.test/base/", ["a.test", None, "GET", "/base/x?a=1+2&b=%2F"]),
    ],
)
def test_document(connection, url, asked):
    connection.answer = Answer(b'{"a": "\xc5\xbc"}')
    assert AdminClient.at(url).document("/x", a="1 2", b="/") == {"a": "ż"}
    (made,) = connection.made
    assert made.asked == asked
    assert made.closed


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8081", "ftp://a.test", "http://", "http://a.test:x", "http://[::1"]
)
def test_what_is_no_url(url):
    with pytest.raises(click.BadParameter, match=r"is no URL such as http://127\.0\.0\.1:8081\."):
        AdminClient.at(url)


def told(url: str = ADMIN) -> str:
    with pytest.raises(AdminError) as refusal:
        AdminClient.at(url).document("/x")
    message = refusal.value.format_message()
    assert "\n" not in message
    return message


def test_nothing_listens(connection):
    connection.refuses = ConnectionRefusedError(111, "Connection refused")
    assert told() == (
        "Nothing answers at http://127.0.0.1:8081 (Connection refused): start smockproxy with "
        "`smockproxy serve`, or say where it is with --admin URL or SMOCKPROXY_ADMIN_URL."
    )
    connection.refuses = TimeoutError("timed out")
    assert "(timed out)" in told()


def test_a_refusal_is_passed_on(connection):
    connection.answer = Answer(b'{"message": "There is no exchange."}', 404)
    assert told() == "There is no exchange."


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>", 200),
        Answer(b"<html>", 404),
        Answer(b"[]", 500),
        Answer(b"{}", 500),
        Answer(b'{"message": "No mock found matching the request"}', 666),
        Answer(b"\xff", 200),
        BadStatusLine("SSH-2.0"),
    ],
)
def test_a_stranger(connection, answer):
    connection.answer = answer
    assert told() == "What answers at http://127.0.0.1:8081 is not smockproxy's admin API."


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (IncompleteRead(b"ab"), "IncompleteRead(2 bytes read)"),
        (ConnectionResetError(104, "Connection reset by peer"), "[Errno 104] Connection reset by peer"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_an_answer_that_breaks_off(connection, reason, text):
    connection.answer = Answer(b"abc", breaks=reason)
    assert told() == f"http://127.0.0.1:8081 broke off in the middle of its answer: {text}."
    assert connection.made[0].closed


TOKEN = "correct-horse-battery"


@pytest.fixture(autouse=True)
def no_token_of_the_shell(monkeypatch):
    monkeypatch.delenv("SMOCKPROXY_ADMIN_TOKEN", raising=False)


def shown_to(connection, url: str) -> str | None:
    connection.answer = Answer()
    AdminClient.at(url).document("/x")
    asked = connection.made[-1].asked
    return asked[4].get("Authorization") if len(asked) > 4 else None


def test_the_token_of_the_url_is_shown_and_its_variable_otherwise(connection, monkeypatch):
    assert shown_to(connection, f"http://:{TOKEN}%21@a.test:1") == f"Bearer {TOKEN}!"
    monkeypatch.setenv("SMOCKPROXY_ADMIN_TOKEN", TOKEN)
    assert shown_to(connection, "http://a.test:1") == f"Bearer {TOKEN}"
    assert shown_to(connection, "http://:another@a.test:1") == "Bearer another"
    assert [made.asked[:2] for made in connection.made] == [["a.test", 1]] * 3


@pytest.mark.parametrize("token", ["", "none"])
def test_without_a_token_nothing_is_shown(connection, monkeypatch, token):
    monkeypatch.setenv("SMOCKPROXY_ADMIN_TOKEN", token)
    assert shown_to(connection, ADMIN) is None


def test_no_message_repeats_the_token(connection):
    connection.answer = Answer(b"<html>")
    assert TOKEN not in told(f"http://:{TOKEN}@127.0.0.1:8081")
    assert TOKEN not in repr(AdminClient.at(f"http://:{TOKEN}@127.0.0.1:8081"))


def test_a_question_is_posted(connection):
    connection.answer = Answer(b'{"verdict": "yes"}')
    assert AdminClient.at("http://admin.test:1/prefix/").told("/api/v1/why", {"id": "1"}) == {
        "verdict": "yes"
    }
    assert connection.made[0].asked[2:] == [
        "POST",
        "/prefix/api/v1/why",
        b'{"id": "1"}',
        {"Content-Type": "application/json"},
    ]
    connection.answer = Answer(b"no JSON")
    with pytest.raises(AdminError, match="is not smockproxy's admin API"):
        AdminClient.at("http://admin.test:1").told("/api/v1/why", {})


@pytest.fixture
def secure(monkeypatch, connection) -> type[Connection]:
    monkeypatch.setattr(client, "HTTPSConnection", connection)
    return connection


SECURE = "https://127.0.0.1:8081"


def test_a_certificate_itself_can_be_trusted(secure, monkeypatch):
    contexts = []

    class Noting(secure):
        def __init__(self, host, port, context, **_) -> None:
            super().__init__(host, port)
            contexts.append(context)

    monkeypatch.setattr(client, "HTTPSConnection", Noting)
    assert AdminClient.at(SECURE).document("/x") == {}
    (context,) = contexts
    assert context.verify_flags & ssl.VERIFY_X509_PARTIAL_CHAIN
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def distrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "text")
    error.verify_message = "unable to get local issuer certificate"
    return error


def no_tls() -> ssl.SSLError:
    error = ssl.SSLError(1, "text")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


DISTRUST = (
    f"The certificate of {SECURE} is not trusted (unable to get local issuer certificate): "
    "name it, or the authority that it is from, in the variable SSL_CERT_FILE."
)
NO_TLS = f"TLS with {SECURE} failed (WRONG_VERSION_NUMBER); if it speaks none, begin the URL with http://."


@pytest.mark.parametrize(("refusal", "message"), [(distrusted(), DISTRUST), (no_tls(), NO_TLS)])
def test_tls_that_fails(secure, refusal, message):
    secure.refuses = refusal
    with pytest.raises(AdminError) as error:
        AdminClient.at(SECURE).document("/x")
    assert error.value.message == message


def test_an_admin_api_that_speaks_tls(connection):
    connection.answer = Answer(b"Client sent an HTTP request to an HTTPS server.\n", 400)
    with pytest.raises(AdminError) as error:
        AdminClient.at(ADMIN).document("/x")
    assert error.value.message == f"{ADMIN} speaks TLS: begin the URL with https://."


class Live(Answer):
    """An answer whose reader must not wait for what has not come yet."""

    def read(self, _size=-1):
        raise AssertionError("it waits until it has all that it asked for")

    def read1(self, _size=-1):
        return BytesIO.read(self, 3)


@pytest.mark.parametrize(
    ("last_event", "headers"),
    [
        ("", {"Accept": "text/event-stream"}),
        ("7@1.5", {"Accept": "text/event-stream", "Last-Event-ID": "7@1.5"}),
    ],
)
def test_events_are_read_as_they_come(connection, last_event, headers):
    connection.answer = Live(b"data: 1\n\n")
    assert b"".join(AdminClient.at(ADMIN).live("/e", last_event, last="0")) == b"data: 1\n\n"
    assert connection.made[0].asked == ["127.0.0.1", 8081, "GET", "/e?last=0", headers]
    assert connection.made[0].closed


def test_one_that_is_gone_may_come_back(connection):
    connection.refuses = ConnectionRefusedError(111, "Connection refused")
    with pytest.raises(GoneError, match="Nothing answers at"):
        list(AdminClient.at(ADMIN).live("/e"))
