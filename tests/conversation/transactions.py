"""Transactions on the state, drawn at random, and the search for an order in which one after the other they
would have come to the same answers and the same end.

A transaction is a list of steps. Scripts of every language carry them out, and tell what they saw. Beside
stands a memory that is a plain dict, which shares nothing with the product but the words of its failures.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from smockproxy.core.http import Headers, Request
from smockproxy.core.state import StateLimits
from smockproxy.engines.limits import Limits

KEYS = ("a", "b", "c", "d", "e")
LIMITS = StateLimits(keys=4, size=60)
"""So small that scripts overrun them now and then."""
SCRIPT_LIMITS = Limits(seconds=20, state_keys=LIMITS.keys, state_size=LIMITS.size)
MOST_LOOKED_AT = 300_000
"""Beginnings of orders, before the search gives up."""

type Step = Sequence[Any]

_keys = st.sampled_from(KEYS)
_values = st.one_of(st.integers(0, 3), st.sampled_from(["x", "x" * 18]))
_numbers = st.integers(1, 3)
STEP: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("get"), _keys),
    st.tuples(st.just("has"), _keys),
    st.tuples(st.just("set"), _keys, _values),
    st.tuples(st.just("copy"), _keys, _keys),
    st.tuples(st.just("incr"), _keys, _numbers),
    st.tuples(st.just("incr"), _keys, _numbers),
    st.tuples(st.just("delete"), _keys),
    st.tuples(st.just("unless"), _keys, _values, _numbers),
    st.sampled_from([("keys",), ("keys",), ("clear",), ("fail",)]),
)
"""`copy`: the second key gets the value of the first, if that is there. `unless`: skip so many steps unless
the key has this value.
"""
STEPS = st.lists(STEP, min_size=1, max_size=6)

PYTHON = """
seen, skipped = [], 0

def tell(value):
    log(to_json(value))
    seen.append(value)

for name, *given in request.body["steps"]:
    if skipped:
        skipped -= 1
    elif name == "fail":
        raise ValueError("on purpose")
    elif name == "clear":
        state.clear()
    elif name == "set":
        state.set(*given)
    elif name == "copy":
        if state.has(given[0]):
            state.set(given[1], state.get(given[0]))
    elif name == "unless":
        tell(state.get(given[0]))
        skipped = 0 if seen[-1] == given[1] else given[2]
    else:
        tell(getattr(state, name)(*given))
return 200, seen
"""
JAVASCRIPT = """
const seen = [];
const tell = (value) => {
  seen.push(value === undefined ? null : value);
  log(to_json(seen[seen.length - 1]));
};
let skipped = 0;
for (const [name, ...given] of req.body.steps) {
  if (skipped) skipped -= 1;
  else if (name === "fail") throw new Error("on purpose");
  else if (name === "clear") state.clear();
  else if (name === "set") state.set(...given);
  else if (name === "copy") {
    if (state.has(given[0])) state.set(given[1], state.get(given[0]));
  } else if (name === "unless") {
    tell(state.get(given[0]));
    skipped = seen[seen.length - 1] === given[1] ? 0 : given[2];
  } else tell(state[name](...given));
}
return { body: to_json(seen) };
"""
LUA = """
local seen, skipped = {}, 0
local function tell(value)
  local is_empty = type(value) == "table" and #value == 0
  seen[#seen + 1] = value == nil and "null" or is_empty and "[]" or to_json(value)
  log(seen[#seen])
  return value
end
for _, step in request.body.steps() do
  local name, key, value = step[1], #step > 1 and step[2] or nil, #step > 2 and step[3] or nil
  if skipped > 0 then skipped = skipped - 1
  elseif name == "fail" then error("on purpose")
  elseif name == "clear" then state.clear()
  elseif name == "set" then state.set(key, value)
  elseif name == "copy" then
    if state.has(key) then state.set(value, state.get(key)) end
  elseif name == "unless" then
    if tell(state.get(key)) ~= value then skipped = step[4] end
  elseif name == "keys" then tell(state.keys())
  elseif name == "incr" then tell(state.incr(key, value))
  else tell(state[name](key)) end
end
return {body = "[" .. table.concat(seen, ",") .. "]"}
"""
JINJA2 = """
{%- set told = namespace(seen=[], skipped=0) -%}
{%- for step in request.body.steps -%}
  {%- set name, key, nothing = step[0], step[1], [] -%}
  {%- if told.skipped %}{% set told.skipped = told.skipped - 1 %}
  {%- elif name == "fail" %}{{ from_json("on purpose") }}
  {%- elif name == "clear" %}{% do state.clear() %}
  {%- elif name == "set" %}{% do state.set(key, step[2]) %}
  {%- elif name == "copy" %}{% if state.has(key) %}{% do state.set(step[2], state.get(key)) %}{% endif %}
  {%- else %}
    {%- if name == "keys" %}{% set value = state.keys() %}
    {%- elif name == "has" %}{% set value = state.has(key) %}
    {%- elif name == "delete" %}{% set value = state.delete(key) %}
    {%- elif name == "incr" %}{% set value = state.incr(key, step[2]) %}
    {%- else %}{% set value = state.get(key) %}{% endif %}
    {%- do log(to_json(value)) %}
    {%- set told.seen = told.seen + [value] %}
    {%- if name == "unless" and value != step[2] %}{% set told.skipped = step[3] %}{% endif %}
  {%- endif %}
{%- endfor -%}
body: {{ to_json(told.seen) | tojson }}
"""
GO_TEMPLATE = """
{{- $seen := list }}{{ $skipped := 0 }}
{{- range $step := .Request.Body.steps }}
  {{- $name := index $step 0 }}
  {{- if gt $skipped 0 }}{{ $skipped = sub $skipped 1 }}
  {{- else if eq $name "fail" }}{{ fail "on purpose" }}
  {{- else if eq $name "clear" }}{{ $_ := state.clear }}
  {{- else if eq $name "set" }}{{ $_ := state.set (index $step 1) (index $step 2) }}
  {{- else if eq $name "copy" }}
    {{- $from := index $step 1 }}
    {{- if state.has $from }}{{ $_ := state.set (index $step 2) (state.get $from) }}{{ end }}
  {{- else }}
    {{- $value := "" }}
    {{- if eq $name "keys" }}{{ $value = state.keys }}
    {{- else if eq $name "has" }}{{ $value = state.has (index $step 1) }}
    {{- else if eq $name "delete" }}{{ $value = state.delete (index $step 1) }}
    {{- else if eq $name "incr" }}{{ $value = state.incr (index $step 1) (index $step 2) }}
    {{- else }}{{ $value = state.get (index $step 1) }}{{ end }}
    {{- $text := toJson $value }}
    {{- $_ := log $text }}
    {{- $seen = append $seen $text }}
    {{- if eq $name "unless" }}
      {{- if ne $text (index $step 2 | toJson) }}{{ $skipped = int (index $step 3) }}{{ end }}
    {{- end }}
  {{- end }}
{{- end -}}
body: {{ printf "[%s]" (join "," $seen) | quote }}
"""
SCRIPTS = {
    "python": PYTHON,
    "javascript": JAVASCRIPT,
    "lua": LUA,
    "jinja2": JINJA2,
    "go_template": GO_TEMPLATE,
}
"""Engine → the script that carries out the steps in the body of its request."""
WRITING = ("set", "copy", "incr", "delete", "clear")
REASONS = {
    "on purpose": "fail",
    "Expecting value": "fail",
    "no number": "number",
    "would have": "keys",
    "would take": "size",
}
"""What messages of failures hold, and what that means; JSON that is none is how a template fails."""


def asking(steps: Sequence[Step]) -> Request:
    """The request for a transaction."""
    json_type = Headers.of([("Content-Type", "application/json")])
    return Request("POST", "http", "a.test", 80, "/", json_type, json.dumps({"steps": steps}).encode())


def reason_of(message: str) -> str:
    """Why a script failed, in one word."""
    (reason,) = (reason for part, reason in REASONS.items() if part in message)
    return reason


@dataclass(frozen=True)
class Outcome:
    """What a transaction saw, and how it failed, if it did."""

    seen: list[Any]
    failure: str = ""


@dataclass(frozen=True)
class Transaction:
    """What was asked, when, and what came of it. One that ended before another began was before it."""

    steps: Sequence[Step]
    outcome: Outcome
    began: int = 0
    ended: int = 0

    @property
    def leaves_all_as_it_was(self) -> bool:
        """Whether it changes nothing, whatever there is."""
        return bool(self.outcome.failure) or not any(step[0] in WRITING for step in self.steps)


class FailedOnPurpose(Exception):  # noqa: N818 - it is what scripts do
    """A transaction that fails, with the reason."""


@dataclass
class Memory:
    """The state as it would be if there were only one script at a time."""

    values: dict[str, Any]
    limits: StateLimits = LIMITS

    def after(self, steps: Sequence[Step]) -> tuple[Outcome, dict[str, Any]]:
        """What a transaction sees, and the values that it leaves."""
        seen: list[Any] = []
        draft = Memory(dict(self.values), self.limits)
        try:
            draft.carry_out(steps, seen)
        except FailedOnPurpose as failure:
            return Outcome(seen, str(failure)), self.values
        return Outcome(seen), draft.values

    def carry_out(self, steps: Sequence[Step], seen: list[Any]) -> None:
        """All steps. Raises `FailedOnPurpose`."""
        skipped = 0
        for step in steps:
            if skipped:
                skipped -= 1
            elif step[0] == "unless":
                seen.append(self.values.get(step[1]))
                skipped = 0 if seen[-1] == step[2] else step[3]
            else:
                self.do(step, seen)

    def do(self, step: Step, seen: list[Any]) -> None:
        """One step. Raises `FailedOnPurpose`."""
        name, *given = step
        seen += {
            "get": lambda: [self.values.get(*given)],
            "has": lambda: [given[0] in self.values],
            "keys": lambda: [sorted(self.values)],
            "delete": lambda: [given[0] in self.values],
        }.get(name, list)()
        self.change(step)
        if name == "incr":
            seen.append(self.values[given[0]])

    def change(self, step: Step) -> None:
        """What a step changes. Raises `FailedOnPurpose`."""
        match tuple(step):
            case ("delete", key):
                self.values.pop(key, None)
            case ("incr", key, by):
                self.put(key, self.number(key) + by)
            case ("set", key, value):
                self.put(key, value)
            case ("copy", key, to) if key in self.values:
                self.put(to, self.values[key])
            case ("clear",):
                self.values.clear()
            case ("fail",):
                raise FailedOnPurpose("fail")

    def number(self, key: str) -> float:
        """A number to add to. Raises `FailedOnPurpose`."""
        value = self.values.get(key, 0)
        if isinstance(value, str):
            raise FailedOnPurpose("number")
        return value

    def put(self, key: str, value: Any) -> None:
        """Set a key. Raises `FailedOnPurpose`."""
        self.values[key] = value
        if len(self.values) > self.limits.keys:
            raise FailedOnPurpose("keys")
        written = json.dumps(self.values, ensure_ascii=False, separators=(",", ":"))
        if len(written.encode()) > self.limits.size:
            raise FailedOnPurpose("size")


def serial_order(
    transactions: Sequence[Transaction], final: Mapping[str, Any], limits: StateLimits = LIMITS
) -> list[int] | None:
    """An order in which one after the other they would have seen what they saw, and left what they left.

    None when there is none. It knows nothing of the order in which they came into force but that what had
    ended before something else began was before it. Raises `LookupError` if it takes too long to find out.
    """
    return _Search(transactions, dict(final), limits).order()


class _Search:
    """Goes through the beginnings of all orders; two that hold the same and left the same are one."""

    def __init__(
        self, transactions: Sequence[Transaction], final: dict[str, Any], limits: StateLimits
    ) -> None:
        self._transactions, self._final, self._limits = transactions, final, limits
        self._by_end = sorted(range(len(transactions)), key=lambda at: transactions[at].ended)
        self._dead: set[object] = set()

    def order(self) -> list[int] | None:
        found: list[int] = []
        return found if self._ends_well(frozenset(), {}, found) else None

    def _ends_well(self, done: frozenset[int], values: dict[str, Any], order: list[int]) -> bool:
        if len(done) == len(self._transactions):
            return values == self._final
        place = (done, frozenset(values.items()))
        if place in self._dead:
            return False
        for at, left in self._next(done, values):
            order.append(at)
            if self._ends_well(done | {at}, left, order):
                return True
            order.pop()
        self._dead.add(place)
        if len(self._dead) > MOST_LOOKED_AT:
            raise LookupError("there are too many orders")
        return False

    def _next(self, done: frozenset[int], values: dict[str, Any]) -> Iterable[tuple[int, dict[str, Any]]]:
        """Which may come now, with what each leaves. What only looks is not put off: nobody minds it."""
        fitting = []
        for at in self._possible(done):
            transaction = self._transactions[at]
            outcome, left = Memory(values, self._limits).after(transaction.steps)
            if outcome == transaction.outcome:
                if transaction.leaves_all_as_it_was:
                    return [(at, left)]
                fitting.append((at, left))
        return fitting

    def _possible(self, done: frozenset[int]) -> Iterable[int]:
        """Nothing that is left had ended before they began."""
        left = [at for at in self._by_end if at not in done]
        first_end = min(self._transactions[at].ended for at in left)
        return (at for at in left if self._transactions[at].began <= first_end)
