"""What a Lua script finds: the request as Go data, libraries, our names; and what it does not find."""

import pytest

from smockproxy.engines.contract import Program
from smockproxy.engines.lua import compile_program
from tests.unit.engines.lua.running import answer, body, failure, surroundings, words


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("request.method", "POST"),
        ("request.path", "/orders/7"),
        ("request.origin", "127.0.0.1"),
        ("request.date", "2026-11-21T08:36:55.509321354Z"),
        ("request.body.amount", "5"),
        ("request.body.items[1]", "x"),
        ("request.body.items[1.9]", "x"),
        ("request.body.items[2]", "nil"),
        ("#request.body.items", "3"),
        ("request.body.none", "nil"),
        ("request.body.deep.a[1].b", "1.5"),
        ("request.query_params.name[2]", "bob"),
        ("#request.query_params", "1"),
        ("request.headers.Host[1]", "shop.test"),
        ('request.headers["X-Kind"][2]', "two"),
        ('request.headers["x-kind"]', "nil"),
        ("request.nothing", "nil"),
        ('request.headers["X-Kind"].first', "nil"),
        ("type(request)", "userdata"),
        ("type(request.body.items)", "userdata"),
        ("getmetatable(request)", "gopher-luar"),
        ("request.headers == request.headers", "true"),
        ("session.name", "s1"),
        ("mock.uses", "2"),
        ("require('math').floor(2.5)", "2"),
        ("require('string') == string", "true"),
        ("package.loaded._G == _G", "true"),
        ("(function() module('m', package.seeall) return tostring(_NAME) end)()", "m"),
        ("loadstring('return 6 * 7')()", "42"),
        ("load((function() local n return function() if not n then n = 1 return 'return 5' end end end)())()", "5"),  # noqa: E501 - one case a line
        ("tostring(2^53)", "9007199254740992"),
        ("tostring(1e15)", "1000000000000000"),
        ("tostring(10/4)", "2.5"),
        ("10/2", "5"),
        ("select('#', unpack({1, 2, 3}))", "3"),
        ("getfenv() == _G", "true"),
        ("getfenv(0) == _G and getfenv(print) == _G", "true"),
        ("now()", "2023-11-14T22:13:20.500Z"),
        ("hash('x', 'md5')", "9dd4e461268c8034f5c8564e155c67a6"),
        ("base64('é')", "w6k="),
        ("jwt.decode(jwt.sign({a = 1}, 'k'), 'k').a", "1"),
        ("to_json({b = {}, a = {1, 'x'}})", '{"a":[1,"x"],"b":[]}'),
        ("to_json(request.body)", '{"amount":5,"deep":{"a":[{"b":1.5}]},"items":["x",null,"z"]}'),
        ("from_json('[1, {\"a\": true}]')[2].a", "true"),
        ("#uuid()", "36"),
        ("math.random(3, 3)", "3"),
        ("math.random() < 1", "true"),
        ("random() == random()", "false"),
    ],
)  # fmt: skip
def test_what_a_script_sees(expression: str, text: str):
    assert body(f"return {{body = tostring({expression})}}") == text


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ('{"a": 1}', "userdata"),
        (' \n{"a": 1}', "userdata"),
        ("null", "nil"),
        ("[1, 2]", "string"),
        ("12", "string"),
        ("a=b", "string"),
        ("", "string"),
        ('{"a": ', "string"),
    ],
)
def test_only_a_body_that_is_an_object_is_parsed(sent: str, text: str):
    assert body("return {body = type(request.body)}", surroundings(body_string=sent)) == text


def test_the_body_as_text_and_as_bytes():
    given = surroundings(body_string="\ufffd\x00", body_base64="/wA=")
    headers = "{a = #request.body_bytes, b = request.body_string}"
    found = answer(f"return {{body = request.body_bytes, headers = {headers}}}", given)
    assert (found["body_base64"], found["headers"]) == ("/wA=", {"A": ["2"], "B": ["\ufffd\x00"]})


@pytest.mark.parametrize("given", [{"query_params": {}}, {"query_params": None}])
def test_no_query_is_nil(given: dict[str, object]):
    assert body("return {body = tostring(request.query_params)}", surroundings(**given)) == "nil"


def test_go_data_is_iterated_by_calling_it():
    source = """
    local seen = {}
    for name, lines in request.headers() do seen[#seen + 1] = name .. #lines end
    for at, item in request.body.items() do seen[#seen + 1] = at .. tostring(item) end
    for name in request() do seen[#seen + 1] = name end
    return {body = table.concat(seen, " ")}
    """
    own = "body body_bytes body_string date headers method origin path query_params"
    assert body(source) == f"Host1 X-Kind2 1x 2nil 3z {own}"


def test_go_data_can_be_changed_for_the_run():
    source = """
    request.extra = "a"
    request.body = {5}
    request.headers["X-Kind"][1] = "changed"
    return {body = request.extra .. request.body[1] .. request.headers["X-Kind"][1]}
    """
    assert body(source) == "a5changed"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("error('boom')", "<string>:1: boom"),
        ("pairs(request.headers)", "<string>:1: bad argument #1 to pairs (table expected, got userdata)"),
        (
            "return request.none.name[1]",
            "<string>:1: attempt to index a non-table object(nil) with key 'name'",
        ),
        ("\n\nlocal x = nil; x.y = 1", "<string>:3: attempt to index a non-table object(nil) with key 'y'"),
        ("return (5).a", "<string>:1: attempt to index a non-table object(number) with key 'a'"),
        ("return print.a", "<string>:1: attempt to index a non-table object(function) with key 'a'"),
        ("return request.headers.Host[0]", "<string>:1: bad argument #2 to index (index out of range)"),
        ("return request.headers.Host[2]", "<string>:1: bad argument #2 to index (index out of range)"),
        ("request.headers.Host[2] = 1", "<string>:1: bad argument #2 to index (index out of range)"),
        (
            "return request.headers.Host[true]",
            "<string>:1: bad argument #2 to index (must be a number or string)",
        ),
        ("return request[1]", "<string>:1: bad argument #2 to index (cannot use 1 as type string)"),
        ("request[1] = 2", "<string>:1: bad argument #2 to index (invalid map key type)"),
        ("request.headers.Host.x = 2", "<string>:1: bad argument #2 to index (number expected)"),
        ("nothing()", "<string>:1: attempt to call a non-function object"),
        ("local t = {}; t()", "<string>:1: attempt to call a non-function object"),
        ("return nil + 1", "<string>:1: cannot perform add operation between nil and number"),
        ("return 'a' * 2", "<string>:1: cannot perform mul operation between string and number"),
        ("return 'a' .. nil", "<string>:1: cannot perform concat operation between string and nil"),
        ("return 1 < 'a'", "<string>:1: attempt to compare number with string"),
        ("return {} < {}", "<string>:1: attempt to compare table with table"),
        ("return #nil", "<string>:1: __len undefined"),
        ("return -print", "<string>:1: __unm undefined"),
        ("for i = 1, 'x' do end", "<string>:1: for statement limit must be a number"),
        ("require 'os'", "<string>:1: module os not found:"),
        ("getmetatable()", "<string>:1: bad argument #1 to getmetatable (value expected)"),
        ("loadstring(nil)", "<string>:1: bad argument #1 to loadstring (string expected, got nil)"),
        ("math.random(0)", "<string>:1: bad argument #1 to random (interval is empty)"),
        ("hash('x', 'y')", "<string>:1: no digest 'y': expected md5, sha1, sha224, sha256, sha384, sha512"),
        ("error('plain', 0)", "plain"),
        ("error()", "nil"),
        ("error(setmetatable({}, {__tostring = function() return 'own' end}))", "own"),
        ("x = = 1", "<string>:1: unexpected symbol near '='"),
    ],
)
def test_errors_have_the_words_of_gopher_lua(source: str, text: str):
    assert words(source) == text


def test_a_traceback_tells_the_way_to_the_error():
    error = failure("local function check()\n  error('boom')\nend\ncheck()")
    assert (error.line, error.message.splitlines()) == (
        2,
        [
            "failed to execute Lua script: <string>:2: boom",
            "stack traceback:",
            "\t[G]: in function 'error'",
            "\t<string>:2: in function 'check'",
            "\t<string>:4: in main chunk",
            "\t[G]: ?",
        ],
    )


@pytest.mark.parametrize(
    "name",
    [
        "coroutine", "debug", "io", "os", "python", "dofile", "loadfile", "newproxy", "gcinfo", "string.dump",
        "package.loadlib", "package.loaded.io", "package.loaded.os", "package.loaded.debug",
        "package.loaded.python", "package.loaded.coroutine", "package.preload.io",
    ],
)  # fmt: skip
def test_what_reaches_further_is_not_there(name: str):
    assert body(f"return {{body = tostring({name})}}") == "nil"


@pytest.mark.parametrize(
    "attack",
    [
        "loadstring('\\27Lua')",
        "load((function() local n return function() if not n then n = 1 return '\\27Lua' end end end)())",
        "getmetatable(print)", "getmetatable(nil)", "getmetatable(1)", "getmetatable(true)",
        "getmetatable(request).__index",
    ],
)  # fmt: skip
def test_attacks_that_get_nothing(attack: str):
    assert body(f"return {{body = tostring(({attack}))}}") == "nil"


@pytest.mark.parametrize(
    "attack",
    [
        "setfenv(0, {})", "setfenv(print, {})", "setfenv(tostring, {})", "setfenv(3, {})",
        "setfenv(state.get, {})",
        "setfenv('0', {})", "setfenv('1', {})", "setfenv(0.5, {})", "setfenv(-0.5, {})",
        "package.preload.x = module; require 'x'", "load(module)",
        "setmetatable(request, {})", "string.rep('x', -1)()",
        "print.__globals__ = 1", "state.get.__class__()", "return hash.__globals__",
        "local ok, e = pcall(hash, 'x', 'y'); return e.__class__.__name__()",
    ],
)  # fmt: skip
def test_attacks_that_are_refused(attack: str):
    assert failure(attack).line == 1


def test_compiled_code_is_no_script():
    assert failure("\x1bLua").message.endswith("compiled code is not allowed")


CHANGES = """
string.upper = function() return "changed" end
getmetatable("").__index = {lower = function() return "changed" end}
getmetatable("").__metatable = "kept"
setmetatable(getmetatable("") ~= "kept" and getmetatable("") or {}, {__newindex = function() end})
setmetatable(_G, {__index = function() return "leaked" end})
_G.leak, package.loaded.leak, math.pi, state.extra, mock.id, jwt.sign = 1, 1, 4, 5, "changed", 6
tostring, print, state = nil, nil, nil
setfenv(1, {})
"""


def test_nothing_of_a_run_is_left_for_the_next():
    looks = """
    return {body = tostring(leak) .. tostring(package.loaded.leak) .. ("a"):upper() .. ("A"):lower() ..
      tostring(state.extra) .. mock.id .. type(jwt.sign) ..
      tostring(math.pi < 4) .. tostring(getmetatable(_G))}
    """
    program = compile_program(
        Program("lua", f'if request.path == "/change" then {CHANGES} return nil end {looks}')
    )
    changing = compile_program(Program("lua", f"{CHANGES} return {{}}"))
    assert changing(surroundings())["status"] == 200
    expected = "nilnilAanilm1functiontruenil"
    assert program(surroundings())["body"] == expected
    both = compile_program(
        Program("lua", f'local r = {{}}; if request.path == "/change" then {CHANGES} return r end {looks}')
    )
    assert both(surroundings(path="/change"))["status"] == 200
    assert both(surroundings())["body"] == expected


def test_a_script_runs_again_after_it_failed():
    program = compile_program(
        Program("lua", "if request.path == '/bad' then error('x') end return {body = 'ok'}")
    )
    with pytest.raises(Exception, match="x"):
        program(surroundings(path="/bad"))
    assert program(surroundings())["body"] == "ok"


def test_names_of_ours_can_be_taken_by_a_script():
    assert (
        body("state, log, now = request.path, 1, nil return {body = state .. log .. tostring(now)}")
        == "/orders/71nil"
    )


def test_what_is_invented():
    assert body("return {body = #faker.words(3)}") == "3"
    assert body("return {body = type(getmetatable(faker))}") == "string"
    error = failure("\nfaker.nmae()")
    assert "<string>:2: faker has no 'nmae': did you mean name?" in error.message
    assert error.line == 2


def test_logs_are_kept():
    log: list[str] = []
    source = "log('a', 1, nil, true) print(2^40, 'x') console.log('b') return {}"
    answer(source, surroundings(log=log))
    assert log == ["a 1 nil true", "1099511627776\tx", "b"]


def test_memory_is_limited():
    error = failure("local s = 'x' while true do s = s .. s end")
    assert error.message == "it needs more memory than 64 MiB"


def test_recursion_ends():
    assert words("local function f() return 1 + f() end f()") == "<string>:1: stack overflow"


def test_draws_can_be_repeated():
    source = "return {body = uuid() .. math.random(1000) .. random()}"
    assert body(source) == body(source)
    assert body(f"math.randomseed(1) {source}") != body(source)
