"""Numbers as Go prints them; every row was printed by Go."""

import pytest

from smockproxy.engines.gotemplate.flags import PLAIN, Flags
from smockproxy.engines.gotemplate.numerals import float_text, format_float, integer_text, shortest


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *((0.0, "0"), (1.0, "1"), (1.5, "1.5"), (100000.0, "100000"), (999999.0, "999999")),
        *((1e6, "1e+06"), (1234567.0, "1.234567e+06"), (1e21, "1e+21"), (0.0001, "0.0001")),
        *((0.00001, "1e-05"), (1e300, "1e+300")),
    ],
)  # fmt: skip
def test_shortest(value, written):
    assert shortest(value) == written


@pytest.mark.parametrize(
    ("value", "verb", "flags", "written"),
    [
        (5, "d", Flags("0", 4), "0005"),
        (5, "d", Flags("-", 4), "5   "),
        (-5, "d", Flags("0", 4), "-005"),
        (5, "d", Flags("+"), "+5"),
        (5, "d", Flags(" "), " 5"),
        (7, "d", Flags("", 5, 3), "  007"),
        (0, "d", Flags("", 3, 0), "   "),
        (255, "x", Flags("#"), "0xff"),
        (255, "X", Flags("#"), "0XFF"),
        (8, "o", Flags("#"), "010"),
        (8, "O", PLAIN, "0o10"),
        (5, "b", Flags("#"), "0b101"),
        (-255, "x", PLAIN, "-ff"),
        (233, "c", PLAIN, "é"),
        (-1, "c", PLAIN, "�"),
        (233, "q", PLAIN, "'é'"),
        (233, "q", Flags("+"), "'\\u00e9'"),
        (233, "U", PLAIN, "U+00E9"),
        (233, "U", Flags("#"), "U+00E9 'é'"),
        (1, "s", PLAIN, None),
    ],
)
def test_integers(value, verb, flags, written):
    assert integer_text(value, verb, flags) == written


@pytest.mark.parametrize(
    ("value", "verb", "flags", "written"),
    [
        (3.14159, "f", Flags("", None, 2), "3.14"),
        (3.14159, "f", Flags("0", 8, 2), "00003.14"),
        (-1.5, "v", Flags("0", 8), "-00001.5"),
        (1.5, "v", Flags("-", 6), "1.5   "),
        (0.0, "e", PLAIN, "0.000000e+00"),
        (1.0, "g", Flags("#"), "1.00000"),
        (2.0, "g", Flags("#", None, 3), "2.00"),
        (3.0, "f", Flags("#", None, 0), "3."),
        (-0.0, "v", PLAIN, "-0"),
        (float("inf"), "v", PLAIN, "+Inf"),
        (float("-inf"), "v", Flags("0", 6), "  -Inf"),
        (float("nan"), "v", PLAIN, "NaN"),
        (float("nan"), "v", Flags("+"), "+NaN"),
        (1e21, "G", PLAIN, "1E+21"),
        (1.5, "x", PLAIN, "0x1.8p+00"),
        (3.14159, "x", Flags("", None, 3), "0x1.922p+01"),
        (-3.0, "X", PLAIN, "-0X1.8P+01"),
        (1.5, "b", PLAIN, "6755399441055744p-52"),
        (1.5, "d", PLAIN, None),
    ],
)
def test_floats(value, verb, flags, written):
    assert float_text(value, verb, flags) == written


def test_a_carry_in_hexadecimal():
    assert format_float(1.999, "x", 1) == "0x1.0p+01"
    assert format_float(0.0, "x", None) == "0x0p+00"
