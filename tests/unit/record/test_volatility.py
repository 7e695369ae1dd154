"""Values that are another each time, by what becomes of requests that have them."""

from tests.unit.record.made import response
from tests.unit.record.runs import FORM, ONE, drafts, got, only, sent


def test_what_is_volatile_by_name_and_shape():
    body = {"nonce": "abc1234567", "sent": "2026-11-18T11:06:45Z", "sku": "A1"}
    asked, _ = only((sent("POST", f"/buy?request_id={ONE}&size=2", body), got({"ok": True})))
    assert asked["json"] == {"sku": "A1"}
    assert asked["query_params"] == {"size": "2"}


def test_what_the_client_made_up_is_left_out_and_echoed():
    asked, answer = only((sent("POST", "/pay", {"ref": ONE, "n": 1}), got({"ref": ONE, "state": "paid"})))
    assert asked["json"] == {"n": 1}
    assert answer["json"] == {"ref": "{{ request.body.ref }}", "state": "paid"}
    assert answer["template"] is True


def test_what_the_client_made_up_in_part_is_left_out_and_echoed():
    asked, answer = only(
        (sent("POST", "/users", {"name": f"Ada {ONE}", "n": 1}), got({"name": f"Ada {ONE}"}))
    )
    assert asked["json"] == {"n": 1}
    assert answer["json"] == {"name": "{{ request.body.name }}"}
    given = drafts(
        (sent("GET", "/teams"), got({"id": ONE})),
        (sent("POST", "/users", {"team": f"team {ONE}"}), got({})),
    )
    assert [asked.get("json") for asked, _ in given] == [None, {"team": f"team {ONE}"}]


def test_a_moment_in_a_value_makes_it_another_each_time():
    name = f"user-{1_795_000_002}"
    pairs = [(sent("POST", path, {"name": name, "n": 1}), got({})) for path in ("/sign-up", "/login")]
    assert [asked["json"] for asked, _ in drafts(*pairs)] == [{"n": 1}] * 2


def test_what_comes_again_was_not_made_up():
    pairs = [(sent("POST", f"/{n}", {"tenant": ONE}), got({"n": n})) for n in "ab"]
    assert [asked["json"] for asked, _ in drafts(*pairs)] == [{"tenant": ONE}] * 2


def test_forms_and_several_values_of_a_name():
    asked, answer = only(
        (sent("POST", "/f?q=1&q=2", f"nonce=abc1234567&ref={ONE}", kind=FORM), got({"ref": ONE}))
    )
    assert "form" not in asked
    assert asked["query_exact"] == {"q": ["1", "2"]}
    assert answer["json"] == {"ref": "{{ request.body.ref[0] }}"}
    several, _ = only((sent("GET", "/q?nonce=abc1234567&nonce=abc1234568"), got({})))
    assert several["query_exact"] == {"nonce": ["abc1234567", "abc1234568"]}


def test_what_differs_in_all_of_several_requests_with_equal_answers():
    pairs = [(sent("POST", "/track", {"event": name, "v": 1}), got(None, 204)) for name in "abc"]
    assert only(*pairs)[0]["json"] == {"v": 1}


def test_an_echo_does_not_make_answers_differ():
    pairs = [(sent("GET", f"/hi?name={n}&v=1"), got({"hi": n})) for n in ("Ada1", "Bob2", "Eve3")]
    asked, answer = only(*pairs)
    assert asked["query_params"] == {"v": "1"}
    assert answer["json"] == {"hi": "{{ request.query_params.name[0] }}"}


def test_two_are_not_several_and_different_answers_keep_requests_apart():
    two = [(sent("GET", f"/hi?name={n}"), got({})) for n in ("Ada", "Bob")]
    assert len(drafts(*two)) == 2
    different = [
        (sent("GET", f"/hi?name={n}"), got({"age": at})) for at, n in enumerate(("Ada", "Bob", "Eve"))
    ]
    assert len(drafts(*different)) == 3
    equal = [(sent("GET", "/hi?name=Ada"), got({})) for _ in range(3)]
    assert only(*equal)[0]["query_exact"] == {"name": "Ada"}


def test_what_would_make_it_one_with_another_request_is_taken_back():
    pairs = [(sent("POST", "/track", {"event": name, "v": 1}), got(None, 204)) for name in "abc"]
    found = drafts(*pairs, (sent("POST", "/track", {"v": 1}), got({"error": "no event"}, 400)))
    assert [len(asked["json"]) for asked, _ in found] == [1, 2, 2, 2]


def test_headers_repeat_what_is_free_too():
    pairs = [
        (sent("PUT", f"/users/{n}", {"a": 1}), got({}, 201, Location=f"/users/{n}")) for n in (1001, 1002)
    ]
    asked, answer = only(*pairs)
    assert asked["path_template"] == "/users/{id}"
    assert answer["headers"]["Location"] == "/users/{{ request.path_params.id }}"
    lines = {n: [("Location", f"/t/{n}")] for n in (1001, 1002)}
    text = [(sent("PUT", f"/t/{n}", {"a": 1}), response(b"done", "", headers=lines[n])) for n in lines]
    assert only(*text)[1]["headers"]["Location"] == "/t/{{ request.path_params.id }}"
    several = [(sent("PUT", f"/t/{n}", {"a": 1}), response(b"", headers=lines[n] * 2)) for n in lines]
    assert len(drafts(*several)) == 2
