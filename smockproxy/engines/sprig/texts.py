"""sprig's functions on texts that test, trim, cut and repeat them.

Source: Go's strings package. Lengths and places are in bytes; half a character becomes a stray byte.
"""

from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.sprig import letters
from smockproxy.engines.sprig.limits import check_extent, check_length, check_letters, check_members
from smockproxy.engines.sprig.printing import quoted, text_of


def upper(text: str) -> str:
    """Every letter in upper case."""
    if text.isascii():
        return text.upper()
    check_letters(text)
    return "".join(map(letters.upper, text))


def lower(text: str) -> str:
    """Every letter in lower case."""
    if text.isascii():
        return text.lower()
    check_letters(text)
    return "".join(map(letters.lower, text))


def trim(text: str) -> str:
    """Without white space at both ends."""
    return text.strip(letters.SPACES)


def trim_all(cutset: str, text: str) -> str:
    """Without any of some characters at both ends."""
    return text.strip(cutset)


def trim_prefix(prefix: str, text: str) -> str:
    """Without a beginning."""
    return text.removeprefix(prefix)


def trim_suffix(suffix: str, text: str) -> str:
    """Without an end."""
    return text.removesuffix(suffix)


def contains(part: str, text: str) -> bool:
    """Whether a part is in the text."""
    return part in text


def has_prefix(prefix: str, text: str) -> bool:
    """Whether the text begins so."""
    return text.startswith(prefix)


def has_suffix(suffix: str, text: str) -> bool:
    """Whether the text ends so."""
    return text.endswith(suffix)


def repeat(count: int, text: str) -> str:
    """The text so many times."""
    if count < 0:
        raise FunctionError("strings: negative Repeat count")
    check_length(count * len(text))
    return text * count


def indent(spaces: int, text: str) -> str:
    """Every line behind so many spaces."""
    if spaces < 0:
        raise FunctionError("strings: negative Repeat count")
    check_length(len(text) + spaces * (text.count("\n") + 1))
    pad = " " * spaces
    return pad + text.replace("\n", f"\n{pad}")


def nindent(spaces: int, text: str) -> str:
    """A new line, then the text indented."""
    return f"\n{indent(spaces, text)}"


def replace(old: str, new: str, text: str) -> str:
    """Every occurrence of a part replaced."""
    check_length(len(text) + text.count(old) * max(0, len(new) - len(old)))
    return text.replace(old, new)


def trunc(length: int, text: str) -> str:
    """The first bytes; the last ones for a negative length."""
    octets = to_bytes(text)
    if length < 0 < len(octets) + length:
        return to_text(octets[length:])
    return to_text(octets[:length]) if 0 <= length < len(octets) else text


def substr(start: int, end: int, text: str) -> str:
    """From a byte to the one before another; to the end for an end that is negative or too large."""
    octets = to_bytes(text)
    start, end = (0, end) if start < 0 else (start, end if 0 <= end <= len(octets) else len(octets))
    if end < 0:
        raise FunctionError(f"runtime error: slice bounds out of range [:{end}]")
    if end > len(octets):
        raise FunctionError(f"runtime error: slice bounds out of range [:{end}] with length {len(octets)}")
    if start > end:
        raise FunctionError(f"runtime error: slice bounds out of range [{start}:{end}]")
    return to_text(octets[start:end])


def split_list(separator: str, text: str) -> list[str]:
    """The pieces between separators; the characters without one."""
    return _split(separator, text, -1)


def split(separator: str, text: str) -> dict[str, Any]:
    """The pieces, by `_0`, `_1` and so on."""
    return _numbered(_split(separator, text, -1))


def splitn(separator: str, most: int, text: str) -> dict[str, Any]:
    """At most so many pieces, by `_0`, `_1` and so on."""
    return _numbered(_split(separator, text, most))


def _split(separator: str, text: str, most: int) -> list[str]:
    if most == 0:
        return []
    pieces = (len(text) if not separator else text.count(separator)) + 1
    check_members(pieces if most < 0 else min(most, pieces))
    if separator:
        return text.split(separator, most - 1 if most > 0 else -1)
    if 0 < most < len(text):
        return [*text[: most - 1], text[most - 1 :]]
    return list(text)


def _numbered(pieces: list[str]) -> dict[str, Any]:
    return {f"_{at}": piece for at, piece in enumerate(pieces)}


def to_strings(value: Any) -> list[str]:
    """The members of a list as texts, without nil; another value is the only member."""
    if isinstance(value, (list, tuple)):
        check_extent(value)
        return [text_of(member) for member in value if member is not None]
    return [] if value is None else [text_of(value)]


def join(separator: str, value: Any) -> str:
    """The members of a list as one text."""
    texts = to_strings(value)
    check_length(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def sort_alpha(value: Any) -> list[str]:
    """The members of a list as texts, in order."""
    return sorted(to_strings(value)) if isinstance(value, (list, tuple)) else [text_of(value)]


def cat(*values: Any) -> str:
    """The values with spaces between them, without nil."""
    return " ".join(text_of(value) for value in values if value is not None)


def quote(*values: Any) -> str:
    """Each value as a text in double quotes, escaped as in Go, without nil."""
    return " ".join(quoted(text_of(value)) for value in values if value is not None)


def squote(*values: Any) -> str:
    """Each value in single quotes, without nil; nothing is escaped."""
    return " ".join(f"'{text_of(value)}'" for value in values if value is not None)


def plural(one: str, many: str, count: int) -> str:
    """The first for 1, else the second."""
    return one if count == 1 else many


def to_string(value: Any) -> str:
    """The value as a text."""
    return text_of(value)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "upper": upper,
    "lower": lower,
    "trim": trim,
    "trimAll": trim_all,
    "trimall": trim_all,
    "trimPrefix": trim_prefix,
    "trimSuffix": trim_suffix,
    "contains": contains,
    "hasPrefix": has_prefix,
    "hasSuffix": has_suffix,
    "repeat": repeat,
    "indent": indent,
    "nindent": nindent,
    "replace": replace,
    "trunc": trunc,
    "substr": substr,
    "split": split,
    "splitn": splitn,
    "splitList": split_list,
    "toStrings": to_strings,
    "toString": to_string,
    "join": join,
    "sortAlpha": sort_alpha,
    "cat": cat,
    "quote": quote,
    "squote": squote,
    "plural": plural,
}
