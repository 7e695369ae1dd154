"""Who is asked in which line."""

from benchmarks.measuring import BARE, BARE_FORWARDING, LOGGED, MANY, OURS, STORED, THOUSAND, TUNED, Plan
from benchmarks.works import lines


def setups(name: str, **more: object) -> list[str]:
    ((_, asked),) = Plan(lines([name]), 5, 1.0, 0.2, **more).measured
    return [setup.name for setup in asked]


def test_every_line_is_compared_with_mitmdump() -> None:
    assert setups("h2/1") == [BARE.name, OURS.name, MANY.name, STORED.name]
    assert setups("forwarded-https/1") == [BARE_FORWARDING.name, OURS.name, MANY.name, STORED.name]


def test_conditions_are_measured_among_a_thousand_mocks_and_ten() -> None:
    assert setups("conditions/16") == [BARE.name, THOUSAND.name, OURS.name, MANY.name, STORED.name]
    assert setups("conditions/16", has_variants=False) == [BARE.name, THOUSAND.name]


def test_variants() -> None:
    assert setups("http/16") == [BARE.name, OURS.name, TUNED.name, MANY.name, STORED.name, LOGGED.name]
    assert setups("http/16", has_variants=False) == [BARE.name, OURS.name, TUNED.name]
    assert setups("h2/1", flags=("--no-reload",))[-1] == "smockproxy --no-reload"


def test_each_server_is_started_once() -> None:
    plan = Plan(lines(), 5, 1.0, 0.2)
    assert len(plan.setups) == len({setup.name for setup in plan.setups}) == 8
    assert 10 * 60 < plan.duration < 15 * 60


def test_flags_keep_the_mocks_of_their_line() -> None:
    plan = Plan(lines(["conditions/16"]), 1, 1.0, 0.2, has_variants=False, flags=("--no-lane",))
    assert plan.setups[-1].mocks == 1_000
