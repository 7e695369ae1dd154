import os
from pathlib import Path

import pytest

from smockproxy.app.settings.rows import BY_NAME
from smockproxy.app.settings.values import SHOWN, BadValueError, anchor, parse_value, shown, split_list
from smockproxy.core.decision import Unmatched


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("port", "0", 0),
        ("port", 65535, 65535),
        ("reload", "off", False),
        ("reload", "yes", True),
        ("reload", False, False),
        ("unmatched", "refuse", Unmatched.REFUSE),
        ("log_level", "debug", "debug"),
        ("host", "::1", "::1"),
        ("mocks", ["a", "b"], ("a", "b")),
        ("mocks", (), ()),
    ],
)
def test_values(name, written, value):
    assert parse_value(BY_NAME[name], written) == value


@pytest.mark.parametrize(
    ("name", "written", "message"),
    [
        ("port", "80a", 'expected a whole number from 0 to 65535, found "80a"'),
        ("port", "", 'expected a whole number from 0 to 65535, found ""'),
        ("port", -1, "expected a whole number from 0 to 65535, found -1"),
        ("port", 65536, "expected a whole number from 0 to 65535, found 65536"),
        ("port", True, "expected a whole number from 0 to 65535, found true"),
        ("port", 80.0, "expected a whole number from 0 to 65535, found 80.0"),
        ("reload", "maybe", 'expected true or false, found "maybe"'),
        ("reload", 1, "expected true or false, found 1"),
        ("unmatched", "refus", 'expected forward or refuse, found "refus"'),
        ("unmatched", "Refuse", 'expected forward or refuse, found "Refuse"'),
        ("host", 5, "expected a text, found 5"),
        ("mocks", "mocks", 'expected a list of texts, found "mocks"'),
        ("mocks", ["a", 1], 'expected a list of texts, found ["a", 1]'),
        ("mocks", {"a": 1}, 'expected a list of texts, found {"a": 1}'),
    ],
)
def test_bad_values(name, written, message):
    with pytest.raises(BadValueError) as caught:
        parse_value(BY_NAME[name], written)
    assert str(caught.value) == message


def test_a_list_in_a_variable_is_parted_as_path_is():
    assert split_list(os.pathsep.join(["a", "", "b"])) == ["a", "b"]


def test_a_list_in_a_variable_may_be_json():
    assert split_list(' ["mode=upstream:http://a.test:1"]') == ["mode=upstream:http://a.test:1"]


def test_json_that_cannot_be_read_is_taken_by_no_list():
    with pytest.raises(BadValueError):
        parse_value(BY_NAME["mocks"], split_list('["a"'))


def test_paths_are_put_under_a_folder():
    folder = Path("/project")
    assert anchor(BY_NAME["mocks"], ("a", "/b"), folder) == ("/project/a", "/b")
    assert anchor(BY_NAME["confdir"], "certs", folder) == "/project/certs"
    assert anchor(BY_NAME["confdir"], "certs", None) == "certs"
    assert anchor(BY_NAME["ready_file"], "", folder) == ""


def test_values_that_are_no_paths_stay():
    assert anchor(BY_NAME["host"], "a.test", Path("/project")) == "a.test"
    assert anchor(BY_NAME["options"], ("a=b",), Path("/project")) == ("a=b",)


def test_the_home_folder_is_known_by_its_short_name(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ann")
    assert anchor(BY_NAME["confdir"], "~/ca", Path("/project")) == "/home/ann/ca"


def test_a_long_value_is_cut_in_a_message():
    assert shown("x" * 1000) == '"' + "x" * (SHOWN - 1) + "…"


def test_case_does_not_matter_where_smocker_does_not_look_at_it():
    assert parse_value(BY_NAME["log_level"], "Debug") == "debug"
    with pytest.raises(BadValueError):
        parse_value(BY_NAME["log_level"], 5)


def test_texts_of_a_list_can_have_a_form_of_their_own():
    row = BY_NAME["session_ports"]
    assert parse_value(row, ["a=1", "b=2"]) == ("a=1", "b=2")
    with pytest.raises(BadValueError, match='"a" is not NAME=PORT'):
        parse_value(row, ["b=2", "a"])
