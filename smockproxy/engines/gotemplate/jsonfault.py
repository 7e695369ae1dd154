"""What is wrong with a text that is no JSON, in the words of Go's encoding/json.

Source: Go's documentation of encoding/json's `SyntaxError`, and what Go 1.24 says of broken texts.
"""

from collections.abc import Callable  # noqa: TC003 - of an attribute

from smockproxy.engines.gotemplate.literals import quote

BLANKS = " \t\r\n"
DIGITS = "0123456789"
END = "unexpected end of JSON input"
LITERALS = {"t": "true", "f": "false", "n": "null"}


class _FaultError(Exception):
    """Found it."""


class _Walk:
    """Goes through a text up to its first fault, without calls in calls: a text may be nested deeply."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.open: list[str] = []
        """What closes the containers around."""
        self.step: Callable[[], None] = self.value

    def fault(self, where: str) -> _FaultError:
        if self.at >= len(self.text):
            return _FaultError(END)
        char = self.text[self.at]
        return _FaultError(f"invalid character {_shown(char)} {where}")

    def peek(self) -> str:
        """The next character that is no blank."""
        while self.at < len(self.text) and self.text[self.at] in BLANKS:
            self.at += 1
        return self.text[self.at : self.at + 1]

    def run(self) -> str:
        try:
            while True:
                self.step()
        except _FaultError as found:
            return str(found)

    def value(self) -> None:
        char = self.peek()
        if char in {"{", "["}:
            self.at += 1
            self.open.append("}" if char == "{" else "]")
            self.step = self.first_key if char == "{" else self.first_member
        elif char and (char in DIGITS or char == "-"):
            self.number()
        elif char == '"':
            self.string()
            self.step = self.after
        elif char in LITERALS:
            self.literal(LITERALS[char])
        else:
            raise self.fault("looking for beginning of value")

    def first_key(self) -> None:
        if self.peek() == "}":
            self.close()
        else:
            self.key()

    def first_member(self) -> None:
        if self.peek() == "]":
            self.close()
        else:
            self.value()

    def key(self) -> None:
        if self.peek() != '"':
            raise self.fault("looking for beginning of object key string")
        self.string()
        if self.peek() != ":":
            raise self.fault("after object key")
        self.at += 1
        self.step = self.value

    def after(self) -> None:
        """After a value."""
        char = self.peek()
        if not self.open:
            raise self.fault("after top-level value")
        if char == ",":
            self.at += 1
            self.step = self.key if self.open[-1] == "}" else self.value
        elif char == self.open[-1]:
            self.close()
        else:
            raise self.fault("after object key:value pair" if self.open[-1] == "}" else "after array element")

    def close(self) -> None:
        self.at += 1
        self.open.pop()
        self.step = self.after

    def literal(self, word: str) -> None:
        for char in word:
            if self.text[self.at : self.at + 1] != char:
                raise self.fault(f"in literal {word} (expecting '{char}')")
            self.at += 1
        self.step = self.after

    def number(self) -> None:
        self.take("-")
        if not self.take("0"):
            self.digits("in numeric literal")
        if self.take("."):
            self.digits("after decimal point in numeric literal")
        if self.take("eE"):
            self.take("+-")
            self.digits("in exponent of numeric literal")
        self.step = self.after

    def take(self, chars: str) -> bool:
        is_there = self.text[self.at : self.at + 1] in set(chars)
        self.at += is_there
        return is_there

    def digits(self, where: str) -> None:
        if not self.take(DIGITS):
            raise self.fault(where)
        while self.take(DIGITS):
            pass

    def string(self) -> None:
        self.at += 1
        while (char := self.text[self.at : self.at + 1]) != '"':
            if char < " ":
                raise self.fault("in string literal")
            self.at += 1
            if char == "\\":
                self.escape()
        self.at += 1

    def escape(self) -> None:
        if self.take("u"):
            for _ in range(4):
                if not self.take("0123456789abcdefABCDEF"):
                    raise self.fault("in \\u hexadecimal character escape")
        elif not self.take('bfnrt\\/"'):
            raise self.fault("in string escape code")


def fault(text: str) -> str:
    """The first thing that is wrong; for a JSON text, that it ends."""
    return _Walk(text).run()


def _shown(char: str) -> str:
    """A character as Go shows it: byte by byte, so only the first of one beyond ASCII."""
    if char == "'":
        return r"'\''"
    if char == '"':
        return "'\"'"
    first = chr(char.encode("utf-8", "replace")[0])
    return f"'{quote(first)[1:-1]}'"
