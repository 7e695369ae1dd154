import pytest

from smockproxy.engines import jinja
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.jinja import compile_program, compiled_text, render_text
from smockproxy.engines.limits import ScriptOverrun
from smockproxy.engines.shown import names
from tests.unit.engines.surroundings import failure, run, surroundings


def printed(template: str, **request: object) -> str:
    return render_text(compiled_text(template), names(surroundings(**request)))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ request.path }}\n", "/orders\n"),
        ("{{ request.body.amount }} {{ request.body.items[0] }}", "5 x"),
        ("{{ request.query_params.q | join('+') }}", "a+b"),
        ("{{ request.headers['x-kind'][1] }} {{ request.headers.Host[0] }}", "two shop.test"),
        ("{{ request.query_params.nothing }}|{{ request.body.nothing }}", "|"),
        ("{{ request.query_params.nothing | default('x') }}", "x"),
        ("{% if request.body.nothing %}a{% else %}b{% endif %}", "b"),
        ("{{ state.incr('n') }}{{ state.set('a', 1) }}{{ state.get('a') }}{{ none }}", "11"),
        ("{% for q in request.query_params.q if q == 'b' %}{{ loop.index }}{{ q }}{% endfor %}", "1b"),
        ("{% for i in range(9) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}", "01"),
        ("{{ {'a': '<&>'} | tojson }} {{ to_json([1]) }}", '{"a":"<&>"} [1]'),
        ("{{ now() }} {{ mock.uses }} {{ session.id }}", "2026-01-01T00:04:05.678Z 2 s1"),
        ("{{ jwt.decode(jwt.sign({'a': 1}, 'k'), 'k').a }}{{ log('x') }}", "1"),
        ("{% set s = namespace(n=0) %}{% for i in 'ab' %}{% set s.n = s.n + 1 %}{% endfor %}{{ s.n }}", "2"),
        ("{% set d = dict(request.body, amount=6) %}{{ d.amount }}", "6"),
        ("{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m(1) }}", "<1>"),
        ("{{ '<b>' }} {{ '<b>' | e }} {{ '%05d' | format(7) }}", "<b> &lt;b&gt; 00007"),
        ("{{ '{:>3}'.format(1) }}", "  1"),
        ("{{ nothing is defined }} {{ nothing | default('x') }}", "False x"),
        ("{% for a in request.body.nothing %}x{% endfor %}{{ request.body.nothing | length }}", "0"),
        ("{{ request.body.nothing == 1 }} {{ request.body.nothing == request.body.other }}", "False True"),
    ],
)  # fmt: skip
def test_texts_are_printed(template, text):
    assert printed(template) == text


def test_random_draws_repeat():
    template = "{{ [1, 2, 3, 4, 5, 6, 7, 8, 9] | random }} {{ uuid() }}"
    assert printed(template) == printed(template)


@pytest.mark.parametrize(
    ("template", "message", "line"),
    [
        ("\n{{ nothing }}", "UndefinedError: 'nothing' is undefined", 2),
        ("{% for a in nothing %}{% endfor %}", "UndefinedError: 'nothing' is undefined", 1),
        ("{% if nothing %}{% endif %}", "UndefinedError: 'nothing' is undefined", 1),
        ("{% if nothing == 1 %}{% endif %}", "UndefinedError: 'nothing' is undefined", 1),
        ("{{ nothing | length }}", "UndefinedError: 'nothing' is undefined", 1),
        ("\n\n{{ request.body.a.b }}", "UndefinedError: there is no 'a' in the mapping, so n", 3),
        ("{{ request.query_params.nope[0] }}", "UndefinedError: there is no 'nope' in the mapping", 1),
        ("{{ 1 / 0 }}", "ZeroDivisionError: division by zero", 1),
        ("{{ state.incr('a', 'b') }}", "state.incr('a'): the step is 'b', no number", 1),
        ("{{ from_json('{') }}", "from_json: ", 1),
        ("{% include 'x' %}", "TypeError: no loader for this environment specified", 1),
    ],
)
def test_what_fails_has_its_line(template, message, line):
    with pytest.raises(ScriptError) as raised:
        printed(template)
    assert raised.value.message.startswith(message)
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("template", "line"), [("{% if %}", 1), ("\n{{ a", 2), ("{% nosuch %}", 1), ("{{ a | nosuch }}", 1)]
)
def test_what_is_no_template_is_told(template, line):
    with pytest.raises(ScriptError) as raised:
        compiled_text(template)
    assert raised.value.line == line


def test_a_template_that_python_cannot_compile_is_told():
    with pytest.raises(
        ScriptError, match="the template can't be compiled: too many statically nested blocks"
    ):
        compiled_text("{% for a in [1] %}" * 30 + "{% endfor %}" * 30)


def test_a_text_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(jinja, "MOST_PRINTED", 1000)
    with pytest.raises(ScriptOverrun):
        printed("{% for i in range(1000) %}xx{% endfor %}")


# -- whole responses --------------------------------------------------------------------


def test_a_response_is_printed_as_yaml():
    source = "status: 201\nheaders: {X-Id: [{{ request.path_params.id }}]}\nbody: {{ request.body | tojson }}"
    assert run(compile_program, source) == {
        "status": 201,
        "headers": {"X-Id": ["7"], "Content-Type": ["application/json"]},
        "body": '{"amount":5,"items":["x"]}',
    }


def test_what_looks_like_a_date_is_text():
    assert run(compile_program, "body: {day: 2026-01-02, at: 2026-01-02T03:04:05Z}")["body"] == (
        '{"day":"2026-01-02","at":"2026-01-02T03:04:05Z"}'
    )


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", '"no"'),
        ("on", '"on"'),
        ("1:30", '"1:30"'),
        ("012", '"012"'),
        ("1_000", '"1_000"'),
        ("True", "true"),
        ("~", "null"),
        ("-3", "-3"),
        ("0x1f", "31"),
        ("1.50", "1.5"),
        ("{{ 0.00001 | tojson }}", "1e-05"),
        ("{{ 1e16 | tojson }}", "1e+16"),
    ],
)
def test_scalars_are_those_of_yaml_1_2_and_json(scalar, value):
    assert run(compile_program, f"body: [{scalar}]")["body"] == f"[{value}]"


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        (
            "a\nbody: [",
            "it printed no YAML: mapping values are not allowed in this context in line 2 of what",
            0,
        ),
        ("body: !!python/name:os.system x", "it printed no YAML: could not determine a constructor for", 0),
        ("body: &a [*a]", "to_json at [0]: a value that contains itself can't become JSON", 0),
        ("just text", "the response is str 'just text': expected a mapping", 0),
        ("", "the response is nothing", 0),
        ("body: !!int x", "it printed no YAML: invalid literal for int() with base 10: 'x'", 0),
        ("body: !!binary x", "it printed no YAML: failed to decode base64 data", 0),
        ("\nbody: {{ nothing }}", "UndefinedError: 'nothing' is undefined", 2),
    ],
)
def test_a_response_that_is_none_is_an_error(source, message, line):
    told, at = failure(compile_program, source)
    assert told.startswith(message)
    assert at == line
