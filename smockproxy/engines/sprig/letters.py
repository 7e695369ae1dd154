"""Letters one at a time, as Go's unicode package changes and sorts them."""

from unicodedata import category

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go's `unicode.IsSpace` holds for white space."""
_SPACES = frozenset(SPACES)
_LOWER = {"\u0130": "i"}
"""Letters that Python makes two of."""


def is_space(char: str) -> bool:
    """Whether it is white space."""
    return char in _SPACES


def upper(char: str) -> str:
    """In upper case; a letter that would become two stays as it is."""
    changed = char.upper()
    return changed if len(changed) == 1 else char


def lower(char: str) -> str:
    """In lower case."""
    changed = char.lower()
    return changed if len(changed) == 1 else _LOWER.get(char, char)


def title(char: str) -> str:
    """In title case."""
    changed = char.title()
    return changed if len(changed) == 1 else char


def is_punctuation(char: str) -> bool:
    """Whether Unicode calls it punctuation."""
    return category(char).startswith("P")


def is_number(char: str) -> bool:
    """Whether Unicode calls it a number."""
    return category(char).startswith("N")


def is_upper(char: str) -> bool:
    """Whether it is an upper-case letter."""
    return category(char) == "Lu"


def is_lower(char: str) -> bool:
    """Whether it is a lower-case letter."""
    return category(char) == "Ll"


def has_case(char: str) -> bool:
    """Whether it is a letter of the alphabets that have upper and lower case."""
    return category(char) in {"Lu", "Ll", "Lt"}
