"""Which mocks of one host are asked: by path, template, pattern, and method."""

from collections.abc import Sequence

import pytest

from smockproxy.core.conditions import Condition, Conditions, OnField, OnPathTemplate
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import CORE_MATCHERS, Matcher, equal
from smockproxy.core.mock import Mock
from smockproxy.core.narrowing import NO_PATTERNS, Addressed, PatternIndex, Search, Templates, literal_of
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import OnResource, ResourcePaths
from smockproxy.core.responders import Fixed


def mock(*conditions: Condition) -> Mock:
    return Mock("m", Fixed(Response()), Conditions(conditions))


def request(target: str, method: str = "GET", host: str = "A.test") -> Request:
    return Request(method, "http", host, 80, target)


class Substrings:
    """Patterns that are substrings."""

    compiled = 0

    def pattern_of(self, matcher: Matcher) -> str | None:
        return matcher.value if matcher.name == "ShouldContainSubstring" else None

    def compile(self, patterns: Sequence[str]) -> Search:
        self.compiled += 1
        return lambda text: [at for at, pattern in enumerate(patterns) if pattern in text][::-1]


def contains(field: str, value: str) -> OnField:
    return OnField(field, CORE_MATCHERS["ShouldContainSubstring"](value))


def place(patterns: PatternIndex, *conditions: Sequence[Condition]) -> Addressed:
    made = Addressed()
    for rank, each in enumerate(conditions):
        made.add(mock(*each), rank, patterns)
    return made


def found(made: Addressed, asked: Request, patterns: PatternIndex = NO_PATTERNS) -> list[int]:
    return sorted(rank for ranks in made.find(asked, patterns) for rank in ranks)


class TestTemplates:
    templates = (
        "/",
        "/a",
        "/a/{x}",
        "/a/b",
        "/{x}/b",
        "/{x:int}/{y:uuid}",
        "/a/{rest:path}",
        "/{rest:path}",
        "/{x}/b/{rest:path}",
    )

    @pytest.mark.parametrize(
        "path", ["/", "/a", "/b", "/a/", "/a/b", "/a/b/", "/a/b/c/d", "/1/b", "/1/x", "//b", "*", ""]
    )
    def test_no_template_is_lost_that_a_path_fits(self, path: str) -> None:
        index = Templates()
        parsed = [PathTemplate.parse(text) for text in self.templates]
        for rank, template in enumerate(parsed):
            index.add(template, rank)
        ranks = index.find(path)
        assert list(ranks) == sorted(set(ranks))
        assert {at for at, each in enumerate(parsed) if each.captures(path) is not None} <= set(ranks)

    def test_other_shapes_are_left_out(self) -> None:
        index = Templates()
        for rank, text in enumerate(self.templates[:6]):
            index.add(PathTemplate.parse(text), rank)
        assert [list(index.find(path)) for path in ("/a/b", "/c", "/c/b", "/a/b/c")] == [
            [2, 3, 4, 5],
            [],
            [4, 5],
            [],
        ]

    def test_a_path_of_many_segments_ends_where_no_template_goes_on(self) -> None:
        index = Templates()
        index.add(PathTemplate.parse("/a/{x}"), 0)
        assert list(index.find("/" * 1_000_000)) == []


class TestPlace:
    def test_paths_by_literal(self) -> None:
        made = place(NO_PATTERNS, [OnField("path", equal("/a"))], [OnField("path", equal("/b"))], [])
        assert found(made, request("/a?q=1")) == [0, 2]
        assert found(made, request("/c")) == [2]

    def test_paths_by_template(self) -> None:
        made = place(NO_PATTERNS, [OnPathTemplate(PathTemplate.parse("/a/{id}"))])
        assert found(made, request("/a/1")) == [0]
        assert found(made, request("/b/1")) == []

    def test_what_has_no_path_by_method(self) -> None:
        post, not_post = equal("POST"), CORE_MATCHERS["ShouldNotEqual"]("POST")
        made = place(NO_PATTERNS, [OnField("method", post)], [OnField("method", not_post)], [])
        assert found(made, request("/", "POST")) == [0, 1, 2]
        assert found(made, request("/", "GET")) == [1, 2]
        assert found(made, request("/", "")) == [1, 2]

    def test_without_an_index_of_patterns_they_narrow_nothing(self) -> None:
        made = place(NO_PATTERNS, [contains("path", "a")])
        assert found(made, request("/b")) == [0]
        assert list(NO_PATTERNS.compile(["a", "b"])("c")) == [0, 1]

    @pytest.mark.parametrize(
        ("conditions", "asked", "expected"),
        [
            ([contains("path", "x")], "/x", [0]),
            ([contains("path", "x")], "/y?x", []),
            ([contains("url", "x")], "/y?x", [0]),
            ([contains("host", "a.test")], "/", [0]),
            ([contains("host", "b.test")], "/", []),
            ([contains("host", "b.test"), contains("path", "x")], "/x", [0]),
            ([contains("scheme", "nothing")], "/", [0]),
            ([OnField("path", CORE_MATCHERS["ShouldNotEqual"]("/x"))], "/y", [0]),
        ],
    )
    def test_patterns_on_path_url_and_host(
        self, conditions: list[Condition], asked: str, expected: list[int]
    ) -> None:
        patterns = Substrings()
        assert found(place(patterns, conditions), request(asked), patterns) == expected

    def test_patterns_are_compiled_once_at_the_first_request_or_ahead(self) -> None:
        patterns = Substrings()
        made = place(patterns, *([contains("path", value)] for value in "abc"))
        assert patterns.compiled == 0
        made.compile(patterns)
        assert found(made, request("/cab"), patterns) == [0, 1, 2]
        assert found(made, request("/b"), patterns) == [1]
        assert patterns.compiled == 1


def test_the_literal_of_a_field() -> None:
    asks = mock(OnField("path", CORE_MATCHERS["ShouldNotEqual"]("/n")), OnField("path", equal("/a")))
    assert literal_of(asks, "path") == "/a"
    assert literal_of(asks, "host") == ""


def test_a_resource_is_found_by_its_collection_and_its_rows() -> None:
    template = PathTemplate.parse("/users/{id}")
    paths = ResourcePaths(PathTemplate.parse("/users"), template)
    made = place(NO_PATTERNS, [OnField("method", equal("GET")), OnResource(paths)])
    assert found(made, request("/users")) == [0]
    assert found(made, request("/users/7")) == [0]
    assert found(made, request("/teams/7")) == []
