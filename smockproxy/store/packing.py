"""Many records as one value, and back: what they have in common is written once.

A row of its own for each exchange takes longer than to answer it; so what comes quickly is written in packs.
A pack has the length of a JSON document, the document, the moments as floating-point numbers, the bodies of
the responses and then those of the requests. The document says of each record what is its own, and which of
the heads, answers and circumstances that stand beside are its. A person can read in it, as in a row.
"""

import struct
from collections.abc import Iterator, Sequence
from math import isnan, nan
from typing import Any, NamedTuple

from smockproxy.core.entry import MockRef, Outcome
from smockproxy.core.http import Request, Response
from smockproxy.core.records import NO_REST, UNCHANGED, Record, Rest
from smockproxy.store.codec import DECODER, ENCODER, request_facts, request_of, response_facts, response_of
from smockproxy.store.errors import StoreError
from smockproxy.store.rows import Row, storable

_LENGTH = struct.Struct("<I")
_MOMENTS = 6
"""Of each record: those of `Timing`, and when the request was received; not a number stands for None."""
_DOUBLE = 8
_TARGET = 4
"""Where it stands in `request_facts`; heads have none."""
_SPOILED = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)
NOTHING = -1
"""In the place of a length or of a number: there is none."""


class Packed(NamedTuple):
    """A record as it comes out of a pack."""

    position: int
    weight: int
    record: Record


class Packer:
    """A pack in the making."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._moments: list[float] = []
        self._heads: list[list[Any]] = []
        self._answers: list[list[Any]] = []
        self._circumstances: list[list[Any]] = []
        self._dates: list[str] = []
        self._bodies: list[bytes] = []
        self._contents: list[bytes] = []
        self._numbers: dict[Any, int] = {}
        """Where values stand in these lists: by their identity, or by what they say."""

    def add(self, position: int, record: Record, weight: int) -> None:
        """One record more. All must live until it is finished."""
        numbers, body = self._numbers, record.body
        head = numbers.get(id(record.request))
        if head is None:
            head = self._head(record.request)
        answer = numbers.get(id(record.response))
        if answer is None:
            answer = self._answer(record.response)
        rest = record.rest
        key = (
            record.key,
            id(record.outcome),
            id(record.mock),
            record.added_headers,
            None if rest is NO_REST else rest,
        )
        circumstance = numbers.get(key)
        if circumstance is None:
            circumstance = self._circumstance(key, record)
        if body:
            self._bodies.append(body)
        self._rows.append(
            (
                position,
                weight,
                record.id,
                head,
                record.target,
                record.request_size,
                NOTHING if body is None else len(body),
                answer,
                record.response_size,
                NOTHING if record.date is None else self._date(record.date),
                circumstance,
            )
        )
        read, started = record.request_read, record.response_started
        self._moments += (
            record.started_at,
            nan if read is None else read,
            nan if started is None else started,
            record.ended,
            record.delay,
            record.received_at,
        )

    def _head(self, request: Request) -> int:
        key = (
            request.method,
            request.scheme,
            request.host,
            request.port,
            request.headers.fields,
            request.http_version,
            id(request.form),
            request.client,
            request.session,
        )
        number = self._numbers.get(key)
        if number is None:
            facts = request_facts(request)
            facts[_TARGET] = ""
            self._heads.append(facts)
            number = self._numbers[key] = len(self._heads) - 1
        self._numbers[id(request)] = number
        return number

    def _answer(self, response: Response | None) -> int:
        number = NOTHING
        if response is not None:
            number = len(self._answers)
            self._answers.append([len(response.body), *response_facts(response)])
            self._contents.append(response.body)
        self._numbers[id(response)] = number
        return number

    def _date(self, date: bytes) -> int:
        key = ("date", date)
        number = self._numbers.get(key)
        if number is None:
            self._dates.append(date.decode("latin-1"))
            number = self._numbers[key] = len(self._dates) - 1
        return number

    def _circumstance(self, key: object, record: Record) -> int:
        mock, rest = record.mock, record.rest
        facts = [
            *record.key,
            record.outcome.value,
            mock and [mock.id, mock.label, mock.kind, mock.from_file],
            record.added_headers,
            None if rest == NO_REST else rest,
        ]
        self._circumstances.append(facts)
        self._numbers[key] = len(self._circumstances) - 1
        return len(self._circumstances) - 1

    def finished(self) -> bytes:
        """The pack."""
        document = {
            "heads": self._heads,
            "answers": self._answers,
            "circumstances": self._circumstances,
            "dates": self._dates,
            "records": self._rows,
        }
        text = ENCODER.encode(document).encode("utf-8", "surrogatepass")
        moments = struct.pack(f"<{len(self._moments)}d", *self._moments)
        return b"".join((_LENGTH.pack(len(text)), text, moments, *self._contents, *self._bodies))


def packed(records: Sequence[Packed]) -> bytes:
    """The pack of these records."""
    packer = Packer()
    for each in records:
        packer.add(each.position, each.record, each.weight)
    return packer.finished()


def unpacked(content: bytes) -> list[Packed]:
    """The records of a pack, in order. Raises `StoreError` for what is none of ours."""
    try:
        return list(_unpacked(content))
    except _SPOILED as error:
        raise StoreError(f"a pack of exchanges can't be read: {error!r}") from error


def lightly_unpacked(content: bytes) -> list[Row]:
    """What letting go of the records of a pack needs. Raises `StoreError`."""
    try:
        document, moments, _ = _opened(content)
        circumstances = enumerate(document["circumstances"])
        keys = {at: (storable(facts[0]), storable(facts[1])) for at, facts in circumstances}
        rows = zip(document["records"], moments[::_MOMENTS], strict=True)
        return [Row(row[0], row[1], *keys[row[-1]], started_at) for row, started_at in rows]
    except _SPOILED as error:
        raise StoreError(f"a pack of exchanges can't be read: {error!r}") from error


def _opened(content: bytes) -> tuple[Any, tuple[float, ...], int]:
    """The document of a pack, the moments, and where the bodies begin."""
    (length,) = _LENGTH.unpack_from(content)
    begin = _LENGTH.size + length
    document = DECODER.decode(content[_LENGTH.size : begin].decode("utf-8", "surrogatepass"))
    count = _MOMENTS * len(document["records"])
    return document, struct.unpack_from(f"<{count}d", content, begin), begin + _DOUBLE * count


def _unpacked(content: bytes) -> Iterator[Packed]:
    document, times_of_all, place = _opened(content)
    rows, moments = document["records"], iter(times_of_all)
    heads = [request_of(facts, b"", 0.0) for facts in document["heads"]]
    answers: list[Response | None] = []
    for size, *facts in document["answers"]:
        answers.append(response_of(facts, content[place : place + size]))
        place += size
    answers.append(None)  # where `NOTHING` leads to
    circumstances = list(map(_circumstances_of, document["circumstances"]))
    dates: list[bytes | None] = [*(date.encode("latin-1") for date in document["dates"]), None]
    for row, times in zip(rows, zip(*[moments] * _MOMENTS, strict=True), strict=True):
        position, weight, own_id, head, target, request_size, size, answer, response_size, date, at = row
        started_at, request_read, response_started, ended, delay, received_at = times
        key, outcome, mock, added_headers, rest = circumstances[at]
        body = None if size == NOTHING else content[place : place + size]
        record = Record(
            own_id,
            key,
            outcome,
            heads[head],
            received_at,
            body,
            request_size,
            answers[answer],
            response_size,
            mock,
            started_at,
            None if isnan(request_read) else request_read,
            None if isnan(response_started) else response_started,
            ended,
            delay,
            None,
            UNCHANGED,
            added_headers,
            dates[date],
            rest,
        )
        record.target = target
        place += max(size, 0)
        yield Packed(position, weight, record)


def _circumstances_of(
    facts: list[Any],
) -> tuple[tuple[str, str], Outcome, MockRef | None, tuple[str, ...], Rest]:
    session_name, session_id, outcome, mock, added_headers, rest = facts
    return (
        (session_name, session_id),
        Outcome(outcome),
        mock and MockRef(*mock),
        tuple(added_headers),
        NO_REST if rest is None else Rest._make(map(_as_tuple, rest)),
    )


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
