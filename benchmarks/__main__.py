"""The command line: `python -m benchmarks --help`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import page, soak, start
from benchmarks.load.processes import end_in_order, stand
from benchmarks.machine import cores_for, this_machine, usable_cores
from benchmarks.measuring import LoadFailedError, Measured, Plan, ceilings, measure
from benchmarks.shares import missed, profile
from benchmarks.subjects import NotStartedError
from benchmarks.table import ceiling_line, document, memory_line, remarks, rows, starts_line, tally, text
from benchmarks.works import UnknownLineError, lines

SOAK_MINUTES = 10.0
FIRST = -15
PROFILE_SECONDS = 3.0


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="smockproxy side by side with a bare mitmdump."
    )
    add = parser.add_argument
    add("--rounds", type=int, default=5, help="how often each line is measured [default: 5]")
    add("--seconds", type=float, default=1.0, help="how long each time [default: 1]")
    add("--warm-up", type=float, default=0.2, help="seconds before that do not count [default: 0.2]")
    add("--only", default="", metavar="LINES", help="names as `http` or `http/16`, with commas")
    add("--also", action="append", default=[], metavar="FLAGS", help="measure serve with these flags too")
    add("--quick", action="store_true", help="two short rounds, without variants and soak")
    add("--no-variants", action="store_true", help="without 10,000 mocks, --sessions-dir and the log")
    add("--no-soak", action="store_true", help="without the ten minutes of `make soak`")
    add("--first", action="store_true", help="go before the processes of other sessions (Linux, as root)")
    add("--write", action="store_true", help="write the results into docs/performance.md")
    add("--profile", metavar="LINE", help="sample the server's stack in this line instead")
    add("--json", type=Path, metavar="FILE", help="write every sample here")
    chosen = parser.parse_args(given)
    try:
        chosen.lines = lines([name for name in (chosen.profile or chosen.only).split(",") if name])
    except UnknownLineError as error:
        parser.error(str(error))
    if min(chosen.rounds, chosen.seconds) <= 0 or chosen.warm_up < 0:
        parser.error("--rounds and --seconds must be above 0, --warm-up 0 or more")
    if chosen.write and (chosen.quick or chosen.only or chosen.no_variants):
        parser.error("--write takes the results of a whole run")
    return chosen


def _plan(chosen: argparse.Namespace) -> Plan:
    rounds, seconds, warm_up = chosen.rounds, chosen.seconds, chosen.warm_up
    if chosen.quick:
        rounds, seconds, warm_up = 2, 0.5, 0.1
    has_variants = not (chosen.quick or chosen.no_variants)
    return Plan(chosen.lines, rounds, seconds, warm_up, has_variants, tuple(chosen.also))


def _notes(found: Measured) -> list[str]:
    """What stands below the table. Raises `LoadFailedError`, `NotStartedError`."""
    shared = cores_for(usable_cores()) == (None, None)
    held = [f"Memory of the servers in the end: {memory_line(found.memory)}."] if found.memory else []
    ready = f"Ready after their start: {starts_line(found.starts)}."
    begun = start.line_of(start.measured())
    return [*remarks(found.results, shares_cores=shared), ready, begun, *held, ceiling_line(ceilings(1.0))]


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _run(chosen: argparse.Namespace, plan: Plan) -> int:
    """Measure, print, and write; gives the exit code. Raises `LoadFailedError`, `NotStartedError`."""
    machine = this_machine()
    how = f"{plan.rounds} round{'s' * (plan.rounds > 1)} of {plan.seconds:g} s"
    print(f"{machine}\n{how}; about {plan.duration / 60:.0f} minutes, and the soak", flush=True)
    found = measure(plan, _tell)
    measured, notes = rows(found.results), _notes(found)
    print(f"\n{text(measured)}\n\n{tally(measured)}\n", *notes, sep="\n", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(document(machine, found.results, found.memory), indent=1) + "\n")
    if chosen.write:
        page.write("figures", page.figures(machine, how, measured, notes))
        slow = [row.line for row in measured if row.is_missed]
        page.write("profiles", missed(slow, PROFILE_SECONDS, _tell))
    if chosen.quick or chosen.only or chosen.no_soak:
        return 0
    return soak.run(soak.Asked(SOAK_MINUTES), _tell, writes=chosen.write)


def main(given: Sequence[str]) -> int:
    """Measure and print; gives the exit code."""
    chosen = _arguments(given)
    end_in_order()
    plan = _plan(chosen)
    stand(FIRST if chosen.first else 0)
    try:
        if chosen.profile:
            print(profile(plan.lines[0], plan.flags, seconds=max(5.0, plan.seconds)))
            return 0
        return _run(chosen, plan)
    except (LoadFailedError, NotStartedError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    finally:
        stand(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
