"""`response`: the answer of a mock, as a model."""

from collections.abc import Iterable, Iterator, Mapping
from json import dumps
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from smockproxy.core.duration import NO_DELAY
from smockproxy.files import planned
from smockproxy.files.fields import Body, Boolean, DelayRange, HeaderLines, HeaderName
from smockproxy.files.model import Wire
from smockproxy.files.presets import PresetName, with_preset
from smockproxy.files.reading import complain, reading_of
from smockproxy.files.scalars import NotJsonError, json_value
from smockproxy.files.scriptfields import StatusOrTemplate

type HeaderMap = dict[HeaderName, HeaderLines]


def json_of(tree: Any) -> Any:
    """A value as JSON has it, for a field of any value."""
    try:
        return json_value(tree)
    except NotJsonError as error:
        raise complain(str(error)) from None


class ResponseWire(Wire):
    """`response`: a fixed answer, or one whose texts are templates. A status of 0 is 200."""

    planned_keys = planned.RESPONSE
    keeps_null = frozenset({"json"})

    preset: PresetName = ""
    template: Boolean = False
    status: StatusOrTemplate = 0
    headers: HeaderMap = Field(default_factory=dict)
    body: Body = b""
    value: Annotated[Any, AfterValidator(json_of)] = Field(default=None, alias="json")
    delay: DelayRange = NO_DELAY

    @model_validator(mode="before")
    @classmethod
    def _on_preset(cls, tree: Any) -> Any:
        return with_preset(tree)

    @model_validator(mode="after")
    def _has_one_body(self, info: ValidationInfo) -> Self:
        if {"body", "value"} <= self.model_fields_set and reading_of(info).is_strict:
            told = "a response has either a body or json, not both"
            raise complain(told, steps=("json",), of_key=True)
        return self

    @model_validator(mode="after")
    def _is_text(self) -> Self:
        if self.template and text_in(self.body) is None:
            raise complain("a template is text, found binary", steps=("body",))
        return self


def text_in(body: bytes) -> str | None:
    """The text of a body; None when it is none."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def header_lines(headers: Mapping[str, Iterable[str] | None]) -> Iterator[tuple[str, str]]:
    """Header lines sorted by name, as Smocker writes them."""
    for name in sorted(headers):
        for line in headers[name] or ():
            yield name, line


def with_json_type(headers: HeaderMap) -> HeaderMap:
    """Headers that say of a body that it is JSON, unless they say something else."""
    if any(name.lower() == "content-type" for name in headers):
        return headers
    return {**headers, "Content-Type": ["application/json"]}


def document_in(value: Any) -> bytes:
    """A value of JSON as a body."""
    return dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
