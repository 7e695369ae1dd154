"""Names of what is remembered."""

import pytest

from smockproxy.record.naming import identifier, name_for, singular


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("accessToken", "access_token"),
        ("X-Token", "x_token"),
        ("2nd", "value_2nd"),
        ("uuid", "value_uuid"),
        ("", "value"),
        ("ünï", "n"),
        ("a" * 80, "a" * 50),
    ],
)
def test_a_text_as_a_name(text, name):
    assert identifier(text) == name


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("orders", "order"),
        ("categories", "category"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("glass", "glass"),
        ("data", "data"),
        ("ties", "tie"),
    ],
)
def test_one_of_several(word, one):
    assert singular(word) == one


@pytest.mark.parametrize(
    ("own", "around", "name"),
    [
        ("token", "login", "token"),
        ("id", "orders", "order_id"),
        ("id", "", "id"),
        ("next", "pages", "page"),
        ("uuid", "carts", "cart_uuid"),
    ],
)
def test_a_name_that_says_nothing_gets_its_owners(own, around, name):
    assert name_for(own, around) == name
