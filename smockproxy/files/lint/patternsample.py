"""A text in which a regular expression is found: a guess, for whoever asks the expression itself afterwards.

Source of the notation: RE2's syntax. What is not understood here is skipped.
"""

LONGEST = 2_000
"""Characters of a sample."""
MOST_REPEATS = 100
_CLASSES = {"d": "1", "w": "x", "s": " ", "D": "x", "W": "-", "S": "x", "n": "\n", "t": "\t", "r": "\r"}
_ASSERTIONS = frozenset("bBAz")
_TRIED = "x1-/_.A "


def pattern_sample(pattern: str) -> str:
    """A short text that may fit a pattern."""
    return _Sampler(pattern).alternatives()[:LONGEST]


class _Sampler:
    """Reads a pattern once, taking the first of all alternatives and as few repeats as there may be."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _next(self) -> str:
        char = self._peek()
        self._at += 1
        return char

    def alternatives(self, depth: int = 0) -> str:
        first = self._sequence(depth)
        while self._peek() == "|":
            self._at += 1
            self._sequence(depth)
        return first

    def _sequence(self, depth: int) -> str:
        sample = ""
        while (char := self._peek()) and char != "|" and (char != ")" or not depth):
            atom = self._atom(depth)
            sample = (sample + atom * self._repeats())[:LONGEST]
        return sample

    def _atom(self, depth: int) -> str:
        match char := self._next():
            case "^" | "$" | ")":
                return ""
            case ".":
                return "x"
            case "\\":
                return self._escaped()
            case "[":
                return self._class()
            case "(" if depth < 50:
                return self._group(depth)
            case _:
                return char

    def _escaped(self) -> str:
        char = self._next()
        return "" if char in _ASSERTIONS else _CLASSES.get(char, char)

    def _group(self, depth: int) -> str:
        if self._peek() == "?":
            end = next((at for at in range(self._at, len(self._pattern)) if self._pattern[at] in ":>)"), 0)
            closes = self._pattern[end : end + 1] == ")"
            self._at = (end or len(self._pattern)) + 1
            if closes:
                return ""
        inside = self.alternatives(depth + 1)
        self._at += 1
        return inside

    def _class(self) -> str:
        is_negated = self._peek() == "^"
        self._at += is_negated
        begin, members = self._at, ""
        while (char := self._next()) and (char != "]" or self._at == begin + 1):
            members += self._escaped() if char == "\\" else char
        if is_negated:
            return next((char for char in _TRIED if char not in members and not char.isalnum()), "~")
        return members[:1] if not members.startswith("[:") else "1"

    def _repeats(self) -> int:
        count = 1
        match self._peek():
            case "*" | "?":
                count = 0
                self._at += 1
            case "+":
                self._at += 1
            case "{" if (closing := self._pattern.find("}", self._at)) > 0:
                low = self._pattern[self._at + 1 : closing].partition(",")[0]
                if low.isascii() and low.isdigit():
                    count = min(int(low[:4]), MOST_REPEATS)
                    self._at = closing + 1
        if self._peek() in {"?", "+"}:  # lazy, or possessive
            self._at += 1
        return count
