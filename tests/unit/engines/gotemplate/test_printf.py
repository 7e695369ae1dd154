"""Directives of printf. Many more rows are in the recorded templates."""

import pytest

from smockproxy.engines.gotemplate import Budget
from smockproxy.engines.gotemplate.budget import Meter, OverrunError
from smockproxy.engines.gotemplate.printf import sprintf


@pytest.mark.parametrize(
    ("form", "operands", "written"),
    [
        ("a%%b", (), "a%b"),
        ("%d %s", (1, "a"), "1 a"),
        ("%d", (), "%!d(MISSING)"),
        ("a", (1, None, "x"), "a%!(EXTRA int=1, <nil>, string=x)"),
        ("%", (1,), "%!(NOVERB)%!(EXTRA int=1)"),
        ("%[2]d %[1]d", (1, 2), "2 1"),
        ("%[3]d", (1,), "%!d(BADINDEX)"),
        ("%[x]d", (1,), "%!d(BADINDEX)"),
        ("%*d|%-*d|", (3, 1, 3, 2), "  1|2  |"),
        ("%*d", (-3, 1), "1  "),
        ("%*d", ("a", 1), "%!(BADWIDTH)1"),
        ("%.*f", (2, 1.239), "1.24"),
        ("%.*f", (-1, 1.5), "%!(BADPREC)1.500000"),
        ("%+v %#v", ({"a": 1}, "x"), 'map[a:1] "x"'),
        ("%6.2f|%-6s|%06d", (3.14159, "ab", -42), "  3.14|ab    |-00042"),
        ("%!", (1,), "%!!(int=1)"),
        ("%é", (1,), "%!é(int=1)"),
    ],
)
def test_formats(form, operands, written):
    assert sprintf(Meter(Budget()), form, operands) == written


def test_a_width_counts():
    with pytest.raises(OverrunError):
        sprintf(Meter(Budget(characters=100)), "%200d", (1,))


def test_directives_count():
    with pytest.raises(OverrunError):
        sprintf(Meter(Budget(steps=10)), "%%" * 11, ())
