"""Whether a text looks drawn at random, as keys and tokens are, and not written, counted or measured.

A judgement by shape alone: how often upper case, lower case and digits take turns, and whether most of it can
be pronounced. What is random but no secret is known by its own shape: UUIDs (RFC 9562), ULIDs, hexadecimal
digests and object ids, moments, pictures in base64.
"""

import re  # noqa: TID251 - patterns of ours
from collections import Counter
from math import log2
from string import ascii_lowercase, ascii_uppercase, digits

LEAST = 20
"""Characters of a text that is taken for a secret although nothing else says so."""
LEAST_NAMED = 14
"""The same where the name beside it is one that secrets have."""
LONGEST = 512
LONGEST_PART = 7
"""Characters that one part between signs has at least: what is grouped in fewer is for people."""
LEAST_TURNS = {2: 0.12, 3: 0.25}
"""How often upper case, lower case and digits take turns, for each character: by how many kinds there are."""
LEAST_TURNS_OF_LETTERS = 0.3
MOST_WORDED = 0.6
"""The part of a text from which on it is made of words."""
_KINDS = str.maketrans(ascii_lowercase + ascii_uppercase + digits, "a" * 26 + "A" * 26 + "0" * 10)
_TURNS = re.compile(r"a+|A+|0+")
_WORDS = re.compile(r"[A-Z]?[a-z]{3,}+|[A-Z]{4,}+")
_UNSPEAKABLE = re.compile(
    r"[bcdfghjklmnpqrstvwxz]{5}|[aeiouy]{4}|q[^u]|[jvwxz]{2}|[hjkqvwxz][bcdfgjkmpqtvwxz]", re.IGNORECASE
)
_VOWELS = re.compile(r"[aeiouy]", re.IGNORECASE)
_DIGESTS = frozenset({24, 32, 40, 48, 56, 64, 96, 128})
"""Hexadecimal digits of object ids and of the digests that there are."""
_HEXADECIMAL = re.compile(r"[0-9a-f]++|[0-9A-F]++")
_KNOWN = re.compile(
    r"\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?"
    r"|[0-7][0-9A-HJKMNP-TV-Z]{25}"
    r"|sha(?:1|256|384|512)[-:=].*"
    r"|\d{4}-?\d\d-?\d\d[T_ -].*"
    r"|[\d.,:+eE/ -]*",
    re.DOTALL,
)
_DATE = re.compile(r"\d{4}-?\d\d-?\d\d(?:T\d\d:?\d\d(?::?\d\d)?)?Z?")
PICTURES = (
    "iVBORw0KGgo",
    "/9j/",
    "R0lGOD",
    "UklGR",
    "PHN2Zy",
    "PD94bWwg",
    "Qk0",
    "AAABAA",
    "JVBERi",
    "UEsDB",
    "d09GR",
)
"""How PNG, JPEG, GIF, WebP and WAV, SVG, XML, BMP, ICO, PDF, ZIP and WOFF begin in base64."""
_SIGNS = re.compile(r"[^A-Za-z0-9]+")


def looks_random(text: str, *, is_named: bool = False) -> bool:
    """Whether a text may be a secret by its looks; `is_named`: the name beside it makes one think so."""
    if not (LEAST_NAMED if is_named else LEAST) <= len(text) <= LONGEST:
        return False
    if _KNOWN.fullmatch(text) or text.startswith(PICTURES):
        return False
    text = text.removeprefix("0x")
    if _HEXADECIMAL.fullmatch(text):
        return (is_named or len(text) not in _DIGESTS) and _is_mixed(text)
    parts = _SIGNS.split(_DATE.sub("-", text))
    letters = "".join(parts)
    if max(map(len, parts)) < LONGEST_PART or len(letters) < LEAST_NAMED:
        return False
    return not _is_digest(parts, is_named=is_named) and _is_mixed(letters)


def _is_digest(parts: list[str], *, is_named: bool) -> bool:
    """Whether what is long in it is a digest, as in the name of a file, also with words before it."""
    long = [part for part in parts if len(part) >= LONGEST_PART]
    return not is_named and all(_HEXADECIMAL.fullmatch(part) or _is_word(part) for part in long)


def _is_word(part: str) -> bool:
    return part.isalpha() and part.islower() and _is_worded(part)


def _is_mixed(letters: str) -> bool:
    """Whether letters and digits take turns as they do by chance, and make no words."""
    kinds = letters.translate(_KINDS)
    there = set(kinds)
    if len(there) == 1:
        return False
    least = LEAST_TURNS_OF_LETTERS if "0" not in there else LEAST_TURNS[len(there)]
    if (len(_TURNS.findall(kinds)) - 1) / len(letters) < least or _is_worded(letters):
        return False
    return entropy(letters) >= min(3.0, log2(len(letters)) - 1)


def _is_worded(letters: str) -> bool:
    """Whether most of it can be pronounced: `ProductCatalogV2`."""
    words = [
        word for word in _WORDS.findall(letters) if not _UNSPEAKABLE.search(word) and _VOWELS.search(word)
    ]
    return sum(map(len, words)) >= MOST_WORDED * len(letters)


def entropy(text: str) -> float:
    """Bits that each character of a text tells, by how often it occurs in the text (Shannon)."""
    return -sum(count / len(text) * log2(count / len(text)) for count in Counter(text).values())
