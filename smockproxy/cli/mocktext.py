"""Mocks as text for a terminal, from the values that `/api/v1/mocks` gives."""

from collections.abc import Iterable, Mapping
from typing import Any

from smockproxy.app.visible import visible
from smockproxy.cli.written import columns
from smockproxy.core.problem import Problem, Severity

HEADINGS = ("ID", "USES", "ON", "FROM", "REQUEST")
TO_THE_RIGHT = frozenset({"USES"})
NAMED = ("method", "host", "path")
"""What a request is known by in one line."""


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """One line a mock; nothing but a remark if there are none."""
    cells = [_cells(row) for row in rows]
    return columns(HEADINGS, cells, TO_THE_RIGHT) if cells else "There are no mocks.\n"


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    uses = f"{row['times_count']}/{row['times']}" if row["times"] else str(row["times_count"])
    return (
        visible(row["id"]),
        uses,
        "yes" if row["enabled"] else "no",
        visible(row["source"] or "API"),
        _request_text(_asked(row["definition"])),
    )


def _asked(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a mock asks of a request; a resource says the path."""
    request, resource = definition.get("request") or {}, definition.get("resource")
    return {**request, "path": resource.get("path_template", "")} if isinstance(resource, dict) else request


def _request_text(request: Mapping[str, Any]) -> str:
    """`GET api.test /users/7`; what else there is to it as a number of conditions."""
    said = [_condition_text(request[name]) for name in NAMED if name in request]
    rest = sum(name not in NAMED for name in request)
    more = [f"(+{rest})"] if rest else []
    return " ".join([*said, *more]) or "any"


def _condition_text(condition: Any) -> str:
    if not isinstance(condition, dict) or "matcher" not in condition:
        return visible(str(condition))
    matcher, value = condition["matcher"], visible(str(condition.get("value", "")))
    return value if matcher == "ShouldEqual" else f"{matcher}({value})"


def problem_text(problem: Mapping[str, Any], file: str) -> str:
    """A problem of a text of mocks as `check` would tell it."""
    told = {**problem, "file": file, "severity": Severity(problem["severity"])}
    return str(Problem(**told))
