"""The names that templates of fixtures have beside ours."""

import pytest

from smockproxy.engines.fixturenames import json_escape, with_fixture


def shown(**request):
    return with_fixture({"request": request, "state": "ours"})


def test_nothing_is_added_where_no_fixtures_answer():
    visible = {"request": {"path": "/"}}
    assert with_fixture(visible) is visible


def test_names():
    visible = shown(
        fixture={"user-groups": "7", "state": "8", "list": ""},
        query_params={"q": ["a", "b"], "empty": []},
        headers={"X-A": ["1", "2"]},
        body_string='{"n": 1}',
    )
    assert (visible["user_groups"], visible["list"], visible["state"]) == ("7", "", "ours")
    assert visible["ids"] == {"user-groups": "7", "state": "8"}
    assert (visible["query"], visible["headers"]) == ({"q": "a", "empty": ""}, {"x-a": "1"})
    assert visible["request_json"] == {"n": 1}


@pytest.mark.parametrize("text", ["", None, "{", "[" * 100_000])
def test_what_is_no_json_is_nothing(text):
    visible = shown(fixture={}, body_string=text)
    assert (visible["request_json"], visible["query"], visible["headers"]) == (None, {}, {})


def test_a_text_between_the_quotes_of_json():
    assert json_escape('a"b\n') == 'a\\"b\\n'
    assert json_escape(7) == "7"
