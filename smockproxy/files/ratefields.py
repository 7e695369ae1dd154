"""`rate_limit`: how many calls of a mock are answered in a time, and what the others get."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Self

from pydantic import AfterValidator, PlainValidator, model_validator

from smockproxy.core.problem import did_you_mean
from smockproxy.core.ratelimit import Algorithm, RateLimit
from smockproxy.core.responders import Fixed
from smockproxy.files.fields import TOKEN, Count, Lifetime, text_of
from smockproxy.files.model import Wire
from smockproxy.files.presets import PRESETS, preset_name, with_preset
from smockproxy.files.reading import Complaint, complain
from smockproxy.files.rememberfields import RememberMap
from smockproxy.files.responsefields import ResponseWire
from smockproxy.files.scalars import quoted

MOST_SLIDING = 10_000
"""Calls that a limit which slides may count: each of them is remembered."""
USUAL = "429"
ALGORITHMS = tuple(algorithm.value for algorithm in Algorithm)
KEYS = ("header:", "ip", "session")
KEY_HINT = "header:X-Api-Key, ip or session; left out, it counts all calls together"


def _key_of(tree: Any) -> str:
    key = text_of(tree).strip()
    kind, colon, name = key.partition(":")
    if key in {"ip", "session"}:
        return key
    if kind == "header" and colon:
        if not name or not TOKEN.issuperset(name):
            raise complain(f"{quoted(name)} is no header name", hint="write it like header:X-Api-Key")
        return key
    raise complain(f"{quoted(key)} is no key of a rate limit", hint=did_you_mean(key, KEYS) or KEY_HINT)


def _algorithm_of(tree: Any) -> Algorithm:
    name = text_of(tree)
    if name not in ALGORITHMS:
        hint = did_you_mean(name, ALGORITHMS) or f"the algorithms are {', '.join(ALGORITHMS)}"
        raise complain(f"there is no algorithm {quoted(name)}", hint=hint)
    return Algorithm(name)


def _at_least_one(number: int) -> int:
    if number < 1:
        raise complain(f"expected 1 or more, found {number}")
    return number


type LimitKey = Annotated[str, PlainValidator(_key_of)]
type AlgorithmName = Annotated[Algorithm, PlainValidator(_algorithm_of)]
type AtLeastOne = Annotated[Count, AfterValidator(_at_least_one)]


def beyond(tree: Any) -> Any:
    """The answer beyond a limit, as keys: a 429 but for what its author says, less a fixed time to retry."""
    own = {} if tree is None else tree
    name = preset_name(own) or USUAL
    if not isinstance(own, dict) or name not in PRESETS:
        return tree
    full = with_preset({**own, "preset": name})
    del full["preset"]
    if isinstance(full["headers"], dict):
        said = own.get("headers") or ()
        full["headers"] = {
            each: line for each, line in full["headers"].items() if each != "Retry-After" or each in said
        }
    return full


class RateLimitWire(Wire):
    """`rate_limit`."""

    limit: AtLeastOne = 0
    per: Lifetime = 0.0
    key: LimitKey = ""
    algorithm: AlgorithmName = Algorithm.FIXED
    burst: AtLeastOne = 0
    response: ResponseWire | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_answer(cls, tree: Any) -> Any:
        return {**tree, "response": beyond(tree.get("response"))} if isinstance(tree, dict) else tree

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if not self.limit or not self.per:
            hint = "rate_limit: {limit: 10, per: 1m}"
            raise complain("a rate limit needs a limit and the time that it is for", hint=hint)
        if self.burst and self.algorithm is not Algorithm.TOKEN_BUCKET:
            hint = "say algorithm: token_bucket, or leave it out"
            raise complain("burst is what a token bucket holds", hint=hint, steps=("burst",), of_key=True)
        if self.algorithm is Algorithm.SLIDING and self.limit > MOST_SLIDING:
            found = f"a sliding limit counts {MOST_SLIDING} calls at most, found {self.limit}"
            raise complain(found, hint="a fixed limit and a token bucket count any number", steps=("limit",))
        self._can_answer()
        return self

    def _can_answer(self) -> None:
        response = self.response
        if response is None:
            return
        if response.template:
            told = "the answer beyond a rate limit is no template"
            raise complain(told, hint="write it out", steps=("response", "template"), of_key=True)
        if "delay" in response.model_fields_set:
            told = "the answer beyond a rate limit comes at once"
            raise complain(told, hint="leave the delay out", steps=("response", "delay"), of_key=True)


class LimitedResponseWire(ResponseWire):
    """`response` of a mock: an answer, of which there may be so many in a time."""

    rate_limit: RateLimitWire | None = None
    remember: RememberMap = ()


PLACES = ("response", "dynamic_response", "proxy")
"""The keys of a mock below which a limit may stand, too."""


def _limits(mock: Wire) -> Iterator[tuple[tuple[str, ...], RateLimitWire]]:
    """The limits of a mock, with their paths."""
    for steps in ((), *((place,) for place in PLACES)):
        block = getattr(mock, steps[0]) if steps else mock
        if (limit := getattr(block, "rate_limit", None)) is not None:
            yield (*steps, "rate_limit"), limit


def limit_complaints(mock: Wire) -> tuple[Complaint, ...]:
    """What is wrong with how many limits a mock has."""
    told = "a mock has one rate limit"
    return tuple(
        Complaint(message=told, steps=steps, hint="leave one of them out", of_key=True)
        for steps, _ in list(_limits(mock))[1:]
    )


def rate_limit_of(mock: Wire, fixed: Callable[[ResponseWire], Fixed]) -> RateLimit | None:
    """The limit of a mock, wherever it stands."""
    wire = next((limit for _, limit in _limits(mock)), None)
    if wire is None or wire.response is None:
        return None
    answer = fixed(wire.response).response
    return RateLimit(wire.limit, wire.per, wire.key, wire.algorithm, wire.burst, answer)
