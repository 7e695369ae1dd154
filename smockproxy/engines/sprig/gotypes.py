"""The types of Go's that Python lacks, and Go's names for the kinds of types.

int is Go's int, float its float64, str, bool, list (`[]interface {}`) and dict (`map[string]interface
{}`) are theirs, None is nil. A class of ours has `go_type` and `go_kind`, and in `go_methods` what a
template may name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


class Int64(int):
    """Go's int64, which sprig's arithmetic gives; a template tells it from int only by asking its type."""

    __slots__ = ()
    go_type: ClassVar[str] = "int64"
    go_kind: ClassVar[str] = "int64"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What sprig's certificate functions give: PEM texts; a template writes `$ca.Cert` and `$ca.Key`."""

    Cert: str
    Key: str
    go_type: ClassVar[str] = "sprig.certificate"
    go_kind: ClassVar[str] = "struct"
    go_methods: ClassVar[frozenset[str]] = frozenset()
    go_fields: ClassVar[tuple[str, ...]] = ("Cert", "Key")


def wrapped(number: int) -> Int64:
    """A whole number in 64 bits, as Go's arithmetic overflows."""
    return Int64((number + 2**63) % 2**64 - 2**63)


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "bool"),
    (int, "int"),
    (float, "float64"),
    (str, "string"),
    (Mapping, "map"),
    (list, "slice"),
)


def kind_name(value: Any) -> str:
    """What Go's `reflect.Kind` prints; `invalid` for nil."""
    if value is None:
        return "invalid"
    name = getattr(type(value), "go_kind", None)
    return name or next((kind for known, kind in _KINDS if isinstance(value, known)), "struct")
