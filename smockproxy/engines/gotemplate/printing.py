"""Values as Go's package fmt prints them, by a verb: v, s, d, x and the others."""

from collections.abc import Mapping
from math import inf
from typing import Any

from smockproxy.engines.gotemplate.budget import Meter
from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.flags import PLAIN, Flags, padded
from smockproxy.engines.gotemplate.literals import quote
from smockproxy.engines.gotemplate.numerals import float_text, integer_text, shortest
from smockproxy.engines.gotemplate.octets import to_bytes
from smockproxy.engines.gotemplate.values import (
    INTERFACE,
    MISSING,
    fields,
    in_key_order,
    is_function,
    method,
    type_name,
)

DEEPEST = 100
"""Levels of lists in lists that can be printed."""
TEXT_VERBS = frozenset("vsxXq")
NIL = "<nil>"


class Printer:
    """A text in the making, which counts on a meter."""

    __slots__ = ("meter", "parts")

    def __init__(self, meter: Meter) -> None:
        self.meter, self.parts = meter, list[str]()

    def text(self) -> str:
        """All of it."""
        return "".join(self.parts)

    def add(self, text: str) -> None:
        """Add a text as it is. Raises `OverrunError`."""
        self.meter.write(len(text))
        self.parts.append(text)

    def operand(self, value: Any, verb: str, flags: Flags) -> None:
        """Add an operand of printf. Raises `OverrunError`, `FunctionError`."""
        if value is None or value is MISSING:
            self.add(padded(NIL, flags) if verb in {"v", "T"} else f"%!{verb}({NIL})")
        elif verb == "T":
            self.add(text_by(type_name(value), "s", flags) or "")
        elif verb == "p":
            self._misfit(value, verb, flags)
        else:
            self.value(value, verb, flags)

    def value(self, value: Any, verb: str = "v", flags: Flags = PLAIN, depth: int = 0) -> None:
        """Add a value. Raises `OverrunError`, `FunctionError`."""
        self.meter.spend()
        if depth > DEEPEST:
            message = f"a value of more than {DEEPEST} levels can't be printed"
            raise FunctionError(message)
        match value:
            case list():
                self._list(value, verb, flags, depth)
            case dict():
                self._map(value, verb, flags, depth)
            case _:
                self._scalar(value, verb, flags, depth)

    def _scalar(self, value: Any, verb: str, flags: Flags, depth: int) -> None:
        if value is None or value is MISSING:
            self.add(f"{INTERFACE}(nil)" if flags.go_syntax else NIL)
            return
        members = None if method(value, "String") else fields(value)
        if members is not None:
            self._struct(type_name(value), members, (verb, flags), depth)
            return
        written = scalar_text(value, verb, flags)
        if written is None:
            self._misfit(value, verb, flags)
        else:
            self.add(written)

    def _misfit(self, value: Any, verb: str, flags: Flags) -> None:
        """What Go prints for a value that a verb does not fit."""
        if value is None or value is MISSING:
            self.add(f"%!{verb}({NIL})")
            return
        self.add(f"%!{verb}({type_name(value)}=")
        self.value(value, "v", flags)
        self.add(")")

    def _list(self, value: list[Any], verb: str, flags: Flags, depth: int) -> None:
        self.add(type_name(value) + "{" if flags.go_syntax else "[")
        for index, element in enumerate(value):
            if index:
                self.add(", " if flags.go_syntax else " ")
            self.value(element, verb, flags, depth + 1)
        self.add("}" if flags.go_syntax else "]")

    def _map(self, value: dict[Any, Any], verb: str, flags: Flags, depth: int) -> None:
        self.meter.spend(len(value))
        self.add(type_name(value) + "{" if flags.go_syntax else "map[")
        for index, (key, element) in enumerate(in_key_order(value)):
            if index:
                self.add(", " if flags.go_syntax else " ")
            self.value(key, verb, flags, depth + 1)
            self.add(":")
            self.value(element, verb, flags, depth + 1)
        self.add("}" if flags.go_syntax else "]")

    def _struct(self, go_type: str, members: Mapping[str, Any], form: tuple[str, Flags], depth: int) -> None:
        verb, flags = form
        self.add(go_type + "{" if flags.go_syntax else "{")
        for index, (name, element) in enumerate(members.items()):
            if index:
                self.add(", " if flags.go_syntax else " ")
            if flags.go_syntax or flags.field_names:
                self.add(name + ":")
            self.value(element, verb, flags, depth + 1)
        self.add("}")


def plain(value: Any, meter: Meter) -> str:
    """A value as an action prints it (%v). Raises `OverrunError`, `FunctionError`."""
    if isinstance(value, str):
        return value
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is float and 0 < value < inf:
        return shortest(value)
    printer = Printer(meter)
    printer.value(value)
    return printer.text()


def scalar_text(value: Any, verb: str, flags: Flags) -> str | None:
    """A value without members by a verb; nothing when the verb does not fit."""
    writes = method(value, "String")
    if writes is not None and verb in TEXT_VERBS:
        return text_by(str(writes()), verb, flags)
    match value:
        case bool():
            return padded("true" if value else "false", flags) if verb in {"t", "v"} else None
        case str():
            return text_by(value, verb, flags)
        case int():
            return integer_text(value, verb, flags)
        case float():
            return float_text(value, verb, flags)
        case _:
            return "func" if is_function(value) else type_name(value)


def text_by(text: str, verb: str, flags: Flags) -> str | None:
    """A text by a verb, padded; nothing when texts have no such verb."""
    if verb in {"x", "X"}:
        return _hexadecimal(text, verb, flags)
    cut = text if flags.precision is None else text[: flags.precision]
    if verb == "q" or (verb == "v" and flags.go_syntax):
        if flags.has("#") and all(char == "\t" or (char.isprintable() and char != "`") for char in cut):
            return padded(f"`{cut}`", flags)
        return padded(quote(cut, ascii_only=flags.has("+")), flags)
    return padded(cut, flags) if verb in {"s", "v"} else None


def _hexadecimal(text: str, verb: str, flags: Flags) -> str:
    units = to_bytes(text)[: flags.precision]
    prefix = f"0{verb}" if flags.has("#") and units else ""
    pairs = [f"{unit:02{verb}}" for unit in units]
    digits = (" " + prefix).join(pairs) if flags.has(" ") else "".join(pairs)
    return padded(prefix + digits, flags)
