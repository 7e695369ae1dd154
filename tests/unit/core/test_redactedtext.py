import pytest

from smockproxy.core.redactedtext import redacted_line
from smockproxy.core.redaction.seeking import Seeking

KEY = b"a key of the run"
HIDDEN = Seeking(KEY).secret("s3cret")


def shown(text):
    return redacted_line(text, Seeking(KEY))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "mocked GET http://a.test/?api_key=s3cret&b=2 200",
            "mocked GET http://a.test/?api_key={}&b=2 200",
        ),
        ("error: refused; Authorization: Bearer s3cret", "error: refused; Authorization: Bearer {}"),
        ("[(b'Cookie', b'a=s3cret'), (b'Host', b'a.test')]", "[(b'Cookie', b'a={}'), (b'Host', b'a.test')]"),
        ('{"X-Api-Key": "s3cret", "n": 1}', '{"X-Api-Key": "{}", "n": 1}'),
        ("http://ann:s3cret@a.test/ x", "http://ann:{}@a.test/ x"),
        ("smock_admin_token=s3cret", "smock_admin_token={}"),
        ("Cookie: a=s3cret\nCookie: b=s3cret", "Cookie: a={}\nCookie: b={}"),
    ],
)
def test_what_looks_like_a_credential(text, expected):
    assert shown(text) == expected.replace("{}", HIDDEN)


def test_a_header_within_the_value_of_another_is_hidden_with_it():
    assert shown("Cookie: Authorization: Bearer s3cret").count("redacted") == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the token: 16 characters",
        "--admin-token: expected 16",
        "page=2&page_token=3",
        "Cookie: ",
        "Cookie: '",
        "a=b",
        "GET http://a.test/?q=token",
        "Content-Type: text/plain",
        "http://a.test/@b",
    ],
)
def test_what_does_not_stays(text):
    assert shown(text) == text
