"""Values and options beside a matcher's name."""

# ruff: noqa: E501 - rows of a table

import pytest

from smockproxy.files.upload import UploadError
from tests.unit.files.reads import told, upload


@pytest.mark.parametrize(
    ("matcher", "message"),
    [
        ("{matcher: ShouldBeIn, value: a}", '.value: expected a list, found "a"'),
        ("{matcher: ShouldBeIn, value: [[a]]}", ": expected text, found a list"),
        ("{matcher: ShouldBeGreaterThan}", ": expected a number, found nothing"),
        ("{matcher: ShouldBePresent, value: a}", ".value: this matcher takes no value"),
        ("{matcher: ShouldMatchJSON, value: abc}", '.value: "abc" is no JSON'),
        ("{matcher: ShouldMatchJSON, value: [.inf]}", ": .inf is not a number in JSON"),
        ("{matcher: ShouldMatchJSON, value: {}, extra: 1}", ": expected true or false, found 1"),
        ("{matcher: ShouldMatchSchema, value: {}, file: a.json}", ".file: a matcher has either a value or a file, not both"),
        ("{matcher: ShouldMatchSchema, file: a.json}", ".file: a file can only be named in a file of mocks"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_value(matcher, message):
    assert told(f"- request: {{form: {{a: {matcher}}}}}\n  response: {{}}") == [
        f"[0].request.form.a{message}"
    ]


def test_numbers_of_json_are_values_too():
    text = '[{"request": {"form": {"a": {"matcher": "ShouldBeBetween", "value": [1, 2.5]}}}, "response": {}}]'
    (mock,) = upload(text, as_json=True).mocks
    assert mock.conditions.all_of[0].fields["a"][0].arguments == {"value": ["1", "2.5"]}


def test_bytes_may_be_binary():
    (mock,) = upload(
        "- request: {body: {matcher: ShouldEqualBytes, value: !!binary /w==}}\n  response: {}"
    ).mocks
    assert mock.conditions.all_of[0].matcher.value == "/w=="


def test_an_upload_names_no_files():
    with pytest.raises(UploadError, match="only be named in a file of mocks"):
        upload("- request: {body: {matcher: ShouldMatchSchema, file: /etc/passwd}}\n  response: {}")
