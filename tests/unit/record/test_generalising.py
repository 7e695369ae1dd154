"""Generalising as a whole, by what becomes of exchanges."""

from dataclasses import replace

import pytest

from smockproxy.record.drafting import drafts_of
from smockproxy.record.generalising import infer
from smockproxy.record.inferred import NOTHING, Part, Place
from tests.unit.record.runs import ONE, TOKEN, TWO, got, only, run, sent


def test_nothing_is_inferred_of_nothing():
    assert infer([]) == ()
    assert infer(run((sent("GET", "/a"), got({"a": 1})))) == (NOTHING,)


def test_the_order_of_exchanges_is_that_of_their_times():
    login, me = run(
        (sent("POST", "/login", {"user": "ada"}), got({"token": TOKEN})),
        (sent("GET", f"/me?token={TOKEN}"), got({"name": "Ada"})),
    )
    assert infer([me, login]) == tuple(reversed(infer([login, me])))


def test_names_that_are_no_attributes():
    asked = (sent("POST", "/x", {"a b": {"it's": ONE}, "list": [TWO], "keys": "2026-11-18T11:06:41Z"}),
             got({"one": ONE, "two": TWO, "three": "2026-11-18T11:06:41Z"}))  # fmt: skip
    _, answer = only(asked)
    assert answer["json"] == {
        "one": r"{{ request.body['a b']['it\'s'] }}",
        "two": "{{ request.body.list[0] }}",
        "three": "{{ request.body['keys'] }}",
    }


def test_numbers_stay_numbers():
    pairs = [(sent("GET", f"/n?x={n}.5&y={n}"), got({"x": n + 0.5})) for n in (1001, 1002, 1003)]
    assert only(*pairs)[1]["body"] == '{"x":{{ request.query_params.x[0] | float | tojson }}}'
    pairs = [(sent("POST", "/n", {"x": n}), got({"x": n})) for n in (1001, 1002, 1003)]
    assert only(*pairs)[1]["body"] == '{"x":{{ request.body.x | tojson }}}'


@pytest.mark.parametrize("place", [Place(Part.JSON, ("ref",))])
def test_a_request_that_was_made_again_is_the_same(place):
    pairs = [(sent("POST", "/q", {"ref": ref}), got({"n": n})) for n, ref in enumerate((ONE, TWO))]
    inferred = infer(run(*pairs))
    assert [[each.place for each in one.left_out] for one in inferred] == [[place], [place]]
    assert len(only(*pairs)[1]) == 2
    assert replace(inferred[0], left_out=()) == NOTHING


def test_another_run_with_other_ids_makes_the_same_drafts():
    def recorded(ref, moment):
        exchanges = run(
            (sent("POST", "/login", {"user": "ada", "nonce": ref}), got({"token": TOKEN})),
            (sent("POST", "/orders", {"ref": ref, "at": moment}), got({"id": 42, "ref": ref}, 201)),
            (sent("GET", f"/orders/{ref}", Authorization=f"Bearer {TOKEN}"), got({"id": 42, "ref": ref})),
            (sent("PUT", f"/carts/{ref[::-1]}", {"n": 1}), got({"ok": True})),
        )
        drafts = drafts_of(exchanges, inferred=infer(exchanges))
        return [(each.file, {**each.tree, "recorded": None}, each.remarks) for each in drafts]

    one = recorded("0123456789abcdef", "2026-11-18T11:06:41Z")
    assert one == recorded("fedcba9876543210", "2026-11-18T11:06:45Z")
