"""The nearest mocks, and all that was amiss."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import (
    Condition,
    Conditions,
    Mismatch,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
)
from smockproxy.core.distances import LEAST
from smockproxy.core.documents import OnJson
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.nearmiss import EXAMINED, LARGEST_BODY, mismatches_of, near_misses
from smockproxy.core.parts import parts_of
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import OnResource
from smockproxy.core.responders import Fixed
from smockproxy.core.trace import NO_TRACE, HeldBack, Trace, Tried
from tests.unit.core.rowresources import paths_of


def mock(mock_id: str, *conditions: Condition) -> Mock:
    return Mock(mock_id, Fixed(Response()), Conditions(conditions))


def on(field: str, value: str, matcher: str = "ShouldEqual") -> OnField:
    return OnField(field, CORE_MATCHERS[matcher](value))


def api(mock_id: str, path: str, host: str = "api.test", method: str = "GET") -> Mock:
    return mock(mock_id, on("host", host), on("path", path), on("method", method))


def get(path: str = "/users/7", **changes: Any) -> Request:
    return Request(
        **{"method": "GET", "scheme": "http", "host": "api.test", "port": 80, "target": path, **changes}
    )


def nearest(request: Request, *mocks: Mock, trace: Trace = NO_TRACE) -> list[str]:
    return [miss.mock.id for miss in near_misses(MockSet.of(mocks), request, trace)]


def fields(request: Request, *conditions: Condition) -> list[str]:
    return [mismatch.field for mismatch in mismatches_of(mock("m", *conditions), request)]


def test_host_and_path_weigh_most():
    mocks = (
        api("host", "/users/7", "elsewhere.test"),
        api("path", "/completely/different"),
        api("method", "/users/7", method="POST"),
        api("typo", "/user/7"),
    )
    assert nearest(get(), *mocks)[0] == "typo"
    assert nearest(get(), *mocks[:3])[0] == "method"


@pytest.mark.parametrize(
    "other",
    [api("other", "/user/7"), api("other", "/users/7", "apis.test"), api("other", "/users/7", method="GETS")],
    ids=["path", "host", "method"],
)
@pytest.mark.parametrize(
    "address",
    [
        (on("host", "api.test"), on("path", "/users/7"), on("method", "GET")),
        (OnPathTemplate(PathTemplate.parse("/users/{id:int}")),),
        (on("url", "http://api.test/users/7"),),
    ],
    ids=["fields", "template", "url"],
)
def test_the_same_address_with_another_body_is_nearer_than_another_address(address, other):
    body = OnBody(CORE_MATCHERS["ShouldEqualJSON"]('{"customer": {"name": "Ada"}, "total": 3}'))
    request = get(body=b'{"customer": {"name": "Bob"}, "total": 4}')
    assert nearest(request, other, mock("body", *address, body)) == ["body", "other"]


def test_many_headers_do_not_outweigh_a_path():
    headers = OnHeaders({f"X-{number}": (equal("1"),) for number in range(30)})
    same = mock("same", on("host", "api.test"), on("path", "/users/7"), on("method", "GET"), headers)
    assert nearest(get(), api("other", "/user/7"), same) == ["same", "other"]
    fulfilled = Headers.of([(f"X-{number}", "1") for number in range(30)])
    elsewhere = mock("elsewhere", on("host", "api.test"), on("path", "/user/7"), on("method", "GET"), headers)
    body = mock("body", on("host", "api.test"), on("path", "/users/7"), OnBody(equal("text")))
    assert nearest(get(headers=fulfilled, body=b"no"), elsewhere, body) == ["body", "elsewhere"]


def test_a_resource_is_near_by_its_nearest_path() -> None:
    pets = mock("pets", on("host", "api.test"), OnResource(paths_of("/pets/{id}")))
    users = mock("users", on("host", "api.test"), OnResource(paths_of("/users/{id}")))
    assert nearest(get("/user/7"), pets, users) == ["users", "pets"]
    assert nearest(get("/pet"), users, pets) == ["pets", "users"]


def header(name: str, value: str) -> OnHeaders:
    return OnHeaders({name: (equal(value),)})


JSON = Headers.of([("Content-Type", "application/json"), ("Authorization", "Bearer one")])
SHOP = (
    mock("list", on("host", "shop.test"), on("path", "/orders"), on("method", "GET")),
    mock("create", on("host", "shop.test"), on("path", "/orders"), on("method", "POST")),
    mock(
        "order",
        on("host", "shop.test"),
        OnPathTemplate(PathTemplate.parse("/orders/{id:int}")),
        on("method", "GET"),
    ),
    mock("search", on("host", "shop.test"), on("path", "/search"), OnQuery({"q": (equal("shoes"),)})),
    mock("login", on("host", "auth.test"), on("path", "/login"), on("method", "POST"), OnBody(equal("u=a"))),
    mock("me", on("host", "auth.test"), on("path", "/me"), header("Authorization", "Bearer two")),
    mock("tenant", on("host", "shop.test"), header("X-Tenant", "a")),
    mock("any tenant", header("X-Tenant", "b")),
    mock("status", on("path", "/status"), on("method", "GET")),
)
"""A realistic set: a few addresses, a mock for all of a host, and one for all hosts."""


@pytest.mark.parametrize(
    ("target", "changes", "meant"),
    [
        ("/ordres", {}, "list"),
        ("/order", {}, "list"),
        ("/Orders", {}, "list"),
        ("/orders/", {}, "list"),
        ("/api/orders", {}, "list"),
        ("/ordres/42", {}, "order"),
        ("/orders/x42", {}, "order"),
        ("/serach?q=shoes", {}, "search"),
        ("/orders/42", {"method": "DELETE"}, "order"),
        ("/orders", {"host": "shop.tset"}, "list"),
        ("/orders", {"host": "localhost"}, "list"),
        ("/search?q=socks", {}, "search"),
        ("/search", {}, "search"),
        ("/login", {"host": "auth.test", "method": "POST", "body": b"u=b"}, "login"),
        ("/me", {"host": "auth.test"}, "me"),
        ("/me", {"host": "auth.test", "headers": JSON}, "me"),
        ("/status", {"method": "HEAD"}, "status"),
        ("/statsu", {"host": "auth.test"}, "status"),
        ("/quite/another/thing", {}, "tenant"),
        ("/quite/another/thing", {"host": "elsewhere.test"}, "any tenant"),
    ],
)
def test_the_mock_that_a_person_would_point_at_comes_first(target, changes, meant):
    request = get(target, **{"host": "shop.test", **changes})
    assert nearest(request, *SHOP)[0] == meant
    assert nearest(request, *reversed(SHOP))[0] == meant


def test_a_mock_for_all_of_a_host_is_farther_than_a_mistyped_path_and_nearer_than_another():
    whole_host = mock("host", on("host", "api.test"), header("X-Api-Key", "secret"))
    for typo in ("/user/7", "/usres/7", "/users/7/", "/Users/7"):
        assert nearest(get(typo), whole_host, api("path", "/users/7")) == ["path", "host"]
        wrong_key = get(typo, headers=Headers.of([("X-Api-Key", "sesame")]))
        assert nearest(wrong_key, whole_host, api("path", "/users/7")) == ["path", "host"]
    assert nearest(get("/orders/42"), api("path", "/users/7"), whole_host) == ["host", "path"]


def test_an_address_in_a_block_is_an_address():
    either = AnyOf((Conditions((on("path", "/people/7"),)), Conditions((on("path", "/users/7"),))))
    both = AllOf((Conditions((on("host", "api.test"),)), Conditions((on("path", "/users/7"),))))
    other = api("other", "/orders/42")
    for block in (either, both):
        in_block = mock("block", on("method", "GET"), block)
        assert nearest(get("/user/7"), other, in_block) == ["block", "other"]
        wrong_method = mock("block", on("method", "PUT"), block)
        assert nearest(get("/users/7"), other, wrong_method) == ["block", "other"]
    assert nearest(get("/user/7"), mock("never", AnyOf(())), other) == ["other", "never"]


def test_a_template_is_near_by_its_segments():
    template = mock(
        "template", on("host", "api.test"), OnPathTemplate(PathTemplate.parse("/u/{id:int}/f/{rest:path}"))
    )
    other = mock("other", on("host", "api.test"), on("path", "/a"))
    assert nearest(get("/u/x/f/a"), other, template) == ["template", "other"]
    deeper = mock("deeper", on("host", "api.test"), on("path", "/u/x/f"))
    assert nearest(get("/u/x/f/" + "long/" * 30), deeper, template) == ["template", "deeper"]


def test_three_are_told_the_nearest_first():
    mocks = [api(str(number), "/users/7" + "x" * number) for number in range(1, 9)]
    assert nearest(get(), *mocks) == ["1", "2", "3"]
    distances = [miss.distance for miss in near_misses(MockSet.of(mocks), get())]
    assert distances == sorted(distances)
    assert all(0 < distance < 1 for distance in distances)


def test_all_that_is_amiss_is_told():
    (miss,) = near_misses(MockSet.of([api("m", "/users/8", method="POST")]), get())
    assert miss.mismatches == (
        Mismatch("path", "ShouldEqual '/users/8'", "/users/7"),
        Mismatch("method", "ShouldEqual 'POST'", "GET"),
    )


def test_each_name_is_told():
    request = get(
        "/?a=1&b=2", headers=Headers.of([("X-A", "1"), ("X-B", "2")]), body=b'{"p": 1, "q": 2, "r": 3}'
    )
    assert fields(request, OnQuery({"a": (equal("9"),), "b": (equal("2"),), "c": ()})) == [
        "query_params.a",
        "query_params.c",
    ]
    assert fields(request, OnHeaders({"X-A": (equal("9"),), "X-B": (equal("9"),)})) == [
        "headers.X-A",
        "headers.X-B",
    ]
    assert fields(request, OnBodyPaths({"p": equal("9"), "q": equal("2"), "r": equal("9")})) == [
        "body.p",
        "body.r",
    ]


def test_of_blocks_all_that_is_amiss_is_told():
    both = Conditions((on("path", "/a"), on("method", "PUT")))
    far = Conditions((on("path", "/b"), on("method", "PUT"), on("host", "b.test")))
    assert fields(get(), AnyOf((far, both))) == ["any_of[1].path", "any_of[1].method"]
    assert fields(get(), AllOf((both, Conditions((on("path", "/c"),))))) == [
        "all_of[0].path",
        "all_of[0].method",
        "all_of[1].path",
    ]
    assert fields(get(), AllOf((Conditions((AnyOf((both,)),)),))) == [
        "all_of[0].any_of[0].path",
        "all_of[0].any_of[0].method",
    ]
    alike = Conditions((on("path", "/users/8"),))
    assert fields(get(), AnyOf((Conditions((on("path", "/people"),)), alike))) == ["any_of[1].path"]
    assert fields(get(), AnyOf(())) == ["any_of"]
    one, other = (Conditions((OnHeaders({name: (equal("2"),)}),)) for name in ("X-A", "X-B"))
    sent = Request("GET", "http", "api.test", 80, "/", Headers(((b"x-b", b"3"),)))
    assert fields(sent, AnyOf((one, other))) == ["any_of[1].headers.X-B"]
    assert fields(get(), AllOf((Conditions((on("path", "/users/7"),)),))) == []


def test_a_mismatch_of_all_names_together_is_told_once():
    """More names than the request has header lines never match."""

    @dataclass(frozen=True)
    class AtMostOne:
        names: Mapping[str, tuple[Any, ...]]
        needs_body: bool = False

        def holds(self, request: Request) -> bool:
            return self.mismatch(request) is None

        def mismatch(self, _request: Request) -> Mismatch | None:
            return Mismatch("names", "one", str(len(self.names))) if len(self.names) > 1 else None

    assert fields(get(), AtMostOne({"a": (), "b": ()})) == ["names"]
    assert fields(get(), AtMostOne({"a": ()})) == []


def test_matchers_in_pairs_are_told_apart():
    @dataclass(frozen=True)
    class InPairs:
        paths: tuple[tuple[str, Any], ...]
        needs_body: bool = False

        def holds(self, _request: Request) -> bool:
            return False

        def mismatch(self, _request: Request) -> Mismatch | None:
            return Mismatch(self.paths[0][0], "", "12")

    assert fields(get(), InPairs((("a", equal("1")), ("b", equal("2"))))) == ["a", "b"]
    near, far = (mock(value, InPairs((("a", equal(value)),))) for value in ("123", "9"))
    assert nearest(get(), far, near) == ["123", "9"]


def test_a_condition_that_is_no_dataclass_is_taken_as_it_is():
    class Never:
        needs_body = False

        def holds(self, _request: Request) -> bool:
            return False

        def mismatch(self, _request: Request) -> Mismatch | None:
            return Mismatch("never", "", "")

    never = Never()
    assert parts_of(never) == (never,)
    (miss,) = near_misses(MockSet.of([mock("m", never)]), get())
    assert 0.2 < miss.distance < 0.5


def test_the_places_at_which_a_document_differs():
    def same_json(text: str) -> OnBody:
        return OnBody(CORE_MATCHERS["ShouldEqualJSON"](text))

    request = get(body=b'{"a": {"b": [1, 2]}, "c": 3}')
    assert mismatches_of(mock("m", same_json('{"a": {"b": [1, 9]}}')), request) == (
        Mismatch("body.$.a.b[1]", "9", "2"),
        Mismatch("body.$.c", "absent", "3"),
    )
    assert fields(request, same_json("no JSON")) == ["body"]
    assert fields(get(body=b"[1] "), same_json("[1]")) == []
    assert fields(get(body=None), same_json("[1]")) == ["body"]
    near, far = mock("near", same_json('{"a": {"b": [1, 9]}, "c": 3}')), mock("far", same_json('{"x": 1}'))
    assert nearest(request, far, near) == ["near", "far"]


@pytest.mark.parametrize(
    "condition",
    [
        on("path", "/users/7", "ShouldNotEqual"),
        OnPathTemplate(PathTemplate.parse("/users/{id}/x")),
        OnQuery({"a": ()}),
        OnBodyPaths({"a": equal("1")}),
        OnBody(equal("text")),
    ],
)
def test_every_condition_has_a_distance(condition):
    (miss,) = near_misses(MockSet.of([mock("m", condition)]), get())
    assert LEAST <= miss.distance <= 1
    assert len(miss.mismatches) == 1


def test_a_mock_that_was_held_back_is_nearest_and_says_so():
    held, other = api("held", "/users/7"), api("other", "/users/8")
    trace = Trace(passed_over=(Tried(held, HeldBack.EXPIRED),))
    first, second = near_misses(MockSet.of([held, other]), get(), trace)
    assert (first.mock.id, first.distance, first.mismatches, first.held_back) == (
        "held",
        0.0,
        (),
        HeldBack.EXPIRED,
    )
    assert (second.mock.id, second.held_back) == ("other", None)


def test_the_mock_that_answered_is_no_near_miss():
    held, other = api("held", "/users/7"), api("other", "/users/8")
    assert nearest(get(), held, other, trace=Trace(winner=held)) == ["other"]


def test_of_many_mocks_few_are_examined():
    asked = []

    @dataclass(frozen=True)
    class Counting(OnField):
        def mismatch(self, request: Request) -> Mismatch | None:
            asked.append(self)
            return OnField(self.field, self.matcher).mismatch(request)

    mocks = [
        mock(str(number), on("host", "api.test"), Counting("path", equal(f"/things/{number}")))
        for number in range(20 * EXAMINED)
    ]
    tried = mock("tried", on("path", "/unlike"))
    found = nearest(get("/tings/1234"), *mocks, tried, trace=Trace(passed_over=(Tried(tried, 0),)))
    assert found[0] == "1234"
    assert len(asked) < 2 * EXAMINED
    assert nearest(get("/unlike/"), *mocks, tried, trace=Trace(passed_over=(Tried(tried, 0),)))[0] == "tried"


def test_of_a_large_body_only_the_beginning_is_looked_at():
    (miss,) = near_misses(MockSet.of([mock("m", OnBody(equal("text")))]), get(body=b"x" * (3 * LARGEST_BODY)))
    assert len(miss.mismatches[0].actual) == LARGEST_BODY


def test_of_a_large_body_that_holds_nothing_is_amiss():
    ends = OnBody(CORE_MATCHERS["ShouldEndWith"]("end"))
    request = get(body=b"x" * (3 * LARGEST_BODY) + b"end")
    held, other = mock("held", ends), mock("other", ends, on("path", "/users/8"))
    trace = Trace(passed_over=(Tried(held, HeldBack.USED_UP),))
    first, second = near_misses(MockSet.of([held, other]), request, trace)
    assert (first.mock.id, first.distance, first.mismatches) == ("held", 0.0, ())
    assert [mismatch.field for mismatch in second.mismatches] == ["path"]


def test_of_a_large_body_something_is_amiss_even_if_its_beginning_holds():
    ends_otherwise = OnBody(CORE_MATCHERS["ShouldNotEndWith"]("end"))
    request = get(body=b"x" * (3 * LARGEST_BODY) + b"end")
    (miss,) = near_misses(MockSet.of([mock("m", ends_otherwise)]), request)
    assert [mismatch.field for mismatch in miss.mismatches] == ["body"]


@pytest.mark.parametrize(
    "condition",
    [
        OnBodyPaths({"k": equal("1")}),
        OnBody(CORE_MATCHERS["ShouldEqualJSON"]('{"k": 1}')),
        OnJson(CORE_MATCHERS["ShouldEqualJSON"]('{"k": 1}')),
        OnJson(CORE_MATCHERS["ShouldEqualJSON"]("1")),
    ],
)
def test_a_large_document_is_no_broken_one(condition):
    request = get(body=b'{"k": 2, "z": "' + b"x" * (3 * LARGEST_BODY) + b'"}')
    inside = AllOf((Conditions((condition,)),))
    (miss,) = near_misses(MockSet.of([mock("m", condition, inside)]), request)
    field = miss.mismatches[0].field
    assert field in {"body.k", "body.$.z", "json.$.z", "json"}
    assert miss.mismatches[0].expected != "a JSON document"
    assert [mismatch.field for mismatch in miss.mismatches] == [field, f"all_of[0].{field}"]
    assert all(len(mismatch.actual) <= LARGEST_BODY for mismatch in miss.mismatches)


def test_without_mocks_there_are_none():
    assert near_misses(MockSet(), get()) == ()
