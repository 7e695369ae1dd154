"""The formats that a verdict can be written in, all from the values of `smockproxy.app.verdicts.shape`.

Rules of this file: standard library only.
"""

from collections.abc import Callable, Mapping
from json import dumps

from smockproxy.app.verdicts.junit import verdict_junit
from smockproxy.app.verdicts.text import Shape, verdict_text


def _text(shape: Shape) -> bytes:
    return verdict_text(shape).encode("utf-8", "replace")


def _json(shape: Shape) -> bytes:
    return f"{dumps(shape, indent=2, ensure_ascii=True)}\n".encode()


FORMATS: Mapping[str, Callable[[Shape], bytes]] = {"text": _text, "json": _json, "junit": verdict_junit}
"""Name of a format → how it is written."""
