"""How a run ends."""

from smockproxy.app.verdicts.ending import Ending, ending_of
from smockproxy.app.verdicts.shape import verdict_shape
from smockproxy.app.verdicts.text import verdict_text
from smockproxy.core.breach import Breach
from tests.unit.verdicts import broken, fine


def test_all_went_well():
    ending = ending_of({"": fine().verdict(), "worker-3": fine().verdict()})
    assert ending == Ending(
        0, "PASSED: 6 mocks, 5 exchanges\n\nSession worker-3: PASSED: 6 mocks, 5 exchanges\n"
    )


def test_one_that_failed_is_told_in_full():
    failed = broken().verdict()
    ending = ending_of({"worker-3": failed, "": fine().verdict()})
    assert ending.code == 1
    told = verdict_text(verdict_shape(failed), can_be_asked=False)
    assert ending.text == f"Session worker-3: {told}\nPASSED: 6 mocks, 5 exchanges\n"
    assert "smockproxy why" not in ending.text


def test_what_is_asked_for_decides():
    assert ending_of({"": fine().verdict(fail_on={Breach.UNMATCHED})}).code == 0
    assert ending_of({"": fine().verdict(fail_on={Breach.UNMATCHED, Breach.FORWARDED})}).code == 1
    assert ending_of({"": fine().verdict(evicted=1)}).code == 1


def test_a_run_without_sessions():
    assert ending_of({}) == Ending(0, "")
