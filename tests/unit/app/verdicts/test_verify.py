"""What a verdict is made from, and what it is asked to fail on."""

from dataclasses import replace

import pytest

from smockproxy.app.usage import UsageError
from smockproxy.app.verdicts.verify import WORDS, Grounds, breaches_of, exit_code, verdict_on
from smockproxy.core.bounds import VerdictOutcome
from smockproxy.core.breach import USUAL, Breach
from smockproxy.core.engine import Engine
from tests.unit.verdicts import broken


async def test_a_verdict_is_on_one_session():
    shop = broken()
    engine = Engine(shop.session)
    engine.replace_files(shop.mocks.values())
    entries = [*shop.entries, *(replace(entry, session="another") for entry in shop.entries)]
    asked: list[str] = []
    verdict = await verdict_on(Grounds.of(engine, entries, lambda: 3, asked.append))
    assert asked == ["6", "8", "9"]
    assert (verdict.account.exchanges, verdict.evicted) == (len(shop.entries), 3)
    assert len(verdict.mocks) == len(shop.mocks)


async def test_counts_that_grow_meanwhile_are_not_seen():
    shop = broken()
    engine = Engine(shop.session)
    engine.replace_files(shop.mocks.values())
    grounds = Grounds.of(engine, shop.entries)
    shop.use("login")
    verdict = await verdict_on(grounds, {Breach.UNUSED})
    assert {found.mock.id: found.uses for found in verdict.mocks}["login"] == 1
    assert verdict.fail_on == {Breach.UNUSED}


def test_words_say_what_to_fail_on():
    assert breaches_of(["unmatched,forwarded", " Unused "]) == {
        Breach.UNMATCHED,
        Breach.FORWARDED,
        Breach.UNUSED,
    }
    assert breaches_of([]) == breaches_of([" , "]) == USUAL
    assert breaches_of(WORDS) == set(Breach)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (
            "unmached",
            'A verdict cannot fail on "unmached"; expected ' + "{known}" + '. Did you mean "unmatched"?',
        ),
        ("zzz", 'A verdict cannot fail on "zzz"; expected {known}.'),
    ],
)
def test_another_word_is_refused(word, told):
    with pytest.raises(UsageError) as error:
        breaches_of(["refused", word])
    assert str(error.value) == told.format(
        known="unverified, refused, unmatched, forwarded, unused or failed"
    )


def test_only_what_passed_is_fine():
    assert [exit_code(outcome) for outcome in VerdictOutcome] == [0, 1, 1]
