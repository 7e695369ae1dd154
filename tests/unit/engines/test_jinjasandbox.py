"""The known ways out of Jinja2's sandbox, and some more; each must end as an error, or as nothing."""

import pytest

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.jinja import compiled_text, render_text
from smockproxy.engines.shown import names
from tests.unit.engines.surroundings import surroundings


def outcome(template: str) -> str:
    try:
        return render_text(compiled_text(template), names(surroundings({"a": {"b": 1}})))
    except ScriptError as error:
        return f"refused: {error.message}"


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ ()|attr('__class__') }}",
        "{{ ''|attr('__cla' ~ 'ss__') }}",
        "{{ [[]]|map(attribute='__class__')|list }}",
        "{{ [{}]|groupby('__class__') }}",
        "{{ [{}]|sort(attribute='__class__') }}",
        "{{ [{}]|sum(attribute='__class__') }}",
        "{{ [{}]|selectattr('__class__')|list }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ '{a.__class__.__mro__}'.format(a=1) }}",
        "{{ '{a.__class__}'.format_map({'a': 1}) }}",
        "{{ ('{0.__class__}'|attr('format'))(1) }}",
        "{{ ['{0.__class__}'.format][0](1) }}",
        "{% set f = '{0.__class__}'.format %}{{ f(1) }}",
        "{{ ('{0.__class__}' | e).format(1) }}",
        "{{ ['{0.__class__}']|map('format', 1)|list }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ cycler('a').next() }}",
        "{{ joiner.__init__.__globals__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ lipsum(n=100000) }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ dict.__subclasses__ }}",
        "{{ dict.mro() }}",
        "{{ range.__class__ }}",
        "{{ self.__init__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ request.__class__ }}",
        "{{ request._entries }}",
        "{{ request.__init__.__globals__ }}",
        "{{ request.get.__func__ }}",
        "{{ state._values }}",
        "{{ state.set.__globals__ }}",
        "{{ state.get.__self__ }}",
        "{{ uuid.func }}",
        "{{ uuid.func.__globals__ }}",
        "{{ uuid.args[0].seed(1) }}",
        "{{ now.keywords }}",
        "{{ to_json.__globals__ }}",
        "{{ to_json.__code__ }}",
        "{{ log.__closure__ }}",
        "{{ console.log.__closure__ }}",
        "{{ jwt.sign.__globals__ }}",
        "{{ (nothing|default(''))['__class__'] }}",
        "{{ request.nothing.__class__ }}",
        "{{ request.nothing._undefined_exception }}",
        "{% macro m() %}{% endmacro %}{{ m.__init__ }}",
        "{% macro m() %}{% endmacro %}{{ m._func }}",
        "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
        "{% for i in [1] %}{{ loop._context }}{{ loop.__init__ }}{% endfor %}",
        "{% for i in [1] %}{{ loop._undefined }}{% endfor %}",
        "{% set s = namespace() %}{% set s.__class__ = 1 %}",
        "{{ (1).__class__ }}",
        "{{ 1.0.__class__ }}",
        "{{ none.__class__ }}",
        "{{ request.body_bytes.__class__ }}",
        "{{ config }}",
        "{{ environment }}",
        "{{ __builtins__ }}",
        "{{ open('/etc/passwd') }}",
        "{% import 'os' as os %}",
        "{% include '/etc/passwd' %}",
        "{% extends 'x' %}",
        "{{ range(10000000) }}",
        "{{ [1].append(2) }}",
        "{% do request.body.update(a=1) %}",
        "{% do request.body.items.append(1) %}",
        "{{ request.body.pop('amount') }}",
        "{{ request.body|attr('clear')() }}",
    ],
)
def test_there_is_no_way_out(template):
    found = outcome(template)
    harmless = {"", "[]", "[{}]", "[Undefined]", "[(Undefined, [{}])]"}
    assert found.startswith("refused: ") or found in harmless, found


def test_the_values_of_the_request_stay_as_they_are():
    given = surroundings()
    before = repr(given.request)
    visible = names(given)
    for template in ("{% do request.body.update(a=1) %}", "{% set request = 1 %}"):
        try:
            render_text(compiled_text(template), visible)
        except ScriptError:
            continue
    assert repr(given.request) == before


def test_what_a_template_sets_is_gone_in_the_next():
    compiled = compiled_text("{% set a = 1 %}{% set state = 2 %}{% macro uuid() %}x{% endmacro %}")
    render_text(compiled, names(surroundings()))
    assert outcome("{{ a is defined }} {{ state.get('a').b }} {{ uuid() == 'x' }}") == "False 1 False"
