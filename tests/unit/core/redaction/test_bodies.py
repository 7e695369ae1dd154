import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.redaction.bodies import redacted_body, redacted_document
from smockproxy.core.redaction.rules import Rules
from smockproxy.core.redaction.seeking import NO_RULES, Seeking

KEY = b"a key of the run"
HIDDEN = Seeking(KEY).secret("hunter22").encode()
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n%s\r\n'
    b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.json"\r\n'
    b"Content-Type: application/json\r\n\r\n"
    b'{"token": "%s"}\r\n--b\r\nContent-Disposition: form-data; name=note\r\n\r\nhi\r\n--b--\r\n'
)


def shown(body, kind="", rules=NO_RULES):
    return redacted_body(body, kind, Seeking(KEY, rules))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"password": "%s"}', "application/json"),
        (b' [{"password": "%s"}]', ""),
        (b'"password=%s"', "application/vnd.api+json"),
        (b"user=ann&password=%s", "application/x-www-form-urlencoded"),
        (b"user=ann&password=%s", ""),
        (b"user ann, password=%s", "text/plain"),
        (b"<password>%s</password>", "text/xml"),
        (b"\xff\xfe\x01 password=%s \x00", "application/octet-stream"),
        (b"caf\xe9 password=%s", "text/plain"),
        (MULTIPART.replace(b"%s", b"%%s", 0), "multipart/form-data; boundary=b"),
        (MULTIPART, 'multipart/form-data; boundary="b"; x=y'),
        (MULTIPART.replace(b"\r\n", b"\n"), "multipart/form-data; boundary=b"),
        (b"preamble password=%s\r\n--b--", "multipart/mixed; boundary=b"),
        (b"--b no head, password=%s", "multipart/mixed; boundary="),
    ],
)
def test_secrets_of_bodies(body, kind):
    made = shown(body.replace(b"%s", b"hunter22"), kind)
    assert made == body.replace(b"%s", HIDDEN)
    assert shown(made, kind) == made


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", ""),
        (b"hello", ""),
        (b"\x89PNG\r\n password=hunter22", ""),
        (b"\xff\x00password=hunter22", "image/png"),
        (b"--b\r\n\r\nnothing\r\n--b--", "multipart/form-data; boundary=b"),
    ],
)
def test_what_stays(body, kind):
    assert shown(body, kind) == body


def test_texts_in_utf_16():
    for codec in ("utf-16-le", "utf-16-be"):
        body = '\ufeff{"password": "hunter22"}'.encode(codec)
        assert shown(body, "application/json").decode(codec) == f'\ufeff{{"password": "{HIDDEN.decode()}"}}'
    assert shown(b"\xff\xfe\x00", "text/plain") == b"\xff\xfe\x00"


def test_what_a_charset_has_not_is_a_question_mark():
    body = b'{"\xe9": "\\u20ac \xe9 password=hunter22"}'
    assert shown(body) == b'{"\xe9": "? \xe9 password=%s"}' % HIDDEN


def test_a_field_that_is_to_be_kept_stays():
    body = MULTIPART.replace(b"%s", b"hunter22")
    made = shown(body, "multipart/form-data; boundary=b", Rules.of([], ["password"]))
    assert made.count(HIDDEN) == 1


def test_a_document_within_something_else():
    assert redacted_document("password=hunter22", "", Seeking(KEY)) == f"password={HIDDEN.decode()}"


@given(
    st.binary(max_size=200), st.sampled_from(["", "application/json", "text/html", "multipart/x; boundary=a"])
)
def test_whatever_the_bytes_nothing_raises_and_twice_is_once(body, kind):
    once = shown(body, kind)
    assert shown(once, kind) == once


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"BMpassword=hunter22", "text/plain"),
        (b'{"password": "hunter22"}', "image/png"),
        (b'--b\r\nA: form-data; name="password"\r\n\r\nhunter22\r\n--b--', "multipart/form-data; Boundary=b"),
        (
            b'--b\r\nA: form-data; name="secret"\r\n\r\nhunter22\nline\r\n--b--',
            "multipart/form-data; boundary=b",
        ),
        (
            b'--b\r\nA: x; name="f"; filename="ghp_16C7e42F292c6912E7710c838347Ae178B4a"\r\n\r\nx\r\n--b--',
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_a_wrong_type_hides_nothing(body, kind):
    made = shown(body, kind)
    assert b"redacted-" in made
    assert b"hunter22" not in made
    assert b"ghp_" not in made
