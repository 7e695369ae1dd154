"""A template's text as tokens, by the lexical rules of Go's text/template/parse."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from smockproxy.engines.gotemplate.literals import quote

SPACES = " \t\r\n"
BLANKS = frozenset(SPACES)
LEFT, RIGHT, TRIM = "{{", "}}", "-"
KEYWORDS = frozenset(
    (".", "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with")
)
QUOTES = {'"': "quoted string", "`": "raw quoted string", "'": "character constant"}
TERMINATORS = frozenset(" \t\r\n.,|:)(")
"""What may follow a name."""


class Kind(Enum):
    """What a token is."""

    ERROR = "error"
    BOOL = "bool"
    CHAR = "char"
    ASSIGN = "="
    DECLARE = ":="
    EOF = "EOF"
    FIELD = "field"
    IDENTIFIER = "identifier"
    LEFT_DELIM = "{{"
    LEFT_PAREN = "("
    NUMBER = "number"
    PIPE = "|"
    RIGHT_DELIM = "}}"
    RIGHT_PAREN = ")"
    SPACE = "space"
    STRING = "string"
    TEXT = "text"
    VARIABLE = "variable"
    KEYWORD = "keyword"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `position` is its offset in the text, `line` counts from 1."""

    kind: Kind
    text: str
    position: int
    line: int

    def __str__(self) -> str:
        """As Go's messages show it."""
        if self.kind in {Kind.EOF, Kind.ERROR}:
            return self.text
        if self.kind is Kind.KEYWORD:
            return f"<{self.text}>"
        return quote(self.text) if len(self.text.encode()) <= 10 else quote(self.text[:10]) + "..."

    def is_keyword(self, word: str) -> bool:
        """Whether it is this keyword."""
        return self.kind is Kind.KEYWORD and self.text == word


class _LexicalError(Exception):
    """What ends the tokens."""


def is_name_character(char: str) -> bool:
    """Whether it may stand in a name."""
    return char == "_" or char.isalpha() or char.isdecimal()


def tokens(text: str, words: frozenset[str] = frozenset()) -> Iterator[Token]:
    """The tokens one by one, at last an EOF or an ERROR. `words`: keywords that are functions' names here."""
    return _Lexer(text, words).run()


class _Lexer:
    """One pass over a text."""

    def __init__(self, text: str, words: frozenset[str]) -> None:
        self.text, self.keywords = text, KEYWORDS - words
        self.at = self.start = 0
        self.line = 1
        self.depth = 0
        """Of parentheses."""

    def run(self) -> Iterator[Token]:
        try:
            while self.at < len(self.text):
                yield from self._plain()
                if self.at < len(self.text):
                    yield from self._action_or_comment()
            yield self._token(Kind.EOF, "EOF")
        except _LexicalError as error:
            yield self._token(Kind.ERROR, str(error))

    def _token(self, kind: Kind, text: str | None = None) -> Token:
        taken = self.text[self.start : self.at]
        token = Token(kind, taken if text is None else text, self.start, self.line)
        self._skip()
        return token

    def _skip(self) -> None:
        self.line += self.text.count("\n", self.start, self.at)
        self.start = self.at

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _accept(self, valid: str) -> bool:
        accepted = self.at < len(self.text) and self.text[self.at] in valid
        self.at += accepted
        return accepted

    def _accept_run(self, valid: str) -> None:
        while self._accept(valid):
            pass

    def _plain(self) -> Iterator[Token]:
        """The text before the next action, without the blanks that its trim marker takes."""
        found = self.text.find(LEFT, self.at)
        end = found if found >= 0 else len(self.text)
        self.at = end
        if found >= 0 and self._is_left_trim(found + len(LEFT)):
            self.at = self.start + len(self.text[self.start : end].rstrip(SPACES))
        if self.at > self.start:
            yield self._token(Kind.TEXT)
        self.at = end
        self._skip()

    def _is_left_trim(self, at: int) -> bool:
        return self.text[at : at + 1] == TRIM and self.text[at + 1 : at + 2] in BLANKS

    def _right_delimiter(self) -> int:
        """How long the end of an action is that stands here, with its trim marker; 0 when none does."""
        if self.text.startswith(RIGHT, self.at):
            return len(RIGHT)
        trimmed = self._peek() in BLANKS and self.text.startswith(TRIM + RIGHT, self.at + 1)
        return len(RIGHT) + 2 if trimmed else 0

    def _action_or_comment(self) -> Iterator[Token]:
        self.at += len(LEFT)
        marker = 2 if self._is_left_trim(self.at) else 0
        if self.text.startswith("/*", self.at + marker):
            self.at += marker
            self._skip()
            self._comment()
            return
        yield self._token(Kind.LEFT_DELIM)
        self.at += marker
        self._skip()
        self.depth = 0
        while not (length := self._right_delimiter()) or self.depth:
            if length:
                raise _LexicalError("unclosed left paren")
            yield self._inside()
        yield self._close(length)

    def _comment(self) -> None:
        end = self.text.find("*/", self.at + 2)
        if end < 0:
            raise _LexicalError("unclosed comment")
        self.at = end + 2
        length = self._right_delimiter()
        if not length:
            raise _LexicalError("comment ends before closing delimiter")
        self.at += length
        self._after(trimmed=length > len(RIGHT))

    def _close(self, length: int) -> Token:
        self.at += length - len(RIGHT)
        self._skip()
        self.at += len(RIGHT)
        token = self._token(Kind.RIGHT_DELIM)
        self._after(trimmed=length > len(RIGHT))
        return token

    def _after(self, *, trimmed: bool) -> None:
        if trimmed:
            self._accept_run(SPACES)
        self._skip()

    def _inside(self) -> Token:
        """One token inside an action."""
        char = self._peek()
        if not char:
            raise _LexicalError("unclosed action")
        if char in BLANKS:
            return self._blanks()
        if char in QUOTES:
            return self._quoted(char)
        following = self.text[self.at + 1 : self.at + 2]
        if char == "$" or (char == "." and following and following not in "0123456789"):
            self.at += 1
            return self._name(Kind.VARIABLE if char == "$" else Kind.FIELD)
        if char in ".+-0123456789":
            return self._number()
        return self._name(Kind.IDENTIFIER) if is_name_character(char) else self._symbol(char)

    def _blanks(self) -> Token:
        while self._peek() in BLANKS and not self._right_delimiter():
            self.at += 1
        return self._token(Kind.SPACE)

    def _symbol(self, char: str) -> Token:
        self.at += 1
        if char == ":":
            if not self._accept("="):
                raise _LexicalError("expected :=")
            return self._token(Kind.DECLARE)
        if char in "=|()":
            self.depth += {"(": 1, ")": -1}.get(char, 0)
            if self.depth < 0:
                raise _LexicalError("unexpected right paren")
            return self._token(Kind(char))
        if char.isascii() and char.isprintable():
            return self._token(Kind.CHAR)
        message = f"unrecognized character in action: {_shown(char)}"
        raise _LexicalError(message)

    def _name(self, kind: Kind) -> Token:
        while (char := self._peek()) and is_name_character(char):
            self.at += 1
        if not self._is_terminated():
            message = f"bad character {_shown(self._peek())}"
            raise _LexicalError(message)
        word = self.text[self.start : self.at]
        if word in self.keywords:
            kind = Kind.KEYWORD
        elif word in {"true", "false"}:
            kind = Kind.BOOL
        return self._token(kind)

    def _is_terminated(self) -> bool:
        char = self._peek()
        return not char or char in TERMINATORS or self.text.startswith(RIGHT, self.at)

    def _quoted(self, mark: str) -> Token:
        self.at += 1
        while (char := self._peek()) != mark:
            self.at += 2 if char == "\\" and mark != "`" else 1
            skipped = self.text[self.at - 1 : self.at]
            if not char or not skipped or (mark != "`" and "\n" in char + skipped):
                message = f"unterminated {QUOTES[mark]}"
                raise _LexicalError(message)
        self.at += 1
        return self._token(Kind.NUMBER if mark == "'" else Kind.STRING)

    def _number(self) -> Token:
        sound = self._scan_number()
        if sound and self._peek() in ("+", "-"):
            sound = self._scan_number() and self.text[self.at - 1] == "i"
        if not sound:
            message = f"bad number syntax: {quote(self.text[self.start : self.at])}"
            raise _LexicalError(message)
        return self._token(Kind.NUMBER)

    def _scan_number(self) -> bool:
        """Pass what looks like a number; whether nothing of a name follows."""
        self._accept("+-")
        digits, exponent = "0123456789_", "eE"
        if self._accept("0"):
            if self._accept("xX"):
                digits, exponent = "0123456789abcdefABCDEF_", "pP"
            elif self._accept("oO"):
                digits, exponent = "01234567_", ""
            elif self._accept("bB"):
                digits, exponent = "01_", ""
        self._accept_run(digits)
        if self._accept("."):
            self._accept_run(digits)
        if self._accept(exponent):
            self._accept("+-")
            self._accept_run("0123456789_")
        self._accept("i")
        char = self._peek()
        if char and is_name_character(char):
            self.at += 1
            return False
        return True


def _shown(char: str) -> str:
    """A character as Go's %#U shows it."""
    return f"U+{ord(char):04X} '{char}'" if char.isprintable() else f"U+{ord(char):04X}"
