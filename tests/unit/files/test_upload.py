"""Uploads: what is taken, what is refused, and in whose words. Source: Smocker, observed."""

import pytest

from smockproxy.core.problem import Severity
from smockproxy.core.responders import TRUSTED_ENGINES, Fixed, ForwardTo, Scripted
from smockproxy.files.upload import UploadError
from tests.unit.files.reads import answer, engine_of, request, upload


def refusal(text, *, as_json=False):
    with pytest.raises(UploadError) as caught:
        upload(text, as_json=as_json)
    return str(caught.value)


TOO_LARGE = "expected a whole number of at most 9223372036854775807"
NONE = "The route must define at least a response, a dynamic response or a proxy"
ALL = "The route must define either a response, a dynamic response or a proxy, not multiple of them"
ENGINES = (
    "The dynamic response engine must be one of the following:"
    " [go_template go_template_yaml go_template_json lua]"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {}", NONE),
        ("- request: {path: /a}", NONE),
        ("- {response: ~}", NONE),
        ("- {response: {}, dynamic_response: {engine: lua}, proxy: {}}", ALL),
        ("- {dynamic_response: {engine: perl}}", ENGINES),
        ("- {dynamic_response: {}}", ENGINES),
        ("- {dynamic_response: {engine: template, script: ''}}", ENGINES),
        ("- {dynamic_response: {engine: Lua, script: ''}}", ENGINES),
        ("- {dynamic_response: {engine: ~, script: ''}, response: {}}", ENGINES),
        ("- {dynamic_response: return}", '[0].dynamic_response: expected a mapping, found "return"'),
        ("- {dynamic_response: {engine: [lua]}}", "[0].dynamic_response.engine: expected text, found a list"),
        (
            "- {dynamic_response: {engine: lua, file: a.lua}}",
            "[0].dynamic_response.file: a file can only be named in a file of mocks",
        ),
        (
            "- {response: {}, context: {times: -1}}",
            "The times field in mock context must be greater than or equal to 0",
        ),
        ("- {response: {}, request: {path: {matcher: Foo, value: x}}}", 'invalid matcher "Foo"'),
        ("- {response: {}, request: {headers: {X: {matcher: Foo}}}}", 'invalid matcher "Foo"'),
        (
            "- {response: {}, request: {path: {matcher: ShouldMatch, value: '['}}}",
            'invalid regular expression provided to "ShouldMatch" operator: [',
        ),
        (
            "- {response: {}, request: {path: {matcher: ShouldNotMatch, value: '^/(?!us)'}}}",
            'invalid regular expression provided to "ShouldNotMatch" operator: ^/(?!us)',
        ),
        ("- {response: {delay: {min: 60ms, max: 10ms}}}", "invalid delay range: min => 60ms, max => 10ms"),
        ("- {response: {delay: -1s}}", "invalid delay range: min => -1s, max => -1s"),
        ("- {response: {delay: {min: 30ms}}}", "invalid delay range: min => 30ms, max => 0s"),
        ("- {response: {delay: abc}}", '[0].response.delay: "abc" is no duration'),
        ("- {response: {}, request: {body: {a: {b: c}}}}", 'invalid matcher ""'),
        ("- {response: {body: {a: 1}}}", "[0].response.body: expected text, found a mapping"),
        (
            "- {response: {}, context: {times: '2'}}",
            '[0].context.times: expected a whole number, found the text "2"',
        ),
        ("- request: [", "yaml: line 1: did not find expected node content"),
        ("- request: [\n", "yaml: line 1: did not find expected node content"),
        ("- {a: 1}\n- {a: 1, a: 2}", 'yaml: line 2: the key "a" is there twice'),
        ("request: {}", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!map into types.Mocks"),
        ("hello", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `hello` into types.Mocks"),
        ("# only a comment", "EOF"),
        ("- 3", "[0]: expected a mock, found 3"),
        (b"- \xff", "yaml: invalid UTF-8: byte 0xff at offset 2"),
    ],
)
def test_a_yaml_upload_that_is_refused(text, message):
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"response": {"delay": "abc"}}]', 'time: invalid duration "abc"'),
        ('{"response": {}}', "Unmarshal type error: expected=types.Mocks, got=object, field=, offset=1"),
        ('"x"', "Unmarshal type error: expected=types.Mocks, got=string, field=, offset=1"),
        ("3", "Unmarshal type error: expected=types.Mocks, got=number, field=, offset=1"),
        ("true", "Unmarshal type error: expected=types.Mocks, got=bool, field=, offset=1"),
        ('[{"response": {', "unexpected EOF"),
        ('[{"response": {"body": "x', "unexpected EOF"),
        ("[{}, x]", "Syntax error: offset=6, error=Expecting value"),
        ("[NaN]", "Syntax error: NaN is not JSON"),
        (
            '[{"response": {"status": 9223372036854775808}}]',
            f"[0].response.status: {TOO_LARGE}, found 9223372036854775808",
        ),
        ('[{"response": {"delay": 1e400}}]', "Syntax error: 1e400 is too large for a number"),
        ('[{"response": {"json": {"a": -1e999}}}]', "Syntax error: -1e999 is too large for a number"),
        ('[{"response": {"delay": 1e19}}]', "[0].response.delay: 1e+19 is too long"),
        (
            '[{"response": {"delay": {"min": 1, "max": 9223372036854775808}}}]',
            "[0].response.delay.max: 9223372036854775808 is too long",
        ),
        (" \n", "EOF"),
        ("[" * 100_000, "nested more than 100 deep"),
        ("[" * 200 + "]" * 200, "nested more than 100 deep"),
        ("[null]", "[0]: expected a mock, found nothing"),
        ('[{"request": {"path": 5}, "response": {}}]', "[0].request.path: expected text, found 5"),
        ('[{"Dynamic_Response": {"Engine": "perl"}}]', ENGINES),
        (
            '[{"dynamic_response": {"engine": "lua", "script": 1}}]',
            "[0].dynamic_response.script: expected text, found 1",
        ),
        (
            '[{"proxy": {"follow_redirect": "true"}}]',
            '[0].proxy.follow_redirect: expected true or false, found the text "true"',
        ),
    ],
)
def test_a_json_upload_that_is_refused(text, message):
    assert refusal(text, as_json=True) == message


def test_a_huge_number_is_refused_and_not_computed():
    assert "Syntax error" in refusal("[" + "9" * 100_000 + "]", as_json=True)


@pytest.mark.parametrize(
    ("text", "as_json"), [("", False), ("", True), ("[]", False), ("[]", True), ("null", True)]
)
def test_an_empty_upload_is_an_empty_list(text, as_json):
    assert upload(text, as_json=as_json).mocks == ()


def test_ids_and_dates_are_the_servers():
    (mock,) = upload("- {id: mine, state: {id: theirs, times_count: 3, locked: true}, response: {}}").mocks
    assert (mock.id, mock.created_at, mock.source) == ("id-1", 1_700_000_000.5, None)


def test_only_the_first_document_is_read():
    assert len(upload("- response: {}\n---\n- response: {}\n- response: {}\n").mocks) == 1


def test_text_after_the_json_list_is_ignored():
    assert len(upload('[{"response": {}}] and more', as_json=True).mocks) == 1


def test_of_two_responders_the_proxy_answers():
    (mock,) = upload("- {response: {}, proxy: {host: 'http://b.test'}}").mocks
    assert isinstance(mock.responder, ForwardTo)


@pytest.mark.parametrize("switch", ["follow_redirect", "skip_verify_tls", "keep_host"])
def test_the_switches_of_a_proxy(switch):
    text = f"[{{proxy: {{{switch}: true}}}}, {{proxy: {{{switch}: false}}}}, {{proxy: {{}}}}]"
    assert [getattr(mock.responder, switch) for mock in upload(text).mocks] == [True, False, False]
    (in_json,) = upload(f'[{{"PROXY": {{"{switch.title()}": true}}}}]', as_json=True).mocks
    assert getattr(in_json.responder, switch)


def test_unknown_keys_are_ignored_and_told():
    text = """
- reqest: 1
  websocket: {at: x}
  request:
    pth: /a
    headers: {X: {matcher: ShouldEqual, value: 1, delta: 2, other: 3}}
  response: {statsu: 200, delay: {min: 0s, mx: 1s}}
- response: {trailers: true}
- dynamic_response: {engine: lua, script: x, timeout: 1s}
"""
    found = upload(text)
    assert len(found.mocks) == 3
    assert {problem.severity for problem in found.problems} == {Severity.WARNING}
    assert sorted((problem.path, problem.message) for problem in found.problems) == [
        ("[0].reqest", 'unknown key "reqest"; it is ignored'),
        ("[0].request.headers.X[0].delta", 'unknown key "delta"; it is ignored'),
        ("[0].request.headers.X[0].other", 'unknown key "other"; it is ignored'),
        ("[0].request.pth", 'unknown key "pth"; it is ignored'),
        ("[0].response.delay.mx", 'unknown key "mx"; it is ignored'),
        ("[0].response.statsu", 'unknown key "statsu"; it is ignored'),
        ("[0].websocket", '"websocket" is not supported yet; it is ignored'),
        ("[1].response.trailers", '"trailers" is not supported yet; it is ignored'),
        ("[2].dynamic_response.timeout", 'unknown key "timeout"; it is ignored'),
    ]


def test_an_unknown_key_of_a_matcher_in_a_list():
    text = "- {response: {}, request: {headers: {X: [a, {matcher: ShouldEqual, value: b, zz: c}]}}}"
    assert [problem.path for problem in upload(text).problems] == ["[0].request.headers.X[1].zz"]


def test_nothing_is_taken_when_one_mock_is_bad():
    assert refusal("- response: {}\n- {}") == NONE


def test_a_whole_number_has_64_bits():
    told = refusal("- {response: {}, context: {times: 99999999999999999999}}")
    assert told == f"[0].context.times: {TOO_LARGE}, found 99999999999999999999"
    assert upload("- {response: {}, context: {times: 9223372036854775807}}").mocks[0].times == 2**63 - 1


@pytest.mark.parametrize("status", [1, 99, 1000, 101])
def test_smocker_takes_any_status(status):
    assert upload(f"- response: {{status: {status}}}").mocks[0].responder.response.status == status


def test_smocker_takes_any_header_and_any_upstream():
    (mock,) = upload('- response: {headers: {"a b": "x\\ny", Nothing: }}').mocks
    assert list(mock.responder.response.headers) == [("a b", "x\ny")]
    assert upload("- proxy: {host: '127.0.0.1:9'}").mocks[0].responder.host == "127.0.0.1:9"


def test_our_own_keys_work_in_uploads():
    text = "- {priority: 1, request: {host: a.test, scheme: http, port: 80}, response: {json: {a: 1}}}\n"
    text += "- response: {body: b}"
    engine = engine_of(upload(text).mocks)
    assert answer(engine, request()) == '{"a":1}'
    assert answer(engine, request(url="http://b.test")) == "b"


def test_keys_of_the_format_match_without_case_in_json_only():
    text = """[{"REQUEST": {"Path": {"Matcher": "ShouldEqual", "VALUE": "/x"}, "Query_Params": {"Q": ["1"]},
        "headers": {"X": [{"MATCHER": "ShouldEqual", "value": "1"}]},
        "BODY": {"Matcher": "ShouldEqual", "value": "b"}},
        "Context": {"Times": 1}, "Response": {"Body": "hit", "Headers": {"x": "1"}}}]"""
    found = upload(text, as_json=True)
    assert found.problems == ()
    engine = engine_of(found.mocks)
    asked = request("/x?Q=1", headers=[("X", "1")], body="b")
    assert [answer(engine, asked), answer(engine, asked)] == ["hit", None]
    assert "[0].Response" in [problem.path for problem in upload("- {Response: {}, response: {}}").problems]


def test_json_paths_of_a_body_keep_their_case():
    engine = engine_of(
        upload('[{"request": {"body": {"Matcher.A": "x"}}, "response": {"body": "hit"}}]', as_json=True).mocks
    )
    assert answer(engine, request(body='{"Matcher": {"A": "x"}}')) == "hit"


def test_a_lone_surrogate_becomes_the_replacement_character():
    (mock,) = upload('[{"response": {"body": "a\\ud800", "headers": {"x": "\\udfff"}}}]', as_json=True).mocks
    assert mock.responder.response.body.decode() == "a\ufffd"


def test_invalid_utf8_in_json_becomes_the_replacement_character():
    (mock,) = upload(b'[{"response": {"body": "\xff"}}]', as_json=True).mocks
    assert mock.responder.response.body.decode() == "\ufffd"


@pytest.mark.parametrize(
    ("responders", "first", "second"),
    [
        ("dynamic_response: {engine: lua, script: x}", Scripted, type(None)),
        ("dynamic_response: {engine: lua, script: x}, response: {}", Scripted, Fixed),
        ("dynamic_response: {engine: lua, script: x}, proxy: {}", Scripted, ForwardTo),
        ("response: {template: true}, proxy: {}", ForwardTo, Scripted),
        ("dynamic_response: ~, response: {}", Fixed, type(None)),
    ],
)
def test_a_script_goes_before_a_proxy_and_that_before_a_response(responders, first, second):
    (mock,) = upload(f"- {{{responders}}}").mocks
    assert (type(mock.responder), type(mock.spare)) == (first, second)


def test_a_script_of_an_upload_is_in_no_file_and_may_be_empty():
    (mock,) = upload("- dynamic_response:\n    engine: go_template\n    script: |\n      status: 201\n").mocks
    assert mock.responder == Scripted("go_template", "status: 201\n")
    for text in ("{engine: lua}", "{engine: lua, script: }", "{engine: lua, script: ''}"):
        assert upload(f"- dynamic_response: {text}").mocks[0].responder == Scripted("lua", "")


def test_a_script_that_is_no_text_in_yaml_keeps_its_spelling():
    (mock,) = upload("- dynamic_response: {engine: lua, script: 1.50}").mocks
    assert mock.responder.script == "1.50"


def test_keys_of_a_script_match_without_case_in_json():
    (mock,) = upload('[{"DYNAMIC_RESPONSE": {"ENGINE": "lua", "Script": "x"}}]', as_json=True).mocks
    assert mock.responder == Scripted("lua", "x")


@pytest.mark.parametrize("engine", sorted(TRUSTED_ENGINES))
def test_trusted_scripts_are_taken_over_http_only_if_that_is_allowed(engine):
    text = f"- dynamic_response: {{engine: {engine}, script: x}}"
    assert refusal(text) == (
        f"[0].dynamic_response.engine: scripts in {engine} are taken from files of mocks only;"
        " start smockproxy with --allow-remote-scripts to take them over HTTP, too"
    )
    (mock,) = upload(text, allow_remote_scripts=True).mocks
    assert mock.responder == Scripted(engine, "x")


@pytest.mark.parametrize("engine", ["jinja2", "lua", "go_template", "go_template_yaml", "go_template_json"])
def test_other_scripts_are_taken_from_whoever_may_upload(engine):
    assert upload(f"- dynamic_response: {{engine: {engine}, script: x}}").mocks[0].responder.engine == engine
