"""What nodes of YAML are read as. Source: yaml.v3 (scalars, duplicate keys, merged mappings)."""

import binascii
from base64 import b64decode

from smockproxy.core.duration import parse_duration
from smockproxy.engines.gotemplate.answerparts import INTEGERS
from smockproxy.engines.gotemplate.yamlnodes import (
    BINARY,
    MERGE,
    NULL,
    Mapping,
    Node,
    Scalar,
    Sequence,
)

NUMBER = frozenset("0123456789+-.eE")
BASES = {"0x": 16, "0o": 8, "0b": 2}
MOST_MERGED = 10_000
"""Entries of mappings that are merged into one; yaml.v3 counts what aliases bring, too."""


class StopError(Exception):
    """What yaml.v3 does not read beyond; it keeps what was before."""


class UnfitError(Exception):
    """A node that can't be read as what it should be."""


def kind_of(node: Node) -> str:
    """What a node is, for messages."""
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar():
            return f"{node.value[:60]!r}"


def is_null(node: Node) -> bool:
    """Whether it is null, written or not."""
    return isinstance(node, Scalar) and node.tag == NULL


def text_of(node: Node) -> str:
    """A scalar as it is written. Raises `UnfitError`."""
    if isinstance(node, Scalar):
        return node.value
    raise UnfitError(f"{kind_of(node)}: expected text")


def octets_of(node: Node) -> bytes | None:
    """What `!!binary` stands for; nothing for other nodes. Raises `StopError`."""
    if not isinstance(node, Scalar) or node.tag != BINARY:
        return None
    try:
        return b64decode("".join(node.value.split()), validate=True)
    except binascii.Error:
        raise StopError(f"line {node.line}: !!binary value contains invalid base64 data") from None


def whole_number(node: Node) -> int:
    """A number without its fraction; a text that looks like one is none. Raises `UnfitError`."""
    number = number_of(node)
    if number is None or int(number) not in INTEGERS:
        raise UnfitError(f"{kind_of(node)}: expected a number")
    return int(number)


def duration(node: Node) -> int:
    """A duration in nanoseconds; a bare number is none. Raises `UnfitError`."""
    if isinstance(node, Scalar) and number_of(node) is None:
        try:
            return parse_duration(node.value)
        except ValueError:
            pass
    raise UnfitError(f"{kind_of(node)}: expected a duration such as 100ms")


def number_of(node: Node) -> int | float | None:
    """A plain scalar as a number; 0 at its front makes it octal."""
    if not isinstance(node, Scalar) or not node.is_plain or not node.value[:1] or len(node.value) > 100:
        return None
    digits = node.value.replace("_", "")
    unsigned = digits[1:] if digits[:1] in {"+", "-"} else digits
    if unsigned[:1] not in NUMBER - {"+", "-"}:
        return None
    base = BASES.get(unsigned[:2].lower(), 8 if unsigned[:1] == "0" and len(unsigned) > 1 else 10)
    try:
        return int(digits, base)
    except ValueError:
        return _float(digits)


def _float(digits: str) -> float | None:
    try:
        number = float(digits) if NUMBER.issuperset(digits) else None
    except ValueError:
        return None
    return number if number is not None and abs(number) < float("inf") else None


def entries_of(node: Mapping) -> list[tuple[Scalar, Node]]:
    """Its entries with a scalar as their key, then those that are merged in. Raises `UnfitError`."""
    found: dict[str, tuple[Scalar, Node]] = {}
    _merge(node, found, [])
    return list(found.values())


def _merge(node: Node, found: dict[str, tuple[Scalar, Node]], around: list[Node]) -> None:
    """Add the entries that are not there yet. Raises `UnfitError`."""
    if not isinstance(node, Mapping):
        raise UnfitError(f"{kind_of(node)}: expected a mapping to merge")
    is_too_much = len(around) > 100 or (bool(around) and len(found) > MOST_MERGED)
    if is_too_much or any(node is each for each in around):
        raise UnfitError("a mapping that merges itself, or too many: expected few")
    for name, entry in _own(node).items():
        found.setdefault(name, entry)
    for key, value in node.entries:
        if isinstance(key, Scalar) and key.tag == MERGE:
            for source in value.nodes if isinstance(value, Sequence) else [value]:
                _merge(source, found, [*around, node])


def _own(node: Mapping) -> dict[str, tuple[Scalar, Node]]:
    own: dict[str, tuple[Scalar, Node]] = {}
    for key, value in node.entries:
        if not isinstance(key, Scalar) or key.tag == MERGE:
            continue
        if key.value in own:
            raise UnfitError(f"a mapping with {key.value[:60]!r} twice (line {key.line}): expected it once")
        own[key.value] = key, value
    return own
