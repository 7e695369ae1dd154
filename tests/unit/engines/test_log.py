import pytest

from smockproxy.engines.log import ScriptLog


def logged(limit: int, *lines: object) -> list[str]:
    sent: list[str] = []
    log = ScriptLog(limit, sent.append)
    for line in lines:
        log(line)
    return sent


@pytest.mark.parametrize(
    ("lines", "sent"),
    [
        (["a", 1, None], ["a", "1", "None"]),
        (["x" * 10], ["x" * 10]),
        (["x" * 11], ["x" * 9 + "…"]),
        (["x" * 4, "y" * 5, "z"], ["x" * 4, "y" * 5]),
        (["x" * 4, "y" * 6], ["x" * 4, "yyyy…"]),
    ],
)
def test_lines_are_sent_until_the_limit(lines, sent):
    assert logged(10, *lines) == sent


def test_empty_lines_come_to_an_end():
    assert logged(10, *[""] * 50) == [""] * 10
