from dataclasses import replace

from smockproxy.app.recording.drafting import drafting
from smockproxy.app.recording.recordable import exchange_of
from smockproxy.core.sequence import WhenUsedUp
from tests.unit.app.recording.made import entry


def test_sequences_end_as_it_was_chosen():
    one, other = exchange_of(entry(body=b"[1]")), exchange_of(entry(body=b"[2]"))

    (draft,) = drafting(WhenUsedUp.MISS)([one, replace(other, at=one.at + 1)])

    assert draft.tree["sequence"] == {"mode": "in_order", "when_used_up": "miss"}


def test_exact_drafts_infer_nothing():
    answer = entry(body=b'{"token": "abcd1234"}')
    one, other = exchange_of(answer), exchange_of(entry(body=b"[2]"))
    asked = replace(other.request, target="/x?token=abcd1234")
    later = replace(other, at=one.at + 1, request=asked)

    drafts = drafting()([one, later])
    exact = drafting(is_exact=True)([one, later])

    assert any("remember" in draft.tree["response"] for draft in drafts)
    assert not any("remember" in draft.tree["response"] for draft in exact)
