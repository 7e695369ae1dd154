"""Definitions as they are kept, made mocks again."""

import pytest

from smockproxy.core.mock import Mock
from smockproxy.core.responders import Scripted
from smockproxy.files.keptmocks import KeptText, kept_mock, kept_text
from smockproxy.files.reading import Complaint, Dialect, Inspector, Reading
from smockproxy.matching import MATCHERS

READING = Reading(MATCHERS, Dialect.JSON_UPLOAD)
BORN = ("m", 5.0)


def kept(text, form=Dialect.FILE, reading=READING):
    return kept_mock(KeptText(form, text), reading, BORN)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Dialect.FILE, '{"id": other, "priority": 3, "response": {"template": true, "body": b}}'),
        (Dialect.FILE, '{"priority": 3, "response": {}} # a comment'),
        (Dialect.YAML_UPLOAD, '{"priority": 3, "response": {}}'),
        (Dialect.JSON_UPLOAD, '{"priority": 3, "response": {}}'),
    ],
)
def test_a_mock_comes_back(form, text):
    mock = kept(text, form)
    assert isinstance(mock, Mock)
    assert (mock.id, mock.created_at, mock.priority, mock.source) == ("m", 5.0, 3, None)
    assert mock.definition is not None
    assert mock.definition.form == form.value


@pytest.mark.parametrize(
    ("form", "text", "told"),
    [
        (Dialect.FILE, '{"respons": {}}', 'unknown key "respons"'),
        (Dialect.FILE, "{}, {}", "a mock needs one of response"),
        (Dialect.FILE, '{"response": {}}, {"response": {}}', "expected one mock, found 2"),
        (Dialect.FILE, '{"response": {"delay": 5s}}', "at most"),
        (Dialect.FILE, '{"dynamic_response": {"engine": python, "script": "return 200"}}', "python"),
        (Dialect.YAML_UPLOAD, "{", "not YAML"),
        (Dialect.JSON_UPLOAD, "{}", "must define at least a response"),
        (Dialect.JSON_UPLOAD, '{"response": {"status": []}}', "expected"),
    ],
)
def test_what_is_wrong_is_told(form, text, told):
    reading = Reading(MATCHERS, Dialect.JSON_UPLOAD, inspector=Inspector(longest_delay=1))
    complaints = kept(text, form, reading)
    assert isinstance(complaints, list)
    assert told in "; ".join(complaint.message for complaint in complaints)
    assert all(complaint.steps[0] == "definition" for complaint in complaints)


def test_scripts_of_files_when_they_are_allowed():
    reading = Reading(MATCHERS, allow_remote_scripts=True)
    mock = kept('{"dynamic_response": {"engine": python, "script": "return 200"}}', reading=reading)
    assert isinstance(mock, Mock)
    assert isinstance(mock.responder, Scripted)
    assert mock.responder.file == ""


def test_the_shape():
    text = kept_text({"form": "file", "text": "{}"})
    assert text == KeptText(Dialect.FILE, "{}")
    assert isinstance(text, KeptText)
    unread = text.unread()
    assert (unread.text, unread.form) == ("{}", "file")


@pytest.mark.parametrize(
    ("given", "steps"),
    [
        ([], ("definition",)),
        ({"form": "other", "text": ""}, ("definition", "form")),
        ({"form": "file", "text": 1}, ("definition", "text")),
    ],
)
def test_what_is_no_shape(given, steps):
    told = kept_text(given)
    assert isinstance(told, Complaint)
    assert told.steps == steps
