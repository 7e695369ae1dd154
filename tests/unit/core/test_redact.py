import gzip
from dataclasses import replace

import pytest

from smockproxy.core import redact
from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.redact import Redaction, Redactor, pseudonym
from smockproxy.core.redaction.rules import Rules

KEY = b"a key of the run"


def stands_for(secret):
    return pseudonym(secret.encode("utf-8", "surrogatepass"), KEY)


def header(name, value):
    ((_, shown),) = Redactor(KEY).headers(Headers.of([(name, value)]))
    return shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer s3cret", "Bearer {s3cret}"),
        ("Proxy-Authorization", "Basic  bm9jb2xvbg== ", "Basic {bm9jb2xvbg==}"),
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
        ("Cookie", "token=s3", "token={s3}"),
        ("X-Note", "hello", "hello"),
        ("X-Note", "api_key=s3cret", "api_key={s3cret}"),
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
    assert first[1].startswith(b"Bearer redacted-")
    assert second[1].startswith(b"http://a.test/\xff?token=redacted-")


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
    assert Redactor(KEY).url(url) == shown.format(stands_for("s3cret"))


def test_a_plus_in_a_query_is_a_space_and_bytes_are_bytes():
    assert Redactor(KEY).url("/?token=a+b") == f"/?token={stands_for('a b')}"
    assert Redactor(KEY).url("/?token=\udcff") == f"/?token={stands_for('\udcff')}"


def test_one_secret_has_one_pseudonym_everywhere():
    redactor = Redactor(KEY)
    headers = redactor.headers(Headers.of([("Authorization", "Bearer s3cret"), ("Cookie", "a=s3cret")]))
    assert {stands_for("s3cret") in value for _, value in headers} == {True}
    assert redactor.url("/?token=s3cret") == f"/?token={stands_for('s3cret')}"


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
    shown = Redaction(KEY).exchange(ENTRY)
    assert shown.request.target == f"/x?api_key={stands_for('k/s3cret')}&n=1"
    assert shown.request.headers.get("authorization") == f"Bearer {stands_for('t0ken-0')}"
    assert shown.response.headers.get("set-cookie") == f"sid={stands_for('c00kie')}; Path=/"
    assert shown.error == f"Get /x?api_key={stands_for('k/s3cret')}: refused {stands_for('t0ken-0')}"
    assert shown.log == (stands_for("k/s3cret"), "n is 1")


@pytest.mark.parametrize(("outcome", "cut"), [(Outcome.REFUSED, 0), (Outcome.FAILED, 5)])
def test_an_answer_of_ours_repeats_no_secret(outcome, cut):
    told = replace(ENTRY, outcome=outcome, response_size=len(RESPONSE.body) + cut)
    shown = Redaction(KEY).exchange(told)
    assert shown.response.body == stands_for("t0ken-0").encode()
    assert shown.response_size - len(shown.response.body) == cut
    assert shown.response_is_cut is bool(cut)


def test_all_the_rest_of_an_entry_stays():
    entry = replace(ENTRY, outcome=Outcome.FORWARDED)
    shown = Redaction(KEY).exchange(entry)
    back = replace(shown.request, headers=REQUEST.headers, target=REQUEST.target)
    response = replace(shown.response, headers=RESPONSE.headers, body=RESPONSE.body)
    told = replace(shown, request=back, response=response, error=ENTRY.error, log=ENTRY.log)
    assert replace(told, response_size=entry.response_size) == entry


def test_an_entry_without_secrets_is_shown_as_it_is():
    request = Request("GET", "http", "a.test", 80, "/?page=2")
    plain = replace(ENTRY, request=request, response=Response(), error="", log=("n is 1",))
    assert Redaction(KEY).exchange(plain) is plain


def test_an_entry_without_an_answer_has_none():
    assert Redaction(KEY).exchange(replace(ENTRY, response=None)).response is None


def test_entries_are_redacted_as_they_are_asked_for():
    shown = Redaction(KEY).entries(iter([ENTRY, ENTRY]))
    assert next(shown) == next(shown) == Redaction(KEY).exchange(ENTRY)


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
    shown = {"changes": [{"url": f"http://a.test/?token={stands_for('s3cret')}", "n": 1}, {"url": None}]}
    assert Redaction(KEY).about(None, told) == shown


def test_the_url_of_an_entry_has_the_pseudonyms_that_the_entry_has():
    entry = replace(ENTRY, request=replace(ENTRY.request, target="/?token=s3cret&x=t0ken-0"))
    told = Redaction(KEY).about(entry, {"url": "http://a.test/?token=s3cret&x=t0ken-0"})
    assert told == {"url": f"http://a.test/?token={stands_for('s3cret')}&x={stands_for('t0ken-0')}"}


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
    redactor.seeking.secret(LONG)
    assert redactor.text(text) == shown.replace("{}", stands_for(LONG))


def test_the_longer_of_two_secrets_is_looked_for_first():
    redactor = Redactor(KEY)
    redactor.headers(Headers.of([("Cookie", "token=secret; sid=secret-and-more")]))
    assert redactor.text("secret-and-more") == stands_for("secret-and-more")


def test_the_key_is_not_shown():
    assert "key" not in repr(Redaction(KEY))


def test_what_is_to_be_kept_stays():
    rules = Rules.of([], ["authorization"])
    assert Redactor(KEY, rules).headers(REQUEST.headers).get("authorization") == "Bearer t0ken-0"


def test_bodies_are_looked_into_and_their_length_is_told():
    body = b'{"password": "s3cret"}'
    headers = Headers.of([("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    request = Request("POST", "http", "a.test", 80, "/", headers, body)
    entry = replace(ENTRY, request=request, request_size=len(body), response=None, error="", log=())
    shown = Redaction(KEY).exchange(entry)
    assert shown.request.body == f'{{"password": "{stands_for("s3cret")}"}}'.encode()
    assert shown.request.headers.get("content-length") == str(len(shown.request.body))
    assert shown.request_size == len(shown.request.body)
    assert Redaction(KEY).exchange(shown) is shown


def test_what_was_cut_while_it_was_packed_is_packed_no_more():
    packed = gzip.compress(b'{"password": "s3cret"}' * 10)[:-8]
    response = Response(200, Headers.of([("Content-Encoding", "gzip")]), packed)
    shown = Redaction(KEY).exchange(replace(ENTRY, response=response))
    assert "content-encoding" not in shown.response.headers
    assert shown.response.body.count(stands_for("s3cret").encode()) == 10


def test_a_secret_that_is_found_late_is_replaced_where_it_stood_before():
    body = b'{"access_token": "t0ken-of-ann"}'
    request = Request("GET", "http", "a.test", 80, "/t0ken-of-ann", Headers.of([("X-Note", "t0ken-of-ann")]))
    shown = Redaction(KEY).exchange(replace(ENTRY, request=request, response=Response(200, body=body)))
    assert shown.request.target == f"/{stands_for('t0ken-of-ann')}"
    assert shown.request.headers.get("x-note") == stands_for("t0ken-of-ann")


def test_a_secret_of_one_exchange_is_known_in_the_next():
    redaction = Redaction(KEY)
    redaction.exchange(replace(ENTRY, request=replace(REQUEST, target="/?token=t0ken-of-ann")))
    assert redaction.text("it was t0ken-of-ann") == f"it was {stands_for('t0ken-of-ann')}"


def test_a_text_by_itself():
    assert Redactor(KEY).text("password=s3cret") == f"password={stands_for('s3cret')}"


def test_header_lines_without_secrets_are_remembered_until_another_secret_is_found(monkeypatch):
    monkeypatch.setattr(redact, "MOST_CLEAN", 2)
    redaction = Redaction(KEY)
    entry = replace(ENTRY, request=Request("GET", "http", "a.test", 80, "/"), response=None, error="", log=())
    headers = Headers.of([("X-A", "t0ken-of-ann"), ("X-B", "2"), ("X-C", "3")])
    plain = replace(entry, request=replace(entry.request, headers=headers))
    assert redaction.exchange(plain) is redaction.exchange(plain) is plain
    redaction.exchange(replace(entry, request=replace(entry.request, target="/?token=t0ken-of-ann")))
    assert redaction.exchange(plain).request.headers.get("x-a") == stands_for("t0ken-of-ann")


def test_bodies_without_secrets_are_remembered_too():
    redaction = Redaction(KEY)
    entry = replace(ENTRY, request=replace(REQUEST, headers=Headers()), error="", log=())
    plain = replace(
        entry, request=replace(entry.request, target="/"), response=Response(200, body=b"t0ken-of-ann")
    )
    assert redaction.exchange(plain) is redaction.exchange(plain) is plain
    told = redaction.exchange(replace(plain, request=replace(entry.request, target="/?token=t0ken-of-ann")))
    assert told.response.body == stands_for("t0ken-of-ann").encode()
    other = replace(plain, request=entry.request, response=Response(200, body=b"hello"))
    assert redaction.exchange(other).response is other.response
