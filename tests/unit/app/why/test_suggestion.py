"""The smallest edit: for every matcher, what is amiss is named, and the edit makes the mock match."""

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings

from smockproxy.app.why.dropped import has_empty_block, place_name, places_of
from smockproxy.app.why.suggestion import document_steps, smallest_edit
from smockproxy.core.conditions import HOLDS, Conditions
from smockproxy.core.http import Headers, Request
from smockproxy.core.mock import Source
from smockproxy.core.nearmiss import mismatches_of
from smockproxy.core.trace import HeldBack
from smockproxy.files.mockfile import read_mock_file
from smockproxy.files.written import WrittenMock, written_at
from smockproxy.files.yamltext import parse_yaml
from smockproxy.interop.conditionshapes import conditions_shape
from smockproxy.matching import MATCHERS
from tests.conversation import drawn

TIMES = 50
"""Requests for each case, each with one thing amiss."""
type Draw = random.Random


def word(draw: Draw) -> str:
    return (
        "".join(
            draw.choices("abcdefghijklmnopqrstuvwxyz0123456789 :#'\"{}[],&*é", k=draw.randint(1, 12))
        ).strip()
        or "w"
    )


def number(draw: Draw) -> int:
    return draw.randint(-1000, 1000)


@dataclass(frozen=True)
class Text:
    """A matcher on text: its value, a text that it accepts, and one that it does not."""

    matcher: str
    make: Callable[[Draw], tuple[Any, str, str]]
    options: dict[str, Any] | None = None


def _equal(draw: Draw) -> tuple[str, str, str]:
    text = word(draw)
    return text, text, f"{text}x"


def _contains(draw: Draw) -> tuple[str, str, str]:
    text = word(draw)
    return text, f"<{text}>", "<>"


def _empty(draw: Draw) -> tuple[str, str, str]:
    return "", "", word(draw)


def _json(draw: Draw) -> tuple[str, str, str]:
    document = {"a": number(draw), "b": [word(draw)]}
    other = {**document, "a": document["a"] + 1}
    return json.dumps(document), json.dumps(document, indent=1), json.dumps(other)


def _listed(draw: Draw) -> tuple[list[str], str, str]:
    texts = [word(draw) for _ in range(3)]
    return texts, texts[1], f"{texts[0]}x{texts[1]}x{texts[2]}"


def _above(draw: Draw) -> tuple[int, str, str]:
    least = number(draw)
    return least, str(least + 1), str(least - 1)


def _swapped(make: Callable[[Draw], tuple[Any, str, str]]) -> Callable[[Draw], tuple[Any, str, str]]:
    def swapped(draw: Draw) -> tuple[Any, str, str]:
        value, good, bad = make(draw)
        return value, bad, good

    return swapped


def _between(draw: Draw) -> tuple[list[int], str, str]:
    low = number(draw)
    return [low, low + 10], str(low + 5), str(low + 11)


def _moment(draw: Draw) -> tuple[str, str, str]:
    year = draw.randint(2000, 2100)
    return f"{year}-06-01T00:00:00Z", f"{year}-05-31T00:00:00Z", f"{year}-06-02T00:00:00Z"


def _regexp(draw: Draw) -> tuple[str, str, str]:
    count = draw.randint(2, 9)
    return f"^[a-z]{{{count}}}$", "a" * count, "a" * (count + 1)


def _glob(draw: Draw) -> tuple[str, str, str]:
    text = f"w{number(draw)}"
    return f"{text}*.txt", f"{text}-1.txt", f"{text}-1.bin"


def _schema(draw: Draw) -> tuple[Any, str, str]:
    least = number(draw)
    schema = {"type": "object", "properties": {"a": {"minimum": least}}}
    return schema, json.dumps({"a": least}), json.dumps({"a": least - 1})


def _bytes(draw: Draw) -> tuple[str, str, str]:
    from base64 import b64encode

    text = word(draw)
    return b64encode(text.encode()).decode(), text, f"{text}x"


def _near(draw: Draw) -> tuple[int, str, str]:
    wanted = number(draw)
    return wanted, f"{wanted}.0005", f"{wanted + 1}"


TEXTS = (
    Text("ShouldEqual", _equal),
    Text("ShouldNotEqual", _swapped(_equal)),
    Text("ShouldResemble", _equal),
    Text("ShouldNotResemble", _swapped(_equal)),
    Text("ShouldContainSubstring", _contains),
    Text("ShouldNotContainSubstring", _swapped(_contains)),
    Text("ShouldStartWith", lambda draw: (text := word(draw), f"{text}!", f"!{text}")),
    Text("ShouldNotStartWith", _swapped(lambda draw: (text := word(draw), f"{text}!", f"!{text}"))),
    Text("ShouldEndWith", lambda draw: (text := word(draw), f"!{text}", f"{text}!")),
    Text("ShouldNotEndWith", _swapped(lambda draw: (text := word(draw), f"!{text}", f"{text}!"))),
    Text("ShouldBeEmpty", _empty),
    Text("ShouldNotBeEmpty", _swapped(_empty)),
    Text("ShouldMatch", _regexp),
    Text("ShouldNotMatch", _swapped(_regexp)),
    Text("ShouldEqualJSON", _json),
    Text("ShouldMatchJSON", _json),
    Text("ShouldMatchSchema", _schema),
    Text("ShouldAlmostEqual", _near, {"delta": 0.01}),
    Text("ShouldEqualFold", lambda draw: (text := f"w{number(draw)}", text.upper(), f"{text}x")),
    Text("ShouldMatchGlob", _glob),
    Text("ShouldBeIn", _listed),
    Text("ShouldNotBeIn", _swapped(_listed)),
    Text("ShouldBeGreaterThan", _above),
    Text("ShouldBeLessThan", _swapped(_above)),
    Text("ShouldBeBetween", _between),
    Text("ShouldBeBefore", _moment),
    Text("ShouldBeAfter", _swapped(_moment)),
    Text("ShouldEqualBytes", _bytes),
)

FURTHER = {"ShouldBePresent", "ShouldBeAbsent", "ShouldNotEqualJSON", "ShouldNotAlmostEqual"}
"""Matchers on names are tried on their own; negated ones that never match (Smocker) have no good value."""


def request(body: str = "", target: str = "/", **headers: str) -> Request:
    lines = [("Host", "a.test"), *((name.replace("_", "-"), text) for name, text in headers.items())]
    return Request("POST", "http", "a.test", 80, target, Headers.of(lines), body.encode(), received_at=1.8e9)


def written(conditions: Any, *, flow: bool = False) -> WrittenMock:
    """A mock in a file with a neighbour before it and one after it."""
    import yaml

    neighbour = {"request": {"path": "/neighbour"}, "response": {"body": "n"}}
    tree = [neighbour, {"request": conditions, "response": {"status": 200}}, deepcopy(neighbour)]
    if flow:
        text = json.dumps(tree, ensure_ascii=False, indent=1)
    else:
        text = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=80)
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines, 1) if '"request"' in line or line.startswith("- request")]
    found = written_at(text, Source("mocks/a.json" if flow else "mocks/a.yml", starts[1]), MATCHERS)
    assert found is not None, text
    return found


def repaired(mock: WrittenMock, asked: Request, field: str) -> list[str]:
    """The new lines of the edit, after making sure that it names the field, and works."""
    assert [mismatch.field for mismatch in mismatches_of(mock.mock, asked)] == [field], mock.text
    edit = smallest_edit(mock, asked, MATCHERS)
    assert edit is not None, mock.text
    applied = mock.text.splitlines()
    for changed in reversed(edit.lines):
        applied[changed.line - 1 : changed.line - 1 + len(changed.old)] = changed.new
    loaded = read_mock_file("\n".join(applied).encode(), "mocks/a.yml", MATCHERS)
    assert loaded.problems == ()
    assert loaded.mocks[1].conditions.first_failure(asked) == HOLDS
    assert [one.conditions for one in (loaded.mocks[0], loaded.mocks[2])] == [
        one.conditions
        for at, one in enumerate(read_mock_file(mock.text.encode(), "mocks/a.yml", MATCHERS).mocks)
        if at != 1
    ]
    return [line for changed in edit.lines for line in changed.new]


def matcher(case: Text, value: Any) -> dict[str, Any]:
    valued = {} if case.matcher.endswith("BeEmpty") else {"value": value}
    return {"matcher": case.matcher, **valued, **(case.options or {})}


def test_no_matcher_is_left_out():
    assert set(MATCHERS) - FURTHER == {case.matcher for case in TEXTS}


@pytest.mark.parametrize("flow", [False, True], ids=["block", "json"])
@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.matcher)
def test_every_matcher_on_a_body(case, flow):
    draw = random.Random(case.matcher)
    for _ in range(TIMES // 2):
        value, good, bad = case.make(draw)
        mock = written({"path": "/", "body": matcher(case, value)}, flow=flow)
        assert mismatches_of(mock.mock, request(good)) == ()
        (mismatch,) = mismatches_of(mock.mock, request(bad))
        assert mismatch.field.partition(".")[0] == "body"
        repaired(mock, request(bad), mismatch.field)


@pytest.mark.parametrize(
    "case",
    [case for case in TEXTS if "JSON" not in case.matcher and "Schema" not in case.matcher],
    ids=lambda case: case.matcher,
)
def test_every_matcher_on_a_header_and_a_parameter(case):
    from urllib.parse import quote

    draw = random.Random(case.matcher)
    for _ in range(TIMES // 10):
        value, _good, bad = case.make(draw)
        repaired(written({"headers": {"X-A": matcher(case, value)}}), request(X_A=bad), "headers.X-A")
        asked = request(target=f"/?a=1&b%20c={quote(bad)}")
        repaired(written({"query_params": {"b c": matcher(case, value)}}), asked, "query_params.b c")


def plain_fields() -> Iterator[tuple[Any, Request, str]]:
    """Conditions, a request that fails in one of them, and the field that is amiss."""
    draw = random.Random(1)
    for _ in range(TIMES // 10):
        at = abs(number(draw))
        yield {"path": f"/users/{at}"}, request(target=f"/user/{at}"), "path"
        yield {"method": "GET", "path": "/"}, request(), "method"
        yield {"scheme": "https", "path": "/"}, request(), "scheme"
        yield {"host": f"h{at}.test", "path": "/"}, request(), "host"
        yield {"port": at + 81, "path": "/"}, request(), "port"
        yield {"url": f"http://a.test/{at}"}, request(target=f"/{at}?x=1"), "url"
        yield {"path_template": "/a/{id}/b"}, request(target=f"/a/{at}/c"), "path_template"
        yield {"path_template": "/a/{id:int}"}, request(target=f"/a/x{at}"), "path_template"
        yield {"query_exact": {"a": "1"}}, request(target=f"/?a=1&b={at}"), "query_exact"
        yield {"query_exact": {"a": "1"}}, request(target=f"/?a={at + 2}"), "query_exact.a"
        yield {"query_params": {"a": ["1", "2"]}}, request(target="/?a=1&a=3"), "query_params.a"
        yield {"headers": {"X-A": "1"}}, request(), "headers.X-A"
        yield {"headers": {"X-A": {"matcher": "ShouldBePresent"}}}, request(), "headers.X-A"
        yield {"headers": {"X-A": {"matcher": "ShouldBeAbsent"}}}, request(X_A=str(at)), "headers.X-A"
        yield {"cookies": {"c": "1"}}, request(Cookie=f"c={at + 2}; d=1"), "cookies.c"
        yield {"client": "10.0.0.1"}, request(), "client"
        yield {"body": {"a.b": "1"}}, request(f'{{"a": {{"b": {at + 2}}}}}'), "body.a.b"
        yield {"json": {"$.a.b": "x"}}, request(f'{{"a": {{"b": "{at}"}}}}'), "json.$.a.b"
        yield {"json": {"$.a": {"matcher": "ShouldBeAbsent"}}}, request('{"a": 1}'), "json.$.a"
        yield (
            {"json": {"a": {"b c": [1, "x"]}}},
            request(f'{{"a": {{"b c": [1, "{at}"]}}}}'),
            "json.$.a['b c'][1]",
        )
        yield {"json": {"a": 1, "b": 2}}, request('{"a": 1}'), "json.$.b"
        typed = {"Content_Type": "application/x-www-form-urlencoded"}
        yield {"form": {"f": "1"}}, request(f"f={at + 2}", **typed), "form.f"


@pytest.mark.parametrize("number", range(22))
def test_every_key(number):
    for conditions, asked, field in list(plain_fields())[number::22]:
        repaired(written(conditions), asked, field)
        repaired(written(conditions, flow=True), asked, field)


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        ({"any_of": [{"path": "/far", "method": "GET"}, {"path": "/a", "method": "POST"}]}, "any_of[1].path"),
        ({"all_of": [{"method": "POST"}, {"path": "/a"}]}, "all_of[1].path"),
        ({"not": {"method": "POST"}, "path": "/"}, "not"),
        ({"not": {"path": "/"}}, "not"),
    ],
)
def test_blocks(conditions, field):
    repaired(written(conditions), request(), field)


@pytest.mark.parametrize("flow", [False, True], ids=["block", "json"])
@pytest.mark.parametrize(
    ("conditions", "dropped", "left"),
    [
        ({"any_of": [{"path": "/a", "method": "GET"}]}, (), {"any_of": [{"path": "/", "method": "POST"}]}),
        ({"all_of": [{"path": "/a"}, {"path": "/b"}]}, (), {"all_of": [{"path": "/"}, {"path": "/"}]}),
        (
            {"path": "/", "any_of": [{"headers": {"X-A": "1"}}, {"cookies": {"c": "1"}}]},
            ("any_of[0].headers.X-A", "any_of[1].cookies.c"),
            {"path": "/"},
        ),
        (
            {"all_of": [{"headers": {"X-A": "1"}}, {"path": "/"}]},
            ("all_of[0].headers.X-A",),
            {"all_of": [{"path": "/"}]},
        ),
        (
            {"all_of": [{"path": "/"}, {"headers": {"X-A": "1"}}]},
            ("all_of[1].headers.X-A",),
            {"all_of": [{"path": "/"}]},
        ),
        ({"path": "/", "not": {"method": "POST"}}, ("not.method",), {"path": "/"}),
        ({"not": {"path": "/"}}, ("not.path",), {}),
        ({"path": "/", "headers": {"X-A": "1"}}, ("headers.X-A",), {"path": "/"}),
        ({"query_exact": {"a": "1"}}, (), {"query_exact": {"c": ["3", "4"], "b": "2", "a": "1"}}),
        ({"path": "/", "client": "10.0.0.1"}, ("client",), {"path": "/"}),
        (
            {"json": {"a": 1, "b": {"c": 2}, "d": 3}},
            ("json.d",),
            {"json": {"a": "3", "b": {"c": "4"}}},
        ),
        (
            {"json": {"matcher": "ShouldMatchSchema", "value": {"properties": {"a": {"type": "string"}}}}},
            ("json",),
            {"json": {"a": "3", "b": {"c": "4"}}},
        ),
        (
            {"path": "/", "any_of": [{"headers": {"X-A": "1"}}, {"cookies": {"k": "1"}}]},
            (),
            {"path": "/", "any_of": [{"headers": {"X-A": "1"}}, {"cookies": {"k": "v"}}]},
        ),
        (
            {"json": {"matcher": "ShouldMatchJSON", "order": False, "value": {"a": [1], "b": {"c": 4}}}},
            (),
            {
                "json": {
                    "matcher": "ShouldMatchJSON",
                    "order": "false",
                    "value": '{"a": 3, "b": {"c": 4}}',
                }
            },
        ),
        (
            {"any_of": [{"path": "/a", "cookies": {"k": "1"}}]},
            (),
            {"any_of": [{"path": "/", "cookies": {"k": "v"}}]},
        ),
    ],
)
def test_what_an_edit_drops_is_said_and_no_block_is_left_empty(flow, conditions, dropped, left):
    asked = request('{"a": 3, "b": {"c": 4}}', target="/?a=1&b=2&c=3&c=4", Cookie="k=v")
    mock = written(conditions, flow=flow)
    edit = smallest_edit(mock, asked, MATCHERS)
    assert edit is not None
    assert edit.dropped == dropped
    assert parse_yaml(edit.after).tree[1]["request"] == left
    assert edit.mock.conditions.first_failure(asked) == HOLDS
    assert edit.matches_all is (not left)


def written_of(conditions: Conditions) -> WrittenMock | None:
    """Any conditions in a file, if they can be written in one."""
    import yaml

    tree = [{"request": conditions_shape(conditions.all_of), "response": {}}]
    return written_at(yaml.safe_dump(tree, sort_keys=False), Source("a.yml", 1), MATCHERS)


@settings(max_examples=100, deadline=None)
@given(drawn.conditions, drawn.requests)
def test_every_edit_makes_the_mock_match_and_names_what_it_drops(conditions, asked):
    mock = written_of(conditions)
    if mock is None or has_empty_block(mock.tree["request"]) or not mismatches_of(mock.mock, asked):
        return
    edit = smallest_edit(mock, asked, MATCHERS)
    assert edit is not None
    loaded = read_mock_file(edit.after.encode(), "a.yml", MATCHERS)
    assert loaded.problems == ()
    assert loaded.mocks[0].conditions.first_failure(asked) == HOLDS
    request_after = parse_yaml(edit.after).tree[0]["request"]
    assert not has_empty_block(request_after)
    lost = set(places_of(mock.tree["request"])) - set(places_of(request_after))
    moved = {place for place in lost if place[0] == "all_of"}
    assert {place_name(place) for place in lost - moved} <= set(edit.dropped)
    assert edit.lines


def test_what_was_empty_before_is_no_reason_to_give_up():
    edit = smallest_edit(written({"path": "/a", "any_of": [{}]}), request(), MATCHERS)
    assert edit is not None


def test_the_smallest_edit_leaves_the_rest_alone():
    host = {"matcher": "ShouldContainSubstring", "value": "a.test"}
    conditions = {"method": "POST", "path": "/a", "headers": {"Host": host}}
    assert repaired(written(conditions), request(), "path") == ["    path: /"]
    assert repaired(
        written({"body": {"matcher": "ShouldBeIn", "value": ["a", "b"]}}), request("c"), "body"
    ) == ['      value: ["a", "b", "c"]']
    assert repaired(written({"json": {"a": 1, "b": "2"}}), request('{"a": 1, "b": "3"}'), "json.$.b") == [
        '      b: "3"'
    ]


def test_several_things_amiss():
    mock = written({"method": "GET", "path": "/a", "headers": {"X-A": "1"}})
    edit = smallest_edit(mock, request(), MATCHERS)
    assert edit is not None
    assert edit.mock.conditions.first_failure(request()) == HOLDS


def test_defaults_are_overridden_and_aliases_replaced():
    text = (
        "defaults: {request: {host: b.test}}\nx: 1\nmocks:\n- request: {path: /}\n  response: {}\n".replace(
            "x: 1\n", ""
        )
    )
    mock = written_at(text, Source("a.yml", 3), MATCHERS)
    assert mock is not None
    edit = smallest_edit(mock, request(), MATCHERS)
    assert edit is not None
    assert edit.after == text.replace("{path: /}", "{host: a.test, path: /}")
    text = "- {request: {path: &p /b}, response: {}}\n- {request: {path: *p}, response: {}}\n"
    mock = written_at(text, Source("a.yml", 2), MATCHERS)
    assert mock is not None
    edit = smallest_edit(mock, request(), MATCHERS)
    assert edit is not None
    assert edit.after == text.replace("*p", "/")


def test_an_anchor_that_an_edit_takes_out_goes_to_its_next_alias():
    text = "- {request: {path: &p /b}, response: {}}\n- {request: {path: *p }, response: {}}\n"
    mock = written_at(text, Source("a.yml", 1), MATCHERS)
    assert mock is not None
    edit = smallest_edit(mock, request(), MATCHERS)
    assert edit is not None
    assert edit.after == text.replace("&p /b", "/").replace("*p", "&p /b")


@pytest.mark.parametrize(
    ("held_back", "key", "value"),
    [
        (HeldBack.USED_UP, "times", 1),
        (HeldBack.NOT_YET, "after", 3),
        (HeldBack.BY_CHANCE, "probability", 0.1),
        (HeldBack.EXPIRED, "ttl", "1s"),
    ],
)
def test_a_limit_is_lifted(held_back, key, value):
    text = f"- request: {{path: /}}\n  context: {{{key}: {value}}}\n  response: {{}}\n"
    mock = written_at(text, Source("a.yml", 1), MATCHERS)
    assert mock is not None
    edit = smallest_edit(mock, request(), MATCHERS, held_back)
    assert edit is not None
    assert edit.after == text.replace(f"  context: {{{key}: {value}}}\n", "")
    assert edit.dropped == (f"context.{key}",)


def test_where_nothing_is_amiss_there_is_no_edit():
    assert smallest_edit(written({"path": "/"}), request(), MATCHERS) is None


def test_a_limit_that_is_not_there():
    assert smallest_edit(written({"path": "/"}), request(), MATCHERS, HeldBack.USED_UP) is None


def test_too_much_amiss():
    conditions = {"headers": {f"X-{at}": "1" for at in range(30)}}
    assert smallest_edit(written(conditions), request(), MATCHERS) is None


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ()),
        ("$.a.b", ("a", "b")),
        ("$[0]['b c'].d[12]", (0, "b c", "d", 12)),
        ("$['it\\'s']", ("it's",)),
    ],
)
def test_steps_of_a_path(path, steps):
    assert document_steps(path) == steps


@pytest.mark.parametrize("held_back", [HeldBack.TOO_LARGE, HeldBack.DISABLED])
def test_what_no_edit_of_a_file_would_change(held_back):
    mock = written({"path": "/"})
    assert smallest_edit(mock, request(), MATCHERS, held_back) is None
