"""What a script in JavaScript finds: SmartMock's names, those of all engines; and what it does not find."""

from typing import Any

import pytest

from smockproxy.engines.contract import Program, ScriptError
from smockproxy.engines.javascript import compile_program
from tests.unit.engines.javascript.running import answer, body, failure, surroundings


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("req.method", "POST"),
        ("req.url", "https://shop.test/orders/7"),
        ("req.path", "/orders/7"),
        ("req.pathParams.id", "7"),
        ("req.pathSegments[1]", "7"),
        ("req.host", "shop.test"),
        ("req.query.name", "ann"),
        ("req.query.tag", "a,b"),
        ("req.query.constructor", "undefined"),
        ("req.headers['x-kind']", "one, two"),
        ("req.headers['X-KIND']", "one, two"),
        ("'x-Kind' in req.headers", "true"),
        ("req.header('Host')", "shop.test"),
        ("req.get('nothing')", "undefined"),
        ("Object.keys(req.headers)", "host,x-kind"),
        ("req.cookies.sid", "s-1"),
        ("req.body.amount", "5"),
        ("req.body === request.body", "true"),
        ("request.query_params.tag[1]", "b"),
        ("request.headers['X-Kind'][0]", "one"),
        ("request.headers['x-kind']", "one,two"),
        ("request.path_params.id", "7"),
        ("request.body_string.length", "29"),
        ("request.body_bytes.length", "29"),
        ("session.name", "s1"),
        ("mock.uses", "2"),
        ("now()", "2023-11-14T22:13:20.500Z"),
        ("uuid().length", "36"),
        ("hash('x', 'md5')", "9dd4e461268c8034f5c8564e155c67a6"),
        ("base64('é')", "w6k="),
        ("jwt.decode(jwt.sign({a: 1}, 'k'), 'k').a", "1"),
        ("to_json({b: 1, a: [true, null]})", '{"b":1,"a":[true,null]}'),
        ("from_json('[1,2]').length", "2"),
        ("Date.now()", "1700000000500"),
        ("new Date().toISOString()", "2023-11-14T22:13:20.500Z"),
        ("new Date(0).getTime()", "0"),
        ("Date()", "Tue Nov 14 2023 22:13:20 GMT+0000"),
        ("new Date() instanceof Date", "true"),
        ("new Date().constructor === Date", "true"),
        ("Math.random() < 1", "true"),
        ("random() === random()", "false"),
        (
            "`${2n ** 64n} ${[1, [2]].flat()} ${null ?? 'd'} ${({}).a?.b}`",
            "18446744073709551616 1,2 d undefined",
        ),
        ("'ab'.replace(/(?<=a)b/u, 'c')", "ac"),
        ("[..._spread()].join()", "1,2"),
    ],
)
def test_what_a_script_sees(expression: str, text: str):
    assert body(f"function* _spread() {{ yield 1; yield 2 }}\nreturn {{body: String({expression})}}") == text


@pytest.mark.parametrize(
    ("sent", "text"),
    [({"body": [1]}, "1"), ({"body": "a\x00é\ud83d\ude00"}, "a\x00é😀"), ({"body": None}, "null")],
)
def test_the_body_is_what_the_request_has(sent: dict[str, Any], text: str):
    assert body("return {body: String(req.body)}", surroundings(**sent)) == text


def test_bytes_come_and_go():
    given = surroundings(body_string="\ufffd\x00", body_base64="/wA=")
    found = answer("res.body = request.body_bytes; res.header('L', request.body_bytes[0])", given)
    assert (found["body_base64"], found["headers"]) == ("/wA=", {"L": ["255"]})


def test_a_request_that_has_little():
    shown = "[req.url, req.pathSegments, req.query, req.body]"
    program = compile_program(Program("javascript", f"return {{body: to_json({shown})}}"))
    given = surroundings()
    object.__setattr__(given, "request", {"method": "GET", "path": "/a/b"})
    assert program(given)["body"] == '["",["a","b"],{},""]'


@pytest.mark.parametrize(
    ("source", "status", "headers", "text"),
    [
        ("", 200, {}, ""),
        ("res.status = 201; res.body = 'x'", 201, {}, "x"),
        ("res.status(201).send('x')", 201, {}, "x"),
        ("res.setStatus('404').setBody('x')", 404, {}, "x"),
        ("return res.status(404).end()", 404, {}, ""),
        ("res.json({b: 1, a: []})", 200, {"Content-Type": ["application/json"]}, '{"b":1,"a":[]}'),
        ("res.header('content-type', 'a/b').json('x')", 200, {"content-type": ["a/b"]}, '"x"'),
        ("res.body = {a: 1.0}", 200, {"Content-Type": ["application/json"]}, '{"a":1}'),
        ("res.body = 5", 200, {"Content-Type": ["application/json"]}, "5"),
        ("res.headers = {'content-type': 'a/b'}; res.body = [1]", 200, {"content-type": ["a/b"]}, "[1]"),
        ("res.body = null", 200, {}, ""),
        ("res.body = () => 1", 200, {}, ""),
        ("res.set({A: ['1', '2'], B: 3}); res.headers.C = true", 200, {"A": ["1", "2"], "B": ["3"], "C": ["true"]}, ""),  # noqa: E501 - one case a line
        ("res.setHeader('A', res.header('B') || 'none')", 200, {"A": ["none"]}, ""),
        ("return {status: 404, body: 'gone'}", 404, {}, "gone"),
        ("return {status: '404'}", 404, {}, ""),
        ("res.status = 201; res.header('A', 1); return {body: 'x'}", 201, {"A": ["1"]}, "x"),
        ("return {...res, body: 'x'}", 200, {}, "x"),
        ("return Promise.resolve({status: 202})", 202, {}, ""),
        ("return (async () => { await null; res.body = 'late' })()", 200, {}, "late"),
        ("if (res.status == 200) res.body = `${res.status}`", 200, {}, "200"),
        ("return {body: '\\ud800x'}", 200, {}, "\ufffdx"),
    ],
)  # fmt: skip
def test_responses(source: str, status: int, headers: dict[str, list[str]], text: str):
    found = answer(source)
    assert (found["status"], found["headers"], found["body"]) == (status, headers, text)


@pytest.mark.parametrize("source", ["res.delay = '5ms'", "return {delay: {min: '5ms', max: '5ms'}}"])
def test_delays(source: str):
    assert answer(source)["delay"] == {"min": 5_000_000, "max": 5_000_000}


@pytest.mark.parametrize(
    ("value", "octets"), [("new ArrayBuffer(2)", "AAA="), ("new Uint16Array([1]).subarray(0)", "AQA=")]
)
def test_bytes_of_several_kinds(value: str, octets: str):
    assert answer(f"return {{body: {value}}}")["body_base64"] == octets


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("throw new Error('boom')", "Error: boom", 1),
        ("\n\nthrow new TypeError('boom')", "TypeError: boom", 3),
        ("\nlet a = 1\nnothing.x()", "ReferenceError: 'nothing' is not defined", 3),
        ("\nfunction f() {\n  null.x\n}\n\nf()", "TypeError: cannot read property 'x' of null", 3),
        ("\n\nhash('x', 'y')", "Error: no digest 'y': expected md5, sha1, sha224, sha256, sha384, sha512", 3),
        ("const a = {}; a.a = a\nstate.set('a', a)", "TypeError: circular reference", 2),
        ("state.incr('n', 'x')", "Error: state.incr('n'): the step is 'x', no number", 1),
        ("throw 'text'", "text", 0),
        ("throw {a: 1}", '{"a":1}', 0),
        ("throw {toJSON() { throw 1 }}", "an error that can't be shown", 0),
        ("(function f() { return f() })()", "InternalError: stack overflow", 1),
        ("return (async () => {\nawait null\nthrow new Error('late')\n})()", "Error: late", 3),
        ("return new Promise(() => {})", "the script waits for a promise that nothing will settle", 0),
        ("return {status: 99}", "status is int '99': expected a number from 100 to 999", 0),
        ("return {statusCode: 200}", "the response has a key 'statusCode': expected status, headers, body, delay", 0),  # noqa: E501 - one case a line
        ("return {fault: 'x'}", "fault: a script can't break connections yet, leave it out", 0),
        ("return 'x'", "TypeError: the script returned x: expected nothing, res, or {status, headers, body, delay}", 0),  # noqa: E501 - one case a line
        ("return [1]", "TypeError: the script returned [1]: expected nothing, res, or {status, headers, body, delay}", 0),  # noqa: E501 - one case a line
        ("return {body: 1n}", "TypeError: bigint are forbidden in JSON.stringify", 0),
        ("return {body: 'x'.repeat(2 ** 27)}", "it needs more memory than 64 MiB", 0),
        ("throw null", "it needs more memory than 64 MiB, or it threw null", 0),
        ("await null", "SyntaxError: expecting ';'", 1),
    ],
)  # fmt: skip
def test_failures(source: str, message: str, line: int):
    assert failure(source) == (message, line)


def test_the_state_has_methods():
    given = surroundings(state={"n": 1, "old": "x"})
    source = """
    state.incr("n"); state.incr("n", 2.5); state.delete("old"); state.set("list", [1, {a: null}])
    return {body: [state.get("n"), state.has("old"), state.keys(), state.get("none"), state.get("none", 7)]}
    """
    assert body(source, given) == '[4.5,false,["list","n"],null,7]'
    assert given.state.get("list") == [1, {"a": None}]


def test_collections_of_the_state():
    given = surroundings({"l": [1], "m": {"f": 1}})
    source = """
    const length = state.push("l", {a: [2]});
    state.put("m", "x", 5); state.put("m", "f", () => 1);
    return {body: [length, state.shift("l"), state.pop("l"), state.pop("l"), state.remove("m", "x")]};
    """
    assert body(source, given) == '[2,1,{"a":[2]},null,true]'
    assert given.state.operations == (("set", "l", []), ("set", "m", {}))


def test_what_is_invented():
    assert body("return {body: faker.words(3).length}") == "3"
    assert body("return {body: typeof faker[Symbol.iterator]}") == "undefined"
    assert failure("\nfaker.nmae()") == ("Error: faker has no 'nmae': did you mean name?", 2)


def test_clear():
    given = surroundings(state={"a": 1})
    assert body("state.clear(); return {body: state.keys()}", given) == "[]"


@pytest.mark.parametrize("strict", ["", "'use strict'; "])
@pytest.mark.parametrize(
    "assignment", ["state = 'aaaaa'", "state.n = 5", "delete state.get", "Object.defineProperty(state, 'x', {value: 1})",  # noqa: E501 - one case a line
                   "Object.setPrototypeOf(state, null)", "state.get = null"],
)  # fmt: skip
def test_assignment_to_the_state_changes_nothing(assignment: str, strict: str):
    given = surroundings(state={"n": 1})
    source = f"{strict}{assignment}; return {{body: [state.get('n'), typeof state.keys, state.x]}}"
    assert body(source, given) == '[1,"function",null]'
    assert given.state.keys() == ["n"]


def test_functions_are_dropped():
    given = surroundings(state={"gone": 1})
    answer(
        "state.set('a', {f() {}, x: 1, l: [() => 1]}); state.set('gone', () => 1); state.set('u', undefined)",
        given,
    )
    assert (given.state.keys(), given.state.get("a")) == (["a"], {"x": 1, "l": [None]})


@pytest.mark.parametrize(
    ("called", "told"),
    [
        ("state.get()", "state.get: expected 1 or 2 arguments, found 0"),
        ("state.set('a')", "state.set: expected 2 arguments, found 1"),
        ("state.delete()", "state.delete: expected 1 argument, found 0"),
        ("state.has()", "state.has: expected 1 argument, found 0"),
        ("state.incr()", "state.incr: expected 1 or 2 arguments, found 0"),
        ("state.push('a')", "state.push: expected 2 arguments, found 1"),
        ("state.pop()", "state.pop: expected 1 argument, found 0"),
        ("state.put('a', 'b')", "state.put: expected 3 arguments, found 2"),
        ("uuid(1)", "uuid: expected no arguments, found 1"),
        ("faker.name(1)", "faker.name: expected no arguments, found 1"),
        ("jwt.sign({})", "jwt.sign: expected 2 or 3 arguments, found 1"),
    ],
)
def test_a_wrong_number_of_arguments(called, told):
    assert failure(called)[0] == f"Error: {told}"


def test_functions_of_the_state_may_be_given_more_as_callbacks_are():
    given = surroundings(state={"a": 1, "b": 2})
    source = (
        "return {body: [['a', 'b'].map(state.get), ['a', 'c'].map(state.has), state.incr('a', undefined)]}"
    )
    assert body(source, given) == "[[1,2],[true,false],2]"
    answer("['a', 'b'].forEach(state.delete)", given)
    assert given.state.keys() == []


def test_logs_are_kept():
    log: list[str] = []
    source = "console.log('a', {b: 1}, undefined, null, 5); console.error(new Error('e')); log(() => 1)"
    answer(source, surroundings(log=log))
    assert log == ['a {"b":1} undefined null 5', "Error: e", "() => 1"]


@pytest.mark.parametrize(
    "name",
    ["__host", "__date_clock", "require", "process", "std", "os", "print", "module", "exports", "Deno", "fetch",  # noqa: E501 - one case a line
     "setTimeout", "XMLHttpRequest", "WebAssembly", "load", "scriptArgs"],
)  # fmt: skip
def test_what_reaches_further_is_not_there(name: str):
    assert body(f"return {{body: typeof {name}}}") == "undefined"


@pytest.mark.parametrize(
    "walk",
    [
        "this.constructor.constructor('return typeof process + typeof __host')()",
        "uuid.constructor('return typeof process + typeof __host')()",
        "state.get.constructor('return typeof process + typeof __host')()",
        "req.headers.constructor + (0, eval)('typeof __host')",
        "typeof uuid.__globals__ + typeof uuid.prototype",
        "(() => { try { hash('x', 'y') } catch (e) { return typeof e.__traceback__ + typeof e.cause } })()",
    ],
)
def test_walks_to_a_constructor_end_in_the_script(walk: str):
    assert body(f"return {{body: {walk}}}") == "undefinedundefined"


@pytest.mark.parametrize("code", ["import('os')", "import('std').then(() => 1)"])
def test_no_module_can_be_imported(code: str):
    message, _ = failure(f"return {code}.then(() => ({{body: 'imported'}}))")
    assert "could not load module" in message


POLLUTION = """
Object.prototype.polluted = 1; Object.prototype.toJSON = function () { return "polluted" }
Array.prototype.map = null; Array.prototype[Symbol.iterator] = null; String.prototype.split = null
JSON.stringify = JSON.parse = null; Promise.prototype.then = null; Object.keys = Object.entries = null
globalThis.leak = 1; undeclared = 1; Math.random = () => 4; uuid = null; Date = null; Reflect.apply = null
"""


def test_nothing_of_a_run_is_left_for_the_next():
    source = f"if (req.path === '/pollute') {{ {POLLUTION} return }}"
    kinds = "[typeof leak, typeof undeclared, ({}).polluted, typeof [].map, typeof uuid, typeof Date]"
    looks = f"return {{body: {kinds}.join()}}"
    program = compile_program(Program("javascript", f"{source}\n{looks}"))
    with pytest.raises(ScriptError, match="the script changed how JSON is written: its answer can't be read"):
        program(surroundings(path="/pollute"))
    assert program(surroundings())["body"] == "undefined,undefined,,function,function,function"
    assert answer(looks)["body"] == "undefined,undefined,,function,function,function"


def test_draws_can_be_repeated():
    source = "return {body: uuid() + Math.random() + random()}"
    assert body(source) == body(source)
