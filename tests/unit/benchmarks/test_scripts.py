import pytest

from benchmarks.endless import steadiness
from benchmarks.figures import Sample
from benchmarks.scripts import (
    ENDLESS,
    SCRIPTS,
    STATIC,
    Cost,
    Scripting,
    call_of,
    host_of,
    mocks,
    scripts_table,
    steadiness_text,
)
from benchmarks.works import BODY
from smockproxy.engines.limits import DEFAULT_LIMITS
from smockproxy.engines.log import ScriptLog
from smockproxy.engines.running import outcome


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_answers_what_the_static_mock_does(name):
    response = outcome(call_of(name), ScriptLog(0, print), DEFAULT_LIMITS).response
    assert (response["status"], response["body"]) == (200, BODY)


def test_every_mock_has_a_host_of_its_own():
    hosts = [mock["request"]["host"] for mock in mocks()]
    assert hosts[0] == host_of(STATIC) == "static.bench.test"
    assert len(set(hosts)) == len(hosts) == 1 + len(SCRIPTS) + len(ENDLESS)


def cost(name: str, seconds: float, alone: float | None) -> Cost:
    sample = Sample(1000, 1.0 / seconds, seconds, seconds, None, 0.1)
    return Cost(name, alone, alone, {1: [sample], 16: [sample]})


def test_costs_stand_beside_the_static_mock():
    found = Scripting((cost(STATIC, 0.001, None), cost("lua", 0.002, 0.0001)), SEEN, 2.0, 0.5)
    _, static, lua = scripts_table(found).splitlines()
    assert static.split() == ["static", "-", "-", "1,000", "1.00", "1", "1.00"]
    assert lua.split() == ["lua", "100", "100", "2,000", "2.00", "2", "2.00"]


SEEN = steadiness([0.001] * 100, [0.0015] * 99 + [0.0095], [2.05, 2.1])


def test_what_others_notice_is_told():
    text = steadiness_text(Scripting((), SEEN, 2.0, 0.5))
    assert "median 1.50 ms (1.50x), p99 1.50 ms, slowest 9.5 ms" in text
    assert (
        "2 scripts were stopped, the slowest 100 ms after its limit; load average after the run 0.5." in text
    )
