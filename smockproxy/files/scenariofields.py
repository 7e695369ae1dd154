"""`scenario`, a mock's part in a named automaton; and `state` of a request, on what scripts remember."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, PlainValidator, model_validator

from smockproxy.core.jsonpath import first_key
from smockproxy.core.scenarios import LONGEST_NAME, OnScenario, Scenario, is_on_one_line
from smockproxy.files.fields import text_of
from smockproxy.files.matcherfields import MatcherField
from smockproxy.files.model import Wire
from smockproxy.files.reading import INCOMPLETE, complain
from smockproxy.files.scalars import quoted


def _name_of(tree: Any) -> str:
    name = text_of(tree).strip()
    if not name:
        raise complain("expected a name, found an empty text")
    if len(name) > LONGEST_NAME:
        raise complain(f"a name may have {LONGEST_NAME} characters at most, found {len(name)}")
    if not is_on_one_line(name):
        raise complain(f"a name is text on one line, found {quoted(name)}")
    return name


def _names_of(tree: Any) -> tuple[str, ...]:
    """The states that `when` lists, each once."""
    if isinstance(tree, list) and not tree:
        raise complain(
            "expected at least one state, found an empty list", hint="leave it out for every state"
        )
    return tuple(dict.fromkeys(map(_name_of, tree if isinstance(tree, list) else [tree])))


type ScenarioName = Annotated[str, PlainValidator(_name_of)]
type ScenarioStates = Annotated[tuple[str, ...], PlainValidator(_names_of)]


class ScenarioWire(Wire):
    """`scenario`: in which states the mock answers, and which state its answer leads to."""

    name: ScenarioName = ""
    when: ScenarioStates = ()
    then: ScenarioName = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.name:
            hint = "mocks with the same name share its state"
            raise complain("a scenario needs a name", hint=hint, code=INCOMPLETE)
        if not self.when and not self.then:
            hint = "when: the state in which the mock answers; then: the state after its answer"
            raise complain("a scenario needs when or then", hint=hint, code=INCOMPLETE)
        return self


def scenario_of(wire: ScenarioWire | None) -> Scenario | None:
    """The mock's part in it."""
    return None if wire is None else Scenario(wire.name, wire.when, wire.then)


def on_scenario(wire: ScenarioWire | None) -> tuple[OnScenario, ...]:
    """What it asks of the scenario's state, if anything."""
    return (OnScenario(wire.name, wire.when),) if wire is not None and wire.when else ()


def _state_path(text: str) -> str:
    if not text.strip() or not first_key(text):
        hint = "a key of the state, or a path into its value: visits, user.name, orders[0]"
        raise complain(f"{quoted(text)} is no path into the state", hint=hint, of_key=True)
    return text


def _some(paths: dict[str, Any]) -> dict[str, Any]:
    if not paths:
        raise complain("expected a path and its matcher, found none", hint="state: {visits: 3}")
    return paths


type StatePaths = Annotated[
    dict[Annotated[str, PlainValidator(str), AfterValidator(_state_path)], MatcherField],
    AfterValidator(_some),
]
"""Path into the session's state → matcher."""
