from dataclasses import replace

import pytest

from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.redact import Redaction, Redactor, pseudonym

KEY = b"a key of the run"


def stands_for(secret):
    return pseudonym(secret.encode("utf-8", "surrogateescape"), KEY)


def header(name, value):
    ((_, shown),) = Redactor(KEY).headers(Headers.of([(name, value)]))
    return shown


def in_url(secret):
    return stands_for(secret).replace("<", "%3C").replace(">", "%3E")


def test_a_pseudonym_is_that_of_a_secret_and_a_key():
    assert stands_for("s3cret").startswith("<redacted:")
    assert len(stands_for("s3cret")) == len("<redacted:0123456789>")
    assert stands_for("s3cret") == stands_for("s3cret") != stands_for("s3cret2")
    assert pseudonym(b"s3cret", b"another key") != stands_for("s3cret")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer s3cret", "Bearer {s3cret}"),
        ("Proxy-Authorization", "Basic  dTpw ", "Basic {dTpw}"),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=a, Signature=b",
            "AWS4-HMAC-SHA256 {Credential=a, Signature=b}",
        ),
        ("authorization", "s3cret", "{s3cret}"),
        ("authorization", "no/scheme at all", "{no/scheme at all}"),
        ("authorization", "averylongwordthatisnoscheme x", "{averylongwordthatisnoscheme x}"),
        ("authorization", "", ""),
        ("X-Api-Key", " s3cret ", "{s3cret}"),
        ("Cookie", "sid=s3cret; lang=en; bare;", "sid={s3cret}; lang={en}; {bare};"),
        ("Cookie", "empty=", "empty="),
        ("Set-Cookie", "sid=s3cret; Path=/; HttpOnly", "sid={s3cret}; Path=/; HttpOnly"),
        ("Set-Cookie", "s3cret", "{s3cret}"),
        ("Accept", "application/json", "application/json"),
        ("X-Next-Page-Token", "abc", "abc"),
    ],
)
def test_headers(name, value, shown):
    before, brace, rest = shown.partition("{")
    expected = before
    while brace:
        secret, _, rest = rest.partition("}")
        expected += stands_for(secret)
        before, brace, rest = rest.partition("{")
        expected += before
    assert header(name, value) == expected


def test_names_and_order_of_headers_stay():
    headers = Headers.of([("X-A", "1"), ("aUTHORIZATION", "Bearer s3cret"), ("X-A", "2")])
    shown = Redactor(KEY).headers(headers)
    assert [name for name, _ in shown] == ["X-A", "aUTHORIZATION", "X-A"]


def test_bytes_that_are_no_text_are_a_secret_too():
    headers = Headers(
        ((b"Authorization", b"Bearer \xff\xfe"), (b"Referer", b"http://a.test/\xff?token=\xff"))
    )
    first, second = Redactor(KEY).headers(headers).fields
    assert first[1] == f"Bearer {pseudonym(b'\xff\xfe', KEY)}".encode()
    assert second[1].startswith(b"http://a.test/\xff?token=%3Credacted:")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/orders?page=2", "/orders?page=2"),
        ("/orders?page=2&api_key=s3cret&x", "/orders?page=2&api_key={}&x"),
        ("/orders?api%5Fkey=s3cret", "/orders?api%5Fkey={}"),
        ("/orders?API-KEY=%733cret", "/orders?API-KEY={}"),
        ("/orders?token=", "/orders?token="),
        ("/orders?token", "/orders?token"),
        ("http://app.test/cb#access_token=s3cret&state=1", "http://app.test/cb#access_token={}&state=1"),
        ("http://app.test/page#token", "http://app.test/page#token"),
        ("https://ann:s3cret@app.test/x?y", "https://ann:{}@app.test/x?y"),
        ("https://ann@app.test/x", "https://ann@app.test/x"),
        ("http://app.test/ann:s3cret@x", "http://app.test/ann:s3cret@x"),
        ("*", "*"),
        ("", ""),
    ],
)
def test_urls(url, shown):
    assert Redactor(KEY).url(url) == shown.format(in_url("s3cret"))


def test_a_plus_in_a_query_is_a_space_and_bytes_are_bytes():
    assert Redactor(KEY).query("token=a+b") == f"token={in_url('a b')}"
    assert Redactor(KEY).query("token=\udcff") == f"token={in_url('\udcff')}"


def test_one_secret_has_one_pseudonym_everywhere():
    redactor = Redactor(KEY)
    headers = redactor.headers(Headers.of([("Authorization", "Bearer s3cret"), ("Cookie", "a=s3cret")]))
    assert {stands_for("s3cret") in value for _, value in headers} == {True}
    assert redactor.url("/?token=s3cret") == f"/?token={in_url('s3cret')}"


REQUEST = Request(
    "GET",
    "http",
    "a.test",
    80,
    "/x?api_key=k%2Fs3cret&n=1",
    Headers.of([("Authorization", "Bearer t0ken-0"), ("Cookie", "n=1")]),
)
RESPONSE = Response(200, Headers.of([("Set-Cookie", "sid=c00kie; Path=/")]), b"t0ken-0")
ENTRY = HistoryEntry(
    id="1",
    session="s",
    outcome=Outcome.FAILED,
    request=REQUEST,
    timing=Timing(started_at=0.0),
    response=RESPONSE,
    error="Get /x?api_key=k%2Fs3cret: refused t0ken-0",
    log=("k/s3cret", "n is 1"),
)


def test_an_entry_shows_none_of_its_secrets():
    shown = Redaction(KEY).entry(ENTRY)
    assert shown.request.target == f"/x?api_key={in_url('k/s3cret')}&n=1"
    assert shown.request.headers.get("authorization") == f"Bearer {stands_for('t0ken-0')}"
    assert shown.response.headers.get("set-cookie") == f"sid={stands_for('c00kie')}; Path=/"
    assert shown.error == f"Get /x?api_key={stands_for('k/s3cret')}: refused {stands_for('t0ken-0')}"
    assert shown.log == (stands_for("k/s3cret"), "n is 1")


@pytest.mark.parametrize(("outcome", "cut"), [(Outcome.REFUSED, 0), (Outcome.FAILED, 5)])
def test_an_answer_of_ours_repeats_no_secret(outcome, cut):
    told = replace(ENTRY, outcome=outcome, response_size=len(RESPONSE.body) + cut)
    shown = Redaction(KEY).entry(told)
    assert shown.response.body == stands_for("t0ken-0").encode()
    assert shown.response_size - len(shown.response.body) == cut
    assert shown.response_is_cut is bool(cut)


def test_all_the_rest_of_an_entry_stays():
    entry = replace(ENTRY, outcome=Outcome.FORWARDED)
    shown = Redaction(KEY).entry(entry)
    back = replace(shown.request, headers=REQUEST.headers, target=REQUEST.target)
    response = replace(shown.response, headers=RESPONSE.headers)
    assert replace(shown, request=back, response=response, error=ENTRY.error, log=ENTRY.log) == entry


def test_an_entry_without_secrets_is_shown_as_it_is():
    plain = replace(ENTRY, request=Request("GET", "http", "a.test", 80, "/?page=2"), response=Response())
    assert Redaction(KEY).entry(plain) is plain


def test_an_entry_without_an_answer_has_none():
    assert Redaction(KEY).entry(replace(ENTRY, response=None)).response is None


def test_entries_are_redacted_as_they_are_asked_for():
    shown = Redaction(KEY).entries(iter([ENTRY, ENTRY]))
    assert next(shown) == next(shown) == Redaction(KEY).entry(ENTRY)


def test_what_is_said_of_an_entry_shows_none_of_its_secrets_either():
    told = {"found": "Bearer t0ken-0", "list": ["c00kie", 1, None, True], "pair": ("t0ken-0",)}
    hidden = stands_for("t0ken-0")
    assert Redaction(KEY).about(ENTRY, told) == {
        "found": f"Bearer {hidden}",
        "list": [stands_for("c00kie"), 1, None, True],
        "pair": [hidden],
    }


def test_other_urls_show_no_secrets_either():
    told = {"changes": [{"url": "http://a.test/?token=s3cret", "n": 1}, {"url": None}]}
    shown = {"changes": [{"url": f"http://a.test/?token={in_url('s3cret')}", "n": 1}, {"url": None}]}
    assert Redaction(KEY).about(None, told) == shown


def test_the_url_of_an_entry_has_the_pseudonyms_that_the_entry_has():
    entry = replace(ENTRY, request=replace(ENTRY.request, target="/?token=s3cret&x=t0ken-0"))
    told = Redaction(KEY).about(entry, {"url": "http://a.test/?token=s3cret&x=t0ken-0"})
    assert told == {"url": f"http://a.test/?token={in_url('s3cret')}&x={stands_for('t0ken-0')}"}


LONG = "".join(map(str, range(100)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"found {LONG[:50]}… (190 characters)", "found {}… (190 characters)"),
        (f"{LONG[:32]}|{LONG[:40]}|{LONG}", "{}|{}|{}"),
        (LONG[:33], "{}"),
        (LONG[:31], LONG[:31]),
    ],
)
def test_the_beginning_of_a_long_secret_is_not_shown_either(text, shown):
    redactor = Redactor(KEY)
    redactor.secret(LONG.encode())
    assert redactor.text(text) == shown.replace("{}", stands_for(LONG))


def test_the_longer_of_two_secrets_is_looked_for_first():
    redactor = Redactor(KEY)
    redactor.headers(Headers.of([("Cookie", "a=secret; b=secret-and-more")]))
    assert redactor.text("secret-and-more") == stands_for("secret-and-more")


def test_the_key_is_not_shown():
    assert "key" not in repr(Redaction(KEY))
