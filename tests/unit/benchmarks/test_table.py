"""The results as a person and as a program read them."""

import json

from benchmarks.figures import Sample, failed
from benchmarks.machine import Machine
from benchmarks.measuring import BARE, LOGGED, MANY, OURS, STORED, THOUSAND, TUNED
from benchmarks.table import (
    Aim,
    ceiling_line,
    cells,
    document,
    markdown,
    memory_line,
    remarks,
    rows,
    starts_line,
    tally,
    text,
)
from benchmarks.works import lines


def sample(rate: float, load_share: float = 0.1, cpu: float | None = 1.0) -> Sample:
    return Sample(int(rate * 2), 2.0, 0.001, 0.012, cpu, load_share)


HTTP, CONDITIONS = lines(["http/16", "conditions/16"])
RESULTS = {
    HTTP: {
        BARE.name: [sample(1_000)],
        OURS.name: [sample(50_000, 0.95)],
        TUNED.name: [sample(2_900)],
        MANY.name: [sample(45_000)],
        STORED.name: [sample(20_000)],
        LOGGED.name: [sample(25_000)],
    },
    CONDITIONS: {BARE.name: [sample(1_000, cpu=None)], THOUSAND.name: [sample(20_000, cpu=None)]},
}
MACHINE = Machine("A processor", 2, "Linux 6", "3.12.1", "12.2.3", "0.1.0", 0.5)


def test_a_row_holds_what_was_measured_against_its_targets() -> None:
    http, conditions = rows(RESULTS)
    assert http.times == Aim(50.0, 45)
    assert http.tuned == Aim(2.9, 3.0)
    assert http.many == Aim(0.9, 0.8)
    assert http.stored == Aim(0.4, 0.6)
    assert http.logged == 0.5
    assert (http.cpu_times, conditions.cpu_times) == (50.0, None)
    assert conditions.times == Aim(20.0, 22.5)
    assert conditions.aims == [conditions.times]
    assert (http.is_missed, conditions.is_missed) == (False, True)


def test_the_table_as_text() -> None:
    _, http, conditions = text(rows(RESULTS)).splitlines()
    assert http.split("  ")[0] == "static mock, http proxy"
    assert " ".join(http.split()[4:]) == (
        "16 1,000 50,000 50.0 ✓ 45 1.00 12 10 12 500 50.0 2.9 ✗ 90% ✓ 40% ✗"
    )
    assert " ".join(conditions.split()[-9:]) == "20.0 ✗ 22.5 1.00 12 - 12 - -"


def test_the_table_as_markdown() -> None:
    heading, rule, http, _ = markdown(rows(RESULTS)).splitlines()
    assert heading.count("|") == rule.count("|") == http.count("|") == 16
    assert http.startswith("| static mock, http proxy | 16 | 1,000 | 50,000 | 50.0 ✓ | 45 |")


def test_a_line_without_a_target_meets_none() -> None:
    (differing,) = lines(["differing"])
    (row,) = rows({differing: {BARE.name: [sample(1_000)], OURS.name: [sample(2_000)]}})
    assert row.aims == []
    assert not row.is_missed
    assert cells(row)[4:6] == ("2.0", "")


def test_how_many_targets_are_met() -> None:
    assert tally(rows(RESULTS)) == "2 of 5 targets are met; missed in http/16, conditions/16."
    good = {HTTP: {BARE.name: [sample(1_000)], OURS.name: [sample(50_000)]}}
    assert tally(rows(good)) == "1 of 1 targets are met."


def test_what_a_reader_must_know() -> None:
    busy, logged = remarks(RESULTS, shares_cores=False)
    assert busy == (
        "http/16, smockproxy: the load took 95% of its core (19 µs a request), so the server could do more."
    )
    assert logged == "http/16: with a line of log for each exchange (no --quiet) 50% of the rate."
    assert len(list(remarks(RESULTS, shares_cores=True))) == 3


def test_rounds_that_failed_are_told() -> None:
    failing = {HTTP: {BARE.name: [sample(1), failed("closed")], OURS.name: [sample(2)] * 2}}
    (told,) = remarks(failing, shares_cores=False)
    assert told == "http/16, mitmdump: 1 of 2 rounds failed: closed"


def test_a_load_that_polls_is_always_busy() -> None:
    (alone,) = lines(["http/1"])
    assert not list(
        remarks({alone: {BARE.name: [sample(1, 1.0)], OURS.name: [sample(2, 1.0)]}}, shares_cores=False)
    )


def test_what_the_load_does_at_most() -> None:
    told = ceiling_line({HTTP: sample(80_000, 0.8)})
    assert told.endswith("req/s (µs a request): 16 80,000 (10.0 µs).")


def test_starts_in_seconds_and_memory_in_mebibytes() -> None:
    assert starts_line({"a": 0.44, "b": 2.0}) == "a 0.4 s, b 2.0 s"
    assert memory_line({"a": 70 * 2**20, "b": 100 * 2**20}) == "a 70 MiB, b 100 MiB"


def test_everything_for_a_program() -> None:
    written = json.loads(json.dumps(document(MACHINE, RESULTS, {"mitmdump": 1})))
    assert written["machine"]["mitmproxy"] == "12.2.3"
    assert [(line["line"], line["server"]) for line in written["lines"]][:2] == [
        ("http/16", "mitmdump"),
        ("http/16", "smockproxy"),
    ]
    assert written["memory"] == {"mitmdump": 1}


def test_the_machine_in_a_line() -> None:
    assert str(MACHINE) == (
        "A processor, 2 cores, Linux 6, load average before the run 0.5; "
        "Python 3.12.1, mitmproxy 12.2.3, smockproxy 0.1.0"
    )
