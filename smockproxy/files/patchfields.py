"""`proxy.patch` and `proxy.rewrite`: what changes on the way to the real server and back, as models."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, PlainValidator, PrivateAttr, ValidationInfo, model_validator

from smockproxy.core.http import Headers
from smockproxy.core.matcher import BadValueError
from smockproxy.core.patching import FRAMING, Patch
from smockproxy.core.replacing import Replacement
from smockproxy.core.rewriting import flaw_of_path
from smockproxy.files.fields import HeaderLines, HeaderName, Integer, Text
from smockproxy.files.jsonpatch import BadJsonPatchError, ReadyJsonPatch, json_patch
from smockproxy.files.model import Wire
from smockproxy.files.reading import complain, reading_of
from smockproxy.files.responsefields import header_lines, json_of
from smockproxy.files.scalars import quoted

STATUSES = range(200, 1000)


def _status(number: int) -> int:
    if number not in STATUSES:
        raise complain(f"{number} is no status of a final answer", hint="a number from 200 to 999")
    return number


def _operations(tree: Any) -> ReadyJsonPatch:
    try:
        return json_patch(json_of(tree))
    except BadJsonPatchError as error:
        hint = "write it like [{op: replace, path: /user/name, value: Ada}] (RFC 6902)"
        raise complain(str(error), hint=hint) from None


def _settable(headers: dict[str, list[str] | None]) -> dict[str, list[str] | None]:
    for name in headers:
        if name.lower() in FRAMING:
            hint = "it follows from the body, and is worked out anew"
            raise complain(f"{quoted(name)} can't be patched", hint=hint, steps=(name,), of_key=True)
    return headers


type FinalStatus = Annotated[Integer, AfterValidator(_status)]
type PatchedHeaders = Annotated[dict[HeaderName, HeaderLines | None], AfterValidator(_settable)]
type MergePatch = Annotated[Any, AfterValidator(json_of)]
type JsonPatchField = Annotated[ReadyJsonPatch, PlainValidator(_operations)]


class ReplacementWire(Wire):
    """A pattern, and what takes the place of all that it finds."""

    pattern: Text = ""
    replacement: Text = ""

    _ready: Replacement | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _is_sound(self, info: ValidationInfo) -> Self:
        if "pattern" not in self.model_fields_set:
            raise complain(
                "a replacement needs a pattern", hint="write it like {pattern: foo, replacement: bar}"
            )
        try:
            compiled = reading_of(info).matchers.compile_capturing(self.pattern)
        except BadValueError as error:
            raise complain(str(error), hint=error.hint, steps=("pattern",)) from None
        except ValueError as error:
            raise complain(f"invalid regular expression: {error}", steps=("pattern",)) from None
        try:
            self._ready = Replacement.of(self.pattern, self.replacement, compiled)
        except ValueError as error:
            hint = r"a group is \1, $1 or ${name}; \0 is all that was found"
            raise complain(str(error), hint=hint, steps=("replacement",)) from None
        return self

    @property
    def ready(self) -> Replacement:
        """The replacement as the core has it."""
        if self._ready is None:
            raise TypeError("a replacement that was never looked at")
        return self._ready


class RewriteWire(ReplacementWire):
    """`proxy.rewrite`: a replacement on the path."""

    @model_validator(mode="after")
    def _is_a_path(self) -> Self:
        begin = self.ready.pieces[0] if self.ready.pieces else ""
        if isinstance(begin, str) and "://" in begin:
            hint = "the server belongs under host: this is about the path only"
            raise complain(f"{quoted(self.replacement)} is no path", hint=hint, steps=("replacement",))
        written = "".join(each if isinstance(each, str) else "/x" for each in self.ready.pieces)
        if flaw := flaw_of_path(f"/{written.lstrip('/')}"):
            raise complain(f"it would make a path {flaw}", steps=("replacement",))
        return self


class PatchWire(Wire):
    """`proxy.patch`: what changes in the real server's answer."""

    keeps_null = frozenset({"json_merge"})

    status: FinalStatus = 0
    headers: PatchedHeaders = Field(default_factory=dict)
    json_merge: MergePatch = None
    json_patch: JsonPatchField | None = None
    replace: list[ReplacementWire] = Field(default_factory=list)
    template: Text = ""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise complain("it changes nothing", hint=f"say one of {', '.join(sorted(self.keys()))}")
        return self


def patch_of(wire: PatchWire) -> Patch:
    """The core's patch."""
    return Patch(
        wire.status,
        Headers.of(header_lines(wire.headers)),
        tuple(sorted(name for name, lines in wire.headers.items() if lines is None)),
        (wire.json_merge,) if "json_merge" in wire.model_fields_set else (),
        wire.json_patch,
        tuple(each.ready for each in wire.replace),
        wire.template,
    )
