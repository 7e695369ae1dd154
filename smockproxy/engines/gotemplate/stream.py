"""Tokens with any look ahead, and the messages about those that are not what was expected."""

from collections.abc import Iterator

from smockproxy.engines.gotemplate.errors import TemplateError
from smockproxy.engines.gotemplate.lexer import Kind, Token

MOST_TOKENS = 100_000
"""Of one template; reading so many takes about a second."""


class Stream:
    """The tokens of one template; `at` is the place of the next, and may be set back."""

    def __init__(self, name: str, tokens: Iterator[Token]) -> None:
        self.name, self.source = name, tokens
        self.tokens = [next(tokens)]
        self.at = 0
        self.action_line = 0
        """Where the action begins that is being read, 0 outside of actions."""

    def peek(self) -> Token:
        """The next token."""
        if self.at == len(self.tokens):
            if self.at == MOST_TOKENS:
                raise self.fail(f"the template has more than {MOST_TOKENS} words and signs")
            self.tokens.append(next(self.source, self.tokens[-1]))
        return self.tokens[self.at]

    def take(self) -> Token:
        """The next token, which is passed."""
        token = self.peek()
        self.at += 1
        return token

    def peek_word(self) -> Token:
        """The next token that is no blank; blanks are passed."""
        while (token := self.peek()).kind is Kind.SPACE:
            self.at += 1
        return token

    def take_word(self) -> Token:
        """The next token that is no blank, which is passed."""
        token = self.peek_word()
        self.at += 1
        return token

    def expect(self, kind: Kind, context: str) -> Token:
        """The next word, if it is of that kind. Raises `TemplateError`."""
        token = self.take_word()
        if token.kind is not kind:
            raise self.unexpected(token, context)
        return token

    def fail(self, message: str) -> TemplateError:
        """An error with the line of the last token that was looked at, as Go has it."""
        line = self.tokens[-1].line
        return TemplateError(f"template: {self.name}:{line}: {message}", line)

    def unexpected(self, token: Token, context: str) -> TemplateError:
        """The error about a token."""
        if token.kind is not Kind.ERROR:
            return self.fail(f"unexpected {token} in {context}")
        if self.action_line in {0, token.line}:
            return self.fail(token.text)
        where = f"started at {self.name}:{self.action_line}"
        return self.fail(
            f"{token} {where}" if token.text.endswith(" action") else f"{token} in action {where}"
        )
