from dataclasses import replace
from itertools import count

from smockproxy.record.drafting import CYCLE, Choices, drafts_of
from smockproxy.record.inferred import NOTHING, Given, Inferred, Part, Place, Used
from tests.unit.record.made import exchange, request, response

AT = 1_795_000_000.0


def recorded(*pairs):
    moments = count()
    return [exchange(asked, answer, AT + next(moments)) for asked, answer in pairs]


def test_one_request_with_one_answer_is_one_mock_however_often_it_came():
    (draft,) = drafts_of(recorded((request(), response()), (request(), response())))

    assert draft.file == "api.shop.test/orders.yml"
    assert draft.tree["response"] == {"status": 200, "json": {}}
    assert draft.tree["recorded"]["at"] == "2026-11-18T11:06:40.000Z"


def test_other_answers_in_time_are_a_sequence():
    states = [b'{"s": "waiting"}', b'{"s": "waiting"}', b'{"s": "done"}']
    made = recorded(*((request(), response(each)) for each in states))

    (draft,) = drafts_of(made[::-1], Choices(CYCLE))

    assert [each["json"]["s"] for each in draft.tree["responses"]] == ["waiting", "waiting", "done"]
    assert draft.tree["sequence"] == {"mode": "in_order", "when_used_up": "cycle"}
    assert draft.remarks[0].steps == ("responses",)
    assert list(draft.tree) == ["request", "responses", "sequence", "recorded"]


def test_a_sequence_is_that_of_one_session_each_of_which_begins_anew():
    def asked(session, *states):
        answers = (response(b'{"s": "%b"}' % state) for state in states)
        return [replace(each, session=session) for each in recorded(*((request(), each) for each in answers))]

    (draft,) = drafts_of([*asked("1", b"a"), *asked("2", b"a", b"b"), *asked("3", b"a", b"c")])
    (alike,) = drafts_of([*asked("1", b"a"), *asked("2", b"b")])

    assert [each["json"]["s"] for each in draft.tree["responses"]] == ["a", "b"]
    assert draft.remarks[0].text == "it was asked for 2 times"
    assert alike.tree["response"]["json"] == {"s": "a"}


def test_a_header_that_the_answers_hang_on_becomes_a_condition():
    made = recorded(
        (request("POST", body=b"x", headers=[("Accept", "text/html")]), response(b"<p>", "text/html")),
        (request("POST", body=b"x", headers=[("Accept", "application/json")]), response()),
        (request("POST", body=b"x", headers=[("Accept", "a"), ("Accept", "b")]), response(b"[]")),
        (request("POST", body=b"x"), response(b"[1]")),
    )

    drafts = drafts_of(made)

    assert [
        each.tree["request"]["headers"]["Accept"]
        for each in drafts
        if "Accept" in each.tree["request"]["headers"]
    ] == [
        "text/html",
        "application/json",
        ["a", "b"],
    ]
    assert any(
        each.tree["request"]["headers"] == {"accept": {"matcher": "ShouldBeAbsent"}} for each in drafts
    )
    assert all(list(each.tree["request"]) == ["method", "url", "headers", "body"] for each in drafts)
    assert ("request", "headers", "Accept") in {remark.steps for each in drafts for remark in each.remarks}


def test_drafts_are_in_the_order_of_files_paths_and_methods_whatever_came_first():
    made = recorded(
        (request("POST", "https://api.shop.test/orders", b"{}"), response()),
        (request("GET", "https://b.shop.test/"), response()),
        (request("GET", "https://api.shop.test/orders"), response()),
        (request("GET", "https://api.shop.test/items"), response()),
    )

    drafts = drafts_of(made)

    assert [(each.file, each.tree["request"]["method"]) for each in drafts] == [
        ("api.shop.test/items.yml", "GET"),
        ("api.shop.test/orders.yml", "GET"),
        ("api.shop.test/orders.yml", "POST"),
        ("b.shop.test/index.yml", "GET"),
    ]


def test_bodies_stand_beside_once_each():
    made = recorded(
        (request("POST", body=b"\xff"), response(b"\x00", "image/png")),
        (request("POST", body=b"\xff"), response(b"\x01", "image/png")),
        (request("POST", body=b"\xff"), response(b"\x00", "image/png")),
    )

    (draft,) = drafts_of(made)

    assert [each.content for each in draft.beside] == [b"\x00", b"\x01", b"\xff"]


def test_what_was_inferred_is_written_with_its_reasons():
    login = Inferred(given=(Given("token", Place(Part.JSON, ("token",)), "GET /me brings it"),))
    me = Inferred(used=(Used("token", Place(Part.HEADER, ("authorization",)), "abc", "POST /login gave it"),))
    made = recorded(
        (request("POST", "https://api.shop.test/login", b"{}"), response(b'{"token": "abc"}')),
        (request(url="https://api.shop.test/me", headers=[("Authorization", "Bearer abc")]), response()),
        (request(url="https://api.shop.test/x"), response()),
    )

    given, used, _ = drafts_of(made, inferred=[login, me, NOTHING])

    assert given.remarks[0].steps == ("response", "remember", "token")
    assert used.tree["request"]["headers"] == {"Authorization": "Bearer ${token}"}
