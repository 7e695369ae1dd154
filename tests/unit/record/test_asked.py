import pytest

from smockproxy.record.asked import asked_of
from smockproxy.record.inferred import NOTHING, Inferred, LeftOut, Part, PathParameter, Place, Used
from tests.unit.record.made import exchange, request, response

NONE = frozenset()
HOST = {"scheme": "https", "host": "api.shop.test"}


def asked(made, inferred=NOTHING, names=NONE):
    return asked_of(made, inferred, names)


@pytest.mark.parametrize(
    ("url", "tree"),
    [
        ("https://api.shop.test/orders", {"url": "https://api.shop.test/orders"}),
        ("http://API.shop.test:8080/", {"url": "http://api.shop.test:8080/"}),
        ("https://api.shop.test/o?a=1", {**HOST, "path": "/o", "query_exact": {"a": "1"}}),
        ("https://api.shop.test:8443/o?a", {**HOST, "port": 8443, "path": "/o", "query_exact": {"a": ""}}),
        ("https://api.shop.test/o?a=1&a=2", {**HOST, "path": "/o", "query_exact": {"a": ["1", "2"]}}),
        ("https://api.shop.test/\u00e4", {**HOST, "path": "/%C3%A4"}),
    ],
)
def test_a_request_is_asked_for_by_its_url(url, tree):
    assert asked(exchange(request(url=url))).tree == {"method": "GET", **tree}


def test_what_differs_each_time_is_left_out_of_the_query():
    inferred = Inferred(left_out=(LeftOut(Place(Part.QUERY, ("ts", 0)), "differs in 2 of 2 requests"),))

    some = asked(exchange(request(url="https://api.shop.test/o?ts=1&a=2")), inferred)
    none = asked(exchange(request(url="https://api.shop.test/o?ts=1")), inferred)

    assert some.tree == {"method": "GET", **HOST, "path": "/o", "query_params": {"a": "2"}}
    assert [(each.steps, each.text) for each in some.remarks] == [
        (("request", "query_params"), "ts: differs in 2 of 2 requests")
    ]
    assert none.tree == {"method": "GET", **HOST, "path": "/o"}
    assert none.remarks[0].steps == ("request",)


def test_segments_become_parameters_and_references():
    template = Inferred(parameters=(PathParameter(1, "id", "3 were seen"),))
    tied = Inferred(used=(Used("order", Place(Part.PATH, (1,)), "17", "the answer to POST /orders gave it"),))
    both = Inferred(parameters=template.parameters, used=(Used("order", Place(Part.PATH, (2,)), "x", "why"),))
    made = exchange(request(url="https://api.shop.test/orders/17"))
    deeper = exchange(request(url="https://api.shop.test/orders/17/x"))
    names = frozenset({"order"})

    assert asked(made, template).tree["path_template"] == "/orders/{id}"
    assert asked(made, tied, names).tree["url"] == "https://api.shop.test/orders/${order}"
    assert asked(made, tied, names).remarks[0].steps == ("request", "url")
    assert asked(deeper, both, names).tree["path_template"] == "/orders/{id}/{order}"


def test_what_an_answer_gave_is_asked_for_in_headers_and_cookies():
    inferred = Inferred(
        used=(
            Used("token", Place(Part.HEADER, ("authorization",)), "abc", "gave it"),
            Used("sid", Place(Part.COOKIE, ("sid",)), "s1", "set it"),
            Used("gone", Place(Part.COOKIE, ("gone",)), "s1", "set it"),
        )
    )
    made = exchange(request(headers=[("AUTHORIZATION", "Bearer abc"), ("Cookie", "sid=s1; a=b")]))

    tree = asked(made, inferred, frozenset({"token", "sid"})).tree

    assert tree["headers"] == {"AUTHORIZATION": "Bearer ${token}"}
    assert tree["cookies"] == {"sid": "${sid}"}


@pytest.mark.parametrize(("status", "is_asked"), [(200, False), (206, True), (304, True)])
def test_an_answer_to_a_condition_asks_for_the_condition(status, is_asked):
    lines = [("If-None-Match", '"a"'), ("Range", "bytes=0-1"), ("If-Modified-Since", "a date")]
    tree = asked(exchange(request(headers=lines), response(status=status))).tree

    wanted = {
        "If-None-Match": '"a"',
        "Range": "bytes=0-1",
        "If-Modified-Since": {"matcher": "ShouldBePresent"},
    }
    assert tree.get("headers") == (wanted if is_asked else None)


def test_conditions_of_the_body_and_what_is_said_of_them_come_last():
    inferred = Inferred(left_out=(LeftOut(Place(Part.JSON, ("nonce",)), "differs"),))
    made = exchange(request("POST", body=b'{"a": 1, "nonce": "x"}'))

    found = asked(made, inferred)

    assert list(found.tree) == ["method", "url", "json"]
    assert found.remarks[-1].steps == ("request", "json")
    assert found.remarks[-1].text == "$.nonce: differs"
