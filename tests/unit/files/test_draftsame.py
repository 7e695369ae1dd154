"""What is the same again when a server is asked anew."""

import pytest

from smockproxy.core.draft import Draft
from smockproxy.files.draftsame import given_anew, is_same


def mock(**response):
    return {"request": {"url": "https://a.test/"}, "response": response}


def draft(**response):
    return Draft("a.test/index.yml", mock(**response))


def nothing(_name):
    return None


def same(there, new, *again):
    return is_same(mock(**there), draft(**new), nothing, frozenset(again))


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ({"json": {"id": 7}}, {"json": {"id": 8}}),
        ({"json": ["7", 1]}, {"json": ["8", 1]}),
        ({"headers": {"Location": "/orders/7/x"}}, {"headers": {"Location": "/orders/8/x"}}),
    ],
)
def test_values_that_are_given_again_do_not_count(there, new):
    assert same(there, new, ("7", "8"))
    assert not same(there, new, ("8", "7"))
    assert not same(there, new)


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ({"json": {"id": 7}}, {"json": {"id": "8"}}),
        ({"json": {"id": 7}}, {"json": {"n": 8}}),
        ({"json": [7]}, {"json": [8, 8]}),
        ({"json": [7]}, {"json": 8}),
        ({"body": "7 of 7"}, {"body": "8 of 9"}),
        ({"body": "7-x"}, {"body": "8+x"}),
        ({"body": "7"}, {"body": "8 8"}),
    ],
)
def test_whatever_else_differs_counts(there, new):
    assert not same(there, new, ("7", "8"))


@pytest.mark.parametrize(
    ("there", "new", "source", "pair"),
    [
        ({"json": {"id": 7}}, {"json": {"id": 8}}, "$.id", ("7", "8")),
        ({"json": [{"a b": 7}]}, {"json": [{"a b": 8}]}, "$[0]['a b']", ("7", "8")),
        ({"body": '{"id": 7 }'}, {"body": '{"id": 8 }'}, "$.id", ("7", "8")),
        (
            {"headers": {"Location": "/o/7"}},
            {"headers": {"Location": "/o/8"}},
            {"from": "location", "pattern": "o/([^/?#]+)"},
            ("7", "8"),
        ),
        (
            {"headers": {"Set-Cookie": "a=x7; Path=/"}},
            {"headers": {"Set-Cookie": "a=x8; Path=/"}},
            "cookie:a",
            ("x7", "x8"),
        ),
    ],
)
def test_what_an_answer_gives_anew_is_found_where_it_is_remembered_from(there, new, source, pair):
    remember = {"remember": {"it": source}}

    assert pair in set(given_anew(mock(**there, **remember), draft(**new, **remember)))
    assert list(given_anew(mock(**there, **remember), draft(**there, **remember))) == []
    assert list(given_anew(mock(**there), draft(**new, **remember))) == []


@pytest.mark.parametrize(
    "answer", [{}, {"json": {}}, {"json": {"id": {}}}, {"body": "{"}, {"body": "[1]"}, {"json": [1]}]
)
def test_what_an_answer_does_not_have_is_not_given(answer):
    remember = {"remember": {"it": "$.id", "other": "$[3]", "third": "x-id"}}

    assert list(given_anew(mock(**answer, **remember), draft(json={"id": 8}, **remember))) == []


def test_answers_in_turn_are_looked_at_one_by_one():
    there, new = ({"responses": [{"json": {"id": n}, "remember": {"it": "$.id"}}, "odd"]} for n in (7, 8))

    assert set(given_anew(there, Draft("a.test/index.yml", new))) == {("7", "8")}
    assert list(given_anew({"responses": "odd"}, Draft("a.test/index.yml", new))) == []
    assert is_same(there, Draft("a.test/index.yml", there), nothing)


def test_a_remembered_part_of_a_header_hides_no_other_header():
    remember = {"it": {"from": "$.url", "pattern": "n=(.*)"}}
    one = {"headers": {"X": "a"}, "json": {"url": "?n=1"}, "remember": remember}

    assert same(one, {**one, "json": {"url": "?n=2"}})
    assert not same(one, {**one, "headers": {"X": "b"}})
