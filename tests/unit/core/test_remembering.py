"""What answers leave behind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from smockproxy.core.http import Headers, Response
from smockproxy.core.remembering import Remembering, ToRemember, remembering
from smockproxy.core.replacing import TooMuchWorkError
from smockproxy.core.state import State, StateLimits


@dataclass
class Key:
    """A path of one key."""

    text: str

    def find(self, document: Any) -> Sequence[Any] | None:
        if self.text == "too much":
            return None
        return [document[self.text]] if isinstance(document, dict) and self.text in document else []


@dataclass
class Behind:
    """Captures what stands behind a text."""

    text: str
    groups: dict[str, int] = field(default_factory=dict)
    has_group: bool = True

    def found(self, text):
        if self.text == "slow":
            raise TooMuchWorkError("too long")
        before, found, after = text.partition(self.text)
        if found:
            yield before, ([found + after, after] if self.has_group else [found + after])
        yield "", ()


ANSWER = Response(
    200,
    Headers.of(
        [("Location", "/orders/7"), ("Set-Cookie", "sid=abc; Path=/; token=no"), ("Set-Cookie", "b=c")]
    ),
    b'{"token": "t1", "id": 42, "links": {"next": "/x"}}',
)


def of_body(name, key):
    return ToRemember(name, f"$.{key}", Key(key))


def test_values_of_all_kinds():
    wanted = (
        of_body("token", "token"),
        of_body("order", "id"),
        of_body("links", "links"),
        ToRemember("where", "location"),
        ToRemember("session", "cookie:sid"),
        ToRemember("number", "Location", None, "/orders/(.*)", Behind("/orders/")),
        ToRemember("rest", "Location", None, "/orders/.*", Behind("/orders/", has_group=False)),
    )
    state = State()
    assert Remembering(wanted, state).of(ANSWER) == ()
    assert state.snapshot().values == {
        "remembered": {
            "token": "t1",
            "order": 42,
            "links": {"next": "/x"},
            "where": "/orders/7",
            "session": "abc",
            "number": "7",
            "rest": "/orders/7",
        }
    }


def test_what_the_answer_does_not_have_stays_and_is_told():
    state = State.of_values({"remembered": {"token": "old"}, "mine": 1})
    wanted = (
        of_body("token", "tokn"),
        of_body("much", "too much"),
        ToRemember("a", "cookie:token"),
        ToRemember("b", "Location", None, "x(.*)", Behind("x")),
        ToRemember("c", "Location", None, "slow", Behind("slow")),
        ToRemember("order", "$.id", Key("id")),
    )
    assert Remembering(wanted, state).of(ANSWER) == (
        "remember token: the answer has no $.tokn",
        "remember much: the answer has no $.too much",
        "remember a: the answer has no cookie:token",
        "remember b: the answer has no Location with x(.*)",
        "remember c: too long",
    )
    assert state.snapshot().values == {"remembered": {"token": "old", "order": 42}, "mine": 1}


def test_an_answer_that_is_no_json():
    state = State()
    assert Remembering((of_body("a", "a"),), state).of(Response(200, body=b"<a/>")) == (
        "remember a: the answer has no $.a",
    )
    assert state.snapshot().values == {}


def test_a_full_state_takes_nothing_more():
    state = State(StateLimits(keys=1))
    state.commit([("set", "mine", 1)], (), 0)
    (told,) = Remembering((of_body("token", "token"),), state).of(ANSWER)
    assert told.startswith("remember token: state would have 2 keys")
    assert state.snapshot().values == {"mine": 1}


def test_a_key_of_the_authors_own_gives_way():
    state = State.of_values({"remembered": 3})
    Remembering((of_body("token", "token"),), state).of(ANSWER)
    assert state.snapshot().values == {"remembered": {"token": "t1"}}


def test_nothing_to_remember():
    state = State()
    assert remembering((), state) is None
    assert remembering((of_body("a", "a"),), state) == Remembering((of_body("a", "a"),), state)
