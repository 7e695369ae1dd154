"""`chaos`: what a rule does to exchanges, and when; and the flat form in which a file lists rules."""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, Self

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo, model_validator

from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.damage import Damage
from smockproxy.core.duration import LONGEST, NANOSECONDS, NO_DELAY, format_duration, parse_duration
from smockproxy.core.matcher import BadValueError
from smockproxy.core.moments import parse_moment
from smockproxy.core.responders import Fixed
from smockproxy.core.schedule import Measure, Ramp, Schedule, Then, Window
from smockproxy.files.fields import Boolean, DelayRange, Lifetime, Probability, text_of, word_of
from smockproxy.files.model import Wire
from smockproxy.files.places import Step
from smockproxy.files.presets import PresetName
from smockproxy.files.reading import INCOMPLETE, Complaint, complain, reading_of
from smockproxy.files.responsefields import ResponseWire
from smockproxy.files.scalars import kind_of, number_in
from smockproxy.files.scriptfields import StatusOrTemplate

ENDS = ("response", "drop", "damage")
"""Keys of a fault of which it has one at most."""
SHORT = ("preset", "status")
"""Keys of a fault that are those of its response."""

MOST_WEIGHT = 1_000_000


class Level(NamedTuple):
    """Where a ramp begins or ends."""

    value: float
    is_delay: bool = False
    """Whether it is seconds; else it is a probability."""


class Length(NamedTuple):
    """How long a ramp is."""

    value: float
    by: Measure


def _seconds_in(tree: Any, info: ValidationInfo) -> float | None:
    """The seconds of a duration; None when it is none. A delay that a run does not allow is refused."""
    try:
        nanoseconds = parse_duration(text_of(tree)) if isinstance(tree, str) else -1
    except ValueError:
        return None
    longest = reading_of(info).inspector.longest_delay or LONGEST
    if nanoseconds > longest:
        found = f"a delay may be {format_duration(longest)} at most, found {format_duration(nanoseconds)}"
        raise complain(found, hint="write a shorter one", code="longest_delay")
    return None if nanoseconds < 0 else nanoseconds / NANOSECONDS


def _level_of(tree: Any, info: ValidationInfo) -> Level:
    number = number_in(tree)
    if number is not None and 0 <= number <= 1:
        return Level(number)
    seconds = _seconds_in(tree, info) if number is None else None
    if seconds is None:
        hint = "0.8 is how likely the rule is to act, 2s is how long it holds answers back"
        raise complain(f"expected a number from 0 to 1, or a duration, found {kind_of(tree)}", hint=hint)
    return Level(seconds, is_delay=True)


def _length_of(tree: Any) -> Length:
    number = number_in(tree)
    if number is not None and number >= 1 and number == int(number):
        return Length(number, Measure.CALLS)
    try:
        nanoseconds = parse_duration(tree) if isinstance(tree, str) and number is None else 0
    except ValueError:
        nanoseconds = 0
    if nanoseconds <= 0:
        hint = "100 is a hundred matching requests, 5m is five minutes"
        raise complain(f"expected a count from 1 up, or a duration, found {kind_of(tree)}", hint=hint)
    return Length(nanoseconds / NANOSECONDS, Measure.SECONDS)


def _then_of(tree: Any) -> Then:
    return word_of(tree, Then)


def _weight_of(tree: Any) -> float:
    number = number_in(tree)
    if number is None or not 0 <= number <= MOST_WEIGHT:
        raise complain(f"expected a number from 0 to {MOST_WEIGHT}, found {kind_of(tree)}")
    return number


def _moment_of(tree: Any) -> float:
    try:
        moment = parse_moment(text_of(tree))
    except BadValueError as error:
        raise complain(str(error), hint="write it like 2026-01-31T12:00:00Z") from None
    if moment(0.0) != moment(1.0):
        hint = 'write a date and a time; for a time since the rule is in force there is "window"'
        raise complain("a rule's time span is between two fixed moments", hint=hint)
    return moment(0.0)


def _span(moments: list[float]) -> list[float]:
    if len(moments) != 2:
        raise complain(f"expected two moments, found {len(moments)}", hint="[from, to]")
    if moments[0] >= moments[1]:
        raise complain("the second moment must be later than the first")
    return moments


def _names_of(tree: Any) -> float | frozenset[str]:
    if isinstance(tree, list) and tree:
        return frozenset(map(text_of, tree))
    number = number_in(tree)
    if number is None or not 0 < number <= 1:
        hint = "[name, email] are left out wherever they stand; 0.2 is a fifth of all fields"
        raise complain(f"expected a list of names, or a share up to 1, found {kind_of(tree)}", hint=hint)
    return number


def _share(share: float) -> float:
    if share == 0:
        raise complain("a share of 0 changes nothing")
    return share


type RampLevel = Annotated[Level, PlainValidator(_level_of)]
type RampLength = Annotated[Length, PlainValidator(_length_of)]
type FaultWeight = Annotated[float, PlainValidator(_weight_of)]
type ThenWord = Annotated[Then, PlainValidator(_then_of)]
type Moments = Annotated[list[Annotated[float, PlainValidator(_moment_of)]], AfterValidator(_span)]
type DroppedFields = Annotated[float | frozenset[str], PlainValidator(_names_of)]


class DamageWire(Wire):
    """`damage`: what becomes of the body of an answer."""

    truncate: Probability | None = None
    corrupt: Annotated[Probability, AfterValidator(_share)] | None = None
    drop_fields: DroppedFields | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if (self.truncate, self.corrupt, self.drop_fields) in {(None, None, None), (1.0, None, None)}:
            hint = "truncate: the share that stays; corrupt: the share of flipped bytes; drop_fields"
            raise complain("it damages nothing", hint=hint, code=INCOMPLETE)
        return self


class WindowWire(Wire):
    """`window`: for so long at the beginning of each period."""

    every: Lifetime = 0.0
    length: Lifetime = Field(default=0.0, alias="for")

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if not self.every or not self.length:
            hint = "such as {every: 1m, for: 10s}"
            raise complain("a window needs every and for", hint=hint, code=INCOMPLETE)
        if self.length >= self.every:
            hint = "leave the window out for a rule that is always at work"
            raise complain("the window never closes", hint=hint, steps=("for",))
        return self


class RampWire(Wire):
    """`ramp`: the rule gets more likely, or its delay longer, with requests or with time."""

    low: RampLevel = Field(default=Level(0.0), alias="from")
    high: RampLevel | None = Field(default=None, alias="to")
    over: RampLength | None = None
    then: ThenWord = Then.HOLD

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.high is None or self.over is None:
            hint = "such as {to: 0.8, over: 100} or {to: 2s, over: 5m}"
            raise complain("a ramp needs to and over", hint=hint, code=INCOMPLETE)
        if self.low.is_delay != self.high.is_delay and self.low.value and self.high.value:
            raise complain("one is a probability, the other one a duration", steps=("to",))
        return self

    @property
    def is_delay(self) -> bool:
        """Whether it is the delay that changes."""
        return self.low.is_delay or (self.high is not None and self.high.is_delay)

    @property
    def ramp(self) -> Ramp | None:
        """The core's ramp; None for one that defaults have begun."""
        if self.high is None or self.over is None:
            return None
        return Ramp(self.low.value, self.high.value, self.over.value, self.over.by, self.then)


class FaultKeys(Wire):
    """What one fault does."""

    preset: PresetName = ""
    status: StatusOrTemplate = 0
    """Both are read as keys of the response."""
    response: ResponseWire | None = None
    delay: DelayRange = NO_DELAY
    drop: Boolean = False
    damage: DamageWire | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_response(cls, tree: Any) -> Any:
        if not isinstance(tree, dict):
            return tree
        short = {key: tree[key] for key in SHORT if tree.get(key) is not None}
        if not short:
            return tree
        if tree.get("response") is not None:
            key = next(iter(short))
            raise complain(f"{key} is a key of the response here: write it there", steps=(key,), of_key=True)
        return {**{key: value for key, value in tree.items() if key not in SHORT}, "response": short}

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        ends = [key for key in ENDS if getattr(self, key)]
        if len(ends) > 1:
            hint = "write two faults, in a list under faults"
            raise complain(
                f"a fault has either {ends[0]} or {ends[1]}", hint=hint, steps=ends[1:2], of_key=True
            )
        if self.response is not None and self.response.template:
            hint = "a mock with context.probability can answer with a template"
            raise complain("the answer of a fault is no template", hint=hint, steps=("response", "template"))
        return self

    @property
    def does_something(self) -> bool:
        """Whether any key says what it does."""
        return self.delay != NO_DELAY or any(getattr(self, key) for key in ENDS)


class FaultWire(FaultKeys):
    """One of `faults`."""

    weight: FaultWeight = 1.0

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.does_something:
            hint = "preset, status or response answers; delay, drop and damage disturb"
            raise complain("this fault does nothing", hint=hint)
        return self


def _some(faults: list[FaultWire]) -> list[FaultWire]:
    if not faults:
        raise complain("expected at least one fault, found an empty list")
    if not any(fault.weight for fault in faults):
        raise complain("every weight is 0", hint="give one of them a weight of more than 0")
    return faults


class ChaosWire(FaultKeys):
    """`chaos`: what a rule does, and when."""

    faults: Annotated[list[FaultWire], AfterValidator(_some)] | None = None
    window: WindowWire | None = None
    between: Moments | None = None
    ramp: RampWire | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.faults is not None and self.does_something:
            hint = "put all of it into the list"
            raise complain(
                "a rule has either faults or one of its own", hint=hint, steps=("faults",), of_key=True
            )
        if self.faults is None and not self.does_something and not (self.ramp and self.ramp.is_delay):
            hint = "such as preset: 503, status: 500, delay: slow, drop: true or damage: {truncate: 0.5}"
            raise complain("this rule does nothing", hint=hint, code=INCOMPLETE)
        return self


def chaos_complaint(chaos: ChaosWire | None, probability: float) -> Complaint | None:
    """What is wrong with how a rule and its context fit, at the path of the mock."""
    if chaos is None or chaos.ramp is None or chaos.ramp.is_delay or probability == 1:
        return None
    return Complaint(
        message="the ramp says how likely the rule is to act",
        hint="leave out probability",
        steps=("context", "probability"),
        of_key=True,
    )


def chaos_of(wire: ChaosWire, fixed: Callable[[ResponseWire], Fixed]) -> Chaos:
    """The core's rule; `fixed` makes an answer."""
    written: list[FaultKeys] = [wire] if wire.faults is None else list(wire.faults)
    ramp = wire.ramp.ramp if wire.ramp else None
    is_delay = wire.ramp is not None and wire.ramp.is_delay
    begin, end = wire.between or (None, None)
    return Chaos(
        tuple(_fault_of(each, fixed) for each in written),
        Schedule(Window(wire.window.every, wire.window.length) if wire.window else None, begin, end),
        likelihood=None if is_delay else ramp,
        added=ramp if is_delay else None,
    )


def _fault_of(wire: FaultKeys, fixed: Callable[[ResponseWire], Fixed]) -> Fault:
    weight = wire.weight if isinstance(wire, FaultWire) else 1.0
    if wire.response is not None:
        answer = fixed(wire.response)
        delay = answer.delay if wire.delay == NO_DELAY else wire.delay
        return Fault(Disturbance.ANSWER, answer.response, delay, weight)
    if wire.damage is not None:
        return Fault(Disturbance.DAMAGE, None, wire.delay, weight, _damage_of(wire.damage))
    return Fault(Disturbance.DROP if wire.drop else Disturbance.DELAY, None, wire.delay, weight)


def _damage_of(wire: DamageWire) -> Damage:
    dropped = wire.drop_fields
    return Damage(
        1.0 if wire.truncate is None else wire.truncate,
        wire.corrupt or 0.0,
        dropped if isinstance(dropped, float) else 0.0,
        dropped if isinstance(dropped, frozenset) else frozenset(),
    )


CHAOS_BLOCKS: dict[tuple[Step, ...], type[Wire]] = {
    ("chaos",): ChaosWire,
    ("chaos", "faults"): FaultWire,
    ("chaos", "window"): WindowWire,
    ("chaos", "ramp"): RampWire,
    **{(*steps, "response"): ResponseWire for steps in (("chaos",), ("chaos", "faults"))},
    **{(*steps, "damage"): DamageWire for steps in (("chaos",), ("chaos", "faults"))},
}
"""Path from a mock, without places in lists → the mapping that stands there."""
