"""mitmproxy's filter expressions as trees.

Source of the language: mitmproxy 12.2's `flowfilter`. What it reads means the same here, but for an
operator with nothing after it and digits with text after them, which it takes for patterns; here they are
refused. More is read here: brackets and operators may follow a term without a space, and brackets may hold
several terms. Its own parser takes five times as long for each pair of brackets around brackets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from smockproxy.app.usage import UsageError
from smockproxy.app.visible import visible
from smockproxy.core.problem import Problem, did_you_mean

LONGEST = 10_000
"""Characters of an expression."""
DEEPEST = 50
"""Brackets and negations around a term."""
MOST_TERMS = 100
BLANKS = " \t\r\n"
BEFORE_ITS_PLACE, AFTER_ITS_PLACE = 60, 30
"""Characters of a long expression that a message shows."""
EXAMPLE = '"~m POST & ~d api.test"'
QUOTES_HINT = "patterns with brackets, blanks, quotes or ~ in them stand in quotes"
_ENDS_A_WORD = frozenset("()~'\"" + BLANKS)
_ENDS_A_CODE = _ENDS_A_WORD | frozenset("&|!")
_UNQUOTED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


class Argument(Enum):
    """What follows a term."""

    NOTHING = "nothing"
    PATTERN = "a pattern"
    STATUS = "a status"


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `~m POST`. A pattern alone is one of the URL."""

    code: str
    argument: str = ""
    at: int = 0
    """Where its argument begins, or it itself, in characters."""


@dataclass(frozen=True, slots=True)
class Not:
    """A term that must not hold."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Terms that must all hold."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Terms of which one must hold."""

    nodes: tuple["Node", ...]


type Node = Term | Not | And | Or


class FilterError(UsageError):
    """What is wrong with a filter expression, with the place."""

    def __init__(self, message: str, expression: str, at: int, hint: str = "") -> None:
        excerpt, column = _window(expression, at)
        problem = Problem(message=message, path="where", excerpt=excerpt, column=column, hint=hint)
        super().__init__(str(problem))


def _window(expression: str, at: int) -> tuple[str, int]:
    """What a message shows of an expression, on one line, and the column of the place in it."""
    first = max(0, at - BEFORE_ITS_PLACE)
    before = visible(_on_one_line(expression[first:at]))
    after = visible(_on_one_line(expression[at : at + AFTER_ITS_PLACE]))
    return f"{'…' * (first > 0)}{before}{after}", len(before) + (first > 0) + 1


def _on_one_line(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, BLANKS), " "))


def parsed(expression: str, terms: Mapping[str, Argument]) -> Node:
    """The tree of an expression, of terms with these codes. Raises `FilterError`."""
    return _Reader(expression, terms).whole()


class _Reader:
    def __init__(self, expression: str, terms: Mapping[str, Argument]) -> None:
        self._text = expression
        self._terms = terms
        self._at = 0
        self._depth = 0
        self._count = 0

    def whole(self) -> Node:
        if len(self._text) > LONGEST:
            raise self._error(f"longer than {LONGEST} characters", LONGEST)
        if not self._next():
            raise self._error(f"expected a filter expression such as {EXAMPLE}, found nothing", self._at)
        node = self._sequence()
        if self._next():
            raise self._error('there is no "(" to this ")"', self._at)
        return node

    def _sequence(self) -> Node:
        """Expressions side by side: all must hold. They bind less than `|`."""
        nodes = [self._either()]
        while self._next() not in {"", ")"}:
            nodes.append(self._either())
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _either(self) -> Node:
        nodes = self._joined("|", self._both)
        return nodes[0] if len(nodes) == 1 else Or(nodes)

    def _both(self) -> Node:
        nodes = self._joined("&", self._negated)
        return nodes[0] if len(nodes) == 1 else And(nodes)

    def _joined(self, operator: str, operand: "Callable[[], Node]") -> tuple[Node, ...]:
        nodes = [operand()]
        while self._next() == operator:
            self._at += 1
            self._require(f"after {operator}")
            nodes.append(operand())
        return tuple(nodes)

    def _negated(self) -> Node:
        if self._next() == "!":
            return Not(self._within("after !", self._negated))
        if self._next() == "(":
            opened = self._at
            node = self._within('after "("', self._sequence)
            if self._next() != ")":
                raise self._error('"(" is not closed', opened)
            self._at += 1
            return node
        return self._term()

    def _within(self, where: str, inner: "Callable[[], Node]") -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"more than {DEEPEST} brackets and negations around each other", self._at)
        self._at += 1
        self._require(where)
        node = inner()
        self._depth -= 1
        return node

    def _term(self) -> Node:
        self._count += 1
        if self._count > MOST_TERMS:
            raise self._error(f"more than {MOST_TERMS} terms", self._at)
        if self._next() != "~":
            at = self._at
            return Term("u", self._pattern(), at)
        return self._coded()

    def _coded(self) -> Node:
        at = self._at
        self._at += 1
        code = self._word(_ENDS_A_CODE)
        if code not in self._terms:
            raise self._error(f'there is no term "~{visible(code)}"', at, self._known(code))
        argument = self._terms[code]
        if argument is Argument.NOTHING:
            return Term(code, at=at)
        if (found := self._next()) in {"", ")", "~", "("}:
            hint = QUOTES_HINT if found in {"~", "("} else ""
            raise self._error(f"~{code} needs {argument.value} after it", at, hint)
        at = self._at
        return Term(code, self._pattern() if argument is Argument.PATTERN else self._status(code), at)

    def _pattern(self) -> str:
        quote = self._next()
        return self._quoted(quote) if quote in {'"', "'"} else self._word(_ENDS_A_WORD)

    def _quoted(self, quote: str) -> str:
        r"""What stands in quotes, where a backslash is taken off: `"\\d"` is the pattern `\d`."""
        opened, written = self._at, []
        self._at += 1
        while (char := self._text[self._at : self._at + 1]) != quote:
            if char == "\\":
                self._at += 1
                char = self._text[self._at : self._at + 1]
                char = _UNQUOTED.get(char, char)
            elif char in {"\n", "\r"}:
                char = ""
            if not char:
                raise self._error(f"{quote} is not closed", opened)
            written.append(char)
            self._at += 1
        self._at += 1
        return "".join(written)

    def _status(self, code: str) -> str:
        at = self._at
        word = self._word(_ENDS_A_CODE)
        if not (word.isascii() and word.isdecimal() and len(word) < 10):
            found = f'found "{visible(word)}"' if word else "found none"
            raise self._error(f"~{code} expects a status such as 404, {found}", at)
        return word

    def _word(self, ends: frozenset[str]) -> str:
        first = self._at
        while self._at < len(self._text) and self._text[self._at] not in ends:
            self._at += 1
        return self._text[first : self._at]

    def _next(self) -> str:
        """The next character that is not blank, where the reader then stands; nothing at the end."""
        while self._text[self._at : self._at + 1] and self._text[self._at] in BLANKS:
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _require(self, where: str) -> None:
        if (found := self._next()) in {"", ")"}:
            shown = f'"{found}"' if found else "nothing"
            raise self._error(f"expected a term {where}, found {shown}", self._at)

    def _known(self, code: str) -> str:
        joined = code.rstrip("0123456789")
        if code and joined in self._terms:
            return f'did you mean "~{joined} {code.removeprefix(joined)}"?'
        known = [f"~{each}" for each in sorted(self._terms)]
        return (did_you_mean(f"~{code}", known) if code else "") or f"the terms are {', '.join(known)}"

    def _error(self, message: str, at: int, hint: str = "") -> FilterError:
        return FilterError(message, self._text, at, hint)
