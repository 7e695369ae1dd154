import pytest
from mitmproxy.utils.emoji import emoji

from smockproxy.core.history import Outcome
from smockproxy.proxy.markers import make_markers_known


@pytest.fixture(autouse=True)
def same_table_afterwards():
    before = dict(emoji)
    yield
    emoji.clear()
    emoji.update(before)


def test_each_outcome_looks_different_and_is_found_by_its_name() -> None:
    make_markers_known()
    shown = [emoji[outcome.value] for outcome in Outcome]
    assert len({text[0] for text in shown}) == len(Outcome)
    assert all(text.strip().endswith(outcome.value) for text, outcome in zip(shown, Outcome, strict=True))


def test_other_markers_stay() -> None:
    before = dict(emoji)
    make_markers_known()
    assert before.items() <= emoji.items()
