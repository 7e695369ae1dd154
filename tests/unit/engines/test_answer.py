import pytest

from smockproxy.engines.answer import response_of
from smockproxy.engines.contract import ScriptError

OK = {"status": 200, "headers": {}, "body": ""}
JSON = {"Content-Type": ["application/json"]}


@pytest.mark.parametrize(
    ("given", "response"),
    [
        ({}, OK),
        ({"status": 201, "body": "x"}, OK | {"status": 201, "body": "x"}),
        ({"status": "404"}, OK | {"status": 404}),
        ({"body": None, "headers": None, "delay": None}, OK | {"delay": {"min": 0, "max": 0}}),
        ({"headers": {"A": "b", "C": ["d", 1, 1.5, True, False]}},
         OK | {"headers": {"A": ["b"], "C": ["d", "1", "1.5", "true", "false"]}}),
        ({"body": b"\xff\x00"}, OK | {"body_base64": "/wA="}),
        ({"body": {"a": [1]}}, OK | {"body": '{"a":[1]}', "headers": JSON}),
        ({"body": 0}, OK | {"body": "0", "headers": JSON}),
        ({"body": False, "headers": {"content-type": "text/x"}},
         OK | {"body": "false", "headers": {"content-type": ["text/x"]}}),
        ({"delay": "100ms"}, OK | {"delay": {"min": 100_000_000, "max": 100_000_000}}),
        ({"delay": "fast"}, OK | {"delay": {"min": 50_000_000, "max": 200_000_000}}),
        ({"delay": {"min": "1ms", "max": "2ms", "add": "1s"}},
         OK | {"delay": {"min": 1_001_000_000, "max": 1_002_000_000}}),
        ({"delay": {"distribution": "lognormal", "median": "9ms", "sigma": 0.4}},
         OK | {"delay": {"distribution": "lognormal", "median": 9_000_000, "sigma": 0.4}}),
        ({"delay": {"min": "0", "max": "1s"}}, OK | {"delay": {"min": 0, "max": 1_000_000_000}}),
    ],
)  # fmt: skip
def test_responses_are_read(given, response):
    assert response_of(given) == response


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "the response is nothing: expected a mapping of status, headers, body, delay"),
        ("x", "the response is str 'x': expected a mapping of status, headers, body, delay"),
        ({"stauts": 1}, "the response has a key 'stauts': expected status, headers, body, delay"),
        ({"fault": "reset"}, "fault: a script can't break connections yet, leave it out"),
        ({"status": "ok"}, "status is str 'ok': expected a number from 100 to 999"),
        ({"status": 99}, "status is int '99': expected a number from 100 to 999"),
        ({"status": 1000}, "status is int '1000': expected a number from 100 to 999"),
        ({"status": True}, "status is bool 'True': expected a number from 100 to 999"),
        ({"status": 200.0}, "status is float '200.0': expected a number from 100 to 999"),
        ({"headers": []}, "headers is list '[]': expected a mapping of names to values"),
        ({"headers": {1: "a"}}, "a name in headers is int '1': expected text"),
        ({"headers": {"A": {}}}, "headers.A is dict '{}': expected text, or a list of texts"),
        ({"headers": {"A": [None]}}, "headers.A is nothing: expected text, or a list of texts"),
        ({"delay": 100}, "delay is int '100': expected a duration such as 100ms or 1.5s"),
        ({"delay": "soon"}, "delay is str 'soon': expected a duration such as 100ms or 1.5s"),
        ({"delay": {"min": "1s"}}, "delay has min: expected min and max"),
        ({"delay": {}}, "delay has nothing: expected min and max"),
        ({"delay": {"min": "2s", "max": "1s"}},
         "delay goes from 2s to 1s: expected 0 or more, min before max"),
        ({"delay": {"distribution": "gamma"}}, 'delay: there is no distribution "gamma"'),
        ({"delay": {"distribution": "normal", "mena": "1s"}}, "delay: a normal delay has no mena"),
        ({"delay": {"distribution": "lognormal", "median": "1s", "sigma": "1"}},
         "delay.sigma is str '1': expected a number"),
        ({"delay": "-1s"}, "delay goes from -1s to -1s: expected 0 or more, min before max"),
        ({"body": {1, 2}}, "to_json: set is no JSON"),
    ],
)  # fmt: skip
def test_what_is_no_response_is_refused(given, message):
    with pytest.raises(ScriptError) as raised:
        response_of(given)
    assert raised.value.message.startswith(message)
