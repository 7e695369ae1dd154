"""Values as Go's fmt prints them."""

from typing import ClassVar

import pytest

from smockproxy.engines.gotemplate import Budget, FunctionError, GoMap, Struct
from smockproxy.engines.gotemplate.budget import Meter, OverrunError
from smockproxy.engines.gotemplate.flags import PLAIN, Flags
from smockproxy.engines.gotemplate.printing import Printer, plain, scalar_text, text_by
from smockproxy.engines.gotemplate.values import MISSING


class Day:
    go_type: ClassVar[str] = "time.Weekday"
    go_methods: ClassVar[frozenset[str]] = frozenset({"String"})

    def String(self):  # noqa: N802 - Go's name
        return "Sunday"


class Point:
    go_type: ClassVar[str] = "main.Point"
    go_fields: ClassVar[tuple[str, ...]] = ("X", "Y")
    X, Y = 1, "b"


class Opaque:
    go_type: ClassVar[str] = "main.Opaque"


def printed(value, verb="v", flags=PLAIN):
    printer = Printer(Meter(Budget()))
    printer.operand(value, verb, flags)
    return printer.text()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *((None, "<nil>"), (MISSING, "<nil>"), (True, "true"), (1, "1"), (1.0, "1"), ("a", "a")),
        *(([], "[]"), ({}, "map[]")),
        ([1, [None, "a b"], {"k": 2.5}], "[1 [<nil> a b] map[k:2.5]]"),
        ({"b": 1, "a": [True]}, "map[a:[true] b:1]"),
        ({2: "x", 10: "y", None: "z"}, "map[<nil>:z 2:x 10:y]"),
        (Struct("main.T", {"A": 1, "B": "x"}), "{1 x}"),
        (Day(), "Sunday"),
        ([Day(), Point()], "[Sunday {1 b}]"),
        (Opaque(), "main.Opaque"),
        (GoMap(a=1), "map[a:1]"),
        (len, "func"),
    ],
)  # fmt: skip
def test_plain(value, written):
    assert printed(value) == written


@pytest.mark.parametrize(
    ("value", "verb", "flags", "written"),
    [
        (Struct("main.T", {"A": 1, "B": None}), "v", Flags(field_names=True), "{A:1 B:<nil>}"),
        (Struct("main.T", {"A": "x"}), "v", Flags(go_syntax=True), 'main.T{A:"x"}'),
        ([None, "x"], "v", Flags(go_syntax=True), '[]interface {}{interface {}(nil), "x"}'),
        (
            {"a": 1, "b": []},
            "v",
            Flags(go_syntax=True),
            'map[string]interface {}{"a":1, "b":[]interface {}{}}',
        ),
        ("hi", "d", PLAIN, "%!d(string=hi)"),
        (None, "d", PLAIN, "%!d(<nil>)"),
        ([1, "a"], "d", PLAIN, "[1 %!d(string=a)]"),
        (Day(), "d", PLAIN, "time.Weekday"),
        (Day(), "q", PLAIN, '"Sunday"'),
        (1.5, "T", Flags("", 9), "  float64"),
        (None, "T", PLAIN, "<nil>"),
        (1, "p", PLAIN, "%!p(int=1)"),
        (True, "t", Flags("", 6), "  true"),
    ],
)
def test_by_a_verb(value, verb, flags, written):
    assert printed(value, verb, flags) == written


@pytest.mark.parametrize(
    ("text", "verb", "flags", "written"),
    [
        ("abc", "s", Flags("", 5, 2), "   ab"),
        ("hé", "x", PLAIN, "68c3a9"),
        ("hi", "X", Flags("# "), "0X68 0X69"),
        ("hi", "x", Flags("", None, 1), "68"),
        ("", "x", Flags("#"), ""),
        ("a", "q", Flags("#"), "`a`"),
        ("a\n", "q", Flags("#"), '"a\\n"'),
        ("é", "q", Flags("+"), '"\\u00e9"'),
        ("a", "d", PLAIN, None),
    ],
)
def test_texts(text, verb, flags, written):
    assert text_by(text, verb, flags) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "true"), (False, "false"), (-0.0, "-0"), (-1.5, "-1.5"), (1e6, "1e+06"), (float("inf"), "+Inf")],
)
def test_what_an_action_prints(value, written):
    assert plain(value, Meter(Budget())) == written


def test_scalars_that_a_verb_does_not_fit():
    assert scalar_text("a", "d", PLAIN) is None
    assert scalar_text(1, "t", PLAIN) is None


def test_no_value_is_too_deep_or_too_big():
    deep = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(FunctionError, match="more than 100 levels"):
        plain(deep, Meter(Budget()))
    wide = [1]
    for _ in range(60):
        wide = [wide, wide]
    with pytest.raises(OverrunError):
        plain(wide, Meter(Budget(steps=1000)))
