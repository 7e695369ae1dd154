"""Fields of a mock that are one scalar, or a few: text, numbers, booleans, delays, headers."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainValidator, ValidationInfo

from smockproxy.core.delay import (
    AMOUNTS,
    PRESETS,
    SIGMA,
    BadDelayError,
    Distribution,
    Sampled,
    delay_of,
    longest_of,
)
from smockproxy.core.duration import (
    LONGEST,
    NANOSECONDS,
    NO_DELAY,
    AnyDelay,
    Delay,
    format_duration,
    parse_duration,
)
from smockproxy.core.problem import did_you_mean
from smockproxy.files.reading import complain, reading_of
from smockproxy.files.scalars import (
    Plain,
    boolean_of,
    integer_of,
    kind_of,
    number_in,
    quoted,
    shortened,
)

_LAX_BOOLEANS = {"y": True, "yes": True, "on": True, "n": False, "no": False, "off": False}
"""What Go's YAML also takes for a boolean; a file must say true or false."""
TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""RFC 9110, 5.6.2."""


def text_of(tree: Any) -> str:
    """Text as its author wrote it."""
    if isinstance(tree, str):
        return str(tree)
    if isinstance(tree, bytes):
        return tree.decode("utf-8", "replace")
    raise complain(f"expected text, found {kind_of(tree)}")


def word_of[Word: Enum](tree: Any, words: type[Word]) -> Word:
    """One of the words that a kind of value has."""
    text = text_of(tree)
    known = [str(word.value) for word in words]
    if text not in known:
        hint = did_you_mean(text, known) or f"there are: {', '.join(known)}"
        raise complain(f"expected one of {', '.join(known)}, found {quoted(text)}", hint=hint)
    return words(text)


def _body_of(tree: Any) -> bytes:
    if isinstance(tree, bytes):
        return tree
    if isinstance(tree, (dict, list)):
        raise complain(
            f"expected text, found {kind_of(tree)}", hint="`json:` instead of `body:` takes any value"
        )
    return text_of(tree).encode("utf-8", "replace")


def _boolean_of(tree: Any, info: ValidationInfo) -> bool:
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, Plain):
        boolean = boolean_of(tree)
        if boolean is None and not reading_of(info).is_strict:
            boolean = _LAX_BOOLEANS.get(tree.lower())
        if boolean is not None:
            return boolean
    raise complain(f"expected true or false, found {kind_of(tree)}")


LARGEST_INTEGER = 2**63 - 1
"""What Go, and every reader of JSON with integers of 64 bits, can count to."""


def _integer_of(tree: Any) -> int:
    number = integer_of(tree) if isinstance(tree, Plain) else tree
    if not isinstance(number, int) or isinstance(number, bool):
        raise complain(f"expected a whole number, found {kind_of(tree)}")
    if abs(number) > LARGEST_INTEGER:
        raise complain(f"expected a whole number of at most {LARGEST_INTEGER}, found {kind_of(tree)}")
    return number


type Text = Annotated[str, PlainValidator(text_of)]
type Body = Annotated[bytes, PlainValidator(_body_of)]
type Boolean = Annotated[bool, PlainValidator(_boolean_of)]
type Integer = Annotated[int, PlainValidator(_integer_of)]


def _is_strange(char: str) -> bool:
    return char.isspace() or not char.isprintable() or char in "/?#%"


def _mock_id(text: str) -> str:
    is_path = text in {".", ".."}  # clients take these out of a URL
    if is_path or not 0 < len(text) <= 100 or any(map(_is_strange, text)):
        raise complain(f"{quoted(text)} is no id", hint="1 to 100 characters, no blanks, none of / ? # %")
    return text


def _times(number: int) -> int:
    if number < 0:
        raise complain(
            f"expected 0 or more, found {number}",
            smocker="The times field in mock context must be greater than or equal to 0",
        )
    return number


def status_of(tree: Any, info: ValidationInfo) -> int:
    """A status of HTTP that can be answered with, or 0; on Smocker's wire any number."""
    number = _integer_of(tree)
    if not reading_of(info).is_strict or number == 0:
        return number
    if not 100 <= number <= 999:
        raise complain(f"{number} is no status", hint="a status is a number from 100 to 999")
    if number == 101:
        raise complain("101 cannot be mocked: it would leave HTTP")
    return number


def _count(number: int) -> int:
    if number < 0:
        raise complain(f"expected 0 or more, found {number}")
    return number


def _probability_of(tree: Any) -> float:
    number = number_in(tree)
    if number is None or not 0 <= number <= 1:
        raise complain(f"expected a number from 0 to 1, found {kind_of(tree)}")
    return number


def _lifetime_of(tree: Any, info: ValidationInfo) -> float:
    nanoseconds = _nanoseconds(tree, info)
    if nanoseconds <= 0:
        raise complain(f"expected a duration of more than 0, found {kind_of(tree)}")
    return nanoseconds / NANOSECONDS


type Count = Annotated[Integer, AfterValidator(_count)]
type Probability = Annotated[float, PlainValidator(_probability_of)]
type Lifetime = Annotated[float, PlainValidator(_lifetime_of)]
"""Seconds."""
type MockId = Annotated[Text, AfterValidator(_mock_id)]
type Times = Annotated[Integer, AfterValidator(_times)]


def _header_name(name: str, info: ValidationInfo) -> str:
    if reading_of(info).is_strict and not (name and TOKEN.issuperset(name)):
        raise complain(f"{quoted(name)} is no header name", hint="letters, digits and - only", of_key=True)
    return name


def _header_line(tree: Any, info: ValidationInfo) -> str:
    line = text_of(tree)
    if reading_of(info).is_strict and any(char in line for char in "\r\n\0"):
        raise complain(f"a header is one line, found {quoted(line)}", hint="write >- or quotes instead of |")
    return line


def _as_list(tree: Any, info: ValidationInfo) -> Any:
    if tree is None and not reading_of(info).is_strict:
        return []
    return tree if isinstance(tree, list) else [tree]


type HeaderName = Annotated[str, PlainValidator(str), AfterValidator(_header_name)]
type HeaderLines = Annotated[list[Annotated[str, PlainValidator(_header_line)]], BeforeValidator(_as_list)]


def _delay_of(tree: Any, info: ValidationInfo) -> AnyDelay:
    if isinstance(tree, dict):
        is_ours = reading_of(info).is_strict or "distribution" in tree
        delay = _told_delay(tree, info) if is_ours else _smockers_range(tree, info)
        return _allowed(delay, info, ("max",))
    if reading_of(info).is_strict and isinstance(tree, str) and tree in PRESETS:
        return _allowed(PRESETS[tree], info)
    fixed = _nanoseconds(tree, info, words=PRESETS if reading_of(info).is_strict else ())
    return _allowed(_range(fixed, fixed), info) if fixed else NO_DELAY


def _smockers_range(tree: dict[str, Any], info: ValidationInfo) -> Delay:
    _refuse_unknown(tree, ("min", "max"), "a delay is a duration, or {min, max}")
    bounds = {key: _nanoseconds(value, info, key) for key, value in tree.items()}
    return _range(bounds.get("min", 0), bounds.get("max", 0))


def _told_delay(tree: dict[str, Any], info: ValidationInfo) -> AnyDelay:
    """A range, or a distribution with what it needs."""
    _refuse_unknown(
        tree, ("distribution", *AMOUNTS, SIGMA), "a delay is a duration, {min, max} or {distribution, …}"
    )
    given = {key: value for key, value in tree.items() if value is not None}
    name = given.pop("distribution", None)
    if name is None and given.keys() <= {"min", "max"}:
        return _smockers_range(given, info)
    told = {key: _amount(key, value, info) for key, value in given.items()}
    try:
        return delay_of(None if name is None else text_of(name), told)
    except BadDelayError as error:
        known = ", ".join(each.value for each in Distribution)
        hint = (name and did_you_mean(str(name), known.split(", "))) or f"the distributions are {known}"
        steps = (error.key,) if error.key else ()
        raise complain(str(error), hint=hint if error.key == "distribution" else "", steps=steps) from None


def _amount(key: str, value: Any, info: ValidationInfo) -> float:
    if key != SIGMA:
        return _nanoseconds(value, info, key)
    number = number_in(value)
    if number is None:
        raise complain(f"expected a number, found {kind_of(value)}", steps=(key,))
    return number


def _refuse_unknown(tree: dict[str, Any], known: Sequence[str], hint: str) -> None:
    for key in tree:
        if key not in known:
            raise complain(
                f"unknown key {quoted(key)}",
                hint=did_you_mean(key, known) or hint,
                steps=(key,),
                code="unknown_key",
                of_key=True,
            )


def _allowed(delay: AnyDelay, info: ValidationInfo, steps: Sequence[str] = ()) -> AnyDelay:
    longest, found = reading_of(info).inspector.longest_delay, longest_of(delay)
    if longest and found > longest:
        has_end = found < LONGEST
        told = f"found {format_duration(found)}" if has_end else "this one has no end: give it a max"
        hint = "write a shorter one, or start smockproxy with a longer --longest-delay"
        message = f"a delay may be {format_duration(longest)} at most, {told}"
        raise complain(message, hint=hint, steps=steps if has_end else (), code="longest_delay")
    return delay


def _range(low: int, high: int) -> Delay:
    if low < 0 or low > high:
        shown = f"min => {format_duration(low)}, max => {format_duration(high)}"
        wrong = "a delay cannot be negative" if low < 0 else "min is more than max"
        raise complain(f"invalid delay range: {shown}", hint=wrong, smocker=f"invalid delay range: {shown}")
    return Delay(low, high)


_DURATION_HINT = "a duration is written like 300ms, 1.5s or 1h30m"


def _nanoseconds(tree: Any, info: ValidationInfo, key: str = "", words: Iterable[str] = ()) -> int:
    """A duration; `words` are what could stand in its place."""
    steps = (key,) if key else ()
    if tree is None and key:
        return 0
    if reading_of(info).is_json and isinstance(tree, (int, float)) and not isinstance(tree, bool):
        if abs(tree) > LONGEST:
            raise complain(f"{tree} is too long", hint=_DURATION_HINT, steps=steps)
        return int(tree)
    if not isinstance(tree, str):
        raise complain(f"expected a duration, found {kind_of(tree)}", hint=_DURATION_HINT, steps=steps)
    if isinstance(tree, Plain) and integer_of(tree) is not None:
        hint = f"write {tree}ms or {tree}s"
        raise complain(f"{shortened(tree)} is no duration: the unit is missing", hint=hint, steps=steps)
    try:
        return parse_duration(tree)
    except ValueError as error:
        wrong = f"{quoted(tree)} is {error}"
        hint = did_you_mean(tree, words) or _DURATION_HINT
        raise complain(wrong, hint=hint, steps=steps, smocker=_go_error(tree, info)) from None


def _go_error(text: str, info: ValidationInfo) -> str:
    return f"time: invalid duration {quoted(text)}" if reading_of(info).is_json else ""


type DelayRange = Annotated[Delay | Sampled, PlainValidator(_delay_of)]
