"""Smocker's shapes in YAML."""

import pytest
import yaml

from smockproxy.core.duration import Delay
from smockproxy.core.history import Outcome, Timing
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.smocker import SHOWN_ONCE_FROM
from smockproxy.interop.smocker_yaml import entry_yaml_shape, mock_yaml_shape, yaml_list
from tests.unit.exchanges import exchange, golden, several, text_headers

SESSION = Session(SessionFacts("s", "Session #1", 0.0))
BINARY = b"\xff\xfe\x00\x01"


def read_back(shapes):
    return yaml.safe_load("".join(yaml_list(shapes)))


def test_an_empty_list():
    assert read_back([]) == []


def test_shared_values_are_written_out():
    shared = {"a": 1}
    assert "".join(yaml_list([{"x": shared, "y": shared}])).count("a: 1") == 2


def test_numbers_are_written_as_go_writes_them():
    assert "".join(yaml_list([[1.0, 1.5, 1e21]])) == "- - 1\n  - 1.5\n  - 1.0e+21\n"


def test_delays_are_durations_and_none_is_left_out():
    delayed = mock_yaml_shape(Mock("id", Fixed(Response(), Delay(0, 3_661_000_000_000))), SESSION)
    assert delayed["response"]["delay"] == {"max": "1h1m1s"}
    assert "delay" not in mock_yaml_shape(Mock("id", ForwardTo("http://up.test")), SESSION)["proxy"]


def test_both_responders_are_in_yaml():
    spare = Fixed(Response(0, text_headers(X_A="1"), b"\xff"), Delay(1, 1))
    shape = mock_yaml_shape(Mock("id", ForwardTo("http://up.test"), spare=spare), SESSION)
    assert list(shape["response"]) == ["body", "status", "delay", "headers"]
    assert (shape["response"]["body"], shape["response"]["delay"]) == (b"\xff", {"min": "1ns", "max": "1ns"})
    assert shape["proxy"] == {"host": "http://up.test"}


@pytest.mark.parametrize(("surplus", "keys"), [(-1, ["body", "body_string"]), (0, ["body_string"])])
def test_a_large_binary_body_does_not_stand_there_twice(surplus, keys):
    body = b"\xff" * (SHOWN_ONCE_FROM + surplus)
    shape = entry_yaml_shape(exchange(Request("POST", "http", "a.test", 80, "/", body=body)))["request"]
    assert sorted(name for name in shape if name.startswith("body")) == keys
    assert shape["body_string"] is body


def test_binary_bodies_of_mocks_survive():
    (mock,) = read_back([mock_yaml_shape(Mock("id", Fixed(Response(200, body=BINARY))), SESSION)])
    assert mock["response"]["body"] == BINARY


def test_context_has_yamls_names_and_all_of_them():
    assert entry_yaml_shape(exchange())["context"] == {
        "mockid": "hello-id",
        "mocktype": "static",
        "delay": "50ms",
    }
    bare = exchange(mock=None, outcome=Outcome.REFUSED, timing=Timing(started_at=0.0))
    assert entry_yaml_shape(bare)["context"] == {"mockid": "", "mocktype": "", "delay": ""}


def test_binary_bodies_of_exchanges_survive():
    request = Request("POST", "http", "a.test", 80, "/", body=BINARY)
    (entry,) = read_back([entry_yaml_shape(exchange(request, Response(200, body=BINARY)))])
    assert entry["request"]["body"] == entry["request"]["body_string"] == BINARY
    assert entry["response"]["body"] == BINARY


def test_golden():
    golden("exports/smocker-history.yml", "".join(yaml_list(map(entry_yaml_shape, several()[:3]))))


def test_a_script_keeps_its_lines():
    shape = mock_yaml_shape(
        Mock("id", Scripted("lua", "a = 1\nreturn {}\n"), spare=Fixed(Response(0))), SESSION
    )
    assert list(shape) == ["request", "response", "context", "state", "dynamic_response"]
    text = "".join(yaml_list([shape["dynamic_response"]]))
    assert text == "- engine: lua\n  script: |\n    a = 1\n    return {}\n"
    assert yaml.safe_load(text) == [{"engine": "lua", "script": "a = 1\nreturn {}\n"}]


def test_the_delay_of_a_template_is_a_duration():
    script = '{"body": "a", "headers": {"A": ["b"]}, "delay": {"max": 3000000}}'
    shape = mock_yaml_shape(Mock("id", Scripted(TEMPLATE, script)), SESSION)["response"]
    assert list(shape) == ["body", "status", "delay", "headers", "template"]
    assert shape["delay"] == {"max": "3ms"}
