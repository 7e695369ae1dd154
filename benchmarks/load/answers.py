"""Whether an answer is what it should be: a server can't be quick by being wrong."""

from benchmarks.load.orders import shortened

HEAD_END = b"\r\n\r\n"
STATUS_OK = b"HTTP/1.1 200 "


class WrongAnswerError(Exception):
    """The server answered with something else, or closed."""


def is_complete(answer: bytes, body: bytes, status: bytes = STATUS_OK) -> bool:
    """Whether all of an answer is there. Raises `WrongAnswerError` if it is another one."""
    head, end, rest = answer.partition(HEAD_END)
    if not end or (len(rest) < len(body) and body.startswith(rest)):
        if not answer.startswith(status[: len(answer)]):
            raise WrongAnswerError(shortened(answer))
        return False
    if not head.startswith(status):
        raise WrongAnswerError(shortened(answer))
    if rest != body:
        raise WrongAnswerError(shortened(answer))
    return True


def is_tunnel(answer: bytes) -> bool:
    """Whether the answer to CONNECT is complete. Raises `WrongAnswerError` if it is no 200."""
    return is_complete(answer, b"")


class Checked:
    """The answers of one order; what was once found good is known by its bytes."""

    def __init__(self, body: str) -> None:
        self._body = body.encode()
        self.known: bytes | None = None
        """The last good answer that came in one piece: the next one most likely is equal."""

    def is_complete(self, answer: bytes) -> bool:
        """Whether all of it is there. Raises `WrongAnswerError`."""
        if answer == self.known:
            return True
        if not is_complete(answer, self._body):
            return False
        self.known = answer
        return True
