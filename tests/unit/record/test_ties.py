"""What answers give and later requests bring along."""

from dataclasses import replace

from smockproxy.record.generalising import infer
from tests.unit.record.runs import ONE, OTHER, TOKEN, TWO, URL, drafts, got, run, sent


def test_a_token_and_a_cookie():
    login = (
        sent("POST", "/login", {"user": "ada"}),
        got({"token": TOKEN}, Set_Cookie="sid=abcd1234; Path=/"),
    )
    me = (sent("GET", "/me", Authorization=f"Bearer {TOKEN}", Cookie="sid=abcd1234"), got({"name": "Ada"}))
    (_, given_by), (asked, _) = drafts(login, me)
    assert given_by["remember"] == {"token": "$.token", "sid": "cookie:sid"}
    assert asked["headers"] == {"Authorization": "Bearer ${token}"}
    assert asked["cookies"] == {"sid": "${sid}"}


def test_reasons():
    exchanges = run(
        (sent("POST", "/login", {"user": "ada"}), got({"auth": [{"token": TOKEN}]}, X_Auth_Token=OTHER)),
        (sent("GET", "/me", Authorization=f"Bearer {TOKEN}", X_Auth_Token=OTHER), got({"name": "Ada"})),
    )
    login, me = infer(exchanges)
    assert [used.reason for used in me.used] == [
        "the answer to POST /login gave it as $.auth[0].token",
        "the answer to POST /login gave it as X-Auth-Token",
    ]
    assert [given.reason for given in login.given] == ["GET /me has it, too"] * 2


def test_an_id_of_what_was_created_by_body_location_and_link():
    body = (sent("POST", "/orders", {"n": 1}), got({"id": 42}, 201))
    assert (
        drafts(body, (sent("GET", "/orders/42"), got({"n": 1})))[1][0]["url"] == f"{URL}/orders/${{order_id}}"
    )
    located = (sent("POST", "/orders", {"n": 1}), got(None, 201, Location="/orders/42"))
    (_, answer), (asked, _) = drafts(located, (sent("GET", "/orders/42"), got({"n": 1})))
    assert answer["remember"] == {"order_id": {"from": "location", "pattern": "orders/([^/?#]+)"}}
    assert asked["url"] == f"{URL}/orders/${{order_id}}"
    page = (sent("GET", "/list"), got({"next": "/list?cursor=c4f00dbabe", "self": "https://a.test/"}))
    (_, answer), (asked, _) = drafts(page, (sent("GET", "/list?cursor=c4f00dbabe"), got({"n": 2})))
    assert answer["remember"] == {"cursor": {"from": "$.next", "pattern": "[?&]cursor=([^&#]+)"}}
    assert asked["query_exact"] == {"cursor": "${cursor}"}
    root = (sent("POST", "/", {"n": 1}), got(None, 201, Location="/42"))
    found = drafts(root, (sent("GET", "/42"), got({"n": 1})))
    assert {asked["url"] for asked, _ in found} == {f"{URL}/", f"{URL}/${{id}}"}


def test_what_a_list_has_is_asked_for_as_it_is():
    listed = (sent("GET", "/items"), got({"items": [{"id": ONE}, {"id": TWO}]}))
    found = drafts(
        listed, (sent("GET", f"/items/{ONE}"), got({"a": 1})), (sent("GET", f"/items/{TWO}"), got({"b": 1}))
    )
    assert {asked["url"] for asked, _ in found} == {
        f"{URL}/items",
        f"{URL}/items/{ONE}",
        f"{URL}/items/{TWO}",
    }


def test_short_values_and_what_the_client_sent_itself_are_no_ties():
    pairs = [
        (sent("POST", "/a", {"name": "Ada-Lovelace-1815"}), got({"id": 7, "name": "Ada-Lovelace-1815"}, 201)),
        (sent("POST", "/b", {"count": 7, "name": "Ada-Lovelace-1815"}), got({})),
    ]
    assert [asked["json"] for asked, _ in drafts(*pairs)] == [
        {"name": "Ada-Lovelace-1815"},
        {"count": 7, "name": "Ada-Lovelace-1815"},
    ]


def test_values_of_one_origin_share_a_name_unless_that_makes_different_things_equal():
    def logged_in(token, name):
        return [
            (sent("POST", "/login", {"user": "ada"}), got({"token": token})),
            (sent("GET", "/me", Authorization=f"Bearer {token}"), got({"name": name})),
        ]

    same = drafts(*logged_in(TOKEN, "Ada"), *logged_in(OTHER, "Ada"))
    assert [asked.get("headers") for asked, _ in same] == [None, {"Authorization": "Bearer ${token}"}]
    apart = drafts(*logged_in(TOKEN, "Ada"), *logged_in(OTHER, "Bob"))
    assert [asked.get("headers") for asked, _ in apart] == [
        None,
        {"Authorization": "Bearer ${token}"},
        {"Authorization": "Bearer ${token_2}"},
    ]
    (_, logins) = apart[0]
    assert [each["remember"] for each in logins] == [{"token": "$.token"}, {"token_2": "$.token"}]


def test_later_answers_repeat_what_a_client_had_made_up():
    created = (sent("POST", "/orders", {"ref": ONE}), got({"id": 42, "ref": ONE}, 201))
    shown = (sent("GET", "/orders/42"), got({"id": 42, "ref": ONE}))
    (_, answer), (_, later) = drafts(created, shown)
    assert answer["remember"] == {"order_id": "$.id", "ref": "$.ref"}
    assert later["json"] == {"id": 42, "ref": "{{ remembered.ref }}"}
    by_ref = (sent("GET", f"/orders/{ONE}?x=1"), got({"found": ONE}))
    _, (asked, later) = drafts(created, by_ref)
    assert asked["path"] == "/orders/${ref}"
    assert later["json"] == {"found": "{{ request.path_segments[1] }}"}


def test_reasons_name_no_ids_since_those_are_others_in_another_run():
    made, shown = infer(
        run((sent("POST", f"/carts/{ONE}", {"n": 1}), got({"id": 42}, 201)), (sent("GET", "/x/42"), got({})))
    )
    assert [given.reason for given in made.given] == ["GET /x/… has it, too"]
    assert [used.reason for used in shown.used] == ["the answer to POST /carts/… gave it as $.id"]


def test_what_only_looks_like_a_url_is_a_text():
    moved = (sent("POST", "/orders", {"n": 1}), got({"next": "http://[::1/a?b=1"}, 302, Location="http://[x"))
    asked, _ = drafts(moved, (sent("GET", "/orders/42"), got({"n": 1})))[0]
    assert asked["url"] == f"{URL}/orders"


def test_later_answers_repeat_what_was_made_up_in_part():
    created = (sent("POST", "/orders", {"name": f"Of {ONE}"}), got({"id": 42, "name": f"Of {ONE}"}, 201))
    _, (_, later) = drafts(created, (sent("GET", "/orders/42"), got({"name": f"Of {ONE}"})))
    assert later["json"] == {"name": "{{ remembered.order_name }}"}


def test_patterns_are_as_a_person_writes_them():
    signed = (sent("POST", "/sign", {"n": 1}), got({"url": "https://a.test/b?X-Amz-Date=20261118T110640Z"}))
    later = (sent("GET", "/b?X-Amz-Date=20261118T110640Z"), got({}))
    _, (_, answer) = drafts(signed, later)
    assert answer["remember"] == {"x_amz_date": {"from": "$.url", "pattern": "[?&]X-Amz-Date=([^&#]+)"}}


def test_no_session_knows_what_another_remembers():
    login, me = run(
        (sent("POST", "/login", {"user": "ada"}), got({"token": TOKEN})),
        (sent("GET", "/me", Authorization=f"Bearer {TOKEN}"), got({"name": "Ada"})),
    )

    assert [used.name for used in infer([login, me])[1].used] == ["token"]
    assert infer([login, replace(me, session="another")])[1].used == ()


def test_sessions_share_the_names_of_what_each_of_them_remembers():
    def visited(session, token, name):
        pairs = (
            (sent("POST", "/login", {"user": "ada"}), got({"token": token})),
            (sent("GET", "/me", Authorization=f"Bearer {token}"), got({"name": name})),
        )
        return [replace(each, session=session) for each in run(*pairs)]

    found = infer([*visited("1", TOKEN, "Ada"), *visited("2", OTHER, "Bob")])

    assert [used.name for each in found for used in each.used] == ["token", "token"]
