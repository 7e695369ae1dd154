from dataclasses import replace

import pytest

from smockproxy.record.drafting import drafts_of
from smockproxy.record.hiding import SECRET, has_pseudonym, hidden_places, hides_header, hiding
from smockproxy.record.inferred import NOTHING, Inferred, LeftOut, Part, PathParameter, Place, Used
from tests.unit.record.made import exchange, request, response

HIDDEN = "redacted-0123456789"


def test_what_stands_for_a_secret_is_seen():
    assert has_pseudonym(f"Bearer {HIDDEN}")
    assert has_pseudonym("<redacted:0123456789>")
    assert not has_pseudonym("redacted-ish")


def test_places_are_those_that_are_shown_otherwise_than_sent():
    sent = request(
        "POST", body=b'{"card": "4111", "n": 1}', headers=[("Authorization", "a"), ("Accept", "x")]
    )
    shown = request(
        "POST", body=b'{"card": "4999", "n": 1}', headers=[("Authorization", "b"), ("Accept", "x")]
    )

    assert hidden_places(shown, sent) == (
        Place(Part.JSON, ("card",)),
        Place(Part.HEADER, ("authorization",)),
    )
    assert hidden_places(sent, sent) == ()


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (request("POST", body=f'{{"a": ["{HIDDEN}"]}}'.encode()), Place(Part.JSON, ("a", 0))),
        (request(url=f"https://a.test/?key={HIDDEN}"), Place(Part.QUERY, ("key", 0))),
        (request("POST", body=f"<p>{HIDDEN}</p>".encode()), Place(Part.TEXT)),
        (request("POST", body=f'{{"n": 1.50, "p": "{HIDDEN}"}}'.encode()), Place(Part.JSON, ("p",))),
        (
            request(
                "POST",
                body=f"p={HIDDEN}".encode(),
                headers=[("Content-Type", "application/x-www-form-urlencoded")],
            ),
            Place(Part.FORM, ("p", 0)),
        ),
    ],
)
def test_a_clients_own_secret_is_left_out(asked, place):
    made = exchange(asked)

    assert hiding(made, NOTHING).left_out[0] == LeftOut(place, SECRET)


def test_a_place_that_is_known_to_be_hidden_is_left_out_whatever_it_looks_like():
    made = exchange(request("POST", body=b'{"card": "4999"}'))

    assert hiding(made, NOTHING) is NOTHING
    hidden = replace(made, hidden=(Place(Part.JSON, ("card",)),))
    assert hiding(hidden, NOTHING).left_out == (LeftOut(Place(Part.JSON, ("card",)), SECRET),)


def test_what_an_answer_gave_stays():
    asked = request(url=f"https://a.test/{HIDDEN}/{HIDDEN}/{HIDDEN}?t={HIDDEN}")
    used = Inferred(
        used=(Used("t", Place(Part.QUERY, ("t", 0)), HIDDEN, "gave it"),),
        parameters=(PathParameter(0, "id", "why"),),
    )

    found = hiding(exchange(asked), used)

    assert found.left_out == ()
    assert [(each.segment, each.name) for each in found.parameters] == [
        (0, "id"),
        (1, "secret"),
        (2, "secret2"),
    ]


def test_a_header_with_a_secret_tells_only_by_being_there():
    made = [
        exchange(request(headers=[("Authorization", f"Bearer {HIDDEN}")]), at=1.0),
        exchange(request(headers=[("Authorization", "Bearer redacted-9876543210")]), at=2.0),
        exchange(request(), response(status=401), at=3.0),
    ]

    asked = [draft.tree["request"]["headers"] for draft in drafts_of(made)]

    assert asked == [
        {"Authorization": {"matcher": "ShouldBePresent"}},
        {"authorization": {"matcher": "ShouldBeAbsent"}},
    ]
    assert hides_header(made[0], "authorization")
    assert hides_header(replace(made[2], hidden=(Place(Part.HEADER, ("x-key",)),)), "x-key")


def test_bodies_that_cannot_be_read_hide_nothing():
    assert hiding(exchange(request("POST", body=b"\xff")), NOTHING) is NOTHING
