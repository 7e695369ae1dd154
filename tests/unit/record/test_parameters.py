"""Ids in paths, by what becomes of requests that have them."""

from tests.unit.record.runs import ONE, URL, drafts, got, only, sent


def test_ids_in_paths():
    pairs = [(sent("GET", f"/users/{n}"), got({"id": n, "kind": "user"})) for n in (1, 2, 3)]
    asked, answer = only(*pairs)
    assert asked["path_template"] == "/users/{id}"
    assert answer["body"] == '{"id":{{ request.path_params.id | int | tojson }},"kind":"user"}'


def test_only_those_whose_answers_are_alike():
    pairs = [(sent("GET", f"/users/{n}"), got({"id": n})) for n in (1, 2)]
    found = drafts(*pairs, (sent("GET", "/users/99"), got({"error": "none"}, 404)))
    assert [asked.get("path_template") or asked["url"] for asked, _ in found] == [
        "/users/{id}",
        f"{URL}/users/99",
    ]
    named = [(sent("GET", f"/users/{n}"), got({"name": name})) for n, name in ((1, "Ada"), (2, "Bob"))]
    assert len(drafts(*named)) == 2


def test_no_template_of_two_kinds_and_none_of_a_queue():
    kinds = [(sent("GET", f"/x/{n}"), got({"kind": "odd" if n % 2 else "even"})) for n in (1, 2, 3, 4)]
    assert len(drafts(*kinds)) == 4
    queue = [(sent("GET", f"/jobs/{n}"), got({"state": state})) for state in ("new", "done") for n in (1, 2)]
    assert [len(answer) for _, answer in drafts(*queue)] == [2, 2]


def test_several_parameters_have_names_of_their_own():
    pairs = [(sent("GET", f"/users/{n}/orders/{n + 5}"), got({"ok": True})) for n in (1, 2)]
    assert only(*pairs)[0]["path_template"] == "/users/{user_id}/orders/{order_id}"
    bare = [(sent("GET", f"/{n}/{n + 5}"), got({"ok": True})) for n in (1, 2)]
    assert only(*bare)[0]["path_template"] == "/{id_0}/{id_1}"


def test_an_id_in_a_path_that_the_client_made_up():
    pairs = [(sent("PUT", f"/carts/{ONE}", {"n": 1}), got({"cart": ONE}))]
    asked, answer = only(*pairs)
    assert asked["path_template"] == "/carts/{id}"
    assert answer["json"] == {"cart": "{{ request.path_params.id }}"}
