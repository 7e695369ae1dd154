import json

import pytest

from smockproxy.core.redaction.jsontext import is_json, read_string, redacted_json, written_string
from smockproxy.core.redaction.rules import Rules
from smockproxy.core.redaction.seeking import NO_RULES, Seeking

KEY = b"a key of the run"
HIDDEN = Seeking(KEY).secret("hunter22")


def shown(text, rules=NO_RULES):
    return redacted_json(text, Seeking(KEY, rules))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"password": "hunter22", "n":1}', '{"password": "{}", "n":1}'),
        ('{ "a" : [ {"b":{"API-Key"\n:"hunter22"}} ] }', '{ "a" : [ {"b":{"API-Key"\n:"{}"}} ] }'),
        ('{"access_token": ["hunter22", "x"], "n": ["x"]}', None),
        (
            '{"client_secret": {"value": "hunter22", "kind": "x"}}',
            '{"client_secret": {"value": "{}", "kind": "x"}}',
        ),
        ('{"text": "{\\"password\\":\\"hunter22\\"}"}', '{"text": "{\\"password\\":\\"{}\\"}"}'),
        ('{"name": "X-Api-Key", "value": "hunter22"}', '{"name": "X-Api-Key", "value": "{}"}'),
        (
            '{"name": "Authorization", "value": "Bearer hunter22"}',
            '{"name": "Authorization", "value": "Bearer {}"}',
        ),
        ('{"name": "ann", "value": "hunter22"}', '{"name": "ann", "value": "hunter22"}'),
        ('{"password": "hunter22', '{"password": "{}'),
        ('{"password": "hunter22\\', '{"password": "{}'),
        (
            '{"url": "https://ann:hunter22@a.test/?token=hunter22"}',
            '{"url": "https://ann:{}@a.test/?token={}"}',
        ),
        ('{"password": "\\u0068unter22"}', '{"password": "{}"}'),
        ('{"password": null, "token": true, "pwd": ""}', '{"password": null, "token": true, "pwd": ""}'),
        ('["hunter22"]]]{"password":"hunter22"}', None),
        ('{"password": "{hunter22"}', None),
        ('{"value": "hunter22", "name": "password"}', '{"value": "{}", "name": "password"}'),
        ('{"value": "hunter22", "name": "size"}', '{"value": "hunter22", "name": "size"}'),
        ("{'password': 'hunter22', n: 1}", "{'password': '{}', n: 1}"),
        ('{password: "hunter22"}', '{password: "{}"}'),
        ('window.x = {"n": "x", token: \'hunter22\'}', 'window.x = {"n": "x", token: \'{}\'}'),
        ('{/*"*/"password":"hunter22"}', '{/*"*/"password":"{}"}'),
        ('{"token": ["note": "hunter22"]}', '{"token": ["note": "{}"]}'),
    ],
)
def test_strings(text, expected):
    made = shown(text)
    if expected is None:
        assert "redacted-" in made
    else:
        assert made == expected.replace("{}", HIDDEN)
    assert shown(made) == made


def test_numbers():
    made = json.loads(
        shown('{"token": 123456, "pwd": 123, "n": 123456, "pan": 4111111111111111, "x": 41111111111111.5}')
    )
    assert made["token"] != 123456
    assert len(str(made["token"])) == 15
    assert made["pan"] != 4111111111111111
    assert str(made["pan"]).startswith("4111")
    assert (made["pwd"], made["n"], made["x"]) == (123, 123456, 41111111111111.5)


def test_half_of_a_pair_is_a_character_like_others():
    for text in (
        '{"password": "hunter22 \\ud83d"}',
        '{"note": "https://a.test/?password=\\ud83dhunter22"}',
        '{"password": "\\udcff\\ud83d hunter22"}',
    ):
        made = shown(text)
        assert "hunter22" not in made
        assert shown(made) == made


def test_what_was_found_is_known_further_on_in_prose_too():
    made = shown('{"password": "hunter22", "note": "it is hunter22", "its hunter22": 1, "n": "it is not"}')
    assert made == '{"password": "{}", "note": "it is {}", "its {}": 1, "n": "it is not"}'.replace(
        "{}", HIDDEN
    )


def test_a_key_may_be_a_secret_itself():
    made = shown('{"ghp_16C7e42F292c6912E7710c838347Ae178B4a" : "ann"}')
    assert made.startswith('{"redacted-')
    assert made.endswith('" : "ann"}')


def test_what_is_to_be_kept_stays():
    text = '{"token": "hunter22", "otp": 4111111111111111}'
    assert shown(text, Rules.of([], ["token", "otp"])) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"a\\"b"', 'a"b'),
        ('"cut', "cut"),
        ('"cut\\', "cut"),
        ('"cut\\u00', "cut"),
        ('"a\\"', 'a"'),
        ('"', ""),
        ('"\\x"', "\\x"),
    ],
)
def test_reading_strings(written, text):
    assert read_string(written) == text


@pytest.mark.parametrize(
    ("text", "like", "written"),
    [
        ("ü", '"x"', '"\\u00fc"'),
        ("ü", '"ö"', '"ü"'),
        ("ü\ud800", '"ö"', '"\\u00fc\\ud800"'),
        ("x", '"cut', '"x'),
    ],
)
def test_writing_strings(text, like, written):
    assert written_string(text, like=like) == written


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("{}", True), ("[1]", True), ("1", False), ("{a", False), ("", False), ("[" * 20_000, False)],
)
def test_what_is_json(text, is_one):
    assert is_json(text) is is_one
    assert not is_json("[" * 5_000)
