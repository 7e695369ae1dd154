"""What is wrong with a call of an operation: the caller's fault, told to the caller."""

from typing import ClassVar


class UsageError(Exception):
    """The caller asked for something that cannot be. `status` is the HTTP status that says so."""

    status: ClassVar[int] = 400


class NotFoundError(UsageError):
    """What the caller named is not there."""

    status = 404


class UnsupportedTypeError(UsageError):
    """The caller sent a media type that is not read."""

    status = 415


class TooLargeError(UsageError):
    """The caller sent more than is read."""

    status = 413


class ConflictError(UsageError):
    """What the caller wants cannot be done as things stand."""

    status = 409
