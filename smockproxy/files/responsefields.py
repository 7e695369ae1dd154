"""`response`: the answer of a mock, as a model."""

from collections.abc import Iterable, Iterator, Mapping
from json import dumps
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from smockproxy.core.duration import NO_DELAY
from smockproxy.files import planned
from smockproxy.files.bodyfields import BodyBase64, BodyFile, Reason
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
    beside: BodyFile = Field(default=b"", alias="body_file")
    coded: BodyBase64 = Field(default=b"", alias="body_base64")
    reason: Reason = ""
    value: Annotated[Any, AfterValidator(json_of)] = Field(default=None, alias="json")
    delay: DelayRange = NO_DELAY

    @model_validator(mode="before")
    @classmethod
    def _on_preset(cls, tree: Any) -> Any:
        return with_preset(tree)

    @model_validator(mode="after")
    def _has_one_body(self, info: ValidationInfo) -> Self:
        given = [key for name, key in _BODIES.items() if name in self.model_fields_set]
        if len(given) > 1 and reading_of(info).is_strict:
            first = "a body" if given[0] == "body" else given[0]
            told = f"a response has either {first} or {given[1]}, not both"
            raise complain(told, steps=(given[1],), of_key=True)
        return self

    @model_validator(mode="after")
    def _is_text(self) -> Self:
        if self.template and text_in(self.content) is None:
            key = next((key for name, key in _BODIES.items() if getattr(self, name) == self.content), "body")
            raise complain("a template is text, found binary", steps=(key,))
        if self.template and self.reason:
            hint = "leave it out; the status says which one it is"
            raise complain(
                "a template has the usual reason phrase", hint=hint, steps=("reason",), of_key=True
            )
        return self

    @property
    def content(self) -> bytes:
        """The body, wherever it stands; that of `json` is not here."""
        return self.beside or self.coded or self.body


_BODIES = {"body": "body", "value": "json", "beside": "body_file", "coded": "body_base64"}
"""Fields that give a body, and their keys."""


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
