"""The formats that a report can be written in, from the values of `smockproxy.app.verdicts.reportshape`.

Rules of this file: standard library only.
"""

from collections.abc import Callable, Iterator, Mapping
from json import dumps
from pathlib import PurePath

from smockproxy.app.verdicts.reporttext import NO_HOST, Shape, is_under, percent_text, report_text
from smockproxy.app.visible import visible
from smockproxy.app.why.text import mock_name
from smockproxy.interop.junit import Case, Suite, junit_xml

HOSTS, RUN = "smockproxy.hosts", "smockproxy.run"

type Write = Callable[[Shape, float], bytes]
"""Values and the least accuracy (0: any) → a document."""


def _text(shape: Shape, fail_under: float) -> bytes:
    return report_text(shape, fail_under).encode("utf-8", "replace")


def _json(shape: Shape, fail_under: float) -> bytes:
    told = {**shape, "fail_under": fail_under, "failed": is_under(shape, fail_under)}
    return f"{dumps(told, indent=2, ensure_ascii=True)}\n".encode()


def _junit(shape: Shape, fail_under: float) -> bytes:
    """A test case for each host, and one for all: a host fails by itself only if all together do."""
    properties = (("accuracy", percent_text(shape["accuracy"])), ("requests", str(shape["total"])))
    return junit_xml(
        Suite(
            "smockproxy report", tuple(_cases(shape, fail_under)), properties, report_text(shape, fail_under)
        )
    )


def _cases(shape: Shape, fail_under: float) -> Iterator[Case]:
    is_failed = is_under(shape, fail_under)
    for figures in shape["hosts"]:
        name = f"{visible(figures['host']) or NO_HOST}: {percent_text(figures['accuracy'])} matched"
        is_low = is_failed and figures["total"] and is_under(figures, fail_under)
        told = f"{figures['missed']} missed, {figures['forwarded']} forwarded of {figures['total']}"
        unused = "\n".join(f"never used: {mock_name(mock)}" for mock in figures["unused"])
        yield Case(name, HOSTS, failure=told if is_low else "", details=unused if is_low else "")
    failure = f"accuracy is {percent_text(shape['accuracy'])}" if is_failed else ""
    yield Case(f"at least {percent_text(fail_under)} of all requests are matched", RUN, failure=failure)


FORMATS: Mapping[str, Write] = {"text": _text, "json": _json, "junit": _junit}
"""Name of a format → how it is written."""


def format_of(file: str) -> str:
    """The format that a file's name asks for."""
    return {".json": "json", ".xml": "junit"}.get(PurePath(file).suffix.lower(), "text")
