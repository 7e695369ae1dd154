"""What a question to the admin API may come to, instead of an answer. Each text is one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smockproxy.app.api.shapes import Problem


class ClientError(Exception):
    """There is no answer."""


class BadAddressError(ClientError, ValueError):
    """A URL, or a token, that can be none; nothing was asked."""


class NotReachableError(ClientError):
    """Nothing answers, or not to the end: a while later it may."""


class StrangerError(ClientError):
    """What answers is not the admin API, or its certificate is not trusted."""


class RefusedError(ClientError):
    """The admin API does not do what it was asked for, and says why."""

    def __init__(self, message: str, status: int, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.problems = tuple(problems)
        """What is wrong with a text of mocks, if it was one, and where."""

    def __reduce__(self) -> tuple[type[RefusedError], tuple[str, int, Sequence[Problem]]]:
        """A worker of a test run sends its errors to another process."""
        return type(self), (self.message, self.status, self.problems)
