"""The tables of `docs/api.md`, made from the table of operations; the rest of it is written by hand."""

import sys
from collections.abc import Iterable, Iterator

from smockproxy.app.api.chaos import CHAOS
from smockproxy.app.api.clock import CLOCK
from smockproxy.app.api.resources import RESOURCES
from smockproxy.app.api.routes import ROUTES
from smockproxy.app.api.row import ROOT, Operation, Parameter
from smockproxy.app.api.scenarios import SCENARIOS
from smockproxy.app.api.table import CHECKS, HISTORY, MOCKS, SERVER, SESSIONS

SUBJECTS = {
    "sessions": SESSIONS,
    "mocks": MOCKS,
    "history": HISTORY,
    "checks": CHECKS,
    "chaos": CHAOS,
    "clock": CLOCK,
    "scenarios": SCENARIOS,
    "resources": RESOURCES,
    "routes": ROUTES,
    "run": SERVER,
}


def with_tables(page: str) -> str:
    """The page with new tables between the marks that say where they stand."""
    for subject, operations in SUBJECTS.items():
        begin, end = f"<!-- operations: {subject} -->\n", "<!-- end -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}{tables_of(operations)}{end}{after}"
    return page


def tables_of(operations: Iterable[Operation]) -> str:
    """Some operations, and what their parameters mean."""
    rows = tuple(operations)
    lines = ["| route | does | parameters | command |", "| --- | --- | --- | --- |", *map(_line, rows)]
    parameters = dict.fromkeys(parameter for row in rows for parameter in row.parameters)
    if parameters:
        lines += [
            "",
            "| parameter | takes | means |",
            "| --- | --- | --- |",
            *map(_parameter_line, parameters),
        ]
    return "\n".join(lines) + "\n"


def _line(row: Operation) -> str:
    names = ", ".join(f"`{parameter.name}`" for parameter in row.parameters)
    command = f"`{row.command}`" if row.command else ""
    return f"| `{row.method} {ROOT}{row.path}` | {row.summary} | {names} | {command} |"


def _parameter_line(parameter: Parameter) -> str:
    taken = "; ".join(_taken(parameter))
    return f"| `{parameter.name}` | {taken} | {parameter.summary} |"


def _taken(parameter: Parameter) -> Iterator[str]:
    if parameter.choices:
        yield ", ".join(f"`{choice}`" for choice in parameter.choices)
    elif parameter.type == "integer":
        yield f"{parameter.low} to {parameter.high:,}" if parameter.high else "a number"
    elif parameter.type == "boolean":
        yield "`true`, `false`"
    else:
        yield f"a text such as `{parameter.example}`" if parameter.example else "a text"
    if parameter.required:
        yield "must be there"
    if parameter.default is not None:
        yield f"without it `{str(parameter.default).lower()}`"


if __name__ == "__main__":
    sys.stdout.write(with_tables(sys.stdin.read()))
