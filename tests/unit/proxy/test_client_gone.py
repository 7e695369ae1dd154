"""What the edge notes of a client that did not wait is what verification looks for."""

from smockproxy.core import account
from smockproxy.proxy import edge


def test_both_have_the_same_word_for_it() -> None:
    assert account.CLIENT_GONE == edge.CLIENT_GONE
