"""Fields of answers that are made anew for each request: engines, scripts in their own files, templates."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo

from smockproxy.core.matcher import BadValueError
from smockproxy.core.problem import did_you_mean
from smockproxy.core.responders import ENGINES
from smockproxy.files.fields import status_of, text_of
from smockproxy.files.reading import complain, complain_each, complaints_about, reading_of
from smockproxy.files.scalars import kind_of, quoted

_BEGINS_TEMPLATE = ("{{", "{%")


def _engine_of(tree: Any, info: ValidationInfo) -> str:
    engine = text_of(tree)
    if reading_of(info).is_strict and engine not in ENGINES:
        hint = did_you_mean(engine, ENGINES) or f"known engines: {', '.join(ENGINES)}"
        raise complain(f"unknown engine {quoted(engine)}", hint=hint)
    return engine


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """A script in a file of its own."""

    name: str
    """As the file of mocks has it, relative to that."""
    text: str


def _script_file_of(tree: Any, info: ValidationInfo) -> ScriptFile:
    name = text_of(tree)
    try:
        return ScriptFile(name, reading_of(info).read_beside(name))
    except BadValueError as error:
        raise complain_each(tuple(complaints_about(error))) from None


def is_template(text: str) -> bool:
    """Whether a text has something of a template in it."""
    return any(opening in text for opening in _BEGINS_TEMPLATE)


def _status_of(tree: Any, info: ValidationInfo) -> int | str:
    if not isinstance(tree, str) or not is_template(tree):
        return status_of(tree, info)
    if not info.data.get("template"):
        hint = 'a response whose texts are templates says so: "template: true"'
        raise complain(f"expected a whole number, found {kind_of(tree)}", hint=hint)
    return str(tree)


type EngineName = Annotated[str, PlainValidator(_engine_of)]
type BesideScript = Annotated[ScriptFile, PlainValidator(_script_file_of)]
type StatusOrTemplate = Annotated[int | str, PlainValidator(_status_of)]
"""A status; a text with a template in it where `template` is switched on, which must be read before."""
