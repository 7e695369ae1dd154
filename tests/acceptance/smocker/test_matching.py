"""Which requests a mock matches: matchers, names, lists, bodies. Every row by both ways in."""

import pytest

from tests.acceptance.smocker.ports import AdminPort, Ask, MockPort, get, post

HIT = "hit"
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"


def check(admin: AdminPort, port: MockPort, asked: str, hits: list[Ask], misses: list[Ask]) -> None:
    admin.upload(f"[{{request: {asked}, response: {{body: {HIT}}}}}]")
    expected = [200] * len(hits) + [666] * len(misses)
    found = zip(hits + misses, port.statuses(*hits, *misses), expected, strict=True)
    assert [(ask, status) for ask, status, right in found if status != right] == []


def bodies(*texts: str | bytes) -> list[Ask]:
    return [post("/", text) for text in texts]


def queries(*texts: str) -> list[Ask]:
    return [get(f"/?{text}") for text in texts]


def paths(*texts: str) -> list[Ask]:
    return [get(text) for text in texts]


@pytest.mark.parametrize(
    ("matcher", "value", "hits", "misses"),
    [
        ("ShouldEqual", "ab", ["ab"], ["AB", "abc", " ab", "ab\n", ""]),
        ("ShouldNotEqual", "ab", ["AB", "", "abc"], ["ab"]),
        ("ShouldResemble", "ab", ["ab"], ["AB"]),
        ("ShouldNotResemble", "ab", ["AB"], ["ab"]),
        ("ShouldContainSubstring", "ab", ["ab", "xaby"], ["aB", "a b", ""]),
        ("ShouldNotContainSubstring", "ab", ["aB", ""], ["xaby"]),
        ("ShouldStartWith", "ab", ["ab", "abc"], ["xab", ""]),
        ("ShouldNotStartWith", "ab", ["xab", ""], ["abc"]),
        ("ShouldEndWith", "ab", ["ab", "xab"], ["abc", ""]),
        ("ShouldNotEndWith", "ab", ["abc", ""], ["xab"]),
        ("ShouldMatch", "a.c", ["abc", "xabcx"], ["a\nc", "ABC", "ac"]),
        ("ShouldMatch", "(?i)abc", ["ABC"], ["ab"]),
        ("ShouldMatch", "^a$", ["a"], ["a\n", "ab", "b\na"]),
        ("ShouldMatch", "", ["", "x"], []),
        ("ShouldMatch", "\\\\pL\\\\d", ["é5"], ["5é"]),
        ("ShouldNotMatch", "a.c", ["ac", "a\nc"], ["abc"]),
        ("ShouldBeEmpty", "", [""], ["x", " "]),
        ("ShouldBeEmpty", "ignored", [""], ["ignored"]),
        ("ShouldNotBeEmpty", "", ["x", " "], [""]),
        ("ShouldEqual", "", [""], ["x"]),
        ("ShouldNotEqual", "", ["x"], [""]),
        ("ShouldAlmostEqual", "1.0", [], ["1.0", "1", ""]),
        ("ShouldNotAlmostEqual", "1.0", [], ["5", "1.0", ""]),
    ],
)
def test_matchers_on_text(
    admin: AdminPort, port: MockPort, matcher: str, value: str, hits: list[str], misses: list[str]
) -> None:
    check(admin, port, f'{{body: {{matcher: {matcher}, value: "{value}"}}}}', bodies(*hits), bodies(*misses))


@pytest.mark.parametrize(
    ("value", "hits", "misses"),
    [
        (
            '{"a": 1, "b": [1, 2]}',
            ['{"b":[1,2],"a":1}', '{"a":1.0,"b":[1,2e0]}', ' {"a":1,"b":[1,2]}\n', '{"a":2,"a":1,"b":[1,2]}'],
            ['{"a":1,"b":[2,1]}', '{"a":1,"b":[1,2],"c":3}', '{"a":1,"b":[1,2]} x', "", '{"a":1}', "[]", "{"],
        ),
        ("9007199254740993", ["9007199254740992"], ["9007199254740994", '"9007199254740993"']),
        ("[1]", ["[1]", "[1.0]"], ["1", "[1,1]"]),
        ("null", ["null"], ["", "0", "{}"]),
        ("true", ["true"], ["1", '"true"']),
        ("0", ["0", "0.0"], ["-0", "null"]),
        ("{", [], ["{", ""]),
    ],
)
def test_equal_as_json(
    admin: AdminPort, port: MockPort, value: str, hits: list[str], misses: list[str]
) -> None:
    matcher = f"{{matcher: ShouldEqualJSON, value: '{value}'}}"
    check(admin, port, f"{{body: {matcher}}}", bodies(*hits), bodies(*misses))


@pytest.mark.parametrize(
    ("asked", "hits", "misses"),
    [
        ("{method: GET}", ["GET"], ["POST", "HEAD"]),
        ("{method: get}", [], ["GET"]),
        ("{method: {matcher: ShouldMatch, value: 'GET|PUT'}}", ["GET", "PUT"], ["POST"]),
        ("{method: {matcher: ShouldNotEqual, value: GET}}", ["POST", "PATCH"], ["GET"]),
        (
            "{}",
            ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PROPFIND", "PUT", "REPORT", "TRACE"],
            [],
        ),
    ],
)
def test_methods(admin: AdminPort, port: MockPort, asked: str, hits: list[str], misses: list[str]) -> None:
    check(admin, port, asked, [Ask(name, "/") for name in hits], [Ask(name, "/") for name in misses])


@pytest.mark.parametrize(
    ("path", "hits", "misses"),
    [
        (
            "/m",
            ["/m", "/m?x=1", "/m?"],
            ["/m/", "/M", "//m", "/%6d", "/./m", "/x/../m", "/m;a=1", "/", "/mm"],
        ),
        ("//m", ["//m"], ["/m"]),
        ("/./m", ["/./m"], ["/m"]),
        ("/a%20b", ["/a%20b"], ["/a+b", "/a%20B"]),
        ("/a b", [], ["/a%20b"]),
        ("/x%2fy", ["/x%2fy"], ["/x%2Fy", "/x/y"]),
        ("/q?x=1", [], ["/q?x=1", "/q", "/q%3Fx=1"]),
        ("/a%7Bb%7D/c", ["/a{b}%2Fc", "/a{b}/c"], ["/a{b}%252Fc"]),
        ("/%7Bx%7D/~u", ["/{x}/%7Eu", "/{x}/~u", "/{x}/%7eu"], []),
        ("/%7Eu", ["/%7Eu"], ["/~u"]),
        ("/caf%C3%A9", ["/caf\xc3\xa9", "/caf%C3%A9"], ["/caf%c3%a9"]),
        ("/%5Cb%60%5E%7C%22", ['/\\b`^|"'], []),
        ("/%3Ca%3E", ["/<a>", "/%3Ca%3E"], ["/%3ca%3e"]),
        ("{matcher: ShouldMatch, value: /us}", ["/api/users", "/us"], ["/api/Us", "/u/s"]),
        ("{matcher: ShouldMatch, value: '^/us$'}", ["/us"], ["/api/us", "/us/"]),
        ("{matcher: ShouldStartWith, value: /a/}", ["/a/", "/a/b"], ["/a"]),
        ("{matcher: ShouldContainSubstring, value: '='}", ["/a=b"], ["/a?b=c"]),
        ("{matcher: ShouldEqual}", ["/anything"], []),
    ],
)
def test_paths_are_compared_as_they_were_sent(
    admin: AdminPort, port: MockPort, path: str, hits: list[str], misses: list[str]
) -> None:
    written = path if path.startswith("{") else f'"{path}"'
    check(admin, port, f"{{path: {written}}}", paths(*hits), paths(*misses))


@pytest.mark.parametrize(
    ("headers", "hits", "misses"),
    [
        (
            "{x-foo: bar}",
            [("X-FOO: bar",), ("x-foo: bar",), ("X-Foo: baz", "X-Foo: bar"), ("X-Foo:  bar ",)],
            [("X-Foo: BAR",), ("X-Foo: bar, baz",), ("X-Foo:",), ()],
        ),
        (
            "{X-Foo: [a, b]}",
            [("X-Foo: b", "X-Foo: a"), ("X-Foo: a", "X-Foo: c", "X-Foo: b")],
            [("X-Foo: a",)],
        ),
        ("{X-Foo: [a, a]}", [("X-Foo: a", "X-Foo: z")], [("X-Foo: a",)]),
        ("{X-Foo: {matcher: ShouldBeEmpty}}", [("X-Foo:",)], [(), ("X-Foo: a",)]),
        (
            "{X-Foo: {matcher: ShouldNotEqual, value: a}}",
            [("X-Foo: b",), ("X-Foo: a", "X-Foo: b")],
            [(), ("X-Foo: a",)],
        ),
        ("{X-Foo: []}", [("X-Foo: a",), ("X-Foo:",)], [()]),
        ("{X-Foo: ~}", [("X-Foo: a",)], [()]),
        ("{X-A: 1, X-B: 2}", [("X-B: 2", "X-A: 1")], [("X-A: 1",)]),
        ("{Content-Length: 3}", [], [()]),
        ("{X-A: [], x-a: []}", [("X-A: 1", "X-B: 1")], []),
        ("{A: [], B: [], C: [], D: []}", [], [("A: 1", "B: 1", "C: 1")]),
    ],
)
def test_headers(
    admin: AdminPort,
    port: MockPort,
    headers: str,
    hits: list[tuple[str, ...]],
    misses: list[tuple[str, ...]],
) -> None:
    check(
        admin,
        port,
        f"{{headers: {headers}}}",
        [get("/", *lines) for lines in hits],
        [get("/", *lines) for lines in misses],
    )


def test_more_names_in_a_mock_than_in_the_request_never_match(admin: AdminPort, port: MockPort) -> None:
    """Of names that differ by case only, one header answers several, but their number is compared first."""
    check(
        admin,
        port,
        "{headers: {X-A: [], x-a: [], X-a: []}}",
        [get("/", "X-A: 1", "X-B: 2")],
        [get("/", "X-A: 1")],
    )


def test_content_length_and_host_are_headers(admin: AdminPort, port: MockPort) -> None:
    check(admin, port, "{headers: {Content-Length: '3'}}", [post("/", "abc")], [post("/", "abcd"), get("/")])
    admin.reset()
    check(admin, port, f"{{headers: {{host: '{port.host}'}}}}", [get("/")], [])
    check(
        admin,
        port,
        "{headers: {Host: other.test}}",
        [get("/", "Host: other.test")] if not port.origin else [],
        [],
    )


@pytest.mark.parametrize(
    ("params", "hits", "misses"),
    [
        (
            "{foo: bar}",
            ["foo=bar", "foo=bar&foo=baz", "foo=baz&foo=bar", "x=1&foo=bar"],
            ["", "foo=BAR", "Foo=bar", "foo"],
        ),
        (
            "{foo: [bar, baz]}",
            ["foo=bar&foo=baz", "foo=baz&foo=bar", "foo=bar&foo=baz&foo=qux"],
            ["foo=bar", "foo=bar&foo=bar", "foo=bar,baz"],
        ),
        ("{foo: [bar, bar]}", ["foo=bar&foo=zzz", "foo=zzz&foo=bar"], ["foo=bar"]),
        ("{foo: {matcher: ShouldNotEqual, value: x}}", ["foo=y", "foo=x&foo=y", "foo"], ["", "foo=x"]),
        ("{foo: {matcher: ShouldBeEmpty}}", ["foo", "foo=", "foo&foo=1"], ["", "foo=1"]),
        ("{foo: []}", ["foo", "foo=1"], ["", "bar"]),
        ("{'a b': 'c d'}", ["a+b=c+d", "a%20b=c%20d"], ["a%2Bb=c%2Bd"]),
        ("{'a+b': 'c+d'}", ["a%2Bb=c%2Bd"], ["a+b=c+d"]),
        ("{'é': 'ü'}", ["%C3%A9=%C3%BC", "\xc3\xa9=\xc3\xbc"], []),
        ("{a: b}", ["a=b&x;y=1", "x=%zz&a=b", "a=b&&", "&a=b"], ["a=b;c", "a=%zz&a=%z"]),
        ("{a: 'b=c'}", ["a=b=c", "a=b%3Dc"], ["a=b"]),
        ("{'a[0]': b}", ["a[0]=b", "a%5B0%5D=b"], []),
        ("{'': x}", ["=x"], ["x"]),
    ],
)
def test_query(admin: AdminPort, port: MockPort, params: str, hits: list[str], misses: list[str]) -> None:
    check(admin, port, f"{{query_params: {params}}}", queries(*hits), queries(*misses))


@pytest.mark.parametrize(
    ("paths_of_body", "hits", "misses"),
    [
        (
            "{'foo.bar[0].baz': v}",
            ['{"foo":{"bar":[{"baz":"v"}]}}', '{"foo":{"bar":[{"baz":"v"},1]},"x":2}'],
            ["[]", "", "{}", '{"foo":{"bar":[]}}', '"v"', "null", '{"foo":{"bar":[{"baz":"V"}]}}', "{"],
        ),
        (
            '{n: "1", f: "1.5", b: "true", z: ""}',
            [
                '{"n":1.0,"f":1.50,"b":true,"z":null}',
                '{"n":1,"f":1.5,"b":true}',
                '{"n":"1","f":"1.5","b":"true","z":""}',
            ],
            ['{"n":1,"f":1.5,"b":false}', '{"n":1,"f":1.5,"b":true,"z":0}'],
        ),
        (
            "{k: {matcher: ShouldNotEqual, value: x}}",
            ["{}", "null", '{"k":"y"}', '{"k":null}'],
            ['{"k":"x"}', "[]"],
        ),
        (
            "{k: {matcher: ShouldBeEmpty}}",
            ["{}", "null", '{"k":""}', '{"k":null}'],
            ['{"k":0}', "[]", "0", ""],
        ),
        ("{k: {matcher: ShouldMatch, value: '.*'}}", ["{}", '{"k":1}'], ["[]"]),
        ('{"a[b.c].d": v}', ['{"a":{"b.c":{"d":"v"}}}'], ['{"a":{"b":{"c":{"d":"v"}}}}']),
        ('{"[b.c]": v}', ['{"b.c":"v"}'], ['{"b":{"c":"v"}}']),
        ("{a.b: v}", ['{"a":{"b":"v"}}'], ['{"a.b":"v"}']),
        ("{'a[1][0]': v}", ['{"a":[0,["v"]]}'], ['{"a":[["v"]]}', '{"a":[0]}']),
        ("{'a[0]': str}", ['{"a":"str"}', '{"a":["str"]}'], ['{"a":[]}', '{"a":["x","str"]}']),
        ("{'a[5]': ''}", ['{"a":[1]}', "{}"], ['{"a":[0,1,2,3,4,5]}']),
        ("{n: '1000'}", ['{"n":1E3}', '{"n":1000.0}'], ['{"n":1001}']),
        ("{n: '12345678901234567000'}", ['{"n":12345678901234567890}'], []),
        ("{n: '0.000001'}", ['{"n":1e-6}'], []),
        ("{k: {matcher: ShouldEqualJSON, value: '{\"a\":1}'}}", ['{"k":"{\\"a\\":1}"}'], ['{"k":{"a":1}}']),
        ("{k: 'map[string]interface {}{\"a\":1}'}", ['{"k":{"a":1}}'], ['{"k":{"a":2}}']),
        ("{K: v}", ['{"K":"v"}'], ['{"k":"v"}']),
    ],
)
def test_paths_in_json_bodies(
    admin: AdminPort, port: MockPort, paths_of_body: str, hits: list[str], misses: list[str]
) -> None:
    check(admin, port, f"{{body: {paths_of_body}}}", bodies(*hits), bodies(*misses))


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "image/png", ""])
def test_the_content_type_of_json_is_not_looked_at(
    admin: AdminPort, port: MockPort, content_type: str
) -> None:
    check(admin, port, "{body: {a: b}}", [post("/", '{"a":"b"}', f"Content-Type: {content_type}")], [])


def forms(text: str, line: str = FORM) -> list[Ask]:
    return [post("/", text, line)]


@pytest.mark.parametrize(
    ("paths_of_body", "hits", "misses"),
    [
        (
            '{"key[0]": v, "key[1]": w}',
            forms("key=v&key=w"),
            forms("key=w&key=v") + forms("key=v&key=w", f"{FORM}; charset=utf-8"),
        ),
        ("{key: v}", [], forms("key=v")),
        (
            '{"key[0]": "a b"}',
            forms("key=a+b") + forms("key=a%20b"),
            forms("key=%zz&key=a+b") + forms("key=%zz"),
        ),
        ('{"key[0]": ""}', forms("key=") + forms("other=1"), forms("key=1")),
        (
            '{"key[0]": v}',
            forms("key=v", "content-type: application/x-www-form-urlencoded"),
            forms("key=v", JSON),
        ),
    ],
)
def test_forms(
    admin: AdminPort, port: MockPort, paths_of_body: str, hits: list[Ask], misses: list[Ask]
) -> None:
    check(admin, port, f"{{body: {paths_of_body}}}", hits, misses)


def test_a_block_of_yaml_ends_with_a_newline_that_counts(admin: AdminPort, port: MockPort) -> None:
    text = "- request:\n    body: |\n      a\n      b\n  response: {}\n"
    admin.upload(text)
    assert port.statuses(*bodies("a\nb\n", "a\nb")) == [200, 666]


def test_a_chunked_body_is_matched_whole(admin: AdminPort, port: MockPort) -> None:
    ask = Ask("POST", "/", ("Transfer-Encoding: chunked",), b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
    check(admin, port, "{body: abc}", [ask], [])


def test_bytes_that_are_no_text(admin: AdminPort, port: MockPort) -> None:
    check(
        admin,
        port,
        "{body: {matcher: ShouldMatch, value: '^.{4}$'}}",
        bodies(b"\xff\xfe\x00\x01"),
        bodies(b"\xff\xfe\x00"),
    )


def test_all_must_hold(admin: AdminPort, port: MockPort) -> None:
    asked = "{method: POST, path: /a, headers: {X: 1}, query_params: {q: 1}, body: b}"
    good = post("/a?q=1", "b", "X: 1")
    check(
        admin,
        port,
        asked,
        [good],
        [
            Ask("PUT", good.target, good.lines, good.body),
            post("/b?q=1", "b", "X: 1"),
            post("/a?q=2", "b", "X: 1"),
            post("/a?q=1", "c", "X: 1"),
            post("/a?q=1", "b", "X: 2"),
        ],
    )
