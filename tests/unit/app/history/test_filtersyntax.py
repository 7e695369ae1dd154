"""Filter expressions are read as mitmproxy reads them, and refused with the place of what is wrong."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mitmproxy import flowfilter
from pyparsing import ParseException

from smockproxy.app.history.filtersyntax import (
    DEEPEST,
    LONGEST,
    MOST_TERMS,
    And,
    FilterError,
    Node,
    Not,
    Or,
    Term,
    parsed,
)
from smockproxy.app.history.filterterms import ARGUMENTS
from tests.golden_files import assert_golden


def shown(node: Node) -> object:
    """The tree as plain values."""
    match node:
        case Term(code, argument):
            return code, argument
        case Not(inner):
            return "!", shown(inner)
        case And(nodes):
            return "&", *map(shown, nodes)
        case Or(nodes):
            return "|", *map(shown, nodes)


def read(expression: str) -> object:
    return shown(parsed(expression, ARGUMENTS))


def shown_of_mitmproxy(node) -> object:
    match node:
        case flowfilter.FAnd():
            return "&", *map(shown_of_mitmproxy, node.lst)
        case flowfilter.FOr():
            return "|", *map(shown_of_mitmproxy, node.lst)
        case flowfilter.FNot():
            return "!", shown_of_mitmproxy(node.itm)
    return node.code, str(getattr(node, "expr", getattr(node, "num", "")))


def read_by_mitmproxy(expression: str) -> object:
    return shown_of_mitmproxy(flowfilter.bnf.parse_string(expression, parse_all=True)[0])


@pytest.mark.parametrize(
    "expression",
    [
        "a",
        "a b c",
        "~q ~s",
        "!!~q",
        "! ! a",
        "~m GET & ~u x | ~q",
        "~q | ~m GET & ~u x",
        "a b | c & d",
        "a!b",
        "a&b|c",
        "a & b&c",
        "!a&b",
        "!(a)",
        "a(b)",
        "~u 'a b' c",
        r'~u "a\"b"',
        r'~u "\\d\.\tx\n"',
        "~u 'a\"b'",
        "''",
        "~u ''",
        "x|y z",
        "a & b c & d",
        "a & & b",
        "&a",
        "a\u00a0b",
        "~m !x",
        "!~m x",
        "~marked",
        "~marker a",
        "~c 200 ~q",
        "~c 404",
        "\t~t\n x\r",
        "a'b'\"c\"",
        "( a | (b & !c)) d",
        "~comment a\n~replayq",
    ],
)
def test_it_is_read_as_mitmproxy_reads_it(expression):
    assert read(expression) == read_by_mitmproxy(expression)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*"ab!&|()~\"'\\ qmc2", " ", "~q ", "~c 4 ", "~m x", " & ", " | "]), max_size=10)
)
def test_what_both_read_is_the_same(pieces):
    expression = "".join(pieces)
    assume(expression.count("(") < 3)  # mitmproxy's parser takes exponentially long
    try:
        theirs = read_by_mitmproxy(expression)
        ours = read(expression)
    except (ParseException, ValueError, FilterError):
        return
    assert ours == theirs


@pytest.mark.parametrize(
    ("lax", "strict"),
    [
        ("(~q)", "(~q )"),
        ("~q|~s", "~q | ~s"),
        ("!~q&~s", "!~q & ~s"),
        ("(a b)", "a b"),
        ("~c 404&~q", "~c 404 & ~q"),
    ],
)
def test_more_is_read_than_mitmproxy_reads(lax, strict):
    assert read(lax) == read_by_mitmproxy(strict)


BAD = [
    "",
    "  ",
    "~foo",
    "~metod POST",
    "~coment x",
    "~m",
    "~m ~q",
    "(~m )",
    "~c x",
    "~c 4x",
    "~c 9999999999",
    "~c200",
    "~",
    "a &",
    "(a | )",
    "!",
    "(",
    "(a",
    "a)",
    "~u 'a",
    '~u "a\nb"',
    "~u '\\",
    f"{'a' * 70} ~nosuch {'b' * 70}",
    "\x1b[31m ~nosuch",
    "(" * (DEEPEST + 1),
    "!" * (DEEPEST + 1) + "a",
    "a " * (MOST_TERMS + 1),
    "a" * (LONGEST + 1),
]


def test_what_is_wrong_is_said_with_its_place():
    told = []
    for expression in BAD:
        with pytest.raises(FilterError) as caught:
            parsed(expression, ARGUMENTS)
        told.append(str(caught.value))
    assert_golden("where/syntax.txt", "\n\n".join(told) + "\n")


def test_brackets_around_brackets_are_read_at_once():
    assert read("(" * DEEPEST + "a" + ")" * DEEPEST) == ("u", "a")
