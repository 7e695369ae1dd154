"""What an answer by a script costs in each language, beside a static mock's; and what others notice of it.

`python -m benchmarks.scripts`.

Server, workers and load run wherever the system puts them: workers would inherit the core of a server that is
bound to one.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import subjects
from benchmarks.endless import Steadiness, Strain
from benchmarks.figures import Sample, summary
from benchmarks.load.orders import Ask, Order
from benchmarks.machine import this_machine
from benchmarks.measuring import LoadFailedError, load_on
from benchmarks.subjects import NotStartedError, Setup, Subject, Workshop
from benchmarks.works import BODY
from smockproxy.engines.contract import Call, Program
from smockproxy.engines.limits import DEFAULT_LIMITS
from smockproxy.engines.log import ScriptLog
from smockproxy.engines.pool import Pool
from smockproxy.engines.running import outcome, prepare_next

STATIC = "static"
TEMPLATE = "template: true"
JSON_TYPE = "application/json"
SCRIPTS: Mapping[str, tuple[str, str]] = {
    "lua": ("lua", f"return {{headers = {{['Content-Type'] = '{JSON_TYPE}'}}, body = '{BODY}'}}"),
    "javascript": ("javascript", f"return {{headers: {{'Content-Type': '{JSON_TYPE}'}}, body: '{BODY}'}}"),
    "python": ("python", f"return 200, {{'Content-Type': '{JSON_TYPE}'}}, '{BODY}'"),
    "python, importing": ("python", f"import json\nreturn 200, {{'Content-Type': '{JSON_TYPE}'}}, '{BODY}'"),
    "jinja2": ("jinja2", f"headers: {{Content-Type: {JSON_TYPE}}}\nbody: '{BODY}'"),
    "go_template": ("go_template", f"headers: {{Content-Type: {JSON_TYPE}}}\nbody: '{BODY}'"),
    "go_template_json": (
        "go_template_json",
        json.dumps({"headers": {"Content-Type": JSON_TYPE}, "body": BODY}),
    ),
    TEMPLATE: (
        "jinja2_texts",
        json.dumps({"headers": {"Content-Type": JSON_TYPE}, "body": BODY + "{{ request.nothing }}"}),
    ),
}
"""Name → engine and script; each answers with what the static mock does."""
ENDLESS: Mapping[str, str] = {
    "lua": "while true do end",
    "javascript": "while (true) {}",
    "python": "while True: pass",
    "jinja2": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
}
MANY_ENDLESS = 10
CONNECTIONS = (1, 16)
REQUEST = {
    "method": "GET",
    "scheme": "http",
    "host": "bench.test",
    "port": 80,
    "url": "http://bench.test/",
    "path": "/",
    "headers": {"Host": ["bench.test"], "User-Agent": ["bench"], "Accept": ["*/*"]},
    "query_params": {},
    "path_params": {},
    "path_segments": [],
    "cookies": {},
    "body": "",
    "body_string": "",
    "body_base64": "",
    "origin": "127.0.0.1",
    "date": "2026-01-01T00:00:00Z",
    "session": "",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one name costs; seconds a call, and samples through the server by connections."""

    name: str
    alone: float | None
    """In the engine, without a worker."""
    round_trip: float | None
    """To a worker and back, without the server."""
    served: Mapping[int, Sequence[Sample]]


@dataclass(frozen=True, slots=True)
class Scripting:
    """What a run found."""

    costs: tuple[Cost, ...]
    steadiness: Steadiness
    limit: float
    """Seconds that a script may take."""
    busy: float | None
    """Load average over the last minute when it had ended: what else ran shows in it."""


def call_of(name: str) -> Call:
    """A call of one of the scripts."""
    return Call(Program(*SCRIPTS[name]), REQUEST, seed="bench")


def host_of(name: str) -> str:
    """Where the mock of that name answers."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in name)
    return f"{letters}.bench.test"


def mocks() -> list[dict[str, object]]:
    """The mocks of all names, and those without end."""
    fixed = {"headers": {"Content-Type": JSON_TYPE}, "body": BODY}
    listed: list[dict[str, object]] = [{"request": {"host": host_of(STATIC)}, "response": fixed}]
    for name, (engine, script) in SCRIPTS.items():
        answer: dict[str, object] = {"dynamic_response": {"engine": engine, "script": script}}
        if name == TEMPLATE:
            answer = {"response": {"template": True, **json.loads(script)}}
        listed.append({"request": {"host": host_of(name)}, **answer})
    for engine, script in ENDLESS.items():
        response = {"engine": engine, "script": script}
        listed.append({"request": {"host": host_of(f"endless {engine}")}, "dynamic_response": response})
    return listed


# -- without the server -----------------------------------------------------------------


def seconds_alone(name: str, calls: int) -> float:
    """The median of calls in this process; what can be done after the answer is left out."""
    call, log = call_of(name), ScriptLog(0, print)
    outcome(call, log, DEFAULT_LIMITS)

    def once() -> float:
        prepare_next(call.program)
        return _seconds(lambda: outcome(call, log, DEFAULT_LIMITS))

    return median(once() for _ in range(calls))


def _seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


async def round_trips(names: Sequence[str], calls: int) -> dict[str, float]:
    """The medians of calls to workers."""
    pool = Pool()
    found = {}
    try:
        for name in names:
            call, took = call_of(name), []
            for number in range(calls + 20):
                begun = time.perf_counter()
                await pool.run(call)
                if number >= 20:
                    took.append(time.perf_counter() - begun)
            found[name] = median(took)
    finally:
        await pool.aclose()
    return found


# -- through the server -----------------------------------------------------------------


def measure_scripts(rounds: int, seconds: float, tell: Callable[[str], None]) -> Scripting:
    """Measure everything. Raises `LoadFailedError`, `NotStartedError`."""
    calls = max(20, int(seconds * 200))
    trips = asyncio.run(round_trips(tuple(SCRIPTS), calls))
    names = (STATIC, *SCRIPTS)
    served: dict[str, dict[int, list[Sample]]] = {name: {many: [] for many in CONNECTIONS} for name in names}
    with TemporaryDirectory(prefix="smockproxy-bench-") as folder:
        workshop = Workshop(Path(folder), None)
        workshop.prepare()
        (workshop.folder / "scripts.json").write_text(json.dumps(mocks()))
        setup = Setup("smockproxy", flags="scripts.json")
        with subjects.started(workshop, setup) as server, load_on(None) as load:
            for _ in range(rounds):
                for many in CONNECTIONS:
                    for name in names:
                        sample = load.sample(_order(server, name, many, seconds))
                        served[name][many].append(sample)
                        tell(f"{many:>3} {name:<20}{sample.rate:8,.0f} req/s")
            tell(f"{MANY_ENDLESS} scripts without end")
            steadiness = run_strain(server, max(2.0, 5 * seconds))
    costs = (Cost(name, _alone(name, calls), trips.get(name), served[name]) for name in names)
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return Scripting(tuple(costs), steadiness, DEFAULT_LIMITS.seconds, busy)


def _alone(name: str, calls: int) -> float | None:
    return None if name == STATIC else seconds_alone(name, calls)


def _order(server: Subject, name: str, connections: int, seconds: float) -> Order:
    return Order(
        proxy=server.proxy,
        speech="http",
        host=host_of(name),
        port=80,
        asks=(Ask("/"),),
        body=BODY,
        many=connections,
        warm_up=0.5,
        seconds=seconds,
        server_pid=server.pid,
    )


def run_strain(server: Subject, seconds: float) -> Steadiness:
    """The static mock beside scripts without end. Raises `LoadFailedError`."""
    engines = tuple(ENDLESS)
    urls = (f"http://{host_of(f'endless {engines[n % len(engines)]}')}/" for n in range(MANY_ENDLESS))
    strain = Strain(server.proxy, f"http://{host_of(STATIC)}/", tuple(urls), seconds=seconds)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.endless"],
        cwd=subjects.ROOT,
        input=json.dumps(asdict(strain)),
        capture_output=True,
        text=True,
        timeout=2 * seconds + 120,
        check=False,
    )
    if done.returncode:
        raise LoadFailedError(done.stderr.strip())
    return Steadiness(**json.loads(done.stdout))


# -- as text ----------------------------------------------------------------------------


def scripts_table(found: Scripting) -> str:
    """One line a name."""
    headings = ("alone µs", "worker µs", "server µs", "x static", "16: req/s", "x static")
    lines = [f"{'':20}" + "".join(f"{heading:>12}" for heading in headings)]
    base = found.costs[0]
    lines += (
        f"{cost.name:<20}" + "".join(f"{cell:>12}" for cell in _cells(cost, base)) for cost in found.costs
    )
    return "\n".join(lines)


def _cells(cost: Cost, base: Cost) -> list[str]:
    one, sixteen = (summary(cost.served[many]) for many in CONNECTIONS)
    base_one, base_sixteen = (summary(base.served[many]) for many in CONNECTIONS)
    return [
        *("-" if seconds is None else f"{seconds * 1e6:,.0f}" for seconds in (cost.alone, cost.round_trip)),
        f"{one.p50 * 1e6:,.0f}",
        f"{one.p50 / base_one.p50:.2f}",
        f"{sixteen.rate:,.0f}",
        f"{sixteen.rate / base_sixteen.rate:.2f}",
    ]


def steadiness_text(found: Scripting) -> str:
    """The static mock beside the scripts without end."""
    seen = found.steadiness
    late = seen.slowest_stop - found.limit
    busy = "" if found.busy is None else f"; load average after the run {found.busy:.1f}"
    return (
        f"A static mock at 200 requests a second: median {seen.calm_p50 * 1e3:.2f} ms, "
        f"p99 {seen.calm_p99 * 1e3:.2f} ms; "
        f"beside {MANY_ENDLESS} scripts without end: median {seen.p50 * 1e3:.2f} ms ({seen.ratio:.2f}x), "
        f"p99 {seen.p99 * 1e3:.2f} ms, slowest {seen.slowest * 1e3:.1f} ms.\n"
        f"{seen.stopped} scripts were stopped, the slowest {late * 1e3:.0f} ms after its limit{busy}."
    )


def main() -> int:
    """Measure and print; gives the exit code."""
    print(this_machine(), flush=True)
    try:
        found = measure_scripts(3, 1.5, lambda line: print(line, file=sys.stderr, flush=True))
    except (LoadFailedError, NotStartedError) as error:
        print(f"benchmarks.scripts: {error}", file=sys.stderr)
        return 1
    print(
        "Answers by scripts: in the engine alone, to a worker and back, through the server with 1 connection"
    )
    print(f"{scripts_table(found)}\n\n{steadiness_text(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
