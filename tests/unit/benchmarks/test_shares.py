"""To whom a sampled stack is charged."""

import pytest

from benchmarks.shares import functions, in_a_row, layer_of, missed, shares
from benchmarks.works import lines

CORE = ("/src/smockproxy/core/engine.py", "Engine.decide")
HOOKS = ("/lib/mitmproxy/addonmanager.py", "AddonManager.trigger_event")
LOOP = ("/lib/python3.12/asyncio/events.py", "Handle._run")
STDLIB = ("/lib/python3.12/json/encoder.py", "encode")
ENTRY = ("/src/benchmarks/sampled.py", "main")


@pytest.mark.parametrize(
    ("stack", "layer"),
    [
        ([CORE, HOOKS, LOOP], "smockproxy: deciding, values, history (core)"),
        ([STDLIB, CORE, LOOP], "smockproxy: deciding, values, history (core)"),
        ([LOOP, HOOKS, LOOP], "mitmproxy: calling the hooks of all addons"),
        ([LOOP, STDLIB, ENTRY], "asyncio"),
        ([STDLIB, ENTRY], "the rest"),
        ([], "the rest"),
    ],
)
def test_the_innermost_layer_is_charged(stack: list[tuple[str, str]], layer: str) -> None:
    assert layer_of(stack) == layer


def test_shares_add_up() -> None:
    found = shares([(3, [CORE]), (1, [HOOKS, LOOP])])
    assert list(found.values()) == [0.75, 0.25]


def test_functions_with_and_without_what_they_call() -> None:
    samples = [(3, [CORE, HOOKS]), (1, [HOOKS])]
    assert functions(samples, inclusive=False) == {
        "core/engine.py Engine.decide": 0.75,
        "mitmproxy/addonmanager.py AddonManager.trigger_event": 0.25,
    }
    assert functions(samples, inclusive=True) == {"core/engine.py Engine.decide": 0.75}, (
        "the other is everywhere"
    )


def test_a_line_that_missed_its_target_in_a_row() -> None:
    (line,) = lines(["jinja2"])
    assert in_a_row(line, [(3, [CORE, ENTRY]), (1, [HOOKS, LOOP, ENTRY])]) == (
        "| straight-line Jinja2 mock | 16 | 75% smockproxy: deciding, values, history (core), "
        "25% mitmproxy: calling the hooks of all addons | 75% `core/engine.py Engine.decide`, "
        "25% `mitmproxy/addonmanager.py AddonManager.trigger_event` |"
    )
    assert missed([], 1.0, print) == "None was missed."
