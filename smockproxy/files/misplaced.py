"""Keys of the format in the wrong mapping: where they belong, said to whoever wrote them."""

from collections.abc import Mapping, Sequence

from smockproxy.files.fixturefields import FixturesWire
from smockproxy.files.model import Wire
from smockproxy.files.places import Step
from smockproxy.files.proxyfields import ProxyWire
from smockproxy.files.ratefields import LimitedResponseWire, RateLimitWire
from smockproxy.files.scalars import quoted
from smockproxy.files.scenariofields import ScenarioWire
from smockproxy.files.sequencefields import SequenceWire, TurnWire
from smockproxy.files.wire import ContextWire, DynamicWire, MockWire, RequestWire, VerifyWire

BLOCKS: Mapping[str, type[Wire]] = {
    "request": RequestWire,
    "context": ContextWire,
    "response": LimitedResponseWire,
    "dynamic_response": DynamicWire,
    "proxy": ProxyWire,
    "fixtures": FixturesWire,
    "verify": VerifyWire,
    "rate_limit": RateLimitWire,
    "scenario": ScenarioWire,
    "responses": TurnWire,
    "sequence": SequenceWire,
}
"""Key of a mock, or of its `context` → what stands below it."""


def where_it_belongs(key: str, steps: Sequence[Step]) -> str:
    """A hint for a key of a mock that stands in another mapping; empty if no mapping of a mock has it.

    The steps lead from the mock to the key.
    """
    top = steps[0]
    if len(steps) == 2 and key == top:
        return f"it stands in {quoted(key)} already: move what it has one level up"
    if len(steps) > 1 and _has(MockWire, key):
        levels = "one level up" if len(steps) == 2 else "further up"
        return f"{levels}: {quoted(key)} belongs to the mock, beside {quoted(str(top))}"
    blocks = [name for name, model in BLOCKS.items() if _has(model, key)]
    if "response" in blocks and "responses" in blocks:
        blocks.remove("responses")  # what is said of a response holds of each of several
    if not blocks:
        return ""
    *others, last = map(quoted, blocks)
    return f"it belongs under {', '.join(others)} or {last}" if others else f"it belongs under {last}"


def where_it_belongs_in_a_file(key: str) -> str:
    """The same for a key that stands beside `mocks`."""
    return 'it belongs to a mock, or under "defaults" to all of them' if _has(MockWire, key) else ""


def _has(model: type[Wire], key: str) -> bool:
    return key in model.keys() | model.planned_keys
