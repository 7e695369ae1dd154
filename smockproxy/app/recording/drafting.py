"""How drafts are made of exchanges, as settings and flags choose it."""

from collections.abc import Sequence

from smockproxy.app.recording.recorder import MakeDrafts
from smockproxy.core.draft import Draft
from smockproxy.core.sequence import WhenUsedUp
from smockproxy.record.drafting import Choices, drafts_of
from smockproxy.record.exchange import Exchange
from smockproxy.record.generalising import infer


def drafting(when_used_up: WhenUsedUp = WhenUsedUp.REPEAT_LAST, *, is_exact: bool = False) -> MakeDrafts:
    """What makes drafts of all exchanges of a recording: of exact ones nothing is inferred."""
    choices = Choices(when_used_up.value)

    def draft(exchanges: Sequence[Exchange]) -> tuple[Draft, ...]:
        return drafts_of(exchanges, choices, () if is_exact else infer(exchanges))

    return draft
