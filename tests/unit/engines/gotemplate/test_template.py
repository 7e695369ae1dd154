"""Templates as a whole: the same output and the same messages as Go's, within a budget, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate import Budget, BudgetError, TemplateError, parse
from tests.unit.engines.gotemplate.surroundings import FUNCTIONS, recorded, rendered, value_of

LOT = 20
LOTS = [
    (name, start)
    for name in ("recorded.json", "drawn.json")
    for start in range(0, len(recorded(name)["rows"]), LOT)
]
WRITTEN = """
{{ }} {{- -}} {{/* */}} {{end}} {{else}} {{.}} {{if 1}} {{range 9}} {{range $x}} {{template "a"}}
{{define "a"}} if else with range end define template block break continue nil true . .a $ $x := = , | ( )
"a" `b` 'c' 1 -2.5 0x 1e9 print printf "%v%5.2f" index slice len eq and call
"""
PIECES = [*WRITTEN.split(), " ", "\n"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=16).map(" ".join)


def made(row, sample):
    try:
        return {"out": parse(row["template"], "t", FUNCTIONS).render(value_of(row, sample))}
    except TemplateError as error:
        return {"err": error.message}


@pytest.mark.parametrize(("name", "start"), LOTS)
def test_what_go_makes_of_a_template_is_what_is_made_of_it(name, start):
    table = recorded(name)
    for row in table["rows"][start : start + LOT]:
        expected = {key: row[key] for key in ("out", "err") if key in row}
        assert (row["template"], made(row, table["sample"])) == (row["template"], expected)


@pytest.mark.parametrize(
    ("text", "data", "message"),
    [
        ("{{1i}}", None, 'template: t:1: complex numbers are not supported: "1i"'),
        ("{{len nil}}", None, "error calling len: len of nil pointer"),
        ("{{range .}}{{.k}}{{end}}", ["a"], "can't evaluate field k in type string"),
        ("{{if 1}}" * 101, None, "template: t:1: blocks or parentheses are more than 100 levels deep"),
        ("{{" + "(" * 101, None, "template: t:1: blocks or parentheses are more than 100 levels deep"),
    ],
)
def test_where_it_differs_from_go(text, data, message):
    with pytest.raises(TemplateError) as failed:
        rendered(text, data)
    assert failed.value.message.endswith(message)


def test_the_line_of_an_error():
    with pytest.raises(TemplateError) as failed:
        parse("\n\n{{.x", "t")
    assert failed.value.line == 3
    with pytest.raises(TemplateError) as failed:
        rendered("\n{{.a.b}}", {"a": 1})
    assert failed.value.line == 2


@pytest.mark.parametrize(
    "text",
    [
        "{{range 1000000}}{{range 1000000}}{{end}}{{end}}",
        "{{range 1000000000000000}}{{end}}",
        "{{range .}}{{range $}}{{range $}}{{range $}}{{.}}{{end}}{{end}}{{end}}{{end}}",
        "{{range .}}{{print $}}{{end}}",
        "{{range .}}{{index $ 0}}{{end}}{{range .}}{{range $}}{{end}}{{end}}",
    ],
)
def test_nested_ranges_end(text):
    with pytest.raises(BudgetError, match="takes more than 300 steps"):
        parse(text, "t").render(list(range(50)), Budget(steps=300))


@pytest.mark.parametrize(
    "text",
    [
        '{{$x := "ab"}}{{range 60}}{{$x = print $x $x}}{{end}}',
        '{{printf "%999d" 1}}{{printf "%999d" 1}}',
        '{{printf "%.600f" 1.5}}',
        '{{$x := printf "%500s" ""}}{{html $x}}',
        '{{$x := printf "%300s" "" | urlquery}}',
        "{{range 1001}}.{{end}}",
    ],
)
def test_no_text_grows_without_end(text):
    with pytest.raises(BudgetError, match="makes more than 1000 characters"):
        parse(text, "t").render(None, Budget(characters=1000))


def test_work_of_others_counts():
    def scan(text: str):
        return len(text)

    def multiply():
        return "x" * 600

    looked = parse("{{range 100}}{{scan $}}{{end}}", "t", {"scan": scan})
    assert looked.render("a") == "1" * 100
    with pytest.raises(BudgetError):
        looked.render("a" * 10_000, Budget(steps=5_000))
    with pytest.raises(BudgetError):
        parse("{{multiply | len}}{{multiply | len}}", "t", {"multiply": multiply}).render(
            None, Budget(characters=1000)
        )


def test_functions_of_one_rendering():
    template = parse("{{draw}}", "t", {"draw": lambda: 1})
    assert template.render(None) == "1"
    assert template.render(None, functions={"draw": lambda: 2}) == "2"


def test_functions_take_the_place_of_gos():
    assert rendered('{{len "abc"}}', len=lambda _: "long") == "long"
    assert rendered("{{break}}", **{"break": lambda: "broken"}) == "broken"


def test_a_text_that_is_no_utf_8_leaves_as_u_fffd():
    assert rendered('{{slice "hé" 0 2}}{{len (slice "hé" 0 2)}}{{"\\xff"}}') == "h�2�"
    assert rendered("{{.}}", "\ud800") == "�"


@given(SOUP | st.text(max_size=30), ANYTHING)
def test_nothing_else_is_raised(text, data):
    outcome = attempt(text, data)
    assert outcome.encode().decode() == outcome


@given(SOUP, ANYTHING)
def test_nothing_else_is_raised_inside_an_action(text, data):
    outcome = attempt("{{$x := .}}{{" + text + "}}{{end}}", data)
    assert outcome.encode().decode() == outcome


def attempt(text, data):
    """The output or the error; both can be written as UTF-8."""
    try:
        return parse(text, "t").render(data, Budget(steps=500, characters=5_000))
    except TemplateError as error:
        return error.message
