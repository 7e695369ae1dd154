"""The text of an export → its tree, of JSON's types: bodies in it may hold any document.

Numbers are as Go reads them, text that is no Unicode has U+FFFD, and nothing is nested without end.
"""

from collections.abc import Iterable
from json import JSONDecodeError, JSONDecoder
from math import isfinite
from typing import Any, NoReturn

from smockproxy.core.http import text_of
from smockproxy.files.scalars import NotJsonError, Plain, json_value, kind_of
from smockproxy.files.uploadtext import UploadError
from smockproxy.files.yamltext import parse_yaml

DEEPEST = 150
"""Lists and mappings inside each other; the bodies of an export are not nested deeper than 90."""
MOST_COMMAS = 10_000_000
"""Of an export in JSON: they are about as many as its values, which are read in one go."""
_SHORT = 15
"""Digits of an integer that a float64 holds in any case."""


def json_export(raw: bytes) -> Any:
    """The document of an export in JSON; None when there is none. Raises `UploadError`."""
    if (commas := raw.count(b",")) > MOST_COMMAS:
        most = f"expected at most {MOST_COMMAS:,} commas in one export"
        raise UploadError(f"{most}, found {commas:,}: import fewer sessions at once")
    text = text_of(raw).removeprefix("\ufeff")
    if not text.strip():
        return None
    try:
        tree = _DECODER.decode(text)
    except JSONDecodeError as error:
        raise UploadError(f"not JSON: {error.msg}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise UploadError(f"not JSON: {error}") from None
    return _well_formed(tree, 0)


def yaml_export(raw: bytes) -> list[Any]:
    """The list of one of an export's files in YAML; scalars are what they mean. Raises `UploadError`."""
    return [_meant(value) for value in yaml_scalars(raw)]


def yaml_scalars(raw: bytes) -> list[Any]:
    """The same with scalars as they were written. Raises `UploadError`."""
    try:
        parsed = parse_yaml(raw.decode())
    except UnicodeDecodeError as error:
        raise UploadError(f"not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}") from None
    if parsed.flaws:
        flaw = parsed.flaws[0]
        raise UploadError(f"line {flaw.line + 1}: {flaw.message}")
    if not isinstance(parsed.tree, list):
        raise UploadError(f"expected a list, found {kind_of(parsed.tree)}")
    return parsed.tree


def folded(tree: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """A mapping of JSON with its keys as the format has them: Smocker looks at no case."""
    known = {key.lower(): key for key in keys}
    return {known.get(key.lower(), key): value for key, value in tree.items()}


def _meant(tree: Any) -> Any:
    """Unquoted scalars as what they mean; a number that JSON has not stays text."""
    if isinstance(tree, dict):
        return {str(key): _meant(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_meant(value) for value in tree]
    try:
        return json_value(tree) if isinstance(tree, Plain) else tree
    except NotJsonError:
        return str(tree)


def _well_formed(tree: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise _too_deep()
    if isinstance(tree, str):
        return _unicode(tree)
    if isinstance(tree, list):
        return [_well_formed(value, depth + 1) for value in tree]
    if isinstance(tree, dict):
        return {_unicode(key): _well_formed(value, depth + 1) for key, value in tree.items()}
    return tree


def _unicode(text: str) -> str:
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _too_deep() -> UploadError:
    return UploadError(f"nested more than {DEEPEST} deep")


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= _SHORT and digits != "-0" else _fraction(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError("a number is beyond float64")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


_DECODER = JSONDecoder(parse_constant=_refuse_constant, parse_int=_integer, parse_float=_fraction)
