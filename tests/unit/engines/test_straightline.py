import pytest

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.straightline import is_straight_line


@pytest.mark.parametrize(
    "template",
    [
        "",
        "plain",
        "{{ request.path }} {{ request['path_params'].id }}",
        "{% if request.method == 'GET' and not x %}a{% elif y is defined %}b{% else %}c{% endif %}",
        "{{ request.query_params.get('q', ['none'])[0] | upper | default('x') }}",
        "{{ now() }} {{ uuid() }} {{ random_int(1, 6) }} {{ jwt.sign({'sub': 'a'}, 'key') }}",
        "{{ state.incr('n') }}{{ log('x') }}{% do state.set('a', [1, 2]) %}",
        "{{ 10 - 3 }} {{ -1 }} {{ a if b else c }} {{ request.body[0:3] }}",
        "{{ a | tojson }} {# a comment #}{% raw %}{{ x }}{% endraw %}",
    ],
)
def test_simple_templates_are(template):
    assert is_straight_line(template)


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(10) %}{% endfor %}",
        "{% set a = 1 %}",
        "{% with a = 1 %}{% endwith %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% filter upper %}x{% endfilter %}",
        "{% block a %}{% endblock %}",
        "{% include 'x' %}",
        "{% call a() %}{% endcall %}",
        "{{ 'x' * 10 }}",
        "{{ 2 ** 10 }}",
        "{{ a ~ a }}",
        "{{ a + a }}",
        "{{ '%9999s' % a }}",
        "{{ 'x' | center(10) }}",
        "{{ a | replace('', 'x') }}",
        "{{ a | map('upper') | join }}",
        "{{ range(10) }}",
        "{{ dict(a=1) }}",
        "{{ 'x'.ljust(10) }}",
        "{{ '{:>10}'.format(1) }}",
        "{{ state.get(*a) }}",
        "{{ state.get(**a) }}",
        "{{ a()() }}",
        "{{ " + "(" * 5000,
        "{{ base64(base64(base64(base64(a)))) }}",
        "{{ a }}" * 500,
        "{{ uuid() }}" * 51,
        "x" * 40_000,
    ],
)
def test_others_are_not(template):
    try:
        assert not is_straight_line(template)
    except ScriptError:
        assert "(((" in template


def test_what_is_long_is_not_even_parsed():
    assert not is_straight_line("{{" + "x" * 40_000)


def test_what_is_no_template_is_told_with_its_line():
    with pytest.raises(ScriptError) as raised:
        is_straight_line("\n{% if %}")
    assert raised.value.line == 2
