"""Go templates as scripts."""

from random import Random

import pytest

from smockproxy.engines.contract import Program, ScriptError
from smockproxy.engines.fakes import fake
from smockproxy.engines.gotemplate.engine import OURS, Level, Names, compile_program
from smockproxy.engines.limits import ScriptOverrun
from tests.unit.engines.surroundings import NOW, failure, run, surroundings


def body(source, **given):
    return run(compile_program, f"body: '{source}'", surroundings(**given))["body"]


def test_smockers_request():
    text = (
        '{{.Request.Method}} {{.Request.Path}} {{.Request.QueryParams.Get "q"}} '
        '{{index .Request.QueryParams.q 1}} {{.Request.Headers.Get "x-kind"}} {{.Request.Date.Year}} '
        "{{.Request.Body.amount}} {{.request}}"
    )
    assert body(text) == "POST /orders a b one 2026 5 <no value>"


def test_numbers_of_a_body_are_floats():
    assert body('{{printf "%T %v" .Request.Body.n .Request.Body.n}}', body_string='{"n": 1000000}') == (
        "float64 1e+06"
    )


def test_sprig_and_the_names_of_all_engines():
    text = '{{"a" | upper}} {{request.path}} {{index request.query_params.q 1}} {{session.id}} {{mock.uses}}'
    assert body(text) == "A /orders b s1 2"
    assert len(body("{{uuid}}")) == 36
    assert body('{{to_json (list 1 "a")}} {{base64 "a"}}') == '[1,"a"] YQ=='
    assert body('{{(jwt.decode (jwt.sign (dict "a" "b") "key") "key").a}}') == "b"


def test_a_list_may_be_built_member_by_member():
    assert body("{{$l := list}}{{range until 1500}}{{$l = append $l .}}{{end}}{{len $l}}") == "1500"


def test_what_is_invented_is_the_same_as_elsewhere():
    drawn = fake(NOW, Random("seed"), "name")
    assert body('{{faker.name | replace "\'" "" }}') == str(drawn).replace("'", "")
    assert body("{{len (faker.words 2)}} {{faker.date_of_birth | len}}") == "2 10"


def test_collections_of_the_state():
    given = surroundings({"l": [1]})
    text = '{{state.push "l" "x"}}{{state.put "m" "a" 5}}{{state.shift "l"}}{{state.remove "m" "b"}}'
    assert run(compile_program, f"body: '{text}'", given)["body"] == "21false"
    assert given.state.operations == (("set", "l", ["x"]), ("set", "m", {"a": 5}))


def test_state_and_log():
    log = []
    given = surroundings({"n": 4, "l": [1]}, log)
    text = '{{state.set "a" "x"}}{{state.incr "n"}} {{state.get "a"}} {{state.get "z" "none"}} '
    text += '{{len (state.get "l")}}'
    assert run(compile_program, f"body: '{text}{{{{log \"hi\" 1}}}}'", given)["body"] == "5 x none 1"
    assert log == ["hi 1"]
    assert given.state.operations == (("set", "a", "x"), ("set", "n", 5))


@pytest.mark.parametrize("engine", ["go_template_yaml", "go_template_json"])
def test_a_fault_is_left_out_and_its_author_told(engine):
    log: list[str] = []
    compiled = compile_program(Program(engine, '{"body": "x", "fault": "connection_reset"}'))
    assert compiled(surroundings(log=log))["body"] == "x"
    assert log == ["warning: fault is left out: a script can't break connections yet"]


def test_json():
    compiled = compile_program(Program("go_template_json", '{"status": 201, "body": {"a": {{len "abc"}}}}'))
    response = compiled(surroundings())
    assert (response["status"], response["body"]) == (201, '{"a":3}')


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("a\n{{foo}}", 'failed to parse dynamic template: template: engine:2: function "foo" not defined', 2),
        ("\n{{.Request.Body.a.b}}", "nil pointer evaluating interface {}.b", 2),
        ("{{state.get}}", "error calling get: state.get: expected 1 or 2 arguments, found 0", 1),
        ('{{state.set "a"}}', "error calling set: state.set: expected 2 arguments, found 1", 1),
        ("{{uuid 1}}", "error calling uuid: uuid: expected no arguments, found 1", 1),
        ("{{faker.name 1}}", "error calling name: faker.name: expected no arguments, found 1", 1),
        ("{{jwt.sign 1}}", "error calling sign: jwt.sign: expected 2 or 3 arguments, found 1", 1),
        ("{{state.set 1 2}}", "error calling set: a key of state is text: found int 1", 1),
        ("{{state.nope}}", "can't evaluate field nope in type functions", 1),
        ('{{fail "no"}}', "error calling fail: no", 1),
    ],
)
def test_failures(source, message, line):
    told, where = failure(compile_program, source, surroundings(body_string='{"a": null}'))
    assert told.endswith(message)
    assert where == line


def test_an_endless_template_is_an_overrun():
    with pytest.raises(ScriptOverrun, match="takes more than"):
        run(compile_program, "{{range 1000000000}}{{range 1000000000}}{{end}}{{end}}")


def test_an_overrun_of_the_state_is_none_of_the_function():
    def too_much():
        raise ScriptOverrun("too much")

    level = Level({"grow": too_much})
    with pytest.raises(ScriptOverrun):
        level.grow()


def test_a_compiled_template_keeps_nothing():
    compiled = compile_program(Program("go_template", '{{$x := state.incr "n"}}body: "{{$x}}"'))
    assert [compiled(surroundings())["body"] for _ in range(2)] == ["1", "1"]


def test_errors_are_script_errors():
    with pytest.raises(ScriptError):
        compile_program(Program("go_template", "{{"))


def test_all_names_can_be_called_for():
    names = Names(surroundings())
    assert len(names) == len(list(names)) == len({*names})
    assert OURS.issubset(names)
    assert all(callable(names[name]) for name in OURS)
    assert "printf" not in names
