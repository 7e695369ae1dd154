"""Where a user's pattern is found in a text, on RE2."""

from collections.abc import Callable, Iterator

from smockproxy.matching.regexp import MOST_WORK, compile_pattern, utf8


def spans_of(pattern: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    """What finds all places of a pattern that are not empty: beginnings and ends. Raises `ValueError`.

    A text for which the pattern would take too long is searched in pieces.
    """
    compiled = compile_pattern(pattern)
    longest = max(MOST_WORK // max(int(compiled.programsize), 1), 1)

    def spans(text: str) -> Iterator[tuple[int, int]]:
        for at in range(0, len(text), longest):
            piece = text[at : at + longest]
            encoded = utf8(piece)
            for found in compiled.finditer(encoded):
                begin, end = found.span()
                if begin < end:
                    yield at + _characters(encoded, piece, begin), at + _characters(encoded, piece, end)

    return spans


def _characters(encoded: bytes, text: str, place: int) -> int:
    """The place of a byte, in characters."""
    return place if len(encoded) == len(text) else len(encoded[:place].decode())
