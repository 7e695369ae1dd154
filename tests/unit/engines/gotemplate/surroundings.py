"""The values and functions of the recorded templates."""

from copy import deepcopy
from functools import cache
from json import loads
from pathlib import Path
from typing import ClassVar

from smockproxy.engines.gotemplate import FunctionError, GoMap, Struct, parse
from smockproxy.engines.gotemplate.values import type_name

HERE = Path(__file__).parent


class Values(GoMap):
    """Go's url.Values."""

    go_type = "url.Values"
    go_methods = frozenset({"Get", "Has"})
    zero: ClassVar[list[str]] = []

    def Get(self, key: str):  # noqa: N802 - Go's name
        return (self.get(key) or [""])[0]

    def Has(self, key: str):  # noqa: N802
        return key in self


class Header(GoMap):
    """Go's http.Header."""

    go_type = "http.Header"
    go_methods = frozenset({"Get", "Values"})
    zero: ClassVar[list[str]] = []

    def Get(self, key: str):  # noqa: N802
        return (self.get(key.title()) or [""])[0]

    def Values(self, key: str):  # noqa: N802
        return self.get(key.title()) or []


def fails():
    raise FunctionError("boom")


def panics():
    raise ValueError("ouch")


def nothing():
    return None


def pair(text: str, number: int):
    return f"{text}{number}"


def several(text: str, *numbers: int):
    return f"{text}[{' '.join(map(str, numbers))}]"


def as_float(number: float):
    return number


def as_bool(value: bool):  # noqa: FBT001 - as a template calls it
    return value


def make_list(*members):
    return list(members)


def count_list(members: list):
    return len(members)


def count_map(members: dict):
    return len(members)


def add(first: int, second: int):
    return first + second


FUNCTIONS = {
    "add": add,
    "as_bool": as_bool,
    "as_float": as_float,
    "count_list": count_list,
    "count_map": count_map,
    "fails": fails,
    "kind_of": type_name,
    "list": make_list,
    "nothing": nothing,
    "pair": pair,
    "panics": panics,
    "several": several,
}


def request(body):
    """What Smocker shows its templates, but for the date."""
    fields = {
        "Path": "/p",
        "Method": "GET",
        "Origin": "127.0.0.1",
        "BodyString": "{}",
        "Body": body,
        "QueryParams": Values(q=["a", "b"], e=[""]),
        "Headers": Header({"X-Foo": ["1", "2"], "Host": ["h.test"]}),
    }
    return {"Request": Struct("main.Request", fields, frozenset({"Body"}))}


@cache
def recorded(name):
    """A file of templates with what Go 1.24 made of them: its output (`out`) or its error (`err`)."""
    return loads((HERE / name).read_text(encoding="utf-8"))


def value_of(row, sample):
    """The value that a recorded template was given."""
    if row.get("of") == "request":
        return request(deepcopy(row.get("body", {"a": {"b": 1}, "n": None})))
    return deepcopy(sample if row.get("of") == "sample" else row["data"])


def rendered(text, data=None, **functions):
    """The output of a template."""
    return parse(text, "t", FUNCTIONS | functions).render(data)
