"""`responses` and `sequence`: the answers of a mock, one after the other."""

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator

from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.sequence import InTurn, Mode, WhenUsedUp
from smockproxy.files.fields import word_of
from smockproxy.files.model import Wire
from smockproxy.files.reading import INCOMPLETE, Complaint, complain
from smockproxy.files.rememberfields import RememberMap
from smockproxy.files.responsefields import ResponseWire
from smockproxy.files.scalars import kind_of, number_in


def _mode_of(tree: Any) -> Mode:
    return word_of(tree, Mode)


def _when_used_up_of(tree: Any) -> WhenUsedUp:
    return word_of(tree, WhenUsedUp)


def _weight_of(tree: Any) -> float:
    number = number_in(tree)
    if number is None or not isfinite(number) or number < 0:
        raise complain(f"expected a number from 0 up, found {kind_of(tree)}")
    return number


type SequenceMode = Annotated[Mode, PlainValidator(_mode_of)]
type UsedUpWord = Annotated[WhenUsedUp, PlainValidator(_when_used_up_of)]
type Weight = Annotated[float, PlainValidator(_weight_of)]


class TurnWire(ResponseWire):
    """One of `responses`."""

    weight: Weight | None = None
    remember: RememberMap = ()


def _some(items: list[TurnWire]) -> list[TurnWire]:
    if not items:
        raise complain("expected at least one response, found an empty list")
    return items


type Items = Annotated[list[TurnWire], AfterValidator(_some)]


class SequenceWire(Wire):
    """`sequence`: in which order `responses` are given, and what comes after the last."""

    mode: SequenceMode = Mode.IN_ORDER
    when_used_up: UsedUpWord | None = None


def sequence_complaints(
    items: Sequence[TurnWire] | None, sequence: SequenceWire | None, times: int
) -> tuple[Complaint, ...]:
    """What is wrong with how answers and their sequence fit, at the paths of the mock."""
    if items is None:
        hint = "a mock with one answer needs none; several stand in a list under responses"
        told = Complaint(
            message="a sequence needs responses", hint=hint, steps=("sequence",), code=INCOMPLETE, of_key=True
        )
        return () if sequence is None else (told,)
    said = sequence or SequenceWire()
    return (*_about_weights(items, said), *_about_the_end(items, said, times))


def _about_weights(items: Sequence[TurnWire], said: SequenceWire) -> tuple[Complaint, ...]:
    if said.mode is not Mode.WEIGHTED:
        hint = 'weights are for "sequence: {mode: weighted}"'
        return tuple(
            Complaint(
                message=f"a weight says nothing in mode {said.mode.value}",
                hint=hint,
                steps=("responses", at, "weight"),
                of_key=True,
            )
            for at, item in enumerate(items)
            if item.weight is not None
        )
    total = sum(_weights(items))
    if not isfinite(total):
        return (Complaint(message="together the weights are too large", steps=("responses",), of_key=True),)
    if not total:
        hint = "give one of them a weight of more than 0"
        return (Complaint(message="every weight is 0", hint=hint, steps=("responses",), of_key=True),)
    return ()


def _about_the_end(items: Sequence[TurnWire], said: SequenceWire, times: int) -> tuple[Complaint, ...]:
    if said.when_used_up is not None and said.mode is not Mode.IN_ORDER:
        message = f"a sequence in mode {said.mode.value} is never used up"
        hint = "leave when_used_up out; times says how often a mock answers"
        return (Complaint(message=message, hint=hint, steps=("sequence", "when_used_up"), of_key=True),)
    if said.when_used_up is WhenUsedUp.MISS and times > len(items):
        message = f"times is {times}, but the sequence is used up after {len(items)}"
        return (Complaint(message=message, hint="leave out times", steps=("context", "times")),)
    return ()


def _weights(items: Sequence[TurnWire]) -> tuple[float, ...]:
    return tuple(1.0 if item.weight is None else item.weight for item in items)


def in_turn(
    items: Sequence[TurnWire],
    sequence: SequenceWire | None,
    answer: Callable[[ResponseWire], Fixed | Scripted],
) -> InTurn:
    """The answers in turn; `answer` makes one of them."""
    said = sequence or SequenceWire()
    return InTurn(
        tuple(map(answer, items)),
        said.mode,
        said.when_used_up or WhenUsedUp.REPEAT_LAST,
        _weights(items) if said.mode is Mode.WEIGHTED else (),
    )
