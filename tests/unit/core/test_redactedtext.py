import pytest

from smockproxy.core.redact import pseudonym
from smockproxy.core.redactedtext import SUSPICIOUS, redacted_text
from smockproxy.core.secretnames import ENDS, HEADERS, PARAMETERS

KEY = b"a key of the run"
HIDDEN = pseudonym(b"s3cret", KEY)
IN_URL = HIDDEN.replace("<", "%3C").replace(">", "%3E")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "mocked GET http://a.test/?api_key=s3cret&b=2 200",
            "mocked GET http://a.test/?api_key={url}&b=2 200",
        ),
        ("error: refused; Authorization: Basic s3cret", "error: refused; Authorization: Basic {}"),
        ("[(b'Cookie', b'a=s3cret'), (b'Host', b'a.test')]", "[(b'Cookie', b'a={}'), (b'Host', b'a.test')]"),
        ('{"X-Api-Key": "s3cret", "n": 1}', '{"X-Api-Key": "{}", "n": 1}'),
        ("http://ann:s3cret@a.test/ x", "http://ann:{url}@a.test/ x"),
        ("smock_admin_token=s3cret", "smock_admin_token={url}"),
        ("Cookie: a=s3cret\nCookie: b=s3cret", "Cookie: a={}\nCookie: b={}"),
    ],
)
def test_what_looks_like_a_credential(text, expected):
    assert redacted_text(text, KEY) == expected.replace("{url}", IN_URL).replace("{}", HIDDEN)


def test_no_name_of_a_secret_is_passed_over():
    names = {*HEADERS, *PARAMETERS, *ENDS}
    assert {name for name in names if not any(word in name for word in SUSPICIOUS)} == set()


def test_a_header_within_the_value_of_another_is_hidden_with_it():
    assert redacted_text("Cookie: Authorization: Bearer s3cret", KEY).count("redacted") == 1


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
    assert redacted_text(text, KEY) == text
