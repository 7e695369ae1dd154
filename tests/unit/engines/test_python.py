import pytest

from smockproxy.engines.python import EXPECTED, compile_program
from tests.unit.engines.surroundings import failure, run, surroundings


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("return 201, 'x'", {"status": 201, "headers": {}, "body": "x"}),
        ("return 201, {'A': 'b'}, 'x'", {"status": 201, "headers": {"A": ["b"]}, "body": "x"}),
        ("return {'body': request.path}", {"status": 200, "headers": {}, "body": "/orders"}),
        ("response['body'] = request['method']", {"status": 200, "headers": {}, "body": "POST"}),
        ("response['status'] = 404\nreturn", {"status": 404, "headers": {}, "body": ""}),
        ("response = {'status': 404}", {"status": 404, "headers": {}, "body": ""}),
        ("if False: response = {}\nresponse['body'] = 'x'", {"status": 200, "headers": {}, "body": "x"}),
        ("", {"status": 200, "headers": {}, "body": ""}),
    ],
)
def test_a_script_returns_or_changes_its_response(source, answer):
    assert run(compile_program, source) == answer


def test_it_sees_what_all_engines_see():
    given = surroundings({"n": 1})
    source = """
import json
def total(a, b):
    return a + b
state = state
return 200, [request.path_params["id"], request.headers["host"][0], request.body.get("amount"), mock.id,
    session["id"], state.incr("n", total(1, 1)), now()[:4], len(uuid()), hash("x")[:2], json.loads("1")]
"""
    assert run(compile_program, source, given)["body"] == ('["7","shop.test",5,"m1","s1",3,"2026",36,"2d",1]')


def test_setting_state_itself_changes_nothing():
    given = surroundings({"n": 1})
    run(compile_program, "state = 'aaaaa'", given)
    assert given.state.get("n") == 1


def test_what_is_printed_is_logged():
    log: list[str] = []
    run(
        compile_program,
        "print('a', 1)\nprint(1, 2, sep='-', end='')\nconsole.log('b')",
        surroundings(log=log),
    )
    assert log == ["a 1", "1-2", "b"]


def test_what_is_printed_into_a_file_is_there():
    source = "import io\nfile = io.StringIO()\nprint('a', 1, file=file, end='!')\nreturn 200, file.getvalue()"
    assert run(compile_program, source)["body"] == "a 1!"


def test_each_run_begins_anew():
    compiled = compile_program
    source = """
global seen
seen = globals().get('seen', 0) + 1
__builtins__['abs'] = None
return 200, seen"""
    assert run(compiled, source)["body"] == run(compiled, source)["body"] == "1"
    assert run(compiled, "return 200, abs(-1)")["body"] == "1"


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("x =", "SyntaxError: invalid syntax", 1),
        ("\n\nreturn 1/0", "ZeroDivisionError: division by zero", 3),
        ("def f():\n    raise KeyError('a')\nf()", "KeyError: 'a'", 2),
        ("\nstate.set('a', {1.5: 2})", "state.set('a'): the key 1.5 is no text", 2),
        ("return 'x'", f"it returned str 'x': {EXPECTED}", 0),
        ("return 1, 2, 3, 4", "it returned 4 values: expected status, body or status, headers, body", 0),
        ("raise SystemExit(3)", "SystemExit: 3", 1),
        ("request.nope", "AttributeError: no 'nope': there are method, path, path_params, query_params", 1),
        ("yield 1", "it returned generator", 0),
        ("break", "SyntaxError: 'break' outside loop", 1),
        ("a\0b", "SyntaxError: source code string cannot contain null bytes", 0),
    ],
)  # fmt: skip
def test_failures_have_the_line_of_the_script(source, message, line):
    told, at = failure(compile_program, source)
    assert told.startswith(message)
    assert at == line


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("return 200, uuid()[:0] + str(random_int(3, 3))", "3"),
        ("def inner():\n    return [base64(each) for each in 'a']\nreturn 200, inner()[0]", "YQ=="),
        ("return 200, str(globals()['random_int'](4, 4))", "4"),
        ("return 200, str(eval('random_int(5, 5)'))", "5"),
        ("uuid = 7\nreturn 200, str(uuid)", "7"),
        ("return 200, (lambda: jwt.header('eyJhIjoxfQ.e30.'))()", '{"a":1}'),
        ("return 200, mock.id + session.id", "m1s1"),
    ],
)
def test_a_script_finds_what_it_names_however_it_does(source, body):
    assert run(compile_program, source)["body"] == body
