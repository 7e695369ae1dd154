"""The results as a person and as a program read them."""

import json

from benchmarks.cases import Case
from benchmarks.deciding import Deciding
from benchmarks.figures import Sample
from benchmarks.machine import Machine
from benchmarks.table import decisions_table, document, memory_line, remarks, table

BARE = Sample(2000, 2.0, 0.001, 0.002, 2.0, 0.1)
OURS = Sample(1600, 2.0, 0.00125, 0.0025, 2.0, 0.95)
WITHOUT_PROC = Sample(1000, 2.0, 0.001, 0.002, None, 0.1)
RESULTS = {Case("http", 16): {"mitmdump": [BARE], "smockproxy": [OURS]}}
DECISIONS = [Deciding(1000, 0.000_002, 0.004, 0.005)]
MACHINE = Machine("A processor", 2, "Linux 6", "3.12.1", "12.2.3", "0.1.0", 0.5)


def words(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line]


def test_the_table_compares_with_the_bare_server() -> None:
    _, bare, ours = words(table(RESULTS))
    assert bare == ["http", "16", "mitmdump", "1,000", "0%", "1.00", "2.00", "1,000"]
    assert ours == ["smockproxy", "800", "0%", "0.80", "1.25", "2.50", "1,250", "1.25"]


def test_what_could_not_be_read_is_a_dash() -> None:
    _, bare, ours = words(
        table({Case("http", 1): {"mitmdump": [WITHOUT_PROC], "smockproxy": [WITHOUT_PROC]}})
    )
    assert bare[-1] == "-"
    assert ours == ["smockproxy", "500", "0%", "1.00", "1.00", "2.00", "-", "-"]


def test_a_load_that_was_the_bottleneck_is_told() -> None:
    (remark,) = remarks(RESULTS, shares_cores=False)
    assert remark == "http 16, smockproxy: the load took 95% of its core, so the server could do more."
    assert len(list(remarks(RESULTS, shares_cores=True))) == 2


def test_the_engine_alone() -> None:
    assert words(decisions_table(DECISIONS))[1] == ["1,000", "2.0", "4,000.0", "5,000.0", "250"]


def test_memory_in_mebibytes() -> None:
    assert (
        memory_line({"mitmdump": 70 * 2**20, "smockproxy": 100 * 2**20})
        == "mitmdump 70 MiB, smockproxy 100 MiB"
    )


def test_everything_for_a_program() -> None:
    written = json.loads(json.dumps(document(MACHINE, RESULTS, {"mitmdump": 1}, DECISIONS)))
    assert written["machine"]["mitmproxy"] == "12.2.3"
    assert [(case["subject"], case["samples"][0]["requests"]) for case in written["cases"]] == [
        ("mitmdump", 2000),
        ("smockproxy", 1600),
    ]
    assert written["memory"] == {"mitmdump": 1}
    assert written["decisions"][0]["mocks"] == 1000


def test_the_machine_in_a_line() -> None:
    assert str(MACHINE) == (
        "A processor, 2 cores, Linux 6, load average before the run 0.5; "
        "Python 3.12.1, mitmproxy 12.2.3, smockproxy 0.1.0"
    )
