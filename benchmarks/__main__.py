"""The command line: `python -m benchmarks --help`."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.cases import CONNECTIONS, SCHEMES, cases
from benchmarks.deciding import all_deciding
from benchmarks.machine import cores_for, this_machine, usable_cores
from benchmarks.measuring import LoadFailedError, Measured, Plan, measure
from benchmarks.scripts import Scripting, measure_scripts, scripts_table, steadiness_text
from benchmarks.subjects import NotStartedError
from benchmarks.table import decisions_table, document, memory_line, remarks, table

TITLES = {
    False: "A static mock, about 200 bytes of JSON, keep-alive connections",
    True: "A request forwarded to a small server on this machine, keep-alive connections",
}
SCRIPTS = (
    "Answers by scripts: in the engine alone, to a worker and back, through the server with 1 connection"
)
ENGINE = "The engine alone, with mocks that differ in their paths; the last declared is asked first"


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="smockproxy side by side with a bare mitmdump."
    )
    add = parser.add_argument
    add("--rounds", type=int, default=5, help="how often each case is measured [default: 5]")
    add("--seconds", type=float, default=1.5, help="how long each time [default: 1.5]")
    add("--warm-up", type=float, default=0.3, help="seconds before that do not count [default: 0.3]")
    add("--only", default="http,https", metavar="SCHEMES", help="http, https or both [default: http,https]")
    add("--connections", default=CONNECTIONS, type=_numbers, help="how many [default: 1,16,64]")
    add("--forward", action="store_true", help="measure forwarded requests too (doubles the time)")
    add("--forward-only", action="store_true", help="measure forwarded requests instead")
    add("--also", action="append", default=[], metavar="FLAGS", help="measure serve with these flags too")
    add("--no-engine", action="store_true", help="leave the engine alone out")
    add("--no-scripts", action="store_true", help="leave scripts out (about two minutes)")
    add("--scripts-only", action="store_true", help="measure scripts and nothing else")
    add("--quick", action="store_true", help="about half a minute: two short rounds, 1 and 16 connections")
    add("--json", type=Path, metavar="FILE", help="write every sample here")
    chosen = parser.parse_args(given)
    if unknown := set(chosen.only.split(",")) - set(SCHEMES):
        parser.error(f"--only takes http, https or both, not {', '.join(sorted(unknown))}")
    if min(chosen.rounds, chosen.seconds, *chosen.connections) <= 0 or chosen.warm_up < 0:
        parser.error("--rounds, --seconds and --connections must be above 0, --warm-up 0 or more")
    return chosen


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _plan(chosen: argparse.Namespace) -> Plan:
    schemes = [scheme for scheme in SCHEMES if scheme in chosen.only.split(",")]
    connections = (
        tuple(many for many in chosen.connections if many < 64) if chosen.quick else chosen.connections
    )
    forward = chosen.forward or chosen.forward_only
    wanted = cases(schemes, connections or chosen.connections, with_forward=forward)
    if chosen.forward_only:
        wanted = tuple(case for case in wanted if case.is_forwarded)
    rounds, seconds = (2, 1.0) if chosen.quick else (chosen.rounds, chosen.seconds)
    return Plan(wanted, rounds, seconds, min(chosen.warm_up, seconds), tuple(chosen.also))


def _show(found: Measured) -> None:
    results = found.results
    for is_forwarded, title in TITLES.items():
        if part := {case: by_name for case, by_name in results.items() if case.is_forwarded is is_forwarded}:
            print(f"\n{title}\n{table(part)}")
    for remark in remarks(results, shares_cores=cores_for(usable_cores()) == (None, None)):
        print(f"\n{remark}")
    if found.memory:
        print(f"\nMemory in the end: {memory_line(found.memory)}")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _scripting(chosen: argparse.Namespace, plan: Plan) -> Scripting | None:
    """Measure scripts, and print that. Raises `LoadFailedError`, `NotStartedError`."""
    if chosen.no_scripts or (chosen.quick and not chosen.scripts_only):
        return None
    found = measure_scripts(min(plan.rounds, 3), min(plan.seconds, 1.5), _tell)
    print(f"\n{SCRIPTS}\n{scripts_table(found)}\n\n{steadiness_text(found)}")
    return found


def main(given: Sequence[str]) -> int:
    """Measure and print; gives the exit code."""
    chosen = _arguments(given)
    plan, machine = _plan(chosen), this_machine()
    print(machine)
    if chosen.scripts_only:
        plan = replace(plan, cases=())
        chosen.no_engine = True
    print(f"{plan.rounds} rounds of {plan.seconds:g} s; about {plan.duration:.0f} s, and scripts", flush=True)
    decisions = () if chosen.no_engine else all_deciding(3, 0.1 if chosen.quick else 0.3)
    try:
        found = measure(plan, _tell)
        _show(found)
        _scripting(chosen, plan)
    except (LoadFailedError, NotStartedError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if decisions:
        print(f"\n{ENGINE}\n{decisions_table(decisions)}")
    if chosen.json:
        chosen.json.write_text(
            json.dumps(document(machine, found.results, found.memory, decisions), indent=1) + "\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
