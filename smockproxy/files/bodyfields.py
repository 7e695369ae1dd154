"""`body_file` and `body_base64` of an answer: bodies that are large, or no text."""

from base64 import b64decode
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo

from smockproxy.core.matcher import BadValueError
from smockproxy.files.fields import text_of
from smockproxy.files.reading import complain, complain_each, complaints_about, reading_of
from smockproxy.files.scalars import shortened


def _file_of(tree: Any, info: ValidationInfo) -> bytes:
    name = text_of(tree)
    try:
        return reading_of(info).bytes_beside(name)
    except BadValueError as error:
        raise complain_each(tuple(complaints_about(error))) from None


def _bytes_of(tree: Any) -> bytes:
    if isinstance(tree, bytes):
        return tree
    text = "".join(text_of(tree).split())
    try:
        return b64decode(text, validate=True)
    except ValueError:
        hint = "the command base64 writes it; text stands in body"
        raise complain(f"{shortened(text, 40)} is not base64", hint=hint) from None


type BodyFile = Annotated[bytes, PlainValidator(_file_of)]
type BodyBase64 = Annotated[bytes, PlainValidator(_bytes_of)]


def reason_of(tree: Any) -> str:
    """A reason phrase: one line, as the protocol has it (RFC 9112, 4)."""
    text = text_of(tree)
    if not text.isprintable() or any(ord(char) > 0xFF for char in text):
        hint = "letters of Latin-1 and blanks, on one line"
        raise complain("a reason phrase is one line of printable characters", hint=hint)
    return text


type Reason = Annotated[str, PlainValidator(reason_of)]
