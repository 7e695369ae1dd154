"""What is measured, and in which order."""

import json

import pytest

from benchmarks.works import BODY, WORKS, UnknownLineError, interleaved, lines


def test_every_work_has_a_line_for_each_number_at_once() -> None:
    assert len(lines()) == len(set(lines())) == sum(len(work.targets) for work in WORKS)
    assert [str(line) for line in lines()][:4] == ["http/1", "http/16", "http/64", "differing/16"]


def test_lines_are_chosen_by_their_work_or_their_own_name() -> None:
    assert [str(line) for line in lines(["new-http", "https/16"])] == [
        "https/16",
        "new-http/1",
        "new-http/16",
    ]


@pytest.mark.parametrize("name", ["htttp", "http/2", "http/"])
def test_a_name_that_no_line_has(name: str) -> None:
    with pytest.raises(UnknownLineError, match=f"no line is called {name}; there are http, differing"):
        lines([name])


def test_conditions_are_to_reach_half() -> None:
    static, _, conditions, *_ = WORKS
    assert conditions.targets == {many: target / 2 for many, target in static.targets.items()}


def test_requests_with_conditions_differ() -> None:
    asks = {work.name: work.asks for work in WORKS}["conditions"]
    assert len({ask.content for ask in asks}) == len(asks)


def test_every_other_round_turns_the_order_of_the_servers() -> None:
    order = list(interleaved([("a", ["bare", "ours"]), ("b", ["bare"])], 2))
    assert order == [
        ("a", "bare"),
        ("a", "ours"),
        ("b", "bare"),
        ("a", "ours"),
        ("a", "bare"),
        ("b", "bare"),
    ]


def test_the_body_is_json_of_about_200_bytes() -> None:
    assert json.loads(BODY)["currency"] == "EUR"
    assert 190 <= len(BODY) <= 240
    assert "'" not in BODY
