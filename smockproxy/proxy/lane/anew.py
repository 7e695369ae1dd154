"""Answers that a template makes at once: written and kept as those that are ready, but made each time."""

from smockproxy.app.scripts.scripting import ScriptAnswer
from smockproxy.core.duration import NO_DELAY
from smockproxy.core.mock import Mock
from smockproxy.core.records import NO_REST
from smockproxy.core.responders import Scripted
from smockproxy.core.trace import TracesOf
from smockproxy.proxy.exchange import reference_to
from smockproxy.proxy.lane.asking import Asked
from smockproxy.proxy.lane.heads import Field
from smockproxy.proxy.lane.http2answers import DatedFields
from smockproxy.proxy.lane.outlines import Outline, outline_of
from smockproxy.proxy.lane.prepared import MOST


class Rendering:
    """A mock that does nothing for its answer but to render templates, as history has it."""

    __slots__ = ("mock", "reference", "traces")

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        self.reference = reference_to(mock)
        self.traces = TracesOf(mock)


class Made:
    """One answer, for one request: what `Prepared` and its `Form` are to answers that stay the same."""

    __slots__ = (
        "_outline",
        "added_headers",
        "body",
        "closes",
        "length",
        "mock",
        "reference",
        "response",
        "rest",
        "size",
        "traces",
    )

    has_date = True
    """Whether it goes out with a date of ours."""

    def __init__(self, by: Rendering, answer: ScriptAnswer, outline: Outline, sent: bytes, kept: int) -> None:
        """`sent` is the body as it goes out, `kept` how many bytes of it history keeps."""
        self.mock, self.reference, self.traces = by.mock, by.reference, by.traces
        self._outline = outline
        self.body = sent
        self.size = len(sent)
        self.length = len(answer.response.body)
        self.response = outline.response(self.length, sent if self.size <= kept else sent[:kept])
        """As history keeps it."""
        self.added_headers, self.closes = outline.added_headers, outline.closes
        self.rest = NO_REST._replace(log=answer.log) if answer.log else NO_REST

    def written(self, date: bytes) -> bytes:
        """The bytes to write."""
        return self._outline.written(date, self.length) + self.body

    def fields(self, date: bytes) -> list[Field]:
        """The fields that HTTP/2 writes before the body."""
        return DatedFields(self.response).at(date)


class MadeAtOnce:
    """The answers of mocks that do nothing but render templates."""

    def __init__(self, kept: int) -> None:
        """`kept` is how many bytes of a body the history keeps."""
        self._kept = kept
        self._known: dict[str, tuple[Mock, Rendering | None]] = {}

    def of(self, asked: Asked) -> Made | None:
        """The answer to a request; None if that takes more than to render it. Nothing has changed then."""
        mock, request, instance = asked.choice.mock, asked.request, asked.instance
        by = None if mock is None else self._rendering(mock)
        if mock is None or by is None:
            return None
        answer = instance.scripts.answer_at_once(mock, request, instance.engine.session)
        if answer is None or answer.delay != NO_DELAY:
            return None
        outline = outline_of(answer.response, is_from_file=mock.source is not None)
        if outline is None:
            return None
        sent = b"" if request.method == "HEAD" else answer.response.body
        return Made(by, answer, outline, sent, self._kept)

    def _rendering(self, mock: Mock) -> Rendering | None:
        """The mock; None if it does more."""
        known = self._known.get(mock.id)
        if known is not None and known[0] is mock:
            return known[1]
        if len(self._known) >= MOST:
            self._known.clear()
        by = Rendering(mock) if _only_renders(mock) else None
        self._known[mock.id] = mock, by
        return by


def _only_renders(mock: Mock) -> bool:
    """Whether nothing has to be done for a mock's answer but to render and to write it."""
    script = mock.responder
    if not isinstance(script, Scripted) or script.remember:
        return False
    return not (mock.callbacks or mock.rate_limit or mock.replayed)
