"""What is measured, and in which order."""

import json

from benchmarks.cases import BODY, Case, cases, interleaved


def test_a_run_without_forwarded_requests() -> None:
    found = cases(("http", "https"), (1, 16), with_forward=False)
    assert found == (Case("http", 1), Case("http", 16), Case("https", 1), Case("https", 16))


def test_forwarded_requests_come_last() -> None:
    found = cases(("http",), (1,), with_forward=True)
    assert found == (Case("http", 1), Case("http", 1, is_forwarded=True))


def test_every_other_round_turns_the_order_of_the_subjects() -> None:
    order = list(interleaved(["a", "b"], ["bare", "ours"], 2))
    assert order == [
        ("a", "bare"),
        ("a", "ours"),
        ("b", "bare"),
        ("b", "ours"),
        ("a", "ours"),
        ("a", "bare"),
        ("b", "ours"),
        ("b", "bare"),
    ]


def test_the_body_is_json_of_about_200_bytes() -> None:
    assert json.loads(BODY)["currency"] == "EUR"
    assert 190 <= len(BODY) <= 240
    assert "'" not in BODY
