"""What the streams note of a client that did not wait is what verification looks for."""

from smockproxy.core import account
from smockproxy.proxy import checks, upstream


def test_both_have_the_same_word_for_it() -> None:
    assert account.CLIENT_GONE == checks.CLIENT_GONE
    assert account.CLIENT_GONE == upstream.CLIENT_GONE
